#!/usr/bin/env bash
# tinygrad 0.14.0: the gradient of elu at 0 is 0, though the function is smooth there and its slope is 1.
#
# One would guess: 1, as from both sides: elu with alpha = 1 has no kink.
# What happens: elu is put together of relu(x) and relu(1 - exp(x)); at 0 both parts are at the kink of relu and give 0.
# celu, the same function for alpha = 1, has 1 there.
# Seen: "elu: at 0 0.0, beside it 1.0 and 0.9999; celu: at 0 1.0, beside it 1.0 and 0.9999"
# Why it matters: exercises like values of 0 before the activation. A student who checks a gradient there by tinygrad
# gets 0 in place of 1 where no convention about kinks is to be had: the number is wrong, not another choice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check tinygrad==0.14.0
found=$(DEV=PYTHON "$folder/venv/bin/python" - <<'PY'
from tinygrad import Tensor


def slopes(name):
    z = Tensor([0.0, 1e-4, -1e-4])
    at, right, left = (round(slope, 4) for slope in getattr(z, name)().sum().gradient(z)[0].tolist())
    return f"{name}: at 0 {at}, beside it {right} and {left}"


print("; ".join(map(slopes, ("elu", "celu"))))
PY
)
echo "$found"
test "$found" = "elu: at 0 0.0, beside it 1.0 and 0.9999; celu: at 0 1.0, beside it 1.0 and 0.9999"
