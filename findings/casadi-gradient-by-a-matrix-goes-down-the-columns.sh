#!/usr/bin/env bash
# CasADi 3.8.2: the Jacobian of a scalar by a matrix is a row that goes down its columns, and only columns are added
# to every column.
#
# One would guess: for A = [[1, 2], [3, 4]] the derivative of the sum of squares, as one row, is [2, 4, 6, 8], as
# ravel, flatten and reshape have it in NumPy and torch.
# What happens: it is [2, 6, 4, 8]: column by column. A + a column is added to each column of A; A + a row of the same
# length is refused, where NumPy has the opposite for a flat list.
# Seen: "row [2, 6, 4, 8]; plus a column [[2, 3], [5, 6]]; plus a row: refused"
# Why it matters: numbers that are right and in another order look like a transposed answer. Where a gradient comes as
# one list the checker has to try both orders, and a bias over a batch is one that this library does not say.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check casadi==3.8.2 numpy==2.4.6
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import casadi as ca

A, at = ca.SX.sym("A", 2, 2), ca.DM([[1, 2], [3, 4]])
row = ca.Function("slope", [A], [ca.jacobian(ca.sumsqr(A), A)])(at)
added = (at + ca.DM([1, 2])).full().astype(int).tolist()
try:
    refused = str(at + ca.DM([[1, 2]]))
except RuntimeError:
    refused = "refused"
print(f"row {[int(entry) for entry in row.full().ravel()]}; plus a column {added}; plus a row: {refused}")
PY
)
echo "$found"
test "$found" = "row [2, 6, 4, 8]; plus a column [[2, 3], [5, 6]]; plus a row: refused"
