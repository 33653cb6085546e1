"""A student's file taken apart: source on the left, chains with their lines on the right."""

from __future__ import annotations

import json

import pytest

from derive.writeup.chain import Chain
from derive.writeup.read_file import read_submission


def shown(chain: Chain) -> str:
    """A chain on one line: each side behind the line where it begins."""
    first, *others = chain.sides
    pieces = [f"{first.line}: {first.text}"]
    for relation, side in zip(chain.relations, others, strict=True):
        pieces.append(f"{relation} {side.line}: {side.text}")
    return " ".join(pieces).replace("\n", "⏎")


def read(text: str, kind: str = "md") -> list[str]:
    found = read_submission(f"answer.{kind}", text.encode())
    assert found.unread == ()
    return [shown(chain) for chain in found.chains]


def only(text: str, kind: str = "md") -> Chain:
    chains = read_submission(f"answer.{kind}", text.encode()).chains
    assert len(chains) == 1
    return chains[0]


DELIMITERS = [
    (r"$a = b$", ["1: a = 1: b"]),
    ("$$\na = b\n$$", ["2: a = 2: b"]),
    (r"\(a = b\) and \[c = d\]", ["1: a = 1: b", "1: c = 1: d"]),
    (r"\\(a = b\\) and \\[c = d\\]", ["1: a = 1: b", "1: c = 1: d"]),
    ("\\begin{align}\na &= b\n\\end{align}", ["2: a = 2: b"]),
    ("```math\na = b\n```", ["2: a = 2: b"]),
    ("$`a = b`$", ["1: a = 1: b"]),
    ("the value `h_1 = [1, 2]` and `x`", ["1: h_1 = 1: [1, 2]"]),
    ("$$a = b$$ $$c = d$$", ["1: a = 1: b", "1: c = 1: d"]),
    ("$a=1$$b=2$", ["1: a = 1: 1", "1: b = 1: 2"]),
    ("> $$\n> a = b\n> $$", ["2: a = 2: b"]),
    ("$ a = b $", ["1: a = 1: b"]),
]

