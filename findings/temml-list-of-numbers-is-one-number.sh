#!/usr/bin/env bash
# Temml 0.13.5: [1,2,3] without spaces is set as one number, and so is the index of W_{1,2}.
#
# One would guess: as in KaTeX and MathJax a comma stands between numbers, and each number is an element of its own.
# What happens: digits, commas and points in a row are one <mn>: 1,2,3 in a list, 0.5,1 in an interval, 1,2 in an
# index. With a space behind the comma, or a minus sign, they are apart.
# Seen: "[1,2,3]: 1,2,3; W_{1,2}: 1,2; [1, 2]: 1 2; KaTeX: 1 2 3"
# Why it matters: a page made with it has vectors that a reader of MathML, and a screen reader, takes for a number
# with a decimal comma. A submission of such a page is read by its commas: tests/test_sources.py has one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit temml@0.13.5 katex@0.19.1 > /dev/null 2>&1
cat > told.mjs <<'JS'
import katex from "katex";
import temml from "temml";
const numbers = (mathml) => mathml.match(/<mn>.*?<\/mn>/g).map((each) => each.slice(4, -5)).join(" ");
const told = ["[1,2,3]", "W_{1,2}", "[1, 2]"].map((text) => `${text}: ${numbers(temml.renderToString(text))}`);
console.log([...told, `KaTeX: ${numbers(katex.renderToString("[1,2,3]", { output: "mathml" }))}`].join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = "[1,2,3]: 1,2,3; W_{1,2}: 1,2; [1, 2]: 1 2; KaTeX: 1 2 3"
