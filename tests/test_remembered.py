"""What is remembered while answers are judged changes no verdict."""

from __future__ import annotations

import pickle
from random import Random

from exercises import exercise
from flint import arb, fmpq

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.following.follow import Follower
from derive.following.sides import read_side
from derive.judging.digits import Agreement, Written, agree
from derive.language.expr import Ref, at
from derive.language.numbers import Array
from derive.problem import catalogue
from derive.reading.read import define
from derive.writeup.chain import Side

SUM = exercise("a = 2 x\nb = 3 x\nL = a + b", "x = 1", "a b L").problem


def verdicts(*lines: str) -> list[str]:
    report = WriteUps(SUM, "full").check("a.md", "\n\n".join(lines).encode())
    return [line.verdict for line in report.lines]


def test_the_same_text_is_read_anew_when_a_name_in_it_means_something() -> None:
    vocabulary = Follower(SUM).vocabulary
    side = Side("w + 3", 1, 1)
    assert read_side(side, vocabulary, None).expr is None
    defined = define("w", "a", vocabulary)
    assert read_side(side, defined, None).expr is not None
    assert read_side(side, vocabulary, None).expr is None
    again = define("w", "b", defined)
    assert read_side(side, again, None).expr is not None
    assert read_side(side, again, None).expr != read_side(side, defined, None).expr


def test_the_same_text_read_twice_has_the_place_of_each() -> None:
    vocabulary = Follower(SUM).vocabulary
    first, second = (read_side(Side("2 x", line, 1), vocabulary, None) for line in (1, 7))
    assert (first.source.line, second.source.line) == (1, 7)
    assert first.reading is second.reading


def test_a_value_that_is_printed_again_is_carried_as_before() -> None:
    """With a = 4 the sum is 7; with a = 2 it is 5."""
    assert verdicts("$a = 4$", "$L = 7$", "$a = 2$", "$L = 7$", "$a = 4$", "$L = 7$") == [
        "wrong", "carried", "right", "wrong", "wrong", "carried",
    ]  # fmt: skip
    assert verdicts("$b = 3$", "$a = 4$", "$b = 3$", "$L = 7$", "$b = 3$", "$L = 5$")[-3:-1] == ["carried", "right"]


def test_the_same_answer_to_another_question_is_judged_by_that() -> None:
    checker = Checker(SUM)
    asked = ("a", "b", "a", "L", "b")
    assert [checker.check(name, "3").verdict for name in asked] == ["wrong", "right", "wrong", "wrong", "right"]


def test_what_is_out_of_reach_of_floating_point_numbers_agrees_with_nothing() -> None:
    chance = Random(3)
    for _ in range(4000):
        digits, decimals = chance.choice([2, 4, 6]), chance.choice([1, 2, 3, 4, 6, 8])
        unit = fmpq(1, 10**decimals)
        scale = fmpq(10) ** chance.choice([-400, -20, -5, -3, -1, 0, 1, 3, 20, 400])
        exact = fmpq(chance.randint(-(10**6), 10**6), 10**6) * scale
        off = fmpq(chance.choice([0, 3, 6, 12, 16, 25, 35, 50, 500]) * chance.choice([-1, 1]), 10)
        x = exact + off * max(unit, fmpq(1, 10**digits))
        true = arb(exact, arb(chance.choice([fmpq(0), unit / 10, unit * 2])))
        wide = arb(x, arb(chance.choice([unit / 2, unit * 3])))
        written = Written(Array((), (x,)), Array((), (wide,)), [unit], digits)
        for worst in (Agreement.RIGHT, Agreement.ROUNDED):
            assert written(Array((), (true,)), worst) == (agree(x, wide, true, unit, digits) <= worst), (x, true, unit)


def test_a_quantity_is_found_again_in_another_process() -> None:
    """The hash of a text differs from process to process."""
    ref = Ref("h", (at(1),), (3, 1))
    data = pickle.dumps(ref)
    assert pickle.loads(data) == ref
    assert str(hash(ref)).encode() not in data


def test_numbers_too_large_for_floating_point_are_judged() -> None:
    checker = Checker(catalogue.load("rnn"))
    assert [checker.check("L", text).verdict for text in ("1e400", "-1e-400", "2.0144")] == ["wrong", "wrong", "right"]
