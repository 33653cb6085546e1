"""Names that are told in words, with what they stand for between them."""

from __future__ import annotations

import pytest
from test_following_read import verdicts

NAMINGS = [
    r"We denote by $g_t$ the gradient of $L$ with respect to $h_t$. ",
    r"Let $g_t$ be the gradient of the loss $L$ with respect to $h_t$. ",
    r"Here $g_t$ denotes the gradient of $L$ w.r.t. $h_t$. ",
    r"On note $g_t$ le gradient $\frac{\partial L}{\partial h_t}$. ",
    r"Wir bezeichnen mit $g_t$ den Gradienten $\frac{\partial L}{\partial h_t}$. ",
    r"Sei $g_t$ der Gradient von $L$ nach $h_t$. ",
    r"Denotamos por $g_t$ el gradiente de $L$ respecto de $h_t$. ",
]


@pytest.mark.parametrize("naming", NAMINGS)
def test_a_gradient_that_is_named_in_words(naming: str) -> None:
    assert verdicts(naming + r"$g_2 = \frac13V^\top(\hat y_2-y_2) = (0.9772, -0.9583, -0.3510)^\top$") == ["right"] * 2
    wrong = r"$g_2 = V^\top(\hat y_2-y_2) = (2.9317, -2.8750, -1.0529)^\top$"
    assert verdicts(naming + wrong) == ["wrong", "carried"]


def test_words_that_name_no_gradient() -> None:
    assert verdicts(r"The gradient of $L$ with respect to $h_t$ is long. $g_2 = V^\top(\hat y_2-y_2)$") == []
