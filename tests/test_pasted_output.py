"""Prints that are pasted into write-ups: each gets the name that stands before it or over it, or none at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cases import writeups
from test_print_forms import PRINTS, name, one_digit_off
from tiers import swept

from derive.marking.report import Report
from derive.writeup.pasted_output import with_literals
from derive.writeup.shown_names import name_above, shown_by

NAMES: Mapping[str, tuple[str, str, str]] = {
    "dL/dV": ("dL/dV", "dL_dV", r"\frac{\partial L}{\partial V}"),
    "dL/dU": ("dL/dU", "dL_dU", r"\frac{\partial L}{\partial U}"),
    "dL/dW": ("dL/dW", "dL_dW", r"\frac{\partial L}{\partial W}"),
    "dL/db": ("dL/db", "dL_db", r"\frac{\partial L}{\partial b}"),
    "dL/dc": ("dL/dc", "dL_dc", r"\frac{\partial L}{\partial c}"),
    "h[0]": ("h_0", "h0", "h_0"),
    "yhat[0]": ("yhat_0", "yhat0", r"\hat{y}_0"),
    "L": ("L", "L", "L"),
}


def cell(source: str, text: str, stream: bool) -> str:
    shown: dict[str, Any] = {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}
    printed: dict[str, Any] = {"output_type": "stream", "name": "stdout", "text": text + "\n"}
    code = {"cell_type": "code", "source": source, "outputs": [printed if stream else shown], "metadata": {}}
    return json.dumps({"cells": [code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


Form = Callable[[str, str, str, str], tuple[str, str]]
FORMS: Mapping[str, Form] = {
    "heading": lambda plain, code, tex, text: ("a.md", f"## {plain}\n\n```\n{text}\n```\n\nThat is all.\n"),
    "heading in LaTeX": lambda plain, code, tex, text: ("a.md", f"### ${tex}$\n\n```\n{text}\n```\n"),
    "banner": lambda plain, code, tex, text: ("a.txt", f"===== {plain} =====\n{text}\n"),
    "sentence": lambda plain, code, tex, text: ("a.md", f"For ${tex}$ the program prints\n\n```text\n{text}\n```\n"),
    "colon": lambda plain, code, tex, text: ("a.md", f"So here is ${tex}$:\n\n```\n{text}\n```\n\nThat is all.\n"),
    "in a fence": lambda plain, code, tex, text: ("a.md", f"# Work\n\n```\n{code} =\n{text}\n```\n"),
    "label": lambda plain, code, tex, text: ("a.txt", f"Work\n\n{plain}:\n{text}\n\nThat is all.\n"),
    "prompt": lambda plain, code, tex, text: ("a.md", f"# Work\n\n```\n>>> {code}\n{text}\n```\n\nThat is all.\n"),
    "program": lambda plain, code, tex, text: (
        "a.md",
        f"```python\nprint(np.round({code}, 4))\n```\n\nOutput:\n\n```\n{text}\n```\n",
    ),
    "fence of Python": lambda plain, code, tex, text: ("a.md", f"${tex}$ is\n\n```python\n{text}\n```\n"),
    "behind its sign": lambda plain, code, tex, text: ("a.md", f"$${tex} =$$\n\n~~~\n{text}\n~~~\n"),
    "cell": lambda plain, code, tex, text: ("a.ipynb", cell(f"x = 1\n{code}", text, stream=False)),
    "print in a cell": lambda plain, code, tex, text: ("a.ipynb", cell(f"print({code})", text, stream=True)),
}
FACTS = [fact for fact in PRINTS if fact["want"] != "unread"]


def has_place(fact: dict[str, Any], form: str) -> bool:
    """Whether a print that has a name of its own is not put behind another one."""
    return (
        form not in ("in a fence", "fence of Python", "behind its sign") or " =" not in fact["text"].partition("\n")[0]
    )


PAIRS = [
    (fact, form)
    for k, fact in enumerate(FACTS)
    for j, form in enumerate(FORMS)
    if (k + j) % len(FORMS) == 0 and has_place(fact, form)
]
OTHERS = [
    swept((fact, form)) for fact in FACTS for form in FORMS if (fact, form) not in PAIRS and has_place(fact, form)
]


def judged(fact: dict[str, Any], form: str, text: str) -> list[tuple[str, ...]]:
    file, content = FORMS[form](*NAMES[fact["question"]], text)
    report = writeups("rnn").check(file, content.encode())
    assert not report.unread
    return [(line.verdict, *line.about) for line in report.lines]


@pytest.mark.parametrize(("fact", "form"), [*PAIRS, *OTHERS], ids=lambda x: x if isinstance(x, str) else name(x))
def test_a_print_is_judged_with_the_name_that_it_has(fact: dict[str, Any], form: str) -> None:
    found = judged(fact, form, fact["text"])
    assert [(verdict in ("right", "rounded"), about) for verdict, about in found] == [
        (fact["want"] == "right", fact["question"])
    ]


@pytest.mark.parametrize(("fact", "form"), PAIRS, ids=lambda x: x if isinstance(x, str) else name(x))
def test_a_print_with_another_digit_is_not_right(fact: dict[str, Any], form: str) -> None:
    if not any(c.isdigit() for c in fact["text"].partition(".")[2]):
        return
    found = judged(fact, form, one_digit_off(fact["text"]))
    assert [verdict in ("wrong", "slip") for verdict, _ in found] == [True]


MATRIX = "[[ 0.2773 -0.1984  0.1602]\n [ 0.0556 -0.0519  0.1193]\n [-0.3329  0.2503 -0.2795]]"


def report(text: str) -> Report:
    return writeups("rnn").check("a.md", text.encode())


NAMELESS = {
    "a name that is used": f"Using $V$ we get:\n\n```\n{MATRIX}\n```\n",
    "two names": f"We multiply $V$ and $W$:\n\n```\n{MATRIX}\n```\n",
    "a heading of words": f"## Results\n\n```\n{MATRIX}\n```\n",
    "text between": f"## dL/dV\n\nFirst the other one, which we need below.\n\n```\n{MATRIX}\n```\n",
    "two prints for one line": f"```python\nprint(dL_dV)\n```\n```\n{MATRIX}\n\n{MATRIX}\n```\n",
    "prints in a loop": f"```python\nfor g in grads:\n    print(g)\n```\n```\n{MATRIX}\n```\n",
    "an equation above": f"$V = 2$:\n\n```\n{MATRIX}\n```\n",
}


@pytest.mark.parametrize("text", NAMELESS.values(), ids=NAMELESS.keys())
def test_a_print_whose_name_nothing_tells_is_not_judged(text: str) -> None:
    assert [line.text for line in report(text).lines if "0.2773" in line.text] == []


def test_several_prints_belong_to_the_names_that_a_cell_shows_in_their_order() -> None:
    names = ("dL_dV", "h0")
    found = with_literals("[[1. 2.]\n [3. 4.]]\n[[5.]\n [6.]]", is_output=True, names=names)
    assert found.split("\n") == ["dL_dV = [[1., 2.], [3., 4.]]", "", "h0 = [[5.], [6.]]", ""]


def test_values_of_which_each_has_a_line_are_no_rows_of_one_matrix() -> None:
    source, text = "print(h0); print(h1)", "[-0.7616  0.      0.964 ]\n[-0.6204  0.4437 -0.9791]"
    report = writeups("rnn").check("a.ipynb", cell(source, text, True).encode())
    assert [(line.left, line.verdict) for line in report.lines] == [("h0", "right"), ("h1", "right")]
    report = writeups("rnn").check("a.ipynb", cell(source, text.replace("0.4437", "0.4537"), True).encode())
    assert [line.verdict for line in report.lines] == ["right", "wrong"]


def test_the_lines_of_a_text_stay_where_they_are() -> None:
    text = f"# Work\n\ndL/dV =\n\n{MATRIX}\n\n$L = 2.0144$\n"
    assert with_literals(text).count("\n") == text.count("\n")
    assert [(line.line, line.verdict) for line in report(text).lines] == [(3, "right"), (9, "right")]


def test_a_table_with_words_over_its_columns_stays_a_table() -> None:
    text = "### $h_t$\n\n| $t$ | $l_t$ |\n|---|---|\n| 0 | 0.1754 |\n| 1 | 0.5538 |\n"
    assert with_literals(text) == text
    assert [line.about for line in report(text).lines] == [("l[0]",), ("l[1]",)]


def test_elided_entries_are_asked_for() -> None:
    found = report("## dL/dV\n\n```\n[[ 0.2773 ...  0.1602]\n ...\n [-0.3329 ... -0.2795]]\n```\n")
    assert [(line.verdict, "print all entries" in line.message) for line in found.lines] == [("unread", True)]


SAID = {
    "The gradient of $L$ with respect to $V$ is": r"\frac{\partial L}{\partial V}",
    "Der Gradient von $L$ nach $V$ ist": r"\frac{\partial L}{\partial V}",
    "so dL/dU is:": "dL/dU",
    "Question 2: dL/dW": "dL/dW",
    "**dL/dc**": "dL/dc",
    "In [3]: W.grad": "W.grad",
    "(%i4) dV;": "dV",
    "the value of $h_0$ is": "h_0",
    "Results": "",
    "We multiply with $V$:": "",
    "Loss:": "",
    ">>> V @ h0": "",
}


@pytest.mark.parametrize(("line", "expected"), SAID.items())
def test_what_names_a_print(line: str, expected: str) -> None:
    assert name_above([line, ""], 2) == expected


def test_what_a_program_shows() -> None:
    assert shown_by("import numpy as np\nx = 3\nprint(dL_dV)\nprint(dL_dU.round(4))") == ["dL_dV", "dL_dU"]
    assert shown_by("dV = delta @ h.T\ndV") == ["dV"]
    assert shown_by("for k in g:\n    print(k)") == shown_by("print('x', y)") == []


def test_a_long_row_of_numbers_before_an_unknown_sign_is_read_at_once() -> None:
    numbers = " ".join(f"-0.{k:04d}" for k in range(200))
    text = f"x = [1, 2]\n[{numbers} \u22a4]\n"
    assert with_literals(text).splitlines()[1] == text.splitlines()[1]
