"""The model with its index written out: special cases, initial values, sums, parts, and their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exercises import RENAMED, WAYS, exercise

import derive
from derive.api import Exercise
from derive.language.errors import ProblemError
from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Ref, at, bind, refs
from derive.language.numbers import ball
from derive.language.plain import plain
from derive.solving.certified import step_value
from derive.solving.programs import NumericGraph

VALUES = """
U = [[1, 2, 3], [-1, 0, 1]]
W = [["1/2", -1], [1, 0]]
V = [[1, 2], [0, 1]]
b = [0, 1]
c = [1, -1]
x = [[1, 0, 1], [0, 1, 0], [1, 1, 1]]
y = { one_hot = [1, 2, 1] }
"""
BODY = """
u[t] = W h[t-1] + U x[t] + b
h[t] = tanh(u[t])
p[t] = softmax(V h[t] + c)
l[t] = CE(y[t], p[t])
L = mean(t, l[t])
"""
FROM_0 = "t = [0, 1, 2]"
ASKED = "L dL/dU dL/dW dL/db dL/dV dL/dc"


def lines(exercise: Exercise) -> list[str]:
    return [f"{e.target} = {plain(e.rhs)}" for e in exercise.problem.equations]


def test_an_equation_stands_for_one_at_every_index_value() -> None:
    assert lines(exercise("h[t] = 2 x[t]", "x = [1, 2, 3]", index=FROM_0)) == [f"h[{t}] = 2 x[{t}]" for t in range(3)]


def test_every_equation_stands_behind_those_it_uses() -> None:
    for asked in (derive.load("rnn"), derive.load(RENAMED), exercise("L = a\na = b\nb = 2 z", "z = 1")):
        known = set(asked.problem.given)
        for equation in asked.problem.equations:
            assert set(refs(equation.rhs)) <= known, equation
            known.add(equation.target)


def test_a_special_case_wins_wherever_it_stands() -> None:
    general, special = "h[t] = 2 h[t-1]", "h[0] = z"
    for model in (f"{general}\n{special}", f"{special}\n{general}"):
        found = lines(exercise(model, "z = 1", index=FROM_0))
        assert found == ["h[0] = z", "h[1] = 2 h[0]", "h[2] = 2 h[1]"]


def test_an_index_on_the_left_may_be_shifted() -> None:
    assert lines(exercise("h[t+1] = 2 h[t]", '"h[0]" = 1', index="t = [0, 1]")) == ["h[1] = 2 h[0]", "h[2] = 2 h[1]"]


def test_an_equation_may_look_ahead() -> None:
    found = lines(exercise("g[t] = 2 g[t+1]\nL = g[0]", '"g[3]" = 1', index=FROM_0))
    assert found == ["g[2] = 2 g[3]", "g[1] = 2 g[2]", "g[0] = 2 g[1]", "L = g[0]"]


def test_sums_take_the_whole_range_or_bounds() -> None:
    model = "L = sum(t, x[t])\nK = sum(k=1..2, x[k])\nM = mean(t, x[t])"
    asked = exercise(model, "x = [1, 2, 6]", "L K M", index=FROM_0)
    assert [answer.value for answer in asked.solve()] == ["9.0000", "8.0000", "3.0000"]


def test_two_indices() -> None:
    model = "a[i, j] = tanh(w[i] v[j])\nL = sum(i, sum(j, a[i, j]))"
    asked = exercise(model, "w = [1, 2]\nv = [0.5, 1, 2]", "a[0,2] dL/dw[1]", index="i = [0, 1]\nj = [0, 1, 2]")
    assert asked.solve()["a[0, 2]"].value == "0.9640"
    assert asked.solve()["dL/dw[1]"].value == "0.2833"


STARTS = {
    "a special case": ("u[0] = U x[0] + b", ""),
    "an initial value": ("", '"h[-1]" = [0, 0]'),
    "an initial value by name": ("h[-1] = s", "s = [0, 0]"),
}


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_special_case_and_an_initial_value_of_zero_give_the_same_answers(method: str, layout: str) -> None:
    found = []
    for special, value in STARTS.values():
        asked = exercise(f"{special}\n{BODY}", f"{VALUES}\n{value}", ASKED, index=FROM_0)
        found.append([answer.value for answer in asked.solve(method=method, layout=layout)])
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("value", ["[0, 0]", "[0.5, -1]"])
def test_equations_hold_behind_an_initial_value_at_the_first_step(value: str) -> None:
    found = []
    for first, index in ((0, "t = [0, 1, 2, 3]"), (1, "t = [1, 2, 3]")):
        x = "[[1, 0], [0.5, 1], [2, 1], [1, 1]]" if first == 0 else "[[0.5, 1], [2, 1], [1, 1]]"
        body = "u[t] = U x[t] + W h[t-1] + b\nh[t] = tanh(u[t])\nL = sum(h[3])"
        values = f"U = [[1, 2], [-1, 1]]\nW = [[0.5, 0], [1, -1]]\nb = [0, 1]\nx = {x}\n'h[0]' = {value}"
        asked = exercise(body, values, "L dL/dU dL/dW", index=index)
        assert [d.spans for d in asked.problem.written] == [(("t", range(1, 4)),)] * 2 + [()]
        found.append([answer.value for answer in asked.solve()])
    assert found[0] == found[1]


def test_a_value_beside_an_equation_that_could_be_used_is_told() -> None:
    with pytest.raises(ProblemError, match=r"h\[1\] has a value and an equation"):
        exercise("h[t] = 2 h[t-1]\nL = h[2]", '"h[0]" = 1\n"h[1]" = 1', "L", index="t = [1, 2]")


def test_a_special_case_joins_the_general_sum() -> None:
    special, value = STARTS["a special case"]
    solution = exercise(f"{special}\n{BODY}", VALUES + value, ASKED, index=FROM_0).solve(method="backprop")
    assert solution["dL/dU"].formula == "sum(t, dL/du[t] x[t]')"
    assert solution["dL/dW"].formula == "sum(t=1..2, dL/du[t] h[t-1]')"


IRREGULAR = {
    "another first step": ("u[0] = 2 U x[0] + b", ""),
    "another first step without the parameter": ("u[0] = b", ""),
    "another last step": ("u[2] = W h[1] - U x[2] + b", '"h[-1]" = [0.5, 1]'),
    "another step between": ("u[1] = W h[0] + U x[0] + b", '"h[-1]" = [0.5, 1]'),
    "another loss": ("l[1] = 2 CE(y[1], p[1])", '"h[-1]" = [0.5, 1]'),
    "a loss without the network": ("l[2] = 3", '"h[-1]" = [0.5, 1]'),
    "a state that is given": ("h[1] = s .* s", 's = [0.1, -1]\n"h[-1]" = [0.5, 1]'),
    "another loss of losses": ("L = l[0] + 2 l[1] l[2]", '"h[-1]" = [0.5, 1]'),
}


@pytest.mark.parametrize("special", IRREGULAR)
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_the_formula_of_an_answer_has_its_value_however_irregular_the_steps(
    special: str, method: str, layout: str
) -> None:
    line, value = IRREGULAR[special]
    body = BODY.replace("L = mean(t, l[t])", "") if line.startswith("L") else BODY
    asked = exercise(f"{line}\n{body}", f"{VALUES}\n{value}", f"{ASKED} dL/dh[0] dL/dx[1]", index=FROM_0)
    solution = asked.solve(method=method, layout=layout)
    numbers = solution.derivation.numbers
    assert numbers is not None
    for answer, result in zip(solution.derivation.answers, solution, strict=True):
        formula = asked.problem.read(result.formula, layout)
        assert numbers.show(formula) == numbers.show(answer.target), result.formula


@pytest.mark.parametrize("special", IRREGULAR)
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_general_formula_holds_at_every_index_value_that_it_claims(special: str, method: str, layout: str) -> None:
    line, value = IRREGULAR[special]
    body = BODY.replace("L = mean(t, l[t])", "") if line.startswith("L") else BODY
    asked = exercise(f"{line}\n{body}", f"{VALUES}\n{value}", ASKED, index=FROM_0)
    derivation = asked.solve(method=method, layout=layout).derivation
    assert derivation.numbers is not None
    known = dict(derivation.numbers.known)
    for equation in asked.problem.equations:
        known.setdefault(equation.target, fitted(evaluate(equation.rhs, known), equation.target))
    judge = NumericGraph(asked.problem, known)
    for step in derivation.steps:
        for name, low, high in () if step.is_numeric else step.spans:
            for number in range(low, high + 1):
                place = {name: at(number)}
                instance = replace(step, kind="row", target=bind(step.target, place), rhs=bind(step.rhs, place))
                of, by = instance.name.of, instance.name.by  # type: ignore[union-attr]
                if step.kind == "general" or by.index:
                    ours = [float(ball(entry).mid()) for entry in step_value(instance, known).entries]
                    true = [float(ball(entry).mid()) for row in judge.rows(of, [by])[by] for entry in row]
                    assert ours == pytest.approx(true, abs=1e-12), (plain(step.target), number)


def test_a_clock_that_starts_at_one_counts_the_same_steps() -> None:
    values = VALUES + "s = [0.5, -1]"
    zero = exercise(f"h[-1] = s\n{BODY}", values, "L dL/dU dL/ds dL/dh[0]", index=FROM_0)
    one = exercise(f"h[0] = s\n{BODY}", values, "L dL/dU dL/ds dL/dh[1]", index="t = [1, 2, 3]")
    assert [answer.value for answer in zero.solve()] == [answer.value for answer in one.solve()]


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_loss_may_be_one_of_the_states(method: str, layout: str) -> None:
    """L = h[3] with h_t = tanh(w h_{t-1}): dL/dh_0 is the product of w (1 − h_t²)."""
    asked = exercise("h[t] = tanh(h[t-1] w)\nL = h[3]", 'w = 0.5\n"h[0]" = 1', "L dL/dw dL/dh[0]", index='t = "1..3"')
    solution = asked.solve(method=method, layout=layout)
    assert [answer.value for answer in solution] == ["0.1130", "0.6246", "0.0920"]


def test_a_part_with_a_name_takes_the_place_of_its_formula() -> None:
    asked = exercise("let m = a b\nL = tanh(a b) + sigmoid(a b)", "a = 2\nb = 3", "dL/dm m")
    assert lines(asked)[0] == "m = a b"
    assert "tanh(m)" in " ".join(lines(asked))
    assert [answer.value for answer in asked.solve()] == ["0.0025", "6.0000"]


def test_a_nested_formula_gets_the_first_free_name() -> None:
    assert lines(exercise("L = tanh(a b)", "a = 2\nb = 3")) == ["mu = a b", "L = tanh(mu)"]
    assert lines(exercise("L = tanh(mu b)", "mu = 2\nb = 3")) == ["z = mu b", "L = tanh(z)"]
    model = "p[t] = softmax(V x[t])\nL = sum(t, sum(p[t]))"
    nested = exercise(model, "V = [[1, 2], [3, 4]]\nx = [[1, 0], [0, 1]]", index="t = [0, 1]")
    assert lines(nested)[:2] == ["mu[0] = V x[0]", "p[0] = softmax(mu[0])"]


def test_a_derivative_by_an_automatic_name_can_be_asked() -> None:
    model = "a[t] = tanh(w x[t])\nL = sum(t, a[t])"
    asked = exercise(model, "w = 2\nx = [0, 1]", "dL/dmu[0] dL/dmu[1]", index="t = [0, 1]")
    assert [answer.value for answer in asked.solve()] == ["1.0000", "0.0707"]


def test_a_part_is_used_only_where_it_exists() -> None:
    """W z[t-1] is a part for t = 1, 2; the loss has W z[2], which is none."""
    model = "z[t] = tanh(W z[t-1])\nL = sum(t, sum(W z[t]))"
    asked = exercise(model, 'W = [[1, 2], [3, 4]]\n"z[0]" = [1, -1]', "L dL/dW", index="t = [1, 2]")
    assert asked.solve()["L"].shape == ()


def test_the_model_stays_as_it_was_written() -> None:
    problem = exercise("L = tanh(b + W a) c", "W = 2\na = 1\nb = 3\nc = 1").problem
    assert [plain(d.equation.rhs) for d in problem.written] == ["tanh(b + W a) c"]


def test_a_quantity_that_nothing_asks_about_is_computed_for_nobody() -> None:
    solution = exercise("K = 1/z\nL = 2 x", "x = 1\nz = 0", "L").solve()
    assert [str(step.name) for step in solution.steps] == ["L"]
    assert Ref("K") in solution.derivation.problem.bound
