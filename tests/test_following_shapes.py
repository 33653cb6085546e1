"""False formulas of every shape: whatever stands on either side, there is a verdict."""

from __future__ import annotations

from itertools import product

import pytest
from cases import writeups
from hypothesis import strategies as st
from tiers import explored, sample

from derive.judging.finding import ACCEPTED

VECTORS = st.sampled_from([r"h_0", r"h_1", r"\bar h_1", r"h_2", r"\bar h_2", r"\hat y_1"])
MATRICES = st.sampled_from(["U", "W", "V"])
FACTORS = st.sampled_from(["", "2", "W", r"W^\top", r"\operatorname{diag}(1-h_1^2)", r"\operatorname{diag}(h_1)", "-"])


def slope(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


@st.composite
def formulas(draw: st.DrawFn) -> str:
    """A claim about a derivative by a matrix, of terms that are made of such derivatives."""
    by = draw(MATRICES)
    terms = [
        draw(FACTORS) + slope(draw(VECTORS), draw(st.sampled_from([by, by, by, *"UW"])))
        for _ in range(draw(st.integers(1, 2)))
    ]
    through = draw(st.booleans())
    if through:
        terms[0] = slope(r"h_2", r"\bar h_2") + rf"\left({terms[0]}\right)"
    return f"{slope(draw(VECTORS), by)} = {' + '.join(terms)}"


@explored(25, 60, formulas(), st.sampled_from(["gradient", "jacobian"]))
def test_every_formula_has_a_verdict(formula: str, layout: str) -> None:
    assert [line.verdict for line in writeups("rnn", layout).check("student.md", f"${formula}$".encode()).lines]


SIDES = (
    r"\ell_t", r"-\log\hat y_t", r"-y_t\odot\log\hat y_t", r"\hat y_t - y_t", "L", r"\sum_t(\hat y_t-y_t)",
    r"\ell_k", "V", "L_c", r"V h_t", r"h_t^T h_t", r"\hat y_t y_t^T", r"\frac{\partial L}{\partial h_t}", "W_{ij}",
    r"\frac{\partial \ell_t}{\partial V}", "h_{t,i}", r"\bar h_k", "3", "(1, 2, 3)", "0",
)  # fmt: skip
NUMBERS = (r"\ell_0 = 0.1754", "L = 2.0144")


@pytest.mark.parametrize(("left", "right", "number"), sample(product(SIDES, SIDES, NUMBERS), 40))
def test_no_pair_of_shapes_is_too_much(left: str, right: str, number: str) -> None:
    """Nothing but the same is the same; a true number behind it is no error; no side's sum is this gradient."""
    statements = (f"{left} = {right}", number, rf"{slope('L', 'V')} = \sum_t {left}")
    report = writeups("rnn").check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    said, true, false = (line.verdict for line in report.lines)
    assert said in (("right",) if left == right else ("wrong", "unread"))
    assert true in ("right", "slip")
    assert false not in ACCEPTED
