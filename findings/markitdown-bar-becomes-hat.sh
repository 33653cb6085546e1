#!/usr/bin/env bash
# MarkItDown 0.1.9: a bar over a letter in a Word equation comes out as a hat.
#
# One would guess: the accent of an equation in a .docx file is read from its character, so that a bar stays \bar.
# What happens: pandoc 3.9 writes \bar{h} as an accent with the overline U+203E, which Word shows as a bar; the converter
# knows bars by the combining characters U+0304 and U+0305 alone and writes \hat for any other, without a warning.
# Seen: "\hat{h}, \hat{y}"
# Why it matters: by a common convention a bar marks the pre-activation and a hat the prediction.  In a text that was made
# by this converter the two are one sign, so that which of the two a line is about can only be told from its other side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'markitdown[docx]==0.1.9' pypandoc_binary==1.17
found=$(cd "$folder" && venv/bin/python - <<'PY'
import pypandoc
from markitdown import MarkItDown

pypandoc.convert_text(r"$\bar{h}$, $\hat{y}$", "docx", "md", outputfile="page.docx")
print(MarkItDown().convert("page.docx").text_content.replace("$", ""))
PY
)
echo "$found"
test "$found" = '\hat{h}, \hat{y}'
