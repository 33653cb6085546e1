"""Arrays made of arrays, as texts on recurrent networks write them: read, or else unread; never called wrong."""

from __future__ import annotations

import pytest

from derive.feedback.check_answer import Checker
from derive.problem.assembly import load_text

PROBLEM = load_text(
    """
[index]
t = [1, 2]
[model]
equations = '''
h[0] = h0
h[t] = tanh(W h[t-1] + U x[t] + b)
L    = 1/2 sqnorm(h[2])
'''
[values]
W = [[1, -2], [2, 1]]
U = [[1, -2, 0.5], [2, 1, -1]]
h0 = [0.1, 0.3]
x = [[0.1, 0.2, 0.4], [-0.1, 0.3, 1]]
b = [0.1, -0.2]
[[questions]]
ask = "h[1]"
""",
    "blocks",
    "blocks.toml",
)
CHECKER = Checker(PROBLEM)


@pytest.mark.parametrize(
    "answer",
    [
        r"\tanh([W U][h_0; x_1] + b)",
        r"\tanh([W, U][h_0; x_1] + b)",
        r"\tanh([U W][x_1; h_0] + b)",
        r"\tanh([W\; U\; b] \begin{bmatrix} h_0 \\ x_1 \\ 1 \end{bmatrix})",
        r"\tanh(\begin{pmatrix} W & U \end{pmatrix} \begin{pmatrix} h_0 \\ x_1 \end{pmatrix} + b)",
        "np.tanh(np.block([[W, U]]) @ np.block([[h[0]], [x[1]]]) + b)",
        "np.tanh(np.concatenate([W, U], axis=1) @ np.concatenate([h[0], x[1]]) + b)",
        "torch.tanh(torch.cat((W, U), dim=1) @ torch.cat((h[0], x[1]), dim=0) + b)",
    ],
)
def test_arrays_in_brackets_are_the_parts_of_one(answer: str) -> None:
    found = CHECKER.check("h[1]", answer)
    assert (found.verdict, found.message) == ("right", "Right. Arrays in brackets were read as the parts of one array.")


@pytest.mark.parametrize(
    "answer",
    [
        r"\tanh([U W][h_0; x_1] + b)",
        r"\tanh([W U][x_1; h_0] + b)",
        r"\tanh([W U][h_0, x_1] + b)",
        r"\tanh([W; U][h_0; x_1] + b)",
        r"\tanh(\begin{pmatrix} W & U \end{pmatrix} \begin{pmatrix} x_1 \\ h_0 \end{pmatrix} + b)",
        r"\begin{bmatrix} h_0 \\ h_1 \end{bmatrix}",
        "[0.1; 0.3; h_1]",
        "np.concatenate([h[0], h[1]])",
    ],
)
def test_what_is_not_the_truth_with_such_arrays_may_be_meant_otherwise(answer: str) -> None:
    assert CHECKER.check("h[1]", answer).verdict == "unread"
