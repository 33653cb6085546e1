"""The README says what is so: its commands, its example, its session."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import derive
from derive.cli import main
from derive.table import FUNCTIONS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_session_prints_what_it_shows() -> None:
    test = doctest.DocTestParser().get_doctest(TEXT, {}, "README", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_step_beside_the_problem_is_a_step_of_its_solution() -> None:
    shown = TEXT.split("</td><td>")[1].split("</td></tr>")[0]
    heading = re.search(r"\*\*Step.*", shown)
    assert heading
    document = derive.load("rnn").solve().to_markdown()
    assert heading[0] in document
    step = document.split(heading[0])[1].split("**Step")[0]
    matrices = re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", shown)
    assert len(matrices) == 3
    assert all(matrix in step for matrix in matrices)


def test_the_problem_shown_is_an_excerpt_of_the_catalogue() -> None:
    block = TEXT.split("```toml")[1].split("```")[0]
    shown = tomllib.loads(block)
    whole = tomllib.loads((ROOT / "derive/problem/networks/rnn.toml").read_text(encoding="utf-8"))
    assert shown["model"] == whole["model"]
    assert shown["index"] == whole["index"]
    assert shown["values"].items() <= whole["values"].items()
    assert shown["questions"][0] in whole["questions"]


def test_the_commands_with_output_print_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```console\n\$ derive (.*?)\n(.*?)```", TEXT, re.S)
    assert {command.split()[0] for command, _ in blocks} == {"check", "lint"}
    for command, shown in blocks:
        assert CliRunner().invoke(main, shlex.split(command)).stdout == shown


def test_every_operation_is_listed() -> None:
    listed = TEXT.split("Operations: `")[1].split("`")[0].split()
    assert set(listed) == set(FUNCTIONS)


def test_the_command_that_passes_the_tests_is_the_one_that_the_checks_run() -> None:
    command = re.search(r"python3 -m venv .*pytest", TEXT)
    assert command
    assert command[0] in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_every_file_that_the_readme_names_is_there() -> None:
    folders = ("", "derive", "tests")
    named = set(re.findall(r"(?:\]\(|`)([\w.-]+(?:/[\w.-]+)+\.(?:py|toml|md|json))", TEXT)) - {"output/rnn/solution.md"}
    assert len(named) > 25
    missing = [name for name in sorted(named) if not any((ROOT / folder / name).is_file() for folder in folders)]
    assert not missing
