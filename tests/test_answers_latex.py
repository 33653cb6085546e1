r"""Answers in LaTeX, each beside what it means in the project's own notation."""

from __future__ import annotations

import pytest
from readings import means

V_ROWS = "[[0.2773, -0.1984, 0.1602], [0.0556, -0.0519, 0.1193], [-0.3329, 0.2503, -0.2795]]"
V_CELLS = r"0.2773 & -0.1984 & 0.1602 \\ 0.0556 & -0.0519 & 0.1193 \\ -0.3329 & 0.2503 & -0.2795"
DV = "1/3 sum(t, (yhat[t] - y[t]) h[t]')"
DH = "1/3 V' (yhat[1] - y[1]) + W' ((1 - h[2]^2) .* dL/dh[2])"

ARRAYS = [
    *(
        ("rnn", "dL/dV", rf"\begin{{{name}}}{V_CELLS}\end{{{name}}}", V_ROWS)
        for name in ("bmatrix", "pmatrix", "matrix", "Bmatrix", "smallmatrix", "vmatrix")
    ),
    ("rnn", "dL/dV", rf"\left[\begin{{array}}{{ccc}}{V_CELLS}\end{{array}}\right]", V_ROWS),
    ("rnn", "dL/dV", rf"\begin{{bmatrix}}{V_CELLS}\\ \end{{bmatrix}}", V_ROWS),
    ("rnn", "dL/dV", rf"\frac{{\partial L}}{{\partial V}} \approx \begin{{bmatrix}}{V_CELLS}\end{{bmatrix}}.", V_ROWS),
    ("rnn", "dL/dV", V_CELLS, V_ROWS),
    ("rnn", "dL/dV", r"10^{-1}\begin{bmatrix}1&2&3\\4&5&6\\7&8&9\end{bmatrix}", "0.1 * [[1,2,3],[4,5,6],[7,8,9]]"),
    ("rnn", "dL/dV", r"\tfrac13\begin{pmatrix}1&2&3\\4&5&6\\7&8&9\end{pmatrix}", "1/3 * [[1,2,3],[4,5,6],[7,8,9]]"),
    ("rnn", "h[0]", r"\left[\begin{array}{c} -0.7616 \\[3pt] 0 \\ 0.9640 \end{array}\right]", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"\begin{pmatrix}-0.7616, & 0, & 0.9640\end{pmatrix}", "[[-0.7616, 0, 0.9640]]"),
    ("rnn", "h[0]", r"\begin{pmatrix}-0.7616, 0, 0.9640\end{pmatrix}", "[[-0.7616, 0, 0.9640]]"),
    ("rnn", "h[0]", r"\begin{pmatrix}-.7616 & 0 & .9640\end{pmatrix}^\intercal", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"(-0.7616, 0, 0.9640)^T", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"h_0 = [-0.7616, 0, 0.9640]^{\mathsf{T}}", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"\langle -0.7616, 0, 0.9640 \rangle", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"\begin{pmatrix}-0,7616 & 0 & 0,9640\end{pmatrix}", "[[-0.7616, 0, 0.9640]]"),
    ("rnn", "h[0]", r"\begin{pmatrix}-0,7616 \\ 0 \\ 0,9640\end{pmatrix}", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"-\begin{bmatrix}0.7616 \\ 0 \\ -0.9640\end{bmatrix}", "[-0.7616, 0, 0.9640]"),
    ("rnn", "h[0]", r"\vec h_0 = \boxed{\begin{bmatrix}-1 \phantom{0} \\ 0 \\ 2\end{bmatrix}}", "[-1, 0, 2]"),
    ("rnn", "h[0]", r"\tanh\begin{pmatrix}-1\\0\\2\end{pmatrix}", "tanh([-1, 0, 2])"),
    ("rnn", "h[0]", r"\begin{bmatrix}\tanh(-1)\\0\\\tanh 2\end{bmatrix}", "tanh([-1, 0, 2])"),
    ("rnn", "h[0]", r"(-\tanh 1,\ 0,\ \tanh 2)^T", "tanh([-1, 0, 2])"),
    ("rnn", "h[0]", r"\left(\frac{1-e^2}{1+e^2}, 0, \frac{e^4-1}{e^4+1}\right)^T", "tanh([-1, 0, 2])"),
]

