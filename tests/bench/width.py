"""Wide and long networks beside a cold import of SymPy: how much of the processor, and how much memory.

    python tests/bench/width.py [ROUNDS] [OTHER_CHECKOUT]

Each problem is solved and written by a process of its own, in turn with the import, ROUNDS times (3 if not given) after
one round that fills the caches.  Times are those of the processor in user mode; medians count.  Long networks are held
against OTHER_CHECKOUT too, where there is one; it must take the same files.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from beside import COMMAND, ROOT, Work, in_turn
from network import problem as reference

sys.path.insert(0, str(ROOT / "tests"))

from wide import PERCEPTRON, perceptron, recurrent

FLOOR = Work("import sympy", COMMAND, ("-c", "import sympy"))
MOST_MEMORY = 400


@dataclass(frozen=True)
class Wide:
    """A problem, how it is solved, and how many times as long as the import it may take."""

    name: str
    text: str
    most: float | None = None
    method: str = "backprop"
    is_long: bool = False


def lstm(units: int, steps: int) -> str:
    """A cell with gates of their own, as in Hochreiter and Schmidhuber (1997) with a forget gate."""
    chance = np.random.default_rng(units)
    gates = "ifog"
    values = {f"W{g}": (units, units) for g in gates} | {f"U{g}": (units, units) for g in gates} | {"v": (1, units)}
    lines = [f"{name} = {chance.normal(size=shape).round(3).tolist()}" for name, shape in values.items()]
    xs = chance.normal(size=(steps, units)).round(2).tolist()
    inner = "\n".join(f"{g}[t] = {'tanh' if g == 'g' else 'sigmoid'}(W{g} h[t-1] + U{g} x[t])" for g in gates)
    equations = f"{inner}\nc[t] = f[t] .* c[t-1] + i[t] .* g[t]\nh[t] = o[t] .* tanh(c[t])\nL = v h[{steps - 1}]"
    zeros = [0] * units
    return f"""
title = "An LSTM"
index.t = "0..{steps - 1}"
model.equations = '''
{equations}
'''
[values]
{chr(10).join(lines)}
x = {xs}
"h[-1]" = {zeros}
"c[-1]" = {zeros}
[[questions]]
ask = ["dL/dWi", "dL/dWf", "dL/dUo", "dL/dUg"]
"""


def attention(size: int) -> str:
    """One head over `size` rows of `size` entries."""
    chance = np.random.default_rng(size)
    lines = "\n".join(
        f"{name} = {(chance.normal(size=(size, size)) / size**0.5).round(3).tolist()}" for name in ("X", "Q", "K", "V")
    )
    return f"""
title = "Attention"
model.equations = '''
S = 1/4 (X Q) (X K)'
A = softmax_rows(S)
Z = A (X V)
L = 1/2 sqnorm(Z)
'''
[values]
{lines}
[[questions]]
ask = ["dL/dQ", "dL/dK", "dL/dV"]
"""


def from_file(folder: Path) -> str:
    """784-128-10, the weights in a file beside the problem."""
    chance = np.random.default_rng(784)
    shapes = {"W1": (128, 784), "W2": (10, 128), "b1": (128,), "b2": (10,), "x": (784,)}
    arrays = {name: (chance.normal(size=shape) / shape[-1] ** 0.5).astype("f4") for name, shape in shapes.items()}
    np.savez(folder / "w.npz", **arrays)
    values = "\n".join(f'{name} = {{ file = "w.npz", name = "{name}" }}' for name in shapes)
    return PERCEPTRON.format(values=values, label=3)


def problems(folder: Path) -> Iterator[Wide]:
    for units in (16, 32, 64):
        yield Wide(f"RNN, T = 3, {units} units", recurrent(units), 3)
    yield Wide("MLP 64-64-10", perceptron(64, 64, 10), 3)
    yield Wide("MLP 784-128-10 from a file", from_file(folder), 15)
    yield Wide("LSTM, T = 30, 4 units", lstm(4, 30), is_long=True)
    yield Wide("attention 16x16", attention(16))
    yield Wide("backprop, T = 100", reference(100), is_long=True)
    yield Wide("chain, T = 60", reference(60), None, "chain", is_long=True)


def lines(rounds: int, other: Path | None, folder: Path) -> Iterator[str]:
    yield f"{'':28} {'here':>9} {'beside':>9}  ratio  at most"
    for each in problems(folder):
        file = folder / "wide.toml"
        file.write_text(each.text, encoding="utf-8")
        solve = ("-m", "derive", "solve", str(file), "--method", each.method, "-o", str(folder / "out"))
        work = Work(each.name, COMMAND, solve)
        (here, room), (floor, _) = in_turn((ROOT, work), (ROOT, FLOOR), rounds)
        ratio = here / floor
        limit = "" if each.most is None else f"{each.most:g} ({'met' if ratio <= each.most else 'missed'})"
        memory = f"{room:4.0f} MB{'' if room <= MOST_MEMORY else ', too much'}"
        yield f"{each.name:28} {here:7.3f} s {floor:7.3f} s  {ratio:5.2f}  {limit:12} {memory}, beside {FLOOR.name}"
        if other and each.is_long:
            (here, room), (there, their_room) = in_turn((ROOT, work), (other, work), rounds)
            yield (
                f"{each.name:28} {here:7.3f} s {there:7.3f} s  {here / there:5.2f}  {'':12} "
                f"{room:4.0f} MB beside {their_room:.0f} MB there"
            )


def main(rounds: int, other: Path | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        for line in lines(rounds, other, Path(name)):
            print(line, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None)
