"""Files of answers: read from three formats, judged by a worker that is replaced, printed in four formats."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.cohort.answer_file import AnswerRow, Worker, check_all, read_answers
from derive.feedback.check_answer import Checker, Undiagnosed
from derive.judging.effort import effort, is_too_much
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.judging.mistakes import Library
from derive.language.errors import ProblemError
from derive.problem import catalogue

RNN = catalogue.load("rnn")
ROWS = [("a", "L", "2.0144"), ("b", "h[0][1]", "0"), ("c", "L", "-2.0144")]
TOML = "".join(f"[[answers]]\nid = '{i}'\nquestion = '{q}'\nanswer = '{a}'\n" for i, q, a in ROWS)
CSV = "id,question,answer\n" + "".join(f"{i},{q},{a}\n" for i, q, a in ROWS)
JSONL = "".join(json.dumps({"id": i, "question": q, "answer": a}) + "\n" for i, q, a in ROWS)


@pytest.mark.parametrize(("ending", "text"), [("toml", TOML), ("csv", CSV), ("jsonl", JSONL)])
def test_the_formats_say_the_same(tmp_path: Path, ending: str, text: str) -> None:
    path = tmp_path / f"answers.{ending}"
    path.write_text(text, encoding="utf-8")
    assert read_answers(path) == [AnswerRow(*row) for row in ROWS]
    with Worker(RNN) as worker:
        records = check_all(read_answers(path), worker)
        assert worker.started == 1
    assert [record.verdict for record in records] == ["right", "right", "wrong"]
    assert records[2].diagnosis == "sign"


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("a.jsonl", '{"question": "L"}\n[]\n{"question": "L", "answer": 2}\n', ["line 1", "line 2", "line 3"]),
        ("a.jsonl", '{"question": "L"}\nno\n', ["line 1: expected", "line 2: no JSON"]),
        ("a.csv", "id,text\n1,2\n", ["header"]),
        ("a.toml", "answers = 1\n", ["[[answers]]"]),
        ("a.toml", "[[answers]]\nquestion = 'L'\n", ["answer 1"]),
        ("a.txt", "2.0144\n", [".toml, .csv, .jsonl"]),
    ],
)
def test_rows_that_cannot_be_used_are_all_named(tmp_path: Path, name: str, text: str, places: list[str]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_answers(path)
    assert all(place in str(caught.value) for place in places), str(caught.value)


def test_unknown_questions_are_all_named() -> None:
    with Worker(RNN) as worker, pytest.raises(ProblemError) as caught:
        check_all([AnswerRow("p", "zz", "1"), AnswerRow("q", "L", "2.0144"), AnswerRow("r", "yy", "1")], worker)
    assert "answer p" in str(caught.value)
    assert "answer r" in str(caught.value)


def test_a_worker_that_overruns_is_killed_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = Checker.verdict

    def slow(checker: Checker, question: str, text: str) -> object:
        if text == "slow":
            time.sleep(60)
        return judged(checker, question, text)

    monkeypatch.setattr(Checker, "verdict", slow)
    with Worker(RNN, seconds=2) as worker:
        records = check_all(
            [AnswerRow("1", "L", "2.0144"), AnswerRow("2", "L", "slow"), AnswerRow("3", "L", "2.0144")], worker
        )
        assert worker.started == 2
    assert [(r.verdict, r.diagnosis) for r in records] == [
        ("right", None),
        ("refused", "too_much_work"),
        ("right", None),
    ]


def test_naming_a_mistake_may_take_longer_than_a_students_text(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Checker.diagnose

    def slow(checker: Checker, found: Undiagnosed) -> Finding:
        time.sleep(2)
        return named(checker, found)

    monkeypatch.setattr(Checker, "diagnose", slow)
    with Worker(RNN, seconds=1) as worker:
        worker.check(AnswerRow("0", "L", "2.0144"))
        record = worker.check(AnswerRow("1", "L", "-2.0144"))
        assert worker.started == 1
    assert (record.verdict, record.diagnosis) == ("wrong", "sign")


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("L", "-2.0144", "wrong", "sign"),
        ("dL/dW", "[[1, 2], [3, 4]]", "wrong", "wrong_shape"),
        ("dL/dh[1]", "W' dL/dhbar[2] + V (yhat[1] - y[1])/3", "wrong", "weight_not_transposed"),
        ("L", "l_0 + l_1 + l_2 = 2.0144", "wrong", "false_equality"),
        ("dL/dh[1]", "W' dL/dhbar[2] + V' (yhat[1] - y[1])", "wrong", "mean_factor_missing_in_one_term"),
    ],
)
def test_a_mistake_is_named_without_the_text(
    monkeypatch: pytest.MonkeyPatch, question: str, answer: str, verdict: str, diagnosis: str
) -> None:
    checker = Checker(RNN)
    with monkeypatch.context() as while_judged:
        while_judged.setattr(Library, "explain", forbidden)
        found = checker.verdict(question, answer)
    assert not isinstance(found, Finding)
    monkeypatch.setattr(Judge, "member", forbidden)
    finding = checker.diagnose(found)
    assert (finding.verdict, finding.diagnosis) == (verdict, diagnosis)


@pytest.mark.parametrize(
    ("answer", "verdict"), [("2.0144", "right"), ("2.0145", "rounded"), ("L", "wrong"), ("two", "unread")]
)
def test_where_there_is_no_mistake_to_name_the_verdict_is_all(
    monkeypatch: pytest.MonkeyPatch, answer: str, verdict: str
) -> None:
    monkeypatch.setattr(Library, "explain", forbidden)
    found = Checker(RNN).verdict("L", answer)
    assert isinstance(found, Finding)
    assert found.verdict == verdict


def forbidden(*_: object) -> None:
    raise AssertionError("not in this call")


def test_work_is_counted_before_it_is_done() -> None:
    product = RNN.read("W W")
    assert effort(product) > 27
    assert effort(RNN.read("sum(t, l[t])")) == 3 * effort(RNN.read("l[0]")) + 3
    assert not is_too_much(product)
    record = Checker(RNN).check("L", "".join(rf"\sum_{{{k}=1}}^{{50}} " for k in "ijk") + "l_0")
    assert record.verdict == "refused", record
    assert "calculations" in record.message
    assert not is_too_much(RNN.read("+".join(["l[0]"] * 100)))
    assert is_too_much(RNN.read(f"({'+'.join(['sum(t, W W W W V V h[t])'] * 100)})"))


@pytest.mark.parametrize(
    ("answer", "status"), [("2.0144", 0), ("2.0145", 0), ("2.5", 1), ("2 +", 1), ("x.y()", 1), ("", 1)]
)
def test_exit_status(answer: str, status: int) -> None:
    assert CliRunner().invoke(main, ["check", "rnn", "--question", "L", "-"], input=answer).exit_code == status


def test_what_cannot_be_used_has_status_two() -> None:
    for arguments in (["check", "rnn", "--question", "zz", "2"], ["check", "nothing", "--question", "L", "2"]):
        assert CliRunner().invoke(main, arguments).exit_code == 2


def test_the_four_formats(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(JSONL, encoding="utf-8")
    shown = {}
    for form in ("json", "jsonl", "md", "csv"):
        out = tmp_path / f"out.{form}"
        done = CliRunner().invoke(main, ["check", "rnn", str(path), "--to", form, "-o", str(out)])
        assert done.exit_code == 1
        shown[form] = out.read_text(encoding="utf-8")
        assert CliRunner().invoke(main, ["check", "rnn", str(path), "--to", form, "-o", "-"]).output == shown[form]
    records = json.loads(shown["json"])
    assert [json.loads(line) for line in shown["jsonl"].splitlines()] == records
    assert list(records[0])[:7] == ["id", "question", "verdict", "diagnosis", "message", "read_as", "digits_right"]
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(shown["csv"]))] == ["right", "right", "wrong"]
    assert shown["md"].count("\n") == 5


@pytest.mark.parametrize("reveal", ["none", "hint", "full"])
def test_as_much_is_revealed_as_asked(reveal: str) -> None:
    done = CliRunner().invoke(main, ["check", "rnn", "--question", "L", "--reveal", reveal, "0.8748"])
    told = {"none": "", "hint": "Which logarithm", "full": "another base than e"}[reveal]
    assert told in done.output
    assert ("Which logarithm" in done.output) == (reveal == "hint")
    assert ("expected: 2.0144" in done.output) == (reveal == "full")
