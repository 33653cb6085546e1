"""How far a power, a sum, a sign, a function and a division reach; what can be meant in two ways is not read."""

from __future__ import annotations

import random

import pytest
from readings import PROBLEMS, agree, means, read, value, value_of

from derive.language.expr import Expr
from derive.language.latex import Latex
from derive.language.numbers import Array
from derive.language.plain import plain
from derive.reading.read import read_answer
from derive.reading.result import Unreadable

READ = [
    ("L", "1/2 l_0", "1/2 l[0]"),
    ("L", "1/3(l_0+l_1+l_2)", "1/3 (l[0]+l[1]+l[2])"),
    ("L", "1/3*l_0*l_1", "1/3 l[0] l[1]"),
    ("L", "l_0/l_1*l_2", "(l[0]/l[1]) * l[2]"),
    ("h[2]", "-h_2^2", "-(h[2].*h[2])"),
    ("h[2]", "1-h_2^2", "1-(h[2].*h[2])"),
    ("L", "e^{-l_0}l_1", "exp(-l[0]) l[1]"),
    ("L", "e^-l_0", "exp(-l[0])"),
    ("L", "e^{-l_0 l_1}", "exp(-l[0] l[1])"),
    ("dL/dh[1]", r"\frac12V^T y_1", "1/2 V' y[1]"),
    ("dL/dh[1]", r"\frac1 2 V^T y_1", "1/2 V' y[1]"),
    ("L", "h_1^T W h_0", "h[1]' W h[0]"),
    ("L", "1,5", "1.5"),
    ("L", r"\sum_t l_t - l_0", "sum(t,l[t]) - l[0]"),
    ("L", r"\sum_t l_t l_0", "sum(t,l[t] l[0])"),
    ("L", r"\sum_t (l_t) + 1", "sum(t,l[t]) + 1"),
    ("L", r"\frac13 \sum_t l_t \cdot 2", "1/3 sum(t,l[t] 2)"),
    ("L", r"2 \sum_t l_t / 3", "2 sum(t,l[t]/3)"),
    ("L", r"-\sum_t l_t", "-sum(t,l[t])"),
    ("L", r"\sum_t -l_t", "-sum(t,l[t])"),
    ("L", r"\left(\sum_t l_t\right)^2", "sum(t,l[t])^2"),
    ("L", r"\sum_t l_t^2", "sum(t,l[t]^2)"),
    ("h[2]", r"\sum_t h_t \odot h_0", "sum(t, h[t] .* h[0])"),
    ("h[2]", r"\sum_t (\hat y_t - y_t) \odot h_0 + h_1", "sum(t, (yhat[t]-y[t]) .* h[0]) + h[1]"),
    ("L", r"\tanh l_0 \cdot l_1", "tanh(l[0]) l[1]"),
    ("L", r"\log l_0 + l_1", "log(l[0])+l[1]"),
    ("L", r"\log(l_0) l_1", "log(l[0]) l[1]"),
    ("L", r"\log l_0^2", "log(l[0]^2)"),
    ("L", r"\log^2 l_0", "log(l[0])^2"),
    ("L", r"\tanh(l_0)^2", "tanh(l[0])^2"),
    ("L", "l_0^-1", "1/l[0]"),
    ("L", "l_0^{-1}", "1/l[0]"),
    ("L", "-2^2", "-(2^2)"),
    ("L", "(-2)^2", "4"),
    ("L", "-2**2", "-(2^2)"),
    ("L", "2**-1", "1/2"),
    ("L", "l_0**2/2", "l[0]^2/2"),
    ("L", "1/3*-l_0", "-l[0]/3"),
    ("L", "l_0--l_1", "l[0]+l[1]"),
    ("L", "l_0 -l_1", "l[0]-l[1]"),
    ("dL/dW", "W^2", "W W"),
    ("dL/dW", "W**2", "W .* W"),
    ("dL/dW", "W.^2", "W .* W"),
    ("dL/dW", "W*V", "W V"),
    ("dL/dW", "np.dot(W,V)", "W V"),
    ("dL/dW", "W .* V", "W .* V"),
    ("dL/dW", "W h_0 h_1^T", "W h[0] h[1]'"),
    ("L", "h_0^T h_1", "h[0]' h[1]"),
    ("L", r"h_0 \cdot h_1", "h[0]' h[1]"),
    ("h[0]", r"h_0 \cdot h_1", "h[0] .* h[1]"),
    ("h[0]", "Wh_1^2", "W h[1]^2"),
    ("dL/dW", "WV^T", "W V'"),
    ("dL/dW", "VW^2", "V (W W)"),
    ("h[0]", r"\tanh Wh_1", "tanh(W h[1])"),
    ("L", "1e3", "1000"),
    ("L", "2 e^2", "2 exp(2)"),
    ("L", "2e2", "200"),
    ("L", "2e^2", "2 exp(2)"),
    ("L", "1/3 = 0.33", "0.33"),
    ("L", "h_{1,2}", "h[1][1]"),
    ("L", "h[1][2]", "h[1][2]"),
    ("L", "h[1,2]", "h[1][2]"),
    ("L", "U_{12}", "U[0,1]"),
    ("L", "U[1,2]", "U[1,2]"),
    ("h[0]", "Wx_1+b + 1", "W x[1] + b + 1"),
    ("L", r"\mu_{1,2}", "mu[1][1]"),
    ("L", "np.mean([l0,l1,l2])", "1/3 sum(t,l[t])"),
    ("L", "np.sum([l0,l1,l2])", "sum(t,l[t])"),
    ("L", "sum(l[t] for t in range(3))/3", "1/3 sum(t,l[t])"),
    ("L", "sum(l[t] for t in range(1,3))", "l[1]+l[2]"),
    ("L", r"\frac{l_0}{l_1}l_2", "l[0]/l[1] * l[2]"),
    ("L", r"\sqrt2 l_0", "sqrt(2) l[0]"),
    ("L", r"\sqrt{2}l_0", "sqrt(2) l[0]"),
    ("L", "√2 l_0", "sqrt(2) l[0]"),
    ("dL/dW", r"\mathrm{diag}(h_1) W", "diag(h[1]) W"),
    ("L", "log10(2)", "log(2)/log(10)"),
    ("L", "[2.01]", "2.01"),
    ("L", "(2.01)", "2.01"),
    ("L", "2.01-2.02", "2.01-2.02"),
    ("L", "2.01 - 2.02", "2.01-2.02"),
    ("L", "l_0 × l_1", "l[0] l[1]"),
    ("L", "2.0144e0", "2.0144"),
    ("L", "2.0144·10^-1", "0.20144"),
    ("L", "2.0144*10**-1", "0.20144"),
    ("L", "l_0 = 2 = 3", "3"),
    ("L", r"\frac{\partial L}{\partial l_0} l_0", "dL/dl[0] l[0]"),
    ("L", "dL/dl_0 l_1", "dL/dl[0] l[1]"),
]


