"""Statements side by side: columns of an aligned display."""

from __future__ import annotations

import pytest

from derive.submission import read_submission


def chains(text: str, kind: str = "tex") -> list[str]:
    found = read_submission(f"answer.{kind}", text.encode())
    assert found.unread == ()
    return [" = ".join(" ".join(side.text.split()) for side in chain.sides) for chain in found.chains]


ALIGNED = [
    (r"a &= 1 & b &= 2", ["a = 1", "b = 2"]),
    (r"a &= 1 & b &= 2 & c &= 3", ["a = 1", "b = 2", "c = 3"]),
    (r"a &= 1 && b = 2", ["a = 1", "b = 2"]),
    (r"a &= f(1) & b &= f(2) \\ &= 3 & &= 4", ["a = f(1) = 3", "b = f(2) = 4"]),
    (r"a &= f(1) & b &= f(2) \\ & & &= 4 \\ c &= 5", ["a = f(1)", "b = f(2) = 4", "c = 5"]),
    (r"a &= b &&= c \\ &= d", ["a = b = c = d"]),
    (r"a &=& b &=& c", ["a = b = c"]),
    (r"a &= b + & c &= d", ["a = b + c = d"]),
    (r"a &= b & + c &= d", ["a = b + c = d"]),
    (r"a &= f( b & c ) &= d", ["a = f( b c ) = d"]),
    (r"a &= \begin{bmatrix} 1 & 2 \end{bmatrix} &= d", [r"a = \begin{bmatrix} 1 & 2 \end{bmatrix} = d"]),
    (r"h_t &= V x_t & t &= 1", ["h_t = V x_t"]),
    (r"a &= 1 & \text{by (3)} \\ b &= 2 & \text{and } c &= 3", ["a = 1", "b = 2", "c = 3"]),
]


@pytest.mark.parametrize(("text", "expected"), ALIGNED)
def test_the_columns_of_a_display(text: str, expected: list[str]) -> None:
    assert chains(f"\\begin{{align*}}\n{text}\n\\end{{align*}}") == expected
    assert chains(f"$$\\begin{{aligned}}{text}\\end{{aligned}}$$", "md") == expected
