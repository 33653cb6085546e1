#!/usr/bin/env bash
# SymPy 1.14.0: the derivative of ReLU at 0 is 1/2 or 0, by the way in which ReLU is written.
#
# One would guess: where a derivative does not exist, diff leaves it open or says so, and equal functions agree.
# What happens: Max(0, x) gives Heaviside(x), which is 1/2 at 0; (x + |x|)/2 gives (sign(x) + 1)/2, also 1/2; branches of
# Piecewise are differentiated one by one, and x = 0 falls into the branch 0.  No form warns.
# Seen: "Max 1/2, Piecewise 0, with |x| 1/2"
# Why it matters: SymPy cannot be asked for the slope at a kink.  Programs that train networks say 0; a value that stands
# on a kink has to be found first, and the convention named.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import Abs, Max, Piecewise, Symbol, diff

x = Symbol("x", real=True)
spelt = {"Max": Max(0, x), "Piecewise": Piecewise((x, x > 0), (0, True)), "with |x|": (x + Abs(x)) / 2}
print(", ".join(f"{name} {diff(relu, x).subs(x, 0)}" for name, relu in spelt.items()))
PY
)
echo "$found"
test "$found" = "Max 1/2, Piecewise 0, with |x| 1/2"
