"""What is not read: attacks, what is over a limit or breaks off, two answers, shapes that do not fit."""

from __future__ import annotations

import pytest
from readings import PROBLEMS, read

from derive.reading.read import define, read_chain, vocabulary_of
from derive.reading.result import Fault, Misshapen, NotAValue, Refused, Unreadable

REFUSED = [
    ("1" + "^T" * 9000, None),
    ("h_1" + "'" * 9000, None),
    ("\u0661\u0662", 0),
    ("__import__('os').system('touch canary')", 0),
    ("L.__class__", 2),
    ("os.system", 2),
    ("L.backward()", 1),
    ("'2.0'", 0),
    ('"2.0"', 0),
    ("<script>alert(1)</script>", 0),
    ("2.0 <img src=x>", 4),
    ("h\N{CYRILLIC SMALL LETTER SHHA}_t", 1),
    ("\N{GREEK CAPITAL LETTER ALPHA} + 1", 0),
    ("2.0\N{RIGHT-TO-LEFT OVERRIDE}144", 3),
    ("2.0\x00", 3),
    ("2\N{ZERO WIDTH SPACE}.0", 1),
    ("9**9**9**9", 6),
    ("(((9^400)^400)^400)", 0),
    ("2^401", 2),
    ("20!!!!", 2),
    (r"\sum_{i=1}^{1000000000} \sin(i)", 12),
    (r"\sum_{t=0}^{99999} l_0", 0),
    ("1e5000", 0),
    ("1" * 61, 0),
    ("x" * 20_001, 20_000),
    ("(" * 41 + "1" + ")" * 41, 40),
    ("{" * 10_000, 40),
    ("+".join(["1"] * 200), None),
    (" ".join(f"\\sum_{letter}" for letter in "abcdefgijklm") + " 1", None),
    ("\\frac" * 2000 + "11", None),
    ("-" * 2000 + "1", None),
    ("W" + "'" * 2000, None),
]

UNREAD = [
    ("softmax(W)", None),
    ("[[1, W], [2, 3]]", None),
    ("", 0),
    ("2.0144 + * 3", 9),
    ("2.0144 +", 8),
    ("2.0144 2.0144", 7),
    ("2.0144 )", 7),
    ("(2.0144", 7),
    ("[1, 2", 5),
    ("(1, 2]", 5),
    ("[]", 1),
    ("[[1,2],[3]]", 8),
    (r"\begin{bmatrix}1 & 2 \\ 3\end{bmatrix}", 24),
    (r"\begin{bmatrix}0.2773 & -0.1984 \\ 0.0556", 41),
    (r"\begin{bmatrix}1\end{pmatrix}", 16),
    (r"\frac{1}{3\sum_t (\hat{y}_t - y_t h_t^T", 39),
    (r"\foo{1}", 0),
    (r"\input{file}", 0),
    ("q_1", 0),
    ("h_{12}", 0),
    ("y_7", 0),
    ("h", 0),
    ("U_{44}", 0),
    ("h[-1]", 0),
    ("tanh", 4),
    ("tanh()", 5),
    ("log_3(2)", 0),
    ("2.0144 bits", 7),
    ("2.0144 # comment", 7),
    ("1 < 2", 2),
    ("[x for x in range(10)]", None),
    ("\\delta_1 \\text{ where } \\delta_1 = 2\\delta_1", None),
    (r"\sum_{i=1}^{5} y_{0,i}", 0),
]

NO_VALUE = [
    ("2.0144 \\text{ or } 5.0", "several_answers"),
    ("2.0144 oder 5.0", "several_answers"),
    ("2.0144, 5.0", "several_answers"),
    ("2, 0144", "several_answers"),
    ("1,234.5", "several_answers"),
    ("2.0144; 5.0", "several_answers"),
    ("x = 1 and x = 2", "several_answers"),
    ("\\{2.0144, 5\\}", "not_a_value"),
    ("{2.0144}", "not_a_value"),
    ("2.0144 \\pm 0.001", "not_a_value"),
    ("2.0144 ± 1", "not_a_value"),
    ("2.0..2.1", "not_a_value"),
    ("nan", "not_a_value"),
    ("NaN", "not_a_value"),
    ("-inf", "not_a_value"),
    ("∞", "not_a_value"),
    ("\\infty", "not_a_value"),
    ("?", "not_a_value"),
    ("None", "not_a_value"),
]

