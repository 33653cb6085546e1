"""Files that the program wrote in its first version: they still load, with what a tutor has written into them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

import derive
from derive.cli import main

EARLIER = Path(__file__).parent / "stored" / "earlier"
"""Written by the version of commit 53718d1; in the report one wrong line was then judged right by hand."""
REPORT = EARLIER / "reports" / "02-own-deltas.md.json"
WRITEUP = Path(__file__).parent / "writeups" / "02-own-deltas.md"
ANSWERS = {
    "h": [["0.7616"], ["0.0997"]],
    "yhat": [["0.3205"], ["0.2018"], ["0.4778"]],
    "L": "1.6006",
    "dL/dV": [["0.2441", "0.0319"], ["-0.6079", "-0.0796"], ["0.3639", "0.0476"]],
    "dL/dW": [["0.3352", "0.1676"], ["-1.4249", "-0.7124"]],
}
"""What that version printed for its own starter."""


def test_a_report_with_an_override_is_added_up(tmp_path: Path) -> None:
    assert json.loads(REPORT.read_text(encoding="utf-8"))["marks"] == 7.5, "as it was before the override"
    path = shutil.copy(REPORT, tmp_path)
    done = CliRunner().invoke(main, ["total", str(path)], catch_exceptions=False)
    assert done.output.startswith("02-own-deltas.md: 9 of 12 marks.\n")


def test_a_folder_run_keeps_the_override(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(WRITEUP, tmp_path / "in")
    shutil.copytree(REPORT.parent, tmp_path / "out" / "reports")
    command = ["check", "rnn", str(tmp_path / "in"), "-o", str(tmp_path / "out")]
    CliRunner().invoke(main, command, catch_exceptions=False)
    found = json.loads((tmp_path / "out" / "reports" / REPORT.name).read_text(encoding="utf-8"))
    assert found["marks"] == 9
    assert [record["line"] for record in found["verdicts"] if "override" in record] == [19]


def test_a_problem_file_gives_the_answers_that_it_gave() -> None:
    solution = derive.load(EARLIER / "mine.toml").solve()
    assert {result.name: result.value for result in solution} == ANSWERS
