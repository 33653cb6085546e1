#!/usr/bin/env bash
# optax 0.2.8: the first step of rprop is 0, and the first step of nadam is half as long again as that of Adam.
#
# One would guess: Rprop's first step has the length of the learning rate, against the sign of the gradient, as in the
# paper and in torch.
# What happens: the sign is compared with that of a gradient before the first, which is 0, and the step is multiplied
# with it: three steps with the same gradient move by 0, 0.01 and 0.012. Nadam's first update at rate 0.1 is -0.1474;
# torch's is -0.1057 and Keras' -0.1063.
# Seen: "rprop 0.0, -0.01, -0.012; nadam -0.1474"
# Why it matters: 'do two steps of Rprop' ends elsewhere by a whole step. The sheet has to write the first step out;
# the rows stand in `derive dialects rprop` and `derive dialects nadam`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check optax==0.2.8 jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import jax.numpy as jnp
import optax


def steps(optimiser, count):
    state, told = optimiser.init(jnp.array(0.0)), []
    for _ in range(count):
        update, state = optimiser.update(jnp.array(1.0), state)
        told.append(str(round(float(update), 4) + 0.0))
    return ", ".join(told)


print(f"rprop {steps(optax.rprop(0.01), 3)}; nadam {steps(optax.nadam(0.1), 1)}")
PY
)
echo "$found"
test "$found" = "rprop 0.0, -0.01, -0.012; nadam -0.1474"
