"""Write-ups in fifteen hands (`tests/hands`): most is judged, most errors are found, and nothing right is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cases import located, writeups

from derive.marking.report import ERRORS, UNREAD, Line

FOLDER = Path(__file__).parent / "hands"
HANDS = tomllib.loads((FOLDER / "wanted.toml").read_text(encoding="utf-8"))["hand"]
FIRST = ("12-wortvektoren.md",)
"""That of every run; the others are tried with `-m sweep`."""
NEAR = 3
"""So many lines below that where it begins a relation may be."""
params = [pytest.param(h, id=h["file"], marks=[] if h["file"] in FIRST else [pytest.mark.sweep]) for h in HANDS]


def by_line(hand: Mapping[str, Any]) -> Iterator[tuple[str, list[Line]]]:
    """What is wanted of the relations of each line, and the records about it."""
    lines = writeups(located(hand["problem"])).check(hand["file"], (FOLDER / hand["file"]).read_bytes()).lines
    wanted = {int(line): what for line, what in (each.split(":") for each in hand["wanted"].split())}
    for start, what in wanted.items():
        nearest = (line for line in lines if start == max((k for k in wanted if k <= line.line), default=0))
        yield what, [line for line in nearest if line.line <= start + NEAR]


@pytest.mark.parametrize("hand", params)
def test_what_is_right_is_not_called_wrong_and_most_is_judged(hand: Mapping[str, Any]) -> None:
    judged = found = 0
    for what, records in by_line(hand):
        said = [record.verdict for record in records]
        errors = sum(verdict in ERRORS for verdict in said)
        if len(said) == len(what):
            assert not [pair for pair in zip(what, said, strict=True) if pair[0] == "r" and pair[1] in ERRORS]
        assert errors <= what.count("e") + what.count("c")
        judged += min(len(what), sum(verdict not in UNREAD for verdict in said))
        found += min(what.count("e"), errors)
    assert judged >= hand["judged"]
    assert found >= hand["found"]
