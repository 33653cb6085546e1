"""What is asked first changes nothing: a point of the notebook is what was written, and a value may be corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.feedback.check_writeup import WriteUps
from derive.following.notebook import Notebook, is_identical
from derive.following.own_point import OwnFormula, evaluated, shape_of
from derive.following.printed import STATUSES, Printed
from derive.following.reasoning import Reasoning
from derive.following.sides import read_side
from derive.language.expr import Call, Derivative, Expr, Ref, size
from derive.language.numbers import Array, precision
from derive.problem import catalogue
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Side

PROBLEM = catalogue.load("rnn")
CHECKER = WriteUps(PROBLEM, "full")
REASONING = Reasoning.of(PROBLEM)
STEADY = settings(derandomize=True, deadline=None, max_examples=25)
QUANTITIES = ("h[0]", "hbar[1]", "h[1]", "l[2]", "dL/dhbar[2]", "dL/dh[1]", "dL/dhbar[0]", "dL/dW", "dL/dV")
PARTS = ("V h[1]", "W h[0]", "W h[1]")
CLAIMS = {
    "hbar[1]": "W h[0] + U x[0] + b",
    "dL/dh[1]": "W' dL/dhbar[1]",
    "dL/dh[0]": "W' dL/dhbar[0]",
    "dL/dW": "2 dL/dV",
    "dL/dV": "dL/dW + V",
}
ASKED = (*QUANTITIES, *PARTS, "dL/dh[0]", "dL/dU")
POINTS: tuple[Callable[[Notebook, Expr], object], ...] = (
    Notebook.own,
    Notebook.rooted,
    Notebook.by_parts,
    Notebook.mistaken,
    Notebook.literal,
    lambda book, asked: book.own(),
    lambda book, asked: book.rooted(),
    lambda book, asked: book.drifted(),
)
TEXTS = (
    r"[1, 3.5, -3]", r"[9, 9, 9]", r"[0.7616, 0.9640, -0.9951]", r"\begin{bmatrix}0.5\\0.5\\0.5\end{bmatrix}",
    r"W h_0", r"[0, 1.5, -1.5]", r"[0.5, 1.5, 0.5]",
)  # fmt: skip


def expr(text: str) -> Expr:
    return PROBLEM.read(text)


def verdicts(*statements: str) -> list[str]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


@pytest.mark.parametrize("wrong", ["[9,9,9]", "[9.5, 3.5, -3]", "[1, 3.5, 3]", "[0.12, 0.34, 0.56]"])
def test_a_corrected_value_is_judged_by_what_it_follows_from(wrong: str) -> None:
    """W [.5,.5,.5] + U x_1 + b = [1, 3.5, -3]."""
    error = r"h_0 = [.5,.5,.5]"
    found = verdicts(error, rf"\bar h_1 = {wrong}", r"\bar h_1 = [1,3.5,-3]")
    assert found == ["wrong", "wrong", "carried"]


def test_a_corrected_entry_is_judged_by_what_it_follows_from() -> None:
    found = verdicts(r"h_0 = [.5,.5,.5]", r"(\bar h_1)_2 = 9", r"(\bar h_1)_2 = 3.5")
    assert found == ["wrong", "wrong", "carried"]


def test_what_follows_is_calculated_from_the_corrected_value() -> None:
    """tanh [1, 3.5, -3] = [0.7616, 0.9982, -0.9951]; tanh 9 = 1.0000."""
    start = (r"h_0 = [.5,.5,.5]", r"\bar h_1 = [9,9,9]", r"\bar h_1 = [1,3.5,-3]")
    assert verdicts(*start, r"h_1 = [0.7616, 0.9982, -0.9951]")[-1] == "carried"
    assert verdicts(*start, r"h_1 = [1.0000, 1.0000, 1.0000]")[-1] == "wrong"
    assert verdicts(*start[:2], r"h_1 = [1.0000, 1.0000, 1.0000]")[-1] == "carried"


def test_an_error_repeated_is_the_same_error() -> None:
    start = (r"h_0 = [.5,.5,.5]", r"\bar h_1 = [9,9,9]", r"\bar h_1 = [9,9,9]")
    assert verdicts(*start) == ["wrong", "wrong", "carried"]
    assert verdicts(*start, r"h_1 = [1.0000, 1.0000, 1.0000]")[-1] == "carried"


def notebook(written: list[tuple[str, str, int]], claimed: list[str]) -> Notebook:
    """A notebook with values printed to two decimals, and false formulas."""
    home = REASONING.judge.home
    assert home is not None
    book = Notebook(REASONING.judge.rules, {ref: home.known[ref] for ref in PROBLEM.given})
    for text, status, start in written:
        about = expr(text)
        shape = shape_of(about) if isinstance(about, Ref | Derivative) else about.shape
        exact = [fmpq(start * (k + 1) % 300 - 150, 100) for k in range(size(shape))]
        wide = Array(shape, tuple(arb(x, arb(fmpq(1, 200))) for x in exact))
        value = Printed(Array(shape, tuple(exact)), wide, status)
        if isinstance(about, Call):
            book.write_part(about, value)
        elif isinstance(about, Ref | Derivative):
            book.write(about, value)
    for text in claimed:
        name = expr(text)
        assert isinstance(name, Ref | Derivative)
        book.claim(name, OwnFormula(expr(CLAIMS[text]), "gradient", {}))
    return book


def answers(book: Notebook, questions: list[tuple[int, str]]) -> Iterator[Array | None]:
    for k, text in questions:
        yield evaluated(POINTS[k](book, expr(text)), expr(text), "gradient", {})  # type: ignore[arg-type]


ABOUT = st.one_of(st.sampled_from(QUANTITIES), st.sampled_from(PARTS))
WRITTEN = st.lists(st.tuples(ABOUT, st.sampled_from(STATUSES), st.integers(1, 299)), min_size=1, max_size=4)
QUESTIONS = st.lists(
    st.tuples(st.integers(0, len(POINTS) - 1), st.one_of(st.sampled_from(ASKED), st.sampled_from(PARTS))),
    min_size=4,
    max_size=10,
)


@settings(STEADY, max_examples=150)
@given(WRITTEN, st.lists(st.sampled_from(sorted(CLAIMS)), max_size=4), QUESTIONS)
def test_a_notebook_answers_alike_in_any_order(
    written: list[tuple[str, str, int]], claimed: list[str], questions: list[tuple[int, str]]
) -> None:
    with precision(128):
        book = notebook(written, claimed)
        together = [*answers(book, questions), *answers(book, questions)]
        alone = [next(answers(notebook(written, claimed), [question])) for question in questions]
    assert all(map(is_identical, together, [*alone, *alone]))


def test_formulas_that_need_each_other_say_the_same_whichever_is_asked_first() -> None:
    with precision(128):
        first, second = (notebook([], ["dL/dW", "dL/dV"]) for _ in range(2))
        one = [*answers(first, [(0, "dL/dW"), (0, "dL/dV")])]
        other = [*answers(second, [(0, "dL/dV"), (0, "dL/dW")])]
    assert all(map(is_identical, one, other[::-1]))


@STEADY
@given(
    st.lists(st.tuples(st.sampled_from(("h_0", r"\bar h_1", "h_1", "W h_0")), st.sampled_from(TEXTS)), max_size=3),
    st.lists(
        st.tuples(st.sampled_from(("h[0]", "hbar[1]", "h[1]", "W h[0]", "hbar[2]")), st.sampled_from(TEXTS)),
        min_size=2,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_claims_get_the_same_verdicts_in_any_order(
    told: list[tuple[str, str]], claims: list[tuple[str, str]], random: object
) -> None:
    def asked(order: list[int]) -> dict[int, str]:
        reasoning = REASONING.fresh()
        vocabulary = Vocabulary.of(PROBLEM)
        for left, right in told:
            head, side = (read_side(Side(text, 1, 1), vocabulary, None) for text in (left, right))
            assert head.meant is not None
            reasoning.relation(head, reasoning.quantity(head.meant), None, None, side)
        sides = {k: read_side(Side(claims[k][1], 1, 1), vocabulary, None) for k in order}
        return {k: reasoning.claim(expr(claims[k][0]), sides[k]).verdict for k in order}

    order = list(range(len(claims)))
    shuffled = order[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with precision(REASONING.judge.places.bits):
        assert asked(order) == asked(shuffled)
