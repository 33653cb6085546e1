"""A class whose members have variants: each write-up is held against its own numbers, and somebody else's are named."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from math import exp, log
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.cohort.by_variant import VariantReporter, naming
from derive.cohort.cohort import Cohort, check_folder
from derive.cohort.handed_out import OWN, read_handed
from derive.cohort.one_writeup import check_writeup
from derive.cohort.roster import read_roster
from derive.handout.seats import seated
from derive.handout.variant_files import written
from derive.handout.vary import vary
from derive.language.errors import ProblemError
from derive.marking.report import dumps
from derive.problem import catalogue

STUDENTS = "name,login\nAda Lovelace,al1\nEmmy Noether,en2\nSofja Kowalewskaja,kowa\nMary Somerville,ms4\n"


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four variants of a logistic regression, and who has them."""
    folder = tmp_path_factory.mktemp("variants")
    (folder / "class.csv").write_text(STUDENTS, encoding="utf-8")
    written(vary("logistic", 4, seed=5), folder, (), seated(read_roster(folder / "class.csv"), folder))
    return folder


def work(folder: Path, number: int) -> str:
    """What somebody hands in who calculates a variant by the textbook's formulas."""
    text = (folder / "problems" / f"logistic-00{number}.toml").read_text(encoding="utf-8")
    n = tomllib.loads(text)["values"]
    z = sum(w * x for w, x in zip(n["w"], n["x"], strict=True)) + n["b"]
    yhat = 1 / (1 + exp(-z))
    slopes = [(yhat - n["y"]) * x for x in n["x"]]
    rows = ", ".join(f"{slope:.4f}" for slope in slopes)
    lines = (
        f"\\hat y = {yhat:.4f}",
        f"L = {-log(yhat if n['y'] else 1 - yhat):.4f}",
        f"\\frac{{\\partial L}}{{\\partial w}} = ({rows})",
        f"\\frac{{\\partial L}}{{\\partial z}} = {yhat - n['y']:.4f}",
    )
    return "".join(f"$${line}$$\n\n" for line in lines)


@pytest.fixture(scope="module")
def cohort(handed: Path, tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    folder = tmp_path_factory.mktemp("in")
    (folder / "al1.md").write_text(work(handed, 1))
    (folder / "Noether_Emmy_12345_assignsubmission_file").mkdir()
    (folder / "Noether_Emmy_12345_assignsubmission_file" / "main.md").write_text(work(handed, 1))
    (folder / "upload-17.md").write_text(f"# Logistic regression, **variant** no. 3\n\n{work(handed, 3)}")
    (folder / "scan.md").write_text(work(handed, 4))
    (folder / "stranger.md").write_text("$$L = 123.4567$$\n")
    return check_folder("logistic", folder, output=folder / "out", reveal="full", variants=handed)


def test_each_is_judged_against_the_own_numbers(cohort: Cohort) -> None:
    found = {row.name: row for row in cohort.rows}
    variants = {name: row.report.variant for name, row in found.items() if row.report}
    noether = "Noether_Emmy_12345_assignsubmission_file"
    assert variants == {"al1.md": "1", noether: "2", "upload-17.md": "3", "scan.md": "4", "stranger.md": ""}
    for name in ("al1.md", "upload-17.md", "scan.md"):
        report = found[name].report
        assert report is not None
        assert [line.verdict for line in report.lines] == ["right"] * 4, name


def test_somebody_elses_numbers_are_told(cohort: Cohort) -> None:
    report = next(row.report for row in cohort.rows if row.name.startswith("Noether"))
    assert report is not None
    told = [line.message for line in report.lines if line.diagnosis == "other_variant"]
    assert len(told) >= 2, "what a mistake in the own numbers explains as well is that mistake"
    assert all("variant 1" in message for message in told)
    assert all(line.verdict == "wrong" for line in report.lines)


def test_whose_variant_is_not_known_is_listed_and_in_no_average(cohort: Cohort) -> None:
    table = {row["submission"]: row for row in csv.DictReader(cohort.overview.splitlines())}
    assert table["stranger.md"]["status"] == "not matched"
    assert table["stranger.md"]["total"] == ""
    assert table["scan.md"]["variant"] == "4"
    assert "4 of 5 submissions could be judged" in cohort.mistakes


def test_one_file_is_held_against_its_variant_too(handed: Path, tmp_path: Path) -> None:
    path = tmp_path / "kowa.md"
    path.write_text(work(handed, 3))
    command = ["check", "logistic", str(path), "--variants", str(handed), "--to", "json", "-o", "-"]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    report = json.loads(done.output)
    assert report["variant"] == "3"
    assert report["title"].endswith(", variant 3")
    assert {line["verdict"] for line in report["verdicts"]} == {"right"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Variante Nr. 7: $L = 1$", "7"),
        ("variant 12", "12"),
        ("\\textbf{Variant} 12", "12"),
        ("Variant: 3", "3"),
        ("(变式 4)", "4"),
        ("variante n° 5", "5"),
        ("we found 7 variants", None),
        ("invariant 7", None),
        ("variant of 7", None),
    ],
)
def test_a_text_names_its_variant_in_these_words(text: str, number: str | None) -> None:
    found = naming().search(text)
    assert (found and found[1]) == number


