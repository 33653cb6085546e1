"""The engine as browsers run it, in Node.js: every case that the tests have gets the verdict there that it has here."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import missing
from cases import cases, located
from exercises import RENAMED
from pyodide_site import built

from derive.practice.page_requests import asked
from derive.problem import catalogue

pytestmark = pytest.mark.sweep
TESTS = Path(__file__).parent
Asking = tuple[dict[str, Any], str]
READ_THERE = (".md", ".tex", ".ipynb", ".txt", ".py")
"""Kinds of files that are read without lxml and pdfminer, which no browser has."""


def opening(problem: str, layout: str = "gradient") -> Asking:
    found = catalogue.load(str(RENAMED) if problem == "renamed" else problem)
    head = {"kind": "open", "source": found.source, "name": found.name, "reveal": "hint"}
    return {**head, "settings": {"layout": layout}}, ""


def statements() -> Iterator[Asking]:
    """All statements as write-ups, those to one problem together."""
    ordered = sorted(cases(), key=lambda case: (case.problem, case.layout))
    last = None
    for case in ordered:
        if last != (case.problem, case.layout):
            last = case.problem, case.layout
            yield opening(*last)
        yield {"kind": "check", "name": case.file}, case.text


def answers() -> Iterator[Asking]:
    for path in sorted((TESTS / "answers").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        last = None
        for case in table["case"]:
            problem = located(case.get("problem", table["problem"]))
            if problem != last:
                yield opening(problem)
                last = problem
            yield {"kind": "answer", "question": case["question"]}, case["answer"]


def writeups() -> Iterator[Asking]:
    yield opening("rnn")
    for path in sorted((TESTS / "writeups").rglob("*")):
        if path.is_file() and path.suffix in READ_THERE:
            yield {"kind": "check", "name": path.name}, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("node") is None:
        missing("node")
    return built(tmp_path_factory.mktemp("engine"), "logistic")


@pytest.mark.parametrize("handed_in", [statements, answers, writeups])
def test_everything_has_the_same_verdict_in_the_browser(handed_in: Any, engine: Path, tmp_path: Path) -> None:
    requests = list(handed_in())
    (tmp_path / "requests.json").write_text(json.dumps(requests), encoding="utf-8")
    command = ["node", str(TESTS / "pyodide_judge.mjs"), str(engine)]
    places = [str(tmp_path / name) for name in ("requests.json", "replies.json")]
    subprocess.run([*command, *places], check=True, timeout=3000, capture_output=True)
    there = [json.loads(reply) for reply in json.loads((tmp_path / "replies.json").read_text(encoding="utf-8"))]
    here = [json.loads(asked(json.dumps(request), text.encode())) for request, text in requests]
    differing = [pair for pair in zip(requests, here, there, strict=True) if pair[1] != pair[2]]
    assert not differing, (len(differing), differing[:2])
    assert len(requests) > 20
