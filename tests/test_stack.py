"""STACK questions: every variant is marked as NumPy says, by the marking written down and by Maxima itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platform_marks as marks
import pytest
from four_answers import NAME, rows, truth, typed, ways
from maxima_marks import Node, marked

from derive.handout.platforms import exported
from derive.handout.variant_files import written
from derive.handout.vary import vary


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("variants") / NAME
    written(vary(NAME, 3, seed=3), folder, ())
    return folder


def questions(variants: Path) -> Mapping[str, Node]:
    """The exported questions by what they ask."""
    quiz = exported(variants, ["stack"])[f"{NAME}.stack.xml"]
    assert isinstance(quiz, bytes)
    found = marks.questions(quiz, "stack")
    assert [title.partition(")")[0] for title in found] == [f"{NAME} ({letter}" for letter in "aaabbb"]
    return {title.rpartition(" ")[2]: question for title, question in found.items()}


def sources(variants: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((variants / "problems").iterdir())]


def test_stack_marks_matrices_of_every_variant(variants: Path) -> None:
    found, texts = questions(variants), sources(variants)
    for seed, source in enumerate(texts, 1):
        for name, value in truth(source).items():
            for answer, share, told in ways(value):
                mark, said = marks.stack(found[name], seed, rows(name, answer, value))
                assert (mark, told in said) == (share, True), (seed, name, answer)
    other = truth(texts[1])["dL/dW"]
    assert marks.stack(found["dL/dW"], 1, rows("", typed(other), other))[0] == 0


def test_stack_leaves_nothing_to_the_importer(variants: Path) -> None:
    for question in questions(variants).values():
        assert "{@k@}" in (question.findtext("questionnote/text") or "")
        assert [each.text for each in question.iter("deployedseed")] == ["1", "2", "3"]
        names = {each.findtext("name") for each in question.iter("node")}
        for node in question.iter("node"):
            tags = {each.tag for each in node}
            for way in ("true", "false"):
                parts = ("score", "scoremode", "penalty", "nextnode", "answernote", "feedback")
                assert {f"{way}{part}" for part in parts} <= tags
                assert node.findtext(f"{way}nextnode") in {*names, "-1"}
            assert node.findtext("testoptions") == "0.00006"


def in_maxima(entries: Any) -> str:
    """An answer as STACK hands it to Maxima from the fields of a matrix, or from one field."""
    if isinstance(entries, str):
        return entries
    return f"matrix({', '.join(f'[{chr(44).join(row)}]' for row in entries)})"


def test_maxima_marks_four_answers_of_every_variant(variants: Path, tmp_path: Path) -> None:
    found = questions(variants)
    cases, expected = [], []
    for seed, source in enumerate(sources(variants), 1):
        for name, value in truth(source).items():
            for answer, share, told in ways(value):
                cases.append((found[name], seed, in_maxima(rows(name, answer, value))))
                expected.append((share, told))
    for case, (share, told), mark in zip(cases, expected, marked(cases, tmp_path), strict=True):
        assert (mark.share, told in mark.told) == (share, True), case[1:]


def test_maxima_agrees_with_the_test_cases_that_stack_runs_itself(tmp_path: Path) -> None:
    """What is shown as the answer is right, and each mistake is found as itself, also where a variant hides two."""
    written(vary("logistic", 5, seed=5), tmp_path / "logistic", ())
    quiz = exported(tmp_path / "logistic", ["stack"])["logistic.stack.xml"]
    assert isinstance(quiz, bytes)
    cases, expected = [], []
    for question in marks.questions(quiz, "stack").values():
        for seed in range(1, len([*question.iter("deployedseed")]) + 1):
            for test in question.iter("qtest"):
                cases.append((question, seed, test.findtext("testinput/value") or ""))
                score = float(test.findtext("expected/expectedscore") or "")
                expected.append((score, test.findtext("expected/expectedanswernote")))
            cases.append((question, seed, "shown"))
            expected.append((1.0, "right"))
    found = marked(cases, tmp_path)
    assert [(mark.share, mark.note) for mark in found] == expected