SCALARS = [
    ("rnn", "L", text, meant)
    for text, meant in [
        (r"L \approx 2.0144", "2.0144"),
        (r"$L = 2.0144$", "2.0144"),
        (r"\[ L = 2.0144. \]", "2.0144"),
        (r"\boxed{2.0144}", "2.0144"),
        (r"\text{so we get } L = 2.0144", "2.0144"),
        (r"1.2\times10^{-3}", "1.2e-3"),
        (r"1.2 \cdot 10^{-3}", "1.2e-3"),
        (r"\frac12", "1/2"),
        (r"\frac1{20}", "1/20"),
        (r"\tfrac{1}{2}", "1/2"),
        (r"\tanh 1", "tanh(1)"),
        (r"\tanh^2(1)", "tanh(1)^2"),
        (r"\tanh^2 1", "tanh(1)^2"),
        (r"\operatorname{sech}^2(1)", "1 - tanh(1)^2"),
        (r"\ln 2", "log(2)"),
        (r"\log_2 3", "log(3)/log(2)"),
        (r"\log_{10} 3", "log(3)/log(10)"),
        (r"e^{-2}", "exp(-2)"),
        (r"e^-2", "exp(-2)"),
        (r"\exp\{-2\}", "exp(-2)"),
        (r"\exp -2", "exp(-2)"),
        (r"\sqrt{2}", "sqrt(2)"),
        (r"\max(0, 3)", "3"),
        (r"-2^2", "-(2^2)"),
        (r"2^{-1}", "1/2"),
        (r"\frac13\sum_t l_t", "L_of_l"),
        (r"\frac13\sum_{t} l_t", "L_of_l"),
        (r"\frac13\sum_{t=0}^{2} l_t", "L_of_l"),
        (r"\frac{1}{T}\sum_{t=0}^{T-1} l_t", "L_of_l"),
        (r"\frac13 \sum_t L_t", "L_of_l"),
        (r"\frac13 \sum_{t=1}^{T} l_t", "1/3 (l[1] + l[2])"),
        (r"-\frac13\left(\ln\hat y_{0,3}+\ln\hat y_{1,2}\right)", "-1/3 (log(yhat[0][2]) + log(yhat[1][1]))"),
        (r"-\frac{1}{3}\sum_t y_t^T \ln \hat{y}_t", "-1/3 sum(t, y[t]' log(yhat[t]))"),
        (r"\sum_t l_t + l_0", "sum(t, l[t]) + l[0]"),
        (r"-\sum_i y_{0,i} \log \hat y_{0,i}", "-y[0]' log(yhat[0])"),
        (r"-\sum_{i=1}^3 (y_0)_i \ln (\hat y_0)_i", "-y[0]' log(yhat[0])"),
        (r"-y_0\cdot\log\hat y_0", "-y[0]' log(yhat[0])"),
        (r"\begin{aligned} L &= \frac13 \sum_t l_t \\ &= 2.0144 \end{aligned}", "2.0144"),
    ]
]

