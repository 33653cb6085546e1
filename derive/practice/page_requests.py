"""What the page asks of the engine: requests and replies as JSON, a row for each kind.

The page's worker calls `asked` and nothing else.  Nothing of what comes in is run, or names a file that it did not
bring.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from derive.language.errors import Complaint, DeriveError, fault, unforeseen
from derive.practice.problem_parts import place_of
from derive.practice.session import Session, Table, Tell, ToldLines
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

PLACE = "problem.toml"


class Desk:
    """What lies open: the exercise that was opened last."""

    session: Session | None = None

    def opened(self) -> Session:
        if self.session is None:
            raise fault("no exercise is open")
        return self.session


DESK = Desk()


def opened(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """Open an exercise, by its `source` and `name`, the `changes` of its values, and its `settings`.

    `reveal` says how much is told; `files` has the names and sizes of those that its values come from.
    """
    folder = unpacked(asked.get("files", ()), data) if data else None
    problem = load_text(asked["source"], asked["name"], PLACE, asked.get("changes"), asked.get("settings"), folder)
    DESK.session = Session(problem, asked["reveal"])
    return {"title": problem.title}


def unpacked(files: list[list[Any]], data: bytes) -> Path:
    """A folder with the files that an exercise takes its values from, which come one behind the other."""
    folder, start = Path(mkdtemp()).resolve(), 0
    for name, size in files:
        place = (folder / name).resolve()
        if folder not in place.parents:
            raise fault("stands outside the folder of the exercise", name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data[start : start + size])
        start += size
    return folder


def checked(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """Judge a write-up; each line is told as soon as it is judged."""
    session = DESK.opened()
    return session.checked(asked["name"], data, ToldLines(session, tell))


def answered(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """Judge one answer to one question."""
    return DESK.opened().answered(asked["question"], data.decode("utf-8", "replace"))


def previewed(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """The lines of a write-up, before anything is judged."""
    return {"lines": DESK.opened().previewed(asked["name"], data)}


def solved(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """The worked solution of one question of the exercise, counted from 0."""
    from derive.practice import fragments

    problem = DESK.opened().problem
    return {"html": fragments.solution(problem, fragments.asked(problem, asked["number"]))}


def drafted(asked: Mapping[str, Any], data: bytes, tell: Tell) -> Table:
    """An exercise that somebody is writing, as it will be shown; with `solve` its solution.

    Its file comes as the bytes.
    """
    from derive.practice import fragments

    problem = draft(data)
    shown = {"title": problem.title, "language": problem.settings.language, "questions": fragments.titles(problem)}
    if asked.get("solve"):
        return {**shown, "solution": fragments.solution(problem)}
    return {**shown, "html": fragments.statement(problem)}


def draft(data: bytes) -> Problem:
    return load_text(data.decode("utf-8", "replace"), "mine", PLACE)


REQUESTS: Mapping[str, Callable[[Mapping[str, Any], bytes, Tell], Table]] = {
    "open": opened,
    "check": checked,
    "answer": answered,
    "preview": previewed,
    "solve": solved,
    "draft": drafted,
}


def asked(request: str, data: bytes = b"", tell: Tell = lambda said: None) -> str:
    """The reply to a request; where it has none, the `faults` with their places."""
    table = json.loads(request)
    try:
        return json.dumps(REQUESTS[table["kind"]](table, data, tell))
    except DeriveError as error:
        found = error
    except RecursionError:
        found = fault("too deeply nested")
    except Exception as error:
        found = unforeseen(error)
    return json.dumps({"faults": [told(each, data) for each in found.complaints]})


def told(complaint: Complaint, data: bytes) -> Table:
    """A fault with its place, in words and as line and column of the file that came, and the line as it is there."""
    line, column = place_of(complaint, data.decode("utf-8", "replace"))
    return {
        "line": line,
        "at": column,
        "place": complaint.place,
        "message": complaint.message,
        "source": complaint.source,
        "column": complaint.column,
    }