CHAINS = [
    (r"$a = b \approx c$", ["1: a = 1: b ≈ 1: c"]),
    ("$$\na = b\n$$\n\nand so\n\n$$\n= c\n$$", ["2: a = 2: b = 8: c"]),
    ("$$\na = b\n$$\n$$\\approx c$$", ["2: a = 2: b ≈ 4: c"]),
    ("\\begin{align}\na \\\\\n&= b \\\\\n&= c\n\\end{align}", ["2: a = 3: b = 4: c"]),
    ("\\begin{align}\na &= \\\\\n& b\n\\end{align}", ["2: a = 3: b"]),
    ("\\begin{align}\na &= b \\\\\n&\\quad + c \\\\[3pt]\n&= d\n\\end{align}", ["2: a = 2: b  ⏎ + c = 4: d"]),
    ("$$\\begin{aligned}a &= f(x \\\\ &+ y) \\\\ &= z\\end{aligned}$$", ["1: a = 1: f(x   + y) = 1: z"]),
    ("\\begin{gather}\na = 1 \\cr b = 2\n\\end{gather}", ["2: a = 2: 1", "2: b = 2: 2"]),
    ("\\begin{eqnarray*}\na &=& 1 \\\\\nb &\\approx& 2\n\\end{eqnarray*}", ["2: a = 2: 1", "3: b ≈ 3: 2"]),
    ("\\begin{multline}\nx = a \\\\\n+ b \\\\\n= c\n\\end{multline}", ["2: x = 2: a  ⏎+ b = 4: c"]),
    ("\\begin{multline}\nx = a \\\\\n+ b = c\n\\end{multline}", ["2: x = 2: a  ⏎+ b = 3: c"]),
    ("\\begin{cases} a = 1 \\\\ b = 2 \\end{cases}", ["1: a = 1: 1", "1: b = 1: 2"]),
    (r"$$\left\{\begin{array}{rcl} a &=& 1 \\ b &=& 2 \end{array}\right.$$", ["1: a = 1: 1", "1: b = 1: 2"]),
    (r"$h_0 = 1, \quad h_1 = 2$", ["1: h_0 = 1: 1", "1: h_1 = 1: 2"]),
    (r"$h_0 = 1; h_1 = 2 \text{ and } h_2 = 3$", ["1: h_0 = 1: 1", "1: h_1 = 1: 2", "1: h_2 = 1: 3"]),
    (r"$U = A \qquad W = B$", ["1: U = 1: A", "1: W = 1: B"]),
    (r"$a = b \Rightarrow c = d \implies e = f$", ["1: a = 1: b", "1: c = 1: d", "1: e = 1: f"]),
    ("$$\na = b \\\\\n\\Rightarrow c = d\n$$", ["2: a = 2: b", "3: c = 3: d"]),
    (r"$a = b \Rightarrow 3$", ["1: a = 1: b ⇒ 1: 3"]),
    (r"$a$ = $b$ ≈ $c$", ["1: a = 1: b ≈ 1: c"]),
    (r"$V \to \mu \to L$", []),
    (r"$x = (1, 2, 3)^T$ and $y = [1; 2]$", ["1: x = 1: (1, 2, 3)^T", "1: y = 1: [1; 2]"]),
    (r"$L = 2,0144$", ["1: L = 1: 2,0144"]),
    (r"$\sum_{t=0}^{2} l_t = 3$", [r"1: \sum_{t=0}^{2} l_t = 1: 3"]),
    (r"$x = \begin{bmatrix} a = b \\ c \end{bmatrix}$", [r"1: x = 1: \begin{bmatrix} a = b \\ c \end{bmatrix}"]),
    (r"$\boxed{L = 2}$", ["1: L = 1: 2"]),
    (r"$L = \boxed{2}$", [r"1: L = 1: \boxed{2}"]),
    (r"$L \overset{(1)}{=} 2 \stackrel{!}{\approx} 3$", ["1: L = 1: 2 ≈ 1: 3"]),
    (
        r"$h_t = \begin{cases} 1 & t = 0 \\ 2 & t > 0 \end{cases}$",
        [r"1: h_t = 1: \begin{cases} 1 & t = 0 \\ 2 & t > 0 \end{cases}"],
    ),
    (r"$\delta = \hat y - 1_{y_t}.$", [r"1: \delta = 1: \hat y - 1_{y_t}"]),
    (r"$L = \tfrac13 (a + b)$, so $t = 1$ or $k = 0, 1$", [r"1: L = 1: \tfrac13 (a + b)"]),
]

PLAIN = [
    ("h1 =\n[[-0.62]\n [-0.48]]\n", ["1: h1 = 2: [[-0.62]⏎ [-0.48]]"]),
    ("h1 = [[-0.62]\n      [-0.48]]\nmore words\n", ["1: h1 = 1: [[-0.62]⏎      [-0.48]]"]),
    ("The loss is L = 2.0 as it should be.", ["1: L = 1: 2.0"]),
    ("so we get\n\nh_1 = tanh(hbar_1)\n    = [1, 2]", ["3: h_1 = 3: tanh(hbar_1) = 4: [1, 2]"]),
    ("```\nh2: [1 2\n 3]\nL = 3\n```", ["2: h2 = 2: [1 2⏎ 3]", "4: L = 4: 3"]),
    ("```\n>>> h @ 2\nL = 3\nx = h @ 2\n```", ["3: L = 3: 3"]),
    ("```python\nL = 3\n```", []),
    ("$h_1 =$\n```\n[1. 2.]\n```", ["1: h_1 = 3: [1., 2.]"]),
    ("so we get hbar = W h + yhat", ["1: hbar = 1: W h + yhat"]),
    ("loss = 2.01", ["1: loss = 1: 2.01"]),
    ("a) L = 2.01", ["1: L = 1: 2.01"]),
    ("We use the chain rule twice.", []),
    ("dL/dV = np.array([[1, 2],\n  [3, 4]], dtype=float)", ["1: dL/dV = 1: [[1, 2], [3, 4]]"]),
]

