"""The command line: what it writes, what it prints, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from derive.cli import main
from derive.problem.catalogue import starter

BROKEN = """
title = "Broken"
colour = "red"
[settings]
digits = 99
methd = "chain"
[model]
equations = '''
z = W q + b
h = tanh(z
'''
[values]
W = [[1, 2], [3]]
b = [1, "nan"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_solving_writes_markdown_and_latex_and_prints_the_answers(folder: Path) -> None:
    result = run("solve", "rnn")
    assert result.exit_code == 0
    assert contents(folder) == {"output/rnn/solution.md", "output/rnn/solution.tex"}
    assert "dL/dc     [0.3630; -0.0457; -0.3172]" in result.stdout
    assert "l[2]      5.5581" in result.stdout


def test_other_formats_and_folders(folder: Path) -> None:
    assert run("solve", "rnn", "--to", "json,md", "-o", "here").exit_code == 0
    assert contents(folder) == {"here/solution.json", "here/solution.md"}
    assert json.loads((folder / "here/solution.json").read_text(encoding="utf-8"))["answers"][9]["value"] == "2.0144"


def test_standard_output_takes_one_format_and_nothing_is_written(folder: Path) -> None:
    result = run("solve", "rnn", "--only", "L", "-o", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Backpropagation through time")
    assert json.loads(run("solve", "rnn", "--to", "json", "-o", "-").stdout)["format"] == 1
    assert run("solve", "rnn", "--to", "md,tex", "-o", "-").exit_code == 2
    assert contents(folder) == set()


def test_settings_from_the_command_line_win(folder: Path) -> None:
    args = ("solve", "rnn", "--to", "json", "-o", "-", "--digits", "7", "--method", "backprop", "--layout", "jacobian")
    tables = json.loads(run(*args).stdout)
    assert tables["settings"] == {
        "digits": 7, "method": "backprop", "layout": "jacobian", "detail": "normal", "language": "en",
    }  # fmt: skip
    by_name = {answer["name"]: answer for answer in tables["answers"]}
    assert by_name["dL/dh[1]"]["value"] == [["-0.9188550"], ["-1.0473250"], ["-0.1161352"]]
    assert by_name["dL/dh[1]"]["shape"] == [3, 1]


def test_a_value_can_be_changed_for_one_run(folder: Path) -> None:
    args = ("solve", "rnn", "--to", "json", "-o", "-", "--only", "hbar[0]")
    value = json.loads(run(*args, "--set", "x[0]=[1, 0, 0]", "--set", "b=[0, 0, 0.5]").stdout)["answers"][0]["value"]
    assert value == [["1.0000"], ["-1.0000"], ["2.5000"]]


def test_a_starter_can_be_solved_at_once_and_is_not_overwritten(folder: Path) -> None:
    assert run("new", "mine").exit_code == 0
    assert run("solve", "mine.toml").exit_code == 0
    assert run("new", "mine").exit_code == 2
    assert contents(folder) == {"mine.toml", "output/mine/solution.md", "output/mine/solution.tex"}


def test_the_catalogue_is_listed_and_shown() -> None:
    listed = run("list").stdout
    found = [line.split()[0] for line in listed.splitlines()]
    assert found[0] == "rnn"
    assert found[1:] == sorted(found[1:])
    assert {"attention", "lstm-concat", "mazur", "vae"} < set(found)
    shown = run("show", "rnn").stdout
    assert "What is asked" in shown
    assert "0.7616" not in shown


@pytest.mark.parametrize(
    "answer", ["-log(yhat[0, 3])", "-qopage", "-opage", "-h[1]", "--output/page", "-0.5", "--set", "-", "--", "-o=page"]
)
def test_an_answer_is_never_an_option_and_writes_nothing(answer: str, folder: Path) -> None:
    words = ["--", answer] if answer in ("--set", "--") else [answer]
    result = run("check", "rnn", "--question", "l[0]", *words)
    assert "l[0]: " in result.stdout
    assert contents(folder) == set()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["page.md", "--revel", "full"], "'--revel'"),
        (["page.md", "--question"], "'--question' requires an argument"),
        (["page.md", "-o"], "'-o' requires an argument"),
    ],
)
def test_a_misspelt_or_empty_option_is_told(words: list[str], found: str) -> None:
    result = run("check", "rnn", *words)
    assert result.exit_code == 2
    assert found in result.stderr


