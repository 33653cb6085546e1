#!/usr/bin/env bash
# mathml-to-latex 1.8.0: a bar in MathML becomes an \overline that has nothing to stand over.
#
# One would guess: the accent macron over h becomes \bar{h}, as the circumflex over y becomes \hat{y}.
# What happens: \overset{\overline}{h}: the command is put where a sign belongs.  TeX takes the brace that follows for its
# argument and stops.  The circled dot of the entrywise product becomes the big operator \bigodot, and tanh is three letters
# and h.
# Seen: "\overset{\overline}{h}; \hat{y}; a \bigodot b; tanh \left(z\right)"
# Why it matters: Temml, KaTeX and pandoc write \bar with exactly this accent, so every pre-activation of a web page is
# damaged by the converter.  A reader of pages has to take MathML itself, or the LaTeX beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit mathml-to-latex@1.8.0 temml@0.13.5 > /dev/null 2>&1
cat > told.mjs <<'JS'
import { MathMLToLaTeX } from "mathml-to-latex";
import temml from "temml";
const back = (text) => MathMLToLaTeX.convert(temml.renderToString(text));
console.log(["\\bar{h}", "\\hat{y}", "a \\odot b", "\\tanh(z)"].map(back).join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = '\overset{\overline}{h}; \hat{y}; a \bigodot b; tanh \left(z\right)'
