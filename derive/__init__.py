"""Worked solutions, step by step, for the derivatives of small neural networks.

>>> import derive
>>> solution = derive.load("rnn").solve()
>>> solution["dL/dc"].value
[['0.3630'], ['-0.0457'], ['-0.3172']]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Checker", "Exercise", "Record", "Result", "Solution", "__version__", "check", "load"]

if TYPE_CHECKING:
    from derive.api import Exercise, Result, Solution, load
    from derive.checks import Checker, Record, check

CHECKING = ("Checker", "Record", "check")


def __getattr__(name: str) -> Any:
    """The façade, loaded when it is first used, so that `derive --help` stays quick and checking needs no SymPy."""
    if name in CHECKING:
        from derive import checks

        return getattr(checks, name)
    if name in __all__:
        from derive import api

        return getattr(api, name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")
