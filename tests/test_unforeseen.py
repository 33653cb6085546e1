"""Nothing that a user writes ends the program: what has no value explains nothing, and what fails fails alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from exercises import exercise
from flint import fmpq
from networks import drawn

from derive.api import Exercise
from derive.cli import main
from derive.commands.lint import find_warnings
from derive.documents.words import Words
from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.following.follow import Follower
from derive.following.reasoning import Reasoning
from derive.judging.point import KnownValues, tried
from derive.language.errors import NoIndexForm, NoValue
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Entry, Expr, Index, Ref, Sum, at
from derive.language.numbers import Array, precision
from derive.marking.report import Report
from derive.problem import catalogue
from derive.problem.graph import Network
from derive.problem.problem import Problem
from derive.problem.spec import LAYOUTS, METHODS
from derive.reading import building, guesses
from derive.solving import index
from derive.solving.index import IndexNames
from derive.solving.sympy_index import ROLES, SPARE, letters
from derive.table.row import TABLE

LOGISTIC = exercise(
    "s = w' x + b\np = sigmoid(s)\nL = BCE(y, p)", "w = [0.5, -1]\nx = [2, 3]\nb = 0.25\ny = 1", "dL/ds dL/dw"
).problem
AT_ZERO = exercise("h = x - 2\nL = h^2 + exp(h)", "x = 2", "dL/dx").problem
ONE_INPUT = exercise(
    "v = W x + b\nL = 1/2 sqnorm(v) + 1/2 sqnorm(x)", "W = [[0.5], [-1.2]]\nb = [0.1, 0.3]\nx = [0.6]", "dL/dW dL/dx"
).problem
OBLONG = exercise(
    "z = W x + b\nh = tanh(z)\nL = 1/2 sqnorm(h)",
    "W = [[0.5, 0.2, 0.3], [-1, 0.4, 0.1]]\nx = [2, 3, 1]\nb = [0.25, 0.1]",
    "dL/dW",
).problem
STEPS = exercise(
    "s[0] = s0\na[t] = G s[t-1] + C u[t] + k\ns[t] = tanh(a[t])\nL = 1/2 sum(t, sqnorm(s[t]))",
    "G = [[0.5, 0.2], [-0.1, 0.3]]\nC = [[1, 0.5], [0.2, -1]]\nk = [0.1, -0.2]\nu = [[0.1, 0.2], [0.5, -0.4]]\n"
    "s0 = [0.1, 0.2]",
    "dL/dG",
    index="t = [1, 2]",
).problem
SEEDS = (5, 7, 9)
MANY = range(200)
JUNK = ("", "1/", "h", "_{9}", "^{-1}", "(", "}", "\\sum_i ", "\\log(", "-", "0", " = ", "^\\top", "\\prod_{k=1}^{2} ")


@pytest.fixture(autouse=True)
def _shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is raised, so that no test takes it for an answer."""
    monkeypatch.setenv("DERIVE_TRACEBACK", "1")


def checked(problem: Problem, text: str) -> Report:
    return WriteUps(problem, "full").check("write-up.md", text.encode())


def verdicts(problem: Problem, *lines: str) -> list[str]:
    return [line.verdict for line in checked(problem, "\n\n".join(lines)).lines]


def test_a_mistake_that_leaves_the_domain_is_no_explanation() -> None:
    """With another function for sigmoid p is negative, and has no logarithm; dL/ds is p - y."""
    assert Checker(LOGISTIC).check("dL/ds", "p - y").verdict == "right"
    assert Checker(LOGISTIC).check("dL/ds", "y - p").diagnosis == "sign"
    assert Checker(LOGISTIC).check("dL/ds", "0.8").verdict == "wrong"
    assert find_warnings(LOGISTIC)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("$1/h = 3$", "unread"),
        ("$\\log(h) = 3$", "unread"),
        ("$h = 1/h$", "wrong"),
        ("$1/h = 1/h$", "right"),
        ("$\\frac{2}{h} = \\frac{1}{h} + \\frac{1}{h}$", "right"),
    ],
)
def test_a_line_without_a_value_leaves_the_others_as_they_are(line: str, verdict: str) -> None:
    assert verdicts(AT_ZERO, "$h = 0$", line, "$L = 1$") == ["right", verdict, "right"]


