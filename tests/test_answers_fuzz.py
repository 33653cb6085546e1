"""Whatever is typed, the reader answers with a reading or with a fault that has its place in the text."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st
from readings import PROBLEMS, value
from test_answers_latex import ARRAYS, FORMULAS, SCALARS
from tiers import explored

from derive.language.errors import DeriveError, Undecided
from derive.reading.read import read_answer
from derive.reading.result import Unreadable

FRAGMENTS = st.sampled_from(
    (
        r"\frac { } ^ _ ( ) [ ] , ; & \\ ' T + - * / = \sum_{t=0}^{2} \hat d L h_1 h_t V 1 0.5 \tanh \log sum for t in "
        r"range( where δ_t = ^T np. .T .. \begin{bmatrix} \end{bmatrix} ∂ ∇ √ ᵀ ₁ \left \right ‖ I 1_ \text{or} 10^ "
        r"e5 inf"
    ).split()
)
TEXTS = st.sampled_from([text for _, _, text, _ in [*ARRAYS, *SCALARS, *FORMULAS]])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good answer with pieces put in, cut out or swapped."""
    text = draw(TEXTS)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        piece = draw(st.one_of(FRAGMENTS, st.just(""), st.text(max_size=3)))
        text = text[:place] + piece + text[place + draw(st.integers(0, 3)) :]
    return text


TYPED = st.one_of(mutated(), st.lists(FRAGMENTS, max_size=12).map(" ".join), st.text(max_size=40))


@explored(150, 600, TYPED, st.booleans(), derandomize=True)
def test_any_text_is_read_or_has_a_fault_with_a_place(text: str, is_asked: bool) -> None:
    problem = PROBLEMS["rnn"]
    fault: Unreadable | None = None
    try:
        reading = read_answer(text, problem, problem.target("dL/dh[1]") if is_asked else None)
    except Unreadable as found:
        fault = found
    if fault:
        assert fault.message
        assert 0 <= fault.position <= len(text)
        return
    literals = {ref: literal.value for ref, literal in reading.literals.items()}
    for member in reading.members:
        assert 0 <= member.start <= member.end <= len(text)
        if member.expr is not None:
            with suppress(DeriveError, Undecided):
                value(member.expr, literals)