@pytest.mark.parametrize(("question", "text", "meant"), READ)
def test_how_far_it_reaches(question: str, text: str, meant: str) -> None:
    assert means("rnn", question, text, meant)


UNREAD = [
    ("L", "1/2 x"),
    ("L", "1/2l_0"),
    ("L", "l_0/l_1 l_2"),
    ("L", "l_0/l_1l_2"),
    ("L", "2 3"),
    ("L", "1 000"),
    ("L", "1 000,5"),
    ("L", "1,5 2,5"),
    ("L", "2,500.5"),
    ("L", "1.000,5"),
    ("L", "1.234.567"),
    ("L", r"\sum_t l_t \sum_t l_t"),
    ("L", r"\tanh l_0 l_1"),
    ("L", r"\log l_0 l_1"),
    ("L", r"\tanh^{-1}(l_0)"),
    ("L", r"\exp^{-1}(l_0)"),
    ("L", "2^3^2"),
    ("L", "2^-1^2"),
    ("dL/dW", "W^3"),
    ("dL/dW", "1/W"),
    ("dL/dW", "V/W"),
    ("h[0]", "Wh_1^T"),
    ("h[0]", r"\tanh W h_1"),
    ("L", "l_0!"),
    ("L", "l_0 % 2"),
    ("L", "l_0 // 2"),
    ("L", "1.5.2"),
    ("L", "1..2"),
    ("L", "0x10"),
    ("L", "1_000"),
    ("L", "5%"),
    ("L", "2.01 (approximately)"),
    ("L", "2.01 bits"),
    ("L", "h_{21}"),
    ("L", "U(1,2)"),
    ("L", "U_1"),
    ("L", "h_3"),
    ("h[0]", "h[-1]"),
    ("L", "sum(l)"),
    ("L", "mean(l)"),
    ("L", "sum(l[t] for t in range(4))"),
    ("dL/dW", r"\mathrm{diag} h_1 W"),
    ("L", "ld 2"),
    ("L", r"l_0 \pm 1"),
    ("L", "{2.01}"),
    ("L", "2.01; 3"),
    ("L", "2.01 ... 2.02"),
    ("L", "< 2.02"),
    ("L", "2.01?"),
    ("dL/dW", r"h_0 \times h_1"),
    ("L", "2.0144 e-1"),
    ("L", "2.0144 10^{-1}"),
    ("L", "2.0144x10^-1"),
    ("L", r"l_0 \text{ and } l_1"),
    ("L", "l_0 \n l_1"),
    ("L", r"\frac{d}{dl_0} l_0^2"),
    ("L", r"\frac{\partial}{\partial l_0} (l_0 + l_1)"),
    ("L", r"\frac{\partial (l_0+l_1)}{\partial l_0}"),
    ("L", r"\frac{\partial^2 L}{\partial l_0^2}"),
    ("L", r"\sum_{t=0}^{3} l_t"),
    ("L", r"\sum_{t=1}^{3} l_t"),
]


