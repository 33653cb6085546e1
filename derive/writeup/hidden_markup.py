"""What Markdown conceals by HTML or as a comment: `<!-- … -->`, `<del>`, `style="display: none"`, `[//]: # (…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.sources.style_sheets import StyleSheets, style_sheets
from derive.sources.unseen_styles import STRUCK, is_unseen
from derive.writeup.tokens import PlacedToken

ATTRIBUTE = r"""\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?"""
TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*)((?:{ATTRIBUTE}){{0,20}})\s*>")
NAMED = re.compile(r"""(class|id|style)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))""", re.IGNORECASE)
STRIKING = frozenset({"del", "s", "strike"})
NEVER_SHOWN = frozenset({"template", "script", "style"})
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
NOTE = re.compile(r"^ {0,3}\[(?://|\w*comment\w*|#)\]:[^\n]*", re.MULTILINE | re.IGNORECASE)
"""A reference that leads nowhere, which serves as a comment."""


def without_hidden(text: str) -> tuple[str, list[PlacedToken]]:
    """The text with room in place of what it conceals, every character in its place, and the concealed parts."""
    if "<" not in text and "]:" not in text:
        return text, []
    found: list[PlacedToken] = []
    pieces, place = [], 0
    for start, stop, kind in sorted(concealed(text)):
        if start < place:
            continue
        found.append(PlacedToken(kind, text[start:stop], start))
        pieces += [text[place:start], re.sub(r"[^\n]", " ", text[start:stop])]
        place = stop
    return "".join([*pieces, text[place:]]), found


def concealed(text: str) -> Iterator[tuple[int, int, str]]:
    """Where concealed parts begin and end, and whether they are `hidden` or `struck`."""
    for pattern in (COMMENT, NOTE):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), "hidden"
    tags, sheets = list(TAG.finditer(text)), style_sheets(text)
    ends = closed(tags)
    behind = 0
    for k, tag in enumerate(tags):
        kind = kind_of(tag[2].lower(), tag[3], sheets) if not tag[1] and tag.start() >= behind else ""
        stop = ends.get(k, len(text) if kind == "hidden" else 0)
        if kind and stop:
            behind = stop
            yield tag.start(), stop, kind


def kind_of(name: str, attributes: str, sheets: StyleSheets) -> str:
    """Whether what stands within a tag is struck, hidden, or neither, by itself or by its class."""
    own = {each[1].lower(): (each[2] or each[3] or each[4] or "") for each in NAMED.finditer(attributes)}
    by_class = sheets.style(name, own.get("class", "").split(), own.get("id", ""), "")
    attributes += f"; {by_class}" if by_class and "style" not in own else ""
    if name in STRIKING or STRUCK.search(attributes):
        return "struck"
    return "hidden" if name in NEVER_SHOWN or is_unseen(attributes) else ""


def closed(tags: list[re.Match[str]]) -> dict[int, int]:
    """Where each tag is closed that is, those of the same name within it counted."""
    found: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for k, tag in enumerate(tags):
        opened = waiting.setdefault(tag[2].lower(), [])
        if not tag[1]:
            opened.append(k)
        elif opened:
            found[opened.pop()] = tag.end()
    return found
