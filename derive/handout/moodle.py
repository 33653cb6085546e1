"""Moodle's XML: a numerical question for each entry, and cloze questions with matrices as fields.

https://docs.moodle.org/en/Moodle_XML_format.  The first answer that is near enough decides; tolerances are absolute and
their ends count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lxml import etree

from derive.handout.exercise_html import MATHJAX
from derive.handout.posed import Near, Posed, PosedExercise, by_name, shortened
from derive.handout.wording import wording
from derive.handout.xml_tree import Element, html, node, xml_of

FRACTIONS = (100, 90, "83.33333", 80, 75, 70, "66.66667", 60, 50, 40, "33.33333", 30, 25, 20, "16.66667", 10, 5, 0)
"""The shares that Moodle knows; a question with another one is not imported."""
PENALTY = "0.3333333"
UNITS = (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0"))
"""Numbers have none."""
CLOZE_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\}~#"})
"""Letters that would end the feedback in a field of a cloze."""


def numerical_quiz(exercises: Sequence[PosedExercise]) -> bytes:
    """A question for each entry; that of all variants in one category, of which a quiz takes one at random."""
    quiz = node("quiz")
    for posed in by_name(exercises):
        slug = posed[0][1].slug
        for entry in range(len(posed[0][1].entries)):
            place = f"/{entry + 1}" if len(posed[0][1].entries) > 1 else ""
            quiz.append(category(f"{posed[0][0].name}/{slug}{place}"))
            quiz.extend(numerical(exercise, question, entry) for exercise, question in posed)
    return xml_of(quiz)


def cloze_quiz(exercises: Sequence[PosedExercise]) -> bytes:
    """A question for each letter of the sheet, with a field for each entry."""
    quiz = node("quiz")
    letters = dict.fromkeys(question.letter for exercise in exercises for question in exercise.questions)
    for letter in letters:
        quiz.append(category(f"{exercises[0].name}/cloze/{letter}"))
        for exercise in exercises:
            quiz.append(cloze(exercise, [each for each in exercise.questions if each.letter == letter]))
    return xml_of(quiz)


def category(path: str) -> Element:
    return node("question", node("category", node("text", f"$course$/derive/{path}")), type="category")


def text(tag: str, content: str = "") -> Element:
    """An element with HTML in it."""
    return node(tag, html("text", content), format="html")


def opening(kind: str, name: str, content: str) -> Element:
    head = node("name", node("text", name))
    return node("question", head, text("questiontext", content), text("generalfeedback"), type=kind)


def numerical(exercise: PosedExercise, question: Posed, entry: int) -> Element:
    said = wording(exercise, MATHJAX)
    content = said.intro() + said.asks(question, entry)
    found = opening("numerical", said.title(question, entry), content)
    marks = shortened(f"{float(question.marks / len(question.entries)):.7f}")
    found.extend((node("defaultgrade", marks), node("penalty", PENALTY), node("hidden", "0")))
    found.append(node("idnumber", f"{exercise.slug}-{question.slug}-{entry + 1}"))
    right = answer("100", question.entries[entry], question.tolerance, said.words("ask.right"))
    found.append(right)
    for near in told(question, entry):
        found.append(answer(moodle_share(near.share), near.entries[entry], question.tolerance, near.hint))
    found.extend(node(tag, setting) for tag, setting in UNITS)
    return found


def answer(share: str, value: str, tolerance: str, feedback: str) -> Element:
    parts = (node("text", value), node("tolerance", tolerance), text("feedback", feedback))
    return node("answer", *parts, fraction=share, format="moodle_auto_format")


def told(question: Posed, entry: int) -> Iterator[Near]:
    """The mistakes that show in one entry, each number once."""
    apart = 2 * Fraction(question.tolerance)
    taken = [Fraction(question.entries[entry])]
    for near in question.near:
        value = Fraction(near.entries[entry])
        if all(abs(value - other) > apart for other in taken):
            taken.append(value)
            yield near


def moodle_share(share: Fraction) -> str:
    """The largest share that Moodle knows and that is no larger."""
    return str(next(each for each in FRACTIONS if Fraction(str(each)) <= share * 100))


def cloze(exercise: PosedExercise, questions: Sequence[Posed]) -> Element:
    """One question with fields; each counts as much as any other, whatever its marks."""
    said = wording(exercise, MATHJAX)
    fields = "".join(said.asks(each) + str(etree.tostring(table(each), encoding="unicode")) for each in questions)
    name = f"{exercise.slug} ({questions[0].letter})"
    found = opening("cloze", name, said.intro() + fields)
    found.extend((node("penalty", PENALTY), node("hidden", "0")))
    found.append(node("idnumber", f"{exercise.slug}-{questions[0].letter}"))
    return found


def table(question: Posed) -> Element:
    rows, columns = question.shape
    cells = [node("td", field(question, entry)) for entry in range(len(question.entries))]
    return node("table", *(node("tr", *cells[row * columns : (row + 1) * columns]) for row in range(rows)))


def field(question: Posed, entry: int) -> str:
    """A field of a cloze: `{1:NUMERICAL:=0.5:0.00006~%50%1.5:0.00006#hint}`."""
    parts = [f"={question.entries[entry]}:{question.tolerance}"]
    for near in told(question, entry):
        hint = near.hint.translate(CLOZE_SPECIAL)
        parts.append(f"%{moodle_share(near.share)}%{near.entries[entry]}:{question.tolerance}#{hint}")
    return f"{{1:NUMERICAL:{'~'.join(parts)}}}"
