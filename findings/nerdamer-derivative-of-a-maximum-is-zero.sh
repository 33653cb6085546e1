#!/usr/bin/env bash
# nerdamer 1.1.13: the derivative of max(0, x) is 0, that of max(x, 0) is left as it stands.
#
# One would guess: a step for both, or an error as mathjs gives for both.
# What happens: only the first argument is looked at.  If it is a number the whole maximum counts as constant, so that
# max(3, x) x has the derivative max(3, x); otherwise the derivative stays unevaluated.
# Seen: "max(0, x): 0; max(3, x) x: max(3,x); max(x, 0): diff(max(x,0),x)"
# Why it matters: it is a browser's usual symbolic differentiator.  A ReLU network differentiated by it has the gradient 0
# everywhere, which looks like a saturated network, not like an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit nerdamer@1.1.13 > /dev/null 2>&1
cat > slopes.cjs <<'JS'
const nerdamer = require("nerdamer");
require("nerdamer/Calculus.js");
const told = (shown, text) => `${shown}: ${nerdamer(`diff(${text}, x)`).toString()}`;
console.log([told("max(0, x)", "max(0, x)"), told("max(3, x) x", "max(3, x) * x"), told("max(x, 0)", "max(x, 0)")].join("; "));
JS
found=$(node slopes.cjs)
echo "$found"
test "$found" = "max(0, x): 0; max(3, x) x: max(3,x); max(x, 0): diff(max(x,0),x)"
