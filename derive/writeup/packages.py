r"""What the usual packages of LaTeX define, where the student's file does not, and a text with it written out.

The packages are physics, derivative, diffcoeff and commath, by their documentation; `\T` and its like are what many
preambles call a transpose, and a text without its preamble still has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from derive.writeup.tokens import PlacedToken


@dataclass(frozen=True, slots=True)
class Macro:
    """`arguments` says how many there are; `default` is the first one where it may be left out."""

    arguments: int
    default: list[PlacedToken] | None
    body: list[PlacedToken]


def built(text: str, at: int = 0) -> list[PlacedToken]:
    """The tokens of a text of commands, letters, braces and numbers."""
    kinds = {"\\": "command", " ": "space"}
    found = re.findall(r"\\[A-Za-z]+|[A-Za-z]+|\d+|.", text)
    return [
        PlacedToken(
            kinds.get(piece[0], "number" if piece.isdigit() else "word" if piece.isalpha() else piece), piece, at
        )
        for piece in found
    ]


def rows(arguments: int, **bodies: str) -> dict[str, Macro]:
    """Commands by their names and what they stand for."""
    return {f"\\{name}": Macro(arguments, None, built(body)) for name, body in bodies.items()}


PACKAGED = {
    **rows(1, vb=r"\mathbf{#1}", vectorbold=r"\mathbf{#1}", va=r"\vec{#1}", dd="d #1", odif="d #1"),
    **rows(1, norm=r"\lVert #1 \rVert", enVert=r"\lVert #1 \rVert", envert=r"\abs{#1}", vqty=r"\abs{#1}"),
    **rows(1, pqty="(#1)", bqty="[#1]", sbr="[#1]", eval=r"\left. #1 \right|"),
    **rows(0, qty="", grad=r"\nabla", vdot=r"\cdot", dif="d ", half=r"\frac{1}{2}"),
    **rows(0, Tr=r"\operatorname{tr}", trace=r"\operatorname{tr}"),
}
"""What stands for itself with its arguments put in; one with an argument is used where a group follows."""
ARRAYS = {"\\mqty": "pmatrix", "\\pmqty": "pmatrix", "\\bmqty": "bmatrix"}
DERIVATIVES = {
    **rows(2, dv="d ", derivative="d ", odv="d ", od="d ", diff="d "),
    **rows(3, pdv=r"\partial ", pderivative=r"\partial ", partialderivative=r"\partial "),
    **rows(2, diffp=r"\partial ", pd=r"\partial ", pderiv=r"\partial "),
}
"""The sign of a derivative, and how many groups may follow: of what, by what, and by what else."""
WHOLE = frozenset(f"\\{name}" for name in ("od", "diff", "diffp", "pd"))
"""Those that are no operators: with one group alone they are somebody's own."""
TRANSPOSES = frozenset(f"\\{name}" for name in ("T", "trans", "transp", "tran", "transpose"))
"""The transpose, with or without a `^` before it."""


def transposed(before: Sequence[PlacedToken], at: int) -> list[PlacedToken]:
    """A transpose behind what was read so far: raised, if it is not yet."""
    last = [token.kind for token in before if token.kind not in ("space", "line")][-2:]
    return built(r"\top " if last[-1:] == ["^"] or last == ["^", "{"] else r"^{\top}", at)


def slope_by(
    sign: list[PlacedToken], order: list[PlacedToken], groups: list[list[PlacedToken]], at: int
) -> list[PlacedToken]:
    """The fraction for a derivative; with one group it is an operator, commas part what is differentiated by."""
    of, *by = groups if len(groups) > 1 else [[], *groups]
    names = [name for group in by for name in at_commas(group)]
    times = order or (built(str(len(names))) if len(names) > 1 else [])
    power = [*built("^{"), *times, *built("}")] if times else []
    below = [token for name in names for token in (*sign, *name, *(power if len(names) == 1 else []), *built(" "))]
    found = [*built(r"\frac{"), *(power and sign[:1]), *(power or sign), *of, *built("}{"), *below, *built("}")]
    return [PlacedToken(token.kind, token.text, at) for token in found]


def at_commas(tokens: Sequence[PlacedToken]) -> Iterator[list[PlacedToken]]:
    """The parts between commas that stand in no braces."""
    depth = 0
    numbered: list[tuple[int, PlacedToken]] = []
    part = 0
    for token in tokens:
        depth += (token.kind == "{") - (token.kind == "}")
        if token.kind == "," and not depth:
            part += 1
        else:
            numbered.append((part, token))
    for _, found in groupby(numbered, lambda pair: pair[0]):
        yield [token for _, token in found]
