"""The report on a write-up as a web page and as PDF: each line with its mark, the error explained beside it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from browser import violations
from click.testing import CliRunner
from test_web_page import Elements

from derive.cli import main
from derive.cohort.one_writeup import Reporter
from derive.documents.foreign_latex import ACCENTS, DELIMITERS, MATRICES, SIGNS, SYMBOLS
from derive.documents.formula_reader import read_formula
from derive.documents.mathml import mathml
from derive.documents.spoken import Spoken
from derive.documents.typst_math import typst
from derive.problem import catalogue

ROOT = Path(__file__).parent
HOSTILE = """
$h_0 = 7$ \\typeout{x} <script>alert(1)</script>

$h_1 = <b>"#panic()" $eval("1")$

$h_2 = \\text{日本語} [1, 2, 3]$ #sys.version ]] ``` 漢
"""


def reporter() -> Reporter:
    return Reporter(catalogue.load("rnn"), "full")


@cache
def page() -> str:
    writer = reporter()
    report = writer.check("02-own-deltas.md", (ROOT / "writeups/02-own-deltas.md").read_bytes())
    return writer.written(report, "html")


def test_each_line_has_its_mark_and_the_first_error_is_explained_beside_it() -> None:
    lines = page().split("Line by line</h2>")[1].split("<li ")[1:]
    assert len(lines) == 22
    (wrong,) = (line for line in lines if 'class="marked wrong"' in line)
    assert "explanation: This is dL/dh[1]" in wrong
    assert 'aria-label="delta sub 1"' in wrong
    assert '<input type="checkbox" id="show-wrong" checked>' in page()
    assert "#show-wrong:not(:checked)" in page()


def test_the_page_of_a_report_is_whole() -> None:
    found = Elements(page())
    assert (found.open, found.crossed) == ([], [])
    assert not re.search(r"https?://", page())


def test_axe_finds_nothing_in_a_report(tmp_path: Path) -> None:
    assert violations(page(), tmp_path) == []


def test_what_a_student_wrote_acts_nowhere() -> None:
    writer = reporter()
    report = writer.check("<img src=x>.md", HOSTILE.encode())
    text = writer.written(report, "html")
    assert Elements(text).crossed == []
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "<b>" not in text
    assert writer.written(report, "typ").count("panic") == writer.written(report, "typ").count('\\"#')


def test_a_report_is_written_as_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed")
    (tmp_path / "student.md").write_text(HOSTILE, encoding="utf-8")
    place = tmp_path / "report.pdf"
    run = CliRunner().invoke(main, ["check", "rnn", str(tmp_path / "student.md"), "-o", str(place)])
    assert run.exit_code == 1, run.output
    assert place.read_bytes()[:5] == b"%PDF-"


def test_a_folder_gets_pages_too(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all/anna.md").write_text("$h_0 = 7$", encoding="utf-8")
    run = CliRunner().invoke(main, ["check", "rnn", str(tmp_path / "all"), "--to", "html", "-o", str(tmp_path / "out")])
    assert run.exit_code == 1, run.output
    (found,) = (tmp_path / "out/reports").glob("*.html")
    assert 'class="marked wrong"' in found.read_text(encoding="utf-8")


def test_whatever_is_set_of_a_student_s_formulas_can_be_set_everywhere() -> None:
    spoken = Spoken("en")
    texts = [f"\\{name}" for name in sorted(SYMBOLS)] + [f"\\{name}{{x}}" for name in sorted(ACCENTS)]
    texts += [f"\\begin{{{name}}} a & b \\\\ c & d \\end{{{name}}}" for name in sorted(MATRICES)]
    texts += [f"\\left{sign} x \\right." for sign in DELIMITERS.values()] + list(SIGNS.values())
    for text in texts:
        box = read_formula(text)
        assert typst(box), text
        assert mathml(box), text
        assert spoken(box) or "quad" in text or text in ",;:", text
