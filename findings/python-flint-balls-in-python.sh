#!/usr/bin/env bash
# python-flint 0.9.0: what Python does with any number goes wrong with balls: truth values, max, ==, keys of a dict.
#
# One would guess: `if x:` skips an exact zero, max(a, b) does not depend on the order, a number is equal or unequal to
# itself, and what hashes for 1 hashes for an infinity too.
# What happens: bool(arb(0)) is True.  A ball that overlaps another is neither smaller nor larger, so max gives whichever
# stands first.  A ball with a radius is neither equal nor unequal to itself.  The hash of an infinite arb is a ValueError
# about man_exp, although that of a finite one is fine.
# Seen: "truth of zero: True", "max: [+/- 1.01] or 0.500000000000000", "itself: == False, != False",
#       "hash of -inf: ValueError"
# Why it matters: here numbers are certified by balls.  Sums that leave out zero terms have to ask for the exact zero, the
# larger of two has to be Undecided where they overlap, and values with an infinity may not be keys of a cache.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-flint==0.9.0
found=$("$folder/venv/bin/python" - <<'PY'
from flint import arb

wide, half = arb(0, 1), arb("0.5")
print(f"truth of zero: {bool(arb(0))}")
print(f"max: {max(wide, half)} or {max(half, wide)}")
print(f"itself: == {wide == wide}, != {wide != wide}")
hash(half)
try:
    print("hash of -inf:", hash(arb("-inf")))
except ValueError:
    print("hash of -inf: ValueError")
PY
)
echo "$found"
expected="truth of zero: True
max: [+/- 1.01] or 0.500000000000000
itself: == False, != False
hash of -inf: ValueError"
test "$found" = "$expected"
