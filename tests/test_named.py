"""Most planted mistakes are named truly: in numbers of networks written again in NumPy, and in formulas."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bench"))

from faulty_catalogue import NETWORKS
from named import Answer, checker, formulas, is_true, numbers

NUMBERS, FORMULAS = 95, 85
"""The least share of true names, in percent."""
FEW = ("mlp", "layernorm", "residual", "mlp-batch")


def share(answers: list[Answer]) -> float:
    """How many of a hundred are named truly."""
    records = [checker(each.problem).check(each.question, each.text) for each in answers]
    assert {record.verdict for record in records} == {"wrong"}
    found = [is_true(each, record.diagnosis) for each, record in zip(answers, records, strict=True)]
    return 100 * sum(found) / len(found)


def test_most_mistakes_in_formulas_are_named_truly() -> None:
    assert share([each for problem in FEW for each in formulas(problem)]) >= FORMULAS


def test_most_mistakes_in_numbers_are_named_truly() -> None:
    assert share([each for problem in FEW for each in numbers(problem, 1)]) >= NUMBERS


@pytest.mark.sweep
def test_most_mistakes_are_named_truly_in_all_networks() -> None:
    assert share([each for problem in NETWORKS for each in formulas(problem)]) >= FORMULAS
    assert share([each for problem in NETWORKS for each in numbers(problem, 6)]) >= NUMBERS


def test_the_networks_written_again_have_the_numbers_of_the_catalogue() -> None:
    from faulty_catalogue import WITHOUT, answer, run, spec
    from named import written

    for problem in FEW:
        for question in spec(problem)[1]:
            value = None if question in WITHOUT else answer(run(problem), question)
            assert value is None or checker(problem).check(question, written(value)).verdict == "right", question
