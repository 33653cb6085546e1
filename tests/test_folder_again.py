"""A folder is marked again: what a tutor wrote stays where its line does, and what has changed is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import derive
from derive.cli import main
from derive.cohort.earlier_run import with_overrides
from derive.feedback.check_writeup import WriteUps
from derive.problem import catalogue

TOML = (Path(derive.__file__).parent / "problem/networks/logistic.toml").read_text(encoding="utf-8")
pytestmark = pytest.mark.usefixtures("kept_ready")
FIRST = "$z = 2$\n\n$\\hat y = 0.15$\n"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A problem, and a folder with two submissions that are marked."""
    (tmp_path / "own.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.md").write_text(FIRST, encoding="utf-8")
    (tmp_path / "in/b.md").write_text("$z = 1.75$\n", encoding="utf-8")
    run(tmp_path)
    return tmp_path


def run(room: Path, problem: str = "own.toml") -> Result:
    words = ["check", str(room / problem), str(room / "in"), "-o", str(room / "out"), "--to", "md,tex,json"]
    return CliRunner().invoke(main, words)


def override(room: Path, line: int, verdict: str = "right", name: str = "a.md") -> Path:
    path = room / f"out/reports/{name}.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["verdicts"][line]["override"] = verdict
    path.write_text(json.dumps(table), encoding="utf-8")
    return path


def overrides(room: Path, name: str = "a.md") -> dict[str, str]:
    table = json.loads((room / f"out/reports/{name}.json").read_text(encoding="utf-8"))
    return {each["text"]: each["override"] for each in table["verdicts"] if each.get("override")}


def test_an_override_stays_with_its_line_where_the_file_has_changed(room: Path) -> None:
    override(room, 1)
    (room / "in/a.md").write_text(f"# More\n\n$L = 3$\n\n{FIRST}", encoding="utf-8")
    result = run(room)
    assert overrides(room) == {"0.15": "right"}
    assert "are there no longer" not in result.output
    assert "a.md,0.67" in (room / "out/overview.csv").read_text(encoding="utf-8").replace('"', "")


def test_an_override_without_its_line_is_listed(room: Path) -> None:
    override(room, 1)
    (room / "in/a.md").write_text(FIRST.replace("0.15", "0.16"), encoding="utf-8")
    result = run(room)
    assert overrides(room) == {}
    assert r"Overrides whose lines are there no longer: line 3 (right): \hat y = 0.15." in result.output
    assert "line 3 (right)" in (room / "out/overview.csv").read_text(encoding="utf-8")


def test_of_lines_that_are_the_same_each_keeps_its_own_override() -> None:
    checker = WriteUps(catalogue.load("logistic"))
    before = checker.check("a.md", b"$z = 2$\n\n$z = 2$\n")
    overruled = replace(before, lines=(before.lines[0], replace(before.lines[1], override="right")))
    after, lost = with_overrides(checker.check("a.md", b"So:\n\n$z = 2$\n\n$z = 2$\n"), overruled)
    assert [line.override for line in after.lines] == [None, "right"]
    assert lost == []
    after, lost = with_overrides(checker.check("a.md", b"$z = 2$\n"), overruled)
    assert [line.line for line in lost] == [3]


def test_a_changed_problem_is_told_and_all_is_marked_anew(room: Path) -> None:
    override(room, 0)
    (room / "own.toml").write_text(TOML.replace("b = 0.5", "b = 0.25"), encoding="utf-8")
    result = run(room)
    assert "The problem has changed since the run before" in result.output
    assert "-b = 0.5" in result.output
    assert "+b = 0.25" in result.output
    assert overrides(room) == {"2": "right"}
    assert '"b.md",0,' in (room / "out/overview.csv").read_text(encoding="utf-8")
    assert "has changed" not in run(room).output


def test_only_a_problem_of_another_name_and_title_is_refused(room: Path) -> None:
    (room / "own.toml").write_text(TOML.replace("one example", "an example"), encoding="utf-8")
    assert run(room).exit_code == 1
    (room / "other.toml").write_text(TOML.replace("one example", "an example"), encoding="utf-8")
    assert run(room, "other.toml").exit_code == 1
    (room / "third.toml").write_text(TOML.replace("one example", "many"), encoding="utf-8")
    result = run(room, "third.toml")
    assert (result.exit_code, "name another folder" in result.output) == (2, True)


@pytest.mark.parametrize("damage", ["misspelt", "cut"])
def test_a_report_that_cannot_be_read_is_told_and_the_rest_goes_on(room: Path, damage: str) -> None:
    path = override(room, 0, "rihgt" if damage == "misspelt" else "right")
    if damage == "cut":
        path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")
    written = path.read_text(encoding="utf-8")
    (room / "in/b.md").write_text("$z = 3$\n", encoding="utf-8")
    result = run(room)
    assert "Traceback" not in result.output
    assert "a.md: The report that is there cannot be read" in result.output
    assert path.read_text(encoding="utf-8") == written
    overview = (room / "out/overview.csv").read_text(encoding="utf-8")
    assert '"b.md",0,' in overview
    assert '"a.md","","","","","","","not renewed"' in overview


def test_the_report_of_a_deleted_submission_leaves_with_it(room: Path) -> None:
    (room / "out/reports/notes.json").write_text("{}", encoding="utf-8")
    (room / "in/a.md").unlink()
    run(room)
    assert "a.md" not in (room / "out/overview.csv").read_text(encoding="utf-8")
    assert sorted(path.name for path in (room / "out/reports").iterdir()) == [
        "b.md.json", "b.md.md", "b.md.tex", "notes.json",
    ]  # fmt: skip
    assert (room / "out/withdrawn/a.md.json").is_file()


def test_adding_up_again_renews_the_documents_beside(room: Path) -> None:
    path = override(room, 0)
    before = {kind: (room / f"out/reports/a.md.{kind}").read_text(encoding="utf-8") for kind in ("md", "tex")}
    assert "**0 of 8 marks.**" in before["md"]
    (room / "own.toml").unlink()  # The folder has its copy.
    result = CliRunner().invoke(main, ["total", str(path)])
    assert result.exit_code == 0, result.output
    after = {kind: (room / f"out/reports/a.md.{kind}").read_text(encoding="utf-8") for kind in ("md", "tex")}
    assert "**0.67 of 8 marks.**" in after["md"]
    assert "0.67" in after["tex"]
    assert not (room / "out/reports/a.md.results.json").exists()
