"""Whole write-ups taken apart: students' own, everything that the program writes, and mutations of both."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import strategies as st
from tiers import explored, sample

import derive
from derive.problem.catalogue import names
from derive.problem.spec import LAYOUTS, METHODS
from derive.writeup.chain import Submission
from derive.writeup.read_file import read_submission

WRITEUPS = json.loads((Path(__file__).parent / "facts" / "writeups.json").read_text(encoding="utf-8"))["writeups"]


@pytest.mark.parametrize("writeup", WRITEUPS.values(), ids=list(WRITEUPS))
def test_the_lines_of_a_students_write_up(writeup: dict[str, object]) -> None:
    found = read_submission(f"a.{writeup['format']}", str(writeup["student"]).encode())
    assert found.unread == ()
    lines = [{"line": chain.sides[0].line, "text": " = ".join(s.text for s in chain.sides)} for chain in found.chains]
    assert lines == writeup["lines"]
    assert all(side.line == chain.sides[0].line for chain in found.chains for side in chain.sides)


def statements(found: Submission) -> list[tuple[object, ...]]:
    """The chains without their places; a line that is broken in one format may not be in another."""
    return [([" ".join(side.text.split()) for side in c.sides], c.relations, c.is_definition) for c in found.chains]


def notebook(markdown: str) -> str:
    """A notebook with a cell for each section of a Markdown text."""
    sections = ("\n" + markdown).split("\n## ")
    sources = [sections[0], *(f"## {section}" for section in sections[1:])]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": source} for source in sources], "nbformat": 4})


@pytest.mark.parametrize(("name", "method"), sample(product(names(), METHODS), 5))
def test_what_the_program_writes_is_taken_apart_the_same_in_every_format(name: str, method: str) -> None:
    for layout in LAYOUTS:
        solution = derive.load(name).solve(method=method, layout=layout, detail="full")
        markdown = solution.to_markdown()
        texts = {
            "a.md": markdown,
            "a.tex": solution.to_latex(),
            "fragment.tex": solution.to_latex(fragment=True),
            "a.ipynb": notebook(markdown),
        }
        found = {name: read_submission(name, text.encode()) for name, text in texts.items()}
        assert [each.unread for each in found.values()] == [()] * len(texts)
        first, *others = (statements(each) for each in found.values())
        assert len(first) >= 20
        assert all(other == first for other in others)


def test_each_side_is_found_where_it_is_said_to_stand() -> None:
    text = derive.load("rnn").solve().to_markdown()
    lines = text.split("\n")
    for chain in read_submission("a.md", text.encode()).chains:
        for side in chain.sides:
            assert lines[side.line - 1][side.column - 1 :].startswith(side.text.split("\n")[0].split(" ")[0])


SEEDS = [
    *(str(writeup["student"]) for writeup in WRITEUPS.values()),
    r"""# 1
Let $a_t := \bar h_t$.

```
h1 = [[1.]
 [2.]]
```

$$
\begin{aligned}
a &= b \\
&= \left(c\right)
\end{aligned}
$$

| $x$ | $= 3$ |

`L = 2` I write a_t for b_t
""",
    r"""\newcommand{\h}[1]{\bar h_{#1}}
\section{A}
\[ \h{1} = 3, \quad \text{where } x = \boxed{y = 2} \] $a$ = $b$
""",
]
PIECES = st.sampled_from(
    [
        *r"$ $$ \[ \] \( \) { } [ ] ( ) & \\ = ≈ := \Rightarrow \quad \left \right.".split(),
        *r"\text{ # * _ % | , ; : . < > \ ".split(),
        *r"\begin{align} \end{align} \begin{bmatrix} \end{split} \newcommand \def\a{ ``` ` é ∂ 12 a <br>".split(),
        *["\n", "\n\n", " ", "\0", "\u202e", "\ufeff"],
    ]
)


@explored(
    100,
    400,
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), max_size=12),
    st.sampled_from(["md", "tex", "txt"]),
)
def test_no_mutation_makes_it_stumble(text: str, changes: list[tuple[float, int, str]], kind: str) -> None:
    for where, length, piece in changes:
        place = int(where * len(text))
        text = text[:place] + piece + text[place + length :]
    found = read_submission(f"a.{kind}", text.encode())
    last = text.count("\n") + 1
    sides = [side for chain in found.chains for side in chain.sides]
    assert all(1 <= side.line <= last and side.column >= 1 and side.text.strip() for side in sides)
    assert all(1 <= unread.line <= last and unread.message for unread in found.unread)
    assert all(len(chain.sides) == len(chain.relations) + 1 > 1 for chain in found.chains)
    assert {relation for chain in found.chains for relation in chain.relations} <= {"=", "≈", ":=", "⇒"}


@explored(50, 200, st.binary(max_size=300), st.sampled_from(["a.md", "a.tex", "a.ipynb", "a"]))
def test_any_bytes_are_survived(data: bytes, name: str) -> None:
    read_submission(name, data)
