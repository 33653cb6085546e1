"""Questions for learning platforms: each format marks the right answer, a rounded one, a mistake and a wrong digit."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import platform_marks as marks
import pytest
from click.testing import CliRunner
from exercises import exercise
from flint import arb
from four_answers import NAME, truth, typed, ways
from qti_model import complaints

from derive.cli import main
from derive.handout.platforms import PLATFORMS, exported
from derive.handout.posed import PosedExercise, posed, shortened, unrounded
from derive.language.errors import ProblemError
from derive.problem import catalogue

ALL = tuple(PLATFORMS)
FIELD = f"{marks.QTI}textEntryInteraction"


@pytest.fixture(scope="module")
def text() -> str:
    return (catalogue.CATALOGUE / f"{NAME}.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    return exported(NAME, ALL)


def test_moodle_marks_each_entry(files: dict[str, Any], text: str) -> None:
    found = marks.questions(files[f"{NAME}.moodle.xml"], "numerical")
    assert len(found) == 9 + 9 + 1 + 9 + 6 + 3
    for name, value in truth(text).items():
        entries = np.ravel(value)
        for place, entry in enumerate(entries):
            row, column = divmod(place, value.shape[1])
            index = f" {row + 1},{column + 1}" if entries.size > 1 else ""
            question = next(each for title, each in found.items() if title.endswith(f") {name}{index}"))
            for answer, share, told in ways(np.array([[entry]])):
                if abs(entry) < 1e-3 and share == 0.5:
                    continue
                mark, said = marks.numerical(question, answer[0])
                assert mark == share, (name, answer)
                assert told in said


def test_moodle_has_cloze_questions_with_a_field_for_each_entry(files: dict[str, Any], text: str) -> None:
    found = marks.questions(files[f"{NAME}.cloze.xml"], "cloze")
    values = truth(text)
    for letter, names in (("a", ("Z", "P", "L")), ("b", ("dL/dZ", "dL/dW", "dL/db"))):
        html = found[f"{NAME} ({letter})"].findtext("questiontext/text") or ""
        parts = [typed(values[name], digits=4) for name in names]
        assert marks.cloze(html, [*chain(*parts)])[0] == 1
        wrong = [[*parts[0][:-1], "99"], *parts[1:]]
        count = sum(map(len, parts))
        assert marks.cloze(html, [*chain(*wrong)])[0] == pytest.approx((count - 1) / count)
    names = ("dL/dZ", "dL/dW", "dL/db")
    for answers in zip(*(ways(values[name]) for name in names), strict=True):
        mark, said = marks.cloze(html, [*chain(*(answer for answer, _, _ in answers))])
        off = sum(share == 0 for _, share, _ in answers)
        expected = answers[0][1] if not off else 1 - off / sum(values[name].size for name in names)
        assert (mark, said) == (pytest.approx(expected), answers[0][2])


def test_gift_marks_each_entry_and_shows_its_latex(files: dict[str, Any], text: str) -> None:
    found = marks.gift(files[f"{NAME}.gift"])
    assert len(found) == 37
    shown, answers = next(each for title, each in found.items() if title.endswith("dL/dW 2,3"))
    assert "\\(\\partial L/\\partial W\\)" in shown
    assert "\\begin{bmatrix} 1 &amp; 2 \\cr 0 &amp; -1 \\cr 2 &amp; 0.5 \\end{bmatrix}" in shown
    for answer, share, told in ways(truth(text)["dL/dW"][1:2, 2:3]):
        mark, said = marks.gift_mark(answers, answer[0])
        assert mark == share
        assert told in said


def test_qti_marks_with_comparisons_on_which_players_agree(files: dict[str, Any], text: str) -> None:
    items = dict(marks.members(files[f"{NAME}.qti.zip"]))
    assert len(items) == 7
    for name, value in truth(text).items():
        item = items[f"{NAME}-{name.replace('/', '-')}.xml"]
        fields = [f"R{i + 1}_{j + 1}" for i in range(value.shape[0]) for j in range(value.shape[1])]
        for answer, share, told in ways(value):
            mark, said = marks.qti(item, dict(zip(fields, answer, strict=True)))
            assert mark == pytest.approx(share, rel=1e-5), (name, answer)
            assert told in said
        empty = dict(zip(fields, [*typed(value)[:-1], ""], strict=True))
        assert marks.qti(item, empty)[0] == 0


@pytest.mark.parametrize("change", [None, (b"itemBody", b"body"), (b' adaptive="false"', b""), (b"<table", b"7<table")])
def test_qti_has_what_the_format_lets_stand_there(files: dict[str, Any], change: tuple[bytes, bytes] | None) -> None:
    for name, content in marks.members(files[f"{NAME}.qti.zip"]):
        changed = content.replace(*change) if change else content
        assert bool(complaints(changed)) == (changed != content), name


def test_canvas_marks_in_classic_and_in_new_quizzes(files: dict[str, Any], text: str) -> None:
    found = dict(marks.members(files[f"{NAME}.canvas.zip"]))
    items = marks.canvas_items(found[f"{NAME}/{NAME}.xml"])
    assert len(items) == 37
    for (i, j), entry in np.ndenumerate(truth(text)["dL/dW"]):
        item = next(each for title, each in items.items() if title.endswith(f"dL/dW {i + 1},{j + 1}"))
        for answer, share, _ in ways(np.array([[entry]])):
            for mark in (marks.classic, marks.new_quizzes):
                assert mark(item, answer[0]) == (share if share == 1 else 0), answer
    html = "".join(next(iter(items.values())).itertext())
    assert 'data-equation-content="' in html
    assert "\\(" not in html


def test_prairielearn_marks_matrices_and_knows_the_mistakes(files: dict[str, Any], text: str) -> None:
    found = marks.zipped(files[f"{NAME}.prairielearn.zip"])
    assert len(found) == 3 * 6
    for name, value in truth(text).items():
        question = marks.PrairieLearn(found, f"questions/{NAME}/{name.replace('/', '-')}", seed=5)
        assert "$$" in question.shown()
        for answer, share, told in ways(value):
            mark, said = question.mark(answer)
            assert (mark, told in said) == (share, True), (name, answer)


def test_prairielearn_chooses_the_variant_by_its_seed(tmp_path: Path) -> None:
    for number in (1, 2):
        source = (catalogue.CATALOGUE / "logistic.toml").read_text(encoding="utf-8")
        (tmp_path / "problems").mkdir(exist_ok=True)
        own = source.replace("b = 0.5", f"b = {number}").replace("title = ", "title = '{{x}} ' #")
        (tmp_path / "problems" / f"p{number}.toml").write_text(own, encoding="utf-8")
    (tmp_path / "variants.csv").write_text("variant,file\n1,p1.toml\n2,p2.toml\n", encoding="utf-8")
    found = marks.zipped(exported(tmp_path, ["prairielearn"])[f"{tmp_path.name}.prairielearn.zip"])  # type: ignore[arg-type]
    folder = next(name.removesuffix("/info.json") for name in found if name.endswith("/z/info.json"))
    for seed, z in ((4, 2.25), (7, 3.25)):
        question = marks.PrairieLearn(found, folder, seed)
        assert f"b = {z - 1.25:g}" in question.shown()
        assert question.mark([f"{z}"]) == (1.0, "")


@pytest.mark.sweep
@pytest.mark.parametrize("name", [entry.name for entry in catalogue.entries()])
def test_every_answer_of_the_catalogue_is_marked_alike_by_all(name: str) -> None:
    """Exact and rounded answers earn all, two units off not; zeros, large numbers and single ones are among them."""
    found: dict[str, Any] = exported(name, ["moodle", "gift", "qti", "canvas"])
    (exercise_posed,) = posed(name)
    moodle = marks.questions(found[f"{name}.moodle.xml"], "numerical")
    gift = marks.gift(found[f"{name}.gift"])
    canvas = marks.canvas_items(dict(marks.members(found[f"{name}.canvas.zip"]))[f"{name}/{name}.xml"])
    items = [*marks.members(found[f"{name}.qti.zip"])][1:]
    assert [*moodle] == [*gift] == [*canvas]
    titles = iter(moodle)
    for question, (_, item) in zip(exercise_posed.questions, items, strict=True):
        fields = [each.get("responseIdentifier") or "" for each in ElementTree.fromstring(item).iter(FIELD)]
        unit = Decimal(1).scaleb(-question.digits)
        off = [*question.shown[:-1], str(Decimal(question.shown[-1]) + 2 * unit)]
        for answers, is_right in ((question.entries, True), (question.shown, True), (off, False)):
            assert (marks.qti(item, dict(zip(fields, answers, strict=True)))[0] == 1) == is_right, question.name
        for exact, shown in zip(question.entries, question.shown, strict=True):
            title = next(titles)
            steps = (str(Decimal(shown) + sign * unit) for sign in (2, -2))
            for answer, is_right in ((exact, True), (shown, True), *((step, False) for step in steps)):
                shares = {
                    *(marks.numerical(moodle[title], answer)[0], marks.gift_mark(gift[title][1], answer)[0]),
                    *(mark(canvas[title], answer) for mark in (marks.classic, marks.new_quizzes)),
                }
                assert (shares == {1}) == (1 in shares) == is_right, (title, answer)


def test_the_table_has_the_answers_and_the_mistakes(files: dict[str, Any], text: str) -> None:
    found = list(csv.DictReader(files[f"{NAME}.questions.csv"].splitlines()))
    right = [row for row in found if row["question"] == "dL/dW" and row["share"] == "1"]
    assert np.allclose([float(row["value"]) for row in right], np.ravel(truth(text)["dL/dW"]), atol=1e-9)
    assert [row["answer"] for row in right] == typed(truth(text)["dL/dW"])
    assert {row["share"] for row in found} == {"1", "0.5"}


def test_every_number_that_is_written_is_a_plain_decimal() -> None:
    small = exercise("L = w^3", "w = 0.001", "L dL/dw", settings="digits = 6").problem
    (found,) = posed(small)
    assert isinstance(found, PosedExercise)
    assert [each.entries for each in found.questions] == [("0.000000001",), ("0.000003",)]
    assert [each.tolerance for each in found.questions] == ["0.0000006"] * 2
    assert [each.shown for each in found.questions] == [("0.000000",), ("0.000003",)]
    for content in exported(small, [name for name in ALL if name not in ("qti", "canvas", "prairielearn")]).values():
        said = content if isinstance(content, str) else content.decode()
        assert not re.search(r"\d[eE]-\d", said)


def test_a_number_on_the_border_of_two_decimals_is_written_with_more_of_them() -> None:
    """A mistake in `momentum` is -0.6635234375, known as a ball: nine decimals of it cannot be decided."""
    assert shortened(unrounded(arb("-0.6635234375", "3e-20"), 9)) == "-0.6635234375"
    assert unrounded(arb("0.25", "3e-20"), 9) == "0.250000000"
    with pytest.raises(ProblemError, match="cannot be decided"):
        unrounded(arb("0.6", "0.1"), 9)


def test_a_decimal_comma_is_no_comma_of_thousands_to_mathjax() -> None:
    """Its rule for a number: digits, and behind a comma in braces always three."""
    german = exercise("L = w^2", "w = 0.1234", "L", settings='language = "de"').problem
    for name, content in exported(german, ["moodle", "gift"]).items():
        said = content if isinstance(content, str) else content.decode()
        assert re.search(r"0\\+mathord\\?\{,\\?\}1234", said), name
        assert not re.search(r"[0-9]\\?\{,\\?\}[0-9]{3}", said), name


def test_what_cannot_be_exported_is_told(tmp_path: Path) -> None:
    shapes = exercise("L = sum(W)", 'W = "matrix 2 x 2"', "dL/dW").problem
    with pytest.raises(ProblemError, match="platforms mark numbers only"):
        exported(shapes, ["moodle"])
    with pytest.raises(ProblemError, match="did you mean moodle"):
        exported("rnn", ["mooodle"])
    done = CliRunner().invoke(main, ["export", "logistic", "--to", "gift,csv", "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logistic.gift", "logistic.questions.csv"]


def test_no_text_of_an_author_breaks_a_file(tmp_path: Path) -> None:
    """Signs that no XML can have, and such that end what they stand in, in the title and the prose of an exercise."""
    (tmp_path / "odd.toml").write_text(
        'title = "a\\u0001 <b> ]]> {{x}} \\u2028"\nprose = "p\\u0002 ]]> <script> {@1@} {{y}}"\n'
        '[model]\nequations = "L = w^2"\n[values]\nw = 0.3\n[[questions]]\nask = ["L"]\n',
        encoding="utf-8",
    )
    found: dict[str, Any] = exported(tmp_path / "odd.toml", ALL)
    for name in ("odd.moodle.xml", "odd.cloze.xml", "odd.stack.xml"):
        ElementTree.fromstring(found[name])
    for name in ("odd.qti.zip", "odd.canvas.zip"):
        for _, content in marks.members(found[name]):
            ElementTree.fromstring(content)
            assert "canvas" in name or not complaints(content)
    question = marks.PrairieLearn(marks.zipped(found["odd.prairielearn.zip"]), "questions/odd/L", 0)
    assert question.mark(["0.09"]) == (1.0, "")
    (question_in_moodle,) = marks.questions(found["odd.moodle.xml"], "numerical").values()
    assert "<script>" not in (question_in_moodle.findtext("questiontext/text") or "")