def test_two_numbers_name_none(handed: Path) -> None:
    reporter = VariantReporter(catalogue.load("logistic"), read_handed(handed))
    assert reporter.named("a.md", b"variant 3, not variant 4") is None
    assert reporter.named("a.md", b"variant 3, as said: variant 3") == "3"
    assert reporter.named("a.md", b"variant 99") is None


def test_a_folder_that_is_none_of_variants_is_told(handed: Path, tmp_path: Path) -> None:
    for folder, told in ((tmp_path / "no", "no such folder"), (tmp_path, "there is no variants.csv in it")):
        with pytest.raises(ProblemError, match=re.escape(told)):
            read_handed(folder)
    shutil.copy(handed / "variants.csv", tmp_path)
    with pytest.raises(ProblemError, match="no such file"):
        read_handed(tmp_path)
    (tmp_path / "variants.csv").write_text(",".join(OWN) + "\n,x\n")
    with pytest.raises(ProblemError, match="a row has no variant or no file"):
        read_handed(tmp_path)


def answered(handed: Path, number: int) -> str:
    """The slopes dL/dw of a variant by the textbook."""
    found = re.search(r"partial w\} = \((.*)\)", work(handed, number))
    assert found is not None
    return f"[{found[1]}]"


@pytest.mark.parametrize("form", ["csv", "jsonl", "toml"])
def test_single_answers_are_each_held_against_the_own_numbers(handed: Path, tmp_path: Path, form: str) -> None:
    rows = [
        {"id": "Lovelace, Ada", "question": "dL/dw", "answer": answered(handed, 1)},
        {"id": "en2", "question": "dL/dw", "answer": answered(handed, 4)},
        {"id": "q7", "variant": "3", "question": "dL/dw", "answer": answered(handed, 3)},
        {"id": "kowa", "variant": "1", "question": "dL/dw", "answer": answered(handed, 3)},
        {"id": "nobody", "variant": "99", "question": "dL/dw", "answer": answered(handed, 3)},
    ]
    path = tmp_path / f"answers.{form}"
    path.write_text(laid_out(rows, form), encoding="utf-8")
    command = ["check", "logistic", str(path), "--variants", str(handed), "--to", "json"]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    found = json.loads(done.output)
    assert [record["verdict"] for record in found] == ["right", "wrong", "right", "right", "unread"]
    assert [record["diagnosis"] for record in found[:2]] == [None, "other_variant"]
    assert "another variant" in found[1]["message"]
    assert "is not known" in found[4]["message"]
    assert done.exit_code == 1


def laid_out(rows: list[dict[str, str]], form: str) -> str:
    if form == "jsonl":
        return "".join(f"{json.dumps(row)}\n" for row in rows)
    if form == "toml":
        parts = ("".join(f"{key} = '{value}'\n" for key, value in row.items()) for row in rows)
        return "".join(f"[[answers]]\n{part}" for part in parts)
    lines = (f'"{row["id"]}",{row.get("variant", "")},{row["question"]},"{row["answer"]}"\n' for row in rows)
    return "id,variant,question,answer\n" + "".join(lines)


def test_one_answer_alone_is_on_no_variant(handed: Path) -> None:
    done = CliRunner().invoke(main, ["check", "logistic", "--question", "L", "1", "--variants", str(handed)])
    assert done.exit_code == 2
    assert "expected a file of them" in done.output


def test_an_override_in_a_report_on_a_variant_is_added_up_without_naming_the_problem(tmp_path: Path) -> None:
    """The copy of the problem in the folder of the run has neither the variant's title nor the file's own name."""
    text = 'title = "{}"\n[model]\nequations = "L = w^2"\n[values]\nw = 3\n[[questions]]\nask = ["L"]\nmarks = 2\n'
    for name, title in (("problem", "A square"), ("own", "A square, variant 1")):
        (tmp_path / f"{name}.toml").write_text(text.format(title), encoding="utf-8")
    path = tmp_path / "reports" / "a.md.json"
    path.parent.mkdir()
    table = json.loads(dumps(check_writeup(tmp_path / "own.toml", "$L = 5$")))
    assert (table["title"], table["problem"], table["marks"]) == ("A square, variant 1", "own", 0)
    table["verdicts"][0]["override"] = "right"
    path.write_text(json.dumps(table), encoding="utf-8")
    done = CliRunner().invoke(main, ["total", str(path)])
    assert done.exit_code == 0, done.output
    assert "2 of 2 marks" in done.output
