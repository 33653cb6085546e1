"""Accents that a machine set beside their letters (`¯h`, `ˆy`, `yˆ0`), and indices that stick to accented letters."""

from __future__ import annotations

import re

COMBINING = {"¯": "\u0304", "ˉ": "\u0304", "‾": "\u0304", "ˆ": "\u0302", "˜": "\u0303", "˙": "\u0307"}
MARKS = "".join(COMBINING)
BEFORE = re.compile(rf"(?<![^\W\d_])([{MARKS}])[ ]?([^\W\d_])")
"""A mark before a letter that belongs to no other one."""
BEHIND = re.compile(rf"([^\W\d_])([{MARKS}])(?![^\W\d_])")
"""A mark behind a letter and before none."""
BETWEEN = re.compile(rf"([^\W\d_])([{MARKS}])([^\W\d_])")
LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
ACCENTED = "\u0302\u0303\u0304\u0307ŷĥẑŵĝ"
GLUED = re.compile("([^\\W\\d_][\u0302-\u0304\u0307]|[ŷĥẑŵĝ])(\\d|[tT]\\b)")


def with_accents(text: str) -> str:
    """The text with loose accents on their letters, where all stand on the same side of theirs."""
    before, behind = BEFORE.search(text), BEHIND.search(text)
    if before and behind:
        return text
    if before:
        text = re.sub(rf"([{MARKS}])[ ]?([^\W\d_])", lambda found: found[2] + COMBINING[found[1]], text)
    elif behind:
        text = re.sub(rf"([^\W\d_])([{MARKS}])", lambda found: found[1] + COMBINING[found[2]], text)
    return text


def may_be_accented(text: str) -> bool:
    """Whether a letter with an accent stands in a text; to look for that is quick."""
    return not text.isascii() and any(map(text.__contains__, ACCENTED))


def with_indices(text: str) -> str:
    """`ŷ0` as `ŷ_0`: behind an accented letter a figure is an index."""
    return GLUED.sub(r"\1_\2", text)


def without_ligatures(text: str) -> str:
    for sign, letters in LIGATURES.items():
        text = text.replace(sign, letters)
    return text
