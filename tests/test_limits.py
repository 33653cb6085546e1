"""Work in a process of its own: what limits it has, what it hands back, and what is kept when it is stopped."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

import derive
from derive.cli import main
from derive.cohort import ready_process
from derive.cohort.cohort import check_folder
from derive.cohort.limits import Channel, Limits, apart
from derive.cohort.one_writeup import Reporter
from derive.cohort.ready_process import Stable
from derive.feedback.overview import Overview
from derive.following.follow import Follower
from derive.marking.report import Report, loads
from derive.problem import catalogue
from derive.sources.jupyter import cells
from derive.writeup.chain import Chain
from derive.writeup.pieces import Piece, Splitter
from derive.writeup.weave import Weaver

WORKING = """
$h_0 = [-0.7616, 0, 0.9640]$, $h_1 = [-0.6204, 0.4437, -0.9791]$, $h_2 = [0.9976, -0.6624, 0.4844]$

$l_0 = 0.1754 = here$

$L = 2.0144$
"""
SHORT = Limits(3, 400_000_000)


def grow() -> bytearray:
    return bytearray(2_000_000_000)


def leave() -> NoReturn:
    os._exit(1)


@pytest.fixture
def at_the_word(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something that judging does at the chain with the word `here` in it."""
    judged = Follower.chain

    def set_to(act: Callable[[], object]) -> None:
        def chain(follower: Follower, chain: Chain, *args: object, **options: object) -> object:
            if any(side.text == "here" for side in chain.sides):
                act()
            return judged(follower, chain, *args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(Follower, "chain", chain)

    return set_to


def stopped(text: str) -> tuple[Report, str]:
    """The report on a write-up that is judged in a process of its own, and the page of it."""
    reporter = Reporter(catalogue.load("rnn"))
    outcome = reporter.apart("a.md", text.encode(), ("md",), SHORT)
    assert outcome.status == "done", outcome.status
    texts = json.loads(outcome.result)["texts"]
    return reporter.writeups.marked(loads(texts["json"], "a.md")), texts["md"]


@pytest.mark.parametrize(
    ("act", "why", "said"),
    [(lambda: time.sleep(60), "time", "took too long"), (leave, "died", "The program failed")],
    ids=["sleeps", "exits"],
)
def test_what_was_judged_before_a_process_was_stopped_counts(
    act: Callable[[], object], why: str, said: str, at_the_word: Callable[[Callable[[], object]], None]
) -> None:
    at_the_word(act)
    report, page = stopped(WORKING)
    assert report.stopped == why
    found = [(line.text, line.verdict) for line in report.lines]
    assert [verdict for _, verdict in found[:3]] == ["right", "right", "right"], found
    assert found[3:] == [("0.1754", "refused"), ("here", "refused"), ("2.0144", "unread")]
    assert said in report.lines[4].message
    assert "before this was reached" in report.lines[5].message
    marks = {question.name: question.marks for question in report.questions}
    assert marks["h[0], h[1], h[2]"] == 2
    assert marks["l[0], l[1], l[2], L"] == 0
    assert not report.is_right
    assert said in page.split("##")[0]
    row = Overview(Reporter(catalogue.load("rnn")).view).row("a.md", report)
    assert (row.status, row.judged) == ("failed" if why == "died" else "stopped", report)
    assert "lines not judged: 3." in row.reason


def test_a_line_for_which_there_is_no_memory_is_refused_alone(
    at_the_word: Callable[[Callable[[], object]], None],
) -> None:
    at_the_word(grow)
    report, _ = stopped(WORKING)
    assert [line.verdict for line in report.lines] == ["right"] * 3 + ["refused", "refused", "right"]
    assert report.stopped == ""


def test_a_submission_that_is_stopped_at_its_first_line_has_no_marks_but_its_lines(
    at_the_word: Callable[[Callable[[], object]], None],
) -> None:
    at_the_word(leave)
    report, _ = stopped("$l_0 = here$\n\n$L = 2.0144$")
    assert [line.verdict for line in report.lines] == ["refused", "unread"]
    row = Overview(Reporter(catalogue.load("rnn")).view).row("a.md", report)
    assert (row.status, row.judged) == ("failed", None)


SLEEPING = """
import time
from derive.cohort import ready_process
from derive.following.follow import Follower
judged = Follower.chain
def chain(self, chain, *args, **options):
    if any(side.text == "here" for side in chain.sides):
        time.sleep(60)
    return judged(self, chain, *args, **options)
Follower.chain = chain
ready_process.main()
"""


def test_a_run_that_goes_on_judges_a_stopped_submission_again_unless_a_tutor_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.md").write_text(WORKING, encoding="utf-8")
    out = tmp_path / "out"
    monkeypatch.setattr(ready_process, "STABLE", Stable((sys.executable, "-P", "-c", SLEEPING)))
    (row,) = check_folder("rnn", tmp_path / "in", output=out, limits=SHORT).rows
    assert (row.status, row.report and float(row.report.marks)) == ("stopped", 2.0)
    path = out / "reports/a.md.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    assert before["stopped"] == "time"
    monkeypatch.setattr(ready_process, "STABLE", Stable())
    (row,) = check_folder("rnn", tmp_path / "in", output=out, limits=SHORT).rows
    assert row.status == "marked"
    before["verdicts"][-1]["override"] = "right"
    path.write_text(json.dumps(before), encoding="utf-8")
    (row,) = check_folder("rnn", tmp_path / "in", output=out, limits=SHORT).rows
    assert row.status == "stopped"
    assert row.report is not None
    assert row.report.lines[-1].override == "right"


def test_work_apart_reaches_nothing_of_the_process_that_it_copies(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = socket.socketpair()

    def work(channel: Channel) -> None:
        print("noise", flush=True)
        os.write(2, b"noise")
        found = {"input": os.read(0, 10).decode()}
        for name, act in (("socket", lambda: theirs.send(b"x")), ("file", lambda: path.write_bytes(b"x" * 10))):
            try:
                found[name] = str(act())
            except OSError as error:
                found[name] = type(error).__name__
        channel.send(found, b"\0\n\xff")

    path = tmp_path / "written"
    status, (message,) = apart(work, Limits(10))
    assert (status, message.content) == ("done", b"\0\n\xff")
    assert (message.header["input"], message.header["socket"], message.header["file"]) == ("", "OSError", "OSError")
    assert path.stat().st_size == 0
    assert capfd.readouterr() == ("", "")
    ours.close()
    theirs.close()


def spin() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("act", "status"), [(spin, "time"), (grow, "memory"), (leave, "died"), (lambda: 1 / 0, "died")]
)
def test_work_apart_that_goes_beyond_its_limits_hands_over_what_it_said_before(
    act: Callable[[], object], status: str
) -> None:
    def work(channel: Channel) -> None:
        channel.send({"number": 1})
        act()

    found, messages = apart(work, Limits(1, 300_000_000))
    assert (found, [message.header["number"] for message in messages]) == (status, [1])


def test_what_is_no_message_ends_the_work() -> None:
    assert apart(lambda channel: os.write(channel.writing, b"[}\n") and None, Limits(5))[0] == "died"


WITHOUT = """
import os
from derive.cohort import ready_process
del os.fork
ready_process.main()
"""


def test_without_limits_nothing_of_others_is_judged_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.md").write_text(WORKING, encoding="utf-8")
    answers = tmp_path / "answers.csv"
    answers.write_text("id,question,answer\n1,L,2.0144\n", encoding="utf-8")
    monkeypatch.setattr(ready_process, "STABLE", Stable((sys.executable, "-P", "-c", WITHOUT)))
    monkeypatch.delattr(os, "fork")
    for file in (tmp_path / "in/a.md", tmp_path / "in", answers):
        result = CliRunner().invoke(main, ["check", "rnn", str(file), *(["-o", str(tmp_path / "out")] * file.is_dir())])
        assert (result.exit_code, "no limits on the time and memory" in result.output) == (2, True), file
        assert "Traceback" not in result.output


TAKING = re.compile(r"^\s*(import|from) (pickle|marshal|shelve|dill|cloudpickle|multiprocessing)\b|allow_pickle", re.M)


def test_no_module_takes_objects_from_another_process() -> None:
    package = Path(derive.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert [path for path, text in texts.items() if TAKING.search(text)] == []
    assert [path.name for path, text in texts.items() if "os.fork()" in text or "setrlimit" in text] == ["limits.py"]


@pytest.fixture
def users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIVE_TRACEBACK", raising=False)


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("error", [AssertionError, RecursionError, MemoryError])
def test_a_passage_at_which_reading_fails_is_named_and_costs_no_other(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Weaver.take

    def take(weaver: Weaver, piece: Piece) -> None:
        if "here" in "".join(token.text for token in piece.tokens):
            raise error
        taken(weaver, piece)

    monkeypatch.setattr(Weaver, "take", take)
    report = derive.check_writeup("rnn", WORKING)
    assert [line.verdict for line in report.lines] == ["right"] * 4
    (gap,) = report.unread
    assert gap.line == 4
    assert ("failed" if error is AssertionError else "memory") in gap.message


@pytest.mark.usefixtures("users")
def test_a_cell_at_which_reading_fails_is_named_and_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = Splitter.pieces

    def split(splitter: Splitter) -> object:
        if any("here" in token.text for token in splitter.tokens):
            raise ValueError
        return pieces(splitter)

    monkeypatch.setattr(Splitter, "pieces", split)
    sources = ["$l_0 = 0.1754 = here$", "$L = 2.0144$"]
    made = [{"cell_type": "markdown", "metadata": {}, "source": [source]} for source in sources]
    text = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert len([*cells(text)]) == 2
    report = Reporter(catalogue.load("rnn")).check("a.ipynb", text.encode())
    assert [line.verdict for line in report.lines] == ["right"]
    assert [(gap.cell, "failed" in gap.message) for gap in report.unread] == [(0, True)]


@pytest.mark.usefixtures("users")
def test_a_file_at_which_reading_fails_has_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> NoReturn:
        raise KeyError

    monkeypatch.setattr("derive.sources.source.decode", fail)
    report = derive.check_writeup("rnn", WORKING)
    assert (report.lines, ["failed" in gap.message for gap in report.unread]) == ((), [True])
