#!/usr/bin/env bash
# pylatexenc 2.10: LaTeX turned into text loses the brackets of numerators, denominators and exponents.
#
# One would guess: \frac{a+b}{2} becomes (a+b)/2, as \sqrt{a+b} becomes a root with brackets.
# What happens: numerator and denominator are joined by a stroke and an exponent is set behind ^, each without brackets:
# the text says a + b/2 and (x^n) + 1.
# Seen: "a+b/2, x^n+1, √(a+b)"
# Why it matters: a write-up may have gone through such a converter before it is handed in as plain text.  The formula
# read is then a false one, though the student wrote a true one; such a line is worth a look at the original.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pylatexenc==2.10
found=$("$folder/venv/bin/python" - <<'PY'
from pylatexenc.latex2text import LatexNodes2Text

formulas = (r"$\frac{a+b}{2}$", "$x^{n+1}$", r"$\sqrt{a+b}$")
print(", ".join(map(LatexNodes2Text().latex_to_text, formulas)))
PY
)
echo "$found"
test "$found" = "a+b/2, x^n+1, √(a+b)"
