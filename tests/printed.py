"""The reference exercise as a reader follows it: every printed formula calculated from what is printed before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy_formula import calculate

from derive.language.plain import plain
from derive.language.steps import Step
from derive.solving.derivation import Derivation

INPUTS = [[1, -1, 0], [-1, 1, 0], [1, 1, 0]]
LABELS = [[0, 0, 1], [0, 1, 0], [0, 0, 1]]
GIVEN = {
    "U": [[1, 2, 3], [-1, 0, 1], [2, -1, 0]],
    "W": [[1, 0, -1], [2, 1, 0], [-1, 2, 1]],
    "V": [[2, -1, 0], [1, 1, -1], [-1, 2, 1]],
    "b": [[0], [1], [-1]],
    "c": [[1], [1], [0]],
    **{f"x[{t}]": [[e] for e in x] for t, x in enumerate(INPUTS)},
    **{f"y[{t}]": [[e] for e in y] for t, y in enumerate(LABELS)},
}


def entry_names(step: Step) -> list[str]:
    """The index names of a step that is about one entry: `p` and `q` of `dL/dU[p, q]`."""
    printed, name = plain(step.target), str(step.name)
    return re.findall(r"\w+", printed.removeprefix(name)) if printed.startswith(f"{name}[") else []


def whole(step: Step, known: Mapping[str, Any], at: Mapping[str, int]) -> Any:
    """The array that a step's printed formula gives: itself, turned, or entry by entry."""
    names = entry_names(step)
    if not names:
        value = calculate(plain(step.rhs), known, {}, at)
        return value.T if plain(step.target).endswith("'") else value
    return np.array(
        [
            calculate(plain(step.rhs), known, {}, {**at, **dict(zip(names, place, strict=True))})
            for place in np.ndindex(*[3] * len(names))
        ]
    ).reshape([3] * len(names))


def follow(derivation: Derivation, shown: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """Every numeric step's printed formula in turn, from what the steps before have given, as it is `shown`."""
    known: dict[str, Any] = {name: np.array(value, dtype=float) for name, value in GIVEN.items()}
    for step in derivation.steps:
        if step.is_numeric:
            value = whole(step, known, {})
            known[str(step.name)] = shown(np.reshape(value, step.name.shape) if entry_names(step) else value)
    return known
