#!/usr/bin/env bash
# Speech Rule Engine 4.1.5: in German and French, \boxed{\frac{1}{3}} is read as "13".
#
# One would guess: a frame around a result adds a word or two, as in English, and the result in it is read as ever.
# What happens: with the rules of ClearSpeak there is none for a frame in these languages; what stands in it is read as
# its bare characters. A fraction loses its bar, an index and an exponent become digits beside the number.
# Seen: "de: 13, 23, ein drittel; fr: 13, 23, un-tiers; en: enclosed with box one third"
# Why it matters: the frame is around the final answer, the one line that must be heard right. The documents draw theirs
# around the formula by style sheet, and say it from our own tree.
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
const third = "<mfrac><mn>1</mn><mn>3</mn></mfrac>", power = "<msup><mn>2</mn><mn>3</mn></msup>";
const box = (inner) => `<menclose notation="box">${inner}</menclose>`;
(async () => {
  const told = [];
  for (const locale of ["de", "fr"]) {
    const all = [];
    for (const inner of [box(third), box(power), third]) all.push(await said(locale, "clearspeak", inner));
    told.push(`${locale}: ${all.join(", ")}`);
  }
  console.log([...told, `en: ${await said("en", "clearspeak", box(third))}`].join("; "));
  process.exit(0);
})();
JS
found=$(node told.cjs)
echo "$found"
test "$found" = "de: 13, 23, ein drittel; fr: 13, 23, un-tiers; en: enclosed with box one third"
