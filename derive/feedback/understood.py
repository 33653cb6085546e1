"""What a statement was taken to say, in LaTeX: the way to see that a text was misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.following.judged import Judged
from derive.following.sides import ReadSide
from derive.language.expr import Expr, Index, Numeral
from derive.language.latex import Latex, number, number_level
from derive.language.printer import Piece, write

MOST_CHOICES = 6
"""How many values of an index are listed."""


def understood(judged: Judged, relation: str, latex: Latex) -> str:
    """Both sides of a relation as they were understood, with the steps that it was taken for; of a side that was not
    understood dots.  Nothing where neither was."""
    if judged.read is None:
        return ""
    left, right = (side_as_read(side, latex) for side in judged.read)
    if not left and not right:
        return ""
    where = f" \\quad ({steps(judged.choices)})" if judged.choices else ""
    return f"{left or DOTS} {SIGNS.get(relation, relation)} {right or DOTS}{where}"


DOTS = "\\ldots"
SIGNS = {"≈": "\\approx", "=>": "\\Rightarrow", "⇒": "\\Rightarrow"}


def side_as_read(side: ReadSide, latex: Latex) -> str:
    """A side in the problem's own symbols, its numbers as they were written."""
    if side.expr is None or side.reading is None:
        return ""
    literals = side.reading.literals

    def leaves(part: Expr) -> Piece | None:
        if not isinstance(part, Numeral):
            return None
        return number(literals[part].text), number_level(literals[part].text)

    return write(side.expr, latex, leaves)[0]


def steps(choices: Sequence[Mapping[str, Index]]) -> str:
    """The values of the indices, that of the formula first: `t = 0, 1, 2`."""
    values: dict[str, list[str]] = {}
    for choice in choices:
        for name, index in choice.items():
            values.setdefault(name, [])
            values[name] += [str(index)] if str(index) not in values[name] else []
    return ";\\ ".join(f"{name} = {listed(found)}" for name, found in values.items())


def listed(values: Sequence[str]) -> str:
    shown = [*values[:MOST_CHOICES], *([DOTS] if len(values) > MOST_CHOICES else [])]
    return ", ".join(shown)
