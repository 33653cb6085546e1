"""The dialects of libraries as lines for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from derive.documents.words import Words
from derive.language.errors import Complaint, ProblemError, nearest
from derive.table.dialects import Dialect, dialects, libraries, spoken, versions

COLUMNS, NARROW = 80, 36


def told(operation: str, library: str) -> Iterator[str]:
    """What is known of an operation, of a library (all where that is empty), one block for each place of choice.

    Errors: `ProblemError` for an operation or a library of which nothing is known.
    """
    operations = list(dict.fromkeys(row.of for row in dialects()))
    if operation and operation not in operations:
        raise ProblemError(Complaint(operation, f"no library was asked about it{nearest(operation, operations)}"))
    if library and library not in {*libraries(), *versions()}:
        raise ProblemError(Complaint("--of", f"unknown library {library!r}{nearest(library, libraries())}"))
    rows = [row for row in dialects() if operation in ("", row.of) and (not library or library in heard(row))]
    for _, group in groupby(rows, key=lambda row: (row.of, row.where)):
        yield from block(list(group))
        yield ""
    names = {library} if library in versions() else {name.split(" ")[0] for row in rows for name in row.libraries}
    seen = ", ".join(f"{name} {version}" for name, version in versions().items() if name in names)
    yield from textwrap.wrap(Words("en")("dialects.seen", versions=seen), COLUMNS)


def heard(row: Dialect) -> set[str]:
    """The names under which a row is found: a library alone, and with its backend."""
    return {name for library in row.libraries for name in spoken(library)}


def block(rows: list[Dialect]) -> Iterator[str]:
    """What is given, and behind it who gives it with which function."""
    yield f"{rows[0].of}: {rows[0].where}"
    wide = min(NARROW, max(len(row.gives) for row in rows))
    for row in rows:
        yield from side_by_side(textwrap.wrap(row.gives, wide), f"{', '.join(row.libraries)}: {row.by}", wide)
        for equation in row.equation.split("; ") if row.equation else ():
            yield f"      {equation}"


def side_by_side(left: list[str], right: str, wide: int) -> Iterator[str]:
    texts = textwrap.wrap(right, COLUMNS - wide - 4)
    for k in range(max(len(left), len(texts))):
        first, second = (side[k] if k < len(side) else "" for side in (left, texts))
        yield f"  {first.ljust(wide)}  {second}".rstrip()
