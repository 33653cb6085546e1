"""What each statement was taken to say, beside its source: of every kind of file, and what of it is LaTeX."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.cohort.one_writeup import Reporter
from derive.feedback.reading_table import reading_table
from derive.marking.report import Report, dumps, loads
from derive.problem import catalogue

HANDINS = Path(__file__).parent / "handins"
TEXT = "Let h_1 = [-0.6204, 0.4437, -0.9791]\nL = 1/3 sum_t l_t\nzorp = 4 blub\n"
NOTEBOOK = {
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": "$$h_1 = [-0.6204, 0.4437, -0.9791]^T$$"}],
    "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip
FILES = {
    "a.md": b"$$h_1 = [-0.6204, 0.4437, -0.9791]^T$$",
    "a.tex": b"\\[h_1 = [-0.6204, 0.4437, -0.9791]^T\\]",
    "a.txt": TEXT.encode(),
    "a.org": b"\\[h_1 = [-0.6204, 0.4437, -0.9791]^T\\]",
    "a.typ": b"$ h_1 = vec(-0.6204, 0.4437, -0.9791) $",
    "a.ipynb": json.dumps(NOTEBOOK).encode(),
    "a.docx": (HANDINS / "A.docx").read_bytes(),
    "a.html": (HANDINS / "A.mathml.html").read_bytes(),
    "a.pdf": (HANDINS / "A.latex.pdf").read_bytes(),
}
H1 = r"h_{1} = \begin{bmatrix} -0.6204 \\ 0.4437 \\ -0.9791 \end{bmatrix}"


@cache
def reporter() -> Reporter:
    return Reporter(catalogue.load("rnn"), explains=True)


def read(name: str, data: bytes) -> Report:
    return reporter().check(name, data)


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("a.docx", "a.html", "a.pdf")])
def test_the_numbers_stand_as_they_were_written_in_the_problems_own_symbols(name: str) -> None:
    assert read(name, FILES[name]).lines[0].understood == H1


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.pdf"])
def test_every_statement_that_was_read_says_as_what(name: str) -> None:
    found = read(name, FILES[name]).lines
    assert len(found) > 30
    assert all(line.understood for line in found if line.is_read)
    assert r"\hat{y}_{0} = \mathrm{softmax}(V h_{0} + c)" in {line.understood for line in found}


def test_the_steps_that_a_line_is_taken_for_stand_behind_it() -> None:
    text = b"$$\\bar h_t = W h_{t-1} + U x_t + b \\quad (t = 1, 2)$$"
    assert read("a.md", text).lines[0].understood == (r"\bar{h}_{1} = W h_{0} + U x_{1} + b \quad (t = 1, 2)")


def test_a_name_that_stands_for_a_derivative_is_shown_as_one() -> None:
    text = b"$$\\delta_2 = \\frac{\\partial L}{\\partial \\bar h_2}$$\n\n$$\\delta_2 = [0.0047, -0.5378, -0.2686]^T$$"
    assert read("a.md", text).lines[-1].understood.startswith(r"\frac{\partial L}{\partial \bar{h}_{2}} = \begin")


def test_what_was_not_read_stands_there_with_its_reason() -> None:
    report = read("a.txt", TEXT.encode())
    table = reading_table(report, reporter().view.words)
    line = next(line for line in table.splitlines() if "zorp" in line)
    assert line.startswith("line 3")
    assert "unread" in line
    assert "understood as" in table.splitlines()[0]


def test_without_being_asked_nothing_is_said_of_it() -> None:
    report = Reporter(catalogue.load("rnn")).check("a.txt", TEXT.encode())
    assert not any(line.understood for line in report.lines)
    assert "understood" not in dumps(report)


def test_it_survives_being_written_down() -> None:
    report = read("a.txt", TEXT.encode())
    assert [line.understood for line in loads(dumps(report), "r").lines] == [line.understood for line in report.lines]


def test_of_a_folder_or_an_answer_it_is_not_told(tmp_path: Path) -> None:
    for args in ((str(tmp_path),), ("0.3", "--question", "L")):
        found = CliRunner().invoke(main, ("check", "rnn", *args, "--explain-reading"))
        assert (found.exit_code, "--explain-reading" in found.output) == (2, True), found.output


def test_a_line_of_a_program_tells_what_it_is_about() -> None:
    folder = Path(__file__).parent / "programs"
    programs = Reporter(catalogue.load(str(folder / "char_rnn.toml")), explains=True)
    found = programs.check("a.py", (folder / "char_rnn_columns.py").read_bytes()).lines
    assert {line.understood for line in found if line.text.startswith("np.dot(dz")} == {r"\partial L/\partial W_{hy}"}


def test_a_file_without_a_statement_is_told_to_have_none() -> None:
    assert reading_table(read("a.txt", b"Hello."), reporter().view.words).startswith("Nothing in this file")


def test_the_command_prints_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    found = CliRunner().invoke(main, ("check", "rnn", str(path), "--explain-reading"), env={"COLUMNS": "160"})
    assert found.exit_code == 1
    assert r"L = \frac{1}{3} \sum" in found.output
