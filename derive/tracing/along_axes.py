"""Sums, means, extremes and what is built on them, along any axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from derive.tracing import scalars
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.scalars import WORK, Entry, number
from derive.tracing.tensor import (
    Tensor,
    constant,
    count,
    entry_by_entry,
    filled,
    matrix_product,
    place_of,
    plain,
    positions,
    reshaped,
    steps,
    tensor,
    transposed,
    whole,
)
from derive.tracing.true_arrays import MOST_ENTRIES

Reduction = Callable[[Sequence[Entry]], Entry]


def axes_of(axis: Any, axes: int) -> list[int]:
    """The axes that are meant; all of them for `None`."""
    if axis is None:
        return list(range(axes))
    chosen = axis if isinstance(axis, list | tuple) else [axis]
    return [place_of(whole(each), axes) for each in chosen]


def reduced(function: Reduction, value: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """The array in which all entries along some axes are taken together."""
    array = tensor(value)
    away = axes_of(axis, len(array.shape))
    kept = [k for k in range(len(array.shape)) if k not in away]
    lengths = tuple(array.shape[k] for k in kept)
    turned = transposed(array, [*kept, *away]).entries
    many = count(tuple(array.shape[k] for k in away))
    entries = [function(turned[k * many : (k + 1) * many]) for k in range(count(lengths))]
    shape = tuple(1 if k in away else n for k, n in enumerate(array.shape)) if keepdims else lengths
    return plain(filled(shape, entries))


def mean_of(entries: Sequence[Entry]) -> Entry:
    return scalars.divide(scalars.total(entries), len(entries))


def extreme(better: Callable[[Entry, Entry], Entry]) -> Reduction:
    def found(entries: Sequence[Entry]) -> Entry:
        if not entries:
            raise Failing
        best = entries[0]
        for entry in entries[1:]:
            best = better(best, entry)
        return best

    return found


def product_of(entries: Sequence[Entry]) -> Entry:
    result: Entry = 1
    for entry in entries:
        result = scalars.multiply(result, entry)
    return result


def place_of_largest(entries: Sequence[Entry]) -> int:
    return max(range(len(entries)), key=lambda k: (number(entries[k]), -k))


def place_of_smallest(entries: Sequence[Entry]) -> int:
    return min(range(len(entries)), key=lambda k: (number(entries[k]), k))


def summed(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(scalars.total, a, axis, keepdims)


def mean(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(mean_of, a, axis, keepdims)


def variance(a: Any, axis: Any = None, keepdims: Any = False, ddof: Any = 0) -> Any:
    array = tensor(a)
    away = entry_by_entry(scalars.subtract, array, mean(array, axis, True))
    many = count(tuple(array.shape[k] for k in axes_of(axis, len(array.shape)))) - whole(ddof)
    return entry_by_entry(scalars.divide, summed(entry_by_entry(scalars.square, away), axis, keepdims), many)


def deviation(a: Any, axis: Any = None, keepdims: Any = False, ddof: Any = 0) -> Any:
    return entry_by_entry(scalars.sqrt, variance(a, axis, keepdims, ddof))


def largest(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(extreme(scalars.maximum), a, axis, keepdims)


def smallest(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(extreme(scalars.minimum), a, axis, keepdims)


def multiplied(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(product_of, a, axis, keepdims)


def argmax(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(place_of_largest, a, axis, keepdims)


def argmin(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(place_of_smallest, a, axis, keepdims)


def is_any(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(lambda entries: any(map(number, entries)), a, axis, keepdims)


def is_all(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(lambda entries: all(map(number, entries)), a, axis, keepdims)


def norm(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return entry_by_entry(scalars.sqrt, summed(entry_by_entry(scalars.square, a), axis, keepdims))


def cumulated(a: Any, axis: Any = None) -> Any:
    array = tensor(a) if axis is not None else reshaped(tensor(a), (-1,))
    at = place_of(whole(axis or 0), len(array.shape))
    order = [*(k for k in range(len(array.shape)) if k != at), at]
    turned = transposed(array, order)
    length, entries, result = array.shape[at], turned.entries, []
    for start in range(0, len(entries), max(1, length)):
        running: Entry = 0
        for entry in entries[start : start + length]:
            running = scalars.add(running, entry)
            result.append(running)
    return transposed(filled(turned.shape, result), [order.index(k) for k in range(len(order))])


def softmax(a: Any, axis: Any = -1) -> Any:
    array = tensor(a)
    shifted = entry_by_entry(scalars.subtract, array, held(largest(array, axis, True)))
    exps = entry_by_entry(scalars.exp, shifted)
    return entry_by_entry(scalars.divide, exps, summed(exps, axis, True))


def log_softmax(a: Any, axis: Any = -1) -> Any:
    return entry_by_entry(scalars.subtract, a, logsumexp(a, axis, True))


def logsumexp(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
    top = held(largest(a, axis, True))
    exps = entry_by_entry(scalars.exp, entry_by_entry(scalars.subtract, a, top))
    whole_sum = entry_by_entry(scalars.add, entry_by_entry(scalars.log, summed(exps, axis, True)), top)
    array = tensor(whole_sum)
    away = axes_of(axis, len(array.shape))
    shape = array.shape if keepdims else tuple(n for k, n in enumerate(array.shape) if k not in away)
    return plain(reshaped(array, shape))


def held(value: Any) -> Any:
    """The numbers alone: a shift against overflow that cancels."""
    return entry_by_entry(number, value)


# Products along named axes


def outer(a: Any, b: Any) -> Any:
    left, right = reshaped(tensor(a), (-1, 1)), reshaped(tensor(b), (1, -1))
    return entry_by_entry(scalars.multiply, left, right)


def inner_or_matrix(a: Any, b: Any) -> Any:
    """`np.dot`: a product with a number, or over the last axis of one and the last but one of the other."""
    left, right = tensor(a), tensor(b)
    if not left.shape or not right.shape:
        return entry_by_entry(scalars.multiply, left, right)
    if len(left.shape) > 2 or len(right.shape) > 2:
        return contracted(left, right, [-1], [-2 if len(right.shape) > 1 else -1])
    return matrix_product(left, right)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    left, right = tensor(a), tensor(b)
    if isinstance(axes, int):
        n = axes
        return contracted(left, right, list(range(len(left.shape) - n, len(left.shape))), list(range(n)))
    first, second = axes
    listed = [list(each) if isinstance(each, list | tuple) else [each] for each in (first, second)]
    return contracted(left, right, *listed)


def contracted(left: Tensor, right: Tensor, of_left: Sequence[int], of_right: Sequence[int]) -> Any:
    over_left = [place_of(axis, len(left.shape)) for axis in of_left]
    over_right = [place_of(axis, len(right.shape)) for axis in of_right]
    free_left = [k for k in range(len(left.shape)) if k not in over_left]
    free_right = [k for k in range(len(right.shape)) if k not in over_right]
    if [left.shape[k] for k in over_left] != [right.shape[k] for k in over_right]:
        raise Failing
    many = count(tuple(left.shape[k] for k in over_left))
    rows = reshaped(transposed(left, [*free_left, *over_left]), (count(tuple(left.shape[k] for k in free_left)), many))
    columns = reshaped(
        transposed(right, [*over_right, *free_right]), (many, count(tuple(right.shape[k] for k in free_right)))
    )
    shape = (*(left.shape[k] for k in free_left), *(right.shape[k] for k in free_right))
    return plain(reshaped(tensor(matrix_product(rows, columns)), shape))


def einsum(recipe: Any, *values: Any) -> Any:
    """`einsum("ij,jk->ik", a, b)`."""
    if not isinstance(recipe, str) or not values or "." in recipe:
        raise Unclear
    sources, arrow, target = recipe.replace(" ", "").partition("->")
    words = sources.split(",")
    letters = "".join(words)
    if not arrow:
        target = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    arrays = [tensor(value) for value in values]
    if len(words) != len(arrays) or any(len(w) != len(a.shape) for w, a in zip(words, arrays, strict=True)):
        raise Failing
    lengths: dict[str, int] = {}
    for word, array in zip(words, arrays, strict=True):
        for letter, length in zip(word, array.shape, strict=True):
            if lengths.setdefault(letter, length) != length:
                raise Failing
    return einsum_of(words, arrays, target, lengths)


def einsum_of(words: Sequence[str], arrays: Sequence[Tensor], target: str, lengths: dict[str, int]) -> Any:
    summed_over = [letter for letter in dict.fromkeys("".join(words)) if letter not in target]
    if any(letter not in lengths for letter in target):
        raise Failing
    shape = tuple(lengths[letter] for letter in target)
    inside = tuple(lengths[letter] for letter in summed_over)
    if count(shape) * count(inside) > MOST_ENTRIES:
        raise TooMuchWork
    WORK.spend(count(shape) * count(inside))
    columns = [
        stretched_over(word, array, [*target, *summed_over], lengths) for word, array in zip(words, arrays, strict=True)
    ]
    products = [product_of(row) for row in zip(*columns, strict=True)]
    many = count(inside)
    return plain(filled(shape, [scalars.total(products[k * many : (k + 1) * many]) for k in range(count(shape))]))


def stretched_over(word: str, array: Tensor, letters: Sequence[str], lengths: dict[str, int]) -> list[Entry]:
    """The entries of an array for every choice of the letters."""
    own = steps(array.shape)
    strides = [sum(step for each, step in zip(word, own, strict=True) if each == letter) for letter in letters]
    entries = array.entries
    return [entries[place] for place in positions(tuple(lengths[letter] for letter in letters), strides)]


def one_hot(labels: Any, depth: Any) -> Any:
    array, many = tensor(labels), whole(depth)
    entries = [float(k == whole(entry)) for entry in array.entries for k in range(many)]
    return filled((*array.shape, many), entries)


def eye(rows: Any, columns: Any = None) -> Tensor:
    n = whole(rows)
    m = n if columns is None else whole(columns)
    made = constant((n, m), 0.0)
    made.write((k * m + k for k in range(min(n, m))), [1.0] * min(n, m))
    return made


def diagonal_or_matrix(value: Any) -> Any:
    """`np.diag`: the matrix with a vector on its diagonal, or the diagonal of a matrix."""
    array = tensor(value)
    if len(array.shape) == 1:
        n = array.shape[0]
        made = constant((n, n), 0.0)
        made.write((k * n + k for k in range(n)), array.entries)
        return made
    if len(array.shape) != 2:
        raise Failing
    return filled((min(array.shape),), [array.entries[k * array.shape[1] + k] for k in range(min(array.shape))])


def trace(value: Any) -> Any:
    return scalars.total(tensor(diagonal_or_matrix(value)).entries)


def cross_entropy(a: Any, target: Any) -> Any:
    """PyTorch's: the mean over the rows of what the right class costs."""
    logs, labels = tensor(log_softmax(a, -1)), tensor(target)
    if labels.shape == logs.shape:
        costs = summed(entry_by_entry(scalars.multiply, logs, labels), -1)
    else:
        hot = one_hot(labels, logs.shape[-1])
        costs = summed(entry_by_entry(scalars.multiply, logs, hot), -1)
    return entry_by_entry(scalars.negative, mean(costs))


def squared_error(a: Any, b: Any) -> Any:
    return mean(entry_by_entry(scalars.square, entry_by_entry(scalars.subtract, a, b)))
