#!/usr/bin/env bash
# MathJax 3.2.2, AsciiMath input: dL/dh_1 is d times (L over d) times h_1, while dy/dx is the fraction one means.
#
# One would guess: dL/dh_1 and dy/dx are read alike; in AsciiMath the line is what one would type in a mail.
# What happens: dx, dy, dz and dt are words of the language, other differentials are not: there "/" takes the single
# letters beside it. Inside longer names words are found too: net is a "not equal" and a t, target has a "greater or
# equal", dtheta is dt, h and an eta. An index behind log and a letter goes to both together.
# Seen: "dy/dx = frac(d y, d x); dL/dh_1 = d frac(L, d) h_1; dz/dW = frac(d z, d) W; net = ≠ t; target = t a r ≥ t;
# dtheta = d t h η; log p_t = (log p)_t"
# Why it matters: on pages and forums that take AsciiMath the gradients of a course about networks come out wrong in
# the MathML that a reader or a screen reader gets, and only the classroom's dy/dx comes out right. Such a fraction with
# a lone d below it is no statement about a quantity; whoever reads the page back has to put it together again or leave
# it unread.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent mathjax-full@3.2.2 > /dev/null
cat > told.cjs <<'JS'
const { AsciiMath } = require("mathjax-full/js/input/asciimath.js");
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { STATE } = require("mathjax-full/js/core/MathItem.js");
RegisterHTMLHandler(liteAdaptor());
const page = mathjax.document("", { InputJax: new AsciiMath() });

function told(node) {
  if (node.kind === "text") return node.text.replace(/[\u2061-\u2064]/g, "");
  const parts = node.childNodes.filter(Boolean).map(told).filter(Boolean);
  if (node.kind === "mfrac") return `frac(${parts.join(", ")})`;
  if (node.kind === "msub") return `${parts[0].includes(" ") ? `(${parts[0]})` : parts[0]}_${parts[1]}`;
  return parts.join(" ");
}

const forms = ["dy/dx", "dL/dh_1", "dz/dW", "net", "target", "dtheta", "log p_t"];
console.log(forms.map((form) => `${form} = ${told(page.convert(form, { end: STATE.CONVERT }))}`).join("; "));
JS
found=$(node told.cjs)
echo "$found"
test "$found" = "dy/dx = frac(d y, d x); dL/dh_1 = d frac(L, d) h_1; dz/dW = frac(d z, d) W; net = ≠ t; target = t a r ≥ t; dtheta = d t h η; log p_t = (log p)_t"
