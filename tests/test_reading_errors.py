"""What cannot be read is refused with its place, and nothing else ever happens."""

from __future__ import annotations

import contextlib

import pytest
from expressions import NAMED, SCOPE
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.language.errors import Complaint, DeriveError, ProblemError
from derive.language.plain import plain
from derive.problem.build import read, read_equation
from derive.table import FUNCTIONS

STEADY = settings(derandomize=True, deadline=None, max_examples=700)


def refusal(text: str) -> Complaint:
    with pytest.raises(DeriveError) as caught:
        read(text, SCOPE)
    (complaint,) = caught.value.complaints
    return complaint


AT = [
    ("W $ b", "$", "cannot read '$'"),
    ("W b)", ")", "found ')'"),
    ("W * * b", "* b", "found '*'; expected a number, a name"),
    ("tanh b", "b", "the argument of tanh stands in brackets: expected '('"),
    ("b = b", "=", "found an equation; expected an expression"),
    ("2 + tanh + b", "+ b", "expected '('"),
    ("b + sofmax(b)", "sofmax", "unknown name 'sofmax'; did you mean softmax?"),
    ("W Wx", "Wx", "unknown name 'Wx'; did you mean W?"),
    ("b + qq'", "qq", "unknown name 'qq'"),
    ("b + W c", "W c", "W is 3×3 but c is 2×1"),
    ("b + tanh(W c)", "W c", "W is 3×3 but c is 2×1"),
    ("L (b + c)", "b + c", "b is 3×1 but c is 2×1"),
    ("2 b + (L + [1, 2])", "2 b", "2 b is 3×1 but L + [1, 2] is 2×1"),
    ("b + softmax(W)", "softmax", "softmax takes a column or a row, not 3×3"),
    ("sum(t, W c)", "W c", "W is 3×3 but c is 2×1"),
    ("b b", "b b", "write .* for the entrywise product"),
    ("b^b", "b^b", "an exponent must be a scalar"),
    ("b + W^2", "W^2", "write A A, A .* A or inv(A)"),
    ("b + [1, b, 2]", "[1", "below each other with ';' they fit"),
    ("[[1, 2], [3]]", "[[1", "the rows of this array differ in length"),
    ("L + log(b, b)", "log", "log takes 1 argument(s), found 2"),
    ("b + h", "h", "h needs an index, such as h[t]"),
    ("b + h[1.5]", "1.5", "an index must be a whole number, found '1.5'"),
    ("b + h[0, 9]", "h[0", "9 is none of its entries, which are counted from 1"),
    ("b + U[2]", "U[2]", "U is 2×3: an entry of it has two places, as in [2, 1]; row 2 is [2, :]"),
    ("1 + sum(q, b)", "q", "q is not an index; known: t"),
    ("L + I", "I", "the size of I is not clear here; write eye(3)"),
    ("b + eye(L)", "eye", "a size must be a positive whole number"),
    ("2 + 1e999", "1e999", "more than 400 digits"),
    ("1 + dL/dz", "dz", "unknown name 'z'"),
    ("1 + dM/dU", "dM", "unknown name 'M'"),
]


@pytest.mark.parametrize(("text", "at", "message"), AT, ids=[text for text, _, _ in AT])
def test_the_caret_points_at_the_fault(text: str, at: str, message: str) -> None:
    complaint = refusal(text)
    assert message in complaint.message
    assert complaint.source == text
    assert text[complaint.column - 1 :].startswith(at), str(complaint)


@pytest.mark.parametrize("text", ["", "W +", "W (b", "tanh(", "h[", "b .*", "sum(t,", "2 -"])
def test_a_text_that_ends_too_early_is_marked_at_its_end(text: str) -> None:
    complaint = refusal(text)
    assert complaint.message.startswith("the text ends too early; expected ")
    assert complaint.column == len(text) + 1


def test_the_complaint_is_printed_with_its_line_and_caret() -> None:
    assert str(refusal("b + W $ b")) == "cannot read '$'\n    b + W $ b\n          ^"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("b + " * 1000 + "b", "4001 characters; the limit for an equation is 4000"),
        ("(" * 61 + "b" + ")" * 61, "nested deeper than 60"),
        ("b * " + "-" * 121 + "b", "more than 120 operations in a row"),
        ("b" + "'" * 121, "more than 120 operations in a row"),
        ("tanh(" * 61 + "b" + ")" * 61, "nested deeper than 60"),
        ("[" * 61 + "1" + "]" * 61, "nested deeper than 60"),
    ],
    ids=["length", "brackets", "signs", "primes", "functions", "lists"],
)
def test_long_and_deep_texts_are_refused(text: str, message: str) -> None:
    assert message in refusal(text).message


def test_a_list_nested_deeper_than_a_matrix_is_refused() -> None:
    assert "array" in refusal("[[[1, 2], [3, 4]]]").message


def test_an_equation_needs_an_equals_sign() -> None:
    with pytest.raises(ProblemError, match="found an expression; expected an equation with '='"):
        read_equation("tanh(b)", SCOPE)


@pytest.mark.parametrize("link", [" + ", " - ", " ", " .* ", "/", "^", "^-", "*-"], ids=repr)
def test_a_chain_as_long_as_a_text_may_be_is_read_or_refused(link: str) -> None:
    text = link.join(["L"] * (3990 // (len(link) + 1)))
    with contextlib.suppress(DeriveError):
        assert read(plain(read(text, SCOPE)), SCOPE) is not None


TOKENS = [*NAMED, *FUNCTIONS, *"()[],+-*/^'.=0159 et", "..", ".*", "^T", "ᵀ", "t-1", "dL/dU", "dh[0]/d", "let", "#"]


@STEADY
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join))
def test_tokens_in_any_order_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(DeriveError):
        read(text, SCOPE)


@STEADY
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map("".join))
def test_tokens_side_by_side_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(DeriveError):
        read(text, SCOPE)


@STEADY
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DeriveError):
        read(text, SCOPE)


@STEADY
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join))
def test_any_equation_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DeriveError):
        read_equation(text, SCOPE)
