"""Answers in plain text, Unicode, Python, NumPy, PyTorch and MATLAB, each beside what it means."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from flint import fmpq
from readings import PROBLEMS, last, means, read, value

from derive.language.expr import Index, is_column
from derive.reading.name_meanings import OwnDefinition
from derive.reading.read import read_chain, vocabulary_of

V_ROWS = "[[0.2773, -0.1984, 0.1602], [0.0556, -0.0519, 0.1193], [-0.3329, 0.2503, -0.2795]]"
DV = "1/3 sum(t, (yhat[t] - y[t]) h[t]')"
DH = "1/3 V' (yhat[1] - y[1]) + W' ((1 - h[2]^2) .* dL/dh[2])"
H = "[-0.7616, 0, 0.964]"
DELTA = "(1 - h[2]^2) .* (1/3 V' (yhat[2] - y[2]))"
EARLIER = f"(1 - h[1]^2) .* (1/3 V' (yhat[1] - y[1]) + W' ({DELTA}))"

ARRAYS = [
    ("dL/dV", V_ROWS, V_ROWS),
    ("dL/dV", "[[ 0.2773 -0.1984  0.1602]\n [ 0.0556 -0.0519  0.1193]\n [-0.3329  0.2503 -0.2795]]", V_ROWS),
    ("dL/dV", f"np.array({V_ROWS})", V_ROWS),
    ("dL/dV", f"array({V_ROWS.replace('], ', '],' + chr(10) + '       ')})", V_ROWS),
    ("dL/dV", f"tensor({V_ROWS}, dtype=torch.float64, grad_fn=<MulBackward0>)", V_ROWS),
    ("dL/dV", "[0.2773 -0.1984 0.1602; 0.0556 -0.0519 0.1193; -0.3329 0.2503 -0.2795]", V_ROWS),
    ("dL/dV", "[0.2773, -0.1984, 0.1602; 0.0556, -0.0519, 0.1193; -0.3329, 0.2503, -0.2795]", V_ROWS),
    ("dL/dV", "((0.2773, -0.1984, 0.1602), (0.0556, -0.0519, 0.1193), (-0.3329, 0.2503, -0.2795))", V_ROWS),
    ("dL/dV", "0.2773 -0.1984 0.1602\n0.0556 -0.0519 0.1193\n-0.3329 0.2503 -0.2795", V_ROWS),
    ("dL/dV", "[0,2773; -0,1984; 0,1602], [0,0556; -0,0519; 0,1193], [-0,3329; 0,2503; -0,2795]", V_ROWS),
    ("h[0]", "[-0.7616, 0, 0.964]", H),
    ("h[0]", "h₀ = [−0.7616, 0, 0.964]ᵀ", H),
    ("h[0]", "h0 ≈ (-0.7616, 0, 0.964)'", H),
    ("h[0]", "[-0.7616; 0; 0.964]", H),
    ("h[0]", "[-0.7616 0 0.964]", H),
    ("h[0]", "(-0.7616 0 0.964)^T", H),
    ("h[0]", "-0.7616, 0, 0.964", H),
    ("h[0]", "-0.7616\n 0\n 0.964", H),
    ("h[0]", "(-0,7616; 0; 0,9640)", H),
    ("h[0]", "[-0,7616; 0; 0,9640]", H),
    ("h[0]", "[-0,7616, 0,0000, 0,9640]", H),
    ("h[0]", "[−０．７６１６, ０, ０．９６４]", H),
    ("h[0]", "torch.tensor([[-0.7616], [0.], [0.9640]])", H),
    ("h[0]", "[[-0.7616]\n [ 0.    ]\n [ 0.964 ]]", H),
    ("h[0]", "[tanh(-1) 0 tanh(2)]", "tanh([-1, 0, 2])"),
    ("h[0]", "[np.tanh(-1), 0, np.tanh(2)]", "tanh([-1, 0, 2])"),
    ("h[0]", "[1 -1 0]", "[1, -1, 0]"),
    ("h[0]", "[1-1, 2 - 1, 0]", "[0, 1, 0]"),
    ("L", "L = 2,0144", "2.0144"),
    ("L", "2{,}0144", "2.0144"),
    ("L", r"\num{2{,}0144}", "2.0144"),
    ("L", r"\num{2.0144}", "2.0144"),
    ("L", r"\num{2,0144}", "2.0144"),
    ("h[0]", r"\begin{pmatrix}-0{,}5 \\ 0{,}0 \\ 10{,}25\end{pmatrix}", "[-0.5, 0, 10.25]"),
    ("L", "2,5", "2.5"),
    ("L", "The answer is 2.0144", "2.0144"),
    ("L", "ans = 2.01", "2.01"),
    ("L", "≈ 2.0144", "2.0144"),
    ("L", "+2.0144", "2.0144"),
    ("L", "exp(-2) + √4 + e^2", "exp(-2) + 2 + exp(2)"),
]

FORMULAS = [
    ("dL/dV", "1/3*sum((yhat[t]-y[t]) @ h[t].T for t in range(3))", DV),
    ("dL/dV", "1/3*sum(np.outer(yhat[t]-y[t], h[t]) for t in range(3))", DV),
    ("dL/dV", "np.sum([np.outer(yhat[t]-y[t], h[t]) for t in range(3)], axis=0)/3", DV),
    ("dL/dV", "np.mean([np.outer(yhat[t]-y[t], h[t]) for t in [0, 1, 2]], axis=0)", DV),
    ("dL/dV", "((yhat0-y0)*h0' + (yhat1-y1)*h1' + (yhat2-y2)*h2')/3", DV),
    ("dL/dV", "1/3 ((y_hat_0 - y_0) h_0^T + (y_hat_1 - y_1) h_1^T + (hat_y_2 - y_2) h_2^T)", DV),
    ("dL/dV", "1/3 Σ_t (ŷₜ − yₜ) hₜᵀ", DV),
    ("dL/dV", "(dl0/dV+dl1/dV+dl2/dV)/3", "(dl[0]/dV + dl[1]/dV + dl[2]/dV)/3"),
    ("dL/dV", "dV = dL_dmu[0] @ h[0].T + dL_dmu[1] @ h[1].T", "dL/dmu[0] h[0]' + dL/dmu[1] h[1]'"),
    ("dL/dh[1]", "∂L/∂h₁ = V⊤(ŷ₁−y₁)/3 + Wᵀ((1−h₂²)∘∂L/∂h₂)", DH),
    ("dL/dh[1]", "V'*(yhat1 - y1)/3 + W'*((1 - h2.^2) .* dL_dh2)", DH),
    ("dL/dh[1]", "V.T @ (yhat[1]-y[1])/3 + W.T @ ((1-h[2]**2) * dL_dh2)", DH),
    ("dL/dh[1]", "1/3*V.T.dot(yhat[1]-y[1]) + W.T.dot((1-h[2]*h[2])*dLdh2)", DH),
    ("dL/dh[1]", "V.transpose() @ (yhat[1]-y[1])/3 + W.t() @ np.diag(1-h[2]**2) @ dh[2]", DH),
    ("dL/dh[1]", "V^T*(yhat1-y1)/3 + W^T*((1-h2**2)*dL/dh2)", DH),
    ("dL/dh[1]", "V^T dl1_dmu1 / 3 + W^T dL_dhbar2", "V' dl[1]/dmu[1] / 3 + W' dL/dhbar[2]"),
    (
        "dL/dh[1]",
        "1/3 (yhat_1 - y_1)^T V + dL/dh_2 diag(1 - h_2^2) W",
        "1/3 (yhat[1] - y[1])' V + dL/dh[2] diag(1 - h[2]^2) W",
    ),
    ("dL/dh[1]", "∇_h1 L", "dL/dh[1]"),
    ("dL/db", "db = sum((1-h[t]**2) * dh[t] for t in range(3))", "sum(t, (1 - h[t]^2) .* dL/dh[t])"),
    ("dL/dc", "mean(t, yhat[t]-y[t])", "1/3 sum(t, yhat[t] - y[t])"),
    ("h[1]", "np.tanh(W@h[0] + U@x[1] + b)", "tanh(W h[0] + U x[1] + b)"),
    ("h[1]", "tanh(W*h(0) + U*x(1) + b)", "tanh(W h[0] + U x[1] + b)"),
    ("h[1]", "tanh(h̄₁)", "tanh(hbar[1])"),
    ("h[1]", "tanh(h_bar_1)", "tanh(hbar[1])"),
    ("yhat[0]", "np.exp(mu0)/np.exp(mu0).sum()", "softmax(mu[0])"),
    ("l[0]", "-np.log(yhat[0][2])", "-log(yhat[0][2])"),
    ("l[0]", "-np.sum(y[0]*np.log(yhat[0]))", "-y[0]' log(yhat[0])"),
    ("l[0]", "-sum(y[0][i]*np.log(yhat[0][i]) for i in range(3))", "-y[0]' log(yhat[0])"),
    ("L", "(l0+l1+l2)/3", "(l[0] + l[1] + l[2])/3"),
    ("U", "U[0,1] * V", "U[0, 1] V"),
    ("U", "U[0][1] * V", "U[0, 1] V"),
]

DEFINITIONS = [
    (
        "dL/dU",
        r"\sum_{t=1}^{2} \delta_t x_t^T, \text{ where } "
        r"\delta_t = (1-h_t^2)\odot(\tfrac13V^T(\hat y_t-y_t)+W^T\delta_{t+1})",
        f"({EARLIER}) x[1]' + ({DELTA}) x[2]'",
    ),
    (
        "dL/dU",
        "δ1 x1^T + δ2 x2^T with δ2 = (1-h2^2) .* (1/3 V^T (yhat2 - y2)) and "
        "δ1 = (1-h1^2) .* (1/3 V^T (yhat1 - y1) + W^T δ2)",
        f"({EARLIER}) x[1]' + ({DELTA}) x[2]'",
    ),
    (
        "dL/dh[1]",
        r"V^T g_1 + W^T \delta \quad\text{with}\quad g_1 = \frac{1}{3}(\hat y_1 - y_1),"
        r"\ \delta = (1-h_2^2)\odot\frac{\partial L}{\partial h_2}",
        DH,
    ),
    ("dL/dU", r"\delta_1 x_1^T, \quad \delta_t = \frac{\partial L}{\partial \bar h_t}", "dL/dhbar[1] x[1]'"),
    (
        "dL/dU",
        r"\sum_t \delta^{(t)} (x^{(t)})^T \text{ wobei } \delta^{(t)} = \frac{\partial L}{\partial \bar h^{(t)}}",
        "sum(t, dL/dhbar[t] x[t]')",
    ),
]


@pytest.mark.parametrize(("question", "text", "meant"), [*ARRAYS, *FORMULAS, *DEFINITIONS])
def test_text_means(question: str, text: str, meant: str) -> None:
    assert means("rnn", question, text, meant)


OTHERS = [
    ("mazur", "out_h1", "1/(1+exp(-net_h1))", "sigmoid(net_h1)"),
    ("mazur", "out_h1", "sigmoid(w1*i1 + w2*i2 + b1)", "sigmoid(w1 i1 + w2 i2 + b1)"),
    ("mazur", "dE_total/dw5", "dE_total/dout_o1 * dout_o1/dnet_o1 * out_h1", "dE_total/dout_o1 dout_o1/dnet_o1 out_h1"),
    (
        "mazur",
        "dE_total/dw5",
        "(out_o1 - target_o1)*out_o1*(1-out_o1)*outh1",
        "(out_o1 - target_o1) out_o1 (1 - out_o1) out_h1",
    ),
    ("rnn-scalar", "dL/dWhh", "(1 - h3**2) * (h2 + Whh*(1-h2**2)*h1)", "(1 - h[3]^2) (h[2] + Whh (1 - h[2]^2) h[1])"),
    ("rnn-scalar", "dL/dWhh", "W_hh h_start", "Whh h0"),
    ("renamed", "dC/dr", "dr = sum(dz[n] for n in range(1,5))", "sum(n, dC/dz[n])"),
    ("renamed", "s[1]", "σ(R s₀ + E w₁ + ρ)", "sigmoid(R s[0] + E w[1] + r)"),
    ("renamed", "s[1]", "s0 + r", "s0 + r"),
    (
        "renamed",
        "dC/dE",
        "1/4 Σ_n diag(s_n ⊙ (1−s_n)) ∂C/∂s_n w_nᵀ",
        "1/4 sum(n, diag(s[n] .* (1 - s[n])) dC/ds[n] w[n]')",
    ),
]


@pytest.mark.parametrize(("problem", "question", "text", "meant"), OTHERS)
def test_text_in_other_problems(problem: str, question: str, text: str, meant: str) -> None:
    assert means(problem, question, text, meant)


@pytest.mark.parametrize(
    ("text", "written"),
    [("0.1234", "1/10000"), ("12", "1"), ("1.20e-3", "1/100000"), ("1.2\\times10^{-3}", "1/10000"), ("0e3", "1000")],
)
def test_a_number_keeps_the_unit_of_its_last_place(text: str, written: str) -> None:
    (literal,) = read("rnn", "L", text).literals.values()
    assert str(literal.unit) == written


def test_a_sign_belongs_to_its_number() -> None:
    reading = read("rnn", "h[0]", "[-0.5, 2, -3e-2]")
    assert [literal.text for literal in reading.literals.values()] == ["-0.5", "2", "-3e-2"]
    assert sum(literal.value for literal in reading.literals.values()) == fmpq(147, 100)


def test_a_chain_has_a_member_for_each_side() -> None:
    reading = read("rnn", "L", r"L = \frac13(0.1754+0.3097+5.5581) \approx 2.0144")
    assert reading.relations == ("=", "≈")
    text = r"L = \frac13(0.1754+0.3097+5.5581) \approx 2.0144"
    assert [text[member.start : member.end] for member in reading.members] == [
        "L",
        r"\frac13(0.1754+0.3097+5.5581)",
        "2.0144",
    ]


def test_an_unknown_name_on_the_left_is_a_label() -> None:
    assert [member.expr is None for member in read("rnn", "L", "answer_1 = 2.01").members] == [True, False]


def test_rows_are_read_in_the_layout_in_which_they_fit() -> None:
    text = r"\frac{\partial L}{\partial h_2}\frac{\partial h_2}{\partial h_1}"
    assert read("rnn", "dL/dh[1]", text).layout == "jacobian"
    assert not is_column(last(read("rnn", "dL/dh[1]", text)).shape)


@pytest.mark.parametrize(
    ("question", "text", "note"),
    [
        ("L", "2,0144", "decimal_comma"),
        ("L", r"\frac13\sum_t L_t", "other_case"),
        ("dL/dW", r"\sum_t \frac{\partial L}{\partial \bar h_t} h_{t-1}^T", "zero_before_first"),
        ("l[0]", r"-y_0\cdot\log\hat y_0", "product_dot"),
        ("dL/db", r"(1-h_2^2)\cdot\frac{dL}{dh_2}", "product_entrywise"),
        ("dL/dU", r"(1-h_2^2)\odot\frac{dL}{dh_2} x_2^T", "entrywise_first"),
    ],
)
def test_what_was_read_generously_is_noted(question: str, text: str, note: str) -> None:
    assert note in read("rnn", question, text).notes


def test_a_vocabulary_takes_definitions_of_its_own() -> None:
    problem = PROBLEMS["rnn"]
    known = vocabulary_of(problem)
    words = known.define(OwnDefinition("a", (Index("t"),), problem.read("V h[t] + c")))
    reading = read_chain("a_1 + a_{2}", words)
    expected = problem.read("V h[1] + c + (V h[2] + c)")
    literals = {ref: literal.value for ref, literal in reading.literals.items()}
    assert value(last(reading), literals) == value(expected, {})
    assert words.knows_word("a")
    assert not known.knows_word("a")
    assert words.let("T", 2).last == {"T": 2}
    assert not words.last
    assert not words.without("V").knows_word("V")
    assert words.knows_word("V")
    with pytest.raises(FrozenInstanceError):
        words.first = 1  # type: ignore[misc]
