#!/usr/bin/env bash
# latex2sympy2_extended 1.11.0: capital letters become small ones, the prime of a derivative and a logarithm's base are lost.
#
# One would guess: W and w are two names, f'(x) is not f(x), and log is the natural logarithm as in every paper on networks.
# What happens: letters are lower-cased unless ConversionConfig(lowercase_symbols=False) is given, primes are dropped, and
# \log is taken to the base 10.
# Seen: "W - w: 0; L - l: 0; f'(x): f(x); \log x: log(x, 10)"
# Why it matters: a weight matrix W beside a vector w, the loss L beside the losses l_t, tanh' beside tanh: in this field the
# case and the prime carry the meaning, and a checker built on this reader accepts one for the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2sympy2_extended==1.11.0 antlr4-python3-runtime==4.13.2
found=$("$folder/venv/bin/python" - <<'PY'
from latex2sympy2_extended import latex2sympy

print(
    f"W - w: {latex2sympy('W - w').doit()}; L - l: {latex2sympy('L - l').doit()}; f'(x): {latex2sympy(chr(102) + chr(39) + '(x)')}; "
    f"\\log x: {latex2sympy(chr(92) + 'log x')}"
)
PY
)
echo "$found"
test "$found" = "W - w: 0; L - l: 0; f'(x): f(x); \\log x: log(x, 10)"
