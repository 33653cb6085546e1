"""Answers in more notations, as they stand in lecture notes, notebooks and print-outs, each beside what it means."""

from __future__ import annotations

import pytest
from readings import means, read

from derive.reading.result import Refused, Unreadable

DV = "1/3 sum(t, (yhat[t] - y[t]) h[t]')"
ROWS = "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]"

CASES = [
    ("h[0]", r"\underbrace{\tanh(\bar h_0)}_{=h_0}", "tanh(hbar[0])"),
    ("h[0]", r"\underbrace{\tanh(\bar h_0)}_{\text{the state}}", "tanh(hbar[0])"),
    ("h[0]", r"\overbrace{\tanh(\bar h_0)}^{\text{the state}}", "tanh(hbar[0])"),
    ("dL/dV", r"\frac13 \sum_t \underbrace{(\hat y_t - y_t)}_{3\times 1} \underbrace{h_t^T}_{1 \times 3}", DV),
    ("h[0]", r"h_0 \overset{(1)}{=} \tanh(\bar h_0)", "tanh(hbar[0])"),
    ("h[0]", r"h_0 \stackrel{\text{def}}{=} \tanh(\bar h_0)", "tanh(hbar[0])"),
    ("h[0]", r"h_0 \overset{!}{=} \tanh(\bar h_0)", "tanh(hbar[0])"),
    ("h[0]", r"h_0 \overset{\text{given } h_0 = \tanh(\bar h_0)}{=} \tanh(\bar h_0)", "tanh(hbar[0])"),
    ("h[0]", r"h_0 = \tanh(\bar h_0) \tag{1} \label{eq:h0} \nonumber", "tanh(hbar[0])"),
    ("h[0]", r"h_0 = \tanh(\bar h_0) \tag{$*$}", "tanh(hbar[0])"),
    (
        "dL/dV",
        "tensor([[1., 2., 3.],\n"
        "        [4., 5., 6.],\n        [7., 8., 9.]], dtype=torch.float64, device='cuda:0', grad_fn=<MmBackward0>)",
        ROWS,
    ),
    ("dL/dV", "tensor([[1., 2., 3.],\n        [4., 5., 6.],\n        [7., 8., 9.]], device='cuda:0')", ROWS),
    ("dL/dV", "tensor([[1., 2., 3.],\n        [4., 5., 6.],\n        [7., 8., 9.]], requires_grad=True)", ROWS),
    ("dL/dV", "np.array([[1., 2., 3.], [4., 5., 6.], [7., 8., 9.]], dtype=float32)", ROWS),
    ("dL/dV", "array([[1., 2., 3.], [4., 5., 6.], [7., 8., 9.]], dtype='float64')", ROWS),
    ("h[0]", "[ 2.77e-01 -1.984e-01  1.602e-01]", "[0.277, -0.1984, 0.1602]"),
    ("h[0]", "array([ 2.77e-01, -1.984e-01,  1.602e-01])", "[0.277, -0.1984, 0.1602]"),
    ("h[0]", "[[ 2.77e-01]\n [-1.984e-01]\n [ 1.602e-01]]", "[0.277, -0.1984, 0.1602]"),
    ("dL/dhbar[2]", "(1-h[2]**2)*(V.T @ (yhat[2]-y[2]))", "(1-h[2]^2) .* (V' (yhat[2]-y[2]))"),
    ("dL/dhbar[2]", "(1-h[2]**2)*(V.T @ (yhat[2]-y[2]))/3", "(1-h[2]^2) .* (V' (yhat[2]-y[2]))/3"),
    ("dL/dhbar[2]", "(1-h[2]**2)*((yhat[2]-y[2]) @ V)", "(1-h[2]^2) .* (V' (yhat[2]-y[2]))"),
    ("h[2]", "h[2].reshape(-1,1)", "h[2]"),
    ("dL/dV", "h[2].reshape(-1,1) @ h[1].reshape(1,-1)", "h[2] h[1]'"),
    ("dL/dV", "(yhat[2]-y[2]).reshape(-1,1) @ h[2].reshape(1,-1)", "(yhat[2]-y[2]) h[2]'"),
    (
        "dL/dV",
        "np.outer(yhat[0]-y[0], h[0])/3 + np.outer(yhat[1]-y[1], h[1])/3",
        "(yhat[0]-y[0]) h[0]'/3 + (yhat[1]-y[1]) h[1]'/3",
    ),
    ("dL/dV", "torch.outer(yhat[0]-y[0], h[0])", "(yhat[0]-y[0]) h[0]'"),
    ("h[2]", "h[2].detach().numpy()", "h[2]"),
    ("h[2]", "h[2].flatten()", "h[2]"),
    ("h[2]", "h[2].squeeze()", "h[2]"),
    ("dL/dV", "(yhat[2]-y[2])[:, None] * h[2][None, :]", "(yhat[2]-y[2]) h[2]'"),
    ("h[2]", "h_2 * h_2", "h[2] .* h[2]"),
    ("h[2]", "h_2.^2", "h[2] .* h[2]"),
    ("dL/dW", "diag(1-h_2.^2)*W", "diag(1-h[2]^2) W"),
    ("h[2]", r"(1 - tanh^2(\bar h_2))", "1 - tanh(hbar[2])^2"),
    ("h[2]", r"\tanh'(\bar h_2)", "1 - tanh(hbar[2])^2"),
    ("h[2]", r"\sigma'(\bar h_2)", "sigmoid(hbar[2]) .* (1-sigmoid(hbar[2]))"),
    ("h[2]", r"\mathrm{sech}^2(\bar h_2)", "1 - tanh(hbar[2])^2"),
    ("h[2]", r"\mathbb{1} - h_2^2", "1 - h[2]^2"),
    ("h[2]", r"\mathbf{1} - h_2^2", "1 - h[2]^2"),
    ("h[2]", r"\vec{1} - h_2\odot h_2", "1 - h[2]^2"),
    ("dL/dW", r"I_3 - \mathrm{diag}(h_2^2)", "diag(1 - h[2]^2)"),
    ("L", r"\mathrm{softmax}(Vh_0+c)_2", "[0, 1, 0]' softmax(V h[0] + c)"),
    ("h[1]", r"h_{\text{1}}", "h[1]"),
    ("yhat[1]", r"\hat{y}^{(1)}", "yhat[1]"),
    ("h[1]", r"h^{\langle 1\rangle}", "h[1]"),
    ("h[1]", "h^{<1>}", "h[1]"),
    ("h[1]", "{h}_{1}", "h[1]"),
    ("h[1]", "{h}_1", "h[1]"),
    ("yhat[2]", r"\hat{\boldsymbol{y}}_{2}", "yhat[2]"),
    ("dL/dh[1]", r"\left.\frac{\partial L}{\partial h}\right|_{t=1}", "dL/dh[1]"),
    ("dL/dh[1]", r"\left.\frac{\partial L}{\partial h_t}\right|_{t=1}", "dL/dh[1]"),
    ("dL/dh[1]", r"\partial_{h_1} L", "dL/dh[1]"),
    ("dL/dV", r"\nabla_{\mathbf{V}}\mathcal{L}", "dL/dV"),
    ("L", r"\frac13 \sum_t \mathcal{L}_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac13 \sum_t \ell_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac13\sum_{t\in\{0,1,2\}} l_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac13\sum_{t \in \{1,2\}} l_t", "1/3 (l[1]+l[2])"),
    ("L", r"\frac13\sum_{t=0}^{T-1} l_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac{1}{T}\sum_t l_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac1T\sum_t l_t", "1/3 sum(t, l[t])"),
    ("L", r"\frac1N\sum_t l_t", "1/3 sum(t, l[t])"),
    ("l[2]", r"-\sum_{i} y_{2,i}\log\hat y_{2,i}", "-y[2]' log(yhat[2])"),
    ("L", r"-\frac13\sum_t\sum_{i} y_{t,i}\log\hat y_{t,i}", "-1/3 sum(t, y[t]' log(yhat[t]))"),
    ("L", r"-\frac13\sum_{t=0}^2\sum_{i=1}^3 y_{t,i}\log(\hat y_{t,i})", "-1/3 sum(t, y[t]' log(yhat[t]))"),
    ("L", r"-\frac13\sum_{t,i} y_{t,i}\log(\hat y_{t,i})", "-1/3 sum(t, y[t]' log(yhat[t]))"),
    ("L", r"\hat y_{2,2} - y_{2,2}", "yhat[2][1] - y[2][1]"),
    ("L", r"\hat y_{2,i} - y_{2,i}", "yhat[2][i] - y[2][i]"),
    ("L", r"\hat y_{2,i} (\delta_{ij} - \hat y_{2,j})", "yhat[2][i] (delta(i,j) - yhat[2][j])"),
    ("L", "V_{ij}", "V[i,j]"),
    ("L", r"\frac{\partial L}{\partial V_{ij}}", "dL/dV[i,j]"),
    ("L", r"\partial L/\partial V_{i,j}", "dL/dV[i,j]"),
    ("L", r"\frac13\sum_t(\hat y_{t,i} - y_{t,i}) h_{t,j}", "1/3 sum(t, (yhat[t][i] - y[t][i]) h[t][j])"),
    ("dL/dW", r"\mathrm{diag}(0.0048, 0.5612, 0.7654)", "diag([0.0048, 0.5612, 0.7654])"),
    ("dL/dW", r"\mathrm{diag}(1, 2, 3) W", "diag([1,2,3]) W"),
    ("h[0]", r"{} + \begin{bmatrix}1\\2\\3\end{bmatrix}", "[1,2,3]"),
    ("h[0]", r"h_1 {} + \begin{bmatrix}1\\2\\3\end{bmatrix}", "h[1] + [1,2,3]"),
    ("dL/dh[1]", r"\dfrac{\partial \mathcal{L}}{\partial \mathbf{h}_1}", "dL/dh[1]"),
    ("h[1]", r"\mathbf{h}^{(1)}", "h[1]"),
    ("h[1]", r"h_{t} \Big|_{t=1}", "h[1]"),
    ("h[1]", "h^{[1]}", "h[1]"),
    ("dL/dV", r"\sum_{t=0}^{2} \nabla_{\mu_t} L \cdot h_t^{\intercal}", "sum(t, dL/dmu[t] h[t]')"),
    (
        "dL/dW",
        r"\sum_{t\geq 1} \frac{\partial L}{\partial\bar h_t} h_{t-1}^\top",
        "dL/dhbar[1] h[0]' + dL/dhbar[2] h[1]'",
    ),
    ("dL/dW", r"\sum_{t>0} \frac{\partial L}{\partial\bar h_t} h_{t-1}^\top", "dL/dhbar[1] h[0]' + dL/dhbar[2] h[1]'"),
    (
        "dL/dW",
        r"\sum_{t=1,2} \frac{\partial L}{\partial\bar h_t} h_{t-1}^\top",
        "dL/dhbar[1] h[0]' + dL/dhbar[2] h[1]'",
    ),
    ("L", r"\sum\limits_{t=0}^{2} l_t", "sum(t, l[t])"),
    ("h[1]", r"\color{red}{h_1}", "h[1]"),
    ("h[1]", r"\textcolor{red}{h_1}", "h[1]"),
    ("h[1]", r"{\color{red} h_1}", "h[1]"),
    ("h[1]", r"\tanh\!\left(W h_0 + U x_1 + b\right)", "tanh(W h[0] + U x[1] + b)"),
    ("h[1]", r"\tanh\big(W\,h_0 + U\,x_1 + b\big)", "tanh(W h[0] + U x[1] + b)"),
    ("h[1]", r"\tanh \left[ \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix} \right]", "tanh([1,2,3])"),
    (
        "dL/db",
        r"\sum_{t} \mathrm{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right)"
        r" \nabla_{\mathbf{h}_t} \mathcal{L}",
        "sum(t, diag(1-h[t]^2) dL/dh[t])",
    ),
    ("h[1]", r"\mathbf{h_1}", "h[1]"),
    ("h[1]", r"\mathbf{\bar{h}}_1", "hbar[1]"),
    ("h[1]", r"\bar{\mathbf{h}}^{(1)}", "hbar[1]"),
    ("dL/dV", r"\frac{1}{3} \sum_{k=0}^{2} (\hat y_k - y_k) h_k^T", DV),
    ("dL/dV", r"\frac{1}{3} \sum_{t=0}^{2} \left\{(\hat y_t - y_t) h_t^T\right\}", DV),
    ("dL/dV", r"\frac{\sum_{t=0}^{2} (\hat y_t - y_t) h_t^T}{3}", DV),
    ("L", r"\frac{l_0+l_1+l_2}{3}", "1/3 sum(t, l[t])"),
    ("L", r"\sum_t \frac{l_t}{3}", "1/3 sum(t, l[t])"),
    ("L", r"\frac13\|h_1\|^2", "1/3 h[1]' h[1]"),
    ("L", r"\frac13\lVert h_1\rVert_2^2", "1/3 h[1]' h[1]"),
    ("L", r"\langle h_1, h_2 \rangle", "h[1]' h[2]"),
    (
        "dL/dh[1]",
        r"V^{\mathrm{T}}(\hat y_1-y_1)/3 + W^{\mathrm T}\frac{\partial L}{\partial \bar h_2}",
        "V' (yhat[1]-y[1])/3 + W' dL/dhbar[2]",
    ),
    ("dL/dh[1]", r"{}^tV(\hat y_1-y_1)/3", "V' (yhat[1]-y[1])/3"),
    ("dL/dh[1]", r"{V}^{T}\,({\hat{y}}_{1}-{y}_{1})/3", "V' (yhat[1]-y[1])/3"),
]


