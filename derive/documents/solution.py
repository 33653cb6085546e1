"""A derivation as a document: the exercise, the steps question by question, the answers, and how they were checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from derive.documents.blocks import Block, Display, Document, Section, Table, Text
from derive.documents.exercise import ExerciseView, packed, question_title
from derive.documents.lines import SetLine, Stage, boxed, distinct, set_lines
from derive.documents.proof_note import Checks
from derive.documents.step_views import StepViews, is_by_entries
from derive.language.expr import Derivative, Entry
from derive.language.steps import Step
from derive.solving.derivation import Answer

MANY = 10
"""Answers from which on they may stand in two halves beside each other."""


class SolutionView(StepViews):
    """Turns a derivation into sections of strings; the answers come first, on slides last."""

    ends_in_answers = False

    def document(self) -> Document:
        exercise = ExerciseView(self.derivation, self.setter, self.words)
        sections = self.opening(exercise)
        answers = [Section(self.words("document.answers"), (self.answers(),))] if self.answers().rows else []
        sections += [] if self.ends_in_answers else answers
        for number in range(len(self.derivation.questions)):
            if number == self.first_derivative and self.locals:
                sections.append(Section(self.words("document.local"), tuple(self.local_blocks())))
            sections.append(self.question(number))
        sections += answers if self.ends_in_answers else []
        if self.proof is None:
            sections.append(Section(self.words("document.checked"), (Text(self.words("check.no_sample")),)))
        else:
            checks = Checks(self.derivation, self.proof, self.words)
            sections.append(Section(self.words("document.checked"), tuple(checks.blocks())))
        return Document(
            self.derivation.problem.title,
            (*self.prose(exercise), *self.intro()),
            tuple(sections),
            self.derivation.settings.language,
            self.widest,
        )

    def prose(self, exercise: ExerciseView) -> list[Block]:
        return exercise.prose()

    def opening(self, exercise: ExerciseView) -> list[Section]:
        """The exercise, its network also as a picture where that is wanted."""
        given, equations, *asked = exercise.sections()
        return [given, replace(equations, blocks=(*equations.blocks, *self.pictures.whole())), *asked]

    def intro(self) -> list[Block]:
        settings = self.derivation.settings
        sentences = []
        laid = "rows" if settings.vectors == "rows" else settings.layout
        if any(isinstance(a.target, Derivative) for a in self.derivation.answers):
            sentences.append(self.words(f"method.{settings.method}"))
        if any(isinstance(step.name, Derivative) for step in self.derivation.steps):
            sentences.append(self.words(f"layout.{laid}"))
        if self.derivation.numbers:
            sentences.append(self.words("document.digits", digits=settings.digits))
        return [Text(" ".join(sentences))] if sentences else []

    def local_blocks(self) -> list[Block]:
        blocks: list[Block] = [Text(self.words("steps.local_intro"))]
        if any(map(is_by_entries, self.locals)):
            blocks.append(Text(self.words("steps.local_entries")))
        if any(isinstance(s.name, Derivative) and self.derivation.network.has_detours(s.name) for s in self.locals):
            blocks.append(Text(self.words("steps.local_parts")))
        plain = [step for step in self.locals if self.is_read_off(step)]
        repeated = [step for step in self.locals if id(step) in self.alike and step not in plain]
        blocks += [self.local_step(step) for step in self.locals if step not in (*plain, *repeated)]
        for key, steps in (("steps.local_alike", repeated), ("steps.local_plain", plain)):
            if steps:
                rows = tuple(SetLine("", row) for row in packed([self.read_off(step) for step in steps]))
                blocks += [Text(self.words(key)), Display(rows)]
        return blocks

    def question(self, number: int) -> Section:
        question = self.derivation.questions[number]
        title = question_title(self.latex, self.words, question)
        blocks: list[Block] = []
        steps = [s for s in self.derivation.steps if s.question == number and s.kind != "local"]
        *earlier, last = self.runs(steps)
        for run in earlier:
            blocks += self.derived(run)
        for target in question.targets:
            if isinstance(target, Derivative):
                blocks += self.reach(target)
        blocks += self.derived(last)
        for answer in (a for a in self.derivation.answers if a.question == number):
            blocks += self.closing(answer, steps)
        return Section(title, tuple(leading(blocks)), number)

    def reach(self, target: Derivative) -> list[Block]:
        return [*self.notes.reach(target), *self.pictures.ways(target)]

    def runs(self, steps: list[Step]) -> list[list[Step]]:
        """The steps of a question: values before derivatives, in turn where values are calculated from derivatives.

        The last run is of derivatives, or empty.
        """
        if not self.network.has_gradients:
            return [[s for s in steps if (s.kind == "forward") == is_first] for is_first in (True, False)]
        found = [list(run) for _, run in groupby(steps, lambda step: step.kind == "forward")]
        return found if found and found[-1][0].kind != "forward" else [*found, []]

    def derived(self, steps: list[Step]) -> list[Block]:
        """Steps one after the other; general formulas that follow one another stand in one display."""
        blocks: list[Block] = []
        general: list[SetLine] = []
        for step in steps:
            if step.kind == "general" and step.spans:
                general += set_lines(self.latex(step.target), [Stage("=", self.latex(step.rhs) + self.range(step))])
                continue
            if general:
                blocks += [Text(self.words("steps.general")), Display(tuple(general))]
                general = []
            blocks += self.general_sum(step) if step.kind == "general" else [self.step(step)]
        return blocks

    def general_sum(self, step: Step) -> list[Block]:
        """The formula of a parameter's gradient as a sum over its uses, with the reason for an outer product."""
        name = step.name
        assert isinstance(name, Derivative)
        count = len(self.network.users.get(name.by, ()))
        key = "steps.general" if count == 1 else "steps.general_sum"
        intro = self.words(key, by=f"${self.latex.inline(name.by)}$", count=count)
        formula = next((a.formula for a in self.derivation.answers if a.target == name), step.rhs)
        stages = [Stage("=", self.latex(step.rhs))]
        if not isinstance(step.target, Entry):
            stages.append(Stage("=", self.latex(formula)))
        lines = set_lines(self.left(step.target), distinct(stages))
        return [Text(intro), Display(tuple(lines)), *self.notes.outer_product(step)]

    def closing(self, answer: Answer, steps: list[Step]) -> list[Block]:
        """The answer in a box where no step of this question ends in it; the reason for exact zeros."""
        target = answer.target
        step = self.derivation.find(target)
        blocks: list[Block] = []
        if step is not None and self.derivation.numbers:
            intro = ""
            if step not in steps:
                intro = self.words("steps.known", n=self.numbered[id(step)])
            elif step.target != target and not isinstance(step.target, Entry):
                intro = self.words("steps.turned")
            if intro:
                *exact, last = self.setter.answer(target)
                stages = [*exact, Stage(last.relation, boxed(last.text))]
                blocks += [Text(intro), Display(tuple(set_lines(self.latex(target), stages)))]
        elif step is not None and (step not in steps or step.target != target):
            blocks.append(Display((SetLine(self.latex(target), f"= \\boxed{{{self.latex(answer.formula)}}}"),)))
        return [*blocks, *self.kinks.answer(target), *self.notes.zeros(target), *self.pictures.answer(target)]

    def answers(self) -> Table:
        has_numbers = self.derivation.numbers is not None
        middle = "value" if has_numbers else "formula"
        head = tuple(self.words(f"document.table_{key}") for key in ("quantity", middle, "question", "step"))
        rows: list[tuple[str, ...]] = []
        for answer in self.derivation.answers:
            step = self.derivation.find(answer.target)
            shown = self.setter.cell_texts(answer.target) if has_numbers else [self.latex(answer.formula)]
            number = str(self.numbered[id(step)]) if step and id(step) in self.numbered else ""
            letter = self.words("document.letter", letter=self.derivation.questions[answer.question].letter)
            rows.append((f"${self.latex.inline(answer.target)}$", f"${shown[0]}$", letter, number))
            rows += [("", f"${text}$", "", "") for text in shown[1:]]
        is_halved = len(rows) >= MANY
        return Table(head, tuple(rows), flows=self.page.is_fragment, framed=True, halved=is_halved)


def leading(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, of which what is said before the first step stays with it."""
    before = next((k for k, block in enumerate(blocks) if not isinstance(block, Text)), 0)
    yield from (replace(block, leads=True) if isinstance(block, Text) else block for block in blocks[:before])
    yield from blocks[before:]
