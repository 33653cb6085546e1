"""The façade: every function takes a name, a path, a problem or an exercise, and says what it gives and refuses."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.language.errors import ProblemError
from derive.problem import catalogue

PATH = catalogue.CATALOGUE / "logistic.toml"
KINDS: dict[str, Any] = {
    "name": "logistic",
    "path": PATH,
    "text of a path": str(PATH),
    "problem": catalogue.load("logistic"),
    "exercise": derive.load("logistic"),
}
WORK = "$$z = 1.75$$\n"


@pytest.mark.parametrize("kind", KINDS)
def test_every_function_takes_every_kind_of_problem(kind: str, tmp_path: Path) -> None:
    problem = KINDS[kind]
    assert derive.solve(problem, ["z"])["z"].value == "1.7500"
    assert derive.check(problem, "z", "1.75").verdict == "right"
    assert derive.check_answer(problem, "z", "1.75").verdict == "right"
    assert derive.Checker(problem).check("z", "1.75").verdict == "right"
    assert derive.check_writeup(problem, WORK).lines[0].verdict == "right"
    assert derive.mark(problem, "z", 1.75) == 1.0
    assert len(derive.vary(problem, 1, seed=1)) == 1
    assert derive.lint(problem)
    assert [path.suffix for path in derive.export(problem, ["csv"], tmp_path)] == [".csv"]
    with pytest.raises(ProblemError, match="no such folder"):
        derive.check_folder(problem, tmp_path / "none")


@pytest.mark.parametrize("name", [name for name in derive.__all__ if name != "__version__"])
def test_everything_is_documented(name: str) -> None:
    found = getattr(derive, name)
    assert inspect.getdoc(found)
    if inspect.isfunction(found):
        words = " ".join((inspect.getdoc(found) or "").split())
        assert "Errors: " in words or "; see " in words
        hints = {**found.__annotations__}
        assert set(inspect.signature(found).parameters) <= set(hints), "every argument has a type"
        assert "return" in hints


def test_what_is_no_problem_is_told() -> None:
    for wrong, told in (
        (3, "found int; expected a name"),
        ("lostistic", "did you mean logistic"),
        (None, "found NoneType"),
    ):
        with pytest.raises(ProblemError, match=told):
            derive.solve(wrong)  # type: ignore[arg-type]


def test_type_checkers_find_the_types() -> None:
    assert (Path(derive.__file__).parent / "py.typed").is_file()
    assert set(derive.PLACES) == set(derive.__all__) - {"__version__"}


def test_no_text_of_a_student_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hands in the name of a right solution gets no marks for it."""
    (tmp_path / "solution.md").write_text(WORK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProblemError, match="give a Path"):
        derive.check_writeup("logistic", "solution.md")
    assert derive.check_writeup("logistic", Path("solution.md")).lines[0].verdict == "right"
    assert derive.check_writeup("logistic", "none.md").marks == 0


def test_there_is_nothing_to_warn_of_in_a_file_to_start_from(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(catalogue.starter("mine"), encoding="utf-8")
    assert derive.lint(tmp_path / "mine.toml") == ["Nothing to warn of."]