MESSY = [
    ("$$\n\\left( a = 3\n$$", ["2: \\left( a = 2: 3"]),
    ("$$\n\\begin{split}\na &= 1 \\\\\n&= 2\n\\end{aligned}\n$$\n$b = 3$", ["3: a = 3: 1 = 4: 2", "7: b = 7: 3"]),
    ("\\begin{align}\na &= 1 \\\\\n&= 2\n\\end{equation}\n$b = 3$", ["2: a = 2: 1 = 3: 2", "5: b = 5: 3"]),
    ("\\begin{align}\na &= 1\n&= 2\nb &= 3\n\\end{align}", ["2: a = 2: 1 = 3: 2", "4: b = 4: 3"]),
    ("$$\nh_0 = 1\n\\bar{h}_1 = 2\n$$", ["2: h_0 = 2: 1", "3: \\bar{h}_1 = 3: 2"]),
    (
        "$$\na = \\begin{bmatrix}1\\end{bmatrix}\n\\begin{bmatrix}2\\end{bmatrix} = 2\n$$",
        ["2: a = 2: \\begin{bmatrix}1\\end{bmatrix}⏎\\begin{bmatrix}2\\end{bmatrix} = 3: 2"],
    ),
    ("$h*{t} = W h*{t-1} + U x*t$", ["1: h_{t} = 1: W h_{t-1} + U x_t"]),
    (r"$h\_1 = 2$", ["1: h_1 = 1: 2"]),
    ("$x = /frac{1}{2} 3/4$", [r"1: x = 1: \frac{1}{2} 3/4"]),
    ("$$\nx = 5\n\nThis was left open, and words follow.\n\n$$\ny = 6\n$$", ["2: x = 2: 5", "7: y = 7: 6"]),
    ("$a = 1\n\nmore $b = 2$", ["1: a = 1: 1", "3: b = 3: 2"]),
    ("$h&amp;=1&nbsp;$", ["1: h = 1: 1"]),
    ("a\r\n$x = 1$\r\n", ["2: x = 2: 1"]),
    ("\ufeff$x\u200b = 1$", ["1: x = 1: 1"]),
    ("$x\t=\t1$", ["1: x = 1: 1"]),
    ("It costs $5 or $6 here.\n\n$x = 1$", ["3: x = 3: 1"]),
    (
        "| a | b |\n|---|---|\n| $x = 1$ | $y = 2$ |\n| $L$ | $2.01$ |\n| $z$ | $= 3$ |",
        ["3: x = 3: 1", "3: y = 3: 2", "4: L = 4: 2.01", "5: z = 5: 3"],
    ),
    ("![a](b.png?x=1) [c](http://d?e=f) [@cite]\n\n- $x = 1$ (2 marks)\n1. $y = 2$", ["3: x = 3: 1", "4: y = 4: 2"]),
]


@pytest.mark.parametrize(("text", "expected"), [*DELIMITERS, *CHAINS, *PLAIN, *MESSY])
def test_markdown(text: str, expected: list[str]) -> None:
    assert read(text) == expected


