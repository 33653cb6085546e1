"""What bad input gets: where it is, what was found, what was expected, the nearest known name; all of it at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from exercises import exercise, toml

import derive
from derive.language.errors import Complaint, DeriveError, DomainError, ProblemError
from derive.problem import catalogue
from derive.problem.assembly import load_text

LINEAR = "z = W x + b\nL = sum(z)"
VALUES = "W = [[1, 2], [3, 4]]\nx = [1, 2]\nb = [0, 1]"
STEPS = "t = [1, 2]"
LOOP = "h[t] = tanh(W h[t-1])\nL = sum(h[2])"


def complaints(text: str) -> tuple[Complaint, ...]:
    with pytest.raises(ProblemError) as caught:
        load_text(text, "test", "test.toml")
    assert caught.value.status == 2
    assert len(set(caught.value.complaints)) == len(caught.value.complaints)
    return caught.value.complaints


def model(equations: str, values: str = VALUES, ask: str = "L", index: str = STEPS) -> str:
    return toml(equations, values, ask, index)


def values(text: str) -> str:
    """The linear model with one value replaced or added."""
    name = text.split(" = ", maxsplit=1)[0]
    kept = [line for line in VALUES.splitlines() if not line.startswith(f"{name} = ")]
    return model(LINEAR, "\n".join([*kept, text]))


def settings(text: str) -> str:
    return toml(LINEAR, VALUES, "L", settings=text)


def ask(target: str) -> str:
    return model(f"{LINEAR}\nh[t] = z", ask=target)


BAD: dict[str, tuple[str, str, list[str]]] = {
    "no TOML": ("title = 3 4", "test.toml, line 1", ["not TOML"]),
    "TOML that ends too early": ("a = [1,", "test.toml", ["not TOML", "end of document"]),
    "an unknown table": ("titel = 'x'\n" + model(LINEAR), "titel", ["unknown key", "did you mean title?"]),
    "an unknown key": (settings("digit = 3"), "settings.digit", ["unknown key", "did you mean digits?"]),
    "too many digits": (settings("digits = 51"), "settings.digits", ["found 51", "from 0 to 50"]),
    "digits that are no number": (settings("digits = true"), "settings.digits", ["found True"]),
    "an unknown method": (settings("method = 'chian'"), "settings.method", ["'chian'", "did you mean chain?"]),
    "an unknown layout": (settings("layout = 'row'"), "settings.layout", ["'row'", "gradient, jacobian"]),
    "no equations": (model(""), "model.equations", ["missing"]),
    "equations in a list": ("[model]\nequations = ['L = 1']", "model.equations", ["expected a string"]),
    "a gap in an index": (model(LINEAR, index="t = [1, 3]"), "index.t", ["found [1, 3]", "consecutive"]),
    "a range too long": (model(LINEAR, index="t = '1..2001'"), "index.t", ["2001 steps", "2000"]),
    "an unknown name": (model("z = W x + bb\nL = sum(z + b)"), "model.equations, line 1", ["'bb'", "did you mean b?"]),
    "an unknown function": (model("z = thna(W x)\nL = sum(z + b)"), "model.equations, line 1", ["thna", "tanh"]),
    "a syntax error": (model("z = W x +\nL = sum(z + b)"), "model.equations, line 1", ["ends too early"]),
    "no equation": (model("W x + b\nL = sum(x)"), "model.equations, line 1", ["expected an equation with '='"]),
    "a shape mismatch": (values("W = [[1], [2]]"), "model.equations, line 1", ["W is 2×1 but x is 2×1"]),
    "a shape mismatch over time": (
        model(LOOP, 'W = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n"h[0]" = [1, 2]'),
        "model.equations, line 1",
        ["W is 3×3 but h[t-1] is 2×1"],
    ),
    "a value given twice": (
        model("L = sum(t, x[t])", 'x = [1, 2]\n"x[1]" = 5'),
        "values.x[1]",
        ["twice"],
    ),
    "an index that a name does not have": (values('"x[0]" = [5, 6]'), "values.x[0]", ["index"]),
    "a bracket that is not closed": (values('"x[0" = [5, 6]'), "values.x[0", ["expected"]),
    "a ragged matrix": (values("W = [[1, 2], [3]]"), "values.W", ["ragged", "1 and 2 entries"]),
    "ragged steps": (
        model("L = sum(t, sum(x[t]))", "x = [[1, 2], [1, 2, 3]]"),
        "values.x",
        ["ragged", "2×1, 3×1", "given one by one"],
    ),
    "not a number": (values("x = [1, 'abc']"), "values.x", ["found 'abc'; expected a number"]),
    "nan": (values("x = [1, nan]"), "values.x", ["found 'nan'; expected a number"]),
    "infinity": (values("x = [1, -inf]"), "values.x", ["found -inf; expected a number"]),
    "a truth value": (values("x = [1, true]"), "values.x", ["found True; expected a number"]),
    "a zero denominator": (values("x = [1, '1/0']"), "values.x", ["found '1/0'; expected a number"]),
    "a huge exponent": (values("x = [1, 1e999]"), "values.x", ["exponents go up to 400"]),
    "an empty list": (values("x = []"), "values.x", ["at least one number"]),
    "too deep a list": (values("x = [[[1]]]"), "values.x", ["nested too deep"]),
    "an unknown property": (values("x = { positiv = [1, 2] }"), "values.x", ["did you mean positive?"]),
    "a property that does not hold": (values("x = { positive = [0, 1] }"), "values.x", ["declared positive", "0, 1"]),
    "too large a matrix": (values("W = 'matrix 1000 x 1000'"), "values.W", ["1000×1000", "10000"]),
    "a shape of nothing": (values("W = 'matrix 0 x 2'"), "values.W", ["0×2"]),
    "a value that nothing uses": (values("q = 3"), "values.q", ["no equation uses q"]),
    "a name without value or shape": (model(LINEAR, "W = 3\nx = 1"), "model.equations, line 1", ["unknown name 'b'"]),
    "an operation as a name": (model("tanh = W x + b\nL = sum(tanh(x))"), "tanh", ["the name of an operation"]),
    "an index as a name": (model("t = W x + b\nL = sum(t)"), "t", ["t is an index"]),
    "notation for nothing": (model(LINEAR) + "[notation]\nzz = 'a'", "notation.zz", ["nothing is called zz"]),
    "two equations": (model(f"z = b\n{LINEAR}"), "model.equations, line 2", ["z is bound twice"]),
    "an equation for a value": (model(f"b = x\n{LINEAR}"), "model.equations, line 1", ["a value and an equation"]),
    "a cycle": (model("z = q + b\nq = W z + x\nL = sum(z)"), "model.equations", ["z depends on itself: z → q → z"]),
    "a quantity of itself": (model("z = tanh(z + W x) + b\nL = sum(z)"), "model.equations", ["depends on itself"]),
    "no first step": (
        model(LOOP, "W = [[1, 2], [3, 4]]"),
        "model.equations, line 1",
        ["h[1] uses h[0]", "before the first step", "give h[0] a value or an equation"],
    ),
    "no first step, two equations away": (
        model("L = sum(h[2])\nh[t] = tanh(z[t])\nz[t] = W h[t-1]", "W = [[1, 2], [3, 4]]"),
        "model.equations, line 3",
        ["z[1] uses h[0]", "before the first step"],
    ),
    "a shape that needs itself": (
        model("z = W q\nq = tanh(z)\nL = sum(z)", "W = [[1, 2], [3, 4]]"),
        "model.equations, line 1",
        ["circular"],
    ),
    "an equation outside all ranges": (
        model("h[t] = W x + b\nh[5] = 3\nL = sum(h[2])"),
        "model.equations, line 2",
        ["nothing uses h[5]", "t = 1..2", "widen a range"],
    ),
    "a question asked twice": (
        model(LINEAR, ask="L dL/dx L"),
        "questions[3].ask",
        ["L is asked twice", "questions[1].ask", "leave one"],
    ),
    "before the first step": (
        model("h[t] = W h[t-1] + x\nL = sum(h[2] + b)"),
        "model.equations, line 1",
        ["h[1] uses h[0]", "before the first step", "give h[0] a value or an equation"],
    ),
    "past the last step": (
        model("h[t] = W x + b\nL = sum(h[3])"),
        "model.equations, line 2",
        ["h[3]", "past the last step"],
    ),
    "an index on the right only": (
        model("z = W x[t] + b\nL = sum(z)", "W = [[1, 2], [3, 4]]\nx = [[1, 2], [3, 4]]\nb = [0, 1]"),
        "model.equations, line 1",
        ["the index t appears on the right only", "sum(t, ...)"],
    ),
    "no index": (model("z[k] = W x + b\nL = sum(z[0])"), "model.equations, line 1", ["k is not an index", "t"]),
    "one name with and without index": (
        model("z[t] = W x + b\nL = sum(z)"),
        "model.equations, line 2",
        ["z needs an index, such as z[t]"],
    ),
    "a question about nothing": (ask("Q"), "questions[1].ask", ["unknown name 'Q'"]),
    "a question about no step": (ask("h[3]"), "questions[1].ask", ["h[3] does not exist", "h[2]"]),
    "a derivative by nothing": (ask("dL/dQ"), "questions[1].ask", ["unknown name 'Q'"]),
    "a derivative of no scalar": (ask("dz/dW"), "questions[1].ask", ["z is 2×1, no scalar"]),
    "a part of a derivative": (ask("∂+L/∂W"), "questions[1].ask", ["only a part", "ask for the whole"]),
    "a formula as a question": (ask("L+L"), "questions[1].ask", ["expected a name such as h[0]"]),
    "a question without ask": (model(LINEAR, ask="") + "[[questions]]", "questions[1].ask", ["expected a name"]),
    "marks that are no number": (model(LINEAR) + "marks = 'many'", "questions[1].marks", ["found 'many'"]),
    "too many equations": (
        model("L = 1\nh[i, j] = 2", "", index="i = '1..200'\nj = '1..200'"),
        "model.equations",
        ["20000"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_with_its_place(name: str) -> None:
    text, place, words = BAD[name]
    found = [c for c in complaints(text) if c.place == place]
    assert found, [str(c) for c in complaints(text)]
    told = "\n".join(map(str, found))
    assert [word for word in words if word not in told] == []


SHOWN = ["no TOML", "an unknown name", "a syntax error", "no equation", "a shape mismatch", "no index"]


@pytest.mark.parametrize("name", SHOWN)
def test_a_fault_in_a_line_shows_the_line_with_a_caret(name: str) -> None:
    text, place, _ = BAD[name]
    (complaint,) = [c for c in complaints(text) if c.place == place]
    lines = text.split("'''\n")[1] if place.startswith("model") else text
    assert complaint.source == lines.splitlines()[int(place.rpartition(" ")[2]) - 1]
    assert 1 <= complaint.column <= len(complaint.source) + 1


def told(*words: str, text: str) -> None:
    found = "\n".join(map(str, complaints(text)))
    assert [word for word in words if word not in found] == []


def test_all_faults_of_the_settings_and_values_are_told_at_once() -> None:
    equations, given = "z = W x\nL = sum(zz\nK = tanh(", "W = [[1], [2, 3]]\nx = [nan]"
    text = toml(equations, given, "L", settings="digit = 1\nmethod = 'x'")
    told("settings.digit", "settings.method", "values.W", "values.x", "line 2", "line 3", text=text)


def test_all_faults_of_the_equations_are_told_at_once() -> None:
    text = model("z = W x + bb\ny = W [1, 2, 3]\nL = sum(x + b)\nK = tanh(x, x)\nL = 2")
    told("line 1", "'bb'", "line 2", "W is 2×2 but", "line 4", "tanh takes 1", "line 5: L is bound twice", text=text)


def test_all_faults_of_the_questions_are_told_at_once() -> None:
    text = model(LINEAR, ask="Q L dL/dw dz/dW")
    told("questions[1]", "'Q'", "questions[3]", "'w'", "questions[4]", "no scalar", text=text)


DOMAIN = {
    "log of zero": ("z = log(x)\nL = sum(z)", "x = [1, 0]", "z"),
    "log of a negative number": ("L = log(x)", "x = -1", "L"),
    "division by zero": ("z = b/x\nL = sum(z)", "x = [1, 0]\nb = 2", "z"),
    "square root of a negative number": ("L = sqrt(x - 2)", "x = 1", "L"),
    "a negative number to a power": ("L = x^0.5", "x = -1", "L"),
    "zero to a negative power": ("L = x^(-1)", "x = 0", "L"),
}


@pytest.mark.parametrize("message", DOMAIN)
def test_a_value_outside_a_domain_is_named_as_such(message: str) -> None:
    equations, given, place = DOMAIN[message]
    with pytest.raises(DomainError, match=message) as caught:
        exercise(equations, given, "L").solve()
    assert caught.value.status == 2
    assert [c.place for c in caught.value.complaints] == [place]


def test_a_derivative_outside_a_domain_is_named_too() -> None:
    with pytest.raises(DomainError, match="division by zero") as caught:
        exercise("L = sqrt(x)", "x = 0", "L dL/dx").solve()
    assert caught.value.complaints[0].place == "dL/dx"


@pytest.mark.parametrize("formula", ["1/(a - b)", "log(a - b)", "relu(a - b)"])
def test_a_zero_that_no_precision_decides_is_told_with_its_place(formula: str) -> None:
    with pytest.raises(DeriveError) as caught:
        exercise(f"a = tanh(x)\nb = tanh(y)\nL = {formula}", "x = 1\ny = 1", "L").solve()
    assert caught.value.status == 2
    assert caught.value.complaints[0].place == "L"


@pytest.mark.parametrize("formula", ["exp(exp(exp(exp(x))))", "mean(k=2..0, x)"])
def test_what_has_no_value_that_can_be_printed_is_refused(formula: str) -> None:
    with pytest.raises(DeriveError):
        exercise(f"L = {formula}", "x = 5", "L").solve()


def test_a_derivative_that_nothing_connects_is_zero_and_says_why() -> None:
    solution = exercise(f"{LINEAR}\nK = sum(x)", VALUES, "dK/dW dK/db dL/dL").solve()
    assert solution["dK/dW"].value == [["0.0000"] * 2] * 2
    assert solution["dK/db"].value == [["0.0000"]] * 2
    assert solution["dL/dL"].value == "1.0000"
    (step,) = [step for step in solution.steps if str(step.name) == "dK/dW"]
    assert [reason.key for reason in step.reasons] == ["no_path"]


def test_a_value_that_no_equation_uses_may_be_asked_about() -> None:
    solution = exercise(LINEAR, f"{VALUES}\nq = [1, 2]", "dL/dq").solve()
    assert solution["dL/dq"].value == [["0.0000"]] * 2
    assert "$L$ does not depend on $q$" in solution.to_markdown()


def test_nothing_is_solved_where_nothing_is_asked() -> None:
    with pytest.raises(ProblemError, match="nothing is asked"):
        exercise(LINEAR, VALUES).solve()


CHANGES = {
    "an unknown name": ({"xx": "1"}, "--set xx", "did you mean x?"),
    "no TOML": ({"x": "[0, "}, "--set x", "not TOML"),
    "another shape": ({"x": "[1, 2, 3]"}, "--set x", "U x[0]"),
    "a step that has no value": ({"x[7]": "[1, 2]"}, "--set x[7]", "no value to change"),
    "another shape at a step": ({"x[0]": "[1, 2]"}, "--set x[0]", "2×1"),
    "not a number": ({"b": "['a', 1, 2]"}, "--set b", "expected a number"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_cannot_be_made_is_refused(name: str) -> None:
    changes, place, words = CHANGES[name]
    with pytest.raises(ProblemError) as caught:
        derive.load("rnn", changes=changes)
    assert words in str(caught.value)
    if name != "another shape":
        assert [c.place for c in caught.value.complaints] == [place]


def test_what_is_asked_twice_on_the_command_line_is_answered_once() -> None:
    solution = exercise(LINEAR, VALUES, "L").solve(["dL/dx", "z", "dL/dx"])
    assert [result.name for result in solution] == ["dL/dx", "z"]


def test_a_full_disk_behind_the_standard_output_is_told_in_a_sentence() -> None:
    """With nothing of the program's own blamed for it; /dev/full takes no byte."""
    command = [sys.executable, "-m", "derive", "show", "mlp"]
    with open("/dev/full", "wb") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr == (
        "derive: the output cannot be written: No space left on device; "
        "free some space, or name another place with -o\n"
    )


def test_a_folder_of_the_same_name_does_not_hide_a_problem_of_the_catalogue(tmp_path: Path, monkeypatch: Any) -> None:
    """`derive solve rnn -o rnn` works a second time."""
    (tmp_path / "rnn").mkdir()
    monkeypatch.chdir(tmp_path)
    assert catalogue.load("rnn").title == "Backpropagation through time, three steps"
