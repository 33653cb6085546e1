#!/usr/bin/env bash
# Speech Rule Engine 4.1.5: with MathSpeak, a column vector of two entries is read as the binomial coefficient, in square
# brackets too, and in German with its entries the other way round.
#
# One would guess: a matrix with brackets is read as a matrix, whatever its size; binomials are fractions without a bar.
# What happens: any table of two rows and one column in brackets is "1 Choose 2", in German "2 aus 1". Three entries, or
# two columns, are read as a matrix.
# Seen: "en: StartBinomialOrMatrix 1 Choose 2 EndBinomialOrMatrix; de: Anfang Binomialkoeffizient 2 aus 1 Ende Binomialkoeffizient; three: matrix"
# Why it matters: layers of two units are the size of most exercises by hand, and every one of their vectors is such a
# column. What is spoken here says rows, from our own tree.
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
const column = (...entries) =>
  `<mrow><mo>[</mo><mtable>${entries.map((each) => `<mtr><mtd><mn>${each}</mn></mtd></mtr>`).join("")}</mtable><mo>]</mo></mrow>`;
(async () => {
  const [en, de] = [await said("en", "mathspeak", column(1, 2)), await said("de", "mathspeak", column(1, 2))];
  const three = (await said("en", "mathspeak", column(1, 2, 3))).includes("Matrix") ? "matrix" : "none";
  console.log(`en: ${en}; de: ${de}; three: ${three}`);
  process.exit(0);
})();
JS
found=$(node told.cjs)
echo "$found"
test "$found" = "en: StartBinomialOrMatrix 1 Choose 2 EndBinomialOrMatrix; de: Anfang Binomialkoeffizient 2 aus 1 Ende Binomialkoeffizient; three: matrix"
