"""Small exercises for tests: a problem file from its parts, and nested decimals as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from derive.api import Exercise
from derive.problem.assembly import load_text
from derive.problem.spec import LAYOUTS, METHODS

HERE = Path(__file__).parent
RENAMED = HERE / "problems" / "renamed.toml"
FEW = ("rnn", "attention", "layernorm", "lstm", "mazur", "mlp", "rnn-scalar")
"""Problems of the catalogue on which everything is tried; the others are for the sweep."""
WAYS = [(method, layout) for method in METHODS for layout in LAYOUTS]
"""Every method in both layouts."""


def toml(equations: str, values: str = "", ask: str = "", index: str = "", settings: str = "") -> str:
    """The text of a problem file; `ask` has the targets side by side."""
    questions = "".join(f'[[questions]]\nask = "{target}"\n' for target in ask.split())
    return (
        f"[settings]\n{settings}\n[index]\n{index}\n[model]\nequations = '''\n{equations}\n'''\n"
        f"[values]\n{values}\n{questions}"
    )


def exercise(
    equations: str,
    values: str = "",
    ask: str = "",
    *,
    index: str = "",
    settings: str = "",
    changes: Mapping[str, str] | None = None,
) -> Exercise:
    return Exercise(load_text(toml(equations, values, ask, index, settings), "test", "test.toml", changes))


def numbers(nested: Any) -> list[Decimal]:
    """The entries of nested lists of decimal strings, row by row."""
    if isinstance(nested, list):
        return [number for item in nested for number in numbers(item)]
    return [Decimal(str(nested))]


def gaps(ours: Any, theirs: Any) -> Iterator[Decimal]:
    """The differences of corresponding entries."""
    for a, b in zip(numbers(ours), numbers(theirs), strict=True):
        yield abs(a - b)
