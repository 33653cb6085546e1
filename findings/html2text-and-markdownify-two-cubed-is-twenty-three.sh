#!/usr/bin/env bash
# html2text 2025.4.15 and markdownify 1.2.3: the power 2<sup>3</sup> of a web page is 23 in Markdown, and a third in MathML 13.
#
# One would guess: what Markdown has no sign for is kept as HTML, which Markdown allows, or is marked in some way.
# What happens: elements that a converter does not know are dropped and their text is kept. A raised or lowered number
# joins the number before it, and numerator and denominator become one number.
# Seen: "2^3: 23 23; h_1: h1 h1; 1/3: 13 13; 10^-3: 10-3 10-3"
# Why it matters: web pages are handed to assistants and note programs as such Markdown, and students hand in what comes
# back. 23 is a number that nobody wrote. A page is read here from its own elements: derive/sources/web_page.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'html2text==2025.4.15' 'markdownify==1.2.3'
found=$("$folder/venv/bin/python" - <<'PY'
import html2text
import markdownify

PARTS = {
    "2^3": "2<sup>3</sup>",
    "h_1": "h<sub>1</sub>",
    "1/3": "<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>",
    "10^-3": "10<sup>-3</sup>",
}
told = []
for name, part in PARTS.items():
    page = f"<p>{part}</p>"
    told.append(f"{name}: {html2text.html2text(page).strip()} {markdownify.markdownify(page).strip()}")
print("; ".join(told))
PY
)
echo "$found"
test "$found" = "2^3: 23 23; h_1: h1 h1; 1/3: 13 13; 10^-3: 10-3 10-3"
