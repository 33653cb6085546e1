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
        **{f"EXTENSION dL/d{name}": f"dL/d{name}" for name in WEIGHTS},
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
