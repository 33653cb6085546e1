#!/usr/bin/env bash
# pandas 3.1.1 with tabulate 0.10.0: a table written as Markdown has six significant digits, whatever precision is set.
#
# One would guess: DataFrame.to_markdown prints what DataFrame.to_string prints, and display.precision rules both.
# What happens: the table goes through another package, which formats with "g": six significant digits, exponents for small
# numbers, no trailing zeros.  Texts that look like numbers are formatted again as well: "0.0000" becomes 0.
# Seen: "to_string: 123456.789; to_markdown: 123457; the text 0.0000: 0"
# Why it matters: a gradient table in a notebook's Markdown shows 123457 for 123456.789 and 0 where the student had rounded to
# four decimals; how many digits stand there says nothing of how far was calculated.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pandas==3.1.1 tabulate==0.10.0
found=$("$folder/venv/bin/python" - <<'PY'
import pandas as pd

pd.set_option("display.precision", 8)


def last(text):
    return text.strip().splitlines()[-1].replace("|", " ").split()[-1]


table = pd.DataFrame({"dL/dw": [123456.789]})
texts = pd.DataFrame({"dL/dw": ["0.0000"]})
print(
    f"to_string: {last(table.to_string())}; to_markdown: {last(table.to_markdown())}; "
    f"the text 0.0000: {last(texts.to_markdown())}"
)
PY
)
echo "$found"
test "$found" = "to_string: 123456.789; to_markdown: 123457; the text 0.0000: 0"
