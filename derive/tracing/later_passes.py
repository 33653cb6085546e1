"""Weights that are changed after gradients were calculated: what follows belongs to a later pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from derive.tracing.objects import UNKNOWN
from derive.tracing.scalars import Entry, Traced
from derive.tracing.tensor import filled, is_entry, tensor
from derive.tracing.trace import Snapshot

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

GRADIENT = re.compile(r"d|g|delta", re.IGNORECASE)
"""How names begin of which some are gradients."""


def updated(m: Machine, before: Snapshot | None, name: str, value: Any) -> Any:
    """The value, marked as one of a later pass where a given weight is changed after gradients were calculated."""
    m.has_gradients = m.has_gradients or bool(GRADIENT.match(name))
    if before is None or not m.has_gradients or value is UNKNOWN or GRADIENT.match(name):
        return value
    if not m.givens.is_given(before) or m.givens.is_stepped(before):
        return value
    m.before_update.setdefault(name, filled(before.shape, before.entries))
    return as_later(value)


def as_later(value: Any) -> Any:
    """The value as one that comes after an update."""
    if is_entry(value):
        return later(value)
    array = tensor(value)
    return filled(array.shape, [later(entry) for entry in array.entries])


def later(entry: Entry) -> Entry:
    if type(entry) is not Traced:
        return entry
    made = Traced(entry.value, (entry,), (1.0,))
    made.is_later = True
    return made
