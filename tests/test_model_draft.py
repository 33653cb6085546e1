"""A problem file drafted from a program: its values and gradients are those of the program itself, run by NumPy."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from derive.api import Exercise
from derive.cli import main
from derive.handout.model_draft import draft_of_model
from derive.language.errors import ProblemError
from derive.problem import catalogue
from derive.problem.assembly import load_text

DENSE = """
import numpy as np
W = np.array([[0.5, -1.0], [2, 0.25]])
b, c = np.array([0.1, 0]), 1e-1
V = np.array([[1.0, 2], [0.0, -1]])
x = np.array([1.0, -2.0])
y = np.array([0, 1])

def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()

def penalty(M):
    '''Half of all squares.'''
    square = M ** 2
    return 0.5 * np.sum(square)

a = np.tanh(W @ x + b) / 2
a = np.maximum(0, a - c) * a
z = V.T @ a
p = softmax(z)
L = -np.sum(y * np.log(p)) + penalty(W) - x @ W.dot(x)
"""
LOOP = """
import numpy as np
W = np.array([[0.5, -0.25], [0.75, 1]])
U = np.array([[1, 0.5], [-0.5, 0.25]])
x = np.array([[1, 0], [0.5, -1], [0.25, 2]])
h = np.zeros(2)
L = 0
for step in range(3):
    h = np.tanh(W @ h + U @ x[step])
    L += ((h - 0.5) ** 2).sum()
"""
LISTED = """
import numpy as np
W = np.array([[0.5, -0.25], [0.75, 1]])
x = np.array([[1, 0], [0.5, -1]])
hs = {}
hs[-1] = np.array([0.25, 0])
for t in range(2):
    hs[t] = np.tanh(np.dot(W, hs[t - 1]) + x[t])
L = np.mean(hs[1] * hs[0])
"""
ROWS = """
import numpy as np
X = np.array([[1.0, 2], [3, 4], [0, 1]])
W = np.array([[1, -1], [0, 0.5]])
b = np.array([0.5, -0.5])
v = np.array([1, 2])
Z = np.log(1 + np.exp(X @ W + b))
s = v @ W
L = np.mean(Z ** 2) + s @ v + np.sum(W @ v)
"""


@pytest.mark.parametrize("text", [DENSE, LOOP, LISTED, ROWS], ids=["dense", "loop", "listed", "rows"])
def test_a_draft_calculates_what_the_program_does(text: str) -> None:
    written = draft_of_model("mine", "model.py", text.encode())
    assert "# still wrong" not in written
    assert "# not read" not in written
    solution = Exercise(load_text(written, "mine", "mine.toml")).solve(digits=8)
    assert float(solution["L"].value) == pytest.approx(run(text)["L"], abs=1e-8)
    slopes = slope(text)
    assert np.allclose(np.array(solution["dL/dW"].value, float).ravel(), slopes.ravel(), atol=1e-6)


def run(text: str, change: np.ndarray[Any, Any] | None = None) -> dict[str, Any]:
    """The names of the program after it was run, with its W changed."""
    names: dict[str, Any] = {}
    head, line, tail = text.partition("W = ")
    first, end, rest = tail.partition("\n")
    exec(f"{head}{line}{first}{end}", names)
    if change is not None:
        names["W"] = names["W"] + change
    exec(rest, names)
    return names


def slope(text: str, step: float = 1e-6) -> np.ndarray[Any, Any]:
    found = np.zeros((2, 2))
    for place in np.ndindex(2, 2):
        change = np.zeros((2, 2))
        change[place] = step
        found[place] = (run(text, change)["L"] - run(text, -change)["L"]) / (2 * step)
    return found


TORCH = """
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.head = nn.Sequential(nn.Tanh(), nn.Linear(4, 2, bias=False))

    def forward(self, x, y):
        x = F.relu(self.fc1(x))
        z = self.head(x)
        return F.mse_loss(z, y)
"""


def test_layers_of_torch_bring_their_parameters() -> None:
    written = draft_of_model("net", "net.py", TORCH.encode())
    assert "x_2 = relu(W_fc1 x + b_fc1)\nz = W_head_1 tanh(x_2)\nout = MSE(y, z)\n" in written
    for line in ('W_fc1 = "matrix 4 x 3"', 'b_fc1 = "vector 4"', 'W_head_1 = "matrix 2 x 4"', 'x = "vector 3"'):
        assert f"{line}\n" in written
    assert 'ask = ["dout/dW_fc1", "dout/db_fc1", "dout/dW_head_1"]' in written


def test_a_class_is_a_label_and_gradients_are_left_out() -> None:
    text = """
import torch, os
W = torch.tensor([[1., 2], [0, 1], [1, 1]], requires_grad=True)
x = torch.tensor([0.5, 1])
y = torch.tensor(2)
criterion = torch.nn.CrossEntropyLoss()
loss = criterion(W @ x, y)
loss.backward()
dW = W.grad
W -= 0.1 * dW
with open("secret") as file:
    k = file.read()
os.system("touch here")
"""
    written = draft_of_model("mine", "model.py", text.encode())
    assert "loss = CE_logits(y, W x)\n" in written
    assert "y = { one_hot = 3 }\n" in written
    assert 'ask = ["dloss/dW"]' in written
    unread = [line for line in written.splitlines() if line.startswith("# not read: ")]
    assert [line.split()[4] for line in unread] == ["9:", "10:", "12:", "13:"]
    assert "secret" not in written.split("[model]")[1]
    logits = np.array([2.5, 1, 1.5])
    expected = np.log(np.exp(logits).sum()) - logits[2]
    solution = Exercise(load_text(written, "mine", "mine.toml")).solve()
    assert float(solution["loss"].value) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "(" * 300 + "1" + ")" * 300,
        "def f(x):\n    return x + x\na = f(" * 1 + "f(" * 40 + "b" + ")" * 41,
        "def f(x):\n    return f(x)\na = f(1)",
        "a = np.zeros((100000, 100000))\nb = np.eye(10**9)",
        "a = 0x" + "f" * 5000 + "\nb = 1e999\nc = 1e-999",
        "for t in range(10**12):\n    a = t",
        "[model]\nx = 1",
        "a = '''\n'''\nb = '# [values]'",
        "lambda: 0\nasync def f(): pass\nmatch a:\n    case 1: b = 2",
    ],
)
def test_whatever_stands_in_a_program_is_a_draft_or_a_complaint(text: str) -> None:
    with suppress(ProblemError):
        written = draft_of_model("mine", "model.py", text.encode())
        assert len(written) < 10_000
        tomllib.loads(written)


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    for content, told in ((b"h = tanh(\n", "line 1"), (b"\xff\xfe", "no Python"), (b"a = 1\0", "no Python")):
        with pytest.raises(ProblemError, match=told):
            draft_of_model("mine", "model.py", content)
    (tmp_path / "model.py").write_text(DENSE, encoding="utf-8")
    done = CliRunner().invoke(main, ["new", str(tmp_path / "mine"), "--from", str(tmp_path / "model.py")])
    assert done.exit_code == 0, done.output
    assert catalogue.load(tmp_path / "mine.toml").settings.vectors == "columns"
