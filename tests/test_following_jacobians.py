"""False formulas for derivatives of vectors by matrices: whatever stands on the right, there is a verdict."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import catalogue
from derive.marker import WriteUps

CHECKERS = [WriteUps(catalogue.load("rnn", settings={"layout": layout}), "full") for layout in ("gradient", "jacobian")]
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


@given(formulas(), st.sampled_from(CHECKERS))
@settings(max_examples=60, deadline=None)
def test_every_formula_has_a_verdict(formula: str, checker: WriteUps) -> None:
    assert [line.verdict for line in checker.check("student.md", f"${formula}$".encode()).lines]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (f"{slope('h_0', 'U')} = 2{slope('h_0', 'U')}", "wrong"),
        (f"{slope('h_1', 'U')} = W{slope('h_0', 'U')}", "wrong"),
        (f"{slope('h_1', 'U')} = {slope('h_0', 'U')}", "wrong"),
    ],
)
def test_a_false_recursion_is_wrong(formula: str, verdict: str) -> None:
    assert [line.verdict for line in CHECKERS[0].check("student.md", f"${formula}$".encode()).lines] == [verdict]
