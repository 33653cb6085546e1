#!/usr/bin/env bash
# gift-pegjs 1.0.2 (a reader of Moodle's GIFT): \nabla, \nu and \neq in a question become a line break and "abla", "u", "eq".
#
# One would guess: GIFT has five characters that are written with a backslash, ~ = # { and }, and a backslash before a
# letter stays what it is: \alpha and \frac do.
# What happens: \n is a line break wherever it stands, so each command of LaTeX that begins with n is cut. Two backslashes
# before it give the command.
# Seen: "\alpha: \alpha; \nabla: <break>abla; \neq: <break>eq; \\nabla: \nabla"
# Why it matters: questions about gradients have \nabla in their first line. The file stays valid and the numbers are
# marked, only the question lost its sign. Our bank of questions writes two: derive/handout/gift.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit gift-pegjs@1.0.2 > /dev/null 2>&1
cat > told.mjs <<'JS'
import * as gift from "gift-pegjs";
const parse = gift.parse ?? gift.default.parse;
const stem = (text) => parse(`${text} {#0.5:0.01}`)[0].stem.text.replace("\n", "<break>");
console.log(["\\alpha", "\\nabla", "\\neq", "\\\\nabla"].map((text) => `${text}: ${stem(text)}`).join("; "));
JS
found=$(node told.mjs)
echo "$found"
test "$found" = '\alpha: \alpha; \nabla: <break>abla; \neq: <break>eq; \\nabla: \nabla'
