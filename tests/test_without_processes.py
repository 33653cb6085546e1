"""Where there are no processes, as in a browser, everything is judged as it is with them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.cohort import cohort, limits
from derive.writeup.read_file import read_submission

WRITEUP = """
$z = 1.75$, $yhat = 0.8520$

$L = 0.1602 = 0.2$

$dL/dz = 0.8520 - 1 = -0.148$
"""
ANSWERS = """id,question,answer
a,dL/dz,-0.1480
b,dL/dz,0.1480
c,L,(((
"""
TAKEN = re.compile(r'"execution_time": [0-9.e-]+|,[0-9.]+(?=\n)')
"""How long it took."""


def refuse(*args: object, **options: object) -> NoReturn:
    raise OSError(52, "Function not implemented")


def refuse_thread(*args: object) -> NoReturn:
    raise RuntimeError("can't start new thread")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An interpreter like that of a browser: `os.fork` is there and raises, as all else that would start something."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(os, "fork", refuse)
    monkeypatch.setattr(os, "pipe", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(threading.Thread, "start", refuse_thread)
    monkeypatch.setitem(sys.modules, "resource", None)
    limits.has_processes.cache_clear()
    yield
    limits.has_processes.cache_clear()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def told(folder: Path, name: str) -> list[tuple[int, str]]:
    """What the command says of a write-up, in three forms, of answers, and of a folder with what it writes."""
    (folder / "student.md").write_text(WRITEUP, encoding="utf-8")
    (folder / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    (folder / "class").mkdir(exist_ok=True)
    (folder / "class/one.md").write_text(WRITEUP, encoding="utf-8")
    (folder / "class/two.md").write_text(WRITEUP.replace("0.148", "0.841"), encoding="utf-8")
    student, answers = str(folder / "student.md"), str(folder / "answers.csv")
    found = [
        run("check", "logistic", student),
        run("check", "logistic", student, "--to", "gradescope", "-o", "-"),
        run("check", "logistic", answers, "--to", "jsonl"),
        run("check", "logistic", str(folder / "class"), "-o", str(folder / name)),
    ]
    written = sorted(path for path in (folder / name).rglob("*") if path.suffix in {".csv", ".md"})
    texts = [(0, path.read_text(encoding="utf-8")) for path in written]
    return [(status, TAKEN.sub("", text.replace(f"/{name}/", "/"))) for status, text in (*found, *texts)]


def test_everything_is_judged_without_processes_as_with_them(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "processors", lambda: 1)
    usual = told(tmp_path, "usual")
    request.getfixturevalue("browser")
    assert not limits.has_processes()
    assert told(tmp_path, "here") == usual
    assert [status for status, _ in usual[:4]] == [1, 1, 1, 1]
    assert "marked" in usual[3][1]


@pytest.mark.usefixtures("browser")
def test_what_fails_without_processes_is_told_as_that_of_a_process() -> None:
    def grow(taking: limits.Taking) -> None:
        taking.send({"places": (1, 2)}, b"before")
        raise MemoryError

    def stumble(taking: limits.Taking) -> None:
        raise ValueError

    status, messages = limits.apart(grow, limits.Limits())
    assert (status, messages[0].header["places"], messages[0].content) == ("memory", [1, 2], b"before")
    assert limits.apart(stumble, limits.Limits()) == ("died", [])


def test_a_system_whose_copies_only_fail_now_is_not_taken_for_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    limits.has_processes.cache_clear()
    monkeypatch.setattr(os, "fork", refuse)
    assert limits.has_processes()


def without(monkeypatch: pytest.MonkeyPatch, package: str, *readers: str) -> None:
    """As if a package were not installed, and nothing that needs it loaded."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package or name in readers]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)


def test_a_file_whose_reader_is_missing_is_listed_with_what_to_hand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "lxml", "derive.sources.web_page", "derive.sources.markup_tree")
    (gap,) = read_submission("a.html", b"<!doctype html><p>L = 2</p>").unread
    assert "lxml is not installed" in gap.message
    assert "Markdown" in gap.message


def test_a_command_whose_package_is_missing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = (f"derive.handout.{name}" for name in ("platforms", "qti", "moodle", "xml_tree"))
    without(monkeypatch, "lxml", *modules)
    status, output = run("export", "rnn", "--to", "moodle", "-o", str(tmp_path))
    assert (status, "needs lxml" in output, "at fault" in output) == (2, True, False)
