"""What libraries compute where textbooks leave a choice: the rows of `dialects.toml`, and the choice of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from derive.language.kept_tables import tables
from derive.language.patterns import regex
from derive.language.record import record

FILE = Path(__file__).parent / "dialects.toml"
BACKEND = regex(r"(\w+) \((\w+)\)")


@record
class Dialect:
    """What some libraries give with one of their functions.

    `of` is an operation (in the table `operation`) or what else it is about, `where` the place at which libraries
    differ; `choice` is the name of a value of the slope there, `equation` what is calculated, `epsilon` a number that
    stands in it.
    """

    of: str
    operation: str
    where: str
    libraries: tuple[str, ...]
    by: str
    gives: str
    choice: str = ""
    equation: str = ""
    epsilon: str = ""


@cache
def dialects() -> tuple[Dialect, ...]:
    """All rows, in the order of the file."""
    return tuple(read(tables(FILE.read_text(encoding="utf-8"))["about"]))


@cache
def versions() -> dict[str, str]:
    """The release of each library that was run."""
    found: dict[str, str] = tables(FILE.read_text(encoding="utf-8"))["versions"]
    return found


def read(tables: list[dict[str, str | list[dict[str, str]]]]) -> Iterator[Dialect]:
    for about in tables:
        for row in about["rows"]:
            assert isinstance(row, dict)
            libraries = tuple(row.pop("in").split(", "))
            operation = str(about.get("operation", about["of"]))
            yield Dialect(str(about["of"]), operation, str(about["where"]), libraries, **row)


@cache
def libraries() -> tuple[str, ...]:
    """Every library, and `library (backend)` where backends differ."""
    return tuple(sorted({name for dialect in dialects() for name in dialect.libraries}))


def spoken(library: str) -> tuple[str, ...]:
    """The names under which a library's rows are looked for: with its backend first."""
    found = BACKEND.fullmatch(library)
    return (library, found[1]) if found else (library,)


def about(operation: str) -> tuple[Dialect, ...]:
    """The rows of an operation of the table, of one along rows or columns too."""
    base = operation.removesuffix("_rows").removesuffix("_columns")
    return tuple(dialect for dialect in dialects() if dialect.operation == base)


def named(operation: str) -> str:
    """The name under which an operation of the table stands here."""
    return next((dialect.of for dialect in about(operation)), operation)


def chosen(operation: str, library: str) -> Dialect | None:
    """The first row of an operation in a library that says which slope is used."""
    rows = [dialect for dialect in about(operation) if dialect.choice]
    found = (row for name in spoken(library) for row in rows if name in row.libraries)
    return next(found, None)
