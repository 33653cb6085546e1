#!/usr/bin/env bash
# pypdf 7.1.1 and pymupdf 2.0 on a PDF of Typst 0.15.2: the matrix with the rows (1, -2) and (3, 4) is "[1 3 -2 4 ]".
#
# One would guess: text that is taken from a page, or copied from it, has a matrix row by row, as the PDFs of TeX give it.
# What happens: Typst draws a matrix column by column, and readers that keep the order of drawing return the transpose
# with nothing to tell it from the matrix. In the same text a third is "1 3" and two cubed "23".
# Seen: "pypdf: [1 3 −2 4 ], a third: 1 3, two cubed: 23; pymupdf: [1 3 −2 4 ], a third: 1 3, two cubed: 23"
# Why it matters: students copy numbers out of a sheet, and converters turn hand-ins into text. A square matrix that was
# right arrives transposed. Values must be taken from the places of their signs on the page; numbers in pasted text
# that are the transpose of the true ones may be no mistake of the student.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pypdf==7.1.1 pymupdf==2.0 typst==0.15.2
found=$("$folder/venv/bin/python" - <<'PY'
import io
import re

import pymupdf
import pypdf
import typst

SHEET = """#set page(width: 16cm, height: auto)
W $= mat(delim: "[", 1, -2; 3, 4)$; third $1/3$; cubed $2^3$
"""
pdf = typst.compile(SHEET.encode())
texts = {
    "pypdf": pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
    "pymupdf": pymupdf.open(stream=pdf)[0].get_text(),
}


def told(text):
    line = " ".join(text.split())
    return re.sub(r"W = (.*?); third (.*?); cubed (.*)", r"\1, a third: \2, two cubed: \3", line)


print("; ".join(f"{name}: {told(text)}" for name, text in texts.items()))
PY
)
echo "$found"
test "$found" = "pypdf: [1 3 −2 4 ], a third: 1 3, two cubed: 23; pymupdf: [1 3 −2 4 ], a third: 1 3, two cubed: 23"
