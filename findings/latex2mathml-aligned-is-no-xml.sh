#!/usr/bin/env bash
# latex2mathml 3.81.1: aligned equations come out as text that no XML reader takes.
#
# One would guess: the & of an aligned environment becomes a column of a table, as the & of a bmatrix does.
# What happens: inside aligned it becomes a letter, <mi>&</mi>, unescaped; inside align* a table.  The first is no
# well-formed MathML, and a parser for HTML shows an ampersand before every equals sign.
# Seen: "bmatrix: a table; align*: a table; aligned: not well-formed (invalid token)"
# Why it matters: derivations stand in aligned equations, and this is the converter behind many generated pages.  What is
# read out of such a page has signs that nobody wrote.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2mathml==3.81.1
found=$("$folder/venv/bin/python" - <<'PY'
from xml.etree import ElementTree

from latex2mathml.converter import convert


def told(environment):
    try:
        tree = ElementTree.fromstring(convert(rf"\begin{{{environment}}} a &= b \\ c &= d \end{{{environment}}}"))
    except ElementTree.ParseError as error:
        return str(error).split(":")[0]
    return "a table" if any(part.tag.endswith("}mtable") for part in tree.iter()) else "no table"


print("; ".join(f"{name}: {told(name)}" for name in ("bmatrix", "align*", "aligned")))
PY
)
echo "$found"
test "$found" = "bmatrix: a table; align*: a table; aligned: not well-formed (invalid token)"
