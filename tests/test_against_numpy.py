"""Small random programs of our own, run by NumPy and gone through by the tracer: the same values, or not read."""

from __future__ import annotations

import ast
import random
import warnings
from typing import Any

import numpy as np
import pytest

from derive.tracing.faults import Unclear
from derive.tracing.machine import Machine
from derive.tracing.scalars import MOST_NODES, WORK
from derive.tracing.trace import Snapshot, snapshot

SHAPES = ((3,), (4,), (2, 3), (3, 2), (3, 3), (1, 3), (3, 1))
VALUES = (
    "{x}.T|{x}.sum(axis=0)|{x}.sum(axis=-1, keepdims=True)|{x}[::-1]|{x}[1:]|{x}[-1]|{x}[::2]|{x}[:, None]|{x}|-{x}|"
    "{x}.reshape(-1)|{x}.ravel()|{x}.flatten()|{x}.copy()|np.array({x})|np.squeeze({x})|np.expand_dims({x}, 1)|"
    "np.maximum({x}, 0)|np.where({x} > 0, {x}, 0)|np.clip({x}, -1, 1)|np.cumsum({x}, axis=0)|{x} // 2|{x} % 3|"
    "np.pad({x}, 1)|np.outer({x}, {y})|{x} @ {y}|{x} + {y}|{x} * {y}|{x} - {y}|np.dot({x}, {y})|{x}.mean(axis=0)|"
    "np.concatenate([{x}, {y}])|np.stack([{x}, {y}])|np.vstack([{x}, {y}])|np.hstack([{x}, {y}])|{x}[{x} > 0]|"
    "np.einsum('ij,jk->ik', {x}, {y})|np.einsum('ij,j->i', {x}, {y})|np.tile({x}, 2)|np.flip({x})|{x}[[0, 1]]|"
    "{x}.max(axis=0)|np.transpose({x})|{x}.swapaxes(0, -1)|np.tril({x})|np.zeros_like({x})|np.sum({x}, axis=(0, 1))|"
    "np.roll({x}, 1)|np.roll({x}, -1, axis=0)|np.rot90({x})|np.kron({x}, {y})|np.r_[{x}, {y}]|np.c_[{x}, {y}]|"
    "np.subtract.outer({x}, {y})|np.append({x}, {y})|np.append({x}, {y}, axis=0)"
).split("|")
CHANGES = (
    "{x} += {y}|{x} -= 0.5|{x} *= 2|{x}[0] = {y}[0]|{x}[{x} < 0] = 0|{x}[1:] += 1|{x}[0] = 0.5|{x} /= 2|{x}[-1] -= 1|"
    "{x}[:, 0] = 1|{x}[:] = {y}|{x}[::2] *= 3|"
    "np.add.at({x}, [0, 1, 0], 1.5)|np.subtract.at({x}, 0, 2)"
).split("|")


class NothingGiven:
    """A problem that gives nothing: all numbers are the program's own."""

    def recognised(self, name: str, value: Any) -> Any:
        return value

    def entry(self, key: str, value: Any) -> Any:
        return value

    def is_given(self, value: Snapshot) -> bool:
        return False

    def is_stepped(self, value: Snapshot) -> bool:
        return False


def lines_of(chance: random.Random) -> tuple[list[str], list[str]]:
    """The statements of a program, and the names that it gives."""
    names, lines = ["a", "b", "c"], ["import numpy as np"]
    for name in names:
        numbers = np.random.default_rng(chance.randrange(10**6)).integers(-3, 4, chance.choice(SHAPES)) + 0.5
        lines.append(f"{name} = np.array({numbers.tolist()})")
    for k in range(chance.randrange(2, 7)):
        x, y = chance.choice(names), chance.choice(names)
        if chance.random() < 0.65:
            lines.append(f"v{k} = {chance.choice(VALUES).format(x=x, y=y)}")
            names.append(f"v{k}")
        else:
            lines.append(chance.choice(CHANGES).format(x=x, y=y))
    return lines, names


def ran(lines: list[str]) -> tuple[dict[str, Any], str]:
    """What NumPy gives, and the statements before the first at which it stops."""
    found: dict[str, Any] = {}
    for count, line in enumerate(lines):
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(line, "own", "exec"), found)
        except (ValueError, TypeError, IndexError):
            return ran(lines[:count])
    return found, "\n".join(lines)


def differing(seed: int) -> list[str]:
    """The program and the names whose values are read as others than NumPy gives."""
    lines, names = lines_of(random.Random(seed))
    known, text = ran(lines)
    WORK.left = MOST_NODES
    machine = Machine(NothingGiven())
    machine.run(0, ast.parse(text).body)
    return [f"{text}\n-> {name}" for name in names if name in known and not is_same(machine, name, known[name])]


def is_same(machine: Machine, name: str, true: Any) -> bool:
    try:
        read = snapshot(machine.globals.find(name))
    except Unclear:
        return True
    return read is None or (read.shape == np.shape(true) and np.allclose(np.ravel(true), read.numbers, equal_nan=True))


@pytest.mark.parametrize("many", [60, pytest.param(1000, marks=pytest.mark.sweep)])
def test_what_is_read_is_what_numpy_gives(many: int) -> None:
    assert [each for seed in range(many) for each in differing(seed)] == []


def test_flattening_copies() -> None:
    machine = Machine(NothingGiven())
    WORK.left = MOST_NODES
    machine.run(0, ast.parse("import numpy as np\na = np.array([1.5, 2.5])\nb = a.flatten()\nb[0] = 0").body)
    read = snapshot(machine.globals.find("a"))
    assert read is not None
    assert read.numbers == (1.5, 2.5)
