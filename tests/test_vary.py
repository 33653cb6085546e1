"""Variants of an exercise: right answers by NumPy alone, the same numbers for the same seed, nothing hidden by them."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from exercises import FEW, exercise

from derive.cli import main
from derive.cohort.handed_out import OWN, read_handed
from derive.cohort.roster import owner, read_roster
from derive.commands.lint import find_warnings
from derive.handout import search, side_by_side, stream, vary
from derive.handout.draw import LIKE, Drawing
from derive.handout.problem_text import problem_text
from derive.handout.screen import Screen
from derive.handout.seats import seated
from derive.handout.stream import Stream
from derive.handout.variant_files import earlier, written
from derive.handout.vary import VariantSet
from derive.language.errors import ProblemError
from derive.problem import catalogue
from derive.problem.assembly import load_text

Numbers = dict[str, Any]
FIRST = (
    "U = [[1, -1, 1], [1, 0, 3], [-2, -2, 0]]; W = [[1, 0, 2], [-1, -1, 0], [-1, 2, 1]]; "
    "V = [[2, -2, 0], [1, 1, -1], [-1, -1, -2]]; "
    "b = [0, 1, 1]; c = [1, 1, 0]; x = [[-1, 1, 0], [1, 1, 0], [1, -1, 0]]; y = { one_hot = [2, 3, 2] }"
)

TRIED = (
    75,
    {
        "U": [2, 1, -1, 1, 0, -1, -2, -2, 0],
        "W": [1, 0, 2, -1, 2, 0, 1, 1, -2],
        "V": [1, -1, 0, 1, -1, -2, -1, -1, -2],
        "b": [0, 1, -1],
        "c": [1, 1, 0],
        "x": [1, -1, 0, -1, 1, 0, -1, -1, 0],
        "y": [0, 1, 0, 1, 0, 0, 0, 1, 0],
    },
)


@pytest.fixture(scope="module")
def variants() -> VariantSet:
    return vary.vary("rnn", 2, seed=7)


def given(text: str) -> Numbers:
    """The numbers of a problem file, read by Python's own reader of TOML."""
    values = tomllib.loads(text)["values"]
    found = {name: np.array(values[name], float) for name in "UWVbcx"}
    return {**found, "y": np.eye(3)[np.array(values["y"]["one_hot"]) - 1]}


def answers(
    n: Numbers, slope: Any = lambda h: 1 - h * h, mean: float = 3, turned: bool = False, back: float = 1
) -> Numbers:
    """All answers by a forward and a backward pass; the other arguments make usual mistakes."""
    h, yhat = [np.zeros(3)], list[Any]()
    found: Numbers = {}
    for t in range(3):
        h.append(np.tanh(n["W"] @ h[-1] * (t > 0) + n["U"] @ n["x"][t] + n["b"]))
        e = np.exp(n["V"] @ h[-1] + n["c"])
        yhat.append(e / e.sum())
        found |= {f"h[{t}]": h[-1], f"yhat[{t}]": yhat[-1], f"l[{t}]": -np.log(yhat[-1] @ n["y"][t])}
    found["L"] = sum(found[f"l[{t}]"] for t in range(3)) / 3
    gradients = {name: np.zeros_like(n[name]) for name in "UWVbc"}
    arriving = np.zeros(3)
    for t in (2, 1, 0):
        g = (yhat[t] - n["y"][t]) / mean
        gradients["V"] += np.outer(g, h[t + 1])
        gradients["c"] += g
        at_h = n["V"].T @ g + back * arriving
        found[f"dL/dh[{t}]"] = at_h
        d = at_h * slope(h[t + 1])
        gradients["U"] += np.outer(d, n["x"][t])
        gradients["b"] += d
        gradients["W"] += np.outer(d, h[t] * (t > 0))
        arriving = (n["W"] if turned else n["W"].T) @ d
    return {**found, **{f"dL/d{name}": value for name, value in gradients.items()}}


def test_every_answer_is_that_of_a_pass_in_numpy_and_rounds_safely(variants: VariantSet) -> None:
    for variant in variants:
        truth = answers(given(variant.text))
        for name, texts in variant.answers:
            exact = np.ravel(truth[name])
            assert np.abs(exact - np.array(texts, float)).max() < 0.5e-4, name
            beyond = np.abs(exact * 1e4 % 1 - 0.5)
            assert beyond.min() > 0.02 - 1e-6, name


