"""Published examples outside the catalogue: what their sources print, and what is true, comes out of our equations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exercises import exercise

from derive.api import Exercise
from derive.problem.spec import METHODS

FACTS = Path(__file__).parent / "facts" / "published"


@dataclass(frozen=True)
class Example:
    """Our equations for an example, the range of its index, and our name for what its source calls otherwise."""

    file: str
    equations: str
    asked: Mapping[str, str]
    index: str
    values: Mapping[str, str]

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((FACTS / f"{self.file}.json").read_text(encoding="utf-8"))
        return found

    def exercise(self) -> Exercise:
        inputs = {name: entry["value"] for name, entry in self.facts["inputs"].items()}
        values = "\n".join(f"{json.dumps(ours)} = {inputs[theirs]}" for ours, theirs in self.values.items())
        return exercise(self.equations, values, " ".join(dict.fromkeys(self.asked.values())), index=self.index)


GATES = Example(
    "gru_gate_mixing",
    "q = r .* h\nu = 1 - z\nkept = u .* h\nadded = z .* c\nnew = kept + added\nL = sum(new)",
    {
        **{"r_5.h_4": "q", "1-z_5": "u", "(1-z_5).h_4": "kept", "z_5.htilde_5": "added", "h_5": "new"},
        "EXTENSION d(sum h_5)/dh_4": "dL/dh",
        "EXTENSION d(sum h_5)/dz_5": "dL/dz",
        "EXTENSION d(sum h_5)/dhtilde_5": "dL/dc",
    },
    "",
    {"h": "h_4", "r": "r_5", "z": "z_5", "c": "htilde_5"},
)
GATE_NAMES = {"f": "f", "i": "i", "ctilde": "g", "C": "C", "o": "o", "h": "h"}
WEIGHTS = ("Wf", "Whf", "bf", "Wi", "Whi", "bi", "Wc", "Whc", "bc", "Wo", "Who", "bo", "Wy", "by")
CELL = Example(
    "lstm_scalar_forward_123",
    "f[t] = sigmoid(Wf X[t] + Whf h[t-1] + bf)\ni[t] = sigmoid(Wi X[t] + Whi h[t-1] + bi)\n"
    "g[t] = tanh(Wc X[t] + Whc h[t-1] + bc)\nC[t] = f[t] C[t-1] + i[t] g[t]\n"
    "o[t] = sigmoid(Wo X[t] + Who h[t-1] + bo)\nh[t] = o[t] tanh(C[t])\ny = Wy h[3] + by\nL = 1/2 (y - 4)^2",
    {
        **{f"{theirs}{t}": f"{ours}[{t}]" for theirs, ours in GATE_NAMES.items() for t in (1, 2, 3)},
        **{"y": "y", "y (second notebook)": "y", "EXTENSION L = 1/2 (y-4)^2": "L"},
        **{f"EXTENSION dL/d{name}": f"dL/d{name}" for name in (*WEIGHTS, "y")},
        **{f"EXTENSION dL/d{theirs}{t}": f"dL/d{ours}[{t}]" for theirs, ours in GATE_NAMES.items() for t in (1, 2, 3)},
    },
    "t = [1, 2, 3]",
    {"X": "X", "h[0]": "h0", "C[0]": "C0", **{name: name for name in WEIGHTS}},
)
THROUGH_TIME = Example(
    "d2l_bptt",
    "h[t] = W_hx x[t] + W_hh h[t-1]\no[t] = W_qh h[t]\nl[t] = 1/2 sqnorm(o[t] - y[t])\nL = mean(t, l[t])",
    {name: name for name in ("L", "dL/dW_hx", "dL/dW_hh", "dL/dW_qh")},
    "t = '1..4'",
    {"x": "x", "y": "y", "h[0]": "h0", "W_hx": "W_hx", "W_hh": "W_hh", "W_qh": "W_qh"},
)
EXAMPLES = (GATES, CELL)


@pytest.mark.parametrize("example", [*EXAMPLES, THROUGH_TIME], ids=lambda example: example.file)
def test_nothing_of_these_examples_is_left_out(example: Example) -> None:
    """The other four are held name by name where they are."""
    printed = {entry["name"] for entry in example.facts["printed_answers"]}
    assert printed | set(example.facts["truth"]) == set(example.asked)
    assert example.facts["errata"] == []


def flat(value: Any) -> list[Any]:
    return [entry for part in value for entry in flat(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.file)
def test_what_is_printed_comes_out_at_its_digits(example: Example) -> None:
    ours = example.exercise().solve(digits=20)
    for entry in example.facts["printed_answers"]:
        found = flat(ours[example.asked[entry["name"]]].value)
        for text, number in zip(flat(entry["printed"]), found, strict=True):
            assert Decimal(number).quantize(Decimal(text)) == Decimal(text), entry["name"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("example", [*EXAMPLES, THROUGH_TIME], ids=lambda example: example.file)
def test_what_is_true_comes_out(example: Example, method: str) -> None:
    truth = example.facts["truth"]
    ours = example.exercise().solve(method=method, digits=16)
    for theirs, name in example.asked.items():
        assert np.allclose(
            np.array(flat(ours[name].value), dtype=float), np.array(flat(truth[theirs])), rtol=1e-10, atol=1e-13
        ), theirs


@pytest.mark.parametrize("method", METHODS)
def test_layer_normalisation_of_six_rows(method: str) -> None:
    """The rows of all batches below each other, which the sums over batch and time do not tell apart."""
    facts = json.loads((FACTS / "layernorm_llmc.json").read_text(encoding="utf-8"))
    inputs = {name: np.array(entry["value"]) for name, entry in facts["inputs"].items()}
    rows = {name: inputs[name].reshape(-1, 4) for name in ("x", "dout")}
    rows |= {name: inputs[name].reshape(1, 4) for name in ("w", "b")}
    values = "\n".join(f"{name} = {array.tolist()}" for name, array in rows.items())
    model = (
        'c = x - mean(x, axis="rows")\nv = mean(c .* c, axis="rows")\nn = c ./ sqrt(v + 0.00001)\n'
        "out = n .* w + b\nL = sum(out .* dout)"
    )
    solution = exercise(model, values, "dL/dx dL/dw dL/db").solve(method=method, digits=12)
    for name in ("x", "w", "b"):
        found = np.array(solution[f"dL/d{name}"].value, dtype=float)
        assert np.allclose(found, np.array(facts["truth"][f"d{name}"]).reshape(found.shape), atol=1e-10), name


def printed_and_true(file: str) -> tuple[dict[str, str], dict[str, Any]]:
    facts = json.loads((FACTS / f"{file}.json").read_text(encoding="utf-8"))
    return {entry["name"]: entry["printed"] for entry in facts["printed_answers"]}, facts["truth"]


POWERS = (1, 5, 10, 20, 40)


def test_the_norms_of_a_vector_that_a_jacobian_shrinks_again_and_again() -> None:
    """ρ is the larger eigenvalue of J, which for two rows is told by its trace and its determinant."""
    printed, truth = printed_and_true("rnn_scalar_3step_last_state")
    model = (
        "v[k] = 9/10 W' v[k-1]\nn[k] = norm(v[k])\nJ = 9/10 W'\n"
        "rho = 1/2 (trace(J) + sqrt(trace(J)^2 - 4 det(J)))\np[0] = 1\np[k] = rho p[k-1]"
    )
    ask = " ".join(["rho", *(f"{name}[{k}]" for k in POWERS for name in "np")])
    values = "W = [[0.6, 0.1], [0.2, 0.5]]\n'v[0]' = [1, 1]"
    ours = exercise(model, values, ask, index="k = '1..40'").solve(digits=24)
    names = {"rho(J)": "rho"} | {f"||J^{k} g||": f"n[{k}]" for k in POWERS} | {f"rho^{k}": f"p[{k}]" for k in POWERS}
    for theirs, name in names.items():
        assert float(ours[name].value) == pytest.approx(truth[theirs], rel=1e-12)
        assert f"{Decimal(ours[name].value):.3e}" == f"{Decimal(printed[theirs]):.3e}"


@pytest.mark.parametrize("method", METHODS)
def test_a_net_of_numbers_with_one_update_and_a_dead_unit(method: str) -> None:
    printed, truth = printed_and_true("conv_hand_calc")
    weights = ("w1", "b1", "w2", "b2")
    model = (
        "z1 = w1 x + b1\nh = relu(z1)\nyhat = w2 h + b2\nL = 1/2 (yhat - y)^2\n"
        + "\n".join(f"{name}_new = {name} - eta dL/d{name}" for name in weights)
        + "\nz1_after = w1_new x + b1_new\nyhat_after = w2_new relu(z1_after) + b2_new"
        + "\nL_after = 1/2 (yhat_after - y)^2"
    )
    values = "w1 = 0.5\nb1 = 0\nw2 = 1.5\nb2 = 0\nx = 2\ny = 1\neta = 0.1"
    names = {
        name: name.replace(" ", "_") for name in printed if ":" not in name and not name.startswith(("dL/dK", "dL/dX"))
    }
    ask = " ".join(names.values())
    ours = exercise(model, values, ask).solve(method=method, digits=12)
    for theirs, name in names.items():
        assert float(ours[name].value) == pytest.approx(truth[theirs], rel=1e-10, abs=1e-12), name
        assert Decimal(ours[name].value).quantize(Decimal(printed[theirs])) == Decimal(printed[theirs]), name
    dead = exercise(model, values.replace("w1 = 0.5", "w1 = -0.5"), "yhat dL/dw1 dL/dw2 dL/db2").solve(method=method)
    for name in ("yhat", "dL/dw1", "dL/dw2", "dL/db2"):
        assert float(dead[name].value) == truth[f"dead ReLU: {name}"]
