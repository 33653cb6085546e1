"""Indices: of steps and layers by name, such as `t-1`, or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Index(NamedTuple):
    """An index such as `t-1` (name and offset) or `2` (no name); that of a convolution has two names, `i+m`.

    A named tuple, since indices are compared and hashed more often than anything else.
    """

    name: str
    offset: int = 0

    @property
    def is_literal(self) -> bool:
        return not self.name

    def bind(self, binding: Mapping[str, Index]) -> Index:
        if "+" in self.name:
            return self.bind_each(binding)
        found = binding.get(self.name) if self.name else None
        return Index(found.name, found.offset + self.offset) if found else self

    def bind_each(self, binding: Mapping[str, Index]) -> Index:
        """With what is bound in place of each of several names."""
        parts = [binding.get(name, Index(name)) for name in self.name.split("+")]
        return Index("+".join(part.name for part in parts if part.name), self.offset + sum(p.offset for p in parts))

    @property
    def names(self) -> tuple[str, ...]:
        """Each of its names."""
        return tuple(self.name.split("+")) if self.name else ()

    def __str__(self) -> str:
        if not self.name:
            return str(self.offset)
        return f"{self.name}{self.offset:+d}" if self.offset else self.name


def at(number: int) -> Index:
    """The literal index `number`."""
    return Index("", number)
