"""Digits in a generated write-up: one changed at random is found wherever the printed digits do not explain it.

How far they explain it is reckoned here with NumPy: every number printed before may be half a unit off.  Digits cut off
at every step, as pocket calculators are read, are rounding and not a mistake.
"""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from cases import writeups
from flint import arb
from handwriting import B, C, Page, Real, Step, U, V, W, X, shown, softmax, steps, write
from tiers import swept

from derive.language.numbers import Array, ball
from derive.marking.report import Line
from derive.table.row import TABLE

FEW, CASES = 6, 60
"""Cases for each number of digits."""
ASKED = 4
ENCLOSURE = 1.3
"""How much wider balls may be than what they enclose: a quantity that is used twice counts twice in them."""
STEPS = steps()


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


@pytest.mark.parametrize(("digits", "cases"), [case for d in range(2, 7) for case in ((d, FEW), swept((d, CASES)))])
def test_a_digit_changed_anywhere(digits: int, cases: int) -> None:
    random = Random(digits)
    page = write(digits)
    missed: list[tuple[object, ...]] = []
    found = 0
    for _ in range(cases):
        step = random.choice(STEPS)
        formulas = random.random() < 0.5
        value, k, decimal = changed(step, page, digits, random)
        own = write(digits, changed={step.name: shown(value, digits)}, formulas=formulas)
        report = writeups("rnn").check("student.md", own.text.encode())
        line = next(each for each in report.lines if each.line == own.lines[step.name] and each.kind == "number")
        others = [each for each in report.lines if each is not line and each.verdict not in ("right", "slip")]
        missed += [(digits, step.name, k, decimal, described(each)) for each in others]
        if must_be_found(step, page, value, k, digits):
            found += 1
            if line.verdict not in ("wrong", "slip"):
                missed += [(digits, step.name, k, decimal, described(line))]
    assert not missed
    assert found > cases / 3


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


def cut(values: Real, digits: int) -> Real:
    return np.asarray(np.trunc(values * 10**digits + np.sign(values) * 1e-9) / 10**digits)


def truncated(digits: int) -> tuple[list[str], list[Real]]:
    """A page cut off at every step: its lines, and the value in each."""
    lines, found, h = [], [], np.zeros((3, 1))
    for t in range(3):
        z = cut(W @ h + U @ X[t] + B, digits)
        before = "" if t == 0 else f"W h_{t - 1} + "
        lines.append(rf"\bar h_{t} = {before}U x_{t} + b = {shown(z, digits)}")
        h = cut(np.tanh(z), digits)
        lines.append(rf"h_{t} = \tanh(\bar h_{t}) = {shown(h, digits)}")
        mu = cut(V @ h + C, digits)
        lines.append(rf"\mu_{t} = V h_{t} + c = {shown(mu, digits)}")
        p = cut(softmax(mu), digits)
        lines.append(rf"\hat y_{t} = \mathrm{{softmax}}(\mu_{t}) = {shown(p, digits)}")
        found += [z, h, mu, p]
    return lines, found


def verdicts(lines: list[str]) -> list[str]:
    text = "\n\n".join(f"$${line}$$" for line in lines)
    return [line.verdict for line in writeups("rnn").check("student.md", text.encode()).lines]


@pytest.mark.parametrize("digits", [3, 4, 5])
def test_a_page_cut_off_at_every_step(digits: int) -> None:
    assert set(verdicts(truncated(digits)[0])) <= {"right", "rounded"}


@pytest.mark.parametrize("place", [4, 5, 6, 8, 9])
def test_a_changed_digit_is_no_cutting_off(place: int) -> None:
    lines, values = truncated(4)
    wrong = values[place].copy()
    wrong[0] += 0.01
    lines[place] = lines[place].rsplit("=", 1)[0] + "= " + shown(wrong, 4)
    assert verdicts(lines)[2 * place + 1] == "wrong"
