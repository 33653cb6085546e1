#!/usr/bin/env bash
# SymPy 1.14.0, parse_mathematica: Tanh@x is the product of tanh and x, and x // Tanh is x applied to Tanh.
#
# One would guess: the two other ways in which Mathematica applies a function, Tanh@x and x // Tanh, are read as Tanh[x],
# or are refused, as f'[x] is.
# What happens: Tanh@x is a product with a symbol named Tanh, x // Tanh is a function x of a symbol Tanh, and x_1, which
# people write for an index, is a pattern. No error is raised, and the product can go on to be differentiated: its slope
# by x is the symbol Tanh.
# Seen: "Tanh[x]: tanh(x); Tanh@x: Tanh*x; x // Tanh: x(Tanh); W x + b: W*x + b; slope of Tanh@x: Tanh"
# Why it matters: a checker that reads Mathematica through this marks a right line wrong.  What derive cannot read for
# sure stays unread: tests/answers/signs_of_elsewhere.toml has these spellings.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0 2> /dev/null
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import Symbol, diff
from sympy.parsing.mathematica import parse_mathematica as read

told = [f"{text}: {read(text)}" for text in ("Tanh[x]", "Tanh@x", "x // Tanh", "W x + b")]
print("; ".join([*told, f"slope of Tanh@x: {diff(read('Tanh@x'), Symbol('x'))}"]))
PY
)
echo "$found"
test "$found" = "Tanh[x]: tanh(x); Tanh@x: Tanh*x; x // Tanh: x(Tanh); W x + b: W*x + b; slope of Tanh@x: Tanh"
