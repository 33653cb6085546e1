"""Networks of the catalogue in NumPy, differentiated backwards, with mistakes that can be planted at every operation.

A judge that shares nothing with the program: each operation says what people write in its place (`pick`), by the kind
of mistake.  A run without plants tells at which sites which mistakes can be made; a run with some gives the numbers of
somebody who made them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

CATALOGUE = Path(__file__).parent.parent / "derive" / "problem" / "networks"
Site = tuple[str, str]
"""Where (`act h[1]`) and what kind; what follows a colon in a kind tells variants of one mistake apart."""
Make = Callable[[], Any]


class Impossible(Exception):
    """The mistake cannot be made: the shapes do not fit."""


class Node:
    """A quantity: its value, what it came from, and the gradient of the loss by it."""

    def __init__(self, value: Any) -> None:
        self.value = np.asarray(value, dtype=float)
        self.pulls: list[tuple[Node, Make]] = []
        self.grad = np.zeros_like(self.value)


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def relu(z: Any) -> Any:
    return np.maximum(z, 0)


FUNCTIONS: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda z, h: 1 - h**2),
    "sigmoid": (sigmoid, lambda z, h: h * (1 - h)),
    "relu": (relu, lambda z, h: (z > 0) * 1.0),
    "leaky": (lambda z: np.where(z > 0, z, 0.1 * z), lambda z, h: np.where(z > 0, 1, 0.1)),
    "exp": (np.exp, lambda z, h: h),
}
WRONG_SLOPES: dict[str, dict[str, Any]] = {
    "tanh": {
        "activation_derivative_no_square": lambda z, h: 1 - h,
        "activation_for_derivative": lambda z, h: h,
        "activation_derivative_of_other_function": lambda z, h: h * (1 - h),
        "activation_derivative_at_output": lambda z, h: 1 - np.tanh(h) ** 2,
        "activation_derivative_at_input": lambda z, h: 1 - z**2,
    },
    "sigmoid": {
        "activation_derivative_no_square": lambda z, h: 1 - h,
        "activation_for_derivative": lambda z, h: h,
        "activation_derivative_of_other_function": lambda z, h: 1 - h**2,
        "activation_derivative_at_output": lambda z, h: sigmoid(h) * (1 - sigmoid(h)),
        "activation_derivative_at_input": lambda z, h: z * (1 - z),
    },
    "leaky": {"activation_derivative_of_other_function": lambda z, h: (z > 0) * 1.0},
}
OTHER = {"tanh": "sigmoid", "sigmoid": "tanh", "leaky": "relu"}


class Tape:
    """The operations of a network in order; `planted` are the mistakes that are made."""

    def __init__(self, planted: frozenset[Site] = frozenset()) -> None:
        self.planted = planted
        self.offered: dict[Site, None] = {}
        self.nodes: list[Node] = []
        self.named: dict[str, Node] = {}

    def pick(self, place: str, right: Make, wrong: Mapping[str, Make]) -> Any:
        value = right
        for kind, make in wrong.items():
            self.offered[place, kind] = None
            if (place, kind) in self.planted:
                value = make
        return value()

    def note(self, name: str, value: Any, *pulls: tuple[Node, Make]) -> Node:
        if np.shape(value) and self.named.get(name) is not None:
            raise ValueError(name)
        node = Node(value)
        node.pulls = list(pulls)
        self.nodes.append(node)
        self.named[name] = node
        return node

    def given(self, name: str, value: Any) -> Node:
        return self.note(name, value)

    def backward(self, loss: Node) -> None:
        loss.grad = np.ones_like(loss.value)
        for node in reversed(self.nodes):
            for parent, pull in node.pulls:
                g = np.asarray(pull())
                if g.shape != parent.value.shape:
                    if g.size != parent.value.size or g.ndim > 1:
                        raise Impossible
                    g = g.reshape(parent.value.shape)
                parent.grad = parent.grad + g

    # The operations

    def matmul(self, out: str, a: Node, b: Node, instead: Mapping[str, Node] | None = None, turned: str = "ab") -> Node:
        """a b; `instead` are quantities that people put in the place of b in the gradient by a."""
        forward: dict[str, Make] = {}
        back: dict[str, Make] = {}
        outer: dict[str, Make] = {}
        if len(set(a.value.shape)) == 1 and a.value.ndim == 2 and "a" in turned:
            forward["weight_transposed"] = lambda: a.value.T @ b.value
            back["weight_not_transposed"] = lambda: a.value @ node.grad
        if len(set(b.value.shape)) == 1 and b.value.ndim == 2 and "b" in turned:
            forward["weight_transposed"] = lambda: a.value @ b.value.T
            outer["weight_not_transposed"] = lambda: node.grad @ b.value
        outer["sign"] = lambda: -node.grad @ b.value.T
        for kind, other in (instead or {}).items():
            outer[kind] = lambda other=other: node.grad @ other.value.T
        node = self.note(out, self.pick(f"product {out}", lambda: a.value @ b.value, forward))
        node.pulls = [
            (a, lambda: self.pick(f"left {out}", lambda: node.grad @ b.value.T, outer)),
            (b, lambda: self.pick(f"right {out}", lambda: a.value.T @ node.grad, back)),
        ]
        return node

    def add(self, out: str, **terms: tuple[Node, str]) -> Node:
        """A sum; each term with the kind of mistake that it is to leave it out, empty where nobody does."""
        parts = [(name, node, kind) for name, (node, kind) in terms.items()]

        def total(without: str = "") -> Any:
            kept = [node.value for name, node, _ in parts if name != without]
            found = kept[0]
            for each in kept[1:]:
                found = found + each
            return found

        wrong = {f"{kind}:{name}": (lambda name=name: total(name)) for name, _, kind in parts if kind}
        result = self.note(out, self.pick(f"sum {out}", total, wrong))
        for name, node, kind in parts:
            lost = {kind: lambda node=node: 0 * node.value} if kind in LOST_PATHS else {}
            result.pulls.append(
                (
                    node,
                    lambda name=name, node=node, lost=lost: self.pick(
                        f"into {name} of {out}", lambda: self.shrunk(f"{name} of {out}", result.grad, node), lost
                    ),
                )
            )
        return result

    def shrunk(self, place: str, g: Any, node: Node) -> Any:
        """The gradient of something that was added to every row, or to all: a sum over the batch."""
        shape = node.value.shape
        if g.shape == shape:
            return g
        axis = 0 if len(shape) == 2 and shape[0] == 1 != g.shape[0] else None
        wrong: dict[str, Make] = {"mean_for_sum": lambda: np.reshape(g.mean(axis=axis), shape)}
        if axis == 0 and g.shape[0] == g.shape[1]:
            wrong["sum_over_wrong_axis"] = lambda: np.reshape(g.sum(axis=1), shape)
        return self.pick(f"broadcast {place}", lambda: np.reshape(g.sum(axis=axis), shape), wrong)

    def minus(self, out: str, a: Node, b: Node, kind: str = "path_missing") -> Node:
        node = self.note(out, a.value - b.value)
        lost: dict[str, Make] = {kind: lambda: 0 * b.value} if kind else {}
        node.pulls = [
            (a, lambda: node.grad),
            (
                b,
                lambda: self.pick(
                    f"minus {out}",
                    lambda: -self.shrunk(f"b of {out}", node.grad, b),
                    {**lost, "sign": lambda: self.shrunk(f"b of {out}", node.grad, b)},
                ),
            ),
        ]
        return node

    def gate(self, out: str, a: Node, b: Node, others: tuple[Node, ...] = ()) -> Node:
        """a ∘ b, where a is a gate; `others` are gates that people take for it."""
        wrong: dict[str, Make] = {f"other_gate:{k}": (lambda o=o: o.value * b.value) for k, o in enumerate(others)}
        node = self.note(out, self.pick(f"gate {out}", lambda: a.value * b.value, wrong))
        back: dict[str, Make] = {f"other_gate:{k}": (lambda o=o: node.grad * o.value) for k, o in enumerate(others)}
        node.pulls = [
            (a, lambda: self.shrunk(f"a of {out}", node.grad * b.value, a)),
            (
                b,
                lambda: self.pick(
                    f"into gated {out}", lambda: self.shrunk(f"b of {out}", node.grad * a.value, b), back
                ),
            ),
        ]
        return node

    def act(self, out: str, kind: str, z: Node, near: Mapping[str, str] | None = None) -> Node:
        """A function entry by entry; `near` are names of the values at other steps."""
        names = ["right"]
        if kind in OTHER:
            names += ["other_function"]
        if kind not in ("exp",):
            names += ["activation_missing"]
        chosen = self.pick(f"act {out}", lambda: "right", {name: (lambda name=name: name) for name in names[1:]})
        function, slope = (
            FUNCTIONS[kind]
            if chosen == "right"
            else FUNCTIONS.get(OTHER.get(kind, ""), (lambda z: z, lambda z, h: np.ones_like(z)))
        )
        if chosen == "activation_missing":
            function, slope = (lambda z: z), (lambda z, h: np.ones_like(z))
        node = self.note(out, function(z.value))

        def pull() -> Any:
            wrong: dict[str, Make] = {"activation_derivative_missing": lambda: node.grad}
            for name, formula in WRONG_SLOPES.get(kind, {}).items():
                wrong[name] = lambda formula=formula: node.grad * formula(z.value, node.value)
            for name, other in (near or {}).items():
                if other in self.named:
                    wrong[name] = lambda other=other: node.grad * slope(z.value, self.named[other].value)
            return self.pick(f"slope {out}", lambda: node.grad * slope(z.value, node.value), wrong)

        node.pulls = [(z, pull)]
        return node

    def scaled(self, out: str, factor: float, a: Node, kind: str) -> Node:
        """A constant times a quantity."""
        wrong: dict[str, Make] = {kind: lambda: a.value}
        node = self.note(out, self.pick(f"factor {out}", lambda: factor * a.value, wrong))
        node.pulls = [
            (a, lambda: self.pick(f"factor back {out}", lambda: factor * node.grad, {kind: lambda: node.grad}))
        ]
        return node

    def softmax(self, out: str, z: Node, mask: Any = None) -> Node:
        """The softmax of each row."""

        def rows(z: Any, axis: int = 1) -> Any:
            powers = np.exp(z - z.max(axis=axis, keepdims=True))
            return powers / powers.sum(axis=axis, keepdims=True)

        scores = z.value if mask is None else z.value + mask
        wrong: dict[str, Make] = {"softmax_not_normalised": lambda: np.exp(scores)}
        if mask is None:
            wrong["sum_over_wrong_axis"] = lambda: rows(scores, 0)
        else:
            wrong["mask_missing"] = lambda: rows(z.value)
            wrong["other_mask"] = lambda: rows(z.value + mask.T)
        node = self.note(out, self.pick(f"softmax {out}", lambda: rows(scores), wrong))

        def pull() -> Any:
            p, g = node.value, node.grad
            return self.pick(
                f"softmax back {out}",
                lambda: p * (g - (g * p).sum(axis=1, keepdims=True)),
                {
                    "softmax_derivative_missing": lambda: g,
                    "softmax_derivative_diagonal": lambda: g * p * (1 - p),
                    "softmax_derivative_diagonal:product": lambda: g * p,
                    "sum_over_wrong_axis": lambda: p * (g - (g * p).sum(axis=0, keepdims=True)),
                },
            )

        node.pulls = [(z, pull)]
        return node

    def entropy(self, out: str, probabilities: str, z: Node, y: Any, rows: bool = False, factor: float = 1) -> Node:
        """The cross-entropy of a softmax, differentiated as one; for a batch with the factor of its mean."""
        axis = 1 if rows else 0
        powers = np.exp(z.value)
        whole = powers.sum(axis=axis, keepdims=True)
        p = self.pick(
            f"softmax {probabilities}",
            lambda: powers / whole,
            {
                "softmax_not_normalised": lambda: powers,
                "other_function": lambda: sigmoid(z.value),
            },
        )
        self.note(probabilities, p)
        value = self.pick(
            f"entropy {out}",
            lambda: -factor * (y * np.log(p)).sum(),
            {
                "all_classes_summed": lambda: -factor * np.log(p).sum(),
                "other_log_base": lambda: -factor * (y * np.log2(p)).sum(),
                **({"missing_mean_factor": lambda: -(y * np.log(p)).sum()} if factor != 1 else {}),
                "sign": lambda: factor * (y * np.log(p)).sum(),
            },
        )
        node = self.note(out, value)

        def pull() -> Any:
            g = node.grad * factor
            return self.pick(
                f"entropy back {out}",
                lambda: g * (p - y),
                {
                    "label_missing": lambda: g * p,
                    "sign": lambda: g * (y - p),
                    "softmax_derivative_missing": lambda: -g * y / p,
                    "extra_softmax_derivative": lambda: g * p * ((p - y) - (p * (p - y)).sum(axis=axis, keepdims=True)),
                    **({"missing_mean_factor": lambda: node.grad * (p - y)} if factor != 1 else {}),
                },
            )

        node.pulls = [(z, pull)]
        return node

    def squares(self, out: str, a: Node, b: Node, factor: float, lost: str) -> Node:
        """`factor` times the sum of squares of a − b; `lost` is the mistake to leave the factor out."""
        gap = a.value - b.value
        count = gap.size
        wrong: dict[str, Make] = {lost: (gap**2).sum}
        back: dict[str, Make] = {
            "sign": lambda: -node.grad * 2 * factor * gap,
            "label_missing": lambda: node.grad * 2 * factor * a.value,
        }
        if factor == 0.5:
            back["factor_of_two"] = lambda: node.grad * 2 * gap
        else:
            wrong["factor_of_two"] = lambda: (gap**2).sum() * factor / 2
            back["factor_of_two"] = lambda: node.grad * factor * gap
            if count > 1:
                back["missing_mean_factor"] = lambda: node.grad * 2 * gap
        node = self.note(out, self.pick(f"squares {out}", lambda: factor * (gap**2).sum(), wrong))
        node.pulls = [
            (a, lambda: self.pick(f"squares back {out}", lambda: node.grad * 2 * factor * gap, back)),
            (
                b,
                lambda: self.pick(
                    f"target back {out}", lambda: -node.grad * 2 * factor * gap, {"path_missing": lambda: 0 * gap}
                ),
            ),
        ]
        return node

    def mean(self, out: str, a: Node, axis: int | None = None) -> Node:
        shape = np.mean(a.value, axis=axis, keepdims=axis is not None)
        count = a.value.size if axis is None else a.value.shape[axis]
        wrong: dict[str, Make] = {"missing_mean_factor": lambda: shape * count}
        node = self.note(out, self.pick(f"mean {out}", lambda: shape, wrong))
        ones = np.ones_like(a.value)
        node.pulls = [
            (
                a,
                lambda: self.pick(
                    f"mean back {out}",
                    lambda: node.grad * ones / count,
                    {"missing_mean_factor": lambda: node.grad * ones, "path_missing": lambda: 0 * ones},
                ),
            )
        ]
        return node

    def over_root(self, out: str, d: Node, s: Node, eps: float) -> Node:
        """d / √(s + ε)."""
        root = np.sqrt(s.value + eps)
        node = self.note(
            out,
            self.pick(
                f"root {out}",
                lambda: d.value / root,
                {
                    "root_missing": lambda: d.value / (s.value + eps),
                    "epsilon_missing": lambda: d.value / np.sqrt(s.value),
                },
            ),
        )

        def spread() -> Any:
            g = self.shrunk_silently(-node.grad * d.value / (2 * root**3), s)
            return self.pick(
                f"spread {out}",
                lambda: g,
                {"path_missing": lambda: 0 * g, "factor_of_two": lambda: 2 * g, "sign": lambda: -g},
            )

        node.pulls = [(d, lambda: node.grad / root), (s, spread)]
        return node

    def shrunk_silently(self, g: Any, node: Node) -> Any:
        shape = node.value.shape
        axis = 0 if len(shape) == 2 else None
        return np.reshape(g.sum(axis=axis), shape) if g.shape != shape else g

    def square(self, out: str, a: Node) -> Node:
        node = self.note(out, a.value**2)
        node.pulls = [
            (
                a,
                lambda: self.pick(
                    f"square back {out}",
                    lambda: 2 * a.value * node.grad,
                    {"factor_of_two": lambda: a.value * node.grad},
                ),
            )
        ]
        return node

    def turned(self, out: str, a: Node) -> Node:
        node = self.note(out, a.value.T)
        node.pulls = [(a, lambda: node.grad.T)]
        return node


LOST_PATHS = ("recurrent_path_missing", "skip_path_missing", "path_missing")


def givens(name: str) -> dict[str, Any]:
    """The values of a catalogue's problem: vectors as columns, lists of vectors by their index, labels as columns."""
    spec = tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))
    return {
        "values": spec["values"],
        "asked": [t for q in spec["questions"] for t in (q["ask"] if isinstance(q["ask"], list) else [q["ask"]])],
    }


def column(values: Any) -> Any:
    return np.array(values, dtype=float).reshape(-1, 1)
