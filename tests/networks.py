"""Random small networks: sizes of one, arrays that are not square, many activations and losses, through time or not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from exercises import toml

from derive.api import Exercise
from derive.language.errors import DeriveError
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

ACTIVATIONS = ("tanh", "sigmoid", "relu", "softplus", "exp", "sin", "cos", "abs")
POSITIVE = ("sqrt(1 + {0} .* {0})", "log(1 + {0} .* {0})", "1 / (1 + exp({0}))")
"""Functions that need a domain, kept inside it."""


@dataclass(frozen=True)
class Drawn:
    """A network's parts as they stand in a problem file."""

    equations: str
    values: str
    asked: tuple[str, ...]
    index: str = ""

    def problem(self, settings: str = "") -> Problem:
        text = toml(self.equations, self.values, " ".join(self.asked), self.index, settings)
        return load_text(text, "network", "network.toml")


class Drawing:
    """Draws one network with numbers of two decimals."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.values: list[str] = []

    def number(self) -> float:
        return self.random.choice((-1, 1)) * self.random.randint(5, 150) / 100

    def given(self, name: str, rows: int, columns: int = 1) -> str:
        """A given array; a flat list is a column, and a single number may be one or an array of one."""
        if rows == columns == 1 and self.random.random() < 0.3:
            self.values.append(f"{name} = {self.number()}")
        elif columns == 1 and self.random.random() < 0.7:
            self.values.append(f"{name} = {[self.number() for _ in range(rows)]}")
        else:
            self.values.append(f"{name} = {[[self.number() for _ in range(columns)] for _ in range(rows)]}")
        return name

    def activated(self, inner: str) -> str:
        if self.random.random() < 0.25:
            return self.random.choice(POSITIVE).format(inner)
        return f"{self.random.choice(ACTIVATIONS)}({inner})"

    def label(self, kind: str, size: int) -> None:
        match kind:
            case "CE":
                self.values.append(f"y = {{ one_hot = {self.random.randint(1, size)} }}")
            case "BCE":
                self.values.append(f"y = {[self.random.randint(0, 1) for _ in range(size)]}")
            case _:
                self.given("y", size)

    def loss(self, size: int) -> str:
        """The last equations, from the scores `s`."""
        kind = self.random.choice(("CE", "BCE", "MSE", "sqnorm", "sum"))
        if kind == "CE" and size == 1:
            kind = "MSE"
        if kind != "sum":
            self.label(kind, size)
        return {
            "CE": "p = softmax(s)\nL = CE(y, p)",
            "BCE": "p = sigmoid(s)\nL = BCE(y, p)",
            "MSE": "L = MSE(y, s)",
            "sqnorm": "L = 1/2 sqnorm(s - y)",
            "sum": "L = sum(s .* s)",
        }[kind]

    def forwards(self) -> Drawn:
        """One to three layers."""
        sizes = [self.random.choice((1, 1, 2, 3)) for _ in range(self.random.randint(2, 4))]
        self.given("x", sizes[0])
        lines, last, asked = [], "x", ["dL/dx"] if self.random.random() < 0.5 else []
        for k, (inputs, outputs) in enumerate(pairwise(sizes), 1):
            self.given(f"W{k}", outputs, inputs)
            bias = f" + {self.given(f'b{k}', outputs)}" if self.random.random() < 0.6 else ""
            is_last = k == len(sizes) - 1
            lines.append(f"{'s' if is_last else f'z{k}'} = W{k} {last}{bias}")
            if not is_last:
                lines.append(f"h{k} = {self.activated(f'z{k}')}")
                last = f"h{k}"
            asked.append(f"dL/dW{k}")
        penalty = self.random.choice(("", "", " + 1/2 sqnorm(x)", " + 0.1 sqnorm(W1)"))
        lines.append(self.loss(sizes[-1]) + penalty)
        return Drawn("\n".join(lines), "\n".join(self.values), ("L", *asked))

    def through_time(self) -> Drawn:
        """Two or three steps."""
        units, inputs, outputs = (self.random.choice((1, 1, 2, 3)) for _ in range(3))
        steps = self.random.randint(2, 3)
        self.given("W", units, units)
        self.given("U", units, inputs)
        self.given("V", outputs, units)
        self.values.append(f"x = {[[self.number() for _ in range(inputs)] for _ in range(steps)]}")
        self.values.append(f"y = {[[self.number() for _ in range(outputs)] for _ in range(steps)]}")
        equations = (
            f"a[0] = U x[0]\na[t] = W h[t-1] + U x[t]\nh[t] = {self.activated('a[t]')}\ns[t] = V h[t]\n"
            f"l[t] = {self.random.choice(('MSE(y[t], s[t])', '1/2 sqnorm(s[t] - y[t])'))}\nL = sum(t, l[t])"
        )
        return Drawn(equations, "\n".join(self.values), ("L", "dL/dW", "dL/dU", "dL/dV"), f"t = {list(range(steps))}")


def drawn(seed: int, settings: str = "") -> tuple[Drawn, Problem]:
    """A network and its problem; where the numbers leave a domain, the next one."""
    while True:
        drawing = Drawing(seed)
        network = drawing.forwards() if drawing.random.random() < 0.65 else drawing.through_time()
        try:
            problem = network.problem(settings)
            Exercise(problem).solve()
        except DeriveError:
            seed += 100_003
            continue
        return network, problem