def test_nothing_is_saturated_and_no_digit_is_lost(variants: VariantSet) -> None:
    for variant in variants:
        truth = answers(given(variant.text))
        assert min(np.abs(1 - truth[f"h[{t}]"] ** 2).min() for t in range(3)) > 0.01
        shown = np.concatenate([np.ravel(truth[name]) for name, _ in variant.answers])
        assert np.abs(shown[shown != 0]).min() >= 0.001


def test_usual_mistakes_are_told_from_the_truth_and_from_each_other(variants: VariantSet) -> None:
    ways: tuple[Numbers, ...] = (
        {},
        {"slope": lambda h: 1},
        {"mean": 1},
        {"turned": True},
        {"back": 0},
        {"slope": lambda h: 1 - h},
    )
    for variant in variants:
        found = [answers(given(variant.text), **way) for way in ways]
        for name in ("dL/dU", "dL/db"):
            for one, other in combinations(found, 2):
                assert np.abs(one[name] - other[name]).max() > 1e-4, name


def attention(
    n: Numbers, slope: bool = True, scale: float = 2**0.5, key: bool = False, turned: bool = False
) -> Numbers:
    """Answers for attention over three tokens by a pass in NumPy; the other arguments make usual mistakes."""
    q, k, v = n["X"] @ n["W_Q"], n["X"] @ (n["W_K"].T if key else n["W_K"]), n["X"] @ n["W_V"]
    s = q @ k.T / scale
    s = s.T if turned else s
    a = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    g = 2 * (a @ v - n["Y"]) / 6
    at_a = g @ v.T
    at_s = a * (at_a - (at_a * a).sum(axis=1, keepdims=True)) if slope else at_a
    found = {"S": s, "A": a, "O": a @ v, "dL/dV": a.T @ g, "dL/dS": at_s, "dL/dW_V": n["X"].T @ a.T @ g}
    return {**found, "dL/dW_Q": n["X"].T @ at_s @ k / scale, "dL/dW_K": n["X"].T @ at_s.T @ q / scale}


