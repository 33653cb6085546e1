"""Mistakes planted by the syntax in right programs: found on their lines, and nothing that is right called wrong."""

from __future__ import annotations

import pytest
from planted_code import Program, plants_of, right_programs
from planted_scores import judged, told

SEED = 3
MANY = 3
PROGRAMS = right_programs()


@pytest.mark.sweep
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_no_line_whose_values_are_as_before_is_called_wrong(program: Program) -> None:
    outcomes = [judged(plant) for plant in plants_of(program, MANY, SEED)]
    assert outcomes
    assert [told(outcome) for outcome in outcomes if outcome.unspoilt] == []


@pytest.mark.parametrize("name", ["autoencoder_np.py", pytest.param("mlp_batch_np.py", marks=pytest.mark.sweep)])
def test_a_mistake_is_found_where_it_is(name: str) -> None:
    program = next(program for program in PROGRAMS if program.name == name)
    outcomes = [judged(plant) for plant in plants_of(program, 1, SEED)]
    assert [told(outcome) for outcome in outcomes if not outcome.is_on_line] == []
