"""Problems by path or by catalogue name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from derive.language.errors import Complaint, ProblemError, nearest
from derive.language.kept_tables import tables
from derive.language.record import record
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

CATALOGUE = Path(__file__).parent / "networks"
LARGEST_FILE = 1_000_000
CHOICE = " or a name of the catalogue (`derive list` shows them)"


class HasProblem(Protocol):
    """What has a problem, as an exercise of the façade."""

    @property
    def problem(self) -> Problem: ...


AnyProblem = str | Path | Problem | HasProblem
"""What every function of the façade takes: a name of the catalogue, a path, a problem, or an exercise."""


def names() -> list[str]:
    """The names of the problems that ship with the package, the reference exercise first."""
    found = sorted(path.stem for path in CATALOGUE.glob("*.toml"))
    return sorted(found, key=lambda name: (name != "rnn", name))


@record
class Listed:
    """What the head of a problem of the catalogue says of it."""

    name: str
    title: str
    topics: tuple[str, ...]
    level: str


def entries() -> list[Listed]:
    """The problems of the catalogue by their heads alone, in the order of `names`."""
    found = []
    for name in names():
        head = tables((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))
        found.append(Listed(name, head["title"], tuple(head.get("topics", ())), head.get("level", "")))
    return found


def locate(problem: str | Path) -> Path:
    """The file of a problem: a path, or a name of the catalogue."""
    path = Path(problem)
    if path.is_dir() and str(problem) in names():
        return CATALOGUE / f"{problem}.toml"
    if path.suffix == ".toml" or path.exists() or len(path.parts) > 1:
        if path.is_dir():
            raise ProblemError(Complaint(str(problem), f"this is a folder; expected a problem file{CHOICE}"))
        if not path.exists():
            raise ProblemError(Complaint(str(problem), f"no such file; expected a problem file{CHOICE}"))
        return path
    if str(problem) not in names():
        tail = nearest(str(problem), names())
        raise ProblemError(Complaint(str(problem), f"neither a file nor a problem of the catalogue{tail}"))
    return CATALOGUE / f"{problem}.toml"


def load(
    problem: str | Path, changes: Mapping[str, str] | None = None, settings: Mapping[str, Any] | None = None
) -> Problem:
    """The problem of a path or a catalogue name.

    `changes` maps given names to new values as TOML text (`{"x[0]": "[1, 0, 0]"}`); `settings` wins over the file's.
    Errors: everything that is wrong with the file, at once, as a `ProblemError`.
    """
    path = locate(problem)
    if path.stat().st_size > LARGEST_FILE:
        raise ProblemError(Complaint(str(problem), f"larger than {LARGEST_FILE} bytes"))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(Complaint(str(problem), f"not UTF-8 text (byte {error.start})")) from None
    except OSError as error:
        raise ProblemError(Complaint(str(problem), f"cannot be read: {error.strerror}")) from None
    return load_text(text, path.stem, path.name, changes, settings, path.parent)


def loaded(problem: AnyProblem) -> Problem:
    """The problem that is meant.

    Errors: `ProblemError` for a file or a name that there is not, and for anything else than a name, a path, a problem
    or an exercise.
    """
    if isinstance(problem, Problem):
        return problem
    if isinstance(problem, str | Path):
        return load(problem)
    found = getattr(problem, "problem", None)
    if not isinstance(found, Problem):
        kind = type(problem).__name__
        raise ProblemError(
            Complaint("", f"found {kind}; expected a name, a path, a problem, or what derive.load gives")
        )
    return found


def starter(name: str) -> str:
    """A commented problem file to start from."""
    return (Path(__file__).parent / "starter.toml").read_text(encoding="utf-8").replace("NAME", name)
