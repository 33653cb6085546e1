#!/usr/bin/env bash
# Compute Engine 0.140.0 (@cortex-js/compute-engine): the LaTeX \delta_2 is read as Kronecker's delta and has the value 0,
# and \bar h as a mean.
#
# One would guess: a letter with an index is a name, as h_1 and \hat y_1 are, until somebody gives it a value.
# What happens: \delta_2 becomes KroneckerDelta(2), which evaluates to 0; \bar h_1 becomes the mean of a name h_1.  The
# engine reports no error.
# Seen: "h_1: h_1; \delta_2: KroneckerDelta 0; \bar h_1: Mean"
# Why it matters: these two are the signs of backpropagation: the error of layer 2 and the pre-activation.  A formula
# with them that a student's field hands over as a tree, not as LaTeX, has lost what was written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit @cortex-js/compute-engine@0.140.0 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { ComputeEngine } from "@cortex-js/compute-engine";
const engine = new ComputeEngine();
const head = (tree) => (Array.isArray(tree) ? tree[0] : tree);
const delta = engine.parse("\\delta_2");
const told = [
  `h_1: ${engine.parse("h_1").json}`,
  `\\delta_2: ${head(delta.json)} ${delta.evaluate().toString()}`,
  `\\bar h_1: ${head(engine.parse("\\bar h_1").json)}`,
];
console.log(told.join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = 'h_1: h_1; \delta_2: KroneckerDelta 0; \bar h_1: Mean'
