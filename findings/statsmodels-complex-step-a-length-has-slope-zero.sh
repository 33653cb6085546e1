#!/usr/bin/env bash
# statsmodels 0.15.0: approx_fprime_cs, exact to the last digit, gives 0 for the slope of a length and of |x|.
#
# One would guess: the derivative by complex steps agrees with the one by differences, with twice its digits, or says
# where it does not apply.
# What happens: numpy.linalg.norm and abs give back real numbers, so that the complex part is lost and the gradient is
# exactly 0, without a warning; maximum(x, 0) is right, since complex numbers are ordered by their real parts first.
# Seen: "length: steps 0.0 0.0, differences 0.6 0.8; |x|: steps 0.0, differences -1.0; relu: steps 1.0, differences 1.0"
# Why it matters: gradients are held against differences here, and complex steps are the usual way to get twice the
# digits.  A test of a norm, a contrastive loss or an L1 penalty by them would have told that the gradient is 0.
# derive takes central differences with high precision instead (README, "Why its digits can be trusted").
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check statsmodels==0.15.0 2> /dev/null
found=$("$folder/venv/bin/python" - <<'PY'
import numpy
from statsmodels.tools.numdiff import approx_fprime, approx_fprime_cs


def told(name, function, *at):
    by = [numpy.ravel(way(numpy.array(at), function)) for way in (approx_fprime_cs, approx_fprime)]
    steps, differences = (" ".join(str(round(float(slope), 4)) for slope in slopes) for slopes in by)
    return f"{name}: steps {steps}, differences {differences}"


print(
    "; ".join(
        [
            told("length", lambda x: numpy.linalg.norm(x), 3.0, 4.0),
            told("|x|", lambda x: numpy.abs(x[0]), -2.0),
            told("relu", lambda x: numpy.maximum(x[0], 0), 3.0),
        ]
    )
)
PY
)
echo "$found"
test "$found" = "length: steps 0.0 0.0, differences 0.6 0.8; |x|: steps 0.0, differences -1.0; relu: steps 1.0, differences 1.0"