FORMULAS = [
    ("rnn", "dL/dV", r"\frac{1}{3}\sum_{t=0}^{2} (\hat{y}_t - y_t) h_t^T", DV),
    ("rnn", "dL/dV", r"\frac13\sum_t({\hat y}_t-y_t)h_t^{\mathsf T}", DV),
    ("rnn", "dL/dV", r"\frac13\sum_t(\hat{\mathbf y}_t-\mathbf{y}_t)\mathbf{h}_t^{\top}", DV),
    ("rnn", "dL/dV", r"\frac13\sum_t(\hat{y_t}-y_t)h^T_t", DV),
    ("rnn", "dL/dV", r"\frac13\Big[(\hat{y}_0-y_0)h_0^T+(\hat{y}_1-y_1)h_1^T+(\hat{y}_2-y_2)h_2^T\Big]", DV),
    ("rnn", "dL/dV", r"\frac13\sum_t (\hat y_t - 1_{y_t}) h_t'", DV),
    ("rnn", "dL/dV", r"\frac13\sum_t (\hat y_t - y_t)\otimes h_t", DV),
    (
        "rnn",
        "dL/dV",
        r"\frac13\sum_t(\text{softmax}(Vh_t+c)-y_t)h_t^T",
        "1/3 sum(t, (softmax(V h[t] + c) - y[t]) h[t]')",
    ),
    ("rnn", "dL/dV", r"dV = \sum_t \frac{\partial L}{\partial \mu_t} h_t^\top", "sum(t, dL/dmu[t] h[t]')"),
    ("rnn", "dL/dh[1]", r"\frac13V^T(\hat y_1-y_1)+W^T\text{diag}(1-h_2^2)\frac{\partial L}{\partial h_2}", DH),
    ("rnn", "dL/dh[1]", r"\frac13V^T(\hat y_1-y_1)+W^T\operatorname{diag}(1-h_2^{\odot 2})\nabla_{h_2}L", DH),
    ("rnn", "dL/dh[1]", r"V^T\frac{\hat y_1-y_1}{3}+W^T((1-h_2^{\circ 2})\circ\frac{dL}{dh_2})", DH),
    ("rnn", "dL/dh[1]", r"\tfrac13V^\top(\hat y_1-y_1)+W^\top\left[(\mathbf 1-h_2\odot h_2)\odot dL/dh_2\right]", DH),
    ("rnn", "dL/dh[1]", r"\frac13V^T(\hat y_1-y_1)+W^T(I-\mathrm{diag}(h_2^2))\frac{\delta L}{\delta h_2}", DH),
    (
        "rnn",
        "dL/dh[1]",
        r"\left(\frac{\partial h_2}{\partial h_1}\right)^T \partial L/\partial h_2",
        "dh[2]/dh[1]' dL/dh[2]",
    ),
    ("rnn", "dL/dh[1]", r"\frac{\partial}{\partial h_1} L", "dL/dh[1]"),
    (
        "rnn",
        "dL/dh[1]",
        r"\frac13(\hat y_1-y_1)^TV+\frac{\partial L}{\partial h_2}\frac{\partial h_2}{\partial h_1}",
        "1/3 (yhat[1] - y[1])' V + dL/dh[2] dh[2]/dh[1]",
    ),
    (
        "rnn",
        "dL/db",
        r"\sum_t \tanh'(\bar h_t)\odot\frac{\partial L}{\partial h_t}",
        "sum(t, (1 - tanh(hbar[t])^2) .* dL/dh[t])",
    ),
    (
        "rnn",
        "dL/db",
        r"\sum_t \left(1-\tanh^2(\overline{h}_t)\right)\odot dL/dh_t",
        "sum(t, (1 - tanh(hbar[t])^2) .* dL/dh[t])",
    ),
    ("rnn", "dL/dU", r"\sum_t (1-h_t^2)\odot\frac{dL}{dh_t} x_t^T", "sum(t, ((1 - h[t]^2) .* dL/dh[t]) x[t]')"),
    ("rnn", "dL/dW", r"\sum_t \frac{\partial L}{\partial \bar h_t} h_{t-1}^T", "dL/dhbar[1] h[0]' + dL/dhbar[2] h[1]'"),
    ("rnn", "yhat[0]", r"\frac{e^{V h_0 + c}}{\mathbf{1}^T e^{V h_0+c}}", "softmax(V h[0] + c)"),
    ("rnn", "yhat[0]", r"\frac{\exp(\mu_0)}{\sum_{j=1}^{3} \exp(\mu_{0,j})}", "softmax(mu[0])"),
    ("rnn", "yhat[0]", r"\frac{e^{\mu_0}}{\sum_j e^{(\mu_0)_j}}", "softmax(mu[0])"),
    ("rnn", "h[1]", r"\tanh(Wh_0+Ux_1+b)", "tanh(W h[0] + U x[1] + b)"),
    ("rnn", "h[1]", r"\tanh(W h^{(0)} + U x^{(1)} + b)", "tanh(W h[0] + U x[1] + b)"),
    ("rnn", "U", r"U_{12} \, h_t", "U[0, 1] h[t]"),
    ("rnn", "U", r"U_{1,2} \, h_t", "U[0, 1] h[t]"),
    ("rnn", "L", r"(\hat y_1 - y_1)_2", "yhat[1][1] - y[1][1]"),
    ("rnn", "L", r"\frac{\partial L}{\partial V_{12}}", "dL/dV[0, 1]"),
    ("rnn", "L", r"\left(\frac{\partial L}{\partial V}\right)_{12}", "dL/dV[0, 1]"),
    ("rnn", "L", r"\frac13\sum_t (\hat y_t - y_t)_1 (h_t)_2", "1/3 sum(t, (yhat[t][0] - y[t][0]) h[t][1])"),
    (
        "mazur",
        "dE_total/dw5",
        r"-(target_{o1}-out_{o1})\cdot out_{o1}(1-out_{o1})\cdot out_{h1}",
        "(out_o1 - target_o1) out_o1 (1 - out_o1) out_h1",
    ),
    (
        "mazur",
        "dE_total/dw5",
        r"\frac{\partial E_{total}}{\partial out_{o1}}\frac{\partial out_{o1}}{\partial net_{o1}}"
        r"\frac{\partial net_{o1}}{\partial w_5}",
        "dE_total/dout_o1 dout_o1/dnet_o1 dnet_o1/dw5",
    ),
    ("mazur", "dE_total/dw5", r"\sigma'(\mathrm{net}_{o1})", "out_of_net"),
    ("mazur", "out_h1", r"\frac{1}{1+e^{-net_{h1}}}", "sigmoid(net_h1)"),
    ("mazur", "out_h1", r"\sigma(w_1 i_1 + w_2 i_2 + b_1)", "sigmoid(w1 i1 + w2 i2 + b1)"),
    ("rnn-scalar", "dL/dWhh", r"(1-h_3^2)(h_2 + W_{hh}(1-h_2^2) h_1)", "(1 - h[3]^2) (h[2] + Whh (1 - h[2]^2) h[1])"),
    ("renamed", "dC/dO", r"\frac14 \sum_n (p_n - q_n) s_n^T", "1/4 sum(n, (p[n] - q[n]) s[n]')"),
    ("renamed", "s[1]", r"\sigma(R s^{(0)} + E w^{(1)} + \rho)", "sigmoid(R s0 + E w[1] + r)"),
    (
        "renamed",
        "dC/ds[2]",
        r"O^T (p_2-q_2)/4 + R^T (s_3 (1-s_3) \cdot dC/ds_3)",
        "O' (p[2] - q[2])/4 + R' (s[3] .* (1 - s[3]) .* dC/ds[3])",
    ),
]

SPELLED_OUT = {"L_of_l": "1/3 sum(t, l[t])", "out_of_net": "sigmoid(net_o1) (1 - sigmoid(net_o1))"}


@pytest.mark.parametrize(("problem", "question", "text", "meant"), [*ARRAYS, *SCALARS, *FORMULAS])
def test_latex_means(problem: str, question: str, text: str, meant: str) -> None:
    assert means(problem, question, text, SPELLED_OUT.get(meant, meant))