MISSHAPEN = [
    ("W + b", None),
    ("h_0 U", None),
    (r"\frac13\sum_t (\hat y_t - y_t) h_t", None),
]


def caught(text: str, question: str = "dL/dV") -> Unreadable:
    with pytest.raises(Unreadable) as found:
        read("rnn", question, text)
    assert 0 <= found.value.position <= len(text)
    assert found.value.text == text
    return found.value


@pytest.mark.parametrize(("text", "place"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(text: str, place: int | None) -> None:
    fault = caught(text)
    assert isinstance(fault, Refused)
    assert place in (fault.position, None)


@pytest.mark.parametrize(("text", "place"), UNREAD)
def test_what_cannot_be_read(text: str, place: int | None) -> None:
    fault = caught(text)
    assert type(fault) is Unreadable
    assert place in (fault.position, None)


@pytest.mark.parametrize(("text", "diagnosis"), NO_VALUE)
def test_what_is_no_single_value(text: str, diagnosis: str) -> None:
    fault = caught(text, "L")
    assert isinstance(fault, NotAValue)
    assert fault.diagnosis == diagnosis


@pytest.mark.parametrize(("text", "place"), MISSHAPEN)
def test_what_does_not_fit_together(text: str, place: int | None) -> None:
    assert isinstance(caught(text), Misshapen)


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("2.0144 + * 3", "'*'", "a number, a name or '('"),
        ("(2.0144", "ends too early", "')'"),
        ("[1, 2", "ends too early", "']'"),
        ("[[1,2],[3]]", "the first row of this array has 2", "this one has 1"),
        ("hаt", "CYRILLIC SMALL LETTER A", "looks like the letter 'a'"),
        ("q_1", "unknown name 'q_1'", "known: L"),
        ("W + b", "3×3", "3×1"),
        (r"\sum_{i=1}^{100} \sum_{j=1}^{100} \sum_{k=1}^{100} l_0", "more than", "100000 calculations"),
    ],
)
def test_a_message_says_what_was_found_and_what_was_expected(text: str, found: str, expected: str) -> None:
    message = caught(text).message
    assert found in message
    assert expected in message


def test_the_entries_of_a_large_array_are_no_parts_of_it_that_are_built() -> None:
    rows = ",".join(f"[{','.join(['1'] * 100)}]" for _ in range(90))
    expr = read("rnn", "dL/dV", f"[{rows}]").members[-1].expr
    assert expr is not None
    assert expr.shape == (90, 100)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("h_0 ¿ 3", Fault.SIGN),
        (r"\begin{foo}1\end{foo}", Fault.SIGN),
        ("2.0144 +", Fault.GRAMMAR),
        ("[[1,2],[3]]", Fault.GRAMMAR),
        ("number + 1", Fault.UNKNOWN_NAME),
        ("frob(3)", Fault.UNKNOWN_NAME),
        ("h + 1", Fault.WITHOUT_INDEX),
        (r"\frac{\partial L}{\partial h}", Fault.WITHOUT_INDEX),
        ("h_7", Fault.INDEX),
        ("h_{0,9}", Fault.INDEX),
        ("x_0 / W", Fault.UNCLEAR),
        ("I", Fault.UNCLEAR),
        ("(h_0 > 1) x_0", Fault.BEYOND),
        ("U + h_0", Fault.SHAPE),
        ("1, 2 or 3", Fault.NO_VALUE),
        ("2^401", Fault.LIMIT),
        ("L.__class__", Fault.FORBIDDEN),
        ("20!", Fault.FORBIDDEN),
    ],
)
def test_a_fault_has_a_kind_whatever_words_say_it(text: str, kind: Fault) -> None:
    with pytest.raises(Unreadable) as found:
        read("rnn", "L", text)
    assert found.value.kind is kind


def test_what_is_defined_by_what_comes_before_is_read_number_by_number() -> None:
    words = define("a_{t+1}", "a_t + a_t", vocabulary_of(PROBLEMS["rnn"]))
    with pytest.raises(Unreadable) as found:
        read_chain("a_t", words)
    assert found.value.kind is Fault.NUMBERED
