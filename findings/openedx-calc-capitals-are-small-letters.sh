#!/usr/bin/env bash
# openedx-calc 4.0.3: W and w are one variable, and which of the two values counts is decided by the order of the dict.
#
# One would guess: two names that differ in their letters' size are two variables, or the second is refused.
# What happens: evaluator lowers every name unless case_sensitive=True is given, and the later entry wins: W w is w^2 with
# one order of the variables and W^2 with the other.  A variable E changes what e means, and a variable I what i means.
# Seen: "W = 2, w = 5: W*w = 25; w = 5, W = 2: W*w = 4; case_sensitive: 10"
# Why it matters: it marks formulas in Open edX courses.  W and w, H and h, L and l stand beside each other in every
# exercise on networks, where a wrong formula then passes and the right one fails.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openedx-calc==4.0.3 numpy==2.3.5
found=$("$folder/venv/bin/python" - <<'PY'
from calc import evaluator

print(f"W = 2, w = 5: W*w = {evaluator({'W': 2, 'w': 5}, {}, 'W*w'):g}", end="; ")
print(f"w = 5, W = 2: W*w = {evaluator({'w': 5, 'W': 2}, {}, 'W*w'):g}", end="; ")
print(f"case_sensitive: {evaluator({'W': 2, 'w': 5}, {}, 'W*w', case_sensitive=True):g}")
PY
)
echo "$found"
test "$found" = "W = 2, w = 5: W*w = 25; w = 5, W = 2: W*w = 4; case_sensitive: 10"
