#!/usr/bin/env bash
# expr-eval 2.0.2: a variable E that is given a value is Euler's number all the same, and a sum of lists is NaN.
#
# One would guess: the values that are handed over decide what a name means, as they do for e, x and W.
# What happens: E / 2 with E = 5 is 1.359; PI is 3.1416 whatever it is given as; e / 2 with e = 5 is 2.5. A name that
# is a function or an operator, such as log or length, cannot be a variable. A + A with A = [1, 2] is NaN, and no
# error.
# Seen: "E / 2: 1.3591; e / 2: 2.5; A + A: NaN"
# Why it matters: E is the usual name for an error in courses. Platforms that check formulas with this parser mark
# (E_1 + E_2) by values and E by 2.718; names on exported questions should not be E.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit expr-eval@2.0.2 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { Parser } from "expr-eval";
const value = (text, given) => new Parser().evaluate(text, given);
const told = [value("E / 2", { E: 5 }).toFixed(4), value("e / 2", { e: 5 }), value("A + A", { A: [1, 2] })];
console.log(`E / 2: ${told[0]}; e / 2: ${told[1]}; A + A: ${told[2]}`);
JS
found=$(node told.mjs)
echo "$found"
test "$found" = "E / 2: 1.3591; e / 2: 2.5; A + A: NaN"
