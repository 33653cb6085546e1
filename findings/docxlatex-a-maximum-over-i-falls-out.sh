#!/usr/bin/env bash
# docxlatex 1.2.3: the maximum over i is gone from a Word formula, and a function by cases is a matrix.
#
# One would guess: a reader of Word's formulas that knows fractions, sums, matrices and scripts says so where it knows
# something not.
# What happens: what has a limit below or above it falls out whole, the letters with the limit: the maximum over i of
# x_i is x_i, a W with its shape below is nothing. Rows in one brace become a matrix in square brackets. No message.
# Seen: "\max_i x_i -> {x}_{i}; \underset{3 \times 3}{W} h -> h; f = \begin{cases}1 & x > 0 \\ 0 & x \le 0\end{cases} ->
# f=\begin{bmatrix} 1 & x\gt 0 \\ 0 & x\leq 0 \end{bmatrix}; \sum_i x_i -> \sum_{i}^{}{{x}_{i}}"
# Why it matters: the attention's and softmax's "minus the maximum" loses its maximum and reads as a true-looking
# formula that says something else. A write-up turned into text by such a reader must not be judged by what is left;
# the Word file itself has it all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check docxlatex==1.2.3 pypandoc_binary==1.17
cd "$folder"
found=$("$folder/venv/bin/python" - <<'PY'
import pypandoc
from docxlatex import Document


def read_back(formula):
    pypandoc.convert_text(f"$${formula}$$", "docx", format="md", outputfile="one.docx")
    return Document("one.docx").get_text().replace("\u200b", "").strip(" $\n")


cases = r"f = \begin{cases}1 & x > 0 \\ 0 & x \le 0\end{cases}"
formulas = (r"\max_i x_i", r"\underset{3 \times 3}{W} h", cases, r"\sum_i x_i")
print("; ".join(f"{formula} -> {read_back(formula)}" for formula in formulas))
PY
)
echo "$found"
test "$found" = '\max_i x_i -> {x}_{i}; \underset{3 \times 3}{W} h -> h; f = \begin{cases}1 & x > 0 \\ 0 & x \le 0\end{cases} -> f=\begin{bmatrix} 1 & x\gt 0 \\ 0 & x\leq 0 \end{bmatrix}; \sum_i x_i -> \sum_{i}^{}{{x}_{i}}'
