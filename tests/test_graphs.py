"""Random graphs: autograd, all methods and the program's own judge agree on every value and gradient."""

from __future__ import annotations

import numpy
import pytest
from exercises import WAYS, exercise, numbers
from graphs import drawn
from tiers import sample

from derive.api import Exercise
from derive.feedback.check_writeup import WriteUps
from derive.problem.spec import METHODS

GRAPHS = [(seed, updates) for updates in (False, True) for seed in range(150)]


@pytest.mark.parametrize(("seed", "updates"), sample(GRAPHS, 9))
def test_every_method_finds_the_values_and_gradients_that_autograd_finds(seed: int, updates: bool) -> None:
    graph = drawn(seed, updates)
    true = graph.run({})[graph.last]
    for method, layout in WAYS:
        solution = Exercise(graph.problem()).solve(digits=12, method=method, layout=layout)
        assert float(solution[graph.last].value) == pytest.approx(float(true), rel=1e-9, abs=1e-9)
        for name in graph.asked:
            ours = [float(number) for number in numbers(solution[f"d{graph.last}/d{name}"].value)]
            assert ours == pytest.approx(numpy.ravel(graph.gradient(name)).tolist(), rel=1e-8, abs=1e-9), (name, method)


@pytest.mark.parametrize(("seed", "way"), sample([(seed, seed % len(WAYS)) for seed in range(150)], 6, seed=2))
def test_no_line_of_the_solution_of_a_graph_is_found_fault_with(seed: int, way: int) -> None:
    (method, layout), form = WAYS[way], ("md", "tex")[seed % 2]
    problem = drawn(seed).problem(f"layout = '{layout}'")
    text = Exercise(problem).solve(method=method).render(form)
    report = WriteUps(problem).check(f"solution.{form}", text.encode())
    bad = [line for line in report.lines if line.verdict not in ("right", "rounded")]
    assert [(line.line, line.verdict, line.diagnosis, line.text) for line in bad] == []
    assert not report.unread


LOGITS = "v = x + b\nw = 2 v\nL = "
USED_TWICE = (
    "CE(y, softmax(v)) + 1/2 sqnorm(v)",
    "CE(y, softmax(v)) + CE(y, softmax(w))",
    "BCE(y, sigmoid(w)) + sum(w) + CE(y, softmax(w))",
)


@pytest.mark.parametrize("loss", USED_TWICE)
def test_logits_that_are_used_elsewhere_too_are_reached_by_one_edge(loss: str) -> None:
    """Softmax and cross-entropy are differentiated at once; what else uses the logits is no second way."""
    values = "x = [0.5, -0.3, 0.2]\nb = [0.1, 0.2, -0.4]\ny = { one_hot = 2 }"
    asked = exercise(LOGITS + loss, values, "dL/db")
    by_method = [asked.solve(method=method)["dL/db"].value for method in METHODS]
    assert by_method.count(by_method[0]) == len(METHODS)
    report = WriteUps(asked.problem).check("solution.md", asked.solve().to_markdown().encode())
    assert {line.verdict for line in report.lines} == {"right"}


def test_a_local_derivative_is_marked_where_a_pair_is_not_the_only_way() -> None:
    """L depends on v by the second loss directly, and by the first through w."""
    asked = exercise(
        "v = x + b\nw = 2 v\nL = CE(y, softmax(w)) + BCE(q, sigmoid(v))",
        "x = [0.5, -0.3]\nb = [0.1, 0.2]\ny = { one_hot = 2 }\nq = [0, 1]",
        "dL/db",
    )
    assert "\\frac{\\partial^{+} L}{\\partial v}" in asked.solve().to_markdown()
