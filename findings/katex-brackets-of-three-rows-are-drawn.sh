#!/usr/bin/env bash
# KaTeX 0.19.1: the brackets of a matrix of two rows are characters, those of three rows are drawings.
#
# One would guess: the brackets of a bmatrix are the same kind of thing whatever it holds, as in pdfTeX's and MathJax's
# pages, so that a PDF printed from the page has them among its characters.
# What happens: up to two rows KaTeX sets a bracket as a character of its font KaTeX_Size3; for three rows and more it
# writes an SVG path.  In the page as Chromium 150 prints it, a column of two rows has "[" and "]" in its text, one of
# three rows has neither: pdfminer.six 20260107 gives curves of eight points or more at their two places.
# Seen: "two rows: [] and curves at 0 places; three rows: no bracket and curves at 2 places"
# Why it matters: where brackets tell which numbers are one matrix, nearly all vectors of a network of width three were
# without them, and those of one of width two had them: 5 of 35 statements were read from one page, all 29 of another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pdfminer.six==20260107
cd "$folder"
npm install --silent --no-audit --no-fund katex@0.19.1 > /dev/null
cat > page.cjs <<'JS'
const katex = require("katex"), fs = require("fs");
for (const [name, rows] of [["two", "1 \\\\ 2"], ["three", "1 \\\\ 2 \\\\ 3"]]) {
  const formula = katex.renderToString(`\\begin{bmatrix} ${rows} \\end{bmatrix}`, { displayMode: true });
  const style = '<link rel="stylesheet" href="node_modules/katex/dist/katex.min.css">';
  fs.writeFileSync(`${name}.html`, `<!doctype html><meta charset="utf-8">${style}${formula}`);
}
JS
node page.cjs
for name in two three; do
  chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files --no-pdf-header-footer \
    --print-to-pdf="$name.pdf" "file://$folder/$name.html" > /dev/null 2>&1
done
found=$(venv/bin/python - <<'PY' 2> /dev/null
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTCurve, LTLine, LTRect


def within(item):
    yield item
    for part in item if hasattr(item, "__iter__") else ():
        yield from within(part)


def told(name):
    items = [item for page in extract_pages(f"{name}.pdf") for item in within(page)]
    brackets = "".join(item.get_text() for item in items if isinstance(item, LTChar) and item.get_text() in "[]")
    curves = [item for item in items if isinstance(item, LTCurve) and not isinstance(item, LTLine | LTRect)]
    places = {round(item.x0) for item in curves if len(item.pts) >= 8 and item.height > 2 * item.width}
    return f"{name} rows: {''.join(sorted(brackets)) or 'no bracket'} and curves at {len(places)} places"


print(told("two"), told("three"), sep="; ")
PY
)
echo "$found"
test "$found" = "two rows: [] and curves at 0 places; three rows: no bracket and curves at 2 places"
