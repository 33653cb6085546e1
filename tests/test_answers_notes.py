"""What was read generously is said, in a sentence of its own; an open index is taken from the question."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import derive

TEMPLATE = Path(__file__).parents[1] / "templates" / "verdicts" / "en.toml"
NOTES = tomllib.loads(TEMPLATE.read_text(encoding="utf-8"))["notes"]
GENEROUS = {
    "row_for_column": ("dL/dh[1]", "-0.9189 & -1.0473 & -0.1161"),
    "fewer_digits": ("L", "2.01"),
    "at_given_values": ("dL/dh[2]", "0.5(1-h_3^2)"),
    "zero_before_first": ("dL/dW", r"\sum_{t=0}^2 \frac{\partial L}{\partial \bar h_t} h_{t-1}^T"),
    "zero_after_last": ("dL/dh[2]", r"\frac13 V^T(\hat y_2-y_2) + W^T\frac{\partial L}{\partial \bar h_3}"),
    "product_entrywise": ("dL/dhbar[2]", r"(1-h_2^2) \frac{\partial L}{\partial h_2}"),
    "product_dot": ("L", r"-\frac13\sum_t y_t \log \hat y_t"),
    "entrywise_first": ("dL/dU", r"\sum_t (1-h_t^2)\odot \frac{\partial L}{\partial h_t} x_t^T"),
    "other_case": ("L", r"\frac13(L_0+l_1+l_2)"),
    "decimal_comma": ("L", "2,0144"),
    "index_of_question": ("h[1]", r"h_t = \tanh(U x_t + W h_{t-1} + b)"),
    "end_untold": ("dL/dV", r"\frac13 \sum_{t=0}^{T} (\hat y_t-y_t) h_t^T"),
    "order_untold": ("dh[2]/dh[0]", r"\prod_{k=1}^{2} \operatorname{diag}(1-h_k^2) W"),
    "raised_to_t": ("dL/dV", r"\frac13 \sum_t (\hat y_t-y_t) h_t^t"),
    "blocks_multiplied": ("h[1]", r"\tanh([W U][h_0; x_1] + b)"),
}  # fmt: skip
ELSEWHERE = {
    *(note for note in NOTES if note.startswith("dialect_")),
    *("vector_turned", "vectors_found_turned", "blocks_untold", "blocks_joined", "repeated_index", "step_untold"),
    *("subgradient", "convention_of"),
    *("restored_commands", "restored_letters", "restored_figures", "restored_accents", "restored_indices"),
    *("restored_brackets", "restored_entries", "euler_untold"),
}
"""Notes that are said of lines of a write-up, beside a verdict that is not `right`, or of other networks.

Those on dialects have their answers in `test_dialect_answers.py`.
"""


def test_there_is_an_example_for_every_sentence() -> None:
    assert GENEROUS.keys() | ELSEWHERE == NOTES.keys()
    assert not GENEROUS.keys() & ELSEWHERE


@pytest.mark.parametrize("note", GENEROUS)
def test_what_was_read_generously_is_said(note: str) -> None:
    question, answer = GENEROUS[note]
    problem = "rnn-scalar" if note == "at_given_values" else "rnn"
    record = derive.check(problem, question, answer)
    assert record.verdict == "right", record
    assert NOTES[note] in record.message


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("h[0]", r"\tanh(\bar h_t)", "right", None),
        ("h[0]", r"\tanh(\bar h_t), t = 0", "right", None),
        ("h[0]", r"\tanh(\bar h_t), t = 1", "wrong", "other_time_step"),
        ("h[0]", "h_t", "wrong", "restates_question"),
        ("dL/dh[1]", r"\frac13 V^T(\hat y_t-y_t) + W^T\frac{\partial L}{\partial \bar h_{t+1}}", "right", None),
        ("dL/dV", r"\frac13 (\hat y_t-y_t) h_t^T", "wrong", "not_a_value"),
        ("L", "l_t", "wrong", "not_a_value"),
        ("L", "y_{1,i}", "wrong", "not_a_value"),
    ],
)
def test_an_open_index(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    record = derive.check("rnn", question, answer)
    assert (record.verdict, record.diagnosis) == (verdict, diagnosis), record
