"""The same write-up in the forms in which students hand it in: every statement is judged, the same in each form.

`tests/handins/KEY.expected.json` holds what each statement is about and what is wanted of it, fixed with NumPy.  The
Word files are pandoc's, the web pages pandoc's and nbconvert's, the PDFs pdfTeX's (`columns` has two, `modern` is
set in Latin Modern at 12 points) and Typst's, and those of KaTeX and MathJax pages that Chromium printed.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Report, dumps, loads
from derive.problem import catalogue

HANDINS = Path(__file__).parent / "handins"
PROBLEMS = {"A": "rnn", "D": "lstm"}
SUFFIXES = (".docx", ".html", ".md", ".org", ".pdf", ".qmd", ".typ")
FORMS = sorted(path.name for path in HANDINS.iterdir() if path.suffix in SUFFIXES)


@cache
def writeups(key: str) -> WriteUps:
    return WriteUps(catalogue.load(PROBLEMS[key]), "full")


def report(name: str) -> Report:
    return writeups(name[0]).check(name, (HANDINS / name).read_bytes())


def test_all_forms_are_there() -> None:
    assert {name.partition(".")[2] for name in FORMS} == {
        "columns.pdf",
        "docx",
        "katex.pdf",
        "latex.pdf",
        "mathjax.pdf",
        "mathml.html",
        "modern.pdf",
        "myst.md",
        "notebook.html",
        "org",
        "qmd",
        "typ",
        "typst.pdf",
    }


@pytest.mark.parametrize("name", FORMS)
def test_a_hand_in_is_judged_statement_by_statement(name: str) -> None:
    wanted = json.loads((HANDINS / f"{name[0]}.expected.json").read_text("utf-8"))["statements"]
    found = report(name)
    assert [(line.about[:1], line.final) for line in found.lines] == [
        (tuple(each["about"][:1]), each["want"]) for each in wanted
    ]
    assert not found.unread


def test_places_of_a_word_file_are_its_paragraphs() -> None:
    found = report("A.docx")
    assert found.parts == "paragraph"
    first = next(line for line in found.lines if line.about == ("L",))
    assert (first.cell, first.line) == (14, 1)
    assert loads(dumps(found), "A.json").parts == "paragraph"
