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
    "check", "check_answer", "check_folder", "check_writeup", "export", "lint", "load", "mark", "solve", "vary",
]  # fmt: skip

if TYPE_CHECKING:
    from derive.api import Exercise, Result, Solution, load
    from derive.api import solve_problem as solve
    from derive.cohort.cohort import Cohort, check_folder
    from derive.cohort.one_writeup import check_writeup
    from derive.commands.answers import check
    from derive.commands.answers import check as check_answer
    from derive.commands.answers import warnings as lint
    from derive.feedback.check_answer import Checker
    from derive.feedback.records import Record
    from derive.handout.notebook_mark import mark
    from derive.handout.platforms import export
    from derive.handout.vary import vary
    from derive.marking.report import Report

PLACES = {
    **{name: f"api.{name}" for name in ("Exercise", "Result", "Solution", "load")},
    **{name: f"commands.answers.{name}" for name in ("Checker", "Record", "check")},
    **{name: f"cohort.cohort.{name}" for name in ("Cohort", "check_folder")},
    **{name: f"cohort.one_writeup.{name}" for name in ("Report", "check_writeup")},
    "check_answer": "commands.answers.check",
    "export": "handout.platforms.export",
    "lint": "commands.answers.warnings",
    "mark": "handout.notebook_mark.mark",
    "solve": "api.solve_problem",
    "vary": "handout.vary.vary",
}
"""The names of the façade, and where what they stand for is written."""


def __getattr__(name: str) -> Any:
    """The façade, loaded when it is first used, so that `derive --help` stays quick and checking needs no SymPy."""
    if name in PLACES:
        from importlib import import_module

        module, _, found = PLACES[name].rpartition(".")
        return getattr(import_module(f"derive.{module}"), found)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")
