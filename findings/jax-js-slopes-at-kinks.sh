#!/usr/bin/env bash
# jax-js 0.1.25 (@jax-js/jax): at a kink it takes the right-hand slope, where JAX in Python has others.
#
# One would guess: the port of a library gives the library's numbers: ReLU has slope 0 at 0 as in JAX,
# max(x, 0) and clip half at the kink, ReLU6 slope 0 at 6, a norm at 0 none (nan).
# What happens: ReLU and max(x, 0) have slope 1 at 0, clip slope 1 at both bounds, ReLU6 slope 1 at 6, and the
# norm slope 0 at 0.  The largest entries of an array share, as in JAX.
# Seen: "relu at 0: 1; maximum(x, 0) at 0: 1; clip at -1, 1: 1 1; relu6 at 6: 1; norm at 0: 0 0; max of [1, 2, 2]: 0 0.5 0.5"
# Why it matters: in nearly all libraries ReLU is not active at 0, and zeros are common in exercises with small integers.
# The table of dialects has its rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit @jax-js/jax@0.1.25 > /dev/null 2>&1
cat > slopes.mjs <<'JS'
import { grad, nn, numpy as np } from "@jax-js/jax";
const tried = [
  ["relu at 0", (x) => nn.relu(x), [0]],
  ["maximum(x, 0) at 0", (x) => np.maximum(x, 0), [0]],
  ["clip at -1, 1", (x) => np.clip(x, -1, 1), [-1, 1]],
  ["relu6 at 6", (x) => nn.relu6(x), [6]],
  ["norm at 0", (x) => np.linalg.norm(x), [0, 0]],
  ["max of [1, 2, 2]", (x) => np.max(x), [1, 2, 2]],
];
const told = tried.map(([name, f, at]) => `${name}: ${grad((x) => np.sum(f(x)))(np.array(at)).js().join(" ")}`);
console.log(told.join("; "));
process.exit(0);
JS
found=$(node slopes.mjs 2>/dev/null)
echo "$found"
test "$found" = "relu at 0: 1; maximum(x, 0) at 0: 1; clip at -1, 1: 1 1; relu6 at 6: 1; norm at 0: 0 0; max of [1, 2, 2]: 0 0.5 0.5"
