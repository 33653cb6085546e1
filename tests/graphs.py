"""Random graphs of arrays: quantities used again and again, joined and cut, in rows of a batch, with several losses.

Each line is drawn as the text of its equation together with the same calculation in the autograd package.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import autograd
import autograd.numpy as np
from exercises import toml

from derive.problem.assembly import load_text
from derive.problem.problem import Problem

Environment = dict[str, Any]
Calculation = Callable[[Environment], Any]
ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "sin": np.sin,
    "leaky_relu": lambda z: np.where(z > 0, z, 0.1 * z),
}


def softmax(z: Any, axis: int = 0) -> Any:
    powers = np.exp(z)
    return powers / np.sum(powers, axis=axis, keepdims=True)


@dataclass
class Graph:
    """A drawn graph: its equations, what is given, and how autograd calculates each quantity."""

    random: Random
    lines: list[tuple[str, str, Calculation]] = field(default_factory=list)
    given: Environment = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, tuple[int, int]] = field(default_factory=dict)
    parameters: list[str] = field(default_factory=list)

    def number(self) -> float:
        return self.random.choice((-1, 1)) * self.random.randint(5, 120) / 100

    def parameter(self, rows: int, columns: int) -> str:
        """A given array: one of that shape that is there already, or a new one."""
        alike = [name for name in self.parameters if self.shapes[name] == (rows, columns)]
        if alike and self.random.random() < 0.5:
            return self.random.choice(alike)
        name = f"P{len(self.given) + 1}"
        self.parameters.append(name)
        self.shapes[name] = (rows, columns)
        self.given[name] = np.array([[self.number() for _ in range(columns)] for _ in range(rows)])
        return name

    def label(self, size: int, kind: str) -> str:
        name = f"y{len(self.labels) + 1}"
        place = self.random.randrange(size)
        entries = [float(k == place) for k in range(size)]
        if kind == "any":
            entries = [self.number() for _ in range(size)]
        elif kind == "bits":
            entries = [float(self.random.randint(0, 1)) for _ in range(size)]
        self.given[name] = np.array(entries).reshape(-1, 1)
        self.labels[name] = f"{{ one_hot = {place + 1} }}" if kind == "one_hot" else str(entries)
        return name

    def add(self, text: str, shape: tuple[int, int], calculate: Calculation) -> None:
        name = f"v{len(self.lines) + 1}"
        self.lines.append((name, text, calculate))
        self.shapes[name] = shape

    def any_of(self, fits: Callable[[tuple[int, int]], bool] = lambda shape: True) -> str:
        """A quantity to go on from, rather a late one."""
        names = [name for name, shape in self.shapes.items() if name not in self.labels and fits(shape)]
        return self.random.choice(names[-4:])

    def grow(self) -> None:
        """One more equation."""
        usual = (self.linear, self.activated, self.combined)
        others = (self.joined, self.beside, self.cut, self.sliced, self.shifted, self.normed, self.shared_out)
        rare = (self.added_up, self.picked, self.divided, self.turned, self.larger)
        self.random.choice((*usual * 3, *others * 2, *rare))()

    def linear(self) -> None:
        a = self.any_of()
        (rows, columns), units = self.shapes[a], self.random.randint(1, 3)
        if columns > 1:
            weight, shift = self.parameter(columns, units), self.parameter(rows, units)
            text, shape = f"{a} {weight} + {shift}", (rows, units)
            self.add(text, shape, lambda e: e[a] @ e[weight] + e[shift])
        else:
            weight, shift = self.parameter(units, rows), self.parameter(units, 1)
            self.add(f"{weight} {a} + {shift}", (units, 1), lambda e: e[weight] @ e[a] + e[shift])

    def activated(self) -> None:
        a, name = self.any_of(), self.random.choice(list(ACTIVATIONS))
        slope = ", 0.1" if name == "leaky_relu" else ""
        self.add(f"{name}({a}{slope})", self.shapes[a], lambda e: ACTIVATIONS[name](e[a]))

    def combined(self) -> None:
        a = self.any_of()
        b = self.any_of(lambda shape: shape == self.shapes[a])
        sign, shape = self.random.choice(("+", "-", ".*")), self.shapes[a]
        how = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, ".*": lambda x, y: x * y}[sign]
        self.add(f"{a} {sign} {b}", shape, lambda e: how(e[a], e[b]))

    def joined(self) -> None:
        a = self.any_of()
        rows, columns = self.shapes[a]
        b = self.any_of(lambda shape: shape[1] == columns)
        more = self.shapes[b][0]
        if rows + more < 6:
            self.add(f"concat({a}; {b})", (rows + more, columns), lambda e: np.concatenate([e[a], e[b]]))

    def cut(self) -> None:
        a = self.any_of()
        rows, columns = self.shapes[a]
        first = self.random.randint(1, rows)
        last = self.random.randint(first, rows)
        if last - first + 1 < rows and rows * columns > 1:
            shape = (last - first + 1, columns)
            self.add(f"rows_of({a}, {first}, {last})", shape, lambda e: e[a][first - 1 : last])

    def beside(self) -> None:
        a = self.any_of()
        rows, columns = self.shapes[a]
        b = self.any_of(lambda shape: shape[0] == rows)
        if columns + self.shapes[b][1] < 5:
            shape = (rows, columns + self.shapes[b][1])
            text = f"concat({a}, {b})" if shape == (1, 2) else f"[{a}, {b}]"
            self.add(text, shape, lambda e: np.concatenate([e[a], e[b]], axis=1))

    def sliced(self) -> None:
        """A slice as NumPy has it: from 0, without its end."""
        a = self.any_of()
        rows, columns = self.shapes[a]
        start, left = self.random.randrange(rows), self.random.randrange(columns)
        end, right = self.random.randint(start + 1, rows), self.random.randint(left + 1, columns)
        if rows * columns > 1:
            text = f"{a}[{start}:{end}]" if columns == 1 else f"{a}[{start}:{end}, {left}:{right}]"
            self.add(text, (end - start, right - left), lambda e: e[a][start:end, left:right])

    def shifted(self) -> None:
        """A row goes with every row of a matrix, a column with every column."""
        a = self.any_of()
        rows, columns = self.shapes[a]
        if columns > 1:
            shift = self.parameter(*self.random.choice(((1, columns), (rows, 1))))
            sign = self.random.choice(("+", "-", ".*"))
            how = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, ".*": lambda x, y: x * y}[sign]
            self.add(f"{a} {sign} {shift}", (rows, columns), lambda e: how(e[a], e[shift]))

    def normed(self) -> None:
        a = self.any_of()
        rows, columns = self.shapes[a]
        words = ((None, ""),) if columns == 1 else ((None, ""), (0, ', axis="columns"'), (1, ', axis="rows"'))
        axis, word = self.random.choice(words)

        def calculate(e: Environment) -> Any:
            centred = e[a] - np.mean(e[a], axis=axis, keepdims=True)
            return centred / np.sqrt(np.mean(centred**2, axis=axis, keepdims=True) + 0.5)

        self.add(f"({a} - mean({a}{word})) ./ sqrt(var({a}{word}) + 0.5)", (rows, columns), calculate)

    def shared_out(self) -> None:
        a = self.any_of()
        rows, columns = self.shapes[a]
        axis = 0 if columns == 1 else self.random.choice((0, 1))
        word = "" if columns == 1 else f', axis="{("columns", "rows")[axis]}"'
        self.add(f"softmax({a}{word})", (rows, columns), lambda e: softmax(e[a], axis))

    def added_up(self) -> None:
        a, name = self.any_of(), self.random.choice(("sum", "mean"))
        rows, columns = self.shapes[a]
        how = {"sum": np.sum, "mean": np.mean}[name]
        if columns > 1:
            axis = self.random.choice((0, 1))
            shape = ((1, columns), (rows, 1))[axis]
            text = f'{name}({a}, axis="{("columns", "rows")[axis]}")'
            self.add(text, shape, lambda e: how(e[a], axis=axis, keepdims=True))

    def picked(self) -> None:
        """A single entry, counted from 1, as a factor."""
        a, b = self.any_of(), self.any_of()
        (rows, columns), k = self.shapes[a], self.random.randrange(self.shapes[a][0])
        j = self.random.randrange(columns)
        if rows * columns > 1:
            place = f"{k + 1}" if columns == 1 else f"{k + 1}, {j + 1}"
            self.add(f"{a}[{place}] {b}", self.shapes[b], lambda e: e[a][k, j] * e[b])

    def divided(self) -> None:
        a = self.any_of()
        b = self.any_of(lambda shape: shape == self.shapes[a])
        ways = [
            (f"{a} ./ (1 + {b} .^ 2)", lambda e: e[a] / (1 + e[b] ** 2)),
            (f"{a} / (1 + norm({b}))", lambda e: e[a] / (1 + np.sqrt(np.sum(e[b] ** 2)))),
            (f"{a} / sqrt(1 + sqnorm({b}))", lambda e: e[a] / np.sqrt(1 + np.sum(e[b] ** 2))),
        ]
        if not np.any(self.run({})[b]):
            del ways[1]  # A length has no derivative at zero, and the program says so.
        text, calculate = self.random.choice(ways)
        self.add(text, self.shapes[a], calculate)

    def turned(self) -> None:
        a = self.any_of()
        b = self.any_of(lambda shape: shape[0] == self.shapes[a][0])
        shape = (self.shapes[a][1], self.shapes[b][1])
        self.add(f"{a}' {b}", shape, lambda e: e[a].T @ e[b])

    def larger(self) -> None:
        a = self.any_of()
        b = self.any_of(lambda shape: shape == self.shapes[a])
        if a != b:
            self.add(f"max({a}, {b} + 1/7)", self.shapes[a], lambda e: np.maximum(e[a], e[b] + 1 / 7))

    def loss(self, v: str) -> tuple[str, Calculation]:
        rows, columns = self.shapes[v]
        kinds = ["sqnorm", "sum", "product"]
        if columns == 1:
            kinds += ["CE", "BCE", "MSE"] if rows > 1 else ["BCE", "MSE"]
        elif columns > 1:
            kinds += ["rows"]
        match self.random.choice(kinds):
            case "CE":
                y = self.label(rows, "one_hot")
                return f"CE({y}, softmax({v}))", lambda e: -np.sum(e[y] * np.log(softmax(e[v])))
            case "BCE":
                y, p = self.label(rows, "bits"), ACTIVATIONS["sigmoid"]
                return (
                    f"BCE({y}, sigmoid({v}))",
                    lambda e: -np.sum(e[y] * np.log(p(e[v])) + (1 - e[y]) * np.log(1 - p(e[v]))),
                )
            case "MSE":
                y = self.label(rows, "any")
                return f"MSE({y}, {v})", lambda e: np.mean((e[y] - e[v]) ** 2)
            case "sum":
                return f"sum({v})", lambda e: np.sum(e[v])
            case "rows":
                return f"sqnorm(softmax_rows({v}))", lambda e: np.sum(softmax(e[v], 1) ** 2)
            case "product":
                return f"sum({v} .* {v})", lambda e: np.sum(e[v] * e[v])
        return f"1/2 sqnorm({v})", lambda e: np.sum(e[v] ** 2) / 2

    def end(self) -> None:
        """The loss: one to three terms, often of one quantity."""
        v = self.lines[-1][0]
        terms = [self.loss(v)]
        for _ in range(self.random.randint(0, 2)):
            terms.append(self.loss(v if self.random.random() < 0.6 else self.random.choice(self.lines)[0]))
        calculations = [calculate for _, calculate in terms]
        self.lines.append(("L", " + ".join(text for text, _ in terms), lambda e: sum(c(e) for c in calculations)))

    def update(self) -> None:
        """A step of gradient descent for one or two parameters, and a loss after it."""
        before = len(self.lines)
        for by in self.random.sample(self.parameters, min(len(self.parameters), self.random.randint(1, 2))):
            name, rate = f"{by}n", self.random.choice((0.1, 0.25, 0.5))

            def calculate(e: Environment, by: str = by, rate: float = rate) -> Any:
                return e[by] - rate * self.slope("L", by, e["#moved"], before)

            self.lines.append((name, f"{by} - {rate} dL/d{by}", calculate))
            self.shapes[name] = self.shapes[by]
        (first, *_), (last, *_) = self.lines[before], self.lines[-1]
        other = self.random.choice([name for name, *_ in self.lines[:before] if name != "L"])
        self.lines.append(
            (
                "M",
                f"1/2 sqnorm({first}) + sum({last}) sum({other})",
                lambda e: np.sum(e[first] ** 2) / 2 + np.sum(e[last]) * np.sum(e[other]),
            )
        )

    def run(self, moved: Environment, count: int | None = None) -> Environment:
        """Quantities calculated by autograd's NumPy, some of them moved by as much as is said."""
        environment = {name: value + moved.get(name, 0) for name, value in self.given.items()}
        environment["#moved"] = moved
        for name, _, calculate in self.lines[:count]:
            environment[name] = calculate(environment) + moved.get(name, 0)
        return environment

    def slope(self, of: str, by: str, moved: Environment, count: int | None = None) -> Any:
        """The gradient by autograd, where some quantities are moved."""
        still = moved.get(by, np.zeros(self.shapes[by]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # It warns where nothing leads there, and gives the right zeros.
            return autograd.grad(lambda way: self.run({**moved, by: way}, count)[of])(still)

    @property
    def last(self) -> str:
        return self.lines[-1][0]

    def gradient(self, by: str) -> Any:
        """That of the last quantity, by autograd."""
        return self.slope(self.last, by, {})

    @property
    def asked(self) -> list[str]:
        """By what to differentiate; behind an update not by what its gradient may be written with."""
        later = [name for name, _, _ in self.lines if name.endswith("n")]
        return [*self.parameters, *(later or [name for name, _, _ in self.lines[:-1]])]

    def problem(self, settings: str = "") -> Problem:
        equations = "\n".join(f"{name} = {text}" for name, text, _ in self.lines)
        values = [f"{name} = {self.labels.get(name, self.given[name].tolist())}" for name in self.given]
        ask = " ".join([self.last, *(f"d{self.last}/d{name}" for name in self.asked)])
        return load_text(toml(equations, "\n".join(values), ask, settings=settings), "graph", "graph.toml")


def drawn(seed: int, updates: bool = False) -> Graph:
    """A graph of 2 to 12 equations; with `updates`, the parameters after a step of gradient descent too."""
    graph = Graph(Random(seed))
    rows, columns = graph.random.choice(((1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (2, 3)))
    graph.parameter(rows, columns)
    equations = graph.random.randint(1, 11)
    while len(graph.lines) < equations:
        graph.grow()
    graph.end()
    if updates:
        graph.update()
    return graph
