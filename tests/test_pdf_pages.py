"""PDFs: statements from the places of signs on the page, and what is not sure to have been read is not judged."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Report
from derive.problem import catalogue
from derive.sources.page_formulas import together
from derive.sources.page_glyphs import PlacedGlyph, PrintedPage, Stroke
from derive.sources.page_lines import text_of

HEAD = "#set page(width: 16cm, height: auto)\n"
WRONG = HEAD + (
    "= Backward\nThe loss is $L = 2.0144$.\n"
    '$ macron(h)_0 = U x_0 + b = mat(delim: "[", -1; 0; 2) $\n'
    "$ (partial L)/(partial V) = 1/3 sum_(t=0)^2 (hat(y)_t - y_t) h_t^top "
    '= mat(delim: "[", 0.2773, -0.1984, 0.1602; 0.0556, -0.0519, 0.1193; -0.3329, 0.2503, -0.2795) $\n'
    '$ (partial L)/(partial c) = mat(delim: "[", 0.3630; 0.0457; -0.3172) $\n'
)


@cache
def writeups() -> WriteUps:
    return WriteUps(catalogue.load("rnn"), "full")


def compiled(source: str) -> bytes:
    typst: Any = pytest.importorskip("typst", reason="typst is not installed")
    return bytes(typst.compile(source.encode()))


def report(source: str) -> Report:
    return writeups().check("a.pdf", compiled(source))


def test_a_wrong_entry_is_found_on_its_page() -> None:
    found = report(WRONG)
    assert [(line.about, line.final) for line in found.lines] == [
        (("L",), "right"),
        (("hbar[0]",), "right"),
        (("hbar[0]",), "right"),
        (("dL/dV",), "right"),
        (("dL/dV",), "right"),
        (("dL/dc",), "wrong"),
    ]
    assert found.parts == "page"
    assert found.lines[-1].cell == 0
    assert not found.unread


def test_a_display_that_breaks_at_a_sign_goes_on() -> None:
    found = report(HEAD + "$ L = 1/3 (0.1754 + 0.3097 + $\n$ 5.5581) = 2.0144 $\n")
    assert [line.final for line in found.lines] == ["right", "right"]


GRADIENT = r"$ \frac{\partial L}{\partial V} = \frac{1}{3} \sum_t (\hat{y}_t - y_t) h_t^\top $"
TYPED = r"$ l_0 = 0.1754 $" "\n\n" f"Then {GRADIENT} and so on, which cost me $ 5 in coffee and $ 6 in tea."
"""Formulas as they were typed, with a blank behind the dollar, which pandoc does not take for mathematics."""


def as_typed(text: str) -> str:
    return HEAD + re.sub(r"[^\w\s.]", lambda sign: f"\\{sign[0]}", text).replace("_", r"\_") + "\n"


def test_formulas_that_stand_as_they_were_typed_are_read() -> None:
    found = report(as_typed(TYPED))
    assert [(line.about, line.final) for line in found.lines] == [
        (("l[0]",), "right"),
        (("dL/dV",), "right"),
    ]
    assert not found.unread


def test_a_dollar_without_its_partner_makes_no_line_wrong() -> None:
    found = report(as_typed(TYPED.replace("$ 5", "5")))
    assert {line.final for line in found.lines} == {"right"}


def test_pages_of_pictures_get_a_sentence() -> None:
    found = report(HEAD + "#rect(width: 2cm, height: 2cm)")
    assert "pictures alone" in found.unread[0].message


@pytest.mark.parametrize("cut", [20, 400, 2000])
def test_a_damaged_pdf_gets_a_sentence(cut: int) -> None:
    found = writeups().check("a.pdf", compiled(WRONG)[:cut])
    assert not found.lines
    assert len(found.unread) == 1
    assert "the program failed" not in found.unread[0].message


def signs(text: str, left: float, base: float, size: float = 10.0) -> list[PlacedGlyph]:
    """Characters of a font of mathematics, half a size wide each."""
    step = size / 2
    return [
        PlacedGlyph(c, left + k * step, left + (k + 1) * step, base, size, "Math", True) for k, c in enumerate(text)
    ]


def bracket(sign: str, left: float, base: float) -> PlacedGlyph:
    return PlacedGlyph(sign, left, left + 5, base, 10.0, "Math", True, True)


def test_a_bracket_without_its_partner_makes_its_lines_unclear() -> None:
    rows = [*signs("L=", 10, 106), bracket("[", 22, 106), *signs("1", 30, 112), *signs("2", 30, 100)]
    found = text_of(PrintedPage(rows, []))
    assert not "".join(found.lines).strip()
    assert "".join(text for _, text in found.unclear)


def test_scripts_fractions_and_matrices_come_from_places() -> None:
    index = [*signs("h", 0, 100), PlacedGlyph("1", 5, 8, 98, 7, "Math", True)]
    assert [item.text for item in together(index, [])] == ["h_{1}"]
    both = [*index, PlacedGlyph("2", 5, 8, 104, 7, "Math", True)]
    assert [item.text for item in together(both, [])] == ["h_{1}^{2}"]
    fraction = [*signs("1", 2, 104), *signs("3", 2, 90)]
    assert [item.text for item in together(fraction, [Stroke(1, 8, 102)])] == [r"\frac{1}{3}"]
    matrix = [bracket("[", 0, 100), *signs("1", 6, 106), *signs("2", 6, 94), bracket("]", 12, 100)]
    assert [item.text for item in together(matrix, [])] == [r"\begin{bmatrix}1 \\ 2\end{bmatrix}"]
