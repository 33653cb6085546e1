"""Following single lines: statements for all t, conditions, definitions, loose notation, direct derivatives."""

from __future__ import annotations

import pytest
from handwriting import shown, steps, write

from derive import catalogue
from derive.following import follow
from derive.marker import WriteUps
from derive.marking.report import Line

VALUES = {name: shown(value, 4) for name, value in write().values.items()}
CHECKER = WriteUps(catalogue.load("rnn"), "full")


def lines(text: str) -> list[Line]:
    report = CHECKER.check("student.md", text.encode())
    assert not report.unread
    return list(report.lines)


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in lines(text)]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\bar{h}_t = W h_{t-1} + U x_t + b \quad \text{for } t > 0", "right"),
        (r"\bar{h}_t = W h_{t-1} + U x_t + b \quad (t = 1, 2)", "right"),
        (r"\bar{h}_t = U x_t + b \quad \text{for } t = 0", "right"),
        (r"\bar{h}_t = U x_t + b \quad (t = 1, 2)", "wrong"),
        (r"\bar{h}_t = U x_t + b", "wrong"),
        (r"h_t = \tanh(\bar{h}_t)", "right"),
        (r"h_1 = \tanh(\bar{h}_1)", "right"),
        (r"h_1 = \tanh(\bar{h}_0)", "wrong"),
    ],
)
def test_statements_are_judged_where_they_are_meant(statement: str, verdict: str) -> None:
    assert verdicts(f"$${statement}$$") == [verdict]


def test_a_statement_false_for_one_index_says_for_which() -> None:
    (line,) = lines(r"$$\frac{\partial L}{\partial h_t} = \frac{1}{3} V^\top (\hat{y}_t - y_t)$$")
    assert line.verdict == "wrong"
    assert line.diagnosis == "recurrent_path_missing"


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\frac{\partial h_t}{\partial \bar{h}_t} = \mathrm{diag}(1 - h_t \odot h_t)", "right"),
        (r"\frac{\partial \bar{h}_t}{\partial h_{t-1}} = W", "right"),
        (r"\frac{\partial \bar{h}_t}{\partial h_{t-1}} = W^\top", "wrong"),
        (r"\frac{\partial h_2}{\partial h_0} = \mathrm{diag}(1 - h_2^2) W \mathrm{diag}(1 - h_1^2) W", "right"),
        (r"\frac{\partial (\bar{h}_t)_i}{\partial W_{pq}} = \delta_{ip} (h_{t-1})_q", "right"),
        (r"\frac{\partial (\bar{h}_t)_i}{\partial U_{pq}} = \delta_{ip} (x_t)_q", "right"),
        (r"\frac{\partial (\bar{h}_t)_i}{\partial U_{pq}} = \delta_{iq} (x_t)_p", "wrong"),
        (r"\frac{\partial \mu_t}{\partial V} = h_t", "shorthand"),
        (r"\frac{\partial \bar{h}_t}{\partial W} = h_{t-1}^\top", "shorthand"),
        (r"\frac{\partial \bar{h}_t}{\partial W} = x_t", "wrong"),
        (r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial \bar{h}_2}", "wrong"),
        (r"\frac{\partial \bar{h}_t}{\partial b} = I", "right"),
    ],
)
def test_local_derivatives_are_the_direct_ones(statement: str, verdict: str) -> None:
    assert verdicts(f"$${statement}$$") == [verdict]


@pytest.mark.parametrize(("step", "verdict"), [("t", "right"), ("1", "wrong")])
def test_a_chain_through_a_jacobian_by_a_matrix(step: str, verdict: str) -> None:
    factors = r"\frac{\partial L}{\partial \bar{h}_@} \frac{\partial \bar{h}_@}{\partial W}".replace("@", step)
    total = r"\sum_t" if step == "t" else ""
    assert verdicts(rf"$$\frac{{\partial L}}{{\partial W}} = {total} {factors}$$") == [verdict]


def test_what_follows_from_an_error_is_carried_and_nothing_else() -> None:
    text = r"$$\hat{y}_0 = [0.2, 0.3, 0.5]$$" + "\n\n$$l_0 = 0.6931$$\n\n$$l_1 = 0.6931$$\n"
    assert verdicts(text) == ["wrong", "carried", "wrong"]


def test_the_first_equals_of_a_definition_is_not_judged() -> None:
    found = lines(
        r"Let $\epsilon_t = \hat{y}_t - y_t$ be the errors."
        "\n\n"
        r"$$\frac{\partial L}{\partial V} = \frac{1}{3} \sum_{t=0}^{2} \epsilon_t h_t^\top$$"
    )
    assert [(line.line, line.verdict) for line in found] == [(3, "right")]


def test_a_wrong_definition_of_a_known_quantity_is_found() -> None:
    (line,) = lines(r"Let $\mu_t = V h_t$ be the logits.")
    assert (line.verdict, line.diagnosis) == ("wrong", "bias_missing")


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (r"L = \frac{1}{3} (0.1754 + 0.3097 + 5.5581) = \frac{6.0432}{3} = 2.0144", ["right", "right", "right"]),
        (r"L = \frac{1}{3} (0.1754 + 0.3097 + 5.5581) = \frac{6.1432}{3} = 2.0477", ["right", "wrong", "carried"]),
        (r"L = \frac{1}{3} (0.1754 + 0.3097 + 5.6581) = 2.0144", ["wrong", "slip"]),
        (r"L = 2.0143", ["rounded"]),
        (r"l_2 = -\log(0.0039) = 5.5581", ["right", "right"]),
        (r"1 - 0.4437^2 = 0.8031", ["right"]),
        (r"1 - 0.4437^2 = 0.9031", ["wrong"]),
    ],
)
def test_chains_of_numbers(chain: str, expected: list[str]) -> None:
    assert verdicts(f"$${chain}$$") == expected


def test_a_left_side_with_numbers_in_it() -> None:
    page = write()
    slopes = shown(1 - page.values["h2"] ** 2, 4)
    assert verdicts(f"$$1 - h_2 \\odot h_2 = {slopes}$$") == ["right"]
    assert verdicts(f"$$2 - h_2 \\odot h_2 = {slopes}$$") == ["wrong"]


def test_the_line_is_that_of_the_right_side() -> None:
    text = "\n".join(
        ["# Title", "", r"\begin{align}", "L", r"&= \frac{1}{3} (l_0 + l_1 + l_2)", r"\\", "&= 2.0144", r"\end{align}"]
    )
    assert [line.line for line in lines(text)] == [5, 7]


def test_the_work_grows_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    read = follow.read_side
    count = [0]

    def counted(*args, **kwargs):  # type: ignore[no-untyped-def]
        count[0] += 1
        return read(*args, **kwargs)

    monkeypatch.setattr(follow, "read_side", counted)
    page = write().text
    lines(page)
    once, count[0] = count[0], 0
    lines("\n\n".join([page] * 4))
    assert count[0] == 4 * once


def test_every_value_of_the_hand_is_the_problem_s() -> None:
    assert set(VALUES) == {step.name for step in steps()}
