#!/usr/bin/env bash
# MarkItDown 0.1.9: one Word equation that its converter does not know removes every equation of the document, silently.
#
# One would guess: an equation that cannot be converted is left out or marked, and the others are kept.
# What happens: a shape written under a matrix (\underset, "limLow" in the file) makes the conversion of all equations
# fail; the document is then converted without them, with neither a warning nor a gap in the text.
# Seen: "Let $k=2$ and $W$ be given.|Let and be given." (with the plain letter, and with a shape under it)
# Why it matters: what arrives as text may have lost each of its formulas; a text without any relation is told as such
# and not as a write-up without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'markitdown[docx]==0.1.9' pypandoc_binary==1.17
found=$(cd "$folder" && venv/bin/python - <<'PY'
import pypandoc
from markitdown import MarkItDown

told = []
for name in ("W", r"\underset{3 \times 3}{W}"):
    pypandoc.convert_text(f"Let $k = 2$ and ${name}$ be given.", "docx", "md", outputfile="page.docx")
    told.append(MarkItDown().convert("page.docx").text_content)
print("|".join(told))
PY
)
echo "$found"
test "$found" = 'Let $k=2$ and $W$ be given.|Let and be given.'
