#!/usr/bin/env bash
# python-flint 0.9.0: a ball with the middle 0 has no square by **, although it has one by *.
#
# One would guess: x**2 of an enclosure of 0 is an enclosure of 0, at least as good as x*x, and its middle does not matter.
# What happens: arb(0, r)**2 is nan for every radius r > 0; so is **3.  With a middle that is not 0, even by 10**-60, both
# are finite, and so is x*x always.  FLINT's power by a whole number takes its short way only where the middle is no special
# value, and 0 is one; what is left is exp(2 log x).
# Seen: "middle 0: nan, by * [+/- 1.01e-20]; cubed nan", "a difference that cancels: middle 0, squared nan",
#       "middle 1e-60: [+/- 1.01e-20]"
# Why it matters: two units of a network with equal values give such a difference (all digits cancel, only the radius is
# left), and the norm of a vector with it was nan: a comparison of it stays undecided at any precision.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-flint==0.9.0
found=$("$folder/venv/bin/python" - <<'PY'
from flint import arb

around = arb(0, 1e-10)
print(f"middle 0: {around**2}, by * {around * around}; cubed {around**3}")
exact = arb("0.1").tanh() - arb("0.1").tanh()
print(f"a difference that cancels: middle {exact.mid()}, squared {exact**2}")
shifted = arb(arb("1e-60"), 1e-10)
print(f"middle 1e-60: {shifted**2}")
PY
)
echo "$found"
expected="middle 0: nan, by * [+/- 1.01e-20]; cubed nan
a difference that cancels: middle 0, squared nan
middle 1e-60: [+/- 1.01e-20]"
test "$found" = "$expected"
