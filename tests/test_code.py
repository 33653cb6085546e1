"""Programs and notebooks: they run, their numbers are the printed ones, and differences quotients agree with them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from click.testing import CliRunner
from exercises import toml
from nbclient import NotebookClient

import derive
from derive.api import Exercise
from derive.cli import main
from derive.documents.formats import Choices
from derive.language.errors import ProblemError
from derive.problem.assembly import load_text
from derive.table.row import TABLE

WINDOWS = (
    ("conv2d(X, K, stride=2, padding=1, dilation=1)", "dL/dX dL/dK"),
    ("conv2d(X, K, stride=1, padding=0, dilation=2, flip=1)", "dL/dX dL/dK"),
    ("conv2d_transpose(X, K, stride=2, padding=1, extra_rows=1)", "dL/dX dL/dK"),
    ("avgpool(X, 2, stride=1)", "dL/dX"),
    ("maxpool(X, 2, stride=1)", "dL/dX"),
    ("maxpool(X, 2)", "dL/dX"),
    ("conv1d(u, v, stride=2, padding=1)", "dL/du dL/dv"),
    ("conv1d_transpose(u, v, stride=2)", "dL/du dL/dv"),
    ("maxpool(u, 2)", "dL/du"),
    ("maxpool(X, 3, stride=2, padding=1)", "dL/dX"),
)
VALUES = """
X = [[1, -2, 0.5, 3, 2], [0, 1.5, -1, 2, 4], [2, 0.25, 1, -3, 1], [-1, 3, 0.75, 5, -4], [6, 7, -2, 8, 0.1]]
K = [[1, 0.5], [-1, 2]]
u = [1, -2, 0.5, 3, 2]
v = [2, -1]
"""


def program(problem: str, library: str = "numpy", **settings: Any) -> str:
    written = derive.load(problem).solve(**settings).written("py", Choices(code=library))
    assert isinstance(written, str)
    return written


def cells(problem: str, **settings: Any) -> list[Any]:
    written = derive.load(problem).solve(**settings).written("ipynb")
    notebook = nbformat.reads(written, as_version=4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def ran(code: str) -> dict[str, Any]:
    """The names that a program has set, run as the code of this project's own writing that it is."""
    names: dict[str, Any] = {}
    exec(compile(code, "program", "exec"), names)
    return names


@pytest.mark.parametrize("problem", ["rnn", "lstm", "attention", "mlp-batch", "cnn", "vae", "mazur-update"])
@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_a_program_runs_and_its_numbers_are_the_printed_ones(problem: str, method: str) -> None:
    ran(program(problem, method=method))


def ran_text(code: Any) -> str:
    """A program that ran."""
    ran(code)
    return str(code)


def test_own_functions_are_defined_and_give_the_printed_numbers() -> None:
    own = "[functions]\nswish = 'x/(1+exp(-x))'\nlambda = 'piecewise(u > 0, swish(u), u/10)'\n"
    text = toml("z = W x\nh = lambda(z)\nL = sum(h .* h)", "W = [[1, -2], [0.5, 1]]\nx = [0.5, 1]", "L dL/dW")
    solution = Exercise(load_text(own + text, "test", "test.toml")).solve(method="backprop")
    names = ran(solution.written("py", Choices(code="numpy")))
    assert names["lambda_"](-2.0) == -0.2
    assert names["swish"](2.0) == pytest.approx(2 / (1 + np.exp(-2)))
    assert "def lambda_(u):\n    return torch.where" in solution.written("py", Choices(code="torch"))


def test_a_wrong_number_stops_the_program() -> None:
    wrong = program("rnn", method="backprop").replace("h_2 = np.tanh(hbar_2)", "h_2 = np.tanh(hbar_2 + 0.001)")
    with pytest.raises(AssertionError):
        ran(wrong)


def test_the_gradients_of_the_program_are_difference_quotients_of_its_own_loss() -> None:
    code = program("rnn", method="backprop")
    names = ran(code)
    forward = code.split("# dL/dh[1]")[0]
    for name in ("U", "W", "V", "b", "c"):
        for place in np.ndindex(names[name].shape):
            losses = []
            for change in (1e-6, -1e-6):
                moved = np.array(names[name])
                moved[place] += change
                given = forward.replace("\n# h[0]", f"\n{name} = moved\n# h[0]")
                losses.append(ran_with(given, moved)["L"])
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(names[f"dL_d{name}"][place], abs=1e-7)


