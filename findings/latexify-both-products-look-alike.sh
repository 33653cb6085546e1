#!/usr/bin/env bash
# latexify-py 0.4.4: A @ B and A * B come out as the same formula, "A B".
#
# One would guess: the product of matrices and the product entry by entry are told apart in the formula, since NumPy's
# signs for them differ (in a text they are A B and A \odot B).
# What happens: both are set side by side without a sign; names of several letters get the same dot for either.
# Seen: "A @ B: A B; A * B: A B; dh @ dz: \mathrm{dh} \cdot \mathrm{dz}; dh * dz: \mathrm{dh} \cdot \mathrm{dz}"
# Why it matters: students typeset their backward pass by it. The line dh * (1 - h**2) is right as code and, as the
# formula that is printed for it, a product of two columns that has no shape: a marker cannot tell from the page which
# of the two was meant, so such a product is at most loose notation, never a proof of a mistake.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latexify-py==0.4.4
cat > "$folder/lines.py" <<'PY'
import latexify


def matrices(A, B):
    return A @ B


def entries(A, B):
    return A * B


def long_matrices(dh, dz):
    return dh @ dz


def long_entries(dh, dz):
    return dh * dz


signs = ("A @ B", "A * B", "dh @ dz", "dh * dz")
lines = (matrices, entries, long_matrices, long_entries)
print("; ".join(f"{sign}: {latexify.expression(line)}" for sign, line in zip(signs, lines, strict=True)))
PY
found=$("$folder/venv/bin/python" "$folder/lines.py")
echo "$found"
test "$found" = 'A @ B: A B; A * B: A B; dh @ dz: \mathrm{dh} \cdot \mathrm{dz}; dh * dz: \mathrm{dh} \cdot \mathrm{dz}'
