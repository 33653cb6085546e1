"""Org's markup as Markdown, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.sources.file_limits import LONGEST_TEXT
from derive.sources.passage import NotText, Passage

HEADING = re.compile(r"(\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?(.*)")
BEGINS = re.compile(r"[ \t]*#\+begin_(\w+)(?:[ \t]+(\w+))?.*", re.IGNORECASE)
ENDS = re.compile(r"[ \t]*#\+end_(\w+).*", re.IGNORECASE)
KEYWORD = re.compile(r"[ \t]*#(?:\+.*|[ \t].*|)|[ \t]*:[A-Za-z_-]+:.*")
FIXED = re.compile(r"[ \t]*:(?:[ \t](.*)|)")
RULE = re.compile(r"[ \t]*\|[-+|]+\|?[ \t]*")


def passages(text: str) -> Iterator[Passage]:
    """The text as Markdown, with as many lines.  Errors: `NotText`."""
    if len(text) > LONGEST_TEXT:
        raise NotText(f"the text has {len(text)} characters; the limit is {LONGEST_TEXT}")
    yield Passage("\n".join(lines(text.split("\n"))), "md")


def lines(found: list[str]) -> Iterator[str]:
    block = ""
    for line in found:
        begins, ends = BEGINS.fullmatch(line), ENDS.fullmatch(line)
        if begins and not block:
            block = begins[1].lower()
            yield f"```{begins[2] or ''}" if block == "src" else "```" if block == "example" else ""
        elif ends and ends[1].lower() == block:
            yield "```" if block in ("src", "example") else ""
            block = ""
        elif block in ("src", "example"):
            yield line
        else:
            yield plain(line)


def plain(line: str) -> str:
    """A line outside of blocks."""
    heading, fixed = HEADING.fullmatch(line), FIXED.fullmatch(line)
    if heading:
        return f"{'#' * min(len(heading[1]), 6)} {heading[2]}"
    if fixed:
        return fixed[1] or ""
    if KEYWORD.fullmatch(line):
        return ""
    return line.replace("+", "|") if RULE.fullmatch(line) else line
