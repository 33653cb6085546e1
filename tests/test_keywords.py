"""Arguments with names: a word for the axis chooses a row of the table, options are numbers with defaults."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings import means

from derive.language.errors import ProblemError
from derive.language.expr import Call
from derive.language.latex import Latex
from derive.language.operation import Argument, Option
from derive.language.plain import plain
from derive.problem.build import read
from derive.problem.scope import Scope
from derive.solving.trees import from_lists, to_lists
from derive.table import FUNCTIONS, TABLE
from derive.table.row import function

NUMBERS = (Argument.LITERAL, Argument.LITERAL)
SCALED = replace(
    FUNCTIONS["leaky_relu"],
    name="scaled",
    notation=function("scaled", r"\mathrm{scaled}", 1),
    takes=(Argument.QUANTITY, *NUMBERS),
    rules=((), (), ()),
    options=(Option("gain", "2"), Option("step", "0.5", spellings=("pace",))),
)
"""A row with two numbers that need not be written; `step` is also the name of a function."""
SCOPE = Scope({"X": (2, 3), "z": (3, 1)}, ranges={"t": range(3)}, functions={**FUNCTIONS, "scaled": SCALED})


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ('softmax(X, axis="rows")', "softmax_rows(X)"),
        ("softmax(X, axis='rows')", "softmax_rows(X)"),
        ('softmax(axis = "rows", X)', "softmax_rows(X)"),
        ("leaky_relu(z, slope=0.1)", "leaky_relu(z, 0.1)"),
        ("leaky_relu(z, slope=-1/4)", "leaky_relu(z, -1/4)"),
        ("leaky_relu(z, negative_slope = 0.1)", "leaky_relu(z, 0.1)"),
        ("scaled(z)", "scaled(z, 2, 0.5)"),
        ("scaled(z, step=3)", "scaled(z, 2, 3)"),
        ("scaled(z, pace=3, gain=-1)", "scaled(z, -1, 3)"),
        ("scaled(z, 4, step=1)", "scaled(z, 4, 1)"),
    ],
)
def test_words_among_the_arguments(text: str, same: str) -> None:
    assert read(text, SCOPE) == read(same, SCOPE)


@pytest.mark.parametrize(
    ("text", "written", "latex"),
    [
        ("scaled(z, 2, 0.5)", "scaled(z)", r"\mathrm{scaled}(z)"),
        ("scaled(z, 3)", "scaled(z, gain=3)", r"\mathrm{scaled}(z, \mathrm{gain}=3)"),
        ("scaled(z, step=-1)", "scaled(z, step=-1)", r"\mathrm{scaled}(z, \mathrm{step}=-1)"),
        ("scaled(z, 3, 1/2)", "scaled(z, gain=3, step=1/2)", None),
    ],
)
def test_a_default_is_not_printed_and_what_is_printed_is_read_back(text: str, written: str, latex: str | None) -> None:
    expr = read(text, SCOPE)
    assert plain(expr) == written
    assert read(written, SCOPE) == expr
    assert latex in (None, Latex({})(expr))


def test_rows_with_words_survive_on_disk() -> None:
    for text in ('softmax(X, axis="rows")', "leaky_relu(z, slope=0.1)"):
        expr = read(text, SCOPE)
        assert from_lists(to_lists(expr)) == expr


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ('softmax(X, axis="row")', "axis", 'softmax takes 1 argument(s) (axis="rows"'),
        ('softmax(X, dim="rows")', "dim", 'softmax takes 1 argument(s) (axis="rows"'),
        ('tanh(X, axis="rows")', "axis", "tanh takes 1 argument(s)"),
        ("softmax(X, keepdims=1)", "softmax", "found keepdims="),
        ("scaled(z, gian=3)", "scaled", "found gian=; scaled takes 1 argument(s) (gain=, step=)"),
        ("scaled(z, 3, gain=3)", "scaled", "gain of scaled is there twice"),
        ("scaled(gain=3)", "scaled", "scaled takes 1 argument(s)"),
        ("leaky_relu(z)", "leaky_relu", "leaky_relu takes 2 argument(s) (slope=), found 1"),
        ("tanh(t=0..2, z)", "t=", "only sum and mean run over an index"),
    ],
)
def test_a_wrong_word_is_answered_with_what_the_operation_takes(text: str, at: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(text, SCOPE)
    (complaint,) = caught.value.complaints
    assert complaint.column == text.index(at) + 1
    assert told in complaint.message


def test_every_row_that_a_word_chooses_is_read_back() -> None:
    for operation in TABLE.values():
        for word, chosen in operation.along.items():
            name = operation.notation.plain.pattern.partition("(")[0]
            needed = chosen.arity - len(chosen.options)
            expr = read(f'{name}({", ".join(["X"] * needed)}, axis="{word}")', SCOPE)
            assert isinstance(expr, Call)
            assert expr.operation is chosen
            assert read(plain(expr), SCOPE) == expr


@pytest.mark.parametrize(
    "text",
    [
        'softmax(Q K^T / sqrt(2), axis="rows")',
        "softmax(Q @ K.T / sqrt(2), axis = 'rows')",
        "torch.softmax(Q @ K.T / 2**0.5, dim=1)",
        r"\mathrm{softmax}_{\mathrm{rows}}(Q K^\top / \sqrt{2})",
        r"\operatorname{softmax}_{\text{rows}}\left(\frac{Q K^\top}{\sqrt{2}}\right)",
    ],
)
def test_students_name_the_axis(text: str) -> None:
    assert means("attention", "A", text, "softmax_rows(Q K'/sqrt(2))")


def test_students_name_options() -> None:
    for text in ("leaky_relu(h[0], slope=0.1)", "F.leaky_relu(h[0], negative_slope=0.1)"):
        assert means("rnn", "h[0]", text, "leaky_relu(h[0], 0.1)")
