"""What of a write-up was judged when its process was stopped: each line is handed over as soon as it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from derive.cohort.limits import Message, Taking
from derive.documents.words import Words
from derive.marking.report import Line, Report, dumps, line_of, loads

BEFORE, JUDGED = "before", "judged"


class Telling:
    """Hands over what there is to judge, and the lines of each chain as soon as they are judged."""

    def __init__(self, channel: Taking) -> None:
        self.channel = channel

    def before(self, report: Report, chains: Sequence[Sequence[Line]]) -> None:
        listed = [[asdict(line) for line in lines] for lines in chains]
        self.channel.send({"say": BEFORE, "chains": listed}, dumps(report).encode())

    def judged(self, count: int, lines: Sequence[Line]) -> None:
        self.channel.send({"say": JUDGED, "count": count, "lines": [asdict(line) for line in lines]})


def so_far(messages: Sequence[Message], status: str, words: Words) -> Report | None:
    """The report on a write-up whose process was stopped (`status` says by what); none where nothing was read yet.

    The chain at which it was stopped is refused, and what stands behind it is not judged.
    """
    if not messages or messages[0].header.get("say") != BEFORE:
        return None
    report = loads(messages[0].content.decode(), "what was judged")
    chains = [lines_of(records) for records in messages[0].header["chains"]]
    told = [message.header for message in messages[1:] if message.header.get("say") == JUDGED]
    count = told[-1]["count"] if told else 0
    behind = count + bool(told)
    lines = [line for header in told for line in lines_of(header["lines"])]
    at = words(f"report.stopped_at.{status}")
    lines += [replace(line, verdict="refused", message=at) for each in chains[count:behind] for line in each]
    after = words("report.stopped_at.behind")
    lines += [replace(line, message=after) for each in chains[behind:] for line in each]
    return replace(report, lines=tuple(lines), stopped=status)


def lines_of(records: Iterable[Mapping[str, Any]]) -> list[Line]:
    return [line_of(record) for record in records]
