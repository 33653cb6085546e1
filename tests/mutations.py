"""Right answers changed in ways whose effect is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

UNREADABLE = frozenset({"unread", "refused"})
WRONG = frozenset({"wrong"})
NOT_RIGHT = UNREADABLE | WRONG
JUNK = (
    " )",
    " ]",
    " + ",
    " = ",
    " blah",
    " \\frac",
    " ^",
    " , 7 8",
    " \\begin{bmatrix}",
    " 3 4 x",
    "}",
    " ; drop",
    " = 17.5",
)
ENCLOSED = ("({}", "[{}", "{}]", "{}}}", "\\left({}", "\\frac{{{}", "{} \\end{{bmatrix}}")


@dataclass(frozen=True)
class Mutation:
    """A text and the verdicts that it may get."""

    name: str
    text: str
    verdicts: frozenset[str]


def as_list(rows: Sequence[Sequence[str]]) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def as_latex(rows: Sequence[Sequence[str]]) -> str:
    return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{bmatrix}"


def as_matlab(rows: Sequence[Sequence[str]]) -> str:
    return "[" + "; ".join(" ".join(row) for row in rows) + "]"


def as_numpy(rows: Sequence[Sequence[str]]) -> str:
    return "[" + "\n ".join("[" + " ".join(row) + "]" for row in rows) + "]"


NOTATIONS: tuple[Callable[[Sequence[Sequence[str]]], str], ...] = (as_list, as_latex, as_matlab, as_numpy)


def written(value: Any, digits: int, random: Random) -> str:
    """A value in one of the notations."""
    rows = [[f"{entry:.{digits}f}" for entry in row] for row in np.atleast_2d(value)]
    if np.size(value) == 1:
        return rows[0][0]
    return random.choice(NOTATIONS)(rows)


def mutate(value: Any, digits: int, random: Random) -> Mutation:
    """A right value of at least two columns or one number, and something done to it."""
    return random.choice(MUTATIONS)(np.array(value, dtype=float), digits, random)


def unchanged(value: Any, digits: int, random: Random) -> Mutation:
    return Mutation("unchanged", written(value, digits + random.randint(0, 6), random), frozenset({"right"}))


def last_place(value: Any, digits: int, random: Random) -> Mutation:
    """Up to one unit in the last place asked: right or rounded; never wrong."""
    value.flat[random.randrange(value.size)] += random.choice((-1, 1)) * 10.0**-digits * 0.98
    return Mutation("last place", written(value, digits + 3, random), frozenset({"right", "rounded"}))


def digit(value: Any, digits: int, random: Random) -> Mutation:
    """One entry off by at least ten units in the last place asked."""
    value.flat[random.randrange(value.size)] += (
        random.choice((-1, 1)) * random.randint(1, 9) * 10.0 ** -random.randint(0, digits - 1)
    )
    return Mutation("digit", written(value, digits, random), WRONG)


def sign(value: Any, digits: int, random: Random) -> Mutation:
    places = [k for k in range(value.size) if abs(value.flat[k]) > 10.0 ** (1 - digits)]
    value.flat[random.choice(places)] *= -1
    return Mutation("sign", written(value, digits, random), WRONG)


def scaled(value: Any, digits: int, random: Random) -> Mutation:
    return Mutation("scaled", written(value * random.choice((-3, -1, 0.5, 2, 3, 10, 1 / 3)), digits, random), WRONG)


def transposed(value: Any, digits: int, random: Random) -> Mutation:
    is_other = (
        value.ndim == 2
        and 1 not in value.shape
        and not (value.shape[0] == value.shape[1] and np.allclose(value, value.T, atol=1e-2))
    )
    return (
        Mutation("transposed", written(value.T, digits, random), WRONG) if is_other else scaled(value, digits, random)
    )


def exchanged(value: Any, digits: int, random: Random) -> Mutation:
    if value.ndim < 2 or value.shape[0] < 2:
        return scaled(value, digits, random)
    a, b = random.sample(range(value.shape[0]), 2)
    if np.allclose(value[a], value[b], atol=10.0 ** (1 - digits)):
        return scaled(value, digits, random)
    value[[a, b]] = value[[b, a]]
    return Mutation("exchanged", written(value, digits, random), WRONG)


def shortened(value: Any, digits: int, random: Random) -> Mutation:
    """A row or an entry left out."""
    if value.size == 1:
        return junk(value, digits, random)
    rows = [[f"{entry:.{digits}f}" for entry in row] for row in np.atleast_2d(value)]
    row = random.randrange(len(rows))
    if random.random() < 0.5 and len(rows) > 1:
        del rows[row]
    else:
        del rows[row][random.randrange(len(rows[row]))]
    rows = [row for row in rows if row]
    return Mutation("shortened", random.choice(NOTATIONS)(rows), NOT_RIGHT)


def junk(value: Any, digits: int, random: Random) -> Mutation:
    return Mutation("junk", written(value, digits, random) + random.choice(JUNK), NOT_RIGHT)


def unbalanced(value: Any, digits: int, random: Random) -> Mutation:
    return Mutation("unbalanced", random.choice(ENCLOSED).format(written(value, digits, random)), UNREADABLE)


def cut(value: Any, digits: int, random: Random) -> Mutation:
    """The end of an array lost."""
    text = written(value, digits, random)
    if value.size == 1:
        return unbalanced(value, digits, random)
    return Mutation("cut", text[: random.randrange(1, len(text))], NOT_RIGHT)


def garbled(value: Any, digits: int, random: Random) -> Mutation:
    """One character replaced: anything but a crash."""
    text = written(value, digits, random)
    place = random.randrange(len(text))
    character = random.choice("0123456789.,-+*/^_{}[]()&\\ =;:'\"eEtTxhVW∂ᵀ₁−\u202e\x00һ<>|%$#@!~\n")
    everything = frozenset({"right", "rounded"}) | NOT_RIGHT
    return Mutation("garbled", text[:place] + character + text[place + 1 :], everything)


MUTATIONS: tuple[Callable[[Any, int, Random], Mutation], ...] = (
    unchanged,
    last_place,
    digit,
    sign,
    scaled,
    transposed,
    exchanged,
    shortened,
    junk,
    unbalanced,
    cut,
    garbled,
)
