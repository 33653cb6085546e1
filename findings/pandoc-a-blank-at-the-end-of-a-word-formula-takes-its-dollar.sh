#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17): a Word formula that ends in a blank, or in one brace, has no end in the Markdown.
#
# One would guess: Word to Markdown keeps formulas between their dollars, whatever stands at their end.
# What happens: the blank becomes "\ ", its space is trimmed off, and "\$" is an escaped dollar: the formula does not end.
# pandoc itself finds no formula there any more; readers that take the next dollar for its end have text and formulas
# changed places. A system of rows in one brace ends in such a blank too. In GitHub's form the code span ends in a
# stroke. LaTeX comes out right.
# Seen: "markdown: So $x = 3\$ and $y = 2$. | gfm: So $`x = 3\`$ and $`y = 2`$. | latex: So \(x = 3\ \) and \(y = 2\).
# | back as formulas: y = 2"
# Why it matters: Word's own way of building up a formula is to type a blank. A folder of Word files turned into
# Markdown has lines whose formulas are read as prose and the other way round; a reader has to take "\$" before a word
# for the end of the formula.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pypandoc_binary==1.17
cd "$folder"
found=$("$folder/venv/bin/python" - <<'PY'
import re

import pypandoc

wrap = ["--wrap=none"]
pypandoc.convert_text(r"So $x = 3\ $ and $y = 2$.", "docx", format="md", outputfile="one.docx")
forms = {form: pypandoc.convert_file("one.docx", form, extra_args=wrap).strip() for form in ("markdown", "gfm", "latex")}
page = pypandoc.convert_text(forms["markdown"], "html", format="markdown", extra_args=[*wrap, "--mathjax"])
formulas = re.findall(r'<span class="math inline">\\\((.*?)\\\)', page)
told = " | ".join(f"{form}: {text}" for form, text in forms.items())
print(f"{told} | back as formulas: {', '.join(formulas)}")
PY
)
echo "$found"
test "$found" = 'markdown: So $x = 3\$ and $y = 2$. | gfm: So $`x = 3\`$ and $`y = 2`$. | latex: So \(x = 3\ \) and \(y = 2\). | back as formulas: y = 2'
