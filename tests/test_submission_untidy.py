"""Untidy files: what Markdown ate, glued products, labels and remarks, dollars that do not fit together."""

from __future__ import annotations

import pytest

from derive.submission import read_submission


def chains(text: str, kind: str = "md") -> list[str]:
    found = read_submission(f"answer.{kind}", text.encode())
    assert found.unread == ()
    return [" = ".join(" ".join(side.text.split()) for side in chain.sides) for chain in found.chains]


EATEN = [
    (r"$x = \begin{pmatrix}1 \ -2 \ 3\end{pmatrix}$", r"x = \begin{pmatrix}1 \\ -2 \\ 3\end{pmatrix}"),
    (r"$x = \begin{bmatrix}1.5\2.5\-3\end{bmatrix}$", r"x = \begin{bmatrix}1.5\\2.5\\-3\end{bmatrix}"),
    ("$x = \\begin{bmatrix}1 \\\n2\\end{bmatrix}$", r"x = \begin{bmatrix}1 \\ 2\end{bmatrix}"),
    (r"$x = \begin{bmatrix}1 & 2 \ 3 & 4\end{bmatrix}$", r"x = \begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}"),
    (r"$x = \begin{bmatrix}1\ & 2\ & 3\end{bmatrix}$", r"x = \begin{bmatrix}1\ & 2\ & 3\end{bmatrix}"),
    (r"$x = \begin{bmatrix}1 \\ 2\ -3\end{bmatrix}$", r"x = \begin{bmatrix}1 \\ 2\ -3\end{bmatrix}"),
    (r"$x = \begin{cases}1 \ t = 0\end{cases}$", r"x = \begin{cases}1 \ t = 0\end{cases}"),
    (r"$x\ = 1 \ 2$", r"x = 1 \ 2"),
    (r"$\bar{h}0 = \hat{y}1$", r"\bar{h}_0 = \hat{y}_1"),
    (r"$\bar{h}*0 = \hat{y}*t$", r"\bar{h}_0 = \hat{y}_t"),
    (r"$\bar{h} 0.5 = \frac{1}2$", r"\bar{h} 0.5 = \frac{1}2"),
    ("$h<em>1 = 2$", "h_1 = 2"),
    ("h<sub>0</sub> = (1, 2)<sup>T</sup>", "h_{0} = (1, 2)^{T}"),
    ("$a<b>c = 3$", "a<b>c = 3"),
]


@pytest.mark.parametrize(("text", "expected"), EATEN)
def test_what_markdown_ate(text: str, expected: str) -> None:
    assert chains(text) == [expected]


PLAIN = [
    ("a = 1/3 Vᵀd₂ = 3", "a = 1/3 Vᵀd₂ = 3"),
    ("∂L/∂U = δ₀x₁ᵀ + δ₁x₁ᵀ", "∂L/∂U = δ₀x₁ᵀ + δ₁x₁ᵀ"),
    ("a = b + Wᵀδ₂ ausrechnen", "a = b + Wᵀδ₂"),
    ("so größer wäre a = 3", "a = 3"),
    ("3.2 a = 3", "a = 3"),
    ("1.3) a = 3", "a = 3"),
    ("3b) a = 3", "a = 3"),
    ("(2 pts) a = 3", "a = 3"),
    ("[1.5 P.] a = 3", "a = 3"),
    ("2P. a = 3", "a = 3"),
    ("Q1.2 a = 3", "a = 3"),
    ("2) 3 a = 3", "3 a = 3"),
    ("0.5 a = 3", "0.5 a = 3"),
    ("3 a = 3", "3 a = 3"),
    ("1.5 (a + b) = 3", "1.5 (a + b) = 3"),
    ("2 p = 3", "2 p = 3"),
    ("a = 3.1 (see above)", "a = 3.1"),
    ("a = 3.1 (see question 3.2, part b)", "a = 3.1"),
    ("a = 3.1 (calculator) ≈ 3", "a = 3.1 = 3"),
    ("a = 3.1 (2 pts)", "a = 3.1"),
    ("a = 3 (b + c)", "a = 3 (b + c)"),
    ("a = 3 (bcd)", "a = 3 (bcd)"),
    ("a = tanh (hbar)", "a = tanh (hbar)"),
    ("a = softmax(logits)", "a = softmax(logits)"),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_plain_lines(text: str, expected: str) -> None:
    assert chains(text, "txt") == [expected]
