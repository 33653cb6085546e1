"""Index notation: entries of own names, sums that only a repeated index tells of."""

from __future__ import annotations

import pytest
from test_following_read import verdicts

OWN = r"Let $\delta_{t,i} = \frac{\partial L}{\partial\bar h_{t,i}}$. "
ABOVE = r"Let $\delta_i^{(t)} = \frac{\partial L}{\partial\bar h_i^{(t)}}$. "
TIMES = r"Let $\delta_{t,k} = \frac{\partial\ell_t}{\partial\bar h_k}$. "
TWICE = r"Let $\delta_t = \frac{\partial L}{\partial\bar h_t}$. " + TIMES.replace("_{t,k}", "_t^{(k)}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OWN + r"$\frac{\partial L}{\partial b_i} = \sum_{t=0}^2\delta_{t,i}$", "right"),
        (OWN + r"$\frac{\partial L}{\partial b_i} = \sum_{t=1}^2\delta_{t,i}$", "wrong"),
        (OWN + r"$\frac{\partial L}{\partial U_{ij}} = \sum_{t=0}^2\delta_{t,i}x_{t,j}$", "right"),
        (OWN + r"$\frac{\partial L}{\partial U_{jk}} = \sum_{t=0}^2\delta_{t,j}x_{t,k}$", "right"),
        (OWN + r"$\frac{\partial L}{\partial U_{ij}} = \sum_{t=0}^2\delta_{t,j}x_{t,i}$", "wrong"),
        (OWN + r"$\frac{\partial \hat y_{t,i}}{\partial \hat y_{t,j}} = \delta_{ij}$", "right"),
        (OWN + r"$\delta_{2,3} = -0.2686$", "right"),
        (OWN + r"$\delta_{2,1} = -0.2686$", "wrong"),
        (ABOVE + r"$\frac{\partial L}{\partial b_i} = \sum_{t=0}^2\delta_i^{(t)}$", "right"),
        (ABOVE + r"$\frac{\partial L}{\partial W_{ij}} = \sum_{t=1}^2\delta_i^{(t)}h_j^{(t-1)}$", "right"),
        (ABOVE + r"$\frac{\partial L}{\partial W_{ij}} = \sum_{t=1}^2\delta_j^{(t)}h_i^{(t-1)}$", "wrong"),
        (TIMES + r"$\frac{\partial L}{\partial b} = \frac13\sum_{t=0}^{2}\sum_{k=0}^{t}\delta_{t,k}$", "right"),
        (TIMES + r"$\frac{\partial L}{\partial b} = \sum_{t=0}^{2}\sum_{k=0}^{t}\delta_{t,k}$", "wrong"),
        (TWICE + r"$\frac{\partial L}{\partial b} = \frac13\sum_{t=0}^{2}\sum_{k=0}^{t}\delta_t^{(k)}$", "right"),
        (TWICE + r"$\delta_2^{(2)} = 3\delta_2$", "right"),
        (TWICE + r"$\delta_2^{(2)} = \delta_2$", "wrong"),
    ],
)
def test_a_delta_with_two_indices_of_its_own(text: str, expected: str) -> None:
    assert verdicts(text) == [expected]


MU = r"$\mu_{t,i} = V_{ij}h_{t,j}+c_i$, "
PRODUCT = (
    r"$\frac{\partial\ell_t}{\partial\mu_{t,j}}"
    r" = \frac{\partial\ell_t}{\partial\hat y_{t,i}}\frac{\partial\hat y_{t,i}}{\partial\mu_{t,j}}"
    r" = -\frac{y_{t,i}}{\hat y_{t,i}}\hat y_{t,i}(\delta_{ij}-\hat y_{t,j}) = -y_{t,i}(\delta_{ij}-\hat y_{t,j})$"
)
TERMS = r"$\bar h_{1,i} = W_{ij}h_{0,j}+U_{ij}x_{1,j}+b_i$"
LOSS = r"$\ell_t = -y_{t,i}\log\hat y_{t,i}$"
TOLD = "Repeated indices are summed over. "


@pytest.mark.parametrize("text", [MU + PRODUCT, TERMS, LOSS])
@pytest.mark.parametrize("told", ["", TOLD, "Einstein summation convention.\n\n", "Summe über doppelte Indizes. "])
def test_an_index_that_stands_twice_is_summed_over(text: str, told: str) -> None:
    assert set(verdicts(told + text)) == {"right"}


@pytest.mark.parametrize("text", [TERMS.replace("W_{ij}", "W_{ji}"), LOSS.replace("-y", "y")])
def test_a_false_sum_over_a_repeated_index(text: str) -> None:
    """Without a word of it nobody knows whether a sum was meant."""
    assert verdicts(TOLD + text) == ["wrong"]
    assert verdicts("There is no summation convention here. " + text) == ["unread"]
    assert verdicts(text) == ["unread"]


@pytest.mark.parametrize(
    "text",
    [
        r"$\ell_t = -\log \hat y_{t,k}$, where $k$ is the true class.",
        r"$\frac{\partial L}{\partial V_{ij}} = \frac13\sum_{t=0}^2(\hat y_{t,k}-y_{t,k})h_{t,j}$",
    ],
)
def test_an_entry_that_nothing_tells_of(text: str) -> None:
    assert verdicts(text) == ["unread"]