def test_an_entry_that_an_array_does_not_have_is_unread() -> None:
    """W is 2×3: h has no third entry, and x no fourth."""
    assert Checker(OBLONG).check("dL/dW", "\\partial L/\\partial W_{ij} = h_j (1-h_j^2) x_i").verdict == "unread"
    assert Checker(OBLONG).check("dL/dW", "\\partial L/\\partial W_{ij} = h_i (1-h_i^2) x_j").verdict == "right"
    assert verdicts(OBLONG, "$z_i = \\sum_j W_{ij} x_{j+1}$", "$z_1 = 2.15$") == ["unread", "right"]
    assert verdicts(OBLONG, "$z_j = \\sum_i W_{ji} z_i$")[0] in ("wrong", "unread")


def test_a_name_without_the_index_of_its_step_is_taken_at_the_step_of_the_line() -> None:
    let = "Let $v = C u_t$."
    assert verdicts(STEPS, let, "$a_t = v + G s_{t-1} + k$") == ["right"]
    assert verdicts(STEPS, let, "$a_t = v - G s_{t-1} + k$") == ["wrong"]
    assert verdicts(STEPS, let, "Let $r = v + k$.", "$s_t = \\tanh(r + G s_{t-1})$") == ["right"]
    assert verdicts(STEPS, let, "$a_2 = v + G s_1 + k$") == ["unread"]


def test_every_note_of_the_reader_has_its_sentence() -> None:
    words = Words("en", None, "verdicts")
    for note in guesses.GUESSED:
        assert words.find(f"notes.{note}"), note
    answer = "\\prod_{k=1}^{2} diag(1 - h_k \\odot h_k) W"
    assert Checker(catalogue.load("rnn")).check("dh[2]/dh[0]", answer).verdict == "right"


