"""Files of answers, and the worker that judges them: a process that is killed and replaced when one overruns."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from derive.cohort.limits import Channel, Copy, Limits, Message, allow, has_processes
from derive.feedback.check_answer import Checker
from derive.feedback.records import ANSWER_FILES, Record
from derive.judging.finding import Finding
from derive.judging.other_variants import Variants
from derive.language.errors import Complaint, DeriveError, ProblemError
from derive.problem.problem import Problem

LARGEST_FILE = 50_000_000
FIELDS = ("id", "question", "answer", "variant")
SECONDS = 1.0
"""For reading an answer and evaluating it."""
SECONDS_FOR_DIAGNOSIS = 60.0
"""For naming a mistake, which depends on the problem and not on the student's text."""
MEMORY = 2_000_000_000
"""Bytes of address space that a worker may use beyond what the program starts with."""
JUDGED, DIAGNOSING = "judged", "diagnosing"
"""What a worker says: a record, or that only diagnosis is left to do."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of a file; `variant` is the number of the one that it answers, if it tells that."""

    id: str
    question: str
    text: str
    variant: str = ""


def read_answers(path: Path) -> list[AnswerRow]:
    """The answers in a file: TOML (tables `[[answers]]`), CSV with a header, or JSON Lines.

    Each row has a `question` and an `answer`; `id` and `variant` may be left out.  Errors: one `ProblemError` with
    every row that cannot be used.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProblemError(Complaint(str(path), f"larger than {LARGEST_FILE} bytes"))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(Complaint(str(path), f"not UTF-8 text (byte {error.start})")) from None
    except OSError as error:
        raise ProblemError(Complaint(str(path), f"cannot be read: {error.strerror}")) from None
    readers = {".toml": toml_rows, ".csv": csv_rows, ".jsonl": json_rows}
    if path.suffix not in readers:
        raise ProblemError(Complaint(str(path), f"expected a file of answers ending in {', '.join(ANSWER_FILES)}"))
    return [*checked(readers[path.suffix](text, str(path)))]


def toml_rows(text: str, place: str) -> Iterator[tuple[str, Any]]:
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProblemError(Complaint(place, f"no TOML: {error}")) from None
    rows = tables.get("answers")
    if not isinstance(rows, list):
        raise ProblemError(Complaint(place, "expected tables [[answers]] with id, question and answer"))
    for number, row in enumerate(rows, 1):
        yield f"{place}, answer {number}", row


def csv_rows(text: str, place: str) -> Iterator[tuple[str, Any]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    if not {"question", "answer"} <= set(reader.fieldnames or ()):
        raise ProblemError(Complaint(place, f"expected a header with {', '.join(FIELDS[:3])}"))
    try:
        for row in reader:
            yield f"{place}, line {reader.line_num}", {key: row.get(key) or "" for key in FIELDS}
    except csv.Error as error:
        raise ProblemError(Complaint(f"{place}, line {reader.line_num}", str(error))) from None


def json_rows(text: str, place: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield f"{place}, line {number}", json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield f"{place}, line {number}", Complaint(f"{place}, line {number}", f"no JSON: {error}")


def checked(rows: Iterable[tuple[str, Any]]) -> Iterator[AnswerRow]:
    faults = []
    for number, (place, row) in enumerate(rows, 1):
        if isinstance(row, Complaint):
            faults.append(row)
            continue
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("question", "answer")):
            faults.append(Complaint(place, "expected a question and an answer, both text"))
            continue
        yield AnswerRow(str(row.get("id") or number), row["question"], row["answer"], str(row.get("variant") or ""))
    if faults:
        raise ProblemError(*faults)


def serve(channel: Channel, checker: Checker) -> None:
    """The worker: answers come in, records go out, and word when only diagnosis is left to do."""

    def diagnosing() -> None:
        allow(SECONDS_FOR_DIAGNOSIS)
        channel.send({"say": DIAGNOSING})

    while True:
        try:
            answer = channel.receive().header
        except EOFError:
            return
        allow(SECONDS_FOR_DIAGNOSIS)
        record = judged(checker, AnswerRow(**{key: answer[key] for key in ("id", "question", "text")}), diagnosing)
        channel.send({"say": JUDGED, "record": asdict(record)})


def judged(checker: Checker, answer: AnswerRow, diagnosing: Callable[[], None] = lambda: None) -> Record:
    """The record of one answer; `diagnosing` is told when only the mistake is left to be named."""
    found = checker.verdict(answer.question, answer.text)
    if not isinstance(found, Finding):
        diagnosing()
        found = checker.diagnose(found)
    return checker.record(answer.question, found, answer.id)


class Worker:
    """A process that judges one answer after the other, and is replaced when one of them overruns."""

    def __init__(
        self,
        problem: Problem,
        reveal: str = "hint",
        templates: Path | None = None,
        seconds: float = SECONDS,
        variants: Variants | None = None,
    ) -> None:
        self.seconds = seconds
        self.checker = Checker(problem, reveal, templates, variants)
        self.copy: Copy | None = None
        self.started = 0

    def check(self, answer: AnswerRow) -> Record:
        """The record of one answer, judged here without processes.  Errors: a question that the problem lacks."""
        self.checker.asked(answer.question)
        if not has_processes():
            return judged(self.checker, answer)
        channel = self.start()
        try:
            channel.send(asdict(answer))
            message = channel.receive(self.seconds)
            if message.header["say"] == DIAGNOSING:
                message = channel.receive(SECONDS_FOR_DIAGNOSIS)
        except (EOFError, OSError, ValueError):
            self.stop()
            return self.checker.overran(answer.question, answer.id)
        return record_of(message)

    def start(self) -> Channel:
        """The way to the worker, a new one where there is none.  Errors: the system has no limits for it."""
        if self.copy is None or self.copy.ended(waiting=False):
            self.copy = Copy(partial(serve, checker=self.checker), Limits(SECONDS_FOR_DIAGNOSIS, MEMORY))
            self.started += 1
        return self.copy.channel

    def stop(self) -> None:
        if self.copy is not None:
            self.copy.stop()
        self.copy = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def record_of(message: Message) -> Record:
    record = message.header["record"]
    return Record(**{**record, "also": tuple(record["also"])})


def check_all(answers: Iterable[AnswerRow], worker: Worker) -> list[Record]:
    """The records of many answers.  Errors: all questions that the problem does not have, at once."""
    chosen = list(answers)
    faults = []
    for answer in {a.question: a for a in chosen}.values():
        try:
            worker.checker.asked(answer.question)
        except DeriveError as error:
            faults += [Complaint(f"answer {answer.id}", c.message, c.source, c.column) for c in error.complaints]
    if faults:
        raise ProblemError(*faults)
    return [worker.check(answer) for answer in chosen]
