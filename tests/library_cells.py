"""The gated recurrent units of the catalogue, run in the libraries whose equations they have.

Each function takes the arrays of a problem file and gives what the problem asks for, as far as the library can: two
steps, half the squared distance to y as the loss, and the library's own derivatives.  The libraries are imported where
they are run; `tests/facts/gru.json` holds what they gave.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
Values = dict[str, Any]
WEIGHTS = ("W", "U", "b")


def stacked(v: Values, kind: str, order: str, axis: int) -> Any:
    """The arrays of one kind in a library's order of gates."""
    return np.concatenate([v[f"{kind}_{gate}"] for gate in order], axis=axis)


def torch_gru(v: Values) -> Values:
    """`torch.nn.GRUCell` with weights (3u, in) in the order r, z, n; the second bias of r and z is zero."""
    import torch

    cell = torch.nn.GRUCell(2, 2, dtype=torch.float64)
    zero = np.zeros((2, 1))
    second = np.concatenate([zero, zero, v["c_n"]])
    parameters = {
        "weight_ih": stacked(v, "W", "rzn", 0),
        "weight_hh": stacked(v, "U", "rzn", 0),
        "bias_ih": stacked(v, "b", "rzn", 0)[:, 0],
        "bias_hh": second[:, 0],
    }
    cell.load_state_dict({name: torch.tensor(value) for name, value in parameters.items()})
    states = [torch.tensor(v["h[0]"].T)]
    for x in v["x"]:
        states.append(cell(torch.tensor(x.T), states[-1]))
        states[-1].retain_grad()
    loss = ((states[2] - torch.tensor(v["y"].T)) ** 2).sum() / 2
    loss.backward()
    return {
        "h[1]": states[1].detach().numpy().T,
        "h[2]": states[2].detach().numpy().T,
        "L": loss.item(),
        "dL/dh[1]": states[1].grad.numpy().T,
        "dL/dU_n": cell.weight_hh.grad.numpy()[4:],
        "dL/dW_z": cell.weight_ih.grad.numpy()[2:4],
    }


def by_jax(step: Callable[[Values, Any, Any], Any], v: Values) -> Values:
    """Two steps of a cell that is a function of its weights, the input and the state, all rows."""
    import jax

    def loss(weights: Values, start: Any, inputs: Any) -> Any:
        state = start
        for x in inputs:
            state = step(weights, x, state)
        return ((state - v["y"]) ** 2).sum() / 2

    weights = {name: value for name, value in v.items() if name[:2] in ("W_", "U_", "b_", "c_")}
    first = step(weights, v["x"][0], v["h[0]"])
    by_weights = jax.grad(loss)(weights, v["h[0]"], v["x"])
    return {
        "h[1]": first,
        "h[2]": step(weights, v["x"][1], first),
        "L": loss(weights, v["h[0]"], v["x"]),
        "dL/dh[1]": jax.grad(loss, argnums=1)(weights, first, v["x"][1:]),
        "dL/dU_n": by_weights["U_n"],
        "dL/dW_z": by_weights["W_z"],
    }


def haiku_gru(v: Values) -> Values:
    """`haiku.GRU` with w_i (in, 3u), w_h (u, 3u) and b (3u) in the order z, r, a."""
    import haiku
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    cell = haiku.without_apply_rng(haiku.transform(lambda x, state: haiku.GRU(2)(x, state)[1]))

    def step(weights: Values, x: Any, state: Any) -> Any:
        w_i, w_h, b = (jnp.concatenate([weights[f"{kind}_{gate}"] for gate in "zrn"], axis=1) for kind in WEIGHTS)
        return cell.apply({"gru": {"w_i": w_i, "w_h": w_h, "b": b[0]}}, x, state)

    return by_jax(step, v)


def keras_gru(v: Values) -> Values:
    """`keras.layers.GRUCell` with reset_after: kernels (in, 3u) in the order z, r, h, biases (2, 3u)."""
    import jax
    import jax.numpy as jnp
    import keras

    jax.config.update("jax_enable_x64", True)
    cell = keras.layers.GRUCell(2, dtype="float64")
    cell.build((1, 2))
    others = [variable.value for variable in cell.non_trainable_variables]

    def step(weights: Values, x: Any, state: Any) -> Any:
        kernel, recurrent, bias = (
            jnp.concatenate([weights[f"{kind}_{gate}"] for gate in "zrn"], axis=1) for kind in WEIGHTS
        )
        second = jnp.concatenate([jnp.zeros((1, 4)), weights["c_n"]], axis=1)
        values = [kernel, recurrent, jnp.concatenate([bias, second])]
        (_, [after]), _ = cell.stateless_call(values, others, x, [state])
        return after

    return by_jax(step, v)


def onnx_gru(v: Values) -> Values:
    """ONNX's operator GRU, linear_before_reset 0, by its reference evaluator; it has no derivatives."""
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    names = ("X", "W", "R", "B", "", "start")
    node = helper.make_node("GRU", names, ["Y", "last"], hidden_size=2, linear_before_reset=0)
    inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in names if name]
    outputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in ("Y", "last")]
    model = helper.make_model(helper.make_graph([node], "gru", inputs, outputs))
    bias = np.concatenate([stacked(v, "b", "zrn", 0)[:, 0], np.zeros(6)])
    given = {
        "X": np.stack([x.T for x in v["x"]]),
        "W": stacked(v, "W", "zrn", 0)[None],
        "R": stacked(v, "U", "zrn", 0)[None],
        "B": bias[None],
        "start": v["h[0]"].T[None],
    }
    states, _ = ReferenceEvaluator(model).run(None, given)
    first, second = (np.reshape(state, (2, 1)) for state in states)
    return {"h[1]": first, "h[2]": second, "L": ((second - v["y"]) ** 2).sum() / 2}


CELLS: dict[str, tuple[str, Callable[[Values], Values]]] = {
    "gru-torch": ("torch", torch_gru),
    "gru-keras": ("keras", keras_gru),
    "gru-haiku": ("haiku", haiku_gru),
    "gru-onnx": ("onnx", onnx_gru),
}
"""For each problem the library (by the name under which it is imported) and its cell."""