@pytest.mark.parametrize(("question", "text"), UNREAD)
def test_what_can_be_meant_in_two_ways_is_not_read(question: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read("rnn", question, text)


SCALARS = ["l[0]", "l[2]", "2", "3", "h[1][0]", "V[0, 1]", "h[0]' h[1]"]
ARRAYS = ["h[0]", "yhat[1]", "y[1]", "W h[0]", "V' y[2]", "dL/dh[1]"]


def scalar(chance: random.Random, depth: int) -> str:
    """A formula of the project's own notation with a number as its value."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(SCALARS)
    left, right = scalar(chance, depth - 1), scalar(chance, depth - 1)
    a, b = array(chance, depth - 1), array(chance, depth - 1)
    ways = [
        f"({left}) + ({right})",
        f"({left}) - ({right})",
        f"-({left})",
        f"({left}) ({right})",
        f"({left})/({right})",
        f"({left})^2",
        f"tanh({left})",
        f"exp(-({left}))",
        f"({a})' ({b})",
    ]
    return chance.choice(ways)


def array(chance: random.Random, depth: int) -> str:
    """A formula with a column of three as its value."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ARRAYS)
    left, right, number = array(chance, depth - 1), array(chance, depth - 1), scalar(chance, depth - 1)
    ways = [
        f"({left}) + ({right})",
        f"({left}) - ({right})",
        f"-({left})",
        f"({left}) .* ({right})",
        f"({number}) ({left})",
        f"({left})/({number})",
        f"W' ({left})",
        f"diag(1 - ({left})) ({right})",
        f"tanh({left})",
        f"softmax({left})",
    ]
    return chance.choice(ways)


def formula(seed: int) -> Expr:
    chance = random.Random(seed)
    return PROBLEMS["rnn"].read(chance.choice((scalar, array))(chance, 3))


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_the_printed_forms_of_one_formula_are_read_alike(first: int) -> None:
    problem = PROBLEMS["rnn"]
    for seed in range(first, first + 50):
        expr = formula(seed)
        texts = (Latex(problem.notation)(expr), plain(expr, problem.scope.ranges, problem.scope.shapes))
        for text in texts:
            assert agree(value_of(read_answer(text, problem, expr)), value(expr, {})), text


CHANGES = [
    ("+", "-"),
    ("-", "+"),
    ("_{0}", "_{1}"),
    ("_{1}", "_{2}"),
    ("W", "V"),
    ("h", "x"),
    ("2", "3"),
    ("exp", "tanh"),
]


def value_or_none(text: str, asked: Expr) -> Array | None:
    try:
        return value_of(read_answer(text, PROBLEMS["rnn"], asked))
    except Unreadable:
        return None


@pytest.mark.parametrize("first", range(0, 100, 50))
def test_a_change_in_a_printed_formula_changes_what_is_read_alike(first: int) -> None:
    """The LaTeX with redundant braces, spaces and sizes, and a changed formula with the same, have one value."""
    for seed in range(first, first + 50):
        expr = formula(seed)
        chance = random.Random(seed)
        text = Latex(PROBLEMS["rnn"].notation)(expr)
        changed = text.replace(*chance.choice(CHANGES), 1)
        decorated = changed.replace(r"\left(", r"\bigl( ").replace(r"\right)", r" \bigr)").replace("+", " {} + ")
        one, other = value_or_none(changed, expr), value_or_none(rf"\underbrace{{{decorated}}}_{{=x}}", expr)
        assert (one is None) == (other is None), (changed, decorated)
        if one is not None and other is not None:
            assert agree(one, other), (changed, decorated)
