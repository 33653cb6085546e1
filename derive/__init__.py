"""Worked solutions, step by step, for the derivatives of small neural networks.

>>> import derive
>>> solution = derive.load("rnn").solve()
>>> solution["dL/dc"].value
[['0.3630'], ['-0.0457'], ['-0.3172']]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Exercise", "Result", "Solution", "__version__", "load"]

if TYPE_CHECKING:
    from derive.api import Exercise, Result, Solution, load


def __getattr__(name: str) -> Any:
    """The façade, loaded when it is first used, so that `derive --help` stays quick."""
    if name in __all__:
        from derive import api

        return getattr(api, name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")
