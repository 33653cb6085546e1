#!/usr/bin/env bash
# SymEngine 0.15.0: the derivative of |x| or of a maximum stays unevaluated, and a number put in for x becomes a derivative
# by that number.
#
# One would guess: as in SymPy, |x| has the derivative sign(x) and max(0, x) a step; or what cannot be differentiated raises.
# What happens: diff gives Derivative(abs(x), x) without a complaint.  subs puts the number in on both sides of the comma,
# Derivative(2, 2), which can be neither evaluated nor turned into a number; where the inside is 3x + 1, the derivative of
# 4 by 1 appears.  SymPy keeps the same substitution as Subs(...), which it evaluates.
# Seen: "Derivative(abs(x), x); Derivative(2, 2); Derivative(4, 1); RuntimeError: Not Implemented"
# Why it matters: SymEngine is taken as SymPy's faster twin for networks with ReLU.  Kinks are exactly where it is none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check symengine==0.15.0
found=$("$folder/venv/bin/python" - <<'PY'
import symengine as se

x = se.Symbol("x")
slope = se.diff(abs(x), x)
told = [slope, slope.subs(x, 2), se.diff(abs(3 * x + 1), x).subs(x, 1)]
try:
    told.append(float(slope.subs(x, 2)))
except RuntimeError as error:
    told.append(f"RuntimeError: {error}")
print(*told, sep="; ")
PY
)
echo "$found"
test "$found" = "Derivative(abs(x), x); Derivative(2, 2); Derivative(4, 1); RuntimeError: Not Implemented"
