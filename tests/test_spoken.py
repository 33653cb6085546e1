"""What is spoken of formulas, and that all that the program prints can be set in notations other than LaTeX."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from accessibility_tree import told
from test_pdf import structure

from derive import load
from derive.documents.blocks import Display, Document, Section
from derive.documents.formula import Glyph, Kind, every
from derive.documents.formula_reader import read_formula
from derive.documents.lines import SetLine
from derive.documents.manuscript import Manuscript
from derive.documents.mathml import mathml
from derive.documents.spoken import Spoken
from derive.documents.typst_math import typst
from derive.documents.words import Words
from derive.language.errors import ProblemError
from derive.table.row import TABLE

SENTENCES = (
    (
        r"\frac{\partial L}{\partial V} = \frac{1}{3} \sum_{t=0}^{2} (\hat{y}_{t} - y_{t}) h_{t}^{\top}",
        "the derivative of L by V equals one third times the sum over t from 0 to 2 of open bracket y hat sub t minus "
        "y sub t close bracket times h sub t transposed",
        "die Ableitung von L nach V ist gleich ein Drittel mal die Summe über t von 0 bis 2 von Klammer auf y Dach "
        "Index t minus y Index t Klammer zu mal h Index t transponiert",
    ),
    (
        r"\approx \boxed{\begin{bmatrix} 0.2773 & -0.1984 \\ 0.0556 & -0.0519 \end{bmatrix}}",
        "is approximately result: the 2 by 2 matrix, row 1: 0.2773, minus 0.1984; row 2: 0.0556, minus 0.0519",
        "ist ungefähr Ergebnis: die 2 mal 2 Matrix, Zeile 1: 0,2773, minus 0,1984; Zeile 2: 0,0556, minus 0,0519",
    ),
    (
        r"\underset{1\times 3}{\left(\frac{\partial l_{2}}{\partial \bar{h}_{2}}\right)^{\top}} "
        r"\hspace{6pt} \underset{3\times 3}{W}",
        "open bracket the derivative of l sub 2 by h bar sub 2 close bracket transposed, 1 by 3, times W, 3 by 3",
        "Klammer auf die Ableitung von l Index 2 nach h quer Index 2 Klammer zu transponiert, 1 mal 3, mal W, 3 mal 3",
    ),
    (
        r"\hat{y}_{0} = \mathrm{softmax}(V h_{0} + c)",
        "y hat sub 0 equals softmax of open bracket V times h sub 0 plus c close bracket",
        "y Dach Index 0 ist gleich softmax von Klammer auf V mal h Index 0 plus c Klammer zu",
    ),
    (
        r"l_{0} = \mathrm{CE}(y_{0}, \hat{y}_{0}) \approx -\log(0.8391)",
        "l sub 0 equals cross entropy of y sub 0 and y hat sub 0 is approximately minus logarithm of 0.8391",
        "l Index 0 ist gleich Kreuzentropie von y Index 0 und y Dach Index 0 ist ungefähr minus Logarithmus von 0,8391",
    ),
    (
        r"\partial L/\partial w_{1} = (1 - a \odot a) \odot g",
        "the derivative of L by w sub 1 equals open bracket 1 minus a times, entry by entry, a close bracket times, "
        "entry by entry, g",
        "die Ableitung von L nach w Index 1 ist gleich Klammer auf 1 minus a mal, Eintrag für Eintrag, a Klammer zu "
        "mal, Eintrag für Eintrag, g",
    ),
    (
        r"\frac{\partial^{2} L}{\partial w_{1}^{2}} = 2 \cdot (-0.5)",
        "the second derivative of L by w sub 1 twice equals 2 times minus 0.5",
        "die zweite Ableitung von L nach w Index 1 zweimal ist gleich 2 mal minus 0,5",
    ),
    (
        r"\frac{\partial^{+} L}{\partial v} = \frac{7}{2} \sqrt{x^{2} + 1}",
        "the direct derivative of L by v equals 7 over 2 times the square root of x squared plus 1, end of root",
        "die direkte Ableitung von L nach v ist gleich 7 durch 2 mal die Wurzel aus x Quadrat plus 1, Ende der Wurzel",
    ),
    (
        r"\frac{\partial L}{\partial (W_{f})_{21}}\Big|_{t=2} = \begin{bmatrix} 1 & 0 \end{bmatrix} "
        r"\begin{bmatrix} 3 \\ \frac{1}{3} \end{bmatrix}",
        "the derivative of L by W sub f, entry 2 1, where t equals 2, equals the row 1, 0, end of row, times the "
        "column 3, one third",
        "die Ableitung von L nach W Index f, Eintrag 2 1, wo t ist gleich 2, ist gleich die Zeile 1, 0, Ende der "
        "Zeile, mal die Spalte 3, ein Drittel",
    ),
    (
        r"U \to \overleftarrow{h}_{0} \to L \qquad \left\lVert r\right\rVert^{2} \neq 3.3374\cdot 10^{-5}",
        "U leads to h with an arrow to the left sub 0 leads to L; the norm of r, end of norm, squared is not equal to "
        "3.3374 times 10 to the power minus 5",
        "U führt zu h mit Pfeil nach links Index 0 führt zu L; die Norm von r, Ende der Norm, Quadrat ist ungleich "
        "3,3374 mal 10 hoch minus 5",
    ),
)


@pytest.mark.parametrize(("latex", "english", "german"), SENTENCES)
def test_a_formula_is_spoken_in_words(latex: str, english: str, german: str) -> None:
    assert [Spoken(language).of_latex(latex) for language in ("en", "de")] == [english, german]


@pytest.mark.parametrize("table", ["spoken"])
def test_all_languages_have_the_same_words_to_say(table: str) -> None:
    def keys(tables: object, before: str = "") -> set[str]:
        if not isinstance(tables, dict):
            return {before}
        return {key for name, inner in tables.items() for key in keys(inner, f"{before}.{name}")}

    english, german = (keys(Words(language, None, table).tables) for language in ("en", "de"))
    assert english == german


@pytest.mark.parametrize("name", TABLE)
def test_whatever_an_operation_prints_can_be_set_and_said(name: str) -> None:
    pattern = TABLE[name].notation.latex.pattern
    latex = pattern
    for place, argument in enumerate((r"\hat{x}_{1}", r"\frac{1}{2}", "3", "4"), 1):
        latex = latex.replace(f"#{place}", argument)
    box = read_formula(latex)
    assert typst(box)
    assert mathml(box)
    said = Spoken("en")(box)
    assert "x hat sub 1" in said or "#1" not in pattern
    assert "one half" in said or "#2" not in pattern


def test_everything_that_is_spoken_has_a_word() -> None:
    words = Spoken("en")
    for name in TABLE:
        box = read_formula(TABLE[name].notation.latex.pattern.replace("#", "a_"))
        kinds = (Kind.ORDINARY, Kind.OPERATOR, Kind.RELATION, Kind.LARGE, Kind.COMMA)
        for part in every(box):
            if isinstance(part, Glyph) and part.kind in kinds:
                assert part.text in words.words.tables["signs"], part.text


UNKNOWN = (r"\cancel{x}", r"\begin{tikzcd} a \end{tikzcd}", r"{x", r"\hspace{a}", r"x}", r"\begin{matrix} 1 &")


@pytest.mark.parametrize("latex", UNKNOWN)
def test_what_is_not_known_is_an_error_and_never_left_out(latex: str) -> None:
    with pytest.raises(ProblemError, match="cannot be set in this format"):
        read_formula(latex)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_screen_reader_gets_these_words_from_the_page_and_from_the_pdf(language: str, tmp_path: Path) -> None:
    blocks = tuple(Display((SetLine("", latex),)) for latex, *_ in SENTENCES)
    document = Document("A", (), (Section("B", blocks),), language)
    expected = [english if language == "en" else german for _, english, german in SENTENCES]
    manuscript = Manuscript(lambda: document)
    page, pages = manuscript.written("html"), manuscript.written("pdf")
    assert isinstance(page, str)
    assert isinstance(pages, bytes)
    # What stands beside each other in the last is a formula each on a page, where a narrow one sets them in turn.
    shown = [*expected[:-1], *expected[-1].split("; ")]
    # A long chain is a formula for each of its sides.
    assert " ".join(name for role, name in told(page, tmp_path) if role == "MathMLMath") == " ".join(shown)
    assert [alt for kind, alt in structure(pages) if kind == "/Formula"] == expected


SPEAK = """
const sre = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
sre.setupEngine({locale: "en", domain: "clearspeak"}).then(() => sre.engineReady()).then(() =>
  console.log(JSON.stringify(formulas.map(each => sre.toSpeech(each)))));
