"""What libraries use at kinks: the table, the choice of a problem, and answers that follow another convention.

The gradients of `SEEN` were computed with the libraries named (versions in `dialects.toml`), for z = [0, 1, -1].
"""

from __future__ import annotations

import tomllib

import pytest
from click.testing import CliRunner
from exercises import HERE, exercise, numbers
from library_kinks import KINKS, RUN

from derive.cli import main
from derive.commands.lint import find_warnings
from derive.documents.as_json import dumps, from_json
from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import DomainError, ProblemError
from derive.problem.spec import METHODS
from derive.table import TABLE
from derive.table.dialects import dialects, libraries, spoken, versions

SEEN = [
    ("torch", "relu(z)", ["0", "1", "0"]),
    ("jax", "relu(z)", ["0", "1", "0"]),
    ("torch", "abs(z)", ["0", "1", "-1"]),
    ("jax", "abs(z)", ["1", "1", "-1"]),
    ("keras", "abs(z)", ["0", "1", "-1"]),
    ("keras (jax)", "abs(z)", ["1", "1", "-1"]),
    ("torch", "leaky_relu(z, 0.1)", ["0.1", "1", "0.1"]),
    ("jax", "leaky_relu(z, 0.1)", ["1", "1", "0.1"]),
    ("tinygrad", "leaky_relu(z, 0.1)", ["1", "1", "0.1"]),
    ("torch", "max(z, 0)", ["0.5", "1", "0"]),
    ("jax", "max(0, z)", ["0.5", "1", "0"]),
    ("tensorflow", "max(z, 0)", ["1", "1", "0"]),
    ("tensorflow", "max(0, z)", ["0", "1", "0"]),
    ("torch", "min(z, 0)", ["0.5", "0", "1"]),
    ("tensorflow", "min(0, z)", ["0", "0", "1"]),
    ("mlx", "max(z, 0)", ["0", "1", "0"]),
    ("mlx", "max(0, z)", ["1", "1", "0"]),
    ("tfjs", "abs(z)", ["-1", "1", "-1"]),
    ("jaxjs", "relu(z)", ["1", "1", "0"]),
    ("jaxjs", "max(z, 0)", ["1", "1", "0"]),
    ("jaxjs", "max(0, z)", ["0", "1", "0"]),
    ("jaxjs", "clip(z, -1, 1)", ["1", "1", "1"]),
    ("mygrad", "clip(z, -1, 1)", ["1", "0", "0"]),
    ("mygrad", "elu(z, 0.5)", ["1", "1", "0.1839"]),
    ("torch", "clip(z, -1, 1)", ["1", "1", "1"]),
    ("jax", "clip(z, -1, 1)", ["1", "0.5", "0.5"]),
    ("autograd", "clip(z, -1, 1)", ["1", "0", "0"]),
    ("torch", "hardtanh(z)", ["1", "0", "0"]),
    ("jax", "hardtanh(z)", ["1", "1", "1"]),
    ("torch", "elu(z, 0.5)", ["0.5", "1", "0.1839"]),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("library", ["torch", "tensorflow", "jax"])
def test_a_tie_of_entries_is_shared_as_libraries_do(library: str, method: str) -> None:
    settings = f'dialect = "{library}"'
    problem = exercise("L = max(z)", "z = [2, 2, 1]", "dL/dz", settings=settings)
    assert numbers(problem.solve(method=method)["dL/dz"].value) == numbers(["0.5", "0.5", "0"])
    problem = exercise('h = max(X, axis="rows")\nL = sum(h)', "X = [[2, 2], [1, 3]]", "dL/dX", settings=settings)
    assert numbers(problem.solve(method=method)["dL/dX"].value) == numbers(["0.5", "0.5", "0", "1"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("library", "function", "expected"), SEEN)
def test_a_problem_that_names_a_library_gets_what_it_computes(
    library: str, function: str, expected: list[str], method: str
) -> None:
    problem = exercise(f"L = sum({function})", "z = [0, 1, -1]", "dL/dz", settings=f'dialect = "{library}"')
    solution = problem.solve(method=method)
    assert numbers(solution["dL/dz"].value) == numbers(expected)
    assert f"the convention of {library}" in solution.to_markdown()


def test_a_library_may_be_named_for_one_operation() -> None:
    problem = exercise("L = abs(x) + leaky_relu(y, 0.1)", "x = 0\ny = 0", "dL/dx dL/dy", settings='dialect.abs = "jax"')
    solution = problem.solve()
    assert numbers([solution["dL/dx"].value, solution["dL/dy"].value]) == numbers(["1", "0.1"])


def test_functions_that_share_a_slope_and_differ_are_refused() -> None:
    problem = exercise("L = relu(x) + leaky_relu(x, 0.1)", "x = 0", "dL/dx", settings='dialect = "jax"')
    with pytest.raises(ProblemError, match="relu and leaky_relu share step"):
        problem.solve()


@pytest.mark.parametrize(
    ("dialect", "message"), [('"torhc"', "did you mean torch"), ('{ ab = "jax" }', "did you mean abs")]
)
def test_an_unknown_library_or_operation_is_named(dialect: str, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        exercise("L = abs(x)", "x = 0", "dL/dx", settings=f"dialect = {dialect}")


def test_what_is_written_as_json_keeps_the_library() -> None:
    derivation = exercise("L = abs(x)", "x = 0", "dL/dx", settings='dialect = "jax"').solve().derivation
    again = from_json(dumps(derivation))
    assert again.settings == derivation.settings
    assert again.numbers is not None
    assert again.numbers.show(again.answers[0].target) == ["1.0000"]


ANSWERS = [
    ("[0, 2, 0]", "right", None),
    ("[2, 2, 0]", "right", "convention_of"),
    ("[0.7, 2, 0]", "right", "subgradient"),
    ("[1, 2, 0]", "right", "convention_of"),
    ("[2.1, 2, 0]", "wrong", None),
    ("[-0.1, 2, 0]", "wrong", None),
    ("[1, 2, 2]", "wrong", None),
]


@pytest.mark.parametrize(("answer", "verdict", "note"), ANSWERS)
def test_a_subgradient_is_right_with_a_note(answer: str, verdict: str, note: str | None) -> None:
    problem = exercise("L = 2 sum(relu(z))", "z = [0, 1, -1]", "dL/dz").problem
    finding = Checker(problem).find("dL/dz", answer)
    assert finding.verdict == verdict
    assert note is None or note in finding.notes
    assert finding.diagnosis != "other_convention"


@pytest.mark.parametrize("answer", ["[2, 2, 0]", "[0.7, 2, 0]", "[1, 2, 0]"])
def test_where_a_library_is_named_it_is_wrong_and_the_convention_is_told(answer: str) -> None:
    problem = exercise("L = 2 sum(relu(z))", "z = [0, 1, -1]", "dL/dz", settings='dialect = "torch"').problem
    record = Checker(problem, "full").check("dL/dz", answer)
    assert (record.verdict, record.diagnosis) == ("wrong", "other_convention")
    assert "the convention here is step(z) = 0, that of torch" in record.message


def test_a_slope_of_one_at_zero_is_no_mistake_with_a_matrix() -> None:
    problem = exercise("z = W x\nL = sum(relu(z))", "W = [[1, -1], [1, 1]]\nx = [1, 1]", "dL/dx dL/dW").problem
    assert Checker(problem).find("dL/dx", "[2, 0]").verdict == "right"
    assert Checker(problem).find("dL/dW", "[[1, 1], [1, 1]]").verdict == "right"


def test_lint_warns_of_values_at_a_kink_unless_a_library_is_named() -> None:
    for settings, expected in (("", ["kink"]), ('dialect = "torch"', [])):
        problem = exercise("L = w relu(z)", "z = 0\nw = 3", "dL/dz", settings=settings).problem
        assert [w.kind for w in find_warnings(problem) if w.kind == "kink"] == expected


def test_the_zero_vector_has_no_norm_to_differentiate_and_the_error_says_where() -> None:
    problem = exercise("r = x - y\nL = sqrt(sqnorm(r))", "x = [1, 2]\ny = [1, 2]", "dL/dx")
    with pytest.raises(Exception, match=r"sqrt\(sqnorm\(r\)\) has no derivative where sqnorm\(r\) is 0"):
        problem.solve()


def test_a_gradient_in_an_equation_that_has_no_value_says_where_too() -> None:
    problem = exercise("r = x - y\nL = norm(r)\nu = x - 0.1 dL/dx\nM = sum(u)", "x = [1, 2]\ny = [1, 2]", "M")
    with pytest.raises(DomainError, match=r"^dL/dr: .* norm\(r\) has no derivative where r is 0"):
        problem.solve()


@pytest.mark.parametrize("square", ["norm(r)^2", "||r||^2", "sqrt(sqnorm(r))^2", "sqrt(norm2(r))^2"])
def test_the_square_of_a_length_is_differentiated_at_zero(square: str) -> None:
    values = "x = [1, 2]\ny = [1, 2]\nA = [[1, 2], [3, 4]]"
    solution = exercise(f"r = A (x - y)\nL = {square} + sum(r)", values, "dL/dx").solve()
    assert solution["dL/dx"].value == [["4.0000"], ["6.0000"]]


@pytest.mark.frameworks
@pytest.mark.parametrize(("library", "name"), RUN)
def test_a_dialect_has_the_gradient_that_its_library_gives_at_a_kink(library: str, name: str) -> None:
    loss, x = KINKS[name]
    theirs = RUN[library, name](pytest.importorskip(library), x)
    solution = exercise(f"L = {loss}", f"x = {x}", "dL/dx", settings=f'dialect = "{library}"').solve(digits=6)
    assert [float(v) for v in numbers(solution["dL/dx"].value)] == pytest.approx(theirs, abs=1e-6)


SMOOTH = ["d^2/2", "d^2", "d d", "Y d^2/2 + (1 - Y) max(0, m - d)^2/2", "1 - cos(d)", "log(1 + d^2)", "m d^3"]


@pytest.mark.parametrize("loss", SMOOTH)
@pytest.mark.parametrize("method", METHODS)
def test_what_is_smooth_in_a_length_of_zero_has_its_derivative(loss: str, method: str) -> None:
    """By r it is 0, and by x that of the sum beside it: each of these grows by the square of a small step."""
    values = "x = [1, 2]\ny = [1, 2]\nA = [[1, 2], [3, 4]]\nm = 2\nY = 1"
    used = "".join(f" + 0 {name}" for name in "mY" if name not in loss)
    problem = exercise(f"r = A (x - y)\nd = norm(r)\nL = {loss} + sum(r){used}", values, "dL/dx dL/dr dL/dd")
    solution = problem.solve(method=method)
    assert [float(v) for v in numbers(solution["dL/dx"].value)] == [4, 6]
    assert float(solution["dL/dd"].value) == 0


def test_the_solution_with_a_length_of_zero_says_what_is_used_and_is_right() -> None:
    problem = exercise("r = x - y\nd = norm(r)\nL = d^2/2", "x = [1, 2]\ny = [1, 2]", "dL/dx")
    text = problem.solve().to_markdown()
    assert "Libraries have slope 0 in torch, paddle" in text
    assert {line.verdict for line in WriteUps(problem.problem).check("solution.md", text.encode()).lines} == {"right"}


@pytest.mark.parametrize("loss", ["d", "exp(d)", "abs(d)"])
def test_a_length_of_zero_has_the_slope_of_a_library_only_where_one_is_named(loss: str) -> None:
    parts = f"r = x - y\nd = norm(r)\nL = {loss}", "x = [1, 2]\ny = [1, 2]", "dL/dx"
    with pytest.raises(DomainError, match=r"^dL/dr: .* norm\(r\) has no derivative where r is 0"):
        exercise(*parts).solve()
    solution = exercise(*parts, settings='dialect = "torch"').solve()
    assert [float(v) for v in numbers(solution["dL/dx"].value)] == [0, 0]
    assert "the convention of torch" in solution.to_markdown()


def test_of_a_length_of_zero_the_square_that_has_a_derivative_is_told() -> None:
    problem = exercise("r = x - y\nd = norm(r)\nL = d", "x = [1, 2]\ny = [1, 2]", "dL/dx")
    with pytest.raises(Exception, match=r"where r is 0; its square has one, written norm2\(r\)"):
        problem.solve()
    squared = exercise("r = x - y\nL = norm2(r)", "x = [1, 2]\ny = [1, 2]", "dL/dx").solve()
    assert [float(v) for v in numbers(squared["dL/dx"].value)] == [0, 0]


def test_every_row_names_libraries_of_a_known_release_and_a_choice_that_its_operation_has() -> None:
    assert {spoken(library)[-1] for library in libraries()} == set(versions())
    kinked = {row.name for row in TABLE.values() if row.kink}
    choices = {"left", "right", "middle", "share", "first", "second", "last", "inside", "outside"}
    assert {row.choice for row in dialects()} <= {"", *choices}
    told = {row.operation for row in dialects() if row.choice}
    assert told <= kinked
    assert {"relu", "leaky_relu", "abs", "maximum", "max_entry", "clip"} <= told


@pytest.mark.parametrize("arguments", [[], ["gru"], ["relu", "--of", "torch"], ["--of", "keras (jax)"]])
def test_the_table_fits_into_a_terminal(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["dialects", *arguments])
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert "Seen by running" in result.output


def test_the_table_tells_what_is_asked_for_alone() -> None:
    text = CliRunner().invoke(main, ["dialects", "abs", "--of", "jax"]).output
    assert "abs: x = 0\n  slope 1  jax: abs\n" in text
    assert "relu" not in text
    assert "did you mean relu" in CliRunner().invoke(main, ["dialects", "rleu"]).output


ITEMS = tomllib.loads((HERE / "facts" / "frameworks.toml").read_text(encoding="utf-8"))
NUMBERED = [
    *(f"A{k}" for k in range(1, 25)),
    "A_more",
    *(f"B{k}" for k in range(1, 41)),
    "B_more",
    "C_mlx",
    "C_pytensor",
    "C_casadi",
    "C_tfjs",
    "C_jaxjs",
    "C_mygrad",
    "C_sklearn",
    "C_optax",
    "C_pydynet",
    "C_dezero",
]


def test_every_item_that_was_measured_has_rows_or_says_why_not() -> None:
    assert list(ITEMS) == NUMBERED
    told: dict[tuple[str, str, str], list[str]] = {}
    for row in dialects():
        for library in row.libraries:
            told.setdefault((library, row.of, row.by), []).append(row.gives)
    measured = [(item, fact) for item, facts in ITEMS.items() if not isinstance(facts, str) for fact in facts]
    lacking = [
        (item, fact)
        for item, fact in measured
        if not any(fact[3] in gives for gives in told.get((fact[0], fact[1], fact[2]), []))
    ]
    assert lacking == []
