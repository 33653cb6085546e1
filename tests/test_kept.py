"""What SymPy has derived is kept on disk, and nothing that is kept can change a solution."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from exercises import toml
from test_proof import MUCH, broken, changed, forget

import derive
from derive.api import Exercise
from derive.cli import main
from derive.language import kept_records
from derive.language.errors import DisagreementError
from derive.language.expr import Ref, walk
from derive.problem.assembly import load_text
from derive.solving import kept, programs
from derive.solving.kept import Form, digest, records
from derive.solving.trees import from_lists, to_lists
from derive.table.row import TABLE

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of records that a solution has filled, in a process that remembers nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    records.cache_clear()
    forget()
    derive.load("rnn").solve()
    forget()
    found = records()
    assert found
    assert len(list(found.glob("*.json"))) > 5
    yield found
    records.cache_clear()
    forget()


def told(**settings: Any) -> str:
    return derive.load("rnn").solve(**settings).to_json()


@pytest.mark.parametrize("method", ["chain", "index"])
def test_a_solution_is_the_same_with_and_without_what_is_kept(folder: Path, method: str) -> None:
    told(method=method)
    forget()
    warm = told(method=method)
    assert warm == told(method=method, verify=True)


def test_a_second_run_does_not_load_sympy(tmp_path: Path) -> None:
    code = "import derive, sys; derive.load('rnn').solve().to_markdown(); sys.exit('sympy' in sys.modules)"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    runs = [subprocess.run([sys.executable, "-c", code], env=environment, check=False) for _ in range(2)]
    assert [run.returncode for run in runs] == [1, 0]


def record(content: Any, place: Path) -> str:
    """The text of a record as it is written."""
    return json.dumps([digest(place.stem + json.dumps(content)), content])


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda text: b"",
    "cut off": lambda text: text[: len(text) // 2],
    "one bit off": lambda text: text[:-20] + bytes([text[-20] ^ 1]) + text[-19:],
    "no text": lambda text: bytes(range(256)),
    "of another kind": lambda text: b'{"format": 1}',
    "a number": lambda text: b"7",
    "deep": lambda text: b"[" * 100_000,
    "without its digest": lambda text: json.dumps(["", json.loads(text)[1]]).encode(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_record_is_as_good_as_none(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    before = {place: place.read_bytes() for place in folder.glob("*.json")}
    right = told()
    for place, text in before.items():
        place.write_bytes(damage(text))
    forget()
    assert told() == right
    assert {place: place.read_bytes() for place in folder.glob("*.json")} == before


@pytest.mark.parametrize(
    "content", [None, [], [[], []], [[["number", "1", "0"]], [[[0]]]], [[["tanh"]], [[[7]]]], ["ref"]]
)
def test_a_record_that_holds_something_else_never_changes_a_solution(folder: Path, content: Any) -> None:
    right = told()
    for place in folder.glob("*.json"):
        place.write_text(record(content, place))
    forget()
    assert told() == right


def test_records_that_have_changed_places_are_as_good_as_none(folder: Path) -> None:
    right = told()
    first, *others = sorted(folder.glob("*.json"))
    for place in others:
        place.write_bytes(first.read_bytes())
    forget()
    assert told() == right


def factor_off(place: Path) -> bool:
    """Change one number of a program, with the digest put right: a record that lies."""
    _, content = json.loads(place.read_text())
    numbers = [step for step in content[0] if step[0] == "number" and step[1] not in ("0", "1")]
    if not numbers:
        return False
    numbers[0][1] = "7"
    place.write_text(record(content, place))
    return True


def test_a_record_that_lies_stops_the_solution_and_verify_passes_over_it(folder: Path) -> None:
    right = told()
    assert [place for place in folder.glob("*.json") if factor_off(place)]
    forget()
    with pytest.raises(DisagreementError, match="SymPy's derivation"):
        told()
    assert told(verify=True) == right
    forget()
    assert told() == right


@pytest.mark.parametrize("name", ["tanh", "multiply", "add"])
def test_a_row_with_a_wrong_rule_is_caught_by_what_is_kept(folder: Path, name: str) -> None:
    with broken(TABLE[name], MUCH), pytest.raises(DisagreementError, match="differs from SymPy's derivation"):
        told(method="backprop")


def test_a_row_with_another_definition_is_asked_about_again(folder: Path) -> None:
    right = TABLE["tanh"].definition
    with (
        changed(TABLE["tanh"], definition=lambda x, i, j: right(x, i, j) * 10005 / 10000, fold=None),
        pytest.raises(DisagreementError, match="differs from SymPy's derivation"),
    ):
        told()


def test_a_form_is_found_by_all_that_it_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Ref("x", (), (2, 1))
    form = Form("program", [1], (TABLE["tanh"](x),))
    found = {form.digest, Form("index", [1], form.exprs).digest, Form("program", [2], form.exprs).digest}
    found.add(Form("program", [1], (TABLE["exp"](x),)).digest)
    right = TABLE["tanh"].definition
    for definition in (lambda x, i, j: x(i, j), lambda x, i, j: right(x, i + 0, j), lambda x, i, j: right(x, j, i)):
        with changed(TABLE["tanh"], definition=definition):
            found.add(form.digest)
    with changed(TABLE["tanh"], fold=None):
        found.add(form.digest)
    monkeypatch.setattr(kept, "sources", lambda: "other sources")
    found.add(form.digest)
    monkeypatch.setattr(kept, "sympy_release", lambda: ["there", "9.9"])
    found.add(form.digest)
    assert len(found - {None}) == 10
    monkeypatch.setattr(kept, "sympy_release", lambda: None)
    assert form.digest is None


def test_without_the_files_of_the_sources_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept.operation, "__file__", "nowhere/operation.py")
    assert kept.sources.__wrapped__() is None
    monkeypatch.setattr(kept, "sources", lambda: None)
    assert Form("program", [1], (TABLE["tanh"](Ref("x", (), (2, 1))),)).digest is None


def test_a_release_of_sympy_in_the_making_is_not_relied_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sympy").mkdir()
    (tmp_path / "sympy/__init__.py").write_text("")
    (tmp_path / "sympy/release.py").write_text('__version__ = "1.15.dev"\n')
    monkeypatch.setattr(
        kept, "find_spec", lambda name: type("Spec", (), {"origin": str(tmp_path / "sympy/__init__.py")})
    )
    assert kept.sympy_release.__wrapped__() is None
    (tmp_path / "sympy/release.py").write_text('__version__ = "1.15"\n')
    assert kept.sympy_release.__wrapped__() is not None
    (tmp_path / "sympy/release.py").unlink()
    assert kept.sympy_release.__wrapped__() is None


def test_functions_of_a_problem_of_its_own_are_not_kept() -> None:
    table = '[functions]\ng = "x/(1+exp(-x))"\n'
    own = Exercise(load_text(table + toml("y = g(x)\nL = sum(y)", "x = [1, 2]", "L"), "own", "own.toml"))
    (equation, _) = own.problem.equations
    assert Form("program", [], (equation.rhs,)).digest is None


def test_where_nothing_can_be_kept_the_solution_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = told()
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    records.cache_clear()
    forget()
    assert records() is None
    assert told() == right


def test_a_full_folder_is_emptied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_records, "MOST", 3)
    told(method="index", verify=True)
    assert 0 < len(list(folder.iterdir())) <= 3


def test_a_long_record_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in folder.iterdir():
        place.unlink()
    monkeypatch.setattr(kept_records, "LONGEST", 10)
    forget()
    right = told()
    assert list(folder.iterdir()) == []
    assert told(verify=True) == right


def test_verify_on_the_command_line_asks_again(folder: Path, tmp_path: Path) -> None:
    assert [place for place in folder.glob("*.json") if factor_off(place)]
    forget()
    asked = ["solve", "rnn", "-o", str(tmp_path / "solved")]
    assert CliRunner().invoke(main, asked).exit_code == 3
    assert CliRunner().invoke(main, [*asked, "--verify"]).exit_code == 0


def test_expressions_are_kept_as_they_are() -> None:
    steps = derive.load("rnn").solve(method="index").steps
    for expr in (
        expr for step in steps for e in step.explanations for expr in (step.target, step.rhs, e.left, *e.right)
    ):
        again = from_lists(json.loads(json.dumps(to_lists(expr))))
        assert again == expr
        assert [part.shape for part in walk(again)] == [part.shape for part in walk(expr)]
    assert programs.as_program(json.loads(json.dumps(programs.as_lists(EXAMPLE))), [(), (2, 1)]) == EXAMPLE


EXAMPLE = programs.Program(
    (("entry", 0, 1), ("number", "1", "2"), ("cases", (1, "LessThan", 0, 1), (0, "always"))), (((2, 1),),)
)

UNSOUND: dict[str, Any] = {
    "a step that waits for itself": [[["exp", 0]], [[[0, 0]]]],
    "a step that waits for a later one": [[["exp", 1], ["e"]], [[[0, 0]]]],
    "an entry beyond the array": [[["entry", 0, 2]], [[[0, 0]]]],
    "a quantity too many": [[["entry", 1, 0]], [[[0, 0]]]],
    "a fraction of nothing": [[["number", "1", "0"]], [[[0, 0]]]],
    "a number that is none": [[["number", "1e5", "1"]], [[[0, 0]]]],
    "a function that nobody knows": [[["open", 0]], [[[0, 0]]]],
    "a case for later": [[["cases", [1, "always"]], ["e"]], [[[0, 0]]]],
    "a Jacobian too small": [[["e"]], [[[0]]]],
    "a row too many": [[["e"]], [[[0, 0], [0, 0]]]],
    "an entry of no step": [[["e"]], [[[0, -1]]]],
    "no lists": [7, 7],
}


@pytest.mark.parametrize("lists", UNSOUND.values(), ids=UNSOUND)
def test_what_is_no_program_is_none(lists: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        programs.as_program(lists, [(), (2, 1)])
