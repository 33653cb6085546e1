"""The editions of a document, for those who set an exercise, work on it, mark it or repeat it; a row each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from derive.documents.blocks import Block, Display, Document, FreeLines, Items, Section, Text
from derive.documents.exercise import ExerciseView, packed, question_title
from derive.documents.formats import Choices
from derive.documents.lines import SetLine, Stage, fitting, set_lines
from derive.documents.solution import SolutionView
from derive.language.expr import Derivative, Entry, Ref, refs, walk
from derive.language.steps import Step
from derive.problem.problem import Question

LEAST_ROOM, MORE_ROOM, MOST_ROOM = 5, 3, 24
"""Lines of room for a question's working: at least, more for each mark or each quantity, and at most."""

INDEX = re.compile(r"_\{[^{}]*\}")
Edition = Callable[[SolutionView, Choices], Document]


def solution(view: SolutionView, choices: Choices) -> Document:
    """The worked solution."""
    return view.document()


def slides(view: SolutionView, choices: Choices) -> Document:
    """The worked solution for a lecture, where the answers are found and not told beforehand."""
    view.ends_in_answers = True
    return view.document()


def sheet(view: SolutionView, choices: Choices) -> Document:
    """The exercise with room to work."""
    return exercise_sheet(ExerciseView(view.derivation, view.setter, view.words), view.widest)


def exercise_sheet(exercise: ExerciseView, widest: int = 10) -> Document:
    """What is given, the network, and each question with room below it."""
    problem = exercise.problem
    sections = exercise.sections()[:2]
    for question in exercise.derivation.questions:
        title = question_title(exercise.latex, exercise.words, question)
        sections.append(Section(title, (FreeLines(room(question)),)))
    return Document(problem.title, tuple(exercise.prose()), tuple(sections), problem.settings.language, widest)


def room(question: Question) -> int:
    """Lines for the working of a question."""
    marks = question.asked.marks
    wanted = max(len(question.targets), round(marks) if marks else 1)
    tall = max(target.shape[0] if target.shape else 1 for target in question.targets)
    return min(MOST_ROOM, LEAST_ROOM + MORE_ROOM * wanted + tall)


def hints(view: SolutionView, choices: Choices) -> Document:
    """The first so many hints for each question: ways and reasons, without a number that is an answer."""
    exercise = ExerciseView(view.derivation, view.setter, view.words)
    sections = []
    for number, question in enumerate(view.derivation.questions):
        said = hints_of(view, number)
        shown = said[: choices.hints]
        count = Text(view.words("hints.count", shown=len(shown), count=len(said)))
        blocks = (Items(tuple(shown)), count) if shown else (Text(view.words("hints.none")),)
        sections.append(Section(question_title(exercise.latex, view.words, question), blocks))
    title, language = view.derivation.problem.title, view.derivation.settings.language
    return Document(title, (Text(view.words("hints.intro")),), tuple(sections), language, view.widest)


def hints_of(view: SolutionView, number: int) -> list[str]:
    """All hints for a question, from the way to single steps."""
    steps = [step for step in view.derivation.steps if step.question == number and step.kind != "local"]
    targets = view.derivation.questions[number].targets
    ways = [way for t in targets if isinstance(t, Derivative) for way in [view.notes.ways(t)] if way]
    found = [f"{way.removesuffix(':').rstrip()}." if way.endswith(":") else way for way in ways]
    return list(dict.fromkeys([*found, *alike(view, steps)]))


def alike(view: SolutionView, steps: Sequence[Step]) -> list[str]:
    """A hint for each step; those that differ from an earlier one in nothing but indices are named behind it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for step in steps:
        said, name = hint(view, step), f"${view.latex.inline(step.name)}$"
        _, others = found.setdefault(INDEX.sub("", said), (said, []))
        if found[INDEX.sub("", said)][0] != said and name not in others:
            others.append(name)
    return [
        view.words("hints.alike", hint=said, what=view.words.listed(others)) if others else said
        for said, others in found.values()
    ]


def hint(view: SolutionView, step: Step) -> str:
    """What to calculate next, from what, and why that is so."""
    name = f"${view.latex.inline(step.name)}$"
    reasons = "; ".join(dict.fromkeys(view.reason(reason.key, dict(reason.args)) for reason in step.reasons))
    chain = "" if isinstance(step.target, Entry) else view.notes.chain(step)
    if chain:
        left = view.latex(step.target)
        return view.words("hints.chain", what=name, chain=f"${left} = {chain}$", reason=reasons)
    if step.kind == "general":
        return view.words("hints.general", what=name, reason=reasons)
    if step.kind == "forward":
        return view.words("hints.value", what=name, uses=used(view, step))
    return view.words("hints.step", what=name, uses=used(view, step), reason=reasons)


def used(view: SolutionView, step: Step) -> str:
    """The quantities that a step is calculated from, by name."""
    inside = [part for part in walk(step.rhs) if isinstance(part, Derivative)]
    names: list[Ref | Derivative] = [*dict.fromkeys(inside), *dict.fromkeys(refs(step.rhs))]
    return view.words.listed([f"${view.latex.inline(name)}$" for name in dict.fromkeys(names)])


def summary(view: SolutionView, choices: Choices) -> Document:
    """The answers first, then the network and the formulas of the gradients, on a page."""
    exercise = ExerciseView(view.derivation, view.setter, view.words)
    answers = view.derivation.answers
    if view.derivation.numbers is None:
        shown: tuple[Block, ...] = (view.answers(),)
    else:
        texts = [f"{view.latex(answer.target)} {value(view, answer.target)}" for answer in answers]
        shown = (Display(tuple(fitting(SetLine("", row) for row in packed(texts)))),)
    formulas = [
        line
        for answer in answers
        if isinstance(answer.target, Derivative)
        for line in set_lines(view.latex(answer.target), [Stage("=", view.latex(answer.formula))])
    ]
    network = exercise.sections()[1]
    sections = [Section(view.words("document.answers"), shown), network]
    if formulas:
        sections.append(Section(view.words("document.formulas"), (Display(tuple(formulas)),)))
    language = view.derivation.settings.language
    return Document(view.derivation.problem.title, (), tuple(sections), language, view.widest)


def value(view: SolutionView, target: Ref | Derivative) -> str:
    *exact, last = view.setter.answer(target)
    chosen = exact[0] if exact else last
    return f"{chosen.relation} {chosen.text}"


EDITIONS: Mapping[str, Edition] = {
    "solution": solution, "sheet": sheet, "hints": hints, "summary": summary, "slides": slides,
}  # fmt: skip
"""Slides are set by templates of their own."""
