#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17): formulas in an OpenDocument text that it wrote itself are gone when it reads it.
#
# One would guess: a converter that writes a format's formulas reads them too, as it does with Word's.
# What happens: the writer makes each formula an embedded object with MathML; the reader passes over such objects without a
# warning.  The same text by way of .docx keeps every formula.
# Seen: "odt: The state is and; docx: The state is \(h_{1} = 0.7616\) and"
# Why it matters: "convert it with pandoc first" loses the whole working of a student who writes with LibreOffice.  The
# MathML has to be read from the file itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pypandoc_binary==1.17
found=$(cd "$folder" && venv/bin/python - <<'PY'
import pypandoc

told = []
for form in ("odt", "docx"):
    pypandoc.convert_text("The state is $h_1 = 0.7616$ and", form, "md", outputfile=f"page.{form}")
    told.append(f"{form}: {pypandoc.convert_file(f'page.{form}', 'latex').strip()}")
print("; ".join(told))
PY
)
echo "$found"
test "$found" = 'odt: The state is and; docx: The state is \(h_{1} = 0.7616\) and'
