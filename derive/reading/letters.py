"""Letters that are signs of mathematics and may be quantities of a problem too: e^x, xᵀ and I.

What stands there decides: e with anything but a number above is the exponential function, unless the model raises a
quantity e to powers; an array with T above is transposed; I is the identity where one is asked for that no vector is.
"""

from __future__ import annotations

from derive.language.expr import Expr, Identity, is_single
from derive.reading.name_meanings import Quantity
from derive.reading.tree import Name, Negate, Node, Num
from derive.reading.vocabulary import Vocabulary


def is_eulers(base: Node, exponent: Node, vocabulary: Vocabulary) -> bool:
    """Whether e with this exponent is the exponential function: always, but where a quantity e is meant.

    A number is the exponent of the quantity, and so is anything else if the model itself raises the quantity to powers.
    """
    if not isinstance(base, Name) or base.word != "e" or base.parts:
        return False
    found = vocabulary.find(base)
    plain = exponent.body if isinstance(exponent, Negate) else exponent
    if not isinstance(found, Quantity):
        return not (vocabulary.knows(base) and isinstance(plain, Num))
    return not isinstance(plain, Num) and found.name not in vocabulary.facts.raised


def is_transposing(exponent: Node, base: Expr) -> bool:
    """Whether a superscript T transposes although the problem has a number T: what it stands above is an array."""
    return isinstance(exponent, Name) and exponent.word == "T" and not exponent.parts and not is_single(base.shape)


def as_identity(node: Node | None, expr: Expr | None, asked: Expr | None) -> Expr | None:
    """The identity for I or I_n as a whole side, where a square matrix is asked for and a quantity I is none."""
    if not isinstance(node, Name) or node.word != "I" or asked is None or expr is None or expr.shape == asked.shape:
        return expr
    size = asked.shape[0] if len(asked.shape) == 2 and asked.shape[0] == asked.shape[1] else 0
    return Identity() if size and [part.text for part in node.parts] in ([], [str(size)]) else expr
