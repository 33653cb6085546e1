"""Text that a machine recognised in a picture or took out of a PDF: what can be told in one way only is restored.

Each row says what a damage is called, by what it shows, and how it is mended; a text without the sign is not touched.
The lines of a text stay what they are, so that places do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derive.language.record import record
from derive.sources import eaten_commands, loose_accents, loose_brackets, page_marks


@record
class Damage:
    """A kind of damage; `tells`: only a machine damages a text so; `may_be` is asked first, for it is quick."""

    name: str
    shows: re.Pattern[str]
    mended: Callable[[str], str]
    tells: bool = True
    may_be: Callable[[str], bool] = bool


MISTAKEN = {"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", "S": "5"}
IN_NUMBER = re.compile(r"(?<![\w.])[-+−–]?(?=[\d.]*[lIOS])(?=[^\s]*?\d)[\dlIOS]+\.[\dlIOoS]*\d[\dlIOoS]*(?![\w^_(.])")


BESIDE = re.compile(r"\d[lIOS]|[lIOS]\.")


def may_be_mistaken(text: str) -> bool:
    return BESIDE.search(text) is not None


def with_figures(text: str) -> str:
    """Decimal numbers with figures for the letters that look like them: `0.96l0`, `O.5`."""
    return IN_NUMBER.sub(lambda found: "".join(MISTAKEN.get(c, c) for c in found[0]), text)


def is_foreign(text: str) -> bool:
    return not text.isascii()


DAMAGES = (
    Damage("line_numbers", re.compile(r"\A\s*\d{1,4}[ \t|:│]"), page_marks.without_line_numbers, False),
    Damage("page_marks", re.compile(rf"\x0c|^{page_marks.PAGE.pattern}$", re.MULTILINE), page_marks.without_page_marks),
    Damage(
        "commands",
        re.compile(rf"[\x07\x08\x0b\x0c\x1b\t]|{eaten_commands.EATEN.pattern}|{eaten_commands.ROW.pattern}"),
        eaten_commands.without_escapes,
        may_be=eaten_commands.may_be_eaten,
    ),
    Damage("commands", eaten_commands.LOST, eaten_commands.with_backslashes, may_be=eaten_commands.may_be_bare),
    Damage("letters", re.compile("[ﬀ-ﬄ]"), loose_accents.without_ligatures, may_be=is_foreign),
    Damage("figures", IN_NUMBER, with_figures, may_be=may_be_mistaken),
    Damage("accents", re.compile(f"[{loose_accents.MARKS}]"), loose_accents.with_accents, may_be=is_foreign),
    Damage("indices", loose_accents.GLUED, loose_accents.with_indices, False, loose_accents.may_be_accented),
    Damage("brackets", re.compile("[\uf8eb-\uf8fb]"), loose_brackets.with_whole_brackets, may_be=is_foreign),
    Damage("brackets", re.compile("[⎛-⎦]"), loose_brackets.with_whole_brackets, False, is_foreign),
    Damage("brackets", loose_brackets.VALUE, loose_brackets.with_closed_brackets, False),
    Damage("brackets", loose_brackets.TWICE, loose_brackets.with_closed_brackets, False),
    Damage("entries", loose_brackets.MATRIX, loose_brackets.with_parted_entries, False),
)
MARKS = frozenset({"line_numbers", "page_marks"})
"""What is left out and is no part of a line."""
TELLING = re.compile("[\x01-\x08\x0c\x0e-\x1a\x1c-\x1f\x7f\uf8eb-\uf8fb\ufffdﬀ-ﬄ]|\\(cid:\\d+\\)")
"""Signs that no keyboard gives."""
TYPESET = re.compile("[\U0001d400-\U0001d7ff\u210e]")
"""Letters of the alphabets of mathematics, which fonts have and keyboards have not."""
MARKUP = re.compile(r"\$|\\[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Restored:
    """A text as it was; `lines` has the kinds of damage by line, from 0; `is_extracted`: a machine made the text."""

    text: str
    lines: Mapping[int, tuple[str, ...]]
    is_extracted: bool


def restored(text: str) -> Restored:
    """A text without the damage that a machine did to it."""
    lines: dict[int, tuple[str, ...]] = {}
    is_extracted = tells(text)
    for damage in DAMAGES:
        if not damage.may_be(text) or not damage.shows.search(text):
            continue
        mended = damage.mended(text)
        changed = changes(text, mended) if mended != text else []
        is_extracted = is_extracted or (damage.tells and bool(changed))
        for k in changed if damage.name not in MARKS else ():
            lines[k] = tuple(dict.fromkeys((*lines.get(k, ()), damage.name)))
        text = mended
    lines = {k: kinds for k, kinds in lines.items() if is_extracted or set(kinds) != {"indices"}}
    return Restored(text.replace("\x0b", " ").replace("\x0c", " "), lines, is_extracted)


def tells(text: str) -> bool:
    """Whether the signs of a text show that a machine took it from a page."""
    if TELLING.search(text):
        return True
    return not text.isascii() and TYPESET.search(text) is not None and not MARKUP.search(text)


def changes(before: str, after: str) -> list[int]:
    """The lines of which more than the space around them is changed."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [k for k, (old, new) in enumerate(pairs) if " ".join(old.split()) != " ".join(new.split())]