def test_the_catalogue_is_found_by_topic_and_level() -> None:
    assert run("list", "--topic", "attention").stdout.startswith("attention ")
    first = run("list", "--level", "first").stdout
    assert "mazur" in first
    assert "lstm" not in first


def test_the_prose_stands_before_the_exercise_with_its_mathematics(folder: Path) -> None:
    prose = "prose = '''A row $x_1$ for 50 % of it.\n\nSecond_part.'''\n"
    (folder / "mine.toml").write_text(prose + starter("mine"), encoding="utf-8")
    assert run("solve", "mine.toml").exit_code == 0
    page, source = ((folder / "output/mine" / f"solution.{form}").read_text() for form in ("md", "tex"))
    assert "A row $x_1$ for 50 % of it.\n\nSecond\\_part." in page
    assert r"A row $x_1$ for 50 \% of it." in source
    assert "50 % of it" in run("show", "mine.toml").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("list", "--topic", "atention"), ["no problem is about 'atention'", "did you mean attention?"]),
        (("solve", "rn"), ["rn", "did you mean rnn?"]),
        (("solve", "nowhere.toml"), ["nowhere.toml", "no such file"]),
        (("solve", "."), ["folder"]),
        (("solv", "rnn"), ["no such command 'solv'", "did you mean solve?"]),
        (("solve", "rnn", "--to", "rtf"), ["unknown format 'rtf'", "md", "tex"]),
        (("solve", "rnn", "--method", "chian"), ["settings.method", "'chian'", "did you mean chain?"]),
        (("solve", "rnn", "--digits", "-1"), ["settings.digits", "from 0 to 50"]),
        (("solve", "rnn", "--digits", "four"), ["--digits", "four"]),
        (("solve", "rnn", "--only", "dL/dZ"), ["unknown name 'Z'", "^"]),
        (("solve", "rnn", "--only", "h[3]"), ["h[3] does not exist", "h[2]"]),
        (("solve", "rnn", "--only", "dh[2]/dU"), ["h[2] is 3×1, no scalar"]),
        (("solve", "rnn", "--only", "1 - h[0]"), ["expected a name such as h[0]"]),
        (("solve", "rnn", "--set", "x[0]=[1, 0]"), ["--set x[0]", "2×1", "3×1"]),
        (("solve", "rnn", "--set", "x[7]=[1, 0, 0]"), ["--set x[7]", "no value to change"]),
        (("solve", "rnn", "--set", "Q=1"), ["--set Q", "no such value"]),
        (("solve", "rnn", "--set", "x[0]"), ["expected NAME=VALUE"]),
        (("solve", "rnn", "--set", "U=[[1, 2], [3, 4]]"), ["U is 2×2 but x[0] is 3×1"]),
        (("solve", "rnn", "--templates", "nowhere"), ["no such folder"]),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(args: tuple[str, ...], words: list[str], folder: Path) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert contents(folder) == set()
    assert "Traceback" not in result.output
    assert [word for word in words if word not in result.output] == []


def test_all_faults_of_a_file_are_told_at_once(folder: Path) -> None:
    (folder / "broken.toml").write_text(BROKEN, encoding="utf-8")
    result = run("solve", "broken.toml")
    assert result.exit_code == 2
    words = ("colour", "settings.digits", "settings.methd", "did you mean method?", "line 2", "h = tanh(z", "ragged")
    assert [word for word in words if word not in result.output] == []


def test_a_solution_that_fails_its_check_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.table import simplify
    from derive.table.row import TABLE

    rule = TABLE["tanh"].rules[0][0]
    wrong = lambda args, result: simplify.times(simplify.number(2), rule.jacobian(args, result))  # type: ignore[misc]  # noqa: E731
    broken = type(rule)(rule.pullback, rule.reason, wrong)
    monkeypatch.setitem(TABLE["tanh"].__dict__, "rules", ((broken,),))
    result = run("solve", "rnn")
    assert result.exit_code == 3
    assert "differs from SymPy's derivation" in result.output
    assert contents(folder) == set()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(folder: Path) -> None:
    (folder / "output").write_text("in the way", encoding="utf-8")
    result = run("solve", "rnn")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert contents(folder) == {"output"}


def test_help_does_not_load_sympy() -> None:
    code = "import sys; from derive.cli import main; main(['--help'], standalone_mode=False)"
    command = [sys.executable, "-c", f"{code}; print('sympy' in sys.modules)"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "False"


def test_reading_a_problem_does_not_load_sympy() -> None:
    code = "import sys, derive; derive.load('rnn'); print('sympy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "False"
