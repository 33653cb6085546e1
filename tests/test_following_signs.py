"""Signs of many hands: transposes in front, indicators, ones without a size, commands that only arrange."""

from __future__ import annotations

import pytest
from test_following_read import verdicts

NAMES = r"Let $\delta_t = \frac{\partial L}{\partial\bar h_t}$. "
BY_H = r"$\frac{\partial L}{\partial h_2} = "
STEP = r"$\frac{\partial L}{\partial h_t} = \frac13V^\top(\hat y_t-y_t) + "
PAIR = r"$\frac{\partial \hat y_{t,i}}{\partial \hat y_{t,k}} = "
BY_Y = r"$\frac{\partial\ell_t}{\partial\hat y_t} = -"


@pytest.mark.parametrize("sign", ["{}^tV", "{}^{t}V", r"{}^{\mathsf t}V", "V^{t}", r"V^{\mathrm{tr}}", "{}^t(V)"])
@pytest.mark.parametrize("before", ["", r"\frac13", r"\frac13\,"])
def test_the_sign_of_a_transpose(sign: str, before: str) -> None:
    behind = r"(\hat y_2-y_2)$" if before else r"\frac13(\hat y_2-y_2)$"
    assert verdicts(BY_H + before + sign + behind) == ["right"]
    false = verdicts(BY_H + before + sign.replace("V", "U") + behind)
    assert false == (["unread"] if sign == "V^{t}" else ["wrong"])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"$h_0 = \operatorname{th}(\bar h_0)$", r"$h_0 = \operatorname{th}(h_0)$"),
        (r"$h_0 = \th \bar h_0$", r"$h_0 = \th h_0$"),
        (r"$h_0 = \operatorname{tgh}(\bar h_0)$", r"$h_0 = \operatorname{tgh}(\bar h_1)$"),
        (STEP + r"\mathbb 1_{t<2}W^\top\delta_{t+1}$", STEP + r"\mathbb 1_{t<1}W^\top\delta_{t+1}$"),
        (STEP + r"\mathbf 1_{\{t<2\}}W^\top\delta_{t+1}$", STEP + r"\mathbf 1_{\{t>0\}}W^\top\delta_{t+1}$"),
        (STEP + r"[t<2]\,W^\top\delta_{t+1}$", STEP + r"[t<1]\,W^\top\delta_{t+1}$"),
        (PAIR + r"\mathbf 1_{\{k=i\}}$", PAIR + r"1-\mathbf 1_{\{k=i\}}$"),
        (PAIR + "[k=i]$", PAIR + "1-[k=i]$"),
        (BY_Y + r"\operatorname{diag}(\hat y_t)^{-1}y_t$", BY_Y + r"\operatorname{diag}(y_t)^{-1}\hat y_t$"),
        (
            r"$\ell_0 = \operatorname{logsumexp}(Vh_0+c)-y_0^\top(Vh_0+c)$",
            r"$\ell_0 = \operatorname{logsumexp}(Vh_0+c)$",
        ),
        (r"$h_0 = (-0{,}7616\mid 0\mid 0{,}9640)^\top$", r"$h_0 = (-0{,}7616\mid 0\mid 0{,}9540)^\top$"),
        (r"$L = 2\text{,}0144$", r"$L = 2\text{,}1144$"),
        (r"$h_0 = \tanh(\bar h_0). \qed$", r"$h_0 = \tanh(h_0) \qedhere$"),
        (r"$$h_0 = \tanh(\bar h_0) \tag*{by (1)}$$", r"$$h_0 = \tanh(h_0) \tag*{by (1)}$$"),
        (
            STEP + r"\begin{cases}W^\top\delta_{t+1} & \text{si } t<2\\ 0 & \text{en otro caso.}\end{cases}$",
            STEP + r"\begin{cases}W^\top\delta_{t+1} & \text{si } t>0\\ 0 & \text{en otro caso.}\end{cases}$",
        ),
    ],
)
def test_a_sign_means(right: str, wrong: str) -> None:
    assert verdicts(NAMES + right) == ["right"]
    assert verdicts(NAMES + wrong) == ["wrong"]


BY_MU = r"$\mu_t = Vh_t+c$ and $\frac{\partial\ell_t}{\partial\mu_t} = "


@pytest.mark.parametrize(
    "formula",
    [
        r"\hat y_t\,\mathbf 1^\top y_t-y_t",
        r"-\left[I-\hat y_t\mathbf 1^\top\right]y_t",
        r"\hat y_t\,\mathbf 1_3^\top y_t-y_t",
    ],
)
def test_ones_in_the_size_that_a_product_needs(formula: str) -> None:
    assert verdicts("Let " + BY_MU + formula + "$") == ["right", "right"]
    assert verdicts("Let " + BY_MU + formula.replace("-y_t", "+y_t").replace("I-", "I+") + "$") == ["right", "wrong"]


def test_differentials_are_not_read() -> None:
    """A d before a name is a gradient where it goes back, and a differential where it goes forward."""
    assert verdicts(r"$dL = \frac13\sum_{t=0}^{2}(\hat y_t-y_t)^\top(dV)h_t$") == ["unread"]
    assert verdicts(r"$dh_2 = \frac13V^\top(\hat y_2-y_2)$, $dh_1 = V dh_2$") == ["right", "wrong"]


def test_sum_signs_alone_state_nothing() -> None:
    assert verdicts(r"$\sum_{t=0}^{2}\sum_{k=0}^{t} = \sum_{k=0}^{2}\sum_{t=k}^{2}$") == []
