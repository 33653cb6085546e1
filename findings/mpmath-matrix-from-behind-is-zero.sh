#!/usr/bin/env bash
# mpmath 1.3.0, the newest that SymPy 1.14.0 takes: an entry of a matrix counted from behind is 0, whatever stands there.
#
# One would guess: m[-1] is the last entry, as of a list or an array, or an IndexError; m[5] of three entries raises.
# What happens: m[-1] and m[0, -1] give 0.  m[-1] = 9 is kept, and shown by m[-1], but belongs to no place of the matrix.
# mpmath 1.4.1 counts from behind, but SymPy 1.14.0 asks for a version below 1.4.
# Seen: "m[-1] = 0.0, m[0, -1] = 0.0; after m[-1] = 9: m[-1] = 9.0, sum 6.0; m[5]: IndexError"
# Why it matters: gradients are judged here by differences at 50 digits.  A judge that takes h[-1] of a sequence of states
# agrees with every program whose last state is 0, and with none that is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
import mpmath

assert mpmath.__version__ == "1.3.0"
m = mpmath.matrix([[1, 2, 3]])
print(f"m[-1] = {m[-1]}, m[0, -1] = {m[0, -1]}", end="; ")
m[-1] = 9
print(f"after m[-1] = 9: m[-1] = {m[-1]}, sum {sum(m)}", end="; ")
try:
    print(m[5])
except IndexError:
    print("m[5]: IndexError")
PY
)
echo "$found"
test "$found" = "m[-1] = 0.0, m[0, -1] = 0.0; after m[-1] = 9: m[-1] = 9.0, sum 6.0; m[5]: IndexError"
