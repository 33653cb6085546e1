"""Statements side by side: columns of an aligned display, and tables."""

from __future__ import annotations

import pytest

from derive.writeup.read_file import read_submission


def chains(text: str, kind: str = "tex") -> list[str]:
    found = read_submission(f"answer.{kind}", text.encode())
    assert found.unread == ()
    return [" = ".join(" ".join(side.text.split()) for side in chain.sides) for chain in found.chains]


ALIGNED = [
    (r"a &= 1 & b &= 2", ["a = 1", "b = 2"]),
    (r"a &= 1 & b &= 2 & c &= 3", ["a = 1", "b = 2", "c = 3"]),
    (r"a &= 1 && b = 2", ["a = 1", "b = 2"]),
    (r"a &= f(1) & b &= f(2) \\ &= 3 & &= 4", ["a = f(1) = 3", "b = f(2) = 4"]),
    (r"a &= f(1) & b &= f(2) \\ & & &= 4 \\ c &= 5", ["a = f(1)", "b = f(2) = 4", "c = 5"]),
    (r"a &= b &&= c \\ &= d", ["a = b = c = d"]),
    (r"a &=& b &=& c", ["a = b = c"]),
    (r"a &= b + & c &= d", ["a = b + c = d"]),
    (r"a &= b & + c &= d", ["a = b + c = d"]),
    (r"a &= f( b & c ) &= d", ["a = f( b c ) = d"]),
    (r"a &= \begin{bmatrix} 1 & 2 \end{bmatrix} &= d", [r"a = \begin{bmatrix} 1 & 2 \end{bmatrix} = d"]),
    (r"h_t &= V x_t & t &= 1", ["h_t = V x_t"]),
    (r"a &= 1 & \text{by (3)} \\ b &= 2 & \text{and } c &= 3", ["a = 1", "b = 2", "c = 3"]),
]


@pytest.mark.parametrize(("text", "expected"), ALIGNED)
def test_the_columns_of_a_display(text: str, expected: list[str]) -> None:
    assert chains(f"\\begin{{align*}}\n{text}\n\\end{{align*}}") == expected
    assert chains(f"$$\\begin{{aligned}}{text}\\end{{aligned}}$$", "md") == expected


TABLES = [
    (
        "| t | $h_t$ | l |\n|---|---|---|\n| 0 | (1, 2) | 0.5 |\n| 1 | $[3; 4]$ | |",
        ["h_0 = (1, 2)", "l_{0} = 0.5", "h_1 = [3; 4]"],
    ),
    ("| t | ŷₜ |\n|--|--|\n| 12 | (1, 2) |", ["ŷ₁₂ = (1, 2)"]),
    ("t | $h_{t}$\n--|--\nt = 0 | (1, 2)\n\n$x = 3$", ["h_{0} = (1, 2)", "x = 3"]),
    ("| | $t=0$ | $t = 1$ |\n|--|--|--|\n| $h_t$ | (1, 2) | (3, 4) |", ["h_0 = (1, 2)", "h_1 = (3, 4)"]),
    ("| what | value |\n|--|--|\n| $L$ | 2.5 |\n| the mean | 3 |", ["L = 2.5"]),
    ("| what | value | check |\n|--|--|--|\n| $L$ | 2.5 | 2.4 |", ["L = 2.5"]),
    ("| what | $=$ |\n|--|--|\n| $L$ | $a + b$ |\n| $l$ | $= 3$ |", ["L = a + b", "l = 3"]),
    ("| what | shape |\n|--|--|\n| $V$ | (3, 3) |\n| $c$ | 3 |", []),
    (
        r"| | value |"
        "\n|--|--|\n"
        r"| $V$ | $\begin{bmatrix}1 & 2\end{bmatrix}$<br>$\begin{bmatrix}3 & 4\end{bmatrix}$ |",
        [r"V = \begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}"],
    ),
    (
        r"| | Wert |"
        "\n|--|--|\n"
        r"| $V$ | $\begin{bmatrix}1{,}5 & 2\end{bmatrix}$<br>$\begin{bmatrix}\frac{1}{3} & 4\end{bmatrix}$ |",
        [r"V = \begin{bmatrix}1{,}5 & 2 \\ \frac{1}{3} & 4\end{bmatrix}"],
    ),
    ("| question | a | b |\n|--|--|--|\n| 1 | 2 | 3 |", []),
    ("| t | $h_t = f(x_t)$ |\n|--|--|\n| 1 | $h_1 = 3$ |\n| 2 | 4 |", ["h_t = f(x_t)", "h_1 = 3", "h_2 = 4"]),
    ("| t | $h_{t-1}$ |\n|--|--|\n| 1 | 3 |", []),
    ("| $|a|$ | $b$ |\n|--|--|\n| $x = |a|$ | $y = |b|$ |", ["x = |a|", "y = |b|"]),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_a_value_in_a_table_belongs_to_its_name(text: str, expected: list[str]) -> None:
    assert chains(text, "md") == expected


def test_neighbours_in_a_table_are_not_equated_but_reported() -> None:
    text = "| t | pre-activation |\n|--|--|\n| 0 | $(1, 2)$ |\n| $(1, 2)$ | $(3, 4)$ |"
    found = read_submission("a.md", text.encode())
    assert found.chains == ()
    assert [(unread.text, unread.line) for unread in found.unread] == [("(1, 2)", 3), ("(3, 4)", 4)]


def test_a_table_of_latex() -> None:
    text = r"""
\begin{tabular}{c|r@{}l}
\hline
$t$ & $h_t$ & $l_t$ \\ \noalign{\vskip 3pt}\hline
0 & $\begin{pmatrix}1\\2\end{pmatrix}$ & 0.5 \\
1 & \(\begin{pmatrix}3\\4\end{pmatrix}\) &
\end{tabular} and \begin{tabular}{c c} $L$ & 2.5 \\ $c$ & $[1, 2]$ \end{tabular} so $x = 1$
\begin{tabular}{c} $y = 1$"""
    matrices = [r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}3\\4\end{pmatrix}"]
    named = [f"h_0 = {matrices[0]}", "l_0 = 0.5", f"h_1 = {matrices[1]}"]
    assert chains(text) == [*named, "L = 2.5", "c = [1, 2]", "x = 1", "y = 1"]
