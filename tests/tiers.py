"""Two tiers for what is tried on very many cases: a sample in the suite, the rest in the sweep (`pytest -m sweep`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
from exercises import FEW, WAYS
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from derive.problem.catalogue import names


def sample(cases: Iterable[Any], count: int, seed: int = 1) -> list[Any]:
    """All cases for a parametrized test, those outside a seeded sample marked for the sweep."""
    found = list(cases)
    chosen = set(Random(seed).sample(range(len(found)), count))
    return [case if place in chosen else swept(case) for place, case in enumerate(found)]


def swept(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.sweep)


in_ways = pytest.mark.parametrize("ways", [WAYS[::3], swept(WAYS)], ids=["two", "all"])
"""A test in two methods, each in its own layout; in the sweep every method in both."""


def catalogued() -> list[Any]:
    """The catalogue for a parametrized test, all but a few problems for the sweep."""
    return [name if name in FEW else swept(name) for name in names()]


def explored(few: int, many: int, *drawn: SearchStrategy[Any], **options: Any) -> Callable[..., Callable[[int], None]]:
    """A property of what is drawn, as a test on a few examples in the suite and on many in the sweep."""

    def both_tiers(holds: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize("examples", [few, swept(many)])
        def test(examples: int) -> None:
            settings(max_examples=examples, deadline=None, **options)(given(*drawn)(holds))()

        test.__name__, test.__doc__ = holds.__name__, holds.__doc__
        return test

    return both_tiers
