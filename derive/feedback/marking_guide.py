"""The marking guide: the marks at the steps that earn them, and the usual mistakes with the numbers they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from derive.documents.blocks import Block, Document, Items, Section, Table, Text
from derive.documents.exercise import question_title
from derive.documents.solution import SolutionView
from derive.documents.words import Words
from derive.judging.diagnose import Diagnosis
from derive.judging.judge import Judge
from derive.judging.mistakes import Variant
from derive.judging.places import HOME
from derive.judging.sameness import same
from derive.language.evaluate import decimal
from derive.language.expr import Derivative, Ref
from derive.language.numbers import Array, precision
from derive.language.steps import Step

MOST_MISTAKES = 8
"""Mistakes that are told for one quantity."""
MOST_ENTRIES = 25
"""Entries of a quantity whose mistakes are told with their numbers."""


class Guide:
    """The marking guide of one solution."""

    def __init__(self, view: SolutionView, templates: Path | None = None) -> None:
        self.view = view
        self.words = view.words
        self.problem = view.derivation.problem
        self.verdicts = Words(self.problem.settings.language, templates, "verdicts")
        self.judge = Judge(self.problem)

    def document(self) -> Document:
        intro = (Text(self.words("guide.intro")), Text(self.shares()))
        with precision(self.judge.places.bits):
            sections = [self.section(number) for number in range(len(self.view.derivation.questions))]
        return Document(self.problem.title, intro, tuple(sections), self.problem.settings.language, self.view.widest)

    def shares(self) -> str:
        """What a right value alone earns, a right method, and what follows from an earlier error."""
        marking = self.problem.marking
        kinds = {"bare": marking.bare_answer, "method": marking.method, "carried": marking.carried}
        return self.words("guide.shares", **{kind: self.words(f"guide.{share}") for kind, share in kinds.items()})

    def section(self, number: int) -> Section:
        question = self.view.derivation.questions[number]
        title = question_title(self.view.latex, self.words, question)
        steps = [s for s in self.view.derivation.steps if s.question == number and s.is_numeric]
        mistakes = [row for target in question.targets for row in self.mistakes(target)]
        told = (Text(self.words("guide.mistakes")), Items(tuple(mistakes))) if mistakes else ()
        return Section(title, (*self.earning(steps, question.asked.marks), *told))

    def earning(self, steps: Sequence[Step], marks: Fraction | None) -> tuple[Block, ...]:
        """The steps of a question with what each earns."""
        if not steps:
            return (Text(self.words("guide.found_before")),)
        rows = []
        asked = {answer.target for answer in self.view.derivation.answers}
        places = [k for k, step in enumerate(steps) if step.name in asked]
        earning = places if len(places) > 1 else list(range(len(steps)))
        shares = dict(zip(earning, spread(marks, len(earning)), strict=True))
        for k, step in enumerate(steps):
            earned = shares.get(k, "–")
            name = f"${self.view.latex.inline(step.name)}$"
            shown = self.view.setter.cell_texts(step.name) if self.view.derivation.numbers else [""]
            rows.append(
                (
                    str(self.view.numbered[id(step)]),
                    name,
                    *(f"${t}$" if t else "" for t in shown[:1]),
                    self.words.numeral(earned),
                )
            )
        head = tuple(self.words(f"guide.{key}") for key in ("step", "quantity", "value", "marks"))
        return (Table(head, tuple(rows)),)

    def mistakes(self, target: Ref | Derivative) -> Iterator[str]:
        """The usual mistakes on the way to a quantity: what comes out, and the mistake."""
        if not self.judge.places.has_home or self.view.derivation.numbers is None:
            return
        diagnosis = self.judge.diagnosis(target, HOME)
        name = self.view.latex.inline(target)
        told: set[str] = set()
        for variant in diagnosis.suspect.library.single:
            text = self.number(diagnosis, variant) if len(told) < MOST_MISTAKES and variant.is_broad else ""
            sentence = self.verdicts.find(f"mistakes.{variant.names[0]}.full")
            if text and sentence and text not in told:
                told.add(text)
                yield self.words("guide.number", name=name, number=text, mistake=sentence)

    def number(self, diagnosis: Diagnosis, variant: Variant) -> str:
        """What a mistake leads to, if that is another number that can be shown."""
        value = diagnosis.suspect.library.number(variant, diagnosis.point, diagnosis.place)
        if value is None or same(value, diagnosis.truth) or len(value.entries) > MOST_ENTRIES:
            return ""
        shown = self.shown(value)
        return "" if shown == self.shown(diagnosis.truth) else shown

    def shown(self, value: Array) -> str:
        texts = [decimal(entry, self.view.derivation.settings.digits) for entry in value.entries]
        if None in texts:
            return ""
        known = [text for text in texts if text is not None]
        if value.shape and value.shape[1] == 1 and value.shape[0] > 1:
            return f"{self.view.setter.array(known, (1, value.shape[0]))[0]}^{{\\top}}"
        return self.view.setter.array(known, value.shape)[0]


def spread(marks: Fraction | None, count: int) -> list[str]:
    """Marks over steps in order, by halves; the last step has what is not a half."""
    if marks is None:
        return ["–"] * count
    halves = int(marks * 2)
    reached = [Fraction(halves * k // count, 2) for k in range(count)] + [marks]
    return [plain_number(later - earlier) for earlier, later in pairwise(reached)]


def plain_number(value: Fraction) -> str:
    decimal_text = f"{float(value):g}"
    return decimal_text if Fraction(decimal_text) == value else str(value)


def guide(view: SolutionView, templates: Path | None = None) -> Document:
    """The marking guide of a worked solution."""
    return Guide(view, templates).document()
