#!/usr/bin/env bash
# mathml2omml 0.0.2: a hat over a letter becomes a limit above it; a tilde and an arrow stay signs over the letter.
#
# One would guess: <mover accent="true"> with a hat becomes Word's accent (m:acc), the construction it has for it.
# What happens: the hat is m:limUpp, "y with a small ^ as its upper limit", which is the construction for words over a
# sign; a tilde and an arrow get m:groupChr. The attribute accent changes nothing.
# Seen: "hat: limUpp; tilde: groupChr; arrow: groupChr"
# Why it matters: scripts that bring web pages or Markdown into Word files use it, and then y-hat, the prediction, is
# written as y with a limit in every line of a student's file. A reader of Word's formulas has to know both makes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mathml2omml==0.0.2
found=$("$folder/venv/bin/python" - <<'PY'
import html.entities
import re

import mathml2omml


def made(sign):
    formula = f'<math><mover accent="true"><mi>y</mi><mo>{sign}</mo></mover></math>'
    office = mathml2omml.convert(formula, html.entities.name2codepoint)
    return re.search(r"<m:(acc|limUpp|groupChr|bar)>", office)[1]


print("; ".join(f"{name}: {made(sign)}" for name, sign in (("hat", "^"), ("tilde", "~"), ("arrow", "→"))))
PY
)
echo "$found"
test "$found" = "hat: limUpp; tilde: groupChr; arrow: groupChr"
