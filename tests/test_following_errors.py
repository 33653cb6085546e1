"""What follows from an error, and what does not: laid-down derivatives, losses of single steps, entries, fractions."""

from __future__ import annotations

import pytest

from derive import api, catalogue
from derive.marker import WriteUps
from derive.marking.report import Line

NUMBERS = api.load("rnn").solve(method="chain").derivation.numbers
CHECKERS = {layout: WriteUps(catalogue.load("rnn", settings={"layout": layout})) for layout in ("gradient", "jacobian")}


def lines(text: str, layout: str = "gradient") -> list[Line]:
    return list(CHECKERS[layout].check("student.md", text.encode()).lines)


def verdicts(text: str, layout: str = "gradient") -> list[str]:
    return [line.verdict for line in lines(text, layout)]


def d(of: str, by: str) -> str:
    by = by.replace("mu", r"\mu").replace("hbar", r"\bar{h}")
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def value(name: str, factor: int = 1) -> list[float]:
    """The entries of ∂l_t/∂(something) as they are printed."""
    assert NUMBERS
    (found,) = [key for key in NUMBERS.known if str(key) == name]
    return [factor * float(text) for text in NUMBERS.show(found)]


def row(entries: list[float]) -> str:
    return rf"\begin{{bmatrix}} {' & '.join(f'{entry:.4f}' for entry in entries)} \end{{bmatrix}}"


def column(entries: list[float]) -> str:
    return row(entries).replace("&", r"\\")


def test_what_follows_from_a_row_with_an_error_is_carried() -> None:
    first = rf"$$\left({d('l_2', 'mu_2')}\right)^\top = {row(value('dl[2]/dmu[2]', -1))}$$"
    second = rf"$$\left({d('l_2', 'h_2')}\right)^\top = {row(value('dl[2]/dh[2]', -1))}$$"
    found = lines(f"{first}\n\n{second}")
    assert [line.verdict for line in found] == ["wrong", "carried"]
    assert [line.about for line in found] == [("dl[2]/dmu[2]",), ("dl[2]/dh[2]",)]


def test_a_row_earns_the_marks_of_the_column() -> None:
    working = rf"${d('L', 'hbar_2')} = (1 - h_2 \odot h_2) \odot {d('L', 'h_2')}$"
    text = rf"$$\left({d('L', 'h_1')}\right)^\top = {row([-0.9189, -1.0473, -0.1161])}$$"
    report = CHECKERS["gradient"].check("student.md", f"{working}\n\n{text}".encode())
    (question,) = [question for question in report.questions if question.name == "dL/dh[1]"]
    assert question.marks == question.out_of


def test_the_loss_follows_from_the_losses_of_the_steps() -> None:
    losses = [value(f"dl[{t}]/dmu[{t}]", -1 if t == 2 else 1) for t in range(3)]
    texts = [rf"$${d(f'l_{t}', f'mu_{t}')} = {column(losses[t])}$$" for t in range(3)]
    mean = [sum(entries) / 3 for entries in zip(*losses, strict=True)]
    texts.append(rf"$${d('L', 'c')} = {column(mean)}$$")
    assert verdicts("\n\n".join(texts)) == ["right", "right", "wrong", "carried"]


def test_a_true_value_found_on_another_way_than_the_wrong_one_is_right() -> None:
    wrong = rf"$${d('L', 'h_1')} = {column([0.9189, 1.0473, 0.1161])}$$"
    parts = [rf"$${d(f'l_{t}', 'b')} = {column(value(f'dl[{t}]/db'))}$$" for t in range(3)]
    total = " + ".join(d(f"l_{t}", "b") for t in range(3))
    result = column([-1.4449, -2.3424, -0.2393])
    whole = rf"$${d('L', 'b')} = \frac{{1}}{{3}} \left({total}\right) \approx {result}$$"
    again = rf"$${d('L', 'b')} \approx {result}$$"
    assert verdicts("\n\n".join([wrong, *parts, whole, again]))[4:] == ["right", "right", "right"]
    assert verdicts(f"{wrong}\n\n{again}") == ["wrong", "slip"]


@pytest.mark.parametrize("layout", ["gradient", "jacobian"])
def test_a_formula_of_another_shape_breaks_nothing(layout: str) -> None:
    first = rf"$${d('l_2', 'h_2')} = (\hat{{y}}_2 - y_2) h_2^\top$$"
    second = rf"$${d('l_2', 'hbar_2')} = 2 (\hat{{y}}_2 - y_2)^\top V$$"
    assert [verdict in ("wrong", "slip") for verdict in verdicts(f"{first}\n\n{second}", layout)] == [True, True]


def test_a_wrong_fraction_is_a_value_to_go_on_from() -> None:
    error = column([value("dl[2]/dmu[2]")[k] * 2 / 3 for k in range(3)])
    text = rf"$${d('L', 'l_2')} = \frac{{2}}{{3}}$$" + "\n\n" + rf"$${d('L', 'mu_2')} = {error}$$"
    assert verdicts(text) == ["wrong", "carried"]


def test_a_wrong_formula_written_once_more_is_carried() -> None:
    formula = rf"$${d('l_1', 'h_1')} = V (\hat{{y}}_1 - y_1)$$"
    assert verdicts(f"{formula}\n\n{formula}") == ["wrong", "carried"]


def test_a_value_from_a_wrong_formula_for_its_entries_is_carried() -> None:
    formula = rf"$${d('l_2', '(h_2)_j')} = -\sum_{{i=1}}^{{3}} {d('l_2', '(mu_2)_i')} V_{{ij}}$$"
    whole = rf"$${d('l_2', 'h_2')} = {column(value('dl[2]/dh[2]', -1))}$$"
    assert verdicts(f"{formula}\n\n{whole}") == ["wrong", "carried"]


def test_rows_of_a_table_with_powers_of_ten_are_one_matrix() -> None:
    rows = ("0.2773 & -0.1984 & 0.1602", r"0.0556 & -0.0519 & 1193\cdot 10^{-4}", "-0.3329 & 0.2503 & -0.2795")
    cell = "<br>".join(rf"$\begin{{bmatrix}} {text} \end{{bmatrix}}$" for text in rows)
    assert verdicts(f"| quantity | value |\n| --- | --- |\n| $\\partial L/\\partial V$ | {cell} |\n") == ["right"]
