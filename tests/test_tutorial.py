"""The tutorial does what it says: its files are written, its commands run in order, and print what is shown."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main

TEXT = (Path(__file__).parent / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def printed(command: str) -> str:
    """What a command prints: one of ours, or `cat`."""
    program, *arguments = shlex.split(command)
    if program == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    assert program == "derive"
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_every_command_prints_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    compare = doctest.OutputChecker().check_output
    count = 0
    for language, name, content in BLOCK.findall(TEXT):
        if name:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content, encoding="utf-8")
        for command, shown in re.findall(
            r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content if language == "console" else "", re.M
        ):
            found = printed(command)
            assert compare(shown, found, doctest.ELLIPSIS), f"{command}\n{found}"
            count += 1
    assert count == len(re.findall(r"^\$ ", TEXT, re.MULTILINE)) > 10