@pytest.mark.parametrize(("question", "text", "meant"), CASES)
def test_a_notation_means(question: str, text: str, meant: str) -> None:
    assert means("rnn", question, text, meant)


UNREAD = [
    r"\begin{bmatrix}1 & \cdots & 3\\ \vdots & \ddots & \vdots \\ 7 & \cdots & 9\end{bmatrix}",
    r"[1, 2, ..., 9]",
    r"-\log\left(\hat{y}_{0,h_0}\right)",
    r"f(\bar h_1)",
    r"2\,014.4",
    r"\mathbb{E}_t[l_t]",
]


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        read("rnn", "dL/dV", text)


@pytest.mark.parametrize(
    "text", ["x[0].__class__", "h[0].reshape('a')", "'h'", "tensor([1.], device='rm -rf')", "<b> 1"]
)
def test_what_is_still_refused(text: str) -> None:
    with pytest.raises(Refused):
        read("rnn", "h[0]", text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("softmax(Q @ K.T / sqrt(2), axis=1)", "softmax_rows(Q K'/sqrt(2))"),
        ("torch.softmax(Q @ K.T / 2**0.5, dim=-1)", "softmax_rows(Q K'/sqrt(2))"),
        ("softmax(S, axis=0)", "softmax_columns(S)"),
        ("np.sum(S, axis=1)", "S ones(3, 1)"),
        ("S.sum(axis=0)", "ones(3, 1)' S"),
        ("S.mean(0)", "ones(3, 1)' S/3"),
    ],
)
def test_along_one_axis(text: str, meant: str) -> None:
    assert means("attention", "", text, meant)


@pytest.mark.parametrize("text", ["softmax(S, axis=2)", "S.sum(axis=2)", "S.reshape(-1,1)", "np.cumsum(S, axis=1)"])
def test_an_axis_that_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        read("attention", "", text)
