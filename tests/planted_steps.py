"""The usual mistakes, each as a student makes it at one step of `handwriting`, with the names it may go by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from handwriting import B, C, Slip, U, V, Values, W, X, Y, bar, d, ends_of, outer, steps, total

NAMES = {step.name: step for step in steps()}


def slips() -> Iterator[Slip]:
    for t in range(3):
        yield from states(t)
        yield from backward(t)
    yield from ends()


def states(t: int) -> Iterator[Slip]:
    before = f"W h_{t - 1} + " if t else ""

    def pre(v: Values, w=W, u=U, b=B):  # type: ignore[no-untyped-def]
        return (w @ v[f"h{t - 1}"] if t else 0) + u @ X[t] + b

    yield Slip(f"z{t}", "bias_missing", lambda v: pre(v, b=0 * B), f"{before}U x_{t}")
    yield Slip(f"z{t}", "weight_transposed", lambda v: pre(v, u=U.T), f"{before}U^\\top x_{t} + b")
    if t:
        yield Slip(f"z{t}", "weight_transposed", lambda v: pre(v, w=W.T), f"W^\\top h_{t - 1} + U x_{t} + b")
        yield Slip(f"z{t}", "recurrent_path_missing", lambda v: pre(v, w=0 * W), f"U x_{t} + b")
    yield Slip(f"h{t}", "activation_missing", lambda v: v[f"z{t}"], bar(t))
    yield Slip(f"h{t}", "other_function", lambda v: 1 / (1 + np.exp(-v[f"z{t}"])), rf"\sigma({bar(t)})")
    yield Slip(f"p{t}", "bias_missing", lambda v: soft(V @ v[f"h{t}"]), rf"\mathrm{{softmax}}(V h_{t})")
    yield Slip(f"p{t}", "softmax_not_normalised", lambda v: np.exp(V @ v[f"h{t}"] + C), rf"\exp(V h_{t} + c)")
    yield Slip(
        f"p{t}", "weight_transposed", lambda v: soft(V.T @ v[f"h{t}"] + C), rf"\mathrm{{softmax}}(V^\top h_{t} + c)"
    )
    right = NAMES[f"l{t}"].compute
    yield Slip(f"l{t}", "other_log_base", lambda v: right(v) / np.log(10), rf"-y_{t}^\top \log_{{10}} \hat{{y}}_{t}")
    yield Slip(f"l{t}", "sign", lambda v: -right(v), rf"y_{t}^\top \log \hat{{y}}_{t}")


def soft(z):  # type: ignore[no-untyped-def]
    return np.exp(z) / np.exp(z).sum()


def backward(t: int) -> Iterator[Slip]:
    def arriving(v: Values, vt=V.T, wt=W.T, third=3, label=1):  # type: ignore[no-untyped-def]
        later = wt @ v[f"e{t + 1}"] if t < 2 else 0
        return vt @ (v[f"p{t}"] - label * Y[t]) / third + later

    after = rf" + W^\top {d(bar(t + 1))}" if t < 2 else ""
    error = rf"(\hat{{y}}_{t} - y_{t})"
    mean = "mean_factor_missing_in_one_term" if t < 2 else "missing_mean_factor"
    yield Slip(f"g{t}", mean, lambda v: arriving(v, third=1), rf"V^\top {error}{after}")
    yield Slip(f"g{t}", "weight_not_transposed", lambda v: arriving(v, vt=V), rf"\frac{{1}}{{3}} V {error}{after}")
    if t < 2:
        w = rf"\frac{{1}}{{3}} V^\top {error} + W {d(bar(t + 1))}"
        yield Slip(f"g{t}", "weight_not_transposed", lambda v: arriving(v, wt=W), w)
        short = rf"\frac{{1}}{{3}} V^\top {error}"
        yield Slip(f"g{t}", "recurrent_path_missing", lambda v: arriving(v, wt=0 * W), short)
    g = d(f"h_{t}")
    yield Slip(f"e{t}", "activation_derivative_missing", lambda v: v[f"g{t}"], g)
    no_square = "activation_derivative_no_square"
    yield Slip(f"e{t}", no_square, lambda v: (1 - v[f"h{t}"]) * v[f"g{t}"], rf"(1 - h_{t}) \odot {g}")
    sigmoid = "activation_derivative_of_other_function"
    other = rf"h_{t} \odot (1 - h_{t}) \odot {g}"
    yield Slip(f"e{t}", sigmoid, lambda v: v[f"h{t}"] * (1 - v[f"h{t}"]) * v[f"g{t}"], other)
    at_input = rf"(1 - {bar(t)} \odot {bar(t)}) \odot {g}"
    yield Slip(f"e{t}", "activation_derivative_at_input", lambda v: (1 - v[f"z{t}"] ** 2) * v[f"g{t}"], at_input)
    s = t + 1 if t < 2 else 1
    wrong_time = rf"(1 - h_{s} \odot h_{s}) \odot {g}"
    yield Slip(f"e{t}", "activation_derivative_wrong_time", lambda v: (1 - v[f"h{s}"] ** 2) * v[f"g{t}"], wrong_time)
    yield Slip(f"e{t}", "sign", lambda v: -NAMES[f"e{t}"].compute(v), rf"-(1 - h_{t} \odot h_{t}) \odot {g}")


def ends() -> Iterator[Slip]:
    error = r"(\hat{y}_@ - y_@)"
    third = r"\frac{1}{3}"
    by_v, by_u, by_w = (NAMES[name].compute for name in ("dV", "dU", "dW"))
    yield Slip("L", "missing_mean_factor", lambda v: v["l0"] + v["l1"] + v["l2"], "l_0 + l_1 + l_2")
    yield Slip("dV", "missing_mean_factor", lambda v: 3 * by_v(v), total(rf"{error} h_@^\top", 0))
    yield Slip("dV", "transposed", lambda v: by_v(v).T, total(rf"h_@ {error}^\top", 0, third))
    last = rf"{third} (\hat{{y}}_2 - y_2) h_2^\top"
    yield Slip("dV", "only_last_step", lambda v: (v["p2"] - Y[2]) @ v["h2"].T / 3, last)
    yield Slip(
        "dU", "transposed", lambda v: by_u(v).T, total(rf"x_@ {d('h')}".replace("h}", r"\bar{h}_@}") + r"^\top", 0)
    )
    yield Slip("dU", "only_last_step", lambda v: v["e2"] @ X[2].T, rf"{d(bar(2))} x_2^\top")
    yield Slip("dW", "transposed", lambda v: by_w(v).T, None)
    off = total(d(r"\bar{h}_@") + r" h_@^\top", 1)
    yield Slip("dW", "time_off_by_one", lambda v: outer(v, [v["h0"], v["h1"], v["h2"]], 1), off)
    yield Slip("db", "only_last_step", lambda v: v["e2"], d(bar(2)))
    yield Slip("db", "sign", lambda v: -v["e0"] - v["e1"] - v["e2"], None)
    yield Slip("dc", "missing_mean_factor", lambda v: sum(ends_of(v)), total(error, 0))
    yield Slip("dc", "sign", lambda v: -sum(ends_of(v)) / 3, None)
