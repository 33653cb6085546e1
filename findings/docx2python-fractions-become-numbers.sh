#!/usr/bin/env bash
# docx2python 3.7.1: an equation of a Word file comes out between <latex> tags with fractions and matrices run together.
#
# One would guess: what stands between <latex> and </latex> is LaTeX, or at least keeps apart what the equation keeps apart.
# What happens: the texts inside the equation are joined.  One third is 13, the derivative of L by V is ∂L∂V, and a row
# of a matrix is one number behind the other.
# Seen: "<latex>L=13</latex>; <latex>V=0.25−0.510</latex>"
# Why it matters: 13 is a number that can be judged, and a wrong one; -0.5, 1 and 0 have become -0.510.  What was extracted
# this way must not be judged, and the original file has to be asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check docx2python==3.7.1 pypandoc_binary==1.17
found=$(cd "$folder" && venv/bin/python - <<'PY'
import pypandoc
from docx2python import docx2python

source = r"$L = \frac{1}{3}$" + "\n\n" + r"$V = \begin{bmatrix} 0.25 & -0.5 \\ 1 & 0 \end{bmatrix}$"
pypandoc.convert_text(source, "docx", "md", outputfile="page.docx")
print("; ".join(docx2python("page.docx").text.split("\n\n")).strip("; \n"))
PY
)
echo "$found"
test "$found" = "<latex>L=13</latex>; <latex>V=0.25−0.510</latex>"
