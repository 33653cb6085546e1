"""A class in an object store: fetched, marked, written back; a hostile name leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.cohort import object_store
from derive.cohort.cohort import check_folder
from derive.cohort.object_store import Store, fetched, safe
from derive.language.errors import ProblemError

fsspec: Any = pytest.importorskip("fsspec")
RIGHT = b"$$z = 1.75, \\quad L = 0.1602$$\n"


@pytest.fixture
def store() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    files.pipe_file("/course/in/ada.md", RIGHT)
    files.pipe_file("/course/in/emmy/answer.md", b"$$z = 1.75$$\n")
    files.pipe_file("/course/in/emmy/deep/er/answer.md", b"$$z = 2$$\n")
    yield files
    files.rm("/course", recursive=True)


def run(*more: str) -> str:
    command = ["check", "logistic", "memory://course/in", "-o", "memory://course/in/marked", *more]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_a_folder_in_a_store_is_marked_and_its_reports_stay_there(store: Any) -> None:
    assert run() == (
        "2 marked\nwritten: memory://course/in/marked/overview.csv, memory://course/in/marked/mistakes.md, "
        "memory://course/in/marked/reports\n"
    )
    place = "/course/in/marked/reports/ada.md.json"
    report = json.loads(store.cat_file(place))
    assert report["verdicts"][0]["verdict"] == "right"
    report["verdicts"][0]["override"] = "wrong"
    store.pipe_file(place, json.dumps(report).encode())
    store.rm_file("/course/in/emmy/answer.md")
    store.rm_file("/course/in/emmy/deep/er/answer.md")
    run()
    assert json.loads(store.cat_file(place))["verdicts"][0]["override"] == "wrong"
    there = store.find("/course/in/marked")
    assert "/course/in/marked/withdrawn/emmy.json" in there
    assert "/course/in/marked/reports/emmy.json" not in there


def test_names_in_a_store_lead_nowhere(store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "LARGEST_FILE", 1000)
    for name in ("--output", "=cmd.md", "a\0b.md", "..", "x" * 300 + ".md"):
        store.pipe_file(f"/course/in/{name}", b"$$z = 1.75$$\n")
    store.pipe_file("/course/in/large.md", b"x" * 1001)
    with fetched("memory://course/in") as folder:
        found = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
        assert all(path.resolve().is_relative_to(folder.resolve()) for path in folder.rglob("*"))
    assert {"--output", "_cmd.md", "a_b.md", "_", "large.md", "ada.md"} <= set(found)
    assert max(map(len, found)) < 100
    assert safe("../../etc/passwd") == ".._.._etc_passwd"
    assert safe("..") == "_"


def test_what_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for address, told in (("memory://nothing", "no such folder"), ("nosuch://x", "cannot be reached")):
        with pytest.raises(ProblemError, match=told):
            check_folder("logistic", address)
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(ProblemError, match="pip install fsspec"):
        Store("memory://course")