def test_numbers_less_like_the_original_are_tried_where_those_like_it_hide_a_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The keys of the original are a symmetric matrix: nobody sees there whether somebody transposed it."""
    monkeypatch.setattr(search, "SOON", 5)
    monkeypatch.setattr(search, "PROBED", 40)
    found = search.Search(Drawing(catalogue.load("attention"), frozenset()), 7)
    assert found.is_hopeless
    values = found.variant(1).values
    assert values is not None
    n = {
        ref.name: np.array([float(e.p) / float(e.q) for e in number.entries]).reshape(number.shape)
        for ref, number in values.items()
    }
    ways: tuple[Numbers, ...] = ({}, {"slope": False}, {"scale": 2}, {"scale": 1}, {"key": True}, {"turned": True})
    every = [attention(n, **way) for way in ways]
    for one, other in combinations(every, 2):
        assert np.abs(one["dL/dW_Q"] - other["dL/dW_Q"]).max() > 1e-4
    for result in every[0].values():
        assert np.abs(np.abs(result * 1e4) % 1 - 0.5).min() > 0.02 - 1e-6


def test_a_wide_drawing_keeps_sums_that_a_rule_needs() -> None:
    values = "y = [[0.5, 0.5], [0.25, 0.75]]\nZ = [[1, 2], [3, 4]]\nM = [[0, 1], [1, 0]]"
    problem = exercise("P = softmax_rows(Z M)\nL = CE(y, P)", values, "dL/dZ").problem
    drawing = Drawing(problem, frozenset(), wide=True)
    assert "rows_sum_to_one" in drawing.facts["y"]
    assert not drawing.facts["M"] & {"rows_sum_to_one", "sums_to_one", "columns_sum_to_one"}
    found = [{str(ref): number.texts for ref, number in drawing.values(Stream(seed)).items()} for seed in range(20)]
    assert {tuple(sorted(each["y"][:2])) for each in found} == {("0.5", "0.5")}
    assert len({each["M"] for each in found}) > 5
    assert drawing.problem.properties["M"] >= {"rows_sum_to_one"}


def test_lint_has_nothing_to_say_of_a_variant(variants: VariantSet) -> None:
    assert find_warnings(variants[1].problem("rnn")) == []


def test_numbers_are_as_in_the_original(variants: VariantSet) -> None:
    original = given((catalogue.CATALOGUE / "rnn.toml").read_text(encoding="utf-8"))
    for variant in variants:
        numbers = given(variant.text)
        for name in "UWVbcx":
            assert np.all(numbers[name] == np.round(numbers[name]))
            assert np.abs(numbers[name]).max() <= np.abs(original[name]).max()
            assert (numbers[name] == 0).sum() == (original[name] == 0).sum()
        assert not numbers["x"][:, 2].any(), "a zero at every index stays"
        assert len({tuple(x) for x in numbers["x"]}) == 3, "what differs in the original does so here"


def test_the_same_seed_gives_the_same_numbers_for_ever(variants: VariantSet) -> None:
    digest = hashlib.sha256(b"derive-vary-1:7:1:0").digest()
    stream = Stream(7, 1)
    assert [next(stream.words) for _ in range(2)] == [int.from_bytes(digest[k : k + 8], "big") for k in (0, 8)]
    assert (variants[1].tries, variants[1].numbers) == (610, FIRST)


def test_processes_side_by_side_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for processors in (1, 3):
        monkeypatch.setattr(side_by_side, "processors", lambda count=processors: count)
        found.append(vary.vary("logistic", 5, seed=7))
    assert found[0].found == found[1].found
    assert found[0].refused == found[1].refused
    tables = side_by_side.in_order(lambda number: {"square": number**2}, range(1, 8))
    assert [table["square"] for table in tables] == [1, 4, 9, 16, 25, 36, 49]


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("like", LIKE)
def test_a_file_with_other_values_is_read_as_these_values(name: str, like: str) -> None:
    problem = catalogue.load(name)
    values = Drawing(problem, frozenset(), like).values(Stream(3, 1))
    again = load_text(problem_text(problem, values, 'A "title"'), name, "again")
    assert {ref: number.entries for ref, number in again.given.items() if number} == {
        ref: number.entries for ref, number in values.items()
    }
    for part in ("equations", "questions", "notation", "settings", "marking", "about"):
        assert getattr(again, part) == getattr(problem, part)
    assert again.title == 'A "title"'


def test_what_adds_up_to_one_still_does_and_constants_stay() -> None:
    values = "p = { probability = [0.2, 0.3, 0.5] }\nY = [[0, 1], [1, 0]]\na = { constant = 0.5 }\nw = [2, -1, 0]"
    problem = exercise("L = a p' w + sum(Y)", values, "dL/dw").problem
    drawing = Drawing(problem, frozenset())
    for seed in range(20):
        found = {str(ref): number.texts for ref, number in drawing.values(Stream(seed)).items()}
        assert sorted(found["p"]) == ["0.2", "0.3", "0.5"]
        assert found["Y"][:2] in (("0", "1"), ("1", "0"))
        assert found["a"] == ("0.5",)
    assert drawing.facts["w"] == frozenset(), "that 2 − 1 + 0 is 1 is nothing that the author meant"


def test_variants_near_a_kink_are_refused() -> None:
    for variant in vary.vary("mlp", 3, seed=2):
        table = {name: np.array(value) for name, value in tomllib.loads(variant.text)["values"].items() if name != "y"}
        assert np.abs(table["W_1"] @ table["x"] + table["b_1"]).min() > 0.02


def test_what_stands_in_the_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_TRIES", 60)
    with pytest.raises(ProblemError) as few:
        vary.vary("mlp", 4, seed=1, keep=["W_1", "W_2", "b_1", "x", "y"])
    assert re.search(r"only \d of 4 were found; variant \d was not in 60 tries", str(few.value))
    assert "% of the numbers that were tried: " in str(few.value)
    with pytest.raises(ProblemError, match=r"most often these numbers hide, .*: S: weight_transposed"):
        vary.vary("attention", 1, seed=7)
    for count, keep, like, told in (
        (0, (), "same", "expected a number of variants from 1 to 5000"),
        (2, ("Q",), "same", "no such value 'Q'"),
        (2, ("b", "U", "W", "V", "c", "x", "y"), "same", "nothing is left to vary"),
        (2, (), "hard", "unknown name 'hard'"),
    ):
        with pytest.raises(ProblemError, match=told):
            vary.vary("rnn", count, 1, keep, like)
    with pytest.raises(ProblemError, match="has a shape and no numbers"):
        vary.vary(exercise("L = sum(W)", 'W = "matrix 2 x 2"', "dL/dW").problem, 1, 1)


def test_numbers_that_come_again_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With both weights kept, hardly anything is left to draw, and thousands of tries draw it."""
    tried: Counter[str] = Counter()
    fitness = Screen.fitness

    def counted(screen: Screen, values: Any) -> Any:
        tried["all"] += 1
        return fitness(screen, values)

    monkeypatch.setattr(Screen, "fitness", counted)
    monkeypatch.setattr(side_by_side, "processors", lambda: 1)
    monkeypatch.setattr(search, "MOST_TRIES", 2000)
    with pytest.raises(ProblemError, match="only 1 of 2 were found"):
        vary.vary("rnn-scalar", 2, seed=3, keep=["Whh", "Wxh"])
    assert tried["all"] < 50


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "class.csv"
    path.write_text('name,login\n"Lovelace, Ada",al1\n=cmd,en2\n', encoding="utf-8-sig")
    return path


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_the_tables_tell_who_has_what(variants: VariantSet, roster: Path, tmp_path: Path) -> None:
    paths = written(variants, tmp_path / "out", ("md", "tex"), seated(read_roster(roster), tmp_path / "out"))
    table = list(rows(tmp_path / "out" / "variants.csv"))
    assert [row["login"] for row in table] == ["al1", "en2"]
    assert [row["name"][:5] for row in table] == ["Lovel", "'=cmd"]
    assert list(table[0]) == [*OWN, "name", "login"]
    assert all((tmp_path / "out" / row["file"]).is_file() for row in table)
    key = [row for row in rows(tmp_path / "out" / "key.csv") if row["variant"] == "2" and row["question"] == "dL/dU"]
    truth = np.ravel(answers(given(variants[2].text))["dL/dU"])
    assert np.abs(truth - [float(row["answer"]) for row in key]).max() < 0.5e-4
    sheet = (tmp_path / "out" / "sheets" / "rnn-002.md").read_text(encoding="utf-8")
    assert sheet.startswith("# Backpropagation through time, three steps, variant 2\n")
    assert len(paths) == 3 * 2 + 2


