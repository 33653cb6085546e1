"""Functions in answers: those of the table, and those that a problem defines for itself, as they are printed."""

from __future__ import annotations

import pytest
from readings import agree, value, value_of
from readings import means as answers_mean

from derive.language.expr import Ref
from derive.language.latex import Latex
from derive.language.operation import Operation
from derive.language.plain import plain
from derive.problem.assembly import load_text
from derive.reading.read import read_answer
from derive.reading.result import Unreadable
from derive.table.row import shape_of_argument

PROBLEM = load_text(
    """
[functions]
swish = "x/(1+exp(-x))"
leaky_relu2 = "x^2/10"

[model]
equations = "z = U x\\ns = swish(z)\\nr = leaky_relu2(s)\\ng = gelu(z)\\nL = sqnorm(r)"

[values]
U = [[1, 2], [0, 1]]
x = [1, 2]

[[questions]]
ask = ["L"]
""",
    "test",
    "test.toml",
)
ENTRYWISE = [f for f in PROBLEM.scope.functions.values() if f.shape is shape_of_argument and f.arity == 1]


@pytest.mark.parametrize("operation", ENTRYWISE, ids=repr)
@pytest.mark.parametrize("form", [Latex({}), plain], ids=["latex", "plain"])
def test_a_function_is_read_as_it_is_printed(operation: Operation, form: object) -> None:
    assert callable(form)
    printed = operation(Ref("z", (), (2, 1)))
    assert agree(value(printed, {}), value_of(read_answer(form(printed), PROBLEM)))


def means(text: str, meant: str) -> bool:
    return agree(value_of(read_answer(text, PROBLEM)), value(PROBLEM.read(meant), {}))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"\mathrm{swish}(Ux)", "swish(U x)"),
        (r"\operatorname{leaky\_relu2}(s)", "leaky_relu2(s)"),
        ("leaky_relu2(s)", "leaky_relu2(s)"),
        ("swish'(z)", "(1 + exp(-z) + z .* exp(-z))/(1 + exp(-z))^2"),
        (r"\tanh'(z)", "1 - tanh(z)^2"),
        (r"\sigma'(z)", "sigmoid(z) .* (1 - sigmoid(z))"),
        ("exp'(z)", "exp(z)"),
        (r"\ln'(z)", "1/z"),
    ],
)
def test_functions_and_their_derivatives(text: str, meant: str) -> None:
    assert means(text, meant)


@pytest.mark.parametrize("text", ["swash(z)", "swish''(z)", "softmax'(z)", r"\tanh_3(z)"])
def test_what_is_no_function(text: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(text, PROBLEM)


def test_a_symbol_may_have_a_superscript() -> None:
    assert answers_mean("attention", "Q", "X W^{Q}", "X W_Q")
    assert answers_mean("attention", "S", r"\frac{X W^{Q} (X W^K)^T}{\sqrt 2}", "X W_Q (X W_K)'/sqrt(2)")
    assert answers_mean("attention", "A", r"\mathrm{softmax}(QK^T/\sqrt 2)", "softmax_rows(Q K'/sqrt(2))")
