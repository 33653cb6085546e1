"""Right answers with something done to them: no crash, no wrong answer accepted, no right one turned down.

`python tests/test_mutations.py 100000` runs more of them and prints what they got.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from exercises import RENAMED
from mutations import Mutation, mutate
from tiers import swept

from derive.api import load
from derive.feedback.check_answer import Checker

FEW, COUNT = 1_000, 5_000
QUESTIONS = {
    "rnn": ["L", "h[1]", "yhat[0]", "dL/dh[1]", "dL/dV", "dL/dU", "dL/dW"],
    "mazur": ["E_total", "dE_total/dw5"],
    "rnn-scalar": ["L", "dL/dWhh"],
    str(RENAMED): ["C", "s[4]", "dC/dE", "dC/dO", "dC/ds[2]", "ds[4]/ds[1]"],
}


def truths(problem: str) -> dict[str, Any]:
    """The right values, to more digits than are asked."""
    exercise = load(problem)
    solution = exercise.solve(only=QUESTIONS[problem], digits=exercise.problem.settings.digits + 8)
    return {name: np.array(solution[name].value, dtype=float) for name in QUESTIONS[problem]}


def as_column(value: Any) -> Any:
    return value.reshape(-1, 1) if value.ndim == 1 else value


def judged(count: int, seed: int) -> Iterator[tuple[str, Mutation, str, float]]:
    """Mutations with the verdict that each got, and the seconds that it took."""
    random = Random(seed)
    problems = {problem: (Checker(load(problem).problem), truths(problem)) for problem in QUESTIONS}
    for _ in range(count):
        problem = random.choice(list(problems))
        checker, values = problems[problem]
        question = random.choice(QUESTIONS[problem])
        mutation = mutate(as_column(values[question]), checker.problem.settings.digits, random)
        start = time.perf_counter()
        verdict = checker.check(question, mutation.text).verdict
        yield question, mutation, verdict, time.perf_counter() - start


@pytest.mark.parametrize("count", [FEW, swept(COUNT)])
def test_mutations_of_known_effect_get_the_verdicts_that_they_deserve(count: int) -> None:
    faults = [(q, m, verdict) for q, m, verdict, _ in judged(count, 1) if verdict not in m.verdicts]
    assert not faults, faults[:10]


def report(count: int) -> None:
    seconds: list[float] = []
    got: Counter[tuple[str, str]] = Counter()
    for question, mutation, verdict, took in judged(count, 2):
        seconds.append(took)
        got[mutation.name, verdict] += 1
        if verdict not in mutation.verdicts:
            print("FAULT", question, repr(mutation.text), mutation.name, verdict)
    for (name, verdict), number in sorted(got.items()):
        print(f"{name:12} {verdict:10} {number}")
    low, high, most = (1000 * float(np.quantile(seconds, q)) for q in (0.5, 0.95, 1))
    print(f"{count} answers, median {low:.2f} ms, 95th percentile {high:.2f} ms, longest {most:.0f} ms")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
