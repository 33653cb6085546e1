"""What a reader is told: the outcome in a sentence, reasons, what was not read, and how clumsy calls are met."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import derive
from derive.cli import main
from derive.cohort.one_writeup import Reporter
from derive.problem import catalogue

TESTS = Path(__file__).parent
SUBMISSIONS, WRITEUPS = TESTS / "submissions", TESTS / "writeups"
PARTLY = r"""$h_0 = \tanh(U x_0 + b)$

$h_1 = \tanh( W \star h_0$

$\frac{\partial L}{\partial c} = [0.3630, -0.0457, -0.3172]$

$h_2 = $
"""


def printed(*args: str) -> str:
    return CliRunner().invoke(main, ["check", *args]).output


def test_the_outcome_stands_in_one_sentence() -> None:
    assert "Statements: 2 wrong" not in printed("rnn", str(SUBMISSIONS / "right.md"))
    assert re.search(r"Statements: \d+ right\.\nNo error was found\.", printed("rnn", str(SUBMISSIONS / "right.md")))
    said = printed("rnn", str(WRITEUPS / "02-own-deltas.md"))
    assert "Statements: 16 right, 5 following correctly from an earlier error, 1 wrong." in said
    assert "No error was found" not in said


def test_where_something_was_not_read_no_error_was_found_in_the_rest_only(tmp_path: Path) -> None:
    path = tmp_path / "partly.md"
    path.write_text(PARTLY, encoding="utf-8")
    said = printed("rnn", str(path))
    assert "Statements: 2 right, 2 not read." in said
    assert "No error was found in what could be read." in said
    markdown = printed("rnn", str(path), "--to", "md", "-o", "-")
    unread = markdown.split("## What was not read")[1].split("## ")[0]
    assert re.findall(r"- line (\d+): `(.*?)`", unread) == [("3", r"h_1 = \tanh( W \star h_0"), ("7", "h_2")]


def test_a_problem_without_marks_still_says_what_is_right() -> None:
    said = printed("rnn-scalar", str(WRITEUPS / "15-scalar.md"))
    assert re.search(r"^  dL/dWhh +Right, with working\.$", said, re.M)
    assert "marks" not in said
    markdown = printed("rnn-scalar", str(WRITEUPS / "15-scalar.md"), "--to", "md", "-o", "-")
    assert "marks" not in markdown.lower()
    assert "| Right, with working. |" in markdown


def test_a_reason_names_quantities_only_where_they_differ() -> None:
    said = printed("rnn", str(WRITEUPS / "06-komma.md"))
    assert "Right, with working (full marks)." in said
    assert "h[0], h[1]: right, with working (its whole part). h[2]: no answer (nothing)." in said
    assert "L: follows correctly from an earlier error (half its part)." in said


def test_another_explanation_names_the_quantity() -> None:
    said = printed("rnn", str(WRITEUPS / "02-own-deltas.md"), "--reveal", "full")
    assert "Another explanation: This is dL/dh[1]." in said
    assert "other quantity" not in said


def test_what_a_tutor_overruled_is_said_no_more() -> None:
    reporter = Reporter(catalogue.load("rnn"), "full")
    found = reporter.check("mean.md", (SUBMISSIONS / "mean.md").read_bytes())
    assert "Expected" in reporter.written(found, "md")
    for verdict in ("right", "unread"):
        lines = tuple(replace(line, override=verdict) for line in found.lines)
        overruled = reporter.written(replace(found, lines=lines), "md")
        assert not re.search(r"Expected|dropped|0\.2773, -0\.1984, 0\.1602; ", overruled.split("## Line")[-1])
    right = reporter.check("right.md", b"$h_0 = [-0.7616, 0, 0.9640]$")
    wrong = replace(right, lines=tuple(replace(line, override="wrong") for line in right.lines))
    for form in ("md", "tex", "gradescope"):
        assert "Right." not in reporter.written(wrong, form)


def test_the_legend_of_a_notebook_speaks_of_cells() -> None:
    said = printed("rnn", str(WRITEUPS / "07-never-run.ipynb"), "--to", "md", "-o", "-")
    assert "cell and the line in it, both counted from 1" in said
    assert "line of the file" not in said


def test_a_file_that_is_named_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    assert f"written: {path}" in printed("rnn", str(SUBMISSIONS / "right.md"), "-o", str(path))
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert "one file takes one format" in printed(
        "rnn", str(SUBMISSIONS / "right.md"), "--to", "md,tex", "-o", str(path)
    )
    path.unlink()
    path.mkdir()
    assert f"written: {path / 'report.tex'}" in printed("rnn", str(SUBMISSIONS / "right.md"), "-o", str(path))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("right.md", "rnn"), "the problem comes first: derive check rnn right.md"),
        (("nowhere.toml", "right.md"), "no such file; expected a problem file or a name of the catalogue"),
        ((".", "right.md"), "this is a folder; expected a problem file or a name of the catalogue"),
        (("rnnn", "right.md"), "did you mean rnn?"),
        (("rnn", "nowhere"), "no such file or folder; to check an answer, name its question with --question"),
        (("rnn", "none"), "no submissions in this folder; expected files (.docx, .htm, "),
        (("rnn", "zip.md"), "archive is damaged"),
        (("rnn", "right.xlsx"), "found .xlsx; expected Markdown"),
        (("rnn", "picture.txt"), "found a picture; expected Markdown"),
        (("rnn", "right.md", "--templates", "nowhere"), "--templates nowhere: no such folder"),
        (("rnn", "right.md", "-o", "pdf.md/x"), "pdf.md is a file, expected a folder"),
        (("rnn", "right.md", "--to", "md", "-o", "taken"), "found a folder of this name"),
        (("rnn", "right.md", "--to", "docx"), "--to: unknown name 'docx'; known: gradescope, html, json, md, pdf, tex"),
    ],
)
def test_a_clumsy_call_is_told_what_was_expected(
    args: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("right.md", "right.xlsx"):
        Path(name).write_bytes((SUBMISSIONS / "right.md").read_bytes())
    Path("pdf.md").write_bytes(b"%PDF-1.5")
    Path("picture.txt").write_bytes(b"\x89PNG\r\n")
    Path("zip.md").write_bytes(b"PK\x03\x04" + bytes(200))
    Path("none").mkdir()
    Path("taken/report.md").mkdir(parents=True)
    result = CliRunner().invoke(main, ["check", *args])
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_encodings_are_read_and_a_guess_is_told(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("Lösung\n\n$h_0 = [-0.7616, 0, 0.9640]$\n".encode(encoding))
    found = derive.check_writeup("rnn", path)
    assert [(line.line, line.verdict) for line in found.lines] == [(3, "right")]
    assert ["save the file as UTF-8" in gap.message for gap in found.unread] == [True] * (encoding == "latin-1")


def test_documents_made_again_take_the_name_of_their_report(tmp_path: Path) -> None:
    """The reports on a class lie in one folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("mean.md", "right.md"):
        (folder / name).write_bytes((SUBMISSIONS / name).read_bytes())
    CliRunner().invoke(main, ["check", "rnn", str(folder), "-o", str(tmp_path / "out")])
    path = tmp_path / "out/reports/mean.md.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"line": 6', '"line": 6, "override": "right"'))
    result = CliRunner().invoke(main, ["total", str(path), "--to", "md,gradescope"])
    assert result.exit_code == 0
    written = {each.name for each in path.parent.iterdir()}
    assert "mean.md.results.json" in written
    assert not written & {"report.md", "results.json"}
    assert "**1 of 12 marks.**" in (path.parent / "mean.md.md").read_text(encoding="utf-8")


def test_reports_do_not_go_among_the_submissions(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("$h_0 = 1$", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "rnn", str(tmp_path), "-o", str(tmp_path)])
    assert (result.exit_code, "name another one" in result.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
