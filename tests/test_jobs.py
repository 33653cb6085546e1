"""What is sent to the process that judges a folder is the problem as it was loaded."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from exercises import toml

from derive.cohort.one_writeup import WriteupJob
from derive.cohort.ready_process import job_of
from derive.problem import catalogue
from derive.problem.problem import Problem


def sent(problem: Problem) -> Problem:
    """The problem as the other process loads it."""
    return job_of(json.loads(json.dumps(asdict(WriteupJob.of(problem, "hint"))))).load()


def written(folder: Path, values: str, settings: str) -> Problem:
    path = folder / "mine.toml"
    path.write_text(toml("h = relu(W x)\nL = sum(h)", values, "dL/dW", settings=settings), encoding="utf-8")
    return catalogue.load(path)


@pytest.mark.parametrize("dialect", ["", 'dialect = "keras"', 'dialect = { relu = "keras" }'])
def test_the_settings_arrive(dialect: str, tmp_path: Path) -> None:
    problem = written(tmp_path, "W = [[1, 2]]\nx = [3, 4]", dialect)
    assert sent(problem).settings == problem.settings


def test_values_from_files_arrive(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", np.array([[0.1, 2]]))
    problem = written(tmp_path, 'W = { file = "w.npy" }\nx = [3, 4]', "")
    assert sent(problem).values == problem.values
