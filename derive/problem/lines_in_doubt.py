"""Equations of which nothing is said since something else could not be read: a complaint of theirs may be false."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from derive.language.errors import Complaint
from derive.problem.parse_tree import Tree, tokens

WORD = re.compile(r"[^\W\d]\w*")


def lines_in_doubt(
    trees: Sequence[tuple[str, str, Tree[Any]]],
    lines: Iterable[tuple[int, str]],
    names: Container[str],
    complaints: Iterable[Complaint],
) -> set[str]:
    """The places of equations with values, functions or names of other equations that could not be read.

    `trees` are the equations that could be, `lines` all with their numbers, `names` those that are known.
    """
    read = {place for place, _, _ in trees}
    unread = [line for number, line in lines if f"model.equations, line {number}" not in read]
    if any("=" not in line for line in unread):
        return read  # that line may have been meant to define what is missing in any of the others
    failed = {*of_tables(complaints), *(word for line in unread for word in WORD.findall(line) if word not in names)}
    return {place for place, _, tree in trees if failed & set(tokens(tree))}


def of_tables(complaints: Iterable[Complaint]) -> Iterator[str]:
    """The names of values and functions that something is said of."""
    for complaint in complaints:
        table, _, key = complaint.place.partition(".")
        if table in ("values", "functions"):
            yield key.split("[")[0]
