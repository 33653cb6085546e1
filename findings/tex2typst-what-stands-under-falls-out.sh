#!/usr/bin/env bash
# tex2typst 0.6.2: of what stands under a letter only the first sign stays there.
#
# One would guess: \underset{3 \times 3}{W} keeps "3 x 3" below W, as \sum_{t=0}^{2} keeps "t = 0" below the sum.
# What happens: the brackets are left out.  Typst sets W with a 3 below it, and "times 3" behind it in the line: the shape of
# a matrix has become a product with 3.  Indices and the sum's limits get their brackets.
# Seen: "limits(W)_3 times 3; W_(3 times 3); sum_(t = 0)^2 h_t"
# Why it matters: shapes under factors are how a worked solution shows that a product exists.  A converted one says
# something else, compiles, and passes every check of the PDF.  Shapes are therefore written for Typst directly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit tex2typst@0.6.2 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { tex2typst } from "tex2typst";
console.log(["\\underset{3 \\times 3}{W}", "W_{3 \\times 3}", "\\sum_{t=0}^{2} h_t"].map((text) => tex2typst(text)).join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = "limits(W)_3 times 3; W_(3 times 3); sum_(t = 0)^2 h_t"
