#!/usr/bin/env bash
# unicodeit 0.7.5: a hat over two letters keeps one of them, and a bar is another sign than everybody else's.
#
# One would guess: \hat{yz} is left alone where it cannot be said, as \frac{1}{3} is; \bar{h} is h with a combining macron.
# What happens: \hat{yz} becomes "ŷ}": the second letter is gone and a brace is left over.  \bar{h} is h with the combining
# overline U+0305, where Unicode's own decompositions and keyboards have the macron U+0304.  h_b stays h_b, for there is
# no small b below the line, while h_a is converted: one text has both ways of writing an index.
# Seen: "\frac{1}{3} -> \frac{1}{3}; \hat{yz} -> ŷ}; \bar{h} -> h U+0305; h_a h_b -> hₐ h_b"
# Why it matters: texts typed by such tools have to be read: both bars are the same accent, and both ways of writing an
# index the same index.  A hat over a name of two letters is lost before anybody can read it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check unicodeit==0.7.5
found=$("$folder/venv/bin/python" - <<'PY'
import unicodedata

import unicodeit


def told(text):
    signs = unicodedata.normalize("NFC", unicodeit.replace(text))
    return "".join(f" U+{ord(sign):04X}" if unicodedata.combining(sign) else sign for sign in signs)


print("; ".join(f"{text} -> {told(text)}" for text in (r"\frac{1}{3}", r"\hat{yz}", r"\bar{h}", "h_a h_b")))
PY
)
echo "$found"
test "$found" = '\frac{1}{3} -> \frac{1}{3}; \hat{yz} -> ŷ}; \bar{h} -> h U+0305; h_a h_b -> hₐ h_b'
