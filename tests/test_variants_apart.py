"""No variant lets a usual mistake come to the truth, or two of them to the same, by networks written again in NumPy."""

from __future__ import annotations

import re

import pytest
from faulty_catalogue import NETWORKS
from variant_mistakes import held

from derive.handout.vary import vary

SEARCHED = 10_000
"""Of so many pairs not one: the judge knows mistakes that the program does not look for, such as all inputs swapped."""


def texts(problem: str) -> list[str]:
    return [variant.text for variant in vary(problem, 3, seed=11)]


@pytest.mark.parametrize("problem", ["mlp", "residual", "logistic", "attention-masked"])
def test_mistakes_are_told_from_the_truth_and_from_each_other(problem: str) -> None:
    found = held(problem, texts(problem))
    assert found.shown > 30
    assert found.pairs > 150
    assert not found.hidden
    assert not found.alike


@pytest.mark.sweep
@pytest.mark.parametrize("problem", NETWORKS)
def test_mistakes_are_told_apart_in_all_networks(problem: str) -> None:
    variants = vary(problem, 3, seed=11)
    found = held(problem, [variant.text for variant in variants])
    assert {question for question, _ in found.hidden} <= {*variants.faint}
    if not variants.faint:
        assert len(found.alike) * SEARCHED <= found.pairs


def test_the_judge_finds_what_numbers_hide() -> None:
    found = texts("logistic")
    assert not held("logistic", found).hidden
    without_bias = re.sub(r"(?m)^b = .*$", "b = 0", found[0])
    assert {mistake[0] for _, mistake in held("logistic", [without_bias, *found]).hidden} == {"bias_missing"}
