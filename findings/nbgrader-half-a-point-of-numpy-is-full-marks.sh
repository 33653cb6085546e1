#!/usr/bin/env bash
# nbgrader 0.9.6: a test cell that ends in np.float64(0.5), or in False, earns all of its points; one that ends in 0.5 half.
#
# One would guess: the value of the last line is the mark, whatever type of number has it, and False is no mark at all.
# What happens: the mark is read from the text that the cell shows. Since NumPy 2 a number of its own shows as
# np.float64(0.5), which is no number to float(); what is no number between 0 and the points is full marks.
# Seen: "0.5: 0.5; 0: 0.0; np.float64(0.5): 2.0; np.float64(0.0): 2.0; False: 2.0; -1: 2.0; nan: 2.0"
# Why it matters: a mark that was calculated with NumPy is such a number, and a wrong answer that should earn nothing earns
# everything; only a line in the log tells. Our hidden tests end in float(mark): tests/test_graders.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'nbgrader==0.9.6' 'numpy==2.3.5'
found=$("$folder/venv/bin/python" - <<'PY'
import logging

import numpy as np
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

log = logging.getLogger("told")
log.disabled = True


def mark(value):
    cell = new_code_cell("mark")
    cell.metadata.nbgrader = {"grade": True, "points": 2, "grade_id": "a", "solution": False, "task": False}
    cell.outputs = [new_output("execute_result", data={"text/plain": repr(value)}, execution_count=1)]
    return determine_grade(cell, log)[0]


values = [0.5, 0, np.float64(0.5), np.float64(0.0), False, -1, float("nan")]
print("; ".join(f"{value!r}: {mark(value)}" for value in values))
PY
)
echo "$found"
test "$found" = "0.5: 0.5; 0: 0.0; np.float64(0.5): 2.0; np.float64(0.0): 2.0; False: 2.0; -1: 2.0; nan: 2.0"
