"""One digit changed at random in a generated write-up: found wherever the printed digits do not explain it.

How far they explain it is reckoned here with NumPy: every number printed before may be half a unit off.
"""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from flint import arb
from handwriting import Page, Real, Step, shown, steps, write

from derive import catalogue
from derive.balls import Array, ball
from derive.marker import WriteUps
from derive.marking.report import Line
from derive.operations import TABLE

CASES = 60
"""Cases for each number of digits."""
ASKED = 4
ENCLOSURE = 1.3
"""How much wider balls may be than what they enclose: a quantity that is used twice counts twice in them."""
STEPS = steps()


@pytest.fixture(scope="module")
def checker() -> WriteUps:
    return WriteUps(catalogue.load("rnn"), "full")


def explained(step: Step, page: Page, digits: int) -> Real:
    """How far each entry may be off when everything that it is calculated from is half a printed unit off."""
    values = {name: np.array(np.round(value, digits)) for name, value in page.values.items()}
    exact, total = step.compute(dict(values)), np.zeros(np.shape(page.values[step.name]))
    for name in step.needs:
        for k in range(values[name].size):
            for way in (-0.5, 0.5):
                moved = values[name].copy()
                moved.reshape(-1)[k] += way * 10.0**-digits
                with np.errstate(all="ignore"):
                    change = np.abs(step.compute({**values, name: moved}) - exact)
                total = np.maximum(total, 0) + np.nan_to_num(change, nan=np.inf) / 2
    return np.asarray(total)


def changed(step: Step, page: Page, digits: int, random: Random) -> tuple[Real, int, int]:
    """A printed value with one digit changed: it, the place of the entry and the decimal."""
    value = np.array(np.round(page.values[step.name], digits), dtype=float)
    k, decimal = random.randrange(value.size), random.randint(0, digits)
    entry = value.reshape(-1)[k]
    digit = round(float(abs(entry)) * 10**digits) // 10 ** (digits - decimal) % 10
    other = random.choice([d for d in range(10) if d != digit])
    size = abs(entry) + (other - digit) * 10.0**-decimal
    value.reshape(-1)[k] = -size if entry < 0 else size
    return value, k, decimal


def must_be_found(step: Step, page: Page, value: Real, k: int, digits: int) -> bool:
    """Whether a change is larger than the digits that were asked, those that were printed and rounding explain."""
    off = abs(float((value - page.values[step.name]).reshape(-1)[k]))
    unit = 10.0 ** -min(digits, ASKED)
    return off > ENCLOSURE * float(explained(step, page, digits).reshape(-1)[k]) + 1.51 * unit


@pytest.mark.parametrize("digits", range(2, 7))
def test_a_digit_changed_anywhere(checker: WriteUps, digits: int) -> None:
    random = Random(digits)
    page = write(digits)
    missed: list[tuple[object, ...]] = []
    found = 0
    for _ in range(CASES):
        step = random.choice(STEPS)
        formulas = random.random() < 0.5
        value, k, decimal = changed(step, page, digits, random)
        own = write(digits, changed={step.name: shown(value, digits)}, formulas=formulas)
        report = checker.check("student.md", own.text.encode())
        line = next(each for each in report.lines if each.line == own.lines[step.name] and each.kind == "number")
        others = [each for each in report.lines if each is not line and each.verdict not in ("right", "slip")]
        missed += [(digits, step.name, k, decimal, described(each)) for each in others]
        if must_be_found(step, page, value, k, digits):
            found += 1
            if line.verdict not in ("wrong", "slip"):
                missed += [(digits, step.name, k, decimal, described(line))]
    assert not missed
    assert found > CASES / 3


def described(line: Line) -> tuple[int, str, str, str | None, str]:
    return line.line, line.kind, line.verdict, line.diagnosis, line.text


def test_a_softmax_of_wide_balls_is_hardly_wider_than_it_must_be() -> None:
    """Against NumPy at the corners; the entries near one are where quotients of balls are far too wide."""
    middle, radius = np.array([3.2, 0.4, -2.3]), 0.02
    wide = Array((3, 1), tuple(arb(float(x), radius) for x in middle))
    found = [ball(entry) for entry in TABLE["softmax"].value(wide).entries]
    corners = [middle + radius * np.array(signs) for signs in itertools.product((-1, 1), repeat=3)]
    values = np.array([np.exp(c) / np.exp(c).sum() for c in corners])
    for k, entry in enumerate(found):
        low, high = values[:, k].min(), values[:, k].max()
        assert float(entry.lower()) <= low + 1e-12
        assert float(entry.upper()) >= high - 1e-12
        assert float(entry.rad()) < 1.1 * (high - low) / 2