def test_files_find_their_student() -> None:
    people = [("Lovelace, Ada", "al1"), ("Ada King", "ak2"), ("", "x1")]
    for name, place in {
        "al1.md": 0,
        "Lovelace_Ada_12345_assignsubmission_file": 0,
        "ada.king.pdf": 1,
        "Ada.md": None,
        "x1 homework": None,
        "x1.tex": 2,
        "nobody": None,
    }.items():
        assert owner(name, people) == place, name


def test_the_command_writes_a_folder(tmp_path: Path, roster: Path) -> None:
    problem = tmp_path / "mine.toml"
    problem.write_text(
        "title='T'\n[model]\nequations='''\nz = w x + b\nL = (z - y)^2\n'''\n"
        "[values]\nw=0.5\nx=2\nb=-1\ny=0.4\n[[questions]]\nask=['L', 'dL/dw']\n"
    )
    command = ["vary", str(problem), "--roster", str(roster), "--solutions", "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 variants, steps: ")
    assert sorted(p.name for p in (tmp_path / "out" / "solutions").iterdir()) == [f"mine-00{k}.md" for k in (1, 2)]
    for wrong, told in (
        (["vary", str(problem)], "--count: missing"),
        (["vary", str(problem), "--count", "2", "-o", "-"], "expected a folder"),
        (
            ["vary", str(problem), "--count", "1", "--roster", str(roster), "-o", str(tmp_path)],
            "2 students and 1 variants",
        ),
        (["vary", str(problem), "--roster", str(problem)], "expected 1 as in the first row"),
    ):
        result = CliRunner().invoke(main, wrong)
        assert result.exit_code == 2
        assert told in result.output, result.output


def test_mistakes_that_so_few_digits_do_not_show_are_told(tmp_path: Path, variants: VariantSet) -> None:
    assert not variants.faint
    problem = tmp_path / "coarse.toml"
    problem.write_text(f"{catalogue.load('logistic').source}\n[settings]\ndigits = 2\n", encoding="utf-8")
    command = ["vary", str(problem), "--count", "1", "--seed", "7", "-o", str(tmp_path / "out")]
    told = CliRunner().invoke(main, command, catch_exceptions=False).output
    assert re.findall(r"(?m)^(\S+): 2 decimals seldom tell .*: (\w+)$", told) == [
        ("dyhat/dz", "activation_derivative_no_square")
    ]


