#!/usr/bin/env bash
# python-docx 1.2.0: the text of a paragraph leaves its equations out without a sign that something is missing.
#
# One would guess: a paragraph's text holds what stands in it, or marks what it cannot show.
# What happens: Word's equations are elements of their own beside the runs of text; `text` joins runs and hyperlinks only.
# A paragraph that is a displayed equation is the empty text.
# Seen: "['The state is  and', '', 'as asked.']"
# Why it matters: a marker's script that reads Word files this way sees sentences that are whole and grammatical, and none
# of the working.  A page of equations counts as an empty hand-in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-docx==1.2.0 pypandoc_binary==1.17
found=$(cd "$folder" && venv/bin/python - <<'PY'
import docx
import pypandoc

source = "The state is $h_1 = 0.7616$ and\n\n$$L = 0.3133$$\n\nas asked."
pypandoc.convert_text(source, "docx", "md", outputfile="page.docx")
print([paragraph.text for paragraph in docx.Document("page.docx").paragraphs])
PY
)
echo "$found"
test "$found" = "['The state is  and', '', 'as asked.']"
