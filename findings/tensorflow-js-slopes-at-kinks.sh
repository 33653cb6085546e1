#!/usr/bin/env bash
# TensorFlow.js 4.22.0: at kinks and ties it has other slopes than TensorFlow in Python.
#
# One would guess: the browser's edition of a library differentiates as the library does: |x| at 0 has slope 0, ReLU6 at
# 6 slope 0, the largest entries share.
# What happens: |x| has slope -1 at 0, ReLU6 slope 1 at 6, and each of the largest entries gets the whole gradient.
# Seen: "abs at 0: -1; relu6 at 6: 1; max of [2, 2, 1]: 1 1 0; relu at 0: 0"
# Why it matters: exercises are tried out in the browser too.  A dialect is a library and where it runs, not a name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >slopes.js <<'JS'
const tf = require('@tensorflow/tfjs');
const slopes = (f, ...at) => Array.from(tf.grad((z) => f(z).sum())(tf.tensor1d(at)).dataSync()).join(' ');
console.log(
  `abs at 0: ${slopes(tf.abs, 0)}; relu6 at 6: ${slopes(tf.relu6, 6)}; ` +
    `max of [2, 2, 1]: ${slopes((z) => tf.max(z), 2, 2, 1)}; relu at 0: ${slopes(tf.relu, 0)}`,
);
JS
found=$(node slopes.js 2>/dev/null | tail -n 1)
echo "$found"
test "$found" = "abs at 0: -1; relu6 at 6: 1; max of [2, 2, 1]: 1 1 0; relu at 0: 0"
