"""Worked solutions, step by step, for the derivatives of small neural networks.

>>> import derive
>>> solution = derive.load("rnn").solve()
>>> solution["dL/dc"].value
[['0.3630'], ['-0.0457'], ['-0.3172']]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Checker", "Cohort", "Exercise", "Record", "Report", "Result", "Solution", "__version__",
    "check", "check_folder", "check_writeup", "load", "mark", "vary",
]  # fmt: skip

if TYPE_CHECKING:
    from derive.api import Exercise, Result, Solution, load
    from derive.cohort.cohort import Cohort, check_folder
    from derive.cohort.one_writeup import check_writeup
    from derive.commands.answers import check
    from derive.feedback.check_answer import Checker
    from derive.feedback.records import Record
    from derive.handout.notebook_mark import mark
    from derive.handout.vary import vary
    from derive.marking.report import Report

CHECKING = {
    **dict.fromkeys(("Checker", "Record", "check"), "commands.answers"),
    **dict.fromkeys(("Cohort", "check_folder"), "cohort.cohort"),
    "mark": "handout.notebook_mark",
    "vary": "handout.vary",
    **dict.fromkeys(("Report", "check_writeup"), "cohort.one_writeup"),
}


def __getattr__(name: str) -> Any:
    """The façade, loaded when it is first used, so that `derive --help` stays quick and checking needs no SymPy."""
    if name in CHECKING:
        from importlib import import_module

        return getattr(import_module(f"derive.{CHECKING[name]}"), name)
    if name in __all__:
        from derive import api

        return getattr(api, name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")
