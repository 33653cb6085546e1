"""A recurrent network in NumPy with every usual mistake built in by hand: a judge that shares nothing with the program.

A mistake is a set of sites where something else is done than what is right: `{("bias", "hbar", 1): "missing"}`.  Every
site is asked for by `at`; what stands there when nothing is planted is the right thing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Sites = Mapping[Hashable, str]
ACTIVATIONS = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "identity": lambda z: z}


@dataclass(frozen=True)
class Weights:
    """h̄[t] = W h[t-1] + U x[t] + b, h = tanh(h̄), ŷ = softmax(V h + c), L = the mean of the cross-entropies."""

    U: Any
    W: Any
    V: Any
    b: Any
    c: Any
    x: tuple[Any, ...]
    y: tuple[Any, ...]

    @property
    def steps(self) -> int:
        return len(self.x)


class Impossible(Exception):
    """The mistake cannot be made: the shapes do not fit."""


class Run:
    """The network calculated with mistakes at some sites; `value(name)` gives what somebody gets who makes them."""

    def __init__(self, weights: Weights, sites: Sites) -> None:
        self.weights = weights
        self.sites = sites
        self.known: dict[str, Any] = {}
        for t in range(weights.steps):
            self.forward(t)
        self.known["L"] = self.loss()

    def at(self, *site: Hashable) -> str:
        return self.sites.get(site, "")

    def forward(self, t: int) -> None:
        w, known = self.weights, self.known
        z = turned(w.U, self.at("U", t)) @ w.x[self.moved(t)]
        if t and not self.at("forward path", t):
            z = turned(w.W, self.at("W", t)) @ known[f"h[{t - 1}]"] + z
        known[f"hbar[{t}]"] = z if self.at("bias", "hbar", t) else z + w.b
        known[f"h[{t}]"] = ACTIVATIONS[self.at("activation", t) or "tanh"](known[f"hbar[{t}]"])
        mu = turned(w.V, self.at("V", t)) @ known[f"h[{t}]"]
        known[f"mu[{t}]"] = mu = mu if self.at("bias", "mu", t) else mu + w.c
        known[f"yhat[{t}]"] = self.output(mu, self.at("softmax", t))
        logs = np.log(known[f"yhat[{t}]"])
        kind = self.at("cross-entropy", t)
        known[f"l[{t}]"] = -np.sum(logs if kind == "all classes" else w.y[t] * logs) / np.log(
            float(kind[4:] or 0) if kind.startswith("base") else np.e
        )

    def moved(self, t: int) -> int:
        """The step whose input is used; the right one where there is no other."""
        moved = t + int(self.at("input", t) or 0)
        return moved if 0 <= moved < self.weights.steps else t

    def output(self, mu: Any, kind: str) -> Any:
        if kind == "sigmoid":
            return ACTIVATIONS["sigmoid"](mu)
        return np.exp(mu) if kind == "not normalised" else np.exp(mu) / np.exp(mu).sum()

    def loss(self) -> float:
        steps = self.weights.steps
        terms = {"last": range(steps - 1, steps), "not last": range(steps - 1), "not first": range(1, steps)}
        used = terms.get(self.at("loss terms"), range(steps))
        count = len(used) if self.at("loss count") else steps
        factor = {"missing": 1.0, "twice": 1 / steps**2}.get(self.at("loss factor"), 1 / count)
        return factor * sum(self.known[f"l[{t}]"] for t in used)

    def value(self, name: str) -> Any:
        """A quantity, or `dL/d` of one."""
        value = self.gradient(name[3:]) if name.startswith("dL/d") else self.known[name]
        if self.at("transposed"):
            if np.ndim(value) < 2 or 1 in value.shape:
                raise Impossible
            value = value.T
        return -value if self.at("sign") else value

    def gradient(self, name: str) -> Any:
        """∂L by a quantity: for `dU` and its like, and `dh[1]`."""
        self.by_mu = {t: self.logits(t) for t in range(self.weights.steps)}
        self.by_h: dict[int, Any] = {}
        self.by_hbar: dict[int, Any] = {}
        self.carried: dict[int, Any] = {}
        for t in reversed(range(self.weights.steps)):
            self.by_h[t] = self.hidden(t)
            self.by_hbar[t] = self.derivative(t, "direct") * self.by_h[t]
            self.carried[t] = self.derivative(t, "carried") * self.by_h[t]
        what, _, place = name[1:].partition("[")
        nodes = {"mu": self.by_mu, "h": self.by_h, "hbar": self.by_hbar}
        return nodes[what][int(place[:-1])] if what in nodes else self.parameter(what)

    def logits(self, t: int) -> Any:
        steps = self.weights.steps
        factor = {"missing": 1.0, "twice": 1 / steps**2}.get(self.at("factor", t), 1 / steps)
        if self.at("term of the loss", t):
            factor = 0.0
        p, y = self.known[f"yhat[{t}]"], self.weights.y[t]
        found = p - y
        match self.at("softmax derivative", t):
            case "extra":
                found = p * found - p * np.sum(p * found)
            case "missing":
                found = -y / p
            case "turned":
                found = y - p
            case "of the sigmoid":
                found = -y * (1 - p)
            case "of the exponential":
                found = -y
            case "of all classes":
                found = len(p) * p - 1
            case "base2" | "base10" as base:
                found = found / np.log(float(base[4:]))
        return -factor * found if self.at("minus", "l", t) else factor * found

    def hidden(self, t: int) -> Any:
        w = self.weights
        total = turned(w.V.T, self.at("V back", t)) @ self.by_mu[t]
        if self.at("V back of the quantity", t):
            total = np.zeros_like(total)
        total = -total if self.at("minus", "mu", t) else total
        if t + 1 < w.steps and not self.at("path", t + 1):
            carried = turned(w.W.T, self.at("W back", t + 1)) @ self.carried[t + 1]
            total = total - carried if self.at("minus", "path", t + 1) else total + carried
        return total

    def derivative(self, t: int, way: str) -> Any:
        kind = self.at("activation derivative", t, way)
        z, h = self.known[f"hbar[{t}]"], self.known[f"h[{t}]"]
        if kind in ("-1", "1"):
            h = self.known.get(f"h[{t + int(kind)}]", h)
        factors = {
            "missing": np.ones_like(h),
            "no square": 1 - h,
            "itself": h,
            "other": h * (1 - h),
            "at output": 1 - np.tanh(h) ** 2,
            "at input": 1 - z**2,
        }
        return factors.get(kind, 1 - h * h) * (-1 if self.at("minus", "h", t) else 1)

    def parameter(self, name: str) -> Any:
        total: Any = None
        for t in range(self.weights.steps):
            term = self.use(name, t)
            if term is None or self.at("use", t):
                continue
            if total is not None and np.shape(total) != np.shape(term):
                raise Impossible
            total = term if total is None else total + term
        return np.zeros_like(getattr(self.weights, name)) if total is None else total

    def use(self, name: str, t: int) -> Any:
        """What one step adds to the gradient of a parameter."""
        w = self.weights
        arriving = self.by_mu[t] if name in ("V", "c") else self.by_hbar[t]
        arriving = -arriving if self.at("minus", "use", t) else arriving
        if name in ("b", "c"):
            return arriving
        shift = int(self.at("factor of the use", t) or 0)
        place = t + shift - (name == "W")
        if name == "W" and t == 0:
            return None
        if not 0 <= place < w.steps:
            return None
        other = w.x[place] if name == "U" else self.known[f"h[{place}]"]
        match self.at("outer", t):
            case "entrywise" | "inner" if other.shape != arriving.shape or other.shape == (1, 1):
                raise Impossible
            case "entrywise":
                return arriving * other
            case "inner":
                return np.sum(arriving * other)
        return arriving @ other.T


def turned(matrix: Any, mistake: str) -> Any:
    if not mistake:
        return matrix
    if matrix.shape[0] != matrix.shape[1]:
        raise Impossible
    return matrix.T


Mistake = tuple[str, Sites]


def everywhere(steps: range, site: tuple[Hashable, ...], what: str) -> Iterator[dict[Hashable, str]]:
    """A mistake at every step, and at each by itself; `site` has `None` in the place of the step."""
    each = [{tuple(t if part is None else part for part in site): what} for t in steps]
    yield {key: value for one in each for key, value in one.items()}
    if len(each) > 1:
        yield from each


def forward_mistakes(weights: Weights, is_mean: bool) -> Iterator[Mistake]:
    """Mistakes in the equations themselves."""
    steps = weights.steps
    every, later = range(steps), range(1, steps)
    for sites in everywhere(every, ("bias", "hbar", None), "missing"):
        yield "bias_missing", sites
    for sites in everywhere(every, ("bias", "mu", None), "missing"):
        yield "bias_missing", sites
    yield "bias_missing", {("bias", name, t): "missing" for name in ("hbar", "mu") for t in every}
    square = [("U", every), ("W", later), ("V", every)]
    square = [(name, where) for name, where in square if len(set(getattr(weights, name).shape)) == 1]
    for name, where in square:
        for sites in everywhere(where, (name, None), "turned"):
            yield "weight_transposed", sites
    yield "weight_transposed", {(name, t): "turned" for name, where in square for t in where}
    for kind, name in (("sigmoid", "other_function"), ("identity", "activation_missing")):
        for sites in everywhere(every, ("activation", None), kind):
            yield name, sites
    for kind, name in (("sigmoid", "other_function"), ("not normalised", "softmax_not_normalised")):
        for sites in everywhere(every, ("softmax", None), kind):
            yield name, sites
    for kind, name in (
        ("base2", "other_log_base"),
        ("base10", "other_log_base"),
        ("all classes", "all_classes_summed"),
    ):
        for sites in everywhere(every, ("cross-entropy", None), kind):
            yield name, sites
    for sites in everywhere(later, ("forward path", None), "missing"):
        yield "recurrent_path_missing", sites
    for step in ("-1", "1"):
        for sites in everywhere(every, ("input", None), step):
            yield "time_off_by_one", sites
    for terms, name in (("last", "only_last_step"), ("not last", "sum_stops_early"), ("not first", "sum_stops_early")):
        yield name, {("loss terms",): terms}
        if is_mean:
            yield name, {("loss terms",): terms, ("loss count",): "of what is summed"}
    yield "missing_mean_factor", {("loss factor",): "missing"}
    yield "mean_factor_twice", {("loss factor",): "twice"}


def followed_mistakes(steps: int) -> Iterator[Mistake]:
    """Functions taken for others, and their derivatives as well."""
    outputs = (
        ("softmax", "sigmoid", "of the sigmoid", "other_function"),
        ("softmax", "not normalised", "of the exponential", "softmax_not_normalised"),
        ("cross-entropy", "all classes", "of all classes", "all_classes_summed"),
        ("cross-entropy", "base2", "base2", "other_log_base"),
        ("cross-entropy", "base10", "base10", "other_log_base"),
    )
    for place, kind, derivative, mistake in outputs:
        values = {(place, t): kind for t in range(steps)}
        yield mistake, values | {("softmax derivative", t): derivative for t in range(steps)}
    hidden = (("sigmoid", "other", "other_function"), ("identity", "missing", "activation_missing"))
    for kind, derivative, mistake in hidden:
        values = {("activation", t): kind for t in range(steps)}
        slopes = {("activation derivative", t, way): derivative for t in range(steps) for way in ("direct", "carried")}
        yield mistake, values | slopes


DERIVATIVES = {
    "no square": "activation_derivative_no_square",
    "itself": "activation_for_derivative",
    "other": "activation_derivative_of_other_function",
    "at output": "activation_derivative_at_output",
    "at input": "activation_derivative_at_input",
    "-1": "activation_derivative_wrong_time",
    "1": "activation_derivative_wrong_time",
}


def activation_mistakes(name: str, steps: int) -> Iterator[Mistake]:
    """Mistakes in tanh′ at every step that lies on the way to a quantity."""
    what, first = place_of(name)
    every = range(first + (what == "h"), steps)
    ways = ("direct", "carried")
    for kind, mistake in DERIVATIVES.items():
        for places in (list(every), *([t] for t in every)):
            yield mistake, {("activation derivative", t, way): kind for t in places for way in ways}
    site = "activation derivative"
    single = [{(site, t, way): "missing" for way in ways} for t in every]
    missing = "activation_derivative_missing"
    if len(single) == 1:
        yield missing, single[0]
    else:
        yield f"{missing}_everywhere", {key: value for one in single for key, value in one.items()}
        for sites in single:
            yield f"{missing}_at_step", sites
    yield f"{missing}_in_recurrent_path", {(site, t, "carried"): "missing" for t in every}
    if what in "UWb":
        yield missing, {(site, t, "direct"): "missing" for t in every}


def place_of(name: str) -> tuple[str, int]:
    """What `dL/dh[1]` is the derivative by, and the first step that is on the way."""
    what, _, place = name.removeprefix("dL/d").partition("[")
    return what, int(place[:-1]) if place else int(what == "W")


def backward_mistakes(name: str, steps: int) -> Iterator[Mistake]:
    """Mistakes on the way back."""
    what, start = place_of(name)
    every, later = range(start, start + 1 if what == "mu" else steps), range(start + (what != "W"), steps)
    for kind, all_name, one_name in (
        ("missing", "missing_mean_factor", "mean_factor_missing_in_one_term"),
        ("twice", "mean_factor_twice", "mean_factor_twice"),
    ):
        first, *others = everywhere(every, ("factor", None), kind)
        yield all_name, first
        for sites in others:
            yield one_name, sites
    for kind, mistake in (
        ("extra", "extra_softmax_derivative"),
        ("missing", "softmax_derivative_missing"),
        ("turned", "sign"),
    ):
        for sites in everywhere(every, ("softmax derivative", None), kind):
            yield mistake, sites
    for sites in everywhere(every, ("V back", None), "turned"):
        yield "weight_not_transposed", sites
    for sites in everywhere(later, ("W back", None), "turned"):
        yield "weight_not_transposed", sites
    yield "weight_not_transposed", {("V back", t): "turned" for t in every} | {("W back", t): "turned" for t in later}
    for sites in everywhere(later, ("path", None), "missing"):
        yield "recurrent_path_missing", sites
    for place in ("l", "mu", "h", "use", "path"):
        for t in every:
            yield "sign", {("minus", place, t): "yes"}
    yield from lost_terms(name, steps)
    if len(what) > 1 or what not in "UVW":
        return
    for kind, mistake in (("entrywise", "elementwise_for_outer"), ("inner", "inner_for_outer")):
        for sites in everywhere(every, ("outer", None), kind):
            yield mistake, sites
    for step in ("-1", "1"):
        yield "time_off_by_one", {("factor of the use", t): step for t in every}


def lost_terms(name: str, steps: int) -> Iterator[Mistake]:
    """Terms lost of the sum over the losses, or over the uses of a parameter."""
    what, start = place_of(name)
    if what == "mu":
        return
    is_parameter = what in "UVWbc"
    if not is_parameter and start + 1 < steps and what == "h":
        yield "only_last_step", {("V back of the quantity", start): "lost"}
    for site in ("term of the loss", "use")[: 1 + is_parameter]:
        every = range(start, steps)
        if len(every) > 1:
            yield "only_last_step", {(site, t): "lost" for t in every[:-1]}
            yield "sum_stops_early", {(site, every[-1]): "lost"}
            yield "sum_stops_early", {(site, every[0]): "lost"}


def mistakes(weights: Weights, name: str, is_mean: bool) -> Iterator[Mistake]:
    """Every usual mistake on the way to a quantity; `is_mean` if the loss is written as a mean."""
    yield "sign", {("sign",): "yes"}
    yield "transposed", {("transposed",): "yes"}
    yield from forward_mistakes(weights, is_mean)
    if name.startswith("dL/d"):
        if place_of(name)[0] not in ("mu", "V", "c"):
            yield from activation_mistakes(name, weights.steps)
        yield from backward_mistakes(name, weights.steps)
        yield from followed_mistakes(weights.steps)


def numbers(weights: Weights, name: str, is_mean: bool = False) -> Iterator[tuple[str, Any]]:
    """What everybody gets for a quantity who makes one mistake."""
    for mistake, sites in mistakes(weights, name, is_mean):
        try:
            with np.errstate(all="ignore"):
                value = Run(weights, sites).value(name)
        except (Impossible, ValueError):
            continue
        if np.all(np.isfinite(value)):
            yield mistake, value
