#!/usr/bin/env bash
# math-verify 0.9.0 (with latex2sympy2_extended 1.11.0): a transpose is dropped, and a hidden state h at the end of an answer
# is stripped as a unit (hours), as d is (days).
#
# One would guess: `V^T x` and `V x` are two answers, of which one is wrong in every exercise on backpropagation, and a
# reader that cannot read a transpose says so; `W h` is a product of two quantities.
# What happens: `V^T x` is parsed to v*x like `V x`, and verify() calls the two equal.  `W h` and `W^T h` are both parsed to
# the one symbol w, so that `W^T` alone is equal to `W^T h`.
# Seen: "V^T x -> v*x, W h -> w; V x = V^T x: True, W^T = W^T h: True"
# Why it matters: this is a common way to mark free-form answers; a transposed weight is the most usual mistake of all in
# this field, and h is the name of every hidden state.  Answers in matrices cannot be handed to it, not even as a second
# opinion.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check math-verify==0.9.0 latex2sympy2_extended==1.11.0 \
    antlr4-python3-runtime==4.13.2 sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
from math_verify import parse, verify

texts = ("V x", "V^T x", "W h", "W^T", "W^T h")
plain, turned, product, weights, whole = (parse(f"${text}$") for text in texts)
print(f"V^T x -> {turned[0]}, W h -> {product[0]}; V x = V^T x: {verify(plain, turned)}, W^T = W^T h: {verify(weights, whole)}")
PY
)
echo "$found"
test "$found" = "V^T x -> v*x, W h -> w; V x = V^T x: True, W^T = W^T h: True"
