"""Subscripts and superscripts: names that have some of their own, and indices that stand above."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exercises import exercise
from tex import compiled

from derive.api import Exercise
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import ProblemError
from derive.language.symbols import indexed, symbol
from derive.problem.assembly import load_text

ENCODER = r"""
[notation]
henc = 'h_{\text{enc}}'
hdec = '\bar{h}_{\mathrm{dec}}^{\star}'
g = "g_\\mathrm{end}'"
[index]
t = [1, 2]
[model]
equations = '''
henc[t] = tanh(W henc[t-1] + U x[t])
hdec[t] = V henc[t] .* henc[t]
g[t]    = sigmoid(hdec[t])
L       = sum(t, sqnorm(g[t] - y[t]))
'''
[values]
"henc[0]" = [0, 0]
W = [[0.5, -1], [0.25, 0.75]]
U = [[1, 0.5], [-0.5, 0.25]]
V = [[1, 0.5], [-0.5, 0.25]]
x = [[1, -1], [0.5, 2]]
y = [[1, 0], [0, 1]]
[[questions]]
ask = ["dL/dW", "dL/dV"]
"""

LAYERS = r"""
[notation]
l = '^{(l)}'
[index]
l = [1, 2]
[model]
equations = '''
z[l] = W[l] a[l-1] + b[l]
a[l] = tanh(z[l])
a[0] = x
L    = 1/2 sqnorm(a[2] - y)
'''
[values]
W = [[[0.5, -1], [0.25, 0.75]], [[1, 0.5], [-0.5, 0.25]]]
b = [[0.1, -0.2], [0.3, 0]]
x = [1, -1]
y = [0.5, -0.5]
[[questions]]
ask = ["dL/dW[1]", "dL/db[2]"]
"""


def load(source: str) -> Exercise:
    return Exercise(load_text(source, "test", "test.toml"))


@pytest.mark.parametrize(
    ("latex", "index", "wanted"),
    [
        (r"h", ["1"], r"h_{1}"),
        (r"W_{hh}", ["t"], r"W_{hh,t}"),
        (r"h_{\text{enc}}", ["1"], r"h_{\text{enc},1}"),
        (r"h_{\mathrm{a_{b}}}", ["t-1"], r"h_{\mathrm{a_{b}},t-1}"),
        (r"h_\mathrm{enc}", ["1"], r"h_{\mathrm{enc},1}"),
        (r"h_{\text{enc}}'", ["1"], r"h_{\text{enc},1}'"),
        (r"W_{hh}^{(1)}", ["t"], r"W_{hh,t}^{(1)}"),
        (r"W^{(1)}_{hh}", ["t"], r"W^{(1)}_{hh,t}"),
        (r"\bar{h_{x}}", ["t"], r"\bar{h_{x}}_{t}"),
        (r"W^{(#1)}", ["2"], r"W^{(2)}"),
        (r"a^{[#1]}_{\mathrm{in}}", ["l-1"], r"a^{[l-1]}_{\mathrm{in}}"),
        (r"h^{(#2)}", ["t", "l"], r"h^{(l)}_{t}"),
        (r"x^{\langle #1 \rangle}", ["t"], r"x^{\langle t \rangle}"),
    ],
)
def test_an_index_joins_the_subscript_or_takes_its_place(latex: str, index: list[str], wanted: str) -> None:
    assert indexed(latex, index) == wanted


def test_a_name_without_its_indices_shows_no_place_for_them() -> None:
    assert symbol("W", {"W": r"W_{hh}^{(#1)}"}) == "W_{hh}"
    assert symbol("a", {"a": r"\bar{a}^{[#1]}_{\mathrm{in}}"}) == r"\bar{a}_{\mathrm{in}}"


@pytest.mark.parametrize("source", [ENCODER, LAYERS], ids=["words below", "layers above"])
@pytest.mark.parametrize("method", ["chain", "index"])
def test_tex_sets_names_with_scripts_of_their_own(source: str, method: str, tmp_path: Path) -> None:
    changed = source.replace("[notation]", f'[settings]\nmethod = "{method}"\n[notation]')
    printed = compiled(load(changed).solve().to_latex(), tmp_path)
    assert printed.complaints == []
    assert printed.pages > 1


def test_an_index_that_the_notation_puts_above_stands_there_in_the_whole_solution() -> None:
    text = load(LAYERS).solve().to_markdown()
    for shown in ("W^{(1)} =", "z^{(l)} &= W^{(l)} a^{(l-1)} + b^{(l)}", r"\frac{\partial L}{\partial W^{(1)}}"):
        assert shown in text
    assert not any(f"{name}_{{{index}}}" in text for name in "Wabz" for index in ("1", "2", "l"))


def layers() -> np.ndarray:
    """∂L/∂W⁽¹⁾ of the two layers by hand."""
    w1, w2 = np.array([[0.5, -1], [0.25, 0.75]]), np.array([[1, 0.5], [-0.5, 0.25]])
    b1, b2, x, y = (np.array(v) for v in ([0.1, -0.2], [0.3, 0], [1, -1], [0.5, -0.5]))
    a1 = np.tanh(w1 @ x + b1)
    a2 = np.tanh(w2 @ a1 + b2)
    delta = w2.T @ ((a2 - y) * (1 - a2**2)) * (1 - a1**2)
    return np.outer(delta, x)


def test_students_write_layers_above_in_brackets_or_bare() -> None:
    (p, q), (r, s) = np.round(layers(), 4)
    lines = [
        r"$\delta^{(2)} = (a^{(2)} - y) \odot (1 - a^{(2)} \odot a^{(2)})$",
        r"$\frac{\partial L}{\partial W^{(2)}} = \delta^{(2)} (a^{(1)})^T$",
        r"$\delta^{[1]} = (W^{[2]})^T \delta^{[2]} \odot (1 - (a^{[1]})^2)$",
        r"$\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} a^{(l-1)\top}$",
        r"$\frac{\partial L}{\partial b^2} = \delta^2$",
        r"$\frac{\partial L}{\partial b^{1}} = \delta^{1}$",
        rf"$\frac{{\partial L}}{{\partial W^1}} = \begin{{bmatrix}} {p} & {q} \\ {r} & {s} \end{{bmatrix}}$",
        r"$\frac{\partial L}{\partial b^2} = \delta^1$",
    ]
    report = WriteUps(load(LAYERS).problem, "full").check("a.md", "\n\n".join(lines).encode())
    assert [line.verdict for line in report.lines] == ["right"] * 7 + ["wrong"]


def test_the_programs_own_solution_with_layers_above_is_right() -> None:
    exercise = load(LAYERS)
    report = WriteUps(exercise.problem, "full").check("a.md", exercise.solve().to_markdown().encode())
    assert {line.verdict for line in report.lines} <= {"right", "rounded"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("l = 'l'", "notation.l: expected how the index is shown, such as '^{(l)}'; found 'l'"),
        ("W = 'W^{(#2)}'", "notation.W: #2 is the place of an index; W has 1 of them"),
        ("W = 'W(#1)'", "notation.W: expected # only in a subscript or superscript, such as W^{(#1)}"),
    ],
)
def test_a_place_that_no_index_has_is_told(line: str, complaint: str) -> None:
    with pytest.raises(ProblemError) as error:
        load(LAYERS.replace("l = '^{(l)}'", line))
    assert complaint in str(error.value)


def test_an_initial_value_is_kept_apart_from_the_layer_zero() -> None:
    problem = exercise("a[0] = a0\na[l] = 2 a[l-1]\nL = a[2]", "a0 = 1", "dL/da0", index="l = [1, 2]").problem
    assert problem.notation == {"a0": "a^{(0)}"}
    text = LAYERS.replace("a[0] = x", "a[0] = a0").replace("\nx = ", "\na0 = ")
    assert load(text).problem.notation["a0"] == "a_{0}"
