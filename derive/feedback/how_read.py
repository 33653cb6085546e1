"""How a file was read, in words: what it was taken for, how much of it was read, what was not, what was restored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import floor

from derive.documents.words import Words
from derive.following.judged import Judged
from derive.marking.parts_read import counted, restored_by_kind, share_read, unread_by_class
from derive.marking.report import Report
from derive.writeup.chain import Submission

SHOWN = frozenset(
    (
        *("decimal_comma", "vectors_found_turned", "repeated_index", "end_untold", "order_untold", "raised_to_t"),
        *("product_entrywise", "product_dot", "entrywise_first", "other_case", "zero_before_first", "zero_after_last"),
        *("index_of_question", "step_untold", "blocks_joined", "blocks_multiplied", "row_for_column"),
    )
)
"""Notes on statements that tell of a convention of the writer's."""


def found_conventions(submission: Submission, judged: Sequence[Judged]) -> Iterator[str]:
    """The conventions of a text: what it says of itself, then what its statements show, the most frequent first."""
    if submission.vectors:
        yield submission.vectors
    if submission.is_summing:
        yield "summing"
    if submission.is_numerator:
        yield "numerator"
    if submission.is_extracted:
        yield "extracted"
    notes = Counter(note for each in judged for note in notes_of(each) & SHOWN)
    yield from (note for note, _ in sorted(notes.items(), key=lambda pair: (-pair[1], pair[0])))


def notes_of(judged: Judged) -> set[str]:
    """What was read generously in a statement, on either side."""
    read = (side.reading for side in judged.read or ())
    return {*judged.finding.notes, *(note for reading in read if reading is not None for note in reading.notes)}


def per_cent(report: Report) -> int:
    """How much was read; 100 only where all was."""
    return floor(100 * share_read(report))


def how_read(report: Report, words: Words) -> list[str]:
    """A sentence on each; nothing where it is not known how the file was read."""
    if not report.read_as:
        return []
    all_, source = len(counted(report)), words(f"report.reading.sources.{report.read_as}")
    read = sum(line.is_read for line in report.lines)
    said = [words("report.reading.read", source=source, count=all_, read=read, share=per_cent(report))]
    unread = listed(unread_by_class(report), "report.reading.unread", words)
    restored = listed(restored_by_kind(report), "report.reading.restored", words)
    conventions = "; ".join(words(f"report.reading.conventions.{key}") for key in report.conventions)
    parts = {"not_read": unread, "found": conventions, "mended": restored}
    return said + [words(f"report.reading.{key}", listed=text) for key, text in parts.items() if text]


def listed(counts: Mapping[str, int], table: str, words: Words) -> str:
    return "; ".join(f"{words(f'{table}.{key}')} ({count})" for key, count in counts.items())
