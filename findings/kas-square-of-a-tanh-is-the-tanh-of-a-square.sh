#!/usr/bin/env bash
# @khanacademy/kas 2.2.3: tanh(z)^2 is read as tanh(z^2), and 6e-5 as six times Euler's number less five.
#
# One would guess: a power behind a function with its argument in brackets is the power of its value, as |x|^2 and
# sqrt(x)^2 are and as every programming language has it: tanh(0.5)^2 is 0.2136.
# What happens: the power goes to the argument: tanh(0.5^2) = 0.2449. The value's power is got by tanh^2(z) or
# (tanh(z))^2 only. The same holds for sin and ln. A number in scientific form has Euler's number in it.
# Seen: "tanh(z)^2: 0.2449; tanh^2(z): 0.2136; (tanh(z))^2: 0.2136; ln(z)^2: -1.3863; sqrt(z)^2: 0.5000; 6e-5: 11.3097"
# Why it matters: 1 - tanh(z)^2 is the slope that every exercise on recurrent networks asks for. A grader built on this
# reader refuses it where the solution says 1 - h^2 in any form that it reads truly, and takes it from a student only
# if the author of the question was misread in the same way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent @khanacademy/kas@2.2.3 > /dev/null
cat > told.cjs <<'JS'
const { parse } = require("@khanacademy/kas");
const forms = ["tanh(z)^2", "tanh^2(z)", "(tanh(z))^2", "ln(z)^2", "sqrt(z)^2", "6e-5"];
console.log(forms.map((form) => `${form}: ${parse(form).expr.eval({ z: 0.5 }).toFixed(4)}`).join("; "));
JS
found=$(node told.cjs)
echo "$found"
test "$found" = "tanh(z)^2: 0.2449; tanh^2(z): 0.2136; (tanh(z))^2: 0.2136; ln(z)^2: -1.3863; sqrt(z)^2: 0.5000; 6e-5: 11.3097"
