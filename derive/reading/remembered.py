"""What reading a text came to, kept as long as all names mean the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from derive.reading.vocabulary import Vocabulary

MOST = 500
T = TypeVar("T")


def once(vocabulary: Vocabulary, about: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, which depends on nothing but the vocabulary and what it is about."""
    known = vocabulary.readings
    if about not in known:
        if len(known) >= MOST:
            known.clear()
        known[about] = read()
    return cast("T", known[about])
