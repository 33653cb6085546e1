"""Reports as data: their schema, the places in them, and files of a report that somebody broke."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import derive
from derive.cli import main
from derive.judging.finding import VERDICTS
from derive.language.errors import ProblemError
from derive.marking.report import GAP, KINDS, STOPPED, dumps, loads

PACKAGE = Path(derive.__file__).parent
SCHEMA = json.loads((PACKAGE / "marking" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
TESTS = Path(__file__).parent
NOTEBOOK = TESTS / "writeups/07-never-run.ipynb"
FILES = [*sorted((TESTS / "submissions").iterdir()), NOTEBOOK, TESTS / "writeups/06-komma.md"]


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, args)
    return result.exit_code, result.output


def table(path: Path, reveal: str = "full") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dumps(derive.check_writeup("rnn", path, reveal)))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_report_keeps_to_its_schema(path: Path) -> None:
    found = table(path)
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []
    for record in found["verdicts"]:
        record["override"] = "right"
    VALIDATOR.validate(found)
    assert all(line.final == "right" for line in loads(json.dumps(found), "report.json").lines)


def test_the_schema_has_the_fields_that_are_read_back() -> None:
    parts = SCHEMA["properties"]
    assert set(parts["verdicts"]["items"]["properties"]) == set(KINDS)
    assert set(parts["unread"]["items"]["properties"]) == set(GAP)
    assert SCHEMA["$defs"]["verdict"]["enum"] == list(VERDICTS)
    assert (*parts["stopped"]["enum"], "") == STOPPED


def test_data_count_cells_from_0_and_sentences_from_1() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    found = table(NOTEBOOK)
    cell, line = found["first_wrong_cell"], found["first_wrong_line"]
    wrong = next(record for record in found["verdicts"] if record["verdict"] == "wrong")
    assert (wrong["cell"], wrong["line"]) == (cell, line)
    assert "\\frac{\\partial L}{\\partial h_1} =" in "".join(cells[cell]["source"]).splitlines()[line - 1]
    place = f"cell {cell + 1}, line {line}"
    for form in ("md", "tex", "gradescope"):
        assert place in run("check", "rnn", str(NOTEBOOK), "--to", form, "-o", "-")[1]
    assert place in run("check", "rnn", str(NOTEBOOK))[1]


def test_a_file_without_cells_has_no_cell_anywhere() -> None:
    found = table(TESTS / "submissions/mean.md")
    assert "first_wrong_cell" not in found
    assert not any("cell" in record for record in found["verdicts"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1: not JSON"),
        ('{\n"a": 1,,}', "line 2, column "),
        ("[]", "found a list; expected a report"),
        ("{}", "the field 'submission' is missing"),
        ('{"verdicts": 3}', "verdicts: found 3; expected a list"),
        ('{"unread": null}', "unread: found None; expected a list"),
        ('{"verdicts": [\n', "line 2, column 1: not JSON"),
        ('{"reveal": "al"}', "unknown reveal 'al'"),
        ("[" * 5000, "not JSON that can be read"),
    ],
)
def test_what_is_wrong_with_a_report_is_told_with_the_way_out(text: str, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        loads(text, "report.json")
    assert words in str(caught.value)
    assert "--to json" in str(caught.value)


def test_all_faults_of_a_report_are_told_at_once() -> None:
    found = table(TESTS / "submissions/mean.md")
    found["verdicts"][0]["verdict"] = "rihgt"
    del found["verdicts"][1]["text"]
    found["unread"] = [7, {"line": 1, "text": "", "message": "", "sell": 2}]
    with pytest.raises(ProblemError) as caught:
        loads(json.dumps(found), "report.json")
    assert [str(complaint).split(";")[0] for complaint in caught.value.complaints] == [
        "report.json, verdict 1: unknown verdict 'rihgt'",
        "report.json, verdict 2: the field 'text' is missing",
        "report.json, unread 1: found a whole number",
        "report.json, unread 2: unknown field 'sell'",
    ]


@pytest.mark.parametrize("name", ["nowhere.json", ".", "latin.json"])
def test_a_report_that_cannot_be_opened_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"submission": "L\xf6sung"}')
    status, printed = run("total", str(tmp_path / name))
    assert (status, "--to json" in printed) == (2, True)


def test_a_report_is_not_added_up_for_another_problem(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(table(TESTS / "submissions/mean.md")), encoding="utf-8")
    status, printed = run("total", str(path), "--problem", "mazur")
    assert (status, "the report is on 'rnn', found 'mazur'" in printed) == (2, True)
    renamed = tmp_path / "exercise.toml"
    renamed.write_text((PACKAGE / "problem/networks/rnn.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert run("total", str(path), "--problem", str(renamed))[0] == 0
