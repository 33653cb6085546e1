"""How derivatives are called in plain text: `dL/dU`, `d2L/dwdb`, `d(dL/dw)/db` where a gradient is meant as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.language.expr import Derivative, Ref


def within(ref: Ref) -> str:
    """The name of a quantity behind a d."""
    return f"({ref})" if ref.gradient else str(ref)


def used_at(name: Derivative) -> str:
    """The use of the variable that is meant alone, behind a bar."""
    return f" | {', '.join(f'{index}={number}' for index, number in name.use)}" if name.use else ""


def is_second(name: Derivative) -> bool:
    """Whether a derivative is written as a second one: by two plain quantities, with all ways in it."""
    pair = (*(name.of.gradient or ()), name.by)
    return len(pair) == 3 and not name.direct and name.column is None and all(ref.gradient is None for ref in pair)


def spelled(name: Derivative) -> str:
    """The name of a derivative."""
    if name.of.gradient is None or not is_second(name):
        entry = f"[{', '.join(map(str, name.column))}]" if name.column else ""
        return f"d{within(name.of)}/d{within(name.by)}{entry}{used_at(name)}"
    of, first = name.of.gradient
    return f"d2{of}/d{first}d{name.by}"
