"""The networks of the catalogue written once more, by hand, in autograd's NumPy: values in, quantities asked about out.

Arrays are as the problem files have them, a vector as a column; a family is the list of its members from its first
index on.  Each function gives the quantities that a problem differentiates or asks for, by their names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as np
from autograd import grad

Values = dict[str, Any]
Quantities = dict[str, Any]
NETWORKS: dict[str, Callable[[Values], Quantities]] = {}


def network(name: str) -> Callable[[Callable[[Values], Quantities]], Callable[[Values], Quantities]]:
    """Enters a function as the one of a problem."""

    def enter(function: Callable[[Values], Quantities]) -> Callable[[Values], Quantities]:
        NETWORKS[name] = function
        return function

    return enter


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any, axis: int = 0) -> Any:
    weights = np.exp(z)
    return weights / np.sum(weights, axis=axis, keepdims=True)


def cross_entropy(label: Any, output: Any) -> Any:
    return -np.sum(label * np.log(output))


def binary(label: Any, output: Any) -> Any:
    return -np.sum(label * np.log(output) + (1 - label) * np.log(1 - output))


def mse(label: Any, output: Any) -> Any:
    return np.mean((label - output) ** 2)


def half_square(difference: Any) -> Any:
    return np.sum(difference**2) / 2


def below(*parts: Any) -> Any:
    return np.concatenate(parts, axis=0)


@network("logistic")
def logistic(v: Values) -> Quantities:
    z = v["w"].T @ v["x"] + v["b"]
    yhat = sigmoid(z)
    return {"z": z, "yhat": yhat, "L": binary(v["y"], yhat)}


@network("softmax-regression")
def softmax_regression(v: Values) -> Quantities:
    P = softmax(v["X"] @ v["W"] + v["b"], axis=1)
    return {"P": P, "L": cross_entropy(v["Y"], P) / 3}


@network("mlp-batch")
def mlp_batch(v: Values) -> Quantities:
    A = v["X"] @ v["W1"] + v["b1"]
    H = np.where(A > 0, A, 0.1 * A)
    P = H @ v["W2"] + v["b2"]
    slope = grad(lambda weights: mse(v["Y"], H @ weights + v["b2"]))(v["W2"])
    return {"P": P, "L": mse(v["Y"], P), "Wnew": v["W2"] - v["eta"] * slope}


@network("mlp")
def mlp(v: Values) -> Quantities:
    h = np.maximum(v["W_1"] @ v["x"] + v["b_1"], 0)
    yhat = softmax(v["W_2"] @ h + v["b_2"])
    return {"h": h, "yhat": yhat, "L": cross_entropy(v["y"], yhat)}


@network("residual")
def residual(v: Values) -> Quantities:
    h = np.maximum(v["W_1"] @ v["x"] + v["b_1"], 0)
    y = v["x"] + v["W_2"] @ h
    return {"h": h, "y": y, "L": mse(v["r"], y)}


@network("highway")
def highway(v: Values) -> Quantities:
    h = np.tanh(v["W_h"] @ v["x"] + v["b_h"])
    tau = sigmoid(v["W_t"] @ v["x"] + v["b_t"])
    y = tau * h + (1 - tau) * v["x"]
    return {"h": h, "tau": tau, "y": y, "L": mse(v["r"], y)}


@network("rnn")
def rnn(v: Values) -> Quantities:
    h = np.tanh(v["U"] @ v["x"][0] + v["b"])
    losses, states = [], [h]
    for t in range(3):
        if t:
            h = np.tanh(v["W"] @ h + v["U"] @ v["x"][t] + v["b"])
            states.append(h)
        losses.append(cross_entropy(v["y"][t], softmax(v["V"] @ h + v["c"])))
    return {**{f"h[{t}]": state for t, state in enumerate(states)}, "L": sum(losses) / 3}


@network("rnn-one-output")
def rnn_one_output(v: Values) -> Quantities:
    h, result = v["h[0]"], {}
    for t in (1, 2, 3):
        h = np.tanh(v["W"] @ h + v["U"] @ v["x"][t - 1] + v["b"])
        result[f"h[{t}]"] = h
    yhat = sigmoid(v["v"].T @ h + v["c"])
    return {**result, "yhat": yhat, "L": binary(v["y"], yhat)}


@network("rnn-deep")
def rnn_deep(v: Values) -> Quantities:
    g, h, L, result = v["g[0]"], v["h[0]"], 0, {}
    for t in (1, 2):
        g = np.tanh(v["W_g"] @ g + v["U_g"] @ v["x"][t - 1])
        h = np.tanh(v["W_h"] @ h + v["U_h"] @ g)
        L = L + mse(v["y"][t - 1], v["V"] @ h)
        result |= {f"g[{t}]": g, f"h[{t}]": h}
    return {**result, "L": L}


@network("rnn-bidirectional")
def rnn_bidirectional(v: Values) -> Quantities:
    f, r = {0: v["f[0]"]}, {4: v["r[4]"]}
    for t in (1, 2, 3):
        f[t] = np.tanh(v["W_f"] @ f[t - 1] + v["U_f"] @ v["x"][t - 1])
    for t in (3, 2, 1):
        r[t] = np.tanh(v["W_r"] @ r[t + 1] + v["U_r"] @ v["x"][t - 1])
    yhat = {t: softmax(v["V"] @ below(f[t], r[t])) for t in (1, 2, 3)}
    L = sum(cross_entropy(v["y"][t - 1], yhat[t]) for t in (1, 2, 3))
    return {**{f"r[{t}]": r[t] for t in r}, **{f"yhat[{t}]": yhat[t] for t in yhat}, "L": L}


@network("rnn-language")
def rnn_language(v: Values) -> Quantities:
    h, L, result = v["h[0]"], 0, {}
    for t in (1, 2, 3):
        h = np.tanh(v["W"] @ h + v["U"] @ v["E"].T @ v["w"][t - 1])
        L = L + cross_entropy(v["y"][t - 1], softmax(v["V"] @ h)) / 3
        result[f"h[{t}]"] = h
    return {**result, "L": L}


@network("rnn-truncated")
def rnn_truncated(v: Values) -> Quantities:
    h, whole, result = v["h[0]"], 0, {}
    for t in (1, 2, 3, 4):
        h = np.tanh(v["w"] * h + v["u"] * v["x"][t - 1])
        whole = whole + (half_square(h - v["y"][t - 1]) if t > 2 else 0)
        result[f"h[{t}]"] = h
    k3 = np.tanh(v["w"] * v["s"] + v["u"] * v["x"][2])
    k4 = np.tanh(v["w"] * k3 + v["u"] * v["x"][3])
    return {**result, "Lwhole": whole, "Lcut": half_square(k3 - v["y"][2]) + half_square(k4 - v["y"][3])}


def lstm_step(v: Values, gates: Callable[[str], Any], cell: Any) -> tuple[Any, Any]:
    """The next cell and state of a cell whose gates see what `gates` gives before the activation."""
    cell = sigmoid(gates("f")) * cell + sigmoid(gates("i")) * np.tanh(gates("c"))
    return cell, sigmoid(gates("o")) * np.tanh(cell)


@network("lstm-concat")
def lstm_concat(v: Values) -> Quantities:
    h, c, result = v["h[0]"], v["c[0]"], {}
    for t in (1, 2):
        q = below(h, np.reshape(v["x"][t - 1], (1, 1)))
        c, h = lstm_step(v, lambda gate, q=q: v[f"W_{gate}"] @ q + v[f"b_{gate}"], c)
        result |= {f"c[{t}]": c, f"h[{t}]": h}
    return {**result, "L": mse(v["y"], h)}


@network("lstm-peephole")
def lstm_peephole(v: Values) -> Quantities:
    h, c, result = v["h[0]"], v["c[0]"], {}
    for t in (1, 2):
        x, old = v["x"][t - 1], h
        f, i = (sigmoid(v[f"W_{k}"] * x + v[f"U_{k}"] @ old + v[f"p_{k}"] * c) for k in "fi")
        c = f * c + i * np.tanh(v["W_g"] * x + v["U_g"] @ old)
        h = sigmoid(v["W_o"] * x + v["U_o"] @ old + v["p_o"] * c) * np.tanh(c)
        result |= {f"c[{t}]": c, f"h[{t}]": h}
    return {**result, "L": mse(v["y"], h)}


@network("word2vec")
def word2vec(v: Values) -> Quantities:
    yhat = softmax(v["B"] @ v["A"].T @ v["w"])
    return {"yhat": yhat, "L": cross_entropy(v["y"], yhat)}


@network("word2vec-negative")
def word2vec_negative(v: Values) -> Quantities:
    drawn = sum(np.log(sigmoid(-n.T @ v["v"])) for n in v["n"])
    return {"L": -np.log(sigmoid(v["o"].T @ v["v"])) - drawn}


@network("autoencoder")
def autoencoder(v: Values) -> Quantities:
    h = sigmoid(v["W"] @ v["x"] + v["b"])
    xhat = v["W"].T @ h + v["c"]
    return {"h": h, "xhat": xhat, "L": half_square(xhat - v["x"])}


@network("vae")
def vae(v: Values) -> Quantities:
    mu, lv = v["M"] @ v["x"], v["S"] @ v["x"]
    z = mu + np.exp(lv / 2) * v["eps"]
    R = half_square(v["W"] @ z + v["c"] - v["x"])
    D = -np.sum(1 + lv - mu**2 - np.exp(lv)) / 2
    return {"mu": mu, "lv": lv, "z": z, "R": R, "D": D, "L": R + D}


@network("contrastive")
def contrastive(v: Values) -> Quantities:
    a, b = np.tanh(v["W"] @ v["p"]), np.tanh(v["W"] @ v["q"])
    d = np.sqrt(np.sum((a - b) ** 2))
    return {"a": a, "b": b, "d": d, "L": np.maximum(v["m"] - d, 0) ** 2 / 2}


@network("layernorm")
def layernorm(v: Values) -> Quantities:
    centred = v["x"] - np.mean(v["x"])
    scaled = centred / np.sqrt(np.mean(centred**2) + 1e-5)
    return {"xhat": scaled, "L": mse(v["r"], v["g"] * scaled + v["b"])}


@network("rmsnorm")
def rmsnorm(v: Values) -> Quantities:
    xhat = v["x"] / np.sqrt(np.mean(v["x"] ** 2) + 1e-5)
    return {"xhat": xhat, "L": mse(v["a"], v["g"] * xhat)}


@network("batchnorm")
def batchnorm(v: Values) -> Quantities:
    centred = v["X"] - np.mean(v["X"], axis=0, keepdims=True)
    scaled = centred / np.sqrt(np.mean(centred**2, axis=0, keepdims=True) + 1e-5)
    return {"Xhat": scaled, "L": mse(v["R"], v["g"] * scaled + v["b"])}


@network("attention")
def attention(v: Values) -> Quantities:
    S = v["X"] @ v["W_Q"] @ (v["X"] @ v["W_K"]).T / np.sqrt(2)
    out = softmax(S, axis=1) @ v["X"] @ v["W_V"]
    return {"S": S, "O": out, "L": mse(v["Y"], out)}


@network("attention-masked")
def attention_masked(v: Values) -> Quantities:
    S = v["X"] @ v["W_Q"] @ (v["X"] @ v["W_K"]).T / np.sqrt(2)
    weights = np.exp(S) * np.tril(np.ones(S.shape))
    A = weights / np.sum(weights, axis=1, keepdims=True)
    out = A @ v["X"] @ v["W_V"]
    return {"A": A, "O": out, "L": mse(v["Y"], out)}


@network("attention-heads")
def attention_heads(v: Values) -> Quantities:
    X, heads = v["X"], []
    for Q, K, V in zip(v["Q"], v["K"], v["V"], strict=True):
        heads.append(softmax(X @ Q @ (X @ K).T / np.sqrt(2), axis=1) @ X @ V)
    out = np.concatenate(heads, axis=1) @ v["W_O"]
    return {"O": out, "L": mse(v["Y"], out)}


@network("transformer")
def transformer(v: Values) -> Quantities:
    C = v["X"] - np.mean(v["X"], axis=1, keepdims=True)
    N = C / np.sqrt(np.mean(C**2, axis=1, keepdims=True) + 1e-5)
    A = softmax(N @ v["Q"] @ (N @ v["K"]).T / np.sqrt(2), axis=1)
    Z = v["X"] + A @ N @ v["V"]
    Y = Z + np.maximum(Z @ v["W"] + v["b"], 0) @ v["U"]
    return {"N": N, "A": A, "Z": Z, "Y": Y, "L": mse(v["R"], Y)}


@network("seq2seq")
def seq2seq(v: Values) -> Quantities:
    h, states, scores = v["h[0]"], [], []
    for x in v["x"]:
        h = np.tanh(v["W"] @ h + v["U"] @ x)
        states.append(h)
        scores.append(v["v"].T @ np.tanh(v["A"] @ v["s0"] + v["B"] @ h))
    alpha = softmax(below(*scores))
    k = sum(state * alpha[t, 0] for t, state in enumerate(states))
    yhat = softmax(v["V"] @ np.tanh(v["D"] @ v["s0"] + v["C"] @ k))
    return {"alpha": alpha, "k": k, "yhat": yhat, "L": cross_entropy(v["y"], yhat)}


@network("cnn")
def cnn(v: Values) -> Quantities:
    K, (m, n) = v["K"], (v["X"].shape[0] - 1, v["X"].shape[1] - 1)
    Z = sum(K[i, j] * v["X"][i : i + m, j : j + n] for i in (0, 1) for j in (0, 1)) + v["b"]
    P = np.array([[np.max(Z[i : i + 2, j : j + 2]) for j in (0, 2)] for i in (0, 2)])
    yhat = softmax(v["V"] @ np.reshape(np.maximum(P, 0), (4, 1)) + v["c"])
    return {"Z": Z, "P": P, "yhat": yhat, "L": cross_entropy(v["y"], yhat)}


@network("caption")
def caption(v: Values) -> Quantities:
    h, L = np.tanh(v["P"] @ v["v"]), 0
    result = {"h[0]": h}
    for t in (1, 2):
        h = np.tanh(v["W"] @ h + v["U"] @ v["E"].T @ v["w"][t - 1])
        L = L + cross_entropy(v["y"][t - 1], softmax(v["V"] @ h + v["c"]))
        result[f"h[{t}]"] = h
    return {**result, "L": L}


@network("caption-context")
def caption_context(v: Values) -> Quantities:
    g, s, L = v["g[0]"], v["s[0]"], 0
    for r in v["r"]:
        g = np.tanh(v["A"] @ r + v["B"] @ g)
    k = np.tanh(v["C"] @ g)
    result = {"g[2]": g, "k": k}
    for t in (1, 2, 3):
        s = np.tanh(v["W"] @ s + v["D"] @ k + v["U"] @ v["w"][t - 1])
        L = L + cross_entropy(v["y"][t - 1], softmax(v["V"] @ s)) / 3
        result[f"s[{t}]"] = s
    return {**result, "L": L}


def gated(v: Values, is_reset_before: bool, replaces: bool, in_rows: bool) -> Quantities:
    """Two steps of a gated recurrent unit, as the dialects of the catalogue have it."""

    def product(weight: Any, vector: Any) -> Any:
        return vector @ weight if in_rows else weight @ vector

    def gate(name: str, x: Any, h: Any) -> Any:
        return sigmoid(product(v[f"W_{name}"], x) + product(v[f"U_{name}"], h) + v.get(f"b_{name}", 0))

    states = [v["h[0]"]]
    for x in v["x"]:
        h = states[-1]
        r, z = gate("r", x, h), gate("z", x, h)
        inner = product(v["U_n"], r * h) if is_reset_before else r * (product(v["U_n"], h) + v["c_n"])
        n = np.tanh(product(v["W_n"], x) + v.get("b_n", 0) + inner)
        states.append((1 - z) * h + z * n if replaces else z * h + (1 - z) * n)
    return {"h[1]": states[1], "h[2]": states[2], "L": half_square(states[2] - v["y"])}


@network("gru")
@network("gru-onnx")
def gru(v: Values) -> Quantities:
    return gated(v, is_reset_before=True, replaces=False, in_rows=False)


@network("gru-torch")
def gru_torch(v: Values) -> Quantities:
    return gated(v, is_reset_before=False, replaces=False, in_rows=False)


@network("gru-keras")
def gru_keras(v: Values) -> Quantities:
    return gated(v, is_reset_before=False, replaces=False, in_rows=True)


@network("gru-haiku")
def gru_haiku(v: Values) -> Quantities:
    return gated(v, is_reset_before=True, replaces=True, in_rows=True)


@network("momentum")
def momentum(v: Values) -> Quantities:
    def error(w: Any) -> Any:
        return half_square(v["A"] @ w - v["r"])

    w, velocity, result = v["w[0]"], v["v[0]"], {}
    for k in (1, 2):
        slope = grad(error)(w)
        result |= {f"E[{k}]": error(w), f"dE[{k}]/dw[{k - 1}]": slope}
        velocity = v["a"] * velocity + slope
        w = w - v["eta"] * velocity
        result[f"w[{k}]"] = w
    return {**result, "L": error(w)}


@network("adam")
def adam(v: Values) -> Quantities:
    def error(w: Any) -> Any:
        return half_square(w.T @ v["x"] - v["y"])

    w, m, s, result = v["w[0]"], v["m[0]"], v["v[0]"], {}
    for k in (1, 2):
        slope = grad(error)(w)
        m = v["beta1"] * m + (1 - v["beta1"]) * slope
        s = v["beta2"] * s + (1 - v["beta2"]) * slope**2
        mhat, shat = m / (1 - v["beta1"] ** k), s / (1 - v["beta2"] ** k)
        w = w - v["eta"] * mhat / (np.sqrt(shat) + v["eps"])
        result |= {f"dE[{k}]/dw[{k - 1}]": slope, f"m[{k}]": m, f"v[{k}]": s, f"w[{k}]": w}
    return {**result, "L": error(w)}


@network("contrastive-batch")
def contrastive_batch(v: Values) -> Quantities:
    s = v["U"] @ v["V"].T / v["tau"]
    p = softmax(s, axis=1)
    return {"S": s, "P": p, "L": cross_entropy(np.eye(3), p) / 3}


@network("policy-gradient")
def policy_gradient(v: Values) -> Quantities:
    def objective(weights: Any) -> Any:
        return (v["G"] - v["v"]) * np.log(softmax(weights @ v["s"] + v["b"])[1, 0])

    z = v["W"] @ v["s"] + v["b"]
    new = v["W"] + v["eta"] * grad(objective)(v["W"])
    policies = {"p": softmax(z), "pnew": softmax(new @ v["s"] + v["b"])}
    return {"z": z, "J": objective(v["W"]), "Wnew": new, **policies}


@network("mixture-of-experts")
def mixture_of_experts(v: Values) -> Quantities:
    g = softmax(v["W_g"] @ v["x"])
    first, second = (np.tanh(weight @ v["x"]) for weight in v["W"])
    y = g[0, 0] * first + g[1, 0] * second
    return {"g": g, "e[1]": first, "e[2]": second, "y": y, "L": half_square(y - v["r"])}


@network("low-rank")
def low_rank(v: Values) -> Quantities:
    u = v["A"] @ v["x"]
    z = v["W"] @ v["x"] + v["alpha"] * v["B"] @ u
    return {"u": u, "z": z, "yhat": softmax(z), "L": cross_entropy(v["y"], softmax(z))}


@network("graph-convolution")
def graph_convolution(v: Values) -> Quantities:
    h = np.maximum(v["N"] @ v["X"] @ v["W_1"], 0)
    z = v["N"] @ h @ v["W_2"]
    p = softmax(z, axis=1)
    return {"H": h, "Z": z, "P": p, "L": cross_entropy(v["Y"], p) / 2}


@network("radial-basis")
def radial_basis(v: Values) -> Quantities:
    first, second = (np.exp(-half_square(v["x"] - c) / s**2) for c, s in zip(v["c"], v["s"], strict=True))
    yhat = v["w"][0] * first + v["w"][1] * second + v["b"]
    return {"phi[1]": first, "phi[2]": second, "yhat": yhat, "L": half_square(yhat - v["y"])}


@network("rotary")
def rotary(v: Values) -> Quantities:
    def turn(t: int) -> Any:
        angle = t * v["theta"]
        rows = [np.stack([np.cos(angle), -np.sin(angle)]), np.stack([np.sin(angle), np.cos(angle)])]
        return np.stack(rows)

    q = turn(3) @ v["W_q"] @ v["x"][2]
    keys = [turn(t) @ v["W_k"] @ x for t, x in enumerate(v["x"], 1)]
    a = softmax(below(*(q.T @ key / np.sqrt(2) for key in keys)))
    o = sum(a[t, 0] * x for t, x in enumerate(v["x"]))
    return {"q": q, "k[1]": keys[0], "k[2]": keys[1], "k[3]": keys[2], "a": a, "L": half_square(o - v["r"])}