LATEX = [
    (
        "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\n\\[\n\\pd{L}{V} =\n\\pd{l}{\\mu} h\n\\]",
        [r"4: \frac{\partial L}{\partial V} = 5: \frac{\partial l}{\partial \mu} h"],
    ),
    ("\\def\\be{\\begin{equation}}\\def\\ee{\\end{equation}}\n\\be\na = b\n\\ee", ["3: a = 3: b"]),
    ("\\newcommand\\x[2][1]{#1+#2}$a = \\x{2}$ $b = \\x[3]{4}$", ["1: a = 1: 1+2", "1: b = 1: 3+4"]),
    ("\\DeclareMathOperator{\\softmax}{softmax}\n$a = \\softmax(b)$", [r"2: a = 2: \operatorname{softmax}(b)"]),
    ("\\def\\h#1{h_{#1}}$\\h1 = \\h{2}$", ["1: h_{1} = 1: h_{2}"]),
    (
        "\\newcommand{\\al}{\\alpha}$a = \\al x$ $\\let\\b\\beta b = \\b c$",
        [r"1: a = 1: \alpha x", r"1: b = 1: \beta c"],
    ),
    ("% $x = 1$\n$y = 2$ % and $z = 3$\n$a = 5\\%$", ["2: y = 2: 2", "3: a = 3: 5\\%"]),
    ("$q=0$\\begin{document}\n$x = 1$\n\\end{document}\ny", ["2: x = 2: 1"]),
    ("\\input{other}\n\\includegraphics[width=3cm]{a=b}\n$x = 1$", ["3: x = 3: 1"]),
    (
        "\\begin{verbatim}\nh1 = [1. 2.]\n\\end{verbatim}\n\\begin{lstlisting}\nx = 1\n\\end{lstlisting}",
        ["2: h1 = 2: [1. 2.]"],
    ),
    ("\\begin{itemize}\\item $a = 1$ \\item $b = 2$\\end{itemize}", ["1: a = 1: 1", "1: b = 1: 2"]),
    ("\\begin{align}a &= 1 \\label{e=1}\\nonumber \\\\ b &= 2 \\tag{2}\\end{align}", ["1: a = 1: 1", "1: b = 1: 2"]),
]


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_latex(text: str, expected: list[str]) -> None:
    assert read(text, "tex") == expected


def test_every_display_of_latex() -> None:
    for name in "equation align gather multline eqnarray displaymath split aligned alignat* equation* flalign".split():
        argument = "{2}" if "alignat" in name else ""
        assert read(f"\\begin{{{name}}}{argument}\na = b\n\\end{{{name}}}", "tex") == ["2: a = 2: b"]


def test_a_column_is_told_too() -> None:
    assert [(side.line, side.column) for side in only("so\n  $a = b$").sides] == [(2, 4), (2, 8)]


SURROUNDINGS = [
    (r"Let $\mu = V h$", "Let", "", True),
    (r"from question 3.4 we have $\mu = V h$", "from question 3.4 we have", "", False),
    (r"for $t > 0$ we have $\mu = V h$.", "for t > 0 we have", "", False),
    (r"$\mu = V h$ for $t > 0$", "", "for t > 0", False),
    (r"$\mu = V h$ (2 marks), with pleasure", "", "(2 marks)", False),
    (r"$$\mu_t = V h_t \qquad (t = 1, 2)$$", "", "(t = 1, 2)", False),
    (r"$$\mu_t = V h_t, \quad t = 0, 1, 2$$", "", "t = 0, 1, 2", False),
    (r"$$\mu_t = V h_t \text{ for } t > 0$$", "", "for t > 0", False),
    (r"$$t = 1: \quad \mu_t = V h_t$$", "t = 1", "", False),
    (r"$$\forall t:\ \mu_t = V h_t$$", r"\forall t", "", False),
    (r"$\mu := V h$", "", "", True),
    (r"$\mu \coloneqq V h$", "", "", True),
    (r"$\mu \triangleq V h$", "", "", True),
    (r"$\mu \overset{\text{def}}{=} V h$", "", "", True),
    ("We define the logits\n\n$$\n\\mu = V h\n$$", "We define the logits", "", True),
    ("That is all we define.\n\n$$\n\\mu = V h\n$$", "", "", False),
    (r"Let us find $\mu = V h$", "Let us find", "", False),
    (r"mit $\mu = V h$", "mit", "", True),
    (r"Sei nun $\mu = V h$", "Sei nun", "", True),
    ("where mu = V h", "where", "", True),
]


@pytest.mark.parametrize(("text", "lead", "trail", "is_definition"), SURROUNDINGS)
def test_what_stands_around_a_chain(text: str, lead: str, trail: str, is_definition: bool) -> None:
    chain = only(text)
    assert (chain.lead, chain.trail, chain.is_definition) == (lead, trail, is_definition)