def test_definitions_in_definitions_are_built_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written out they double with every line: the last ones are refused, and the line behind them is read."""
    built = []
    own = building.Interpreter.count
    monkeypatch.setattr(building.Interpreter, "count", lambda self, *args: (built.append(1), own(self, *args)))
    lines = [f"Let $q_{{{k + 1}}} = q_{{{k}}} + q_{{{k}}}$." for k in range(24)]
    found = verdicts(catalogue.load("rnn"), "Let $q_0 = b$.", *lines, "$q_2 = 4 b$", "$h_0 = [-0.7616, 0, 0.9640]$")
    assert found[-2:] == ["right", "right"]
    assert len(built) < 40_000


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("method", METHODS)
def test_the_solution_of_a_network_with_one_input_is_right(method: str, layout: str) -> None:
    solution = Exercise(ONE_INPUT).solve(method=method, layout=layout)
    for form in ("md", "tex"):
        report = WriteUps(ONE_INPUT).check(f"solution.{form}", solution.render(form).encode())
        assert {line.verdict for line in report.lines} == {"right"}
    assert find_warnings(ONE_INPUT) is not None


def test_a_row_of_one_has_its_delta() -> None:
    """z has one entry: only the first row of W leads to it."""
    problem = exercise("z = W x\nL = sum(z .* z)", "W = [[0.5, 2]]\nx = [1, 3]", "dL/dW").problem
    text = Exercise(problem).solve(method="index").render("md")
    assert "\\delta_{1p} x_{q}" in text
    assert "{_" not in text


def test_an_invented_name_is_not_that_of_numbered_quantities() -> None:
    problem = exercise("mu1 = W x\nz1 = tanh(mu1)\nL = sqnorm(z1 - y)", "W = [[1], [2]]\nx = [0.5]\ny = [1, 0]").problem
    assert not problem.invented & {"mu", "z"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_exact_zero_beside_a_scalar_has_its_reason(layout: str) -> None:
    """w is multiplied with a number: its gradient in a dead unit is zero in either layout."""
    values = "w = [2, -1]\nx = 1\nV = [[1, 2]]\ny = 0.5"
    network = "z = w x\nh = relu(z)\ns = V h\nL = sqnorm(s - y)"
    problem = exercise(network, values, "dL/dw", settings=f'layout = "{layout}"').problem
    assert "exactly" in Exercise(problem).solve().render("md")


def judged_whole(seed: int) -> None:
    """The solutions of a random network in every method are accepted line by line, and every mistake can be tried."""
    _, problem = drawn(seed)
    checker = WriteUps(problem, "full")
    for method in METHODS:
        solution = Exercise(problem).solve(method=method)
        for form in ("md", "tex"):
            report = checker.check(f"solution.{form}", solution.render(form).encode())
            bad = [line for line in report.lines if line.verdict not in ("right", "rounded")]
            assert [(line.line, line.left, line.text, line.verdict) for line in bad] == []
            assert not report.unread
    find_warnings(problem)


def mistakes_tried(seed: int) -> None:
    """Each mistake gives a number at each point, or none."""
    _, problem = drawn(seed)
    judge = Reasoning.of(problem).judge
    with precision(judge.places.bits):
        for target in (target for question in problem.questions for target in question.targets):
            library = judge.suspect(target).library
            for place in (0, *judge.places.random):
                for variant in library.single:
                    library.number(variant, judge.places.at(place), place)


def changed_everywhere(seed: int) -> None:
    """A solution with a piece put into, or taken out of, each third line: whatever it says, it is said."""
    random = Random(seed)
    _, problem = drawn(seed)
    lines = Exercise(problem).solve(method=random.choice(METHODS)).render("md").splitlines()
    formulas = [k for k, line in enumerate(lines) if "=" in line or "\\approx" in line]
    for k in random.sample(formulas, len(formulas) // 3):
        line = lines[k]
        start = random.randrange(len(line))
        lines[k] = line[:start] + random.choice(JUNK) + line[start + random.randrange(8) :]
    report = checked(problem, "\n".join(lines))
    assert "not_judged" not in {line.diagnosis for line in report.lines}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_mistake_can_be_tried_in_a_random_network(seed: int) -> None:
    mistakes_tried(seed)


@pytest.mark.parametrize("seed", [1])
def test_the_solution_of_a_random_network_is_right(seed: int) -> None:
    judged_whole(seed)


@pytest.mark.parametrize("seed", [2])
def test_a_changed_solution_is_judged_to_its_end(seed: int) -> None:
    changed_everywhere(seed)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", MANY)
def test_random_networks_are_judged_as_a_whole(seed: int) -> None:
    judged_whole(seed)
    mistakes_tried(seed)
    changed_everywhere(seed)


def test_a_line_that_fails_leaves_the_lines_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIVE_TRACEBACK")
    own = Follower.judged

    def failing(self: Follower, chain, sides, first):  # type: ignore[no-untyped-def]
        if "5" in chain.sides[-1].text:
            raise {"5": KeyError, "55": RecursionError}[chain.sides[-1].text.strip()]
        return own(self, chain, sides, first)

    monkeypatch.setattr(Follower, "judged", failing)
    report = checked(AT_ZERO, "$h = 0$\n\n$L = 5$\n\n$L = 55$\n\n$L = 1$")
    assert [line.verdict for line in report.lines] == ["right", "unread", "refused", "right"]
    assert report.lines[1].message == Words("en", None, "verdicts")("mistakes.not_judged.full")


def test_an_answer_that_fails_is_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIVE_TRACEBACK")
    checker = Checker(LOGISTIC)
    monkeypatch.setattr(checker.judge, "verdict", lambda *args: {}["nothing"])
    assert (checker.check("dL/ds", "1").verdict, checker.check("dL/ds", "1").diagnosis) == ("unread", "not_judged")


@pytest.mark.parametrize("fault", [KeyError("h"), AssertionError(), RecursionError(), ZeroDivisionError()])
def test_the_command_line_ends_with_a_sentence_and_status_4(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DERIVE_TRACEBACK")
    monkeypatch.setattr("sys.argv", ["derive", "solve", "mine.toml"])

    def failing(*args: object) -> None:
        raise fault

    monkeypatch.setattr("derive.api.load", failing)
    result = CliRunner().invoke(main, ["solve", "rnn", "-o", str(tmp_path)])
    assert result.exit_code == 4
    (line,) = result.stderr.splitlines()
    assert line.startswith("derive: solve mine.toml: ")
    assert type(fault).__name__ in line
    monkeypatch.setenv("DERIVE_TRACEBACK", "1")
    assert CliRunner().invoke(main, ["solve", "rnn", "-o", str(tmp_path)]).exception is fault


PAIR, TRIPLE = Array((2, 1), (fmpq(1), fmpq(2))), Array((3, 1), (fmpq(1), fmpq(2), fmpq(3)))
A, B = Ref("a", (), (2, 1)), Ref("b", (), (2, 1))


@pytest.mark.parametrize(
    "expr",
    [
        Ref("h", (at(7),), (2, 1)),
        Entry(A, (at(2),)),
        Call(TABLE["mean_squared_error"], (A, B), ()),
        Call(TABLE["cross_entropy"], (A, B), ()),
        Call(TABLE["add"], (B, A), (3, 1)),
        Sum("k", at(0), Index("n"), A, False, (2, 1)),
    ],
    ids=["a step that is none", "a third entry of two", "MSE of 2 and 3", "CE of 2 and 3", "3 plus 2", "no last index"],
)
def test_what_has_no_value_says_so_by_name(expr: Expr) -> None:
    known = KnownValues({A: PAIR, B: TRIPLE})
    with pytest.raises(NoValue):
        evaluate(expr, known)
    assert tried(lambda: evaluate(expr, known)) is None


@pytest.mark.parametrize("error", [KeyError, IndexError, AssertionError, ValueError])
def test_a_fault_of_the_program_is_not_taken_for_something_without_a_value(error: type[Exception]) -> None:
    def calculate() -> None:
        raise error

    with pytest.raises(error):
        tried(calculate)


@pytest.mark.parametrize(
    "equations",
    ["v = A x .* [1, 2]\nL = sqnorm(v)", "v = [[1, 2], [3, 4]] A x\nL = sqnorm(v)", "v = sign(A x)\nL = sum(v .* v)"],
)
def test_what_has_no_index_form_is_derived_with_matrices(equations: str) -> None:
    asked = exercise(equations, "A = [[1, 2], [3, 4.5]]\nx = [0.3, 0.7]", "dL/dA dL/dx")
    by_entries, whole = (asked.solve(method=method) for method in ("index", "chain"))
    assert [answer.value for answer in by_entries.answers] == [answer.value for answer in whole.answers]
    names = IndexNames(Network(asked.problem), "gradient")
    loss, by = list(asked.problem.bound)[-1], (*asked.problem.bound, *asked.problem.given)
    assert None in [names.find_local(edge) for ref in by for edge in names.network.edges(loss, ref)]


def test_only_what_has_no_index_form_is_derived_with_matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise KeyError

    monkeypatch.setattr(index, "index_derivative", fail)
    with pytest.raises(KeyError):
        exercise("v = A x\nL = sqnorm(v)", "A = [[1, 2], [3, 4.5]]\nx = [0.3, 0.7]", "dL/dA").solve(method="index")


def test_names_for_entries_run_out_by_name() -> None:
    with pytest.raises(NoIndexForm):
        letters({*ROLES, *SPARE, *(f"i{k}" for k in range(9))})
    assert letters({"i"}).of == ("v", "m")
