"""The lines that `tests/bench/mutants.py` breaks one at a time are where it looks for them, in every room it names."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "bench"))

from mutants import MUTANTS  # noqa: E402


def test_each_line_that_is_broken_on_purpose_stands_once_in_its_room_and_its_tests_exist() -> None:
    texts = [(path.parent.name, path.read_text(encoding="utf-8")) for path in (HERE.parent / "derive").rglob("*.py")]
    for mutant in MUTANTS:
        rooms = [room for room, text in texts for _ in range(text.count(mutant.line))]
        assert rooms == [mutant.room], mutant.line
        assert all((HERE / test.split("::")[0]).exists() for test in mutant.tests.split()), mutant.tests