def test_a_clause_that_defines_is_a_chain_of_its_own() -> None:
    found = read_submission("a.md", rb"$$x = \delta W, \quad \text{where } \delta = y - 1 \text{ and } W = 2$$").chains
    assert [(shown(chain), chain.is_definition) for chain in found] == [
        (r"1: x = 1: \delta W", False),
        (r"1: \delta = 1: y - 1", True),
        ("1: W = 1: 2", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"I write $a_t$ for $\bar h_t$.",
        r"Denote $\bar h_t$ by $a_t$, as usual.",
        r"We call $\bar h_t$ simply $a_t$.",
        r"$a_t$ stands for $\bar h_t$ in what follows",
        r"In the following $\bar h_t$ is denoted by $a_t$.",
        r"Ich schreibe $a_t$ für $\bar h_t$",
    ],
)
def test_a_renaming_in_words(text: str) -> None:
    chain = only(text)
    assert chain.is_definition
    assert [side.text for side in chain.sides] == ["a_t", r"\bar h_t"]


def test_a_renaming_without_mathematics() -> None:
    assert read("Below I write a_t for h̄_t in all formulas.") == ["1: a_t := 1: h̄_t"]


@pytest.mark.parametrize(
    ("text", "kind", "heading"),
    [
        ("# 3 a)\n\n$x = 1$", "md", "3 a)"),
        ("# 3\n\n## a)\n$x = 1$", "md", "a)"),
        ("**Question 2 (2 marks)**\n\n$x = 1$", "md", "Question 2 (2 marks)"),
        ("Question 3.4\n============\n\n$x = 1$", "md", "Question 3.4"),
        ("Exercise 3\nx = 1", "txt", "Exercise 3"),
        ("\\section{Forward}\\subsection*{b) (1 mark)}\n$x = 1$", "tex", "b) (1 mark)"),
    ],
)
def test_the_heading_above(text: str, kind: str, heading: str) -> None:
    assert only(text, kind).heading == heading


def test_a_heading_ends_a_chain() -> None:
    found = read_submission("a.md", b"$a = b$\n\n# 2\n\n$= c$")
    assert [shown(chain) for chain in found.chains] == ["1: a = 1: b"]
    assert [(unread.line, unread.text) for unread in found.unread] == [(5, "= c")]


def test_what_cannot_be_taken_apart_is_told_and_the_rest_is_read() -> None:
    found = read_submission("a.md", b"$= 3$\n\n$\\frac{1 = 2\n\n$x = $\n\n$y = 1$")
    assert "y" in [chain.sides[0].text for chain in found.chains]
    assert [unread.line for unread in found.unread] == [1, 5]


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# A\n", "\n", "$h = 1$\n"]},
        {
            "cell_type": "code",
            "source": "x = 3",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["some words\n", "h1: [1 2]\n"]},
                {"output_type": "stream", "name": "stderr", "text": "W = 1"},
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "2", "text/latex": "$L = 2$", "image/png": "A"},
                },
                {"output_type": "error", "traceback": ["y = 3"]},
            ],
        },
        {"cell_type": "raw", "source": "$r = 1$"},
        {"cell_type": "markdown", "source": "so\n$$= 3$$"},
    ],
    "nbformat": 4,
}


def test_a_notebook() -> None:
    found = read_submission("a.ipynb", json.dumps(NOTEBOOK).encode())
    assert (found.kind, found.unread) == ("ipynb", ())
    assert [(chain.cell, shown(chain), chain.heading) for chain in found.chains] == [
        (0, "3: h = 3: 1", "A"),
        (1, "2: h1 = 2: [1 2]", "A"),
        (1, "3: L = 3: 2", "A"),
        (3, "2: 2 = 2: 3", "A"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.MD", "", "md"),
        ("a.tex", "", "tex"),
        ("a", "x = 1", "txt"),
        ("a.txt", "$x = 1$", "md"),
        ("a", "\\documentclass{a}", "tex"),
    ],
)
def test_the_kind_of_a_file(name: str, text: str, kind: str) -> None:
    assert read_submission(name, text.encode()).kind == kind


def test_latin_1_is_read_with_a_note() -> None:
    found = read_submission("a.md", "höhe $x = 1$".encode("latin-1"))
    assert [chain.lead for chain in found.chains] == ["höhe"]
    assert ["Latin-1" in unread.message for unread in found.unread] == [True]
