"""Printed formulas as NumPy calculations: a reader of its own for the plain notation, sharing nothing with the program.

A value is a float or a two-dimensional array.  Names are looked up among what has been calculated before, under the
text in which they are printed: `h[1]`, `U`, `dl[2]/dhbar[0]`.  The entries may be balls of any precision in place of
floats; then `number` says what a printed number is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

NAME = r"[^\W\d]\w*"
PLACE = r"(?:\[[^\[\]]*\])*"
TOKEN = re.compile(
    rf"\s*(d{NAME}{PLACE}/d{NAME}{PLACE}|∂\+{NAME}{PLACE}/∂{NAME}{PLACE}|{NAME}{PLACE}|\d+\.\d+|\d+|\.\.|\.\*|[-+*/^'()\[\],=])"
)


def matrix_product(a: Any, b: Any) -> Any:
    """A product where one factor may be a number; a row times a column is a number again."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    product = a @ b
    return product[0, 0] if product.shape == (1, 1) else product


def softmax(z: Any) -> Any:
    powers = np.exp(z)
    return powers / powers.sum()


def step(z: Any) -> Any:
    return np.vectorize(lambda x: int(x > 0), otypes=[object])(z) if np.ndim(z) else int(z > 0)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": softmax,
    "softmax_rows": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    "relu": lambda z: z * step(z),
    "step": step,
    "mean": lambda z: np.sum(z) / np.size(z),
    "sqnorm": lambda z: np.sum(z * z),
    "diag": lambda z: np.diag(z[:, 0]),
    "eye": lambda n: np.eye(round(float(n))),
    "ones": lambda m, n: np.ones((round(float(m)), round(float(n)))),
    "CE": lambda y, p: -(y * np.log(p)).sum(),
    "MSE": lambda y, p: np.sum((y - p) * (y - p)) / np.size(y),
}


def calculate(
    text: str,
    known: Mapping[str, Any],
    ranges: Mapping[str, range],
    at: Mapping[str, int] = {},
    number: Callable[[str], Any] = float,
) -> Any:
    """The value of a printed formula, its index names at the numbers in `at`."""
    reader = Reader(text, known, ranges, dict(at), number)
    value = reader.sum()
    assert not reader.next, f"{text!r}: {reader.next!r} is left over"
    return value


def place_of(text: str, at: Mapping[str, int]) -> str:
    """A printed name with its index names replaced: `h[t-1]` at t = 2 is `h[1]`."""

    def number(found: re.Match[str]) -> str:
        name, shift = found[1], int(found[2] or 0)
        return str(at[name] + shift) if name in at else found[0]

    def bracket(found: re.Match[str]) -> str:
        return re.sub(rf"({NAME})([+-]\d+)?", number, found[0])

    return re.sub(r"\[[^\[\]]*\]", bracket, text)


def look_up(name: str, known: Mapping[str, Any]) -> Any:
    """What is known under a name; a last bracket that no name has asks for an entry: `U[0, 2]`, `h[1][2]`."""
    if name in known:
        return known[name]
    whole, _, inside = name.rpartition("[")
    places = tuple(int(part) for part in inside.rstrip("]").split(","))
    return np.reshape(known[whole], -1)[places[0]] if len(places) == 1 else known[whole][places]


class Reader:
    """Reads and calculates from left to right; `next` is the token at hand."""

    def __init__(
        self,
        text: str,
        known: Mapping[str, Any],
        ranges: Mapping[str, range],
        at: dict[str, int],
        number: Callable[[str], Any],
    ) -> None:
        self.known, self.ranges, self.at, self.number = known, ranges, at, number
        self.tokens = [match[1] for match in TOKEN.finditer(text)]
        assert "".join(self.tokens).replace(" ", "") == text.replace(" ", ""), text
        self.position = 0

    @property
    def next(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.next
        assert not wanted or token in wanted, (token, wanted, self.tokens)
        self.position += 1
        return token

    def sum(self) -> Any:
        value = self.signed()
        while self.next in ("+", "-") and self.next:
            sign = 1 if self.take() == "+" else -1
            value = value + sign * self.entrywise()
        return value

    def signed(self) -> Any:
        if self.next == "-":
            self.take()
            return -self.entrywise()
        return self.entrywise()

    def entrywise(self) -> Any:
        value = self.product()
        while self.next == ".*":
            self.take()
            value = value * self.product()
        return value

    def product(self) -> Any:
        value = self.power()
        while True:
            if self.next == "*":
                self.take()
                value = matrix_product(value, self.power())
            elif self.next == "/":
                self.take()
                value = value / self.power()
            elif self.next == "(" or re.match(r"\w|\[|∂", self.next):
                value = matrix_product(value, self.power())
            else:
                return value

    def power(self) -> Any:
        base = self.turned()
        if self.next != "^":
            return base
        self.take()
        return base ** self.power()

    def turned(self) -> Any:
        value = self.atom()
        while self.next == "'":
            self.take()
            value = value if np.ndim(value) == 0 else value.T
        return value

    def atom(self) -> Any:
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token[0].isdigit():
            return self.number(token)
        if token == "sum" or (token == "mean" and self.tokens[self.position + 1] in self.ranges):
            return self.running_sum(token == "mean")
        if token == "delta":
            return self.delta()
        if token in FUNCTIONS:
            return FUNCTIONS[token](*self.arguments())
        return look_up(place_of(token, self.at), self.known)

    def delta(self) -> float:
        self.take("(")
        left = self.bound()
        self.take(",")
        right = self.bound()
        self.take(")")
        return float(left == right)

    def arguments(self) -> list[Any]:
        self.take("(")
        values = [self.sum()]
        while self.take(",", ")") == ",":
            values.append(self.sum())
        return values

    def running_sum(self, is_mean: bool = False) -> Any:
        self.take("(")
        index = self.take()
        numbers = self.ranges.get(index, range(0))
        if self.take("=", ",") == "=":
            low = self.bound()
            self.take("..")
            numbers = range(low, self.bound() + 1)
            self.take(",")
        start, outside, total = self.position, dict(self.at), 0.0
        for number in numbers:
            self.position = start
            self.at[index] = number
            total = total + self.sum()
        self.at = outside
        self.take(")")
        return total / len(numbers) if is_mean else total

    def bound(self) -> int:
        """A bound such as `2`, `t`, or `t-1`."""
        token = self.take()
        value = self.at[token] if token in self.at else int(token)
        while self.next in ("+", "-") and self.next:
            value += int(self.take() + self.take())
        return value
