#!/usr/bin/env bash
# Typst 0.15.2: in the outline of a PDF a heading with a third in it says "13", one with a root of two "2".
#
# One would guess: a formula in a heading is told in the outline as it is written, 1/3, or by its alternative text, without
# which a PDF of the kind UA-1 is refused.
# What happens: the title of the bookmark is the row of characters that are drawn. The bar of a fraction and the roof of a
# root are lines, an index and an exponent are small, a hat is drawn above: all are lost. The alternative text is not used.
# Seen: "Step 1: the factor 13; Step 2: the root 2; Step 3: the power 23; Step 4: the slope of y0"
# Why it matters: the outline is how a long solution is read on a telephone and by a screen reader. Our headings have words
# only, and formulas stand below them: tests/test_pdf.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'typst==0.15.2' 'pikepdf==10.18.0'
found=$("$folder/venv/bin/python" - <<'PY'
import io

import pikepdf
import typst

SOURCE = b"""#set document(title: "A solution")
#let said(alt, body) = math.equation(alt: alt, body)
= Step 1: the factor #said("one third", $1/3$)
= Step 2: the root #said("square root of two", $sqrt(2)$)
= Step 3: the power #said("two cubed", $2^3$)
= Step 4: the slope of #said("y hat zero", $hat(y)_0$)
"""
file = typst.compile({"main.typ": SOURCE}, format="pdf", pdf_standards="ua-1")
with pikepdf.open(io.BytesIO(file)) as pdf, pdf.open_outline() as outline:
    print("; ".join(item.title for item in outline.root))
PY
)
echo "$found"
test "$found" = "Step 1: the factor 13; Step 2: the root 2; Step 3: the power 23; Step 4: the slope of y0"
