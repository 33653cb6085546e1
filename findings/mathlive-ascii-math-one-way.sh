#!/usr/bin/env bash
# MathLive 0.111.1: the AsciiMath that it writes is not the AsciiMath that it reads, and what has a note below it vanishes.
#
# One would guess: LaTeX turned into AsciiMath and back is the formula again, apart from spaces.
# What happens: \bar{h} is written "bar h" and read as a name of four letters, barh; a matrix is written as rows in brackets
# and read as brackets in brackets; a letter under which a shape stands is written as nothing at all.
# Seen: "\bar{h}: bar h: barh; \underset{3 \times 3}{W} x: x: x"
# Why it matters: it is the formula editor of many learning platforms.  Take its LaTeX; a hand-in in its AsciiMath has to be
# read with accents as words, and may lack factors that the student typed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit mathlive@0.111.1 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { convertAsciiMathToLatex, convertLatexToAsciiMath } from "mathlive/ssr";
const told = (text) => {
  const ascii = convertLatexToAsciiMath(text).trim();
  return `${text}: ${ascii}: ${convertAsciiMathToLatex(ascii)}`;
};
console.log(["\\bar{h}", "\\underset{3 \\times 3}{W} x"].map(told).join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = '\bar{h}: bar h: barh; \underset{3 \times 3}{W} x: x: x'
