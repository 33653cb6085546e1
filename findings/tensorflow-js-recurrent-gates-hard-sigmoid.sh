#!/usr/bin/env bash
# TensorFlow.js 4.22.0: the gates of its LSTM and GRU are hard sigmoids unless told otherwise.
#
# One would guess: gates are logistic functions, as in the papers, in Keras 3 and in every other library that was tried;
# and the GRU of that name is Keras', which resets after the recurrent product.
# What happens: recurrentActivation is 'hardSigmoid', max(0, min(1, 0.2 x + 0.5)), and resetAfter is false.
# Seen: "lstm: hardSigmoid; gru: hardSigmoid, resetAfter false; hard sigmoid of 1: 0.7"
# Why it matters: a student who checks an LSTM by hand in the browser gets a gate of 0.7 where the sheet has 0.7311.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat >gates.js <<'JS'
const tf = require('@tensorflow/tfjs');
const lstm = tf.layers.lstm({ units: 1 }).getConfig();
const gru = tf.layers.gru({ units: 1 }).getConfig();
const gate = tf.layers.activation({ activation: lstm.recurrentActivation }).apply(tf.tensor2d([[1]]));
console.log(
  `lstm: ${lstm.recurrentActivation}; gru: ${gru.recurrentActivation}, resetAfter ${gru.resetAfter}; ` +
    `hard sigmoid of 1: ${Math.round(gate.dataSync()[0] * 1e4) / 1e4}`,
);
JS
found=$(node gates.js 2>/dev/null | tail -n 1)
echo "$found"
test "$found" = "lstm: hardSigmoid; gru: hardSigmoid, resetAfter false; hard sigmoid of 1: 0.7"
