#!/usr/bin/env bash
# MathJax 4.1.3: 0{,}2773, a decimal with a comma as LaTeX writes it, becomes the two numbers 0,277 and 3.
#
# One would guess: the comma in braces is the decimal comma of half the world, and what it stands in is one number, or
# else a number, a comma and a number.
# What happens: to the reader of TeX it parts thousands. With exactly three digits behind it the whole is one number, with
# one or two it is three signs, and with four the first three stay with the comma and the fourth is a number beside it.
# Seen: "0{,}5: 0 5; 0{,}277: 0,277; 0{,}2773: 0,277 3; 0\mathord{,}2773: 0 2773"
# Why it matters: four decimals are usual in exercises. On paper the same is seen, but a screen reader says 0,277 and then
# 3, and so does what is copied. Questions for platforms are written with \mathord{,}: tests/test_export.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit mathjax@4.1.3 > /dev/null 2>&1
cat > told.cjs <<'JS'
const MathJax = require("mathjax");
const numbers = (mathml) => mathml.match(/<mn[^>]*>.*?<\/mn>/g).map((each) => each.replace(/<[^>]*>/g, "")).join(" ");
MathJax.init({ loader: { load: ["input/tex", "startup"] } }).then(async (started) => {
  const told = [];
  for (const text of ["0{,}5", "0{,}277", "0{,}2773", "0\\mathord{,}2773"]) {
    told.push(`${text}: ${numbers(await started.tex2mmlPromise(text))}`);
  }
  console.log(told.join("; "));
  process.exit(0);
});
JS
found=$(node told.cjs)
echo "$found"
test "$found" = '0{,}5: 0 5; 0{,}277: 0,277; 0{,}2773: 0,277 3; 0\mathord{,}2773: 0 2773'
