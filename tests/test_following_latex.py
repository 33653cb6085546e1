r"""What LaTeX lets people write: subscripts without braces, packages, indicators, matrices of columns."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
OWN = r"Let $\delta_t = \frac{\partial L}{\partial \bar h_t}$, $e_t = \hat y_t - y_t$. "


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in CHECKER.check("student.tex", text.encode()).lines]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\mu_{t,i} = \sum_jV_{ij}h_{t,j}+c_i", "right"),
        (r"\mu_{t,i} = \sum_jV_{ji}h_{t,j}+c_i", "wrong"),
        (
            r"\frac{\partial L}{\partial h_{1,j}} = \frac13\sum_iV_{ij}(\hat y_{1,i}-y_{1,i})"
            r"+\sum_iW_{ij}\frac{\partial L}{\partial\bar h_{2,i}}",
            "right",
        ),
        (r"\frac{\partial L}{\partial U} = \sum_t\delta_tx_t^\top", "right"),
        (r"\frac{\partial L}{\partial U} = \sum_t\delta_th_t^\top", "wrong"),
        (r"\frac{\partial L}{\partial W} = \sum_{t>0}\delta_th_{t-1}^\top", "right"),
        (r"\frac{\partial L}{\partial V} = \frac13 \sum_te_th_t^\top", "right"),
        (r"L = -\frac13\sum_ty_t^\top\log \hat y_t", "right"),
        (r"L = -\frac13\sum_t\sum_iy_{t,i}\log \hat y_{t,i}", "right"),
        (r"\bar h^{(1)} = Wh^{(0)}+Ux^{(1)}+b", "right"),
        (r"\bar h^{(1)} = Wh^{(1)}+Ux^{(1)}+b", "wrong"),
        (r"\frac{\partial L}{\partial V} = \frac13 \sum_t e_t h_t{}^\top", "right"),
        (r"\frac{\partial L}{\partial V} = \frac13 \sum_t e_t h_t^{\mkern-1.5mu\mathsf{T}}", "right"),
        (r"\hat y_{t,i} = \frac{e^{\mu_{t,i}}}{\sum_{k'} e^{\mu_{t,k'}}}", "right"),
        (r"L = {1\over 3} \sum_t l_t", "right"),
        (r"L = {1\over 2} \sum_t l_t", "wrong"),
        (r"L = 2.0144\ldots", "right"),
        (r"L = 2.0144\ \text{nats}", "right"),
        (r"\frac{\partial L}{\partial c} = \frac13\sum(\hat y_t-y_t)", "right"),
        (r"l_t = -\sum y_t \log \hat y_t", "unread"),
        (r"\hat y_0 = \mathrm{softmax}(-0.5232; -0.7256; 1.7256)", "right"),
        (r"h_0 = \tanh(-1, 0, 2)^T", "right"),
        (r"h_0 = \tanh(-1, 0, 1)^T", "wrong"),
        (
            r"\frac{\partial L}{\partial U} = \begin{bmatrix}\delta_0&\delta_1&\delta_2\end{bmatrix}"
            r"\begin{bmatrix}x_0^\top\\x_1^\top\\x_2^\top\end{bmatrix}",
            "right",
        ),
        (
            r"\frac{\partial L}{\partial U} = \begin{bmatrix}\delta_0&\delta_1&\delta_2\end{bmatrix}"
            r"\begin{bmatrix}x_1^\top\\x_0^\top\\x_2^\top\end{bmatrix}",
            "wrong",
        ),
        (r"\frac{\partial L}{\partial \hat y_t} = -\frac13 y_t \oslash \hat y_t", "right"),
        (r"\frac{\partial L}{\partial c} = \frac13 \sum_t (\hat y_t - \mathrm{onehot}(y_t))", "right"),
        (r"\frac{\partial l_t}{\partial \mu_{t,i}} = \hat y_{t,i} - \mathbb{1}_{i=y_t}", "right"),
        (r"\frac{\partial l_t}{\partial \mu_{t,i}} = \hat y_{t,i} - \mathbb{1}_{i\ne y_t}", "wrong"),
        (r"\frac{\partial l_t}{\partial \mu_{t,i}} = \hat y_{t,i} - \mathbb 1[i=y_t]", "right"),
        (r"\frac{\partial l_t}{\partial \mu_{t,i}} = \hat y_{t,i} - \mathbf 1\{y_t=i\}", "right"),
        (r"\frac{\partial l_t}{\partial \mu_{t,i}} = \hat y_{t,i} - \delta_{i,y_t}", "right"),
        (r"\frac{\partial \hat y_{t,i}}{\partial \mu_{t,j}} = \hat y_{t,i}(\delta_{ij} - \hat y_{t,j})", "right"),
        (r"l_0 = -\log(\hat y_0[3])", "right"),
        (r"\pdv{L}{V} = \frac13 \sum_t (\hat{\vb{y}}_t - \vb{y}_t) \vb{h}_t^\top", "right"),
        (r"\dv{L}{c} = \qty(\frac13) \sum_t \qty(\hat{\vb{y}}_t - \vb{y}_t)", "right"),
        (r"\pdv{L}{c} = \mqty(0.3630 \\ -0.0457 \\ -0.3172)", "right"),
        (r"\pdv{L}{c} = \mqty(0.3630 \\ 0.0457 \\ -0.3172)", "wrong"),
    ],
)
def test_statements(statement: str, verdict: str) -> None:
    assert verdicts(f"{OWN}\\[ {statement} \\]") == [verdict]


def test_lists_of_index_values_leave_the_others_out() -> None:
    text = r"\[ \frac{\partial l_t}{\partial \hat y_t} = -\begin{bmatrix}0\\0\\1/\hat y_{t,3}\end{bmatrix} \quad %s \]"
    assert verdicts(text % r"\text{for } t = 0, 2") == ["right"]
    assert verdicts(text % r"\text{for } t = 0, 1") == ["wrong"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} D_jW", "right"),
        (r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}}", "right"),
        (r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k}^{t} D_jW", "wrong"),
        (r"\frac{\partial h_2}{\partial h_0} = \prod_{j=1}^{2} W D_j", "unread"),
        (
            r"\frac{\partial L}{\partial h_0} = \frac13 \sum_{t=0}^2"
            r" \left(\prod_{j=1}^{t} W^\top D_j \right) V^\top (\hat y_t - y_t)",
            "right",
        ),
        (
            r"\frac{\partial L}{\partial U} = \frac13 \sum_{t=0}^{2}\sum_{k=0}^{t} D_k"
            r" \left(\prod_{j=k+1}^{t} W^\top D_j\right) V^\top (\hat y_t - y_t) x_k^\top",
            "right",
        ),
        (
            r"\frac{\partial l_t}{\partial h_k} ="
            r" \frac{\partial l_t}{\partial h_t} \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}}",
            "right",
        ),
        (
            r"\frac{\partial l_t}{\partial U} = \sum_{k=0}^{t} \frac{\partial l_t}{\partial h_t}"
            r"\frac{\partial h_t}{\partial h_k}\frac{\partial h_k}{\partial U}",
            "right",
        ),
    ],
)
def test_products_of_jacobians(statement: str, verdict: str) -> None:
    own = r"Let $D_j = \mathrm{diag}(1-h_j^2)$. "
    assert verdicts(f"{own}\\[ {statement} \\]") == [verdict]
