"""What the functions of NumPy, PyTorch, JAX and TensorFlow do to arrays: one row for a name, whichever library has it.

A row's function takes the arguments under the names of `SAME_WORD`; words that only say how something is stored are
left out.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from derive.tracing import along_axes as reductions
from derive.tracing import array_functions as arrays
from derive.tracing import places_in_arrays as places
from derive.tracing import scalars
from derive.tracing.faults import Unclear
from derive.tracing.scalars import Entry, number
from derive.tracing.tensor import count, entry_by_entry, moved, place_of, tensor, transposed, whole

Function = Callable[..., Any]

SAME_WORD = {
    "dim": "axis",
    "axes": "axis",
    "keepdim": "keepdims",
    "keep_dims": "keepdims",
    "input": "a",
    "x": "a",
    "logits": "a",
    "input_tensor": "a",
    "diagonal": "k",
    "tensor": "a",
    "num_classes": "depth",
    "correction": "ddof",
    "a_min": "low",
    "a_max": "high",
    "min": "low",
    "max": "high",
    "clip_value_min": "low",
    "clip_value_max": "high",
}
NO_MATTER = frozenset(
    "dtype device requires_grad copy order name dtype_hint casting precision preferred_element_type memory_format "
    "implicit optimize subok ndmin non_blocking retain_graph inplace trainable endpoint like layout".split()
)
"""Words that say how numbers are stored, not which they are."""


ENTRYWISE: dict[str, Callable[..., Entry]] = {
    **{
        name: getattr(scalars, name)
        for name in "exp expm1 log log2 log10 log1p sqrt rsqrt tanh sin cos cosh sinh".split()
    },
    **{name: getattr(scalars, name) for name in "sigmoid relu softplus sign erf square negative".split()},
    "abs": scalars.absolute,
    "absolute": scalars.absolute,
    "fabs": scalars.absolute,
    "neg": scalars.negative,
    "expit": scalars.sigmoid,
    "logistic": scalars.sigmoid,
    "reciprocal": lambda a: scalars.divide(1.0, a),
    "logical_not": lambda a: not number(a),
    "isnan": lambda a: number(a) != number(a),
    "isfinite": lambda a: math.isfinite(number(a)),
    "floor": lambda a: float(math.floor(number(a))),
    "ceil": lambda a: float(math.ceil(number(a))),
    "silu": lambda a: scalars.multiply(a, scalars.sigmoid(a)),
    "stop_gradient": number,
}
PAIRWISE: dict[str, Callable[[Entry, Entry], Entry]] = {
    **{
        name: getattr(scalars, name)
        for name in "add subtract multiply divide power maximum minimum floor_divide".split()
    },
    "sub": scalars.subtract,
    "mul": scalars.multiply,
    "div": scalars.divide,
    "true_divide": scalars.divide,
    "pow": scalars.power,
    "mod": scalars.modulo,
    "greater": arrays.compared(lambda x, y: x > y),
    "gt": arrays.compared(lambda x, y: x > y),
    "greater_equal": arrays.compared(lambda x, y: x >= y),
    "ge": arrays.compared(lambda x, y: x >= y),
    "less": arrays.compared(lambda x, y: x < y),
    "lt": arrays.compared(lambda x, y: x < y),
    "less_equal": arrays.compared(lambda x, y: x <= y),
    "equal": arrays.compared(lambda x, y: x == y),
    "eq": arrays.compared(lambda x, y: x == y),
    "not_equal": arrays.compared(lambda x, y: x != y),
    "logical_and": arrays.compared(lambda x, y: bool(x) and bool(y)),
    "logical_or": arrays.compared(lambda x, y: bool(x) or bool(y)),
}
REDUCING: dict[str, Function] = {
    "sum": reductions.summed,
    "reduce_sum": reductions.summed,
    "mean": reductions.mean,
    "average": reductions.mean,
    "reduce_mean": reductions.mean,
    "var": reductions.variance,
    "reduce_variance": reductions.variance,
    "std": reductions.deviation,
    "max": reductions.largest,
    "amax": reductions.largest,
    "reduce_max": reductions.largest,
    "min": reductions.smallest,
    "amin": reductions.smallest,
    "reduce_min": reductions.smallest,
    "prod": reductions.multiplied,
    "argmax": reductions.argmax,
    "argmin": reductions.argmin,
    "any": reductions.is_any,
    "all": reductions.is_all,
    "norm": reductions.norm,
    "cumsum": reductions.cumulated,
    "softmax": reductions.softmax,
    "log_softmax": reductions.log_softmax,
    "logsumexp": reductions.logsumexp,
    "reduce_logsumexp": reductions.logsumexp,
}
ARRAYS: dict[str, Function] = {
    **dict.fromkeys(
        "array asarray tensor constant as_tensor from_numpy Variable ascontiguousarray".split(), arrays.arrayed
    ),
    **dict.fromkeys("convert_to_tensor float32 float64 atleast_1d Parameter matrix".split(), arrays.arrayed),
    **dict.fromkeys("copy clone identity_copy".split(), arrays.copied),
    **dict.fromkeys("zeros empty".split(), arrays.of_shape(0.0)),
    "ones": arrays.of_shape(1.0),
    "zeros_like": arrays.like(0.0),
    "empty_like": arrays.like(0.0),
    "ones_like": arrays.like(1.0),
    "full": arrays.full,
    "full_like": lambda a, fill: arrays.full(tensor(a).shape, fill),
    **dict.fromkeys("eye identity".split(), reductions.eye),
    "diag": reductions.diagonal_or_matrix,
    "diagflat": lambda a: reductions.diagonal_or_matrix(arrays.flat(a)),
    "trace": reductions.trace,
    "arange": arrays.numbers_from,
    "one_hot": reductions.one_hot,
    **dict.fromkeys("dot".split(), reductions.inner_or_matrix),
    **dict.fromkeys("matmul mm bmm mv".split(), arrays.matmul),
    **dict.fromkeys("outer ger".split(), reductions.outer),
    "inner": lambda a, b: reductions.summed(entry_by_entry(scalars.multiply, a, b), -1),
    "vdot": lambda a, b: reductions.inner_or_matrix(arrays.flat(a), arrays.flat(b)),
    "tensordot": reductions.tensordot,
    "einsum": reductions.einsum,
    **dict.fromkeys("concatenate concat cat".split(), arrays.joined),
    **dict.fromkeys("vstack row_stack".split(), arrays.below_each_other),
    "hstack": arrays.beside_each_other,
    "append": lambda a, b, axis=None: arrays.joined([a, b], axis),
    "column_stack": arrays.as_columns,
    "stack": arrays.piled,
    **dict.fromkeys("split array_split chunk".split(), arrays.cut),
    "hsplit": lambda a, parts: arrays.cut(a, parts, -1),
    "vsplit": arrays.cut,
    "where": arrays.chosen,
    **dict.fromkeys("clip clamp clip_by_value".split(), arrays.clipped),
    **dict.fromkeys("transpose".split(), arrays.turned),
    "t": lambda a: transposed(tensor(a)),
    "swapaxes": arrays.exchanged,
    "permute": arrays.permuted,
    "moveaxis": lambda a, source, target: moved(
        tensor(a), place_of(whole(source), len(tensor(a).shape)), place_of(whole(target), len(tensor(a).shape))
    ),
    **dict.fromkeys("reshape view".split(), arrays.in_shape),
    "ravel": arrays.flat,
    "flatten": lambda a: arrays.copied(arrays.flat(a)),
    "squeeze": arrays.squeezed,
    **dict.fromkeys("expand_dims unsqueeze".split(), arrays.widened),
    **dict.fromkeys("flip flipud".split(), arrays.flipped),
    "fliplr": partial(arrays.flipped, axis=1),
    "broadcast_to": lambda a, shape: arrays.full(shape, a),
    "repeat": arrays.repeated,
    "repeat_interleave": arrays.repeated,
    "tile": arrays.tiled,
    "pad": arrays.padded,
    "tril": arrays.triangle(lambda i, j: j <= i),
    "triu": arrays.triangle(lambda i, j: j >= i),
    "masked_fill": arrays.fill_where,
    "take": arrays.picked,
    "take_along_axis": arrays.along_axis,
    "gather": arrays.picked,
    "add_n": arrays.all_added,
    "leaky_relu": arrays.leaky,
    "heaviside": lambda a, b: entry_by_entry(lambda x, y: y if number(x) == 0 else float(number(x) > 0), a, b),
    "nonzero": arrays.chosen,
    "unravel_index": places.unraveled,
    "ndindex": places.indices_of,
    "roll": places.rolled,
    "linspace": places.evenly,
    "rot90": places.turned_by_quarters,
    "kron": places.kronecker,
    "shape": arrays.shape_of,
    "size": lambda a: count(tensor(a).shape),
    "numel": lambda a: count(tensor(a).shape),
    "ndim": lambda a: len(tensor(a).shape),
    "cross_entropy": reductions.cross_entropy,
    "mse_loss": reductions.squared_error,
    "cast": lambda a, to=None: a,
    **dict.fromkeys(
        "float double detach numpy cpu cuda contiguous to type astype asnumpy get".split(), lambda a, *to: a
    ),
    **dict.fromkeys("requires_grad_ no_grad_ retain_grad numpy_ block_until_ready".split(), lambda a, *to: a),
    **dict.fromkeys("int long".split(), lambda a: entry_by_entry(lambda x: int(number(x)), a)),
    "bool": lambda a: entry_by_entry(lambda x: bool(number(x)), a),
}
FUNCTIONS: Mapping[str, Function] = {
    **{name: arrays.one(function) for name, function in ENTRYWISE.items()},
    **{name: arrays.two(function) for name, function in PAIRWISE.items()},
    **REDUCING,
    **ARRAYS,
}
NUMBERS = {"pi": math.pi, "e": math.e, "inf": math.inf, "newaxis": None, "nan": math.nan}


def called(function: Function, args: tuple[Any, ...], words: Mapping[str, Any]) -> Any:
    """What a row gives for arguments in order and by words.  Errors: `Unclear` where it does not take them."""
    known = inspect.signature(function).parameters
    if any(p.kind is p.VAR_KEYWORD for p in known.values()):
        return function(*args, **words)
    named = {SAME_WORD.get(word, word): value for word, value in words.items() if word not in NO_MATTER}
    positional = [p for p in known.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    has_rest = any(p.kind is p.VAR_POSITIONAL for p in known.values())
    if len(args) > len(positional) and not has_rest:
        args = args[: len(positional)] if all(map(is_storage, args[len(positional) :])) else args
        if len(args) > len(positional):
            raise Unclear
    taken = {p.name for p in positional[: len(args)]}
    if any(word not in known or word in taken for word in named):
        raise Unclear
    if any(p.default is p.empty and p.name not in taken and p.name not in named for p in positional):
        raise Unclear
    return function(*args, **named)


def is_storage(value: Any) -> bool:
    """Whether an argument only says how numbers are stored."""
    return value is None or isinstance(value, str) or getattr(value, "is_storage", False)