def ran_with(code: str, moved: Any) -> dict[str, Any]:
    names: dict[str, Any] = {"moved": moved}
    exec(compile(code, "program", "exec"), names)
    return names


def test_it_reads_as_a_model_answer() -> None:
    text = program("rnn", method="backprop")
    for line in (
        "hbar_1 = W @ h_0 + U @ x_1 + b  # Step 3",
        "h_1 = np.tanh(hbar_1)  # Step 4",
        "dL_dh_1 = V.T @ dL_dmu_1 + W.T @ dL_dhbar_2  # Step 23",
        "dL_dhbar_1 = (1 - h_1 * h_1) * dL_dh_1  # Step 24",
        "dL_dW = dL_dhbar_1 @ h_0.T + dL_dhbar_2 @ h_1.T  # Step 31",
    ):
        assert f"\n{line}\n" in text
    assert "import math" not in text


def test_a_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    notebook = nbformat.reads(derive.load("rnn").solve().written("ipynb"), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    run = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(run) == 10
    assert all(cell.execution_count and not cell.outputs for cell in run)


def test_every_question_has_its_code_behind_it() -> None:
    found = cells("mlp")
    for before, cell in pairwise(found):
        if cell.cell_type == "code" and "import numpy" not in cell.source:
            assert re.match(r"## \(\w\)", before.source)
            assert "close(" in cell.source
    assert len({cell.id for cell in found}) == len(found)


def test_the_program_alone_is_written_for_each_library(tmp_path: Path) -> None:
    for library, word in (("numpy", "np.tanh"), ("torch", "torch.tanh"), ("jax", "jnp.tanh")):
        shown = CliRunner().invoke(main, ["solve", "rnn", "--code", library, "-o", str(tmp_path / library)])
        assert shown.exit_code == 0
        text = (tmp_path / library / "solution.py").read_text(encoding="utf-8")
        assert word in text
        compile(text, library, "exec")


def test_every_operation_has_code() -> None:
    """A unit vector alone has none: only other texts than ours name it."""
    assert {name for name, operation in TABLE.items() if not operation.code.numpy} <= {"unit"}


@pytest.mark.parametrize(("equation", "asked"), WINDOWS)
def test_windows_slid_over_an_array_give_the_printed_numbers(equation: str, asked: str) -> None:
    """The program compares each value with the printed one; its functions are written apart from the table's."""
    values = "".join(line + "\n" for line in VALUES.split("\n") if re.search(rf"\b{line[:1] or '#'}\b", equation))
    text = toml(f"z = {equation}\nL = sqnorm(z)", values, asked)
    solution = Exercise(load_text(text, "test", "test.toml")).solve(method="backprop", verify=False)
    assert "close(dL_d" in ran_text(solution.written("py", Choices(code="numpy")))
    for library in ("torch", "jax"):
        compile(solution.written("py", Choices(code=library)), library, "exec")


def test_what_has_no_code_is_told() -> None:
    with pytest.raises(ProblemError, match="take another --method"):
        program("rnn", method="index")


def test_a_notebook_is_read_back_as_the_solution() -> None:
    written = derive.load("rnn").solve().written("ipynb")
    assert json.loads(written)["nbformat"] == 4
    report = derive.check_writeup("rnn", "\n\n".join(c.source for c in cells("rnn") if c.cell_type == "markdown"))
    assert {line.verdict for line in report.lines} == {"right"}


def test_the_program_gives_what_autograd_gave_for_its_forward_part_in_torch() -> None:
    """Recorded once: torch's `backward()` on the loss that the program for torch calculates."""
    recorded = json.loads((Path(__file__).parent / "facts" / "torch_programs.json").read_text(encoding="utf-8"))
    names = ran(program("rnn", method="backprop"))
    for name, gradient in recorded["gradients"].items():
        assert np.allclose(names[f"dL_d{name}"], gradient, rtol=0, atol=1e-12)


def test_the_given_numbers_stand_as_code_behind_the_text_that_gives_them() -> None:
    found = cells("logistic")
    place = next(k for k, cell in enumerate(found) if cell.cell_type == "code")
    assert found[place - 1].source.startswith("## What is given")
    assert "import numpy" in found[place].source
