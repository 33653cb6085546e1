#!/usr/bin/env bash
# MyGrad 2.5.0: where two numbers are equal, the gradient of their maximum goes to neither.
#
# One would guess: the slopes of max(a, b) add up to 1 at a tie, shared or all to one (PyTorch, JAX, TensorFlow, MLX), so
# that max(a, a), which is a, has slope 1.
# What happens: both arguments get 0.  max(a, a) has gradient 0 for every a, and a network with a maxout of two equal
# units stops learning there.  The largest entry of an array is another rule: the first of the largest gets all.
# Seen: "maximum(a, a): 0; maximum(x, 0) at 0: 0; max of [1, 2, 2]: 0 1 0"
# Why it matters: the library is made for teaching, and a student who checks a tie by it finds a number that is no
# subgradient.  Its row in the table of dialects says so; an answer of 0 + 0 is not accepted as a subgradient.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mygrad==2.5.0 numpy==2.3.5
found=$("$folder/venv/bin/python" - <<'PY'
import mygrad as mg


def slopes(function, values):
    x = mg.tensor(values)
    function(x).sum().backward()
    return " ".join(f"{slope:g}" for slope in x.grad)


print(f"maximum(a, a): {slopes(lambda a: mg.maximum(a, a), [3.0])}", end="; ")
print(f"maximum(x, 0) at 0: {slopes(lambda x: mg.maximum(x, 0), [0.0])}", end="; ")
print(f"max of [1, 2, 2]: {slopes(lambda x: mg.max(x), [1.0, 2.0, 2.0])}")
PY
)
echo "$found"
test "$found" = "maximum(a, a): 0; maximum(x, 0) at 0: 0; max of [1, 2, 2]: 0 1 0"
