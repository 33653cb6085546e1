#!/usr/bin/env bash
# pygiftparser 1.1: of a number in scientific form the exponent and the tolerance are dropped, and negative numbers make a
# question invalid.
#
# One would guess: {#6.45e-6:1e-8} is refused or is the number that Moodle reads; {#-0.5:0.00005} is as good as
# {#0.5:0.00005}.
# What happens: the first is a valid question whose answer is 6.45 with tolerance 0; the second has no answer and is not
# valid.
# Seen: "0.2773:0.00005 is 0.2773 +- 5e-05; 6.45e-6:1e-8 is 6.45 +- 0; -0.5:0.00005 is invalid"
# Why it matters: half of all gradients are negative and many are small.  A converter built on this reader turns a right
# bank of questions into a wrong one; plain decimals are the only form that comes through, and for those below zero none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pygiftparser==1.1
found=$("$folder/venv/bin/python" - <<'PY'
import io

from pygiftparser.parser import parseFile


def told(number):
    question = parseFile(io.StringIO(f"::q:: l? {{#{number}}}"))[0]
    if not question.valid:
        return f"{number} is invalid"
    (answer,) = question.answers.answers
    return f"{number} is {answer.value:g} +- {answer.tolerance:g}"


print("; ".join(map(told, ("0.2773:0.00005", "6.45e-6:1e-8", "-0.5:0.00005"))))
PY
)
echo "$found"
test "$found" = "0.2773:0.00005 is 0.2773 +- 5e-05; 6.45e-6:1e-8 is 6.45 +- 0; -0.5:0.00005 is invalid"