"""


def test_a_speech_engine_of_others_loses_nothing_of_the_formulas_of_a_page() -> None:
    """Who has the labels replaced by their own reader's words still hears fractions, and no constant of physics."""
    npm, node = shutil.which("npm"), shutil.which("node")
    root = npm and subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    engine = Path(root or "") / "speech-rule-engine"
    if node is None or not engine.exists():
        pytest.skip("speech-rule-engine is not installed for all by npm")
    page = str(load("rnn").solve("dL/dh[1]", verify=False).written("html"))
    inner = list(dict.fromkeys(re.findall(r"<math[^>]*>(.*?)</math>", page, re.S)))[:60]
    formulas = [f'<math xmlns="http://www.w3.org/1998/Math/MathML">{each}</math>' for each in inner]
    run = subprocess.run([node, "-e", SPEAK, str(engine)], input=json.dumps(formulas), capture_output=True, text=True,
                         check=True, timeout=120)  # fmt: skip
    said = json.loads(run.stdout)
    assert len(said) == len(formulas) > 40
    assert [each for each in said if not each or re.search(r"Planck|number minus", each)] == []
    lost = [
        each for each, words in zip(formulas, said, strict=True) if "<mfrac>" in each and not FRACTION.search(words)
    ]
    assert lost == []


FRACTION = re.compile(r"\bover\b|fraction|half|third")
