"""Names that a text gives to quantities of the problem, and derivatives by them and of them."""

from __future__ import annotations

import pytest
from readings import PROBLEMS, agree, value, value_of

from derive.language.expr import Index
from derive.reading.read import define, read_chain, vocabulary_of
from derive.reading.result import Unreadable
from derive.reading.vocabulary import Vocabulary


def words(*definitions: str) -> Vocabulary:
    result = vocabulary_of(PROBLEMS["rnn"])
    for definition in definitions:
        left, _, right = definition.partition("=")
        result = define(left.strip(), right.strip(), result)
    return result


def means(text: str, meant: str, *definitions: str, **binding: int) -> bool:
    found = {name: Index("", number) for name, number in binding.items()}
    reading = read_chain(text, words(*definitions), None, found)
    expected = PROBLEMS["rnn"].read(meant)
    return agree(value_of(reading), value(expected, {}))


A = r"a_t = \bar h_t"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"\frac{\partial L}{\partial a_t}", "dL/dhbar[t]"),
        (r"\frac{\partial L}{\partial a_1}", "dL/dhbar[1]"),
        (r"\partial L/\partial a_{1}", "dL/dhbar[1]"),
        (r"\nabla_{a_1} L", "dL/dhbar[1]"),
        (r"\sum_t \frac{\partial L}{\partial a_t} x_t^T", "sum(t, dL/dhbar[t] x[t]')"),
        (r"\frac{\partial a_1}{\partial h_0}", "dhbar[1]/dh[0]"),
        (r"\frac{\partial a_t}{\partial a_{t}}", "dhbar[t]/dhbar[t]"),
        ("da_1", "dL/dhbar[1]"),
        ("dL_da1", "dL/dhbar[1]"),
        ("dLda1", "dL/dhbar[1]"),
        (r"\frac{dL}{da_{t}} + 2 a_t", "dL/dhbar[t] + 2 hbar[t]"),
        (r"\frac{\partial L}{\partial a_{1,2}}", "dL/dhbar[1][1]"),
        ("a_{1,2}", "hbar[1][1]"),
    ],
)
def test_derivatives_by_another_name_of_a_quantity(text: str, meant: str) -> None:
    assert means(text, meant, A)


def test_another_name_of_another_name_and_a_derivative_by_it() -> None:
    definitions = (A, "z_k = a_k", r"\delta_t = \partial L/\partial z_t", r"Q = U", r"J = L")
    assert means(r"\delta_2 x_2^T", "dL/dhbar[2] x[2]'", *definitions)
    assert means(r"\delta_t", "dL/dhbar[t]", *definitions)
    assert means(r"\delta_t", "dL/dhbar[1]", *definitions, t=1)
    assert means(r"\delta_{t+1}", "dL/dhbar[2]", *definitions, t=1)
    assert means(r"\frac{\partial J}{\partial Q}", "dL/dU", *definitions)


def test_an_entry_of_what_is_defined() -> None:
    assert means(r"e_{1,2}", "yhat[1][1] - y[1][1]", r"e_t = \hat y_t - y_t")


def test_no_derivative_by_what_is_more_than_a_name() -> None:
    with pytest.raises(Unreadable):
        read_chain(r"\frac{\partial L}{\partial e_1}", words(r"e_t = \hat y_t - y_t"))
    with pytest.raises(Unreadable):
        read_chain(r"\frac{\partial L}{\partial p_1}", words("p_t = q_t", "q_t = p_t"))


def test_definitions_within_one_another_have_a_limit_and_a_circle_is_told_from_it() -> None:
    ladder = ["s_1 = h_0", *(f"s_{k + 1} = s_{k} + h_0" for k in range(1, 60))]
    assert means("s_{30}", "30 h[0]", *ladder)
    with pytest.raises(Unreadable, match="more than 40 definitions within one another"):
        read_chain("s_{60}", words(*ladder))
    with pytest.raises(Unreadable, match="s_1 is defined by itself"):
        read_chain("s_1", words("s_1 = s_2 + h_0", "s_2 = s_1"))
    with pytest.raises(Unreadable, match="more than 4000 parts"):
        read_chain("s_{20}", words("s_1 = h_0", *(f"s_{k + 1} = s_{k} + s_{k}" for k in range(1, 20))))
