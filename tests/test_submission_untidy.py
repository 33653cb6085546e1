"""Untidy files: what Markdown ate, glued products, labels and remarks, dollars that do not fit together."""

from __future__ import annotations

import pytest

from derive.writeup.read_file import read_submission


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


DOLLARS = [
    ("$$a = 1$\n$b = 2$", ["a = 1", "b = 2"]),
    ("$$a = 1$\n$b = 2$$", ["a = 1", "b = 2"]),
    ("$$a = 1 \\text{ for $t$ }$$", ["a = 1"]),
    ("It cost me $5 to print this. $a = 1$", ["a = 1"]),
    ("$3 x = 1$ and $ 4 y = 2 $", ["3 x = 1", "4 y = 2"]),
    (r"$$\boxed{\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}}$$", ["a = 1", "b = 2"]),
    ("$$a = 1 \\\\ \\phantom{a} = 2$$", ["a = 1 = 2"]),
    ("$a, b, c = 1, 2, 3$", ["a = 1", "b = 2", "c = 3"]),
    ("$a, b = f, 2, 3$", ["b = f, 2, 3"]),
    (r"$a = 5.5 \ldots$ and $b = 1, 2, \ldots$", ["a = 5.5", r"b = 1, 2, \ldots"]),
    (r"$a = b \in \mathbb{R}^{3}$ and $c = d ∈ ℝ$", ["a = b", "c = d"]),
    (r"$a \sim 3$, $b ∼ -(1, 2)$, $x \sim N(0, 1)$", ["a = 3", "b = -(1, 2)"]),
    (r"$a = b~(1, 2)$", ["a = b~(1, 2)"]),
]
ASIDES = [
    ("$a$ = 3.1", ["a = 3.1"]),
    ("$a$ = [1, 2] (see above) and more", ["a = [1, 2]"]),
    ("$a = b$ = 2.", ["a = b = 2"]),
    ("$a$ = 3 $x$", ["a = 3 x"]),
    ("$a$ = 1/3 $(b + c)$", ["a = 1/3 (b + c)"]),
    ("$a$ ~ $3$, $b$ approx. $4$, $c$ is $(1, 2)$", ["a = 3", "b = 4", "c = (1, 2)"]),
    ("$a$ is $b$", []),
    ("$a = 1$, b = (1, 2)", ["a = 1", "b = (1, 2)"]),
    ("b = (1, 2) since $a = 1$", ["b = (1, 2)", "a = 1"]),
    ("so b = 1/3 $a$", []),
    ("### 3.1 $a = 1$ (2 pts)\n$b = 2$", ["a = 1", "b = 2"]),
    ("### On $a$\n\n$b = 2$", ["b = 2"]),
    ("for t = 0 we have $b = 2$", ["b = 2"]),
    (
        "h_0 approx [1, 2]\nl_1 is 0.3\nl_2: [1, 2]\nL equals 2.5.",
        ["h_0 = [1, 2]", "l_1 = 0.3", "l_2 = [1, 2]", "L = 2.5"],
    ),
    ("lr = 0.1, epochs = 10", ["lr = 0.1", "epochs = 10"]),
    ("This is 0.3\nquestion: 3\nt is 3", []),
    ("a ~ 3\nit takes ~ 5 minutes", ["a = 3"]),
]
PRINTED = [
    ("db:\n[1 2]\ndU:\n [[1 2]\n [3 4]]", ["db = [1, 2]", "dU = [[1, 2], [3, 4]]"]),
    ("db:\n\n[1 2]", ["db = [1, 2]"]),
    (">>> h0\narray([1, 2])\n>>> h1 @ 3\narray([1, 2])", ["h0 = [1, 2]"]),
    ("t=0 h=[1 2] l = 0.5\nt=1, h=[3 4], h_0=2", ["h_0 = [1 2]", "l_0 = 0.5", "h_1 = [3 4]", "h_0 = 2"]),
    ("a=1 b=2", ["a = 1", "b = 2"]),
    ("a = b = 2", ["a = b = 2"]),
]


@pytest.mark.parametrize(("text", "expected"), [*DOLLARS, *ASIDES])
def test_statements_at_the_border_of_mathematics(text: str, expected: list[str]) -> None:
    assert chains(text) == expected


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_what_programs_print(text: str, expected: list[str]) -> None:
    assert chains(f"```\n{text}\n```") == expected


def test_a_condition_in_front_of_a_plain_statement_qualifies_what_is_before() -> None:
    first, second = read_submission("a.md", b"$l_t = f_t$ for t = 0, 2 we get l_0 = 0.5 in all.").chains
    assert (first.trail, second.sides[0].text) == ("for t = 0", "l_0")


@pytest.mark.parametrize("sign", ["=:", r"\eqqcolon", "≕"])
def test_a_name_behind_is_defined(sign: str) -> None:
    named, chain = read_submission("a.md", f"$a = b {sign} D_t$".encode()).chains
    assert ([side.text for side in named.sides], named.is_definition) == (["D_t", "b"], True)
    assert [side.text for side in chain.sides] == ["a", "b"]


@pytest.mark.parametrize("what", ["", "the pre-activation ", "our hidden-layer output "])
def test_a_renaming_with_words_between(what: str) -> None:
    (chain,) = read_submission("a.md", f"I write $a_t$ for {what}$h_t$.".encode()).chains
    assert [side.text for side in chain.sides] == ["a_t", "h_t"]


@pytest.mark.parametrize("label", [r"=:\epsilon_t", r":= \epsilon_t", r"\eqqcolon \epsilon_t"])
def test_a_brace_defines_what_it_names(label: str) -> None:
    text = rf"$L = \sum_t \underbrace{{(y_{{t}} - \underbrace{{b}}_{{1}})}}_{{{label}}} x$ $c = \underbrace{{d}}_e$"
    named, *others = read_submission("a.md", text.encode()).chains
    assert [side.text for side in named.sides] == [r"\epsilon_t", r"(y_{t} - \underbrace{b}_{1})"]
    assert (named.is_definition, [chain.sides[0].text for chain in others]) == (True, ["L", "c"])


def test_what_is_said_of_a_part_is_not_said_of_the_whole() -> None:
    found = read_submission("a.md", b"The first row of the $V$ is $[0.2, 0.1]$. The value of $V$ is $[0.3, 0.4]$.")
    assert [chain.sides[1].text for chain in found.chains] == ["[0.3, 0.4]"]
    assert ["words say which part" in gap.message for gap in found.unread] == [True]


BEHIND_A_NOUN = [
    ("$a = 2.1$, $b = 2.7$, sum $= 4.8$.", 1),
    ("$a = 2.1$ and the whole length $= 4.8$.", 1),
    ("$a = 2.1$, der Nenner $= 4.8$.", 1),
    ("$a = b c$, which gives $= 4.8$.", 0),
    ("$a = b c$ $= 4.8$.", 0),
]


@pytest.mark.parametrize(("text", "unread"), BEHIND_A_NOUN)
def test_a_noun_names_what_stands_behind_it_and_no_chain_goes_on_there(text: str, unread: int) -> None:
    found = read_submission("answer.md", text.encode())
    assert len(found.unread) == unread
    assert any("4.8" in side.text for chain in found.chains for side in chain.sides) is not bool(unread)
