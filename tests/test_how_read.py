"""A report says how its file was read: as what, how much of it, what not and why, and what was mended."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.cohort.one_writeup import Reporter
from derive.documents.words import Words
from derive.feedback.how_read import SHOWN
from derive.feedback.overview import Overview
from derive.judging.why_unread import BY_FAULT
from derive.marking.parts_read import WHY_UNREAD, share_read
from derive.marking.report import Report, dumps, loads
from derive.problem import catalogue
from derive.reading.result import Fault

SCHEMA = json.loads((Path(derive.__file__).parent / "marking/report.schema.json").read_text(encoding="utf-8"))
RIGHT = "$$h_1 = [-0.6204, 0.4437, -0.9791]$$\n\n"
UNREAD = {
    "name": "$$h_9 = 3$$",
    "notation": "$$h_1 = \\oint 3$$",
    "shape": "$$\\frac{\\partial L}{\\partial V} = \\frac13 \\sum_t h_t^\\top (\\hat y_t - y_t) V$$",
    "elsewhere": "~~$h_1 = 3$~~",
}


@cache
def reporter() -> Reporter:
    return Reporter(catalogue.load("rnn"))


def read(text: str, name: str = "a.md") -> Report:
    return reporter().check(name, text.encode())


def reading(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dumps(report))["reading"]
    return found


def test_what_was_read_is_counted_and_what_was_not_by_its_class() -> None:
    found = reading(read(RIGHT + UNREAD["name"] + "\n\n" + UNREAD["notation"]))
    assert found == {
        "source": "md", "conventions": [], "restored": {}, "statements": 3,
        "unread": {"name": 1, "notation": 1}, "share": 0.3333,
    }  # fmt: skip


def test_what_is_struck_out_is_no_part_of_what_was_to_be_read() -> None:
    found = read(RIGHT + UNREAD["elsewhere"])
    assert reading(found)["unread"] == {"elsewhere": 1}
    assert share_read(found) == 1


def test_the_conventions_of_a_text_are_told() -> None:
    rows = "We use row vectors.\n\n$$h_1 = [-0,6204; 0,4437; -0,9791]$$"
    assert reading(read(rows))["conventions"] == ["rows", "decimal_comma"]


def test_what_was_restored_is_told_with_how_often() -> None:
    text = "$$h_1 = egin{bmatrix} -0.6204 \\\\ 0.4437 \\\\ -0.9791 \\end{bmatrix}$$"
    found = read(text)
    assert reading(found)["restored"] == {"commands": 1}
    assert "Restored: LaTeX commands (1)." in reporter().written(found, "md")


@pytest.mark.parametrize("form", ["md", "tex", "html"])
def test_every_document_says_how_the_file_was_read(form: str) -> None:
    text = reporter().written(read(RIGHT + UNREAD["name"]), form)
    assert "How it was read" in text
    assert "Read as Markdown. Statements: 2, read: 1 (50 " in text
    assert "names or indices that mean nothing in this exercise (1)" in text


def test_it_is_the_same_once_written_down_and_read_again() -> None:
    found = read(RIGHT + UNREAD["name"])
    assert reading(loads(dumps(found), "r")) == reading(found)


def test_every_class_and_convention_has_its_words_and_its_place_in_the_schema() -> None:
    assert SCHEMA["$defs"]["why"]["enum"] == list(WHY_UNREAD)
    assert {*BY_FAULT} == {*Fault}
    assert {*BY_FAULT.values()} <= {*WHY_UNREAD}
    for language in ("en", "de", "fr"):
        words = Words(language, None, "verdicts")
        assert all(words(f"report.reading.unread.{why}") for why in WHY_UNREAD)
        assert all(words(f"report.reading.conventions.{key}") for key in SHOWN)
        assert all(
            words(f"report.reading.sources.{kind}")
            for kind in SCHEMA["properties"]["reading"]["properties"]["source"]["enum"]
        )


def test_those_of_whom_the_least_was_read_come_first() -> None:
    overview = Overview(reporter().view)
    texts = {"a": RIGHT, "b": RIGHT + UNREAD["name"], "c": UNREAD["name"], "d": RIGHT}
    found = [overview.row(name, read(text)) for name, text in texts.items()]
    table = csv.DictReader(overview.table([*found, overview.fault("e", "kind", ".png")]).splitlines())
    assert [(row["submission"], row["read"]) for row in table] == [
        ("e", ""), ("c", "0"), ("b", "50"), ("a", "100"), ("d", "100"),
    ]  # fmt: skip
