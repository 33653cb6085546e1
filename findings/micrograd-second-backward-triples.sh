#!/usr/bin/env bash
# micrograd 0.1.0: calling backward a second time does not double a leaf's gradient but, at depth two, triples it.
#
# One would guess: gradients accumulate as in PyTorch, where a leaf has twice its gradient after a second backward pass
# without zeroing.
# What happens: the gradients of inner nodes are kept as well, and the second pass sends what they have gathered in both
# passes on to the leaves.  For z = (a b) c the inner node holds c, then 2 c; the leaf a holds bc, then 3 bc.
# Seen: "after one pass 15.0, after two 45.0"
# Why it matters: people check their work by hand against this program.  A gradient that is an odd multiple of the right
# one, another multiple for each depth, may come from a cell that was run twice, and not from a mistake of derivation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check micrograd==0.1.0
found=$("$folder/venv/bin/python" - <<'PY'
from micrograd.engine import Value

a, b, c = Value(2.0), Value(3.0), Value(5.0)
loss = (a * b) * c
loss.backward()
once = a.grad
loss.backward()
print(f"after one pass {once}, after two {a.grad}")
PY
)
echo "$found"
test "$found" = "after one pass 15.0, after two 45.0"
