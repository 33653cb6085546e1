"""Following single lines: what is told of them beside the verdict, and what it costs; verdicts are in `statements`."""

from __future__ import annotations

import numpy as np
import pytest
from cases import writeups
from handwriting import B, U, W, X, shown, steps, write

from derive.following import follow
from derive.marking.report import Line
from derive.reading.condition import conditions, holds
from derive.reading.read import read_answer

TRUE = write().values
MU, BAR = r"\mu_2", r"\bar{h}_2"


def lines(*statements: str) -> list[Line]:
    return told("\n\n".join(f"$${each}$$" for each in statements))


def told(text: str, layout: str = "gradient") -> list[Line]:
    report = writeups("rnn", layout).check("student.md", text.encode())
    assert not report.unread
    return list(report.lines)


def d(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def test_the_work_grows_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    read = follow.read_side
    count = [0]

    def counted(*args, **kwargs):  # type: ignore[no-untyped-def]
        count[0] += 1
        return read(*args, **kwargs)

    monkeypatch.setattr(follow, "read_side", counted)
    page = write().text
    told(page)
    once, count[0] = count[0], 0
    told("\n\n".join([page] * 4))
    assert count[0] == 4 * once


def test_every_value_of_the_hand_is_the_problems() -> None:
    assert set(TRUE) == {step.name for step in steps()}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("k<t", [(0, 1), (0, 2), (1, 2)]),
        (r"t \geq k+1", [(0, 1), (0, 2), (1, 2)]),
        (r"0 \leqslant k < t", [(0, 1), (0, 2), (1, 2)]),
        (r"k \in \{0, \ldots, t-1\}", [(0, 1), (0, 2), (1, 2)]),
        (r"k = t, t-1, \dots, 1", [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]),
        ("k = t", [(0, 0), (1, 1), (2, 2)]),
        ("h_t < k", [(k, t) for k in range(3) for t in range(3)]),
    ],
)
def test_the_pairs_for_which_conditions_hold(text: str, pairs: list[tuple[int, int]]) -> None:
    said = conditions(text)
    assert [(k, t) for k in range(3) for t in range(3) if holds(said, {"k": k, "t": t})] == pairs


def test_the_message_says_what_happened() -> None:
    (few,) = lines("l_1 = 0.3")
    assert (few.verdict, few.diagnosis) == ("rounded", "few_digits")
    (coarse,) = lines(r"-\log(0.00) = 7.7593")
    assert coarse.diagnosis == "coarse_numbers"
    assert not any("coarse to be judged" in line.message for line in (few, coarse))


def test_drift_is_told_with_the_decimals_that_were_carried_on() -> None:
    line = lines(r"l_2 = -\log(0.004) = 5.5215")[-1]
    assert (line.verdict, line.diagnosis) == ("rounded", "premature_rounding")
    assert "3 decimals" in line.message


def test_a_line_keeps_its_words() -> None:
    right = r"\frac{\partial L}{\partial h_1} + W^\top\operatorname{diag}(1-h_2^2)\frac{dL}{dh_2}"
    (line,) = lines(rf"\frac{{dL}}{{dh_1}} = {right}")
    assert line.text == right


def test_a_definition_that_says_nothing_is_unread_at_its_place() -> None:
    (line,) = told("All is known.\n\nLet $q_t = z_t h_t$.\n")
    assert (line.verdict, line.line, line.left) == ("unread", 3, "q_t")


def test_what_follows_from_a_row_with_an_error_is_carried() -> None:
    """The two rows are those of the truth with the other sign."""
    found = lines(
        rf"\left({d('l_2', MU)}\right)^\top = \begin{{bmatrix}} -0.9394 & -0.0567 & 0.9961 \end{{bmatrix}}",
        rf"\left({d('l_2', 'h_2')}\right)^\top = \begin{{bmatrix}} -2.9317 & 2.8750 & 1.0529 \end{{bmatrix}}",
    )
    assert [(line.verdict, line.about) for line in found] == [
        ("wrong", ("dl[2]/dmu[2]",)),
        ("carried", ("dl[2]/dh[2]",)),
    ]


def test_a_row_earns_the_marks_of_the_column() -> None:
    working = rf"${d('L', BAR)} = (1 - h_2 \odot h_2) \odot {d('L', 'h_2')}$"
    row = rf"$$\left({d('L', 'h_1')}\right)^\top = \begin{{bmatrix}} -0.9189 & -1.0473 & -0.1161 \end{{bmatrix}}$$"
    report = writeups("rnn").check("student.md", f"{working}\n\n{row}".encode())
    (question,) = [question for question in report.questions if question.name == "dL/dh[1]"]
    assert question.marks == question.out_of


@pytest.mark.parametrize("layout", ["gradient", "jacobian"])
def test_a_formula_of_another_shape_breaks_nothing(layout: str) -> None:
    first = rf"$${d('l_2', 'h_2')} = (\hat{{y}}_2 - y_2) h_2^\top$$"
    second = rf"$${d('l_2', BAR)} = 2 (\hat{{y}}_2 - y_2)^\top V$$"
    found = told(f"{first}\n\n{second}", layout)
    assert [line.verdict in ("wrong", "slip") for line in found] == [True, True]


@pytest.mark.parametrize(
    "aside", [r"\hat y = \mathrm{softmax}(\mu)", r"h = \tanh(a)", "y = (0, 0, 1)^T", r"\ell = 2", "x = x_0"]
)
def test_an_aside_without_an_index_is_no_definition(aside: str) -> None:
    bar = W @ TRUE["h0"] + U @ X[1] + B
    found = lines(
        aside,
        rf"\bar h_1 = W h_0 + U x_1 + b = {shown(bar, 4)}",
        r"\hat y_0 = \mathrm{softmax}(V h_0 + c)",
        r"\ell_0 = -y_0^T \log \hat y_0 = 0.1754",
    )
    assert [line.verdict for line in found[-5:]] == ["right"] * 5
    assert found[0].verdict not in ("wrong", "slip")


def test_a_wrong_entry_of_a_stack() -> None:
    false = np.hstack([TRUE[f"h{t}"] for t in range(3)]).T
    false[1, 2] *= -1
    rows = ", ".join("[" + ", ".join(f"{x:.4f}" for x in row) + "]" for row in false)
    (line,) = lines(f"h = [{rows}]")
    assert (line.verdict, line.diagnosis) == ("wrong", "sign_in_one_entry")
    assert line.about == ("h[0]", "h[1]", "h[2]")


@pytest.mark.parametrize("text", ["L = **2.0144**", "**L = 2.0144**", "**L** = 2.0144", "**2.0144**"])
def test_values_in_bold_are_read_without_their_stars(text: str) -> None:
    reading = read_answer(text, writeups("rnn").problem)
    assert [literal.text for literal in reading.literals.values()] == ["2.0144"]
