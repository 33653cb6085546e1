"""What pages explain beside the steps, as data: read back from JSON, and held to the numbers.

The judge knows nothing of the rules: it reads the printed equations, calculates them with balls of 400 bits, and takes
every derivative that an explanation names from central differences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from exercises import FEW, RENAMED, WAYS, exercise
from flint import arb, fmpq
from numpy_formula import NAME, PLACE, calculate
from tiers import sample

import derive
from derive.documents.as_json import dumps, from_json
from derive.language.expr import Derivative, Entry, Expr, Ref
from derive.language.numbers import precision
from derive.problem.problem import Problem

PROBLEMS = [*FEW, RENAMED]
KINDS = {"chain", "single_product", "definition", "derivation", "entry_sum", "outer_product"}
BITS = 400
STEP = fmpq(1, 10**40)
ALLOWED = 1e-50
"""What is left of central differences with that step, at the sizes of the catalogue."""


@cache
def solved(name: Any, method: str, layout: str) -> derive.api.Solution:
    return derive.load(name).solve(method=method, layout=layout)


@cache
def tables(name: Any, method: str, layout: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(solved(name, method, layout).to_json())
    return found


@pytest.mark.parametrize(("name", "method", "layout"), sample([(name, *way) for name in PROBLEMS for way in WAYS], 24))
def test_what_is_explained_is_read_back_from_json(name: Any, method: str, layout: str) -> None:
    solution = solved(name, method, layout)
    again = from_json(solution.to_json())
    assert again.steps == solution.derivation.steps
    assert dumps(again, solution.proof) == solution.to_json()


def test_every_kind_of_explanation_is_in_the_catalogue() -> None:
    found = {e["kind"] for way in WAYS for step in tables("rnn", *way)["steps"] for e in step["explanations"]}
    assert found == KINDS


def number(text: str) -> arb:
    return arb(fmpq(*(int(part) for part in text.split("/")))) if "." not in text else arb(decimal(text))


def decimal(text: str) -> fmpq:
    whole, _, digits = text.partition(".")
    return fmpq(int(whole + digits), 10 ** len(digits))


class Judge:
    """The values of a problem's equations as printed, and slopes of one quantity by another."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.equations = dict(text.split(" = ", 1) for text in table["equations"])
        self.slopes: dict[str, Any] = {}
        self.ranges: dict[str, range] = {}
        self.known: dict[str, Any] = {name: array(value) for name, value in table["given"].items()}

    def settle(self, problem: Problem) -> Judge:
        self.ranges = dict(problem.scope.ranges)
        self.shapes = {str(ref): ref.shape for ref in (*problem.given, *problem.bound)}
        for name, rhs in self.equations.items():
            self.known[name] = self.value(rhs, self.known)
        return self

    def value(self, text: str, known: Mapping[str, Any], at: Mapping[str, int] = {}) -> Any:
        return calculate(text, known, self.ranges, at, number)

    def slope(self, of: str, by: str, is_direct: bool) -> Any:
        """∂of/∂by, an index for each of both; the direct part holds all else fixed that `of` is calculated from."""
        kind = f"{of} {by} {is_direct}"
        if kind not in self.slopes:
            moved = [self.moved(of, by, place, is_direct) for place in np.ndindex(np.shape(self.known[by]))]
            entries = np.stack([np.reshape(column, -1) for column in moved], axis=1)
            self.slopes[kind] = entries
        return self.slopes[kind]

    def moved(self, of: str, by: str, place: tuple[int, ...], is_direct: bool) -> Any:
        ends = []
        for shift in (STEP, -STEP):
            known = {**self.known, by: np.array(self.known[by], dtype=object)}
            known[by][place] += shift
            for name in [of] if is_direct else self.after(by):
                known[name] = self.value(self.equations[name], known)
            ends.append(np.array(known[of], dtype=object))
        return (ends[0] - ends[1]) / (2 * STEP)

    @cache  # noqa: B019
    def after(self, by: str) -> list[str]:
        """The equations to calculate again when a quantity moves, which keeps its own."""
        order = list(self.equations)
        return order[order.index(by) + 1 :] if by in order else order


def array(value: Any) -> Any:
    return number_signed(value) if isinstance(value, str) else np.array([list(map(number_signed, r)) for r in value])


def number_signed(text: str) -> arb:
    return -number(text[1:]) if text.startswith("-") else number(text)


@cache
def judge(name: Any) -> Judge:
    with precision(BITS):
        return Judge(tables(name, "chain", "gradient")).settle(solved(name, "chain", "gradient").derivation.problem)


class Named(dict[str, Any]):
    """What is known by name: values, and derivatives as their slopes, in the shapes of a layout."""

    NAMES = (rf"d({NAME}{PLACE})/d({NAME}{PLACE})", rf"∂\+({NAME}{PLACE})/∂({NAME}{PLACE})")

    def __init__(self, judge: Judge, layout: str) -> None:
        super().__init__(judge.known)
        self.judge, self.layout = judge, layout

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or self.ends(str(name)) is not None

    def ends(self, name: str) -> tuple[str, str, bool] | None:
        for is_direct, pattern in enumerate(self.NAMES):
            found = re.fullmatch(pattern, name)
            if found and all(super(Named, self).__contains__(end) for end in found.groups()):
                return found[1], found[2], bool(is_direct)
        return None

    def __missing__(self, name: str) -> Any:
        ends = self.ends(name)
        assert ends, name
        of, by, is_direct = ends
        return np.reshape(self.judge.slope(of, by, is_direct), self.shape(of, by))

    def shape(self, of: str, by: str) -> tuple[int, ...]:
        above, below = self.judge.shapes[of], self.judge.shapes[by]
        if len(places(above)) + len(places(below)) > 2:
            return (*places(above), *places(below))
        if places(above):
            return (size(above), size(below))
        turned = self.layout == "jacobian" and len(places(below)) == 1
        return below[::-1] if turned else below


