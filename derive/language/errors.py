"""What went wrong, where, and what to do about it.

Every error that a user can cause is a `DeriveError`: one or more complaints, each with its place, what was found and
what was expected.  The command line prints them and exits with `status`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from derive.language.record import record


@record
class Complaint:
    """One fault: `place` (a key path or a file), `message`, and for text the `source` line with a 1-based `column`."""

    place: str
    message: str
    source: str = ""
    column: int = 0

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        if not self.source:
            return head
        return f"{head}\n    {self.source}\n    {' ' * (self.column - 1)}^"


class DeriveError(Exception):
    """Something a user can mend; carries all complaints found in one go.

    `status` is the exit status of the command line: 2 for unusable input, 3 for a result that failed its own check,
    4 for a fault of the program's own.
    """

    status = 2

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints

    def __str__(self) -> str:
        return "\n".join(str(complaint) for complaint in self.complaints)


class ProblemError(DeriveError):
    """A problem file, or a question about it, that cannot be used."""


class ShapeError(DeriveError):
    """An operation applied to arguments whose shapes do not fit."""


class DomainError(DeriveError):
    """A value outside the domain of an operation, such as the logarithm of zero."""


class DisagreementError(DeriveError):
    """The solution differs from an independent calculation by more than its digits allow."""

    status = 3


class ProgramError(DeriveError):
    """A fault of the program's own, which nobody foresaw."""

    status = 4


class NoValue(Exception):
    """A calculation that comes to nothing: with something that has no value here, or of a shape that does not fit."""


class NoIndexForm(Exception):
    """Something of SymPy's, or of ours, that cannot be written entry by entry."""


class Undecided(NoValue):
    """The working precision is too low to decide (internal: the run is repeated with more bits)."""


def fault(message: str, place: str = "") -> ProblemError:
    """A `ProblemError` with a single complaint."""
    return ProblemError(Complaint(place, message))


def nearest(name: str, known: Iterable[str]) -> str:
    """A tail for an error message: the nearest known name, or the list of them.

    >>> nearest("sofmax", ["softmax", "tanh"])
    '; did you mean softmax?'
    """
    from difflib import get_close_matches

    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(names)}" if names else ""


def one_of(name: str, known: Iterable[str], place: str) -> None:
    """Complain about a name that is not in a closed set.  Errors: `ProblemError` with the nearest known one."""
    names = list(known)
    if name not in names:
        raise fault(f"unknown name {name!r}{nearest(name, names)}", place)


def is_developing() -> bool:
    """Whether faults of the program's own are shown with their traceback, as `DERIVE_TRACEBACK=1` asks."""
    return os.environ.get("DERIVE_TRACEBACK", "") not in ("", "0")


def unforeseen(error: BaseException) -> ProgramError:
    """What is said of a fault of the program's own: where it is, so that it can be reported."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" in {Path(last.tb_frame.f_code.co_filename).name}, line {last.tb_lineno}" if last is not None else ""
    message = f"the program itself is at fault ({type(error).__name__}{where}); please report it"
    return ProgramError(Complaint(" ".join(sys.argv[1:3]), message))
