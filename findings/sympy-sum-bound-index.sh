#!/usr/bin/env bash
# SymPy 1.14.0: a derivative by an indexed variable whose index has the name of a sum's bound index is wrong, silently.
#
# One would guess: the bound index of Sum(exp(x[k]), (k, 0, 2)) is renamed before anything is substituted or
# differentiated, so that the derivative of the softmax exp(x[i])/Sum(exp(x[k]), (k, 0, 2)) by x[k] is the one by x[j]
# with k put in for j.
# What happens: the k of the variable is taken for the bound one.  The sum's derivative by x[k] becomes the whole sum, and
# the second term loses a factor exp(x[k])/Sum: at x = 0 the entry of row 0 and column 1 is -1/3; by x[j] it is -1/9,
# which is right.
# Seen: "by the bound name: -1/3, by another name: -1/9"
# Why it matters: an operation's definition in index notation is differentiated by entries; the index of
# differentiation has to be a fresh symbol every time, or a printed Jacobian is wrong without any error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import IndexedBase, Sum, diff, exp, symbols

x = IndexedBase("x")
i, j, k = symbols("i j k", integer=True)
softmax = exp(x[i]) / Sum(exp(x[k]), (k, 0, 2))
zero = {x[0]: 0, x[1]: 0, x[2]: 0}


def entry(by):
    return diff(softmax, x[by]).doit().subs({i: 0}).subs({by: 1}).doit().subs(zero)


print(f"by the bound name: {entry(k)}, by another name: {entry(j)}")
PY
)
echo "$found"
test "$found" = "by the bound name: -1/3, by another name: -1/9"
