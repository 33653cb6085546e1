"""Generated write-ups, computed with NumPy alone: rounded, misprinted and mistaken at every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from cases import writeups
from handwriting import Page, Slip, shown, steps, write
from planted_steps import slips
from tiers import sample

from derive.marking.report import Line, Report

STEPS = [step.name for step in steps()]
SLIPS = [each for slip in slips() for each in dict.fromkeys((slip, replace(slip, formula=None)))]


def checked(page: Page) -> Report:
    report = writeups("rnn").check("student.md", page.text.encode())
    assert not report.unread
    return report


def described(line: Line) -> tuple[int, str, str, str | None]:
    return line.line, line.kind, line.verdict, line.diagnosis


@pytest.mark.parametrize("formulas", [True, False])
@pytest.mark.parametrize("digits", range(2, 7))
def test_values_computed_unrounded_are_right(digits: int, formulas: bool) -> None:
    report = checked(write(digits, formulas=formulas))
    assert [described(line) for line in report.lines if line.verdict != "right"] == []
    assert report.marks == report.out_of


@pytest.mark.parametrize("formulas", [True, False])
@pytest.mark.parametrize("digits", range(2, 7))
def test_values_rounded_at_every_step_are_never_wrong(digits: int, formulas: bool) -> None:
    report = checked(write(digits, rounding=True, formulas=formulas))
    assert [described(line) for line in report.lines if line.verdict not in ("right", "rounded")] == []
    assert report.marks is not None
    assert report.out_of is not None
    assert report.marks == report.out_of if digits > 3 else report.marks >= report.out_of / 2


def misprints() -> Iterator[tuple[str, int, int]]:
    random = Random(4)
    for name in STEPS:
        for digits in (4, 5, 6):
            yield name, digits, random.randrange(10**6)


@pytest.mark.parametrize(("name", "digits", "seed"), sample(misprints(), 24))
def test_a_changed_digit_is_found_where_it_is(name: str, digits: int, seed: int) -> None:
    """Changed by far more than the printed digits of anything before it can explain, within the four that are asked."""
    random = Random(seed)
    value = np.array(np.round(write(digits).values[name], digits))
    value.reshape(-1)[random.randrange(value.size)] += random.choice((-1, 1)) * random.randrange(3, 9) / 10
    page = write(digits, changed={name: shown(value, digits)})
    report = checked(page)
    (own,) = [line for line in report.lines if line.line == page.lines[name] and line.kind == "number"]
    assert own.verdict == "wrong", described(own)
    first = next(line for line in report.lines if line.verdict not in ("right", "rounded"))
    assert first is own
    assert all(line.verdict in ("right", "slip") for line in report.lines if line is not own)


@pytest.mark.parametrize(
    "slip", sample(SLIPS, 24), ids=lambda slip: f"{slip.at}-{slip.name}-{'formula' if slip.formula else 'number'}"
)
def test_a_planted_mistake_is_found_and_named_where_it_is(slip: Slip) -> None:
    """What depends on it is carried, and everything else is right."""
    page = write(slip=slip)
    report = checked(page)
    names = {line: name for name, line in page.lines.items()}
    for line in report.lines:
        expected = expected_of(slip, names[line.line], "formula" if line.kind == "restated" else line.kind, page)
        assert line.verdict == expected, (names[line.line], *described(line))
        if expected == "wrong":
            assert slip.name in (line.diagnosis or "")


def expected_of(slip: Slip, name: str, kind: str, page: Page) -> str:
    if name == slip.at and slip.formula:
        return "wrong" if kind == "formula" else "carried"
    if kind == "formula" or name not in page.touched:
        return "right"
    return "wrong" if name == slip.at else "carried"


def test_a_value_that_is_corrected_later_is_right() -> None:
    page = write(slip=replace(next(iter(slips())), formula=None))
    right = shown(write().values["z0"], 4)
    report = writeups("rnn").check("student.md", f"{page.text}\nCorrection: $\\bar{{h}}_0 = {right}$\n".encode())
    assert report.lines[-1].verdict == "right"


def test_a_wrong_value_printed_once_more_is_carried_and_stays_an_error() -> None:
    slip = next(each for each in slips() if each.at == "z1")
    page = write(slip=slip)
    again = shown(page.values["z1"], 4)
    after = shown(page.values["h1"], 4)
    text = f"{page.text}\n$\\bar{{h}}_1 = {again}$\n\n$h_1 = {after}$\n"
    report = writeups("rnn").check("student.md", text.encode())
    assert [line.verdict for line in report.lines[-2:]] == ["carried", "carried"]
