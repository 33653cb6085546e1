"""Accents that a text lets stand for gradients, `\\bar v = \\partial L / \\partial v` for whatever v."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derive.language.signs import SIGNS
from derive.reading.tree import Name
from derive.reading.vocabulary import Vocabulary

ACCENTS = {command: sign.meaning for sign in SIGNS if sign.kind == "accent" for command in sign.latex.split()}
LETTER = r"\{?\s*(?:\\(?:mathbf|boldsymbol|bm|mathrm)\s*\{?\s*)?(\\?[A-Za-z]+)[\s}]*"
MARKED = re.compile(rf"\\({'|'.join(ACCENTS)})\s*{LETTER}")
SLOPE = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*(?:\\partial|∂)\s*[^{{}}]{{1,20}}\}}\s*\{{\s*(?:\\partial|∂)\s*{LETTER}"
    rf"|(?:\\partial|∂)\s*[^/\\{{}}]{{1,20}}/\s*(?:\\partial|∂)\s*{LETTER}|\\nabla\s*_\s*{LETTER}\s*\w{{0,3}})\s*"
)
LONGEST = 120


def marked_gradients(sides: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Iterator[str]:
    """The accents that a text lets stand for the gradient by whatever stands below, by its left and right sides.

    The letter that it is said of must be none of the problem's: `\\bar h = ∂L/∂h` says nothing of other letters.
    """
    for left, right in sides:
        mark = MARKED.fullmatch(left.strip()) if "\\" in left and len(left) + len(right) < LONGEST else None
        slope = SLOPE.fullmatch(right.strip()) if mark is not None else None
        if mark is None or slope is None or mark[2] not in slope.groups():
            continue
        if not vocabulary.knows(Name(mark[2].lstrip("\\"), (), 0, 0)) and not vocabulary.knows_word(mark[2]):
            yield ACCENTS[mark[1]]


def tells_accent(sides: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a statement only says what an accent stands for."""
    return bool(vocabulary.accents) and len(sides) == 2 and any(marked_gradients([(sides[0], sides[1])], vocabulary))
