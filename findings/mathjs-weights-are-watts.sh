#!/usr/bin/env bash
# mathjs 15.2.0: W, h, b, V and L without a value are watts, hours, bits, volts and litres, also inside a formula.
#
# One would guess: a name that has no value is an undefined symbol, as U and x are.
# What happens: W * 3 is "3 W" and W b is "W b", watt times bit; 1 - h^2 fails with a complaint about types, not about a name.
# Whether a formula of a network evaluates depends on its letters.
# Seen: "W * 3: 3 W; W b: W b; L / 3: 0.3333333333333333 L; U * 3: Undefined symbol U"
# Why it matters: browsers mark formulas with it.  A forgotten value of U is told, a forgotten value of W is a quantity of
# power that goes on into the next line, and a number followed by h has been given a unit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit mathjs@15.2.0 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { evaluate } from "mathjs";
const told = (text) => {
  try {
    return `${text}: ${evaluate(text)}`;
  } catch (error) {
    return `${text}: ${error.message}`;
  }
};
console.log(["W * 3", "W b", "L / 3", "U * 3"].map(told).join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = "W * 3: 3 W; W b: W b; L / 3: 0.3333333333333333 L; U * 3: Undefined symbol U"