def test_what_a_folder_has_stays_whatever_is_found_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = catalogue.load("logistic")
    first = vary.vary(problem, 2, seed=7)
    written(first, tmp_path, ())
    kept = earlier(problem, tmp_path, seed=7, like="same")
    assert list(kept) == [1, 2]
    monkeypatch.setattr(stream, "GENERATOR", "derive-vary-of-tomorrow")
    again = vary.vary(problem, 3, seed=7, kept=kept)
    assert [each.text for each in again][:2] == [each.text for each in first]
    assert again[3].numbers not in {each.numbers for each in first}
    assert earlier(problem, tmp_path, seed=8, like="same") == {}
    assert earlier(problem, tmp_path, seed=7, like="same", keep=["w"]) == {}
    assert earlier(catalogue.load("mlp"), tmp_path, seed=7, like="same") == {}
    assert earlier(problem, tmp_path / "none", seed=7, like="same") == {}


def test_the_table_alone_gives_all_files_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a later program finds for a seed: what was handed out is in the table."""
    command = ["vary", "logistic", "--count", "2", "--seed", "7", "-o", str(tmp_path)]
    assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in before:
        if path.name != "variants.csv":
            path.unlink()
    monkeypatch.setattr(stream, "GENERATOR", "derive-vary-of-tomorrow")
    monkeypatch.setattr(search, "GENERATOR", "derive-vary-of-tomorrow")
    assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code == 0
    assert {path: path.read_bytes() for path in before} == before


def test_the_generator_names_the_mistakes_that_it_looks_for() -> None:
    one, other = (vary.vary(name, 1, seed=1).generator for name in ("logistic", "rnn-scalar"))
    assert re.fullmatch(r"derive-vary-1\.[0-9a-f]{8}", one)
    assert one != other


def test_numbers_that_are_tried_depend_on_no_list_of_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first numbers of a seed that pass all other tests, written down once for ever."""
    told: Any = SimpleNamespace(is_blind=lambda point: False)
    monkeypatch.setattr(Screen, "telltale", told)
    found = search.Search(Drawing(catalogue.load("rnn"), frozenset(), "same"), 7).variant(1)
    assert found.values is not None
    entries: dict[str, list[int]] = {name: [] for name in "UWVbcxy"}
    for ref, number in found.values.items():
        entries[ref.name] += [int(entry) for entry in number.entries]
    assert (found.tries, entries) == TRIED


def test_a_student_keeps_the_variant(tmp_path: Path) -> None:
    def handed(*students: str) -> dict[str, str]:
        (tmp_path / "class.csv").write_text("\n".join(["name;login", *students]), encoding="utf-8")
        command = ["vary", "logistic", "--roster", str(tmp_path / "class.csv"), "--seed", "7", "-o", str(tmp_path)]
        done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return {row["login"]: row["variant"] for row in rows(tmp_path / "variants.csv") if row["login"]}

    assert handed("Ada;al1", "Mary;ms4") == {"al1": "1", "ms4": "2"}
    assert handed("Emmy;en2", "Mary;ms4") == {"ms4": "2", "en2": "3"}, "nobody gets what a student had who has left"
    more = CliRunner().invoke(main, ["vary", "logistic", "--count", "4", "--seed", "7", "-o", str(tmp_path)])
    assert more.output.startswith("4 variants")
    assert [row["login"] for row in rows(tmp_path / "variants.csv")] == ["", "ms4", "en2", ""]


def test_columns_of_a_roster_hide_none_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("variant,name,name,=file\n../../x,--output,'; rm,@SUM(A1)\n", encoding="utf-8")
    command = ["vary", "logistic", "--roster", str(tmp_path / "class.csv"), "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code == 0
    (row,) = rows(tmp_path / "out" / "variants.csv")
    assert list(row) == [*OWN, "variant (2)", "name", "name (2)", "'=file"]
    assert list(row.values())[-4:] == ["../../x", "'--output", "'; rm", "'@SUM(A1)"]
    assert [path.name for path in tmp_path.iterdir()] == ["class.csv", "out"]
    assert read_handed(tmp_path / "out")[0].number == "1"


@pytest.mark.sweep
@pytest.mark.parametrize(("name", "count"), [("rnn", 200), ("mlp", 200), ("lstm", 20), ("logistic", 200)])
def test_a_class_gets_variants_of_which_no_two_are_the_same(name: str, count: int) -> None:
    """Of an LSTM few are found: with so many mistakes, two give the same number for most choices of values."""
    found = vary.vary(name, count, seed=7)
    assert len({variant.numbers for variant in found}) == count
