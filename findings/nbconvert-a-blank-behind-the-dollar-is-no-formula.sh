#!/usr/bin/env bash
# nbconvert 7.17.2 with pandoc 3.9 (pypandoc_binary 1.17): "$ h_1 = 3 $" of a notebook is printed with its dollars.
#
# One would guess: what Jupyter shows as a formula is a formula in the PDF that "Save and Export Notebook As" makes.
# What happens: pandoc reads no formula where a blank follows the first dollar or a digit the second one; the dollars
# and the underscore are escaped and stand on the page as they were typed. Between two dollars on each side blanks do
# no harm, and the notebook's HTML shows all of them as formulas.
# Seen: "$ h_1 = 3 $ -> \$ h\_1 = 3 \$; $h_1 = 3 $ -> \$h\_1 = 3 \$; $h_1$2 -> \$h\_1\$2; $h_1 = 3$ -> \(h_1 = 3\);
# $$ h_1 = 3 $$ -> \[ h_1 = 3 \]"
# Why it matters: a marker gets the PDF of such a notebook with source text for formulas. It must be read as the formula
# it was, and a student is helped by being told to leave no blank behind a dollar.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check nbconvert==7.17.2 pypandoc_binary==1.17
found=$("$folder/venv/bin/python" - <<'PY'
import os

import nbformat
import pypandoc
from nbconvert.exporters import LatexExporter

os.environ["PATH"] = os.path.dirname(pypandoc.get_pandoc_path()) + os.pathsep + os.environ["PATH"]


def printed(cell):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(cell)])
    text, _ = LatexExporter().from_notebook_node(notebook)
    return text.split(r"\maketitle")[1].split("% Add a bibliography")[0].strip()


cells = ("$ h_1 = 3 $", "$h_1 = 3 $", "$h_1$2", "$h_1 = 3$", "$$ h_1 = 3 $$")
print("; ".join(f"{cell} -> {printed(cell)}" for cell in cells))
PY
)
echo "$found"
test "$found" = '$ h_1 = 3 $ -> \$ h\_1 = 3 \$; $h_1 = 3 $ -> \$h\_1 = 3 \$; $h_1$2 -> \$h\_1\$2; $h_1 = 3$ -> \(h_1 = 3\); $$ h_1 = 3 $$ -> \[ h_1 = 3 \]'
