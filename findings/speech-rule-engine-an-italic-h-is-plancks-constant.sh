#!/usr/bin/env bash
# Speech Rule Engine 4.1.5: the italic letter h is read as "Planck-Konstante" in German, "constante de planck" in French.
#
# One would guess: a letter is read as that letter, the italic h as the h, as in English and as all other italic letters.
# What happens: Unicode has no italic h among its mathematical letters, since U+210E, PLANCK CONSTANT, has its place. The
# tables of German and French say the name of that character, those of English the letter.
# Seen: "de: Planck-Konstante Index t, x Index t; fr: constante de planck sub t, x sub t; en: h sub t, x sub t"
# Why it matters: h is the name of every hidden state, and Typst and converters write it as U+210E. A blind student of a
# recurrent network hears of Planck in every line. What is spoken here comes from our own tree, and MathML has the plain h.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit speech-rule-engine@4.1.5 > /dev/null 2>&1
cat > told.cjs <<'JS'
const speech = require("speech-rule-engine");
const math = (inner) => `<math xmlns="http://www.w3.org/1998/Math/MathML">${inner}</math>`;
const said = async (locale, domain, inner) => {
  await speech.setupEngine({ locale, domain });
  await speech.engineReady();
  return speech.toSpeech(math(inner));
};
const state = (letter) => `<msub><mi>${letter}</mi><mi>t</mi></msub>`;
(async () => {
  const told = [];
  for (const locale of ["de", "fr", "en"]) {
    const both = [await said(locale, "clearspeak", state("\u210e")), await said(locale, "clearspeak", state("\u{1d465}"))];
    told.push(`${locale}: ${both.join(", ")}`);
  }
  console.log(told.join("; "));
  process.exit(0);
})();
JS
found=$(node told.cjs)
echo "$found"
test "$found" = "de: Planck-Konstante Index t, x Index t; fr: constante de planck sub t, x sub t; en: h sub t, x sub t"
