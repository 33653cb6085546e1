"""What write-ups really look like: brackets without a partner, own names, spellings; each line read, or left unread."""

from __future__ import annotations

import pytest
from handwriting import shown, write

from derive import catalogue
from derive.marker import WriteUps
from derive.marking.report import Line

CHECKER = WriteUps(catalogue.load("rnn"), "full")
VALUES = {name: shown(value, 4) for name, value in write().values.items()}
H_0 = VALUES["h0"]


def lines(text: str) -> list[Line]:
    report = CHECKER.check("student.md", text.encode())
    assert not report.unread
    return list(report.lines)


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in lines(text)]


@pytest.mark.parametrize(
    "start",
    [
        r"\left( h_0 = \tanh\left(U x_0 + b\right)",
        r"\left[h_0 = \tanh(U x_0 + b)",
        r"\left\{ h_0 = \tanh(U x_0 + b) \right.",
        r"\left. h_0 = \tanh(U x_0 + b)",
        r"h_0 \right) = \tanh(U x_0 + b)",
        r"h_0 \right. = \tanh(U x_0 + b)",
        r"(h_0 = \tanh(\left(U x_0 + b)",
        r"h_0 = \tanh U x_0 + b\right)",
        "h_0 &= \\tanh\\left(U x_0 \\right. \\\\\n & \\left. + b\\right) \\\\\n",
    ],
)
def test_a_bracket_without_its_partner_is_dropped_where_that_leaves_no_doubt(start: str) -> None:
    assert verdicts(f"$$\\begin{{aligned}} {start} &= {H_0} \\end{{aligned}}$$") == ["right", "right"]
    assert verdicts(f"$$\\begin{{aligned}} {start} &= {VALUES['h1']} \\end{{aligned}}$$") == ["right", "wrong"]


@pytest.mark.parametrize(
    "side", [r"\tanh\left(U x_0 + b", r"\tanh(U x_0 + b", r"\tanh(b + U x_0 \right.", r"-\tanh(-U (x_0 - b)"]
)
def test_a_bracket_that_can_be_closed_in_several_places_leaves_its_side_unread(side: str) -> None:
    assert verdicts(f"$$h_0 = {side} = {H_0}$$") == ["unread", "right"]
