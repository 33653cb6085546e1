"""The patterns of `einsum` with other letters: usual mistakes in them taken back."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def of_einsum(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Other letters in the pattern of an `einsum`: of a factor, of the result, of what is summed over."""
    match node:
        case ast.Call(
            ast.Attribute(_, "einsum") | ast.Name("einsum") as function, [ast.Constant(str() as pattern), *rest]
        ):
            inputs, arrow, result = pattern.replace(" ", "").partition("->")
        case _:
            return
    for name, new in other_patterns(inputs.split(","), result) if arrow else ():
        yield name, ast.Call(function, [ast.Constant(new), *rest], node.keywords)


def other_patterns(inputs: Sequence[str], result: str) -> Iterator[tuple[str, str]]:
    for letter in sorted(set("".join(inputs)) - set(result)) if len(result) < 2 else ():
        key = "sum_over_other_axis" if result else "summed_over_everything"
        yield key, f"{','.join(inputs)}->{letter}"
    for k, letters in enumerate(inputs):
        if len(letters) == 2:
            yield "transposed_factor", f"{','.join([*inputs[:k], letters[::-1], *inputs[k + 1 :]])}->{result}"
    if len(result) == 2:
        yield "transposed", f"{','.join(inputs)}->{result[::-1]}"


def is_einsum(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(_, "einsum") | ast.Name("einsum"):
            return True
    return False
