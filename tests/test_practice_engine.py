"""The engine as browsers run it, in Node.js: every case that the tests have gets the verdict there that it has here."""

from __future__ import annotations

import json
import random
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
from pyodide_site import built, loose
from test_hostile_answers import COSTS, DEEP, RUNS
from test_submission_hostile import REPEATED

from derive.practice.page_requests import asked
from derive.problem import catalogue

TESTS = Path(__file__).parent
LONGEST = 100_000
NESTED = (
    *(
        f"$L = {before * 500}1{after * 500}$"
        for before, after in (("\\left(", "\\right)"), ("\\frac{", "}{2}"), ("-", ""))
    ),
    *(
        f"L = {before * 60}1{after * 60}"
        for before, after in (("(", ")"), ("tanh(", ")"), ("[", "]"), ("", "^T"), ("", "*1"))
    ),
    f"x = {'(' * 90}1{')' * 90}\n",
    f"x = {'lambda: ' * 200}1\n",
    f"x = {'[x for x in ' * 60}y{']' * 60}\n",
    "\n".join(f"{' ' * k}if x:" for k in range(90)) + f"\n{' ' * 90}L = 2",
)
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


def hostile() -> Iterator[Asking]:
    """Texts that cost, nest or repeat: where one of them kills the interpreter there is no reply to any."""
    yield opening("rnn")
    for text in (*RUNS, *COSTS, *DEEP):
        yield {"kind": "answer", "question": "L"}, text[:LONGEST]
        yield {"kind": "check", "name": "working.txt"}, f"L = {text[:LONGEST]}"
    for text in (*(each * 300 for each in REPEATED), *NESTED):
        for kind in ("md", "tex", "txt", "py"):
            yield {"kind": "check", "name": f"a.{kind}"}, text


def sampled(requests: list[Asking], count: int, chance: random.Random) -> Iterator[Asking]:
    """So many requests drawn from a list, each behind the exercise that it is about."""
    drawn = set(chance.sample([k for k, (asking, _) in enumerate(requests) if asking["kind"] != "open"], count))
    opened = last = None
    for k, asking in enumerate(requests):
        if asking[0]["kind"] == "open":
            last = asking
        elif k in drawn:
            if last is not None and last is not opened:
                yield last
                opened = last
            yield asking


def replies(engine: Path, requests: list[Asking], folder: Path) -> list[dict[str, Any]]:
    """What the engine in Node.js says."""
    (folder / "requests.json").write_text(json.dumps(requests), encoding="utf-8")
    places = [str(folder / name) for name in ("requests.json", "replies.json")]
    command = [node(), str(TESTS / "pyodide_judge.mjs"), str(engine), *places]
    subprocess.run(command, check=True, timeout=3000, capture_output=True)
    return [json.loads(reply) for reply in json.loads((folder / "replies.json").read_text(encoding="utf-8"))]


def node() -> str:
    found = shutil.which("node")
    if found is None:
        missing("node")
    return str(found)


def differing(requests: list[Asking], there: list[dict[str, Any]]) -> list[Any]:
    """The replies that are not those of the engine here."""
    here = [json.loads(asked(json.dumps(request), text.encode())) for request, text in requests]
    return [pair for pair in zip(requests, here, there, strict=True) if pair[1] != pair[2]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node()
    return built(tmp_path_factory.mktemp("engine"), "logistic")


def test_a_sample_has_the_same_verdicts_in_the_browser(tmp_path: Path) -> None:
    chance = random.Random(14)
    requests = [*sampled(list(statements()), 6, chance), *sampled(list(answers()), 6, chance)]
    node()
    found = replies(loose(tmp_path), requests, tmp_path)
    assert not differing(requests, found)
    verdicts = {line["verdict"] for reply in found for line in reply.get("lines", [reply]) if "verdict" in line}
    assert verdicts >= {"right", "wrong"}


@pytest.mark.sweep
@pytest.mark.parametrize("handed_in", [statements, answers, writeups, hostile])
def test_everything_has_the_same_verdict_in_the_browser(handed_in: Any, engine: Path, tmp_path: Path) -> None:
    requests = list(handed_in())
    assert not differing(requests, replies(engine, requests, tmp_path))
    assert len(requests) > 20
