"""Students' programs, read and never run: what is wrong in them is found on its line, and nothing that is right."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from planted_code import Program, gradients_differ

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Line, Report
from derive.problem import catalogue
from derive.tracing.program import CodePiece, parsed_piece

PROGRAMS = Path(__file__).parent / "programs"
EXPECTED = sorted(PROGRAMS.glob("*.expect.json"))
NAMED = {
    "transposed factor": {"transposed_factor", "factors_swapped"},
    "missing activation derivative": {"activation_derivative_missing"},
    "= for +=": {"overwritten"},
    "missing recurrent path": {"recurrent_path_missing"},
    "keepdims missing": {"keepdims_missing"},
    "summed over everything": {"summed_over_everything"},
}
"""What the mistakes of the expectations are called here."""
Place = tuple[int | None, int]
RIGHT = sorted((PROGRAMS / "right").glob("*.py"))
PLANTED = tomllib.loads((PROGRAMS / "planted.toml").read_text(encoding="utf-8"))["planted"]
QUICK = ("softmax_jax.py", "mlpbatch_tf.py", "highway.py", "table_named_g.py", "mlp_closures.py")
SAMPLE = ("gru_typed", "lstm_gates_loop", "mlp_layers", "rnn_language_rows", "word2vec_np")
"""Programs of which nothing is planted by hand: these are always gone through, the rest in the sweep."""
BEFORE = {planted["file"].removesuffix(".py") for planted in PLANTED} | {"cnn_loops", "lists_only", "ln_torch"}
ALWAYS = {"attention_einsum", "softmax_comprehension"}
"""In one the targets are the inputs under another name, in the other a list gets a gradient entry by entry."""


def place(said: Any) -> Place:
    return (None, said) if isinstance(said, int) else (said.get("cell"), said["line"])


@cache
def report(expected: Path) -> Report:
    said = json.loads(expected.read_text(encoding="utf-8"))
    own = PROGRAMS / f"{said['problem']}.toml"
    problem = catalogue.load(own if own.exists() else said["problem"])
    return WriteUps(problem, "full").check(said["file"], (PROGRAMS / said["file"]).read_bytes())


def verdicts(expected: Path) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for line in report(expected).lines:
        if line.code:
            found.setdefault((line.cell, line.line), set()).add(line.verdict)
    return found


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_each_line_of_a_program_has_the_verdict_that_running_it_told(expected: Path) -> None:
    said, found = json.loads(expected.read_text(encoding="utf-8")), verdicts(expected)
    wrong = {at for at, those in found.items() if "wrong" in those}
    musts = [{place(must), *map(place, must.get("also", ()))} for must in said["must"]]
    assert [must for must in musts if not must & wrong] == []
    assert wrong - set().union(*musts) == set()
    assert {place(line): found.get(place(line)) for line in said["right_lines"]} == {
        place(line): {"right"} for line in said["right_lines"]
    }
    followed = {place(line) for line in said["carried_lines"]} & set(found)
    assert [found[at] for at in followed if found[at] != {"carried"}] == []


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_mistakes_in_programs_have_their_names(expected: Path) -> None:
    said = json.loads(expected.read_text(encoding="utf-8"))
    named = {(line.cell, line.line): line.diagnosis for line in report(expected).lines if line.verdict == "wrong"}
    for must in said["must"]:
        assert named[place(must)] in NAMED[must["mistake"]]


def lines_of(text: str) -> list[Line]:
    """What is said of a program whose first line names its problem."""
    name = text.split("\n", 1)[0].removeprefix("# problem: ")
    own = PROGRAMS / f"{name}.toml"
    problem = catalogue.load(own if own.exists() else name)
    return [*WriteUps(problem, "full").check("student.py", text.encode()).lines]


@pytest.mark.parametrize(
    "program",
    [p if p.stem in (*SAMPLE, *BEFORE, *ALWAYS) else pytest.param(p, marks=pytest.mark.sweep) for p in RIGHT],
    ids=lambda path: path.stem,
)
def test_nothing_in_a_right_program_is_called_wrong(program: Path) -> None:
    found = lines_of(program.read_text(encoding="utf-8"))
    assert [line for line in found if line.verdict != "right"] == []
    assert len(found) > 4


@pytest.mark.parametrize(
    "planted",
    [p if p["file"] in QUICK else pytest.param(p, marks=pytest.mark.sweep) for p in PLANTED],
    ids=lambda planted: f"{planted['file'].removesuffix('.py')}-{planted['mistake']}",
)
def test_an_error_planted_in_a_right_program_is_found_on_its_line_and_nowhere_else(planted: dict[str, str]) -> None:
    text = (PROGRAMS / "right" / planted["file"]).read_text(encoding="utf-8")
    assert text.count(planted["was"]) == 1
    place = text[: text.index(planted["was"])].count("\n") + 1
    wrong = [line for line in lines_of(text.replace(planted["was"], planted["is"])) if line.verdict == "wrong"]
    assert [(line.line, line.diagnosis) for line in wrong] == [(place, planted["mistake"])]


def test_what_a_cell_prints_of_a_wrong_value_is_no_second_error() -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "execution_count": 1, "outputs": outputs}
        for source, outputs in (
            ("import numpy as np\nw, x, b, y = np.array([0.5, -1, 0.25]), np.array([2, -0.5, -1]), 0.5, 1", []),
            ("z = w @ x + b\nyhat = 1 / (1 + np.exp(-z))", []),
            (
                "dL_dz = y - yhat\ndL_dw = dL_dz * x\nprint('dL/dz =', dL_dz)",
                [{"output_type": "stream", "name": "stdout", "text": "dL/dz = 0.14804719803168948\n"}],
            ),
        )
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    lines = WriteUps(catalogue.load("logistic"), "full").check("student.ipynb", text.encode()).lines
    told = [(line.cell, line.line, line.output, line.verdict) for line in lines if line.verdict != "right"]
    assert told == [(2, 1, False, "wrong"), (2, 2, False, "carried"), (2, 1, True, "carried")]


def test_a_mask_turned_round_in_a_lambda_makes_no_line_wrong_that_only_calls_it() -> None:
    text = (PROGRAMS / "right" / "residual_lambdas.py").read_text(encoding="utf-8")
    lines = lines_of(text.replace("relu = lambda u: u * (u > 0)", "relu = lambda u: u * (u < 0)"))
    assert [line.verdict for line in lines if line.verdict != "carried"] == ["right", "unread"]


ENDLESS = {
    "a loop without an end": "while True:\n    x = 1",
    "a loop of a million million rounds": "for i in range(10**12):\n    a = U @ U",
    "arrays larger than any memory": "a = np.zeros((10**6, 10**6))\nb = [0] * 10**10",
    "a function that calls itself": "def f(x):\n    return f(x)\ny = f(U)",
    "a list that doubles": "s = [1]\nfor i in range(200):\n    s.extend(s)",
    "towers of powers": "a = 9**9**9**9\nb = 2**(2**20)",
    "brackets within brackets": "a = " + "(" * 150 + "1" + ")" * 150,
    "signs without an end": "a = " + "-" * 50_000 + "1",
    "no Python": "\x00 def",
}


@pytest.mark.parametrize("hostile", ENDLESS.values(), ids=ENDLESS)
def test_a_hostile_program_is_left_where_it_becomes_too_much(hostile: str) -> None:
    lines = lines_of(f"# problem: rnn\nimport numpy as np\nU = np.eye(3)\n{hostile}\n")
    assert [line for line in lines if line.verdict == "wrong"] == []


AUTOMATIC = {
    "backward": (
        "import torch\nW1 = torch.tensor([[1, -2], [0.5, 1], [-1, 1.]], requires_grad=True)\n"
        "loss = (W1 @ torch.tensor([2, 0.5])).sum()\nloss.backward()\ndW1 = W1.grad\n",
        ["dW1"],
    ),
    "a tape": (
        "import tensorflow as tf\nW2 = tf.Variable([[1, 0, 2.], [-1, 1, 0]])\nb2 = tf.Variable([0., 1])\n"
        "with tf.GradientTape() as tape:\n    loss = tf.reduce_sum(W2)\ndW2, db2 = tape.gradient(loss, [W2, b2])\n",
        ["dW2", "db2"],
    ),
    "a function's gradient": (
        "import jax\nW1 = jax.numpy.array([[1, -2], [0.5, 1], [-1, 1.]])\n"
        "def f(W1):\n    return W1.sum()\ndW1 = jax.grad(f)(W1)\n",
        ["dW1"],
    ),
}


@pytest.mark.parametrize(("program", "gradients"), AUTOMATIC.values(), ids=AUTOMATIC)
def test_gradients_of_a_library_are_nobodys_working(program: str, gradients: list[str]) -> None:
    unread = [line for line in lines_of(f"# problem: mlp\n{program}") if line.verdict == "unread"]
    assert len(unread) == len(gradients)
    assert all("calculated by the library" in line.message for line in unread)


@pytest.mark.parametrize("chain", ["+1" * 900, ".T" * 900, "(1)" * 900])
def test_what_no_browser_survives_is_refused_before_it_is_parsed(chain: str) -> None:
    assert parsed_piece(CodePiece(f"x = a{chain}")).fault == "deep"


def test_long_lists_and_rulers_are_no_chains() -> None:
    text = f"# {'-' * 2000}\nx = [{'-1, ' * 3000}]\n" + "y = 1 + 1\n" * 3000
    assert not parsed_piece(CodePiece(text)).fault


@pytest.mark.parametrize(
    "program",
    [p if p.stem in SAMPLE else pytest.param(p, marks=pytest.mark.sweep) for p in RIGHT if p.stem not in BEFORE],
    ids=lambda path: path.stem,
)
def test_the_gradients_of_right_programs_are_differences_of_their_loss(program: Path) -> None:
    assert gradients_differ(Program(program.name, program.read_text(encoding="utf-8"))) == []