def places(shape: tuple[int, ...]) -> tuple[int, ...]:
    """How far each index of an entry counts."""
    return () if shape in ((), (1, 1)) else shape[:1] if shape[1] == 1 else shape


def size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape))


def instances(step: Mapping[str, Any], told: Mapping[str, Any], known: Named) -> list[dict[str, int]]:
    """The index values at which a step holds; where it does not say, those at which all that it names exists."""
    spans = [{name: k} for name, low, high in step["spans"] for k in range(low, high + 1)]
    names = re.findall(rf"({NAME})\[({NAME})([+-]\d+)?\]", " ".join([told["left"], *told["right"]]))
    running = {index for _, index, _ in names if index in known.judge.ranges}
    if spans or not running:
        return spans or [{}]
    (index,) = running
    found = [(name.removeprefix("d"), int(shift or 0)) for name, own, shift in names if own == index]
    return [{index: k} for k in known.judge.ranges[index] if all(f"{name}[{k + s}]" in known for name, s in found)]


def entries(left: Expr, at: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """The values of all index names on a left side."""
    match left:
        case Entry(Ref() as of, index):
            sizes = places(of.shape)
        case Entry(Derivative(of, by), index):
            sizes = (*places(of.shape), *places(by.shape))
        case _:
            index, sizes = (), ()
    for place in np.ndindex(*sizes):
        yield {**at, **dict(zip((i.name for i in index), place, strict=True))}


def gap(value: Any, wanted: Any) -> float:
    """The largest difference of two values, beside the size of what is wanted."""
    ours, theirs = (np.array(x, dtype=object).reshape(-1) for x in (value, wanted))
    assert len(ours) == len(theirs)
    largest = max([1.0, *(abs(float(arb(x))) for x in theirs)])
    return max(float(arb(a - b).abs_upper()) for a, b in zip(ours, theirs, strict=True)) / largest


def explained(name: Any, method: str, layout: str) -> Iterator[tuple[Mapping[str, Any], Expr, dict[str, Any]]]:
    """Each explanation as JSON has it, with its step, and its left side as an expression."""
    steps = solved(name, method, layout).steps
    for table, step in zip(tables(name, method, layout)["steps"], steps, strict=True):
        for found, told in zip(step.explanations, table["explanations"], strict=True):
            yield table, found.left, told


@pytest.mark.parametrize(("method", "layout"), WAYS)
@pytest.mark.parametrize("name", PROBLEMS, ids=lambda name: getattr(name, "stem", name))
def test_every_side_of_an_explanation_has_the_same_value(name: Any, method: str, layout: str) -> None:
    with precision(BITS):
        known = Named(judge(name), layout)
        for step, left, told in explained(name, method, layout):
            checked = [at for instance in instances(step, told, known) for at in entries(left, instance)]
            assert checked, told
            for at in checked:
                wanted = known.judge.value(told["left"], known, at)
                for text in told["right"]:
                    assert gap(known.judge.value(text, known, at), wanted) < ALLOWED, (told["left"], text, at)


@pytest.mark.parametrize("layout", ["gradient", "jacobian"])
@pytest.mark.parametrize("name", PROBLEMS, ids=lambda name: getattr(name, "stem", name))
def test_exact_zeros_are_explained_by_zeros(name: Any, layout: str) -> None:
    with precision(BITS):
        known = Named(judge(name), layout)
        table = tables(name, "chain", layout)
        unreached = {s["target"] for s in table["steps"] if any(r["key"] == "no_path" for r in s["reasons"])}
        for answer in table["answers"]:
            value, zeros = np.array(known[answer["name"]], dtype=object), answer["zeros"]
            is_zero = np.vectorize(lambda x: abs(float(arb(x))) < ALLOWED)
            if zeros is None:
                assert "/d" not in answer["name"] or answer["name"] in unreached or not is_zero(value).any()
                continue
            assert is_zero(value).any()
            turned = value if zeros["kind"] == "rows" else value.T
            assert all(is_zero(turned[place]).all() for place in zeros["places"])
            assert all(is_zero(np.ravel(known[ref])[zeros["places"]]).all() for ref in zeros["because"])


def test_the_reasons_for_zeros_name_the_vectors_or_the_gradient_that_are_zero() -> None:
    found = {answer["name"]: answer["zeros"] for answer in tables("rnn", "chain", "gradient")["answers"]}
    assert found["dL/dU"] == {"kind": "columns", "places": [2], "because": ["x[0]", "x[1]", "x[2]"]}
    assert found["dL/dV"] is None
    stopped = exercise("z = W x + b\nh = relu(z)\nL = sum(h)", "W = [[1, 0], [0, -1]]\nx = [1, 2]\nb = [0, 0]", "dL/dW")
    (answer,) = json.loads(stopped.solve().to_json())["answers"]
    assert answer["zeros"] == {"kind": "rows", "places": [1], "because": ["dL/dz"]}
