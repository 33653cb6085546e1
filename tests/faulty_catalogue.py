"""Networks of the catalogue on a tape, each written down again from its paper's equations, and the mistakes in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from faulty_networks import Impossible, Node, Site, Tape, sigmoid

CATALOGUE = Path(__file__).parent.parent / "derive" / "problem" / "networks"
Values = dict[str, Any]


def column(values: Any) -> Any:
    return np.array(values, dtype=float).reshape(-1, 1)


def one_hot(place: int, count: int) -> Any:
    return column([k == place - 1 for k in range(count)])


def rnn(t: Tape, v: Values) -> Node:
    U, W, V, b, c = (t.given(k, column(v[k]) if k in "bc" else v[k]) for k in "UWVbc")
    x = [t.given(f"x[{k}]", column(e)) for k, e in enumerate(v["x"])]
    losses: list[Node] = []
    h: Node | None = None
    for k, place in enumerate(v["y"]["one_hot"]):
        near = {"time_off_by_one": x[k - 1]} if k else {"time_off_by_one": x[1]}
        terms = {"U": (t.matmul(f"Ux[{k}]", U, x[k], near), ""), "b": (b, "bias_missing")}
        if h is not None:
            before = t.named[f"hbar[{k - 1}]"]
            product = t.matmul(f"Wh[{k}]", W, h, {"preactivation_for_activation": before})
            terms = {"W": (product, "recurrent_path_missing"), **terms}
        z = t.add(f"hbar[{k}]", **terms)
        near = {"activation_derivative_wrong_time": f"h[{k + 1}]", "activation_derivative_wrong_time:-": f"h[{k - 1}]"}
        h = t.act(f"h[{k}]", "tanh", z, near)
        product = t.matmul(f"Vh[{k}]", V, h, {"preactivation_for_activation": z})
        mu = t.add(f"mu[{k}]", V=(product, ""), c=(c, "bias_missing"))
        losses.append(t.entropy(f"l[{k}]", f"yhat[{k}]", mu, one_hot(place, 3)))
    total = t.add("sum", **{f"l{k}": (each, "") for k, each in enumerate(losses)})
    return t.scaled("L", 1 / 3, total, "missing_mean_factor")


def mlp(t: Tape, v: Values) -> Node:
    W1, W2, b1, b2, x = (t.given(k, v[k] if k[0] == "W" else column(v[k])) for k in ("W_1", "W_2", "b_1", "b_2", "x"))
    a = t.add("a", W=(t.matmul("Wx", W1, x), ""), b=(b1, "bias_missing"))
    h = t.act("h", "relu", a)
    z = t.add("z", W=(t.matmul("Wh", W2, h, {"preactivation_for_activation": a}), ""), b=(b2, "bias_missing"))
    return t.entropy("L", "yhat", z, one_hot(v["y"]["one_hot"], 2))


def attention(t: Tape, v: Values, mask: Any = None) -> Node:
    X, WQ, WK, WV = (t.given(k, v[k]) for k in ("X", "W_Q", "W_K", "W_V"))
    Q, K, V = t.matmul("Q", X, WQ, turned=""), t.matmul("K", X, WK, turned=""), t.matmul("V", X, WV, turned="")
    S = t.scaled("S", 2**-0.5, t.matmul("QK", Q, t.turned("Kt", K), turned=""), "missing_mean_factor")
    A = t.softmax("A", S, mask)
    O = t.matmul("O", A, V, turned="a")  # noqa: E741 - the paper's name
    return t.squares("L", O, t.given("Y", v["Y"]), 1 / 6, "missing_mean_factor")


def attention_masked(t: Tape, v: Values) -> Node:
    return attention(t, v, np.triu(np.full((3, 3), -1e9), 1))


def lstm(t: Tape, v: Values) -> Node:
    p = {k: t.given(k, column(e) if k[0] == "b" else e) for k, e in v.items() if k[0] in "WUb"}
    h, c = t.given("h[0]", column(v["h[0]"])), t.given("c[0]", column(v["c[0]"]))
    x = {k + 1: t.given(f"x[{k + 1}]", column(e)) for k, e in enumerate(v["x"])}
    for k in (1, 2):
        gates = {}
        for name, kind in (("f", "sigmoid"), ("i", "sigmoid"), ("o", "sigmoid"), ("g", "tanh")):
            W = t.matmul(f"W{name}[{k}]", p[f"W_{name}"], h)
            U = t.matmul(f"U{name}[{k}]", p[f"U_{name}"], x[k], {"time_off_by_one": x[3 - k]})
            z = t.add(f"{name}bar[{k}]", W=(W, "recurrent_path_missing"), U=(U, ""), b=(p[f"b_{name}"], "bias_missing"))
            gates[name] = t.act(f"{name}[{k}]", kind, z)
        f, i, o, g = (gates[n] for n in "fiog")
        kept = t.gate(f"fc[{k}]", f, c, (i, o))
        c = t.add(f"c[{k}]", kept=(kept, "recurrent_path_missing"), new=(t.gate(f"ig[{k}]", i, g, (f, o)), ""))
        h = t.gate(f"h[{k}]", o, t.act(f"tc[{k}]", "tanh", c), (f, i))
    return t.squares("L", h, t.given("y", column(v["y"])), 1 / 2, "missing_mean_factor")


def gru(t: Tape, v: Values) -> Node:
    p = {k: t.given(k, e) for k, e in v.items() if k[0] in "WU"}
    h = t.given("h[0]", column(v["h[0]"]))
    x = {k + 1: t.given(f"x[{k + 1}]", column(e)) for k, e in enumerate(v["x"])}
    for k in (1, 2):
        near = {"time_off_by_one": x[3 - k]}
        r, z = (
            t.act(
                f"{n}[{k}]",
                "sigmoid",
                t.add(
                    f"{n}bar[{k}]",
                    W=(t.matmul(f"W{n}[{k}]", p[f"W_{n}"], x[k], near), ""),
                    U=(t.matmul(f"U{n}[{k}]", p[f"U_{n}"], h), "recurrent_path_missing"),
                ),
            )
            for n in "rz"
        )
        inner = t.matmul(f"Un[{k}]", p["U_n"], t.gate(f"rh[{k}]", r, h, (z,)))
        a = t.add(f"nbar[{k}]", W=(t.matmul(f"Wn[{k}]", p["W_n"], x[k], near), ""), U=(inner, "recurrent_path_missing"))
        n = t.act(f"n[{k}]", "tanh", a)
        rest = t.minus(f"1-z[{k}]", Node(np.ones((2, 1))), z)
        kept, new = t.gate(f"zh[{k}]", z, h, (rest, r)), t.gate(f"zn[{k}]", rest, n, (z, r))
        h = t.add(f"h[{k}]", kept=(kept, "skip_path_missing"), new=(new, ""))
    return t.squares("L", h, t.given("y", column(v["y"])), 1 / 2, "factor_of_two")


def layernorm(t: Tape, v: Values) -> Node:
    x, g, b, r = (t.given(k, column(v[k])) for k in "xgbr")
    d = t.minus("d", x, t.mean("m", x))
    s2 = t.mean("s2", t.square("dd", d))
    xhat = t.over_root("xhat", d, s2, 1e-5)
    y = t.add("y", g=(t.gate("gx", g, xhat), ""), b=(b, "bias_missing"))
    return t.squares("L", y, r, 1 / 4, "missing_mean_factor")


def batchnorm(t: Tape, v: Values) -> Node:
    X, g, b, R = (t.given(k, v[k]) for k in "XgbR")
    C = t.add("C", X=(X, ""), m=(t.scaled("-m", -1, t.mean("m", X, 0), "sign"), "path_missing"))
    s2 = t.mean("s2", t.square("CC", C), 0)
    Xhat = t.over_root("Xhat", C, s2, 1e-5)
    scaled = t.note("gX", g.value * Xhat.value)
    scaled.pulls = [
        (g, lambda: t.shrunk("gX", scaled.grad * Xhat.value, g)),
        (Xhat, lambda: scaled.grad * g.value),
    ]
    Y = t.add("Y", g=(scaled, ""), b=(b, "bias_missing"))
    return t.squares("L", Y, R, 1 / 6, "missing_mean_factor")


def residual(t: Tape, v: Values) -> Node:
    W1, W2 = t.given("W_1", v["W_1"]), t.given("W_2", v["W_2"])
    b, x, r = (t.given(k, column(v[k])) for k in ("b_1", "x", "r"))
    a = t.add("a", W=(t.matmul("Wx", W1, x), ""), b=(b, "bias_missing"))
    h = t.act("h", "relu", a)
    product = t.matmul("Wh", W2, h, {"preactivation_for_activation": a})
    y = t.add("y", x=(x, "skip_path_missing"), h=(product, "path_missing"))
    return t.squares("L", y, r, 1 / 2, "missing_mean_factor")


def autoencoder(t: Tape, v: Values) -> Node:
    W, x, b, c = t.given("W", v["W"]), *(t.given(k, column(v[k])) for k in "xbc")
    a = t.add("a", W=(t.matmul("Wx", W, x), "path_missing"), b=(b, "bias_missing"))
    h = t.act("h", "sigmoid", a)
    product = t.matmul("Wh", t.turned("Wt", W), h, {"preactivation_for_activation": a})
    xhat = t.add("xhat", W=(product, "path_missing"), c=(c, "bias_missing"))
    return t.squares("L", xhat, x, 1 / 2, "factor_of_two")


def highway(t: Tape, v: Values) -> Node:
    Wh, Wt = t.given("W_h", v["W_h"]), t.given("W_t", v["W_t"])
    bh, bt, x, r = (t.given(k, column(v[k])) for k in ("b_h", "b_t", "x", "r"))
    h = t.act("h", "tanh", t.add("a", W=(t.matmul("Wx", Wh, x), ""), b=(bh, "bias_missing")))
    tau = t.act("tau", "sigmoid", t.add("s", W=(t.matmul("Tx", Wt, x), ""), b=(bt, "bias_missing")))
    rest = t.minus("1-tau", Node(np.ones((3, 1))), tau)
    kept = t.gate("kept", rest, x, (tau,))
    y = t.add("y", h=(t.gate("new", tau, h, (rest,)), ""), x=(kept, "skip_path_missing"))
    return t.squares("L", y, r, 1 / 3, "missing_mean_factor")


def logistic(t: Tape, v: Values) -> Node:
    w, x, b = t.given("w", column(v["w"])), t.given("x", column(v["x"])), t.given("b", v["b"])
    product = t.note("wx", (w.value.T @ x.value)[0, 0])
    product.pulls = [(w, lambda: product.grad * x.value), (x, lambda: product.grad * w.value)]
    z = t.add("z", wx=(product, ""), b=(b, "bias_missing"))
    y, p = v["y"], sigmoid(z.value)
    yhat = t.note(
        "yhat",
        t.pick(
            "act yhat", lambda: p, {"activation_missing": lambda: z.value, "other_function": lambda: np.tanh(z.value)}
        ),
    )
    value = t.pick(
        "entropy L",
        lambda: -np.log(yhat.value),
        {"sign": lambda: np.log(yhat.value), "other_log_base": lambda: -np.log2(yhat.value)},
    )
    loss = t.note("L", value)
    loss.pulls = [
        (
            z,
            lambda: t.pick(
                "entropy back L",
                lambda: yhat.value - y,
                {
                    "sign": lambda: y - yhat.value,
                    "label_missing": lambda: yhat.value,
                    "activation_derivative_missing": lambda: -1 / yhat.value,
                },
            ),
        )
    ]
    return loss


def softmax_regression(t: Tape, v: Values) -> Node:
    X, W, b = (t.given(k, v[k]) for k in "XWb")
    Z = t.add("Z", W=(t.matmul("XW", X, W), ""), b=(b, "bias_missing"))
    return t.entropy("L", "P", Z, np.array(v["Y"], dtype=float), rows=True, factor=1 / 3)


def vae(t: Tape, v: Values) -> Node:
    M, S, W = (t.given(k, v[k]) for k in "MSW")
    c, x, eps = (t.given(k, column(v[k])) for k in ("c", "x", "eps"))
    mu, lv = t.matmul("mu", M, x), t.matmul("lv", S, x)
    s = t.act("s", "exp", t.scaled("half", 0.5, lv, "factor_of_two"))
    z = t.add("z", mu=(mu, "path_missing"), s=(t.gate("seps", s, eps), "path_missing"))
    xhat = t.add("xhat", W=(t.matmul("Wz", W, z), ""), c=(c, "bias_missing"))
    R = t.squares("R", xhat, x, 1 / 2, "factor_of_two")
    D = t.note("D", -0.5 * (1 + lv.value - mu.value**2 - np.exp(lv.value)).sum())
    D.pulls = [
        (
            mu,
            lambda: t.pick(
                "D by mu",
                lambda: mu.value,
                {
                    "factor_of_two": lambda: 2 * mu.value,
                    "sign": lambda: -mu.value,
                    "path_missing": lambda: 0 * mu.value,
                },
            ),
        ),
        (
            lv,
            lambda: t.pick(
                "D by lv",
                lambda: 0.5 * (np.exp(lv.value) - 1),
                {
                    "factor_of_two": lambda: np.exp(lv.value) - 1,
                    "sign": lambda: 0.5 * (1 - np.exp(lv.value)),
                    "path_missing": lambda: 0 * lv.value,
                },
            ),
        ),
    ]
    return t.add("L", R=(R, ""), D=(D, ""))


def word2vec_negative(t: Tape, v: Values) -> Node:
    c, o = t.given("v", column(v["v"])), t.given("o", column(v["o"]))
    n = {k + 1: t.given(f"n[{k + 1}]", column(e)) for k, e in enumerate(v["n"])}
    losses: list[Node] = []
    for name, word, sign in (("s", o, 1), ("r[1]", n[1], -1), ("r[2]", n[2], -1)):
        s = t.note(name, float((word.value.T @ c.value)[0, 0]))
        s.pulls = [(word, lambda s=s: s.grad * c.value), (c, lambda s=s, word=word: s.grad * word.value)]
        loss = t.note(f"l {name}", -np.log(sigmoid(sign * s.value)))

        def pull(s: Node = s, sign: int = sign, name: str = name) -> Any:
            p = sigmoid(s.value)
            return t.pick(
                f"entropy back {name}",
                lambda: p - (sign > 0),
                {
                    "sign": lambda: (sign > 0) - p,
                    "path_missing": lambda: 0 * p,
                    **({"label_missing": lambda: p} if sign > 0 else {"label_missing": lambda: p - 1}),
                },
            )

        loss.pulls = [(s, pull)]
        losses.append(loss)
    return t.add("L", **{f"l{k}": (each, "") for k, each in enumerate(losses)})


def mlp_batch(t: Tape, v: Values) -> Node:
    X, W1, b1, W2, b2 = (t.given(k, v[k]) for k in ("X", "W1", "b1", "W2", "b2"))
    A = t.add("A", W=(t.matmul("XW", X, W1), ""), b=(b1, "bias_missing"))
    H = t.act("H", "leaky", A)
    P = t.add("P", W=(t.matmul("HW", H, W2), ""), b=(b2, "bias_missing"))
    return t.squares("L", P, t.given("Y", v["Y"]), 1 / 3, "missing_mean_factor")


NETWORKS: dict[str, Callable[[Tape, Values], Node]] = {
    f.__name__.replace("_", "-"): f
    for f in (rnn, mlp, attention, attention_masked, lstm, gru, layernorm, batchnorm, residual, autoencoder, highway,
              logistic, softmax_regression, vae, word2vec_negative, mlp_batch)
}  # fmt: skip


WITHOUT = ("dL/dyhat",)
"""What is asked for and lies inside one operation here."""


@dataclass(frozen=True)
class Planted:
    """A number that somebody gives who makes a mistake of a kind; other kinds may give the same."""

    problem: str
    question: str
    kind: str
    value: Any


def spec(problem: str) -> tuple[Values, list[str]]:
    """The values of a problem, and what is asked."""
    found = tomllib.loads((CATALOGUE / f"{problem}.toml").read_text(encoding="utf-8"))
    asked = [each["ask"] for each in found["questions"]]
    return found["values"], [t for ask in asked for t in (ask if isinstance(ask, list) else [ask])]


def run(problem: str, planted: frozenset[Site] = frozenset()) -> Tape:
    tape = Tape(planted)
    loss = NETWORKS[problem](tape, spec(problem)[0])
    tape.backward(loss)
    return tape


def answer(tape: Tape, question: str) -> Any:
    """A quantity, or the gradient by one; `None` for other questions."""
    name = question.removeprefix("dL/d")
    node = tape.named.get(name)
    return None if node is None else node.grad if question.startswith("dL/d") else node.value


def plants(problem: str) -> Iterator[tuple[str, frozenset[Site]]]:
    """Each mistake at all its places, and at each of them where there are several."""
    places: dict[tuple[str, str], list[Site]] = {}
    for site, kind in run(problem).offered:
        places.setdefault((re.sub(r"\[\d\]", "", site), kind), []).append((site, kind))
    for (_, kind), sites in places.items():
        yield kind.partition(":")[0], frozenset(sites)
        if len(sites) > 1:
            yield from ((kind.partition(":")[0], frozenset([site])) for site in sites)


def planted_numbers(problem: str) -> Iterator[Planted]:
    """The wrong answers to all questions of a problem, one for each mistake that makes a difference."""
    questions = [q for q in spec(problem)[1] if q not in WITHOUT and answer(run(problem), q) is not None]
    for kind, sites in plants(problem):
        try:
            tape = run(problem, sites)
        except (Impossible, ValueError):
            continue
        for question in questions:
            yield Planted(problem, question, kind, answer(tape, question))
    right = run(problem)
    for question in questions:
        value = answer(right, question)
        if question.startswith("dL/d"):
            yield Planted(problem, question, "sign", -value)
        if np.ndim(value) == 2 and 1 not in value.shape:
            yield Planted(problem, question, "transposed", value.T)
