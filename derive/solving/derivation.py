"""Problem to derivation: the steps towards every question, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Expr, Ref, refs, walk
from derive.language.numbers import Array
from derive.language.steps import Step
from derive.problem.gradients import with_gradients
from derive.problem.graph import Network
from derive.problem.problem import Problem, Question
from derive.problem.spec import Asked, Settings
from derive.solving.backprop import Backprop
from derive.solving.beside import Known
from derive.solving.certified import Numbers
from derive.solving.chain_rule import ChainRule
from derive.solving.forward_mode import ForwardMode
from derive.solving.kinks import settle
from derive.solving.layout import Names
from derive.solving.method import Method
from derive.solving.settled import NONE, Settled


def method_for(settings: Settings, network: Network, asked: list[Derivative]) -> Method:
    """The method that the settings name.  Index notation loads SymPy, so it is imported when it is wanted."""
    if settings.method == "index":
        from derive.solving.index import IndexMethod, IndexNames

        return IndexMethod(IndexNames(network, settings.layout), asked)
    methods: dict[str, type[Method]] = {"chain": ChainRule, "backprop": Backprop, "forward": ForwardMode}
    return methods[settings.method](Names(network, settings.layout), asked)


@dataclass(frozen=True)
class Answer:
    """What was asked, its formula, and the question it belongs to."""

    target: Ref | Derivative
    formula: Expr
    question: int


@dataclass(frozen=True)
class Derivation:
    """A solved problem: equations with reasons, in the order in which they are read.  Pure data but for `numbers`."""

    problem: Problem
    settings: Settings
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]

    @cached_property
    def numbers(self) -> Numbers | None:
        """The numbers, or `None` where the problem has shapes only."""
        if self.problem.values is None:
            return None
        return Numbers(self.problem, self.steps, self.settings.digits, self.at_kinks)

    def at_kinks(self, known: Known) -> Settled:
        """The slopes to use where these forward values stand at kinks."""
        return settle(self.network, known, [answer.target for answer in self.answers])

    @property
    def settled(self) -> Settled:
        """The kinks that the derivatives meet, and what is used there."""
        return (self.numbers and self.numbers.settled) or NONE

    def explained(self) -> Derivation:
        """The same with what is said beside the steps; it loads SymPy."""
        from derive.solving.explain import explained

        settings, asked = self.settings, [answer.target for answer in self.answers]
        steps = explained(self.network, settings.method, settings.layout, self.steps, asked)
        return replace(self, steps=steps)

    @cached_property
    def network(self) -> Network:
        """The unrolled network as a graph."""
        return self.problem.network

    def value(self, target: Ref | Derivative) -> Array | None:
        return self.numbers.known[target] if self.numbers else None

    def find(self, target: Ref | Derivative) -> Step | None:
        """The step that computes a quantity."""
        return self.by_name.get(target)

    @cached_property
    def by_name(self) -> dict[Ref | Derivative, Step]:
        return {step.name: step for step in self.steps if step.is_numeric}


def solve(problem: Problem, settings: Settings | None = None, only: Sequence[str] = ()) -> Derivation:
    """The derivation of all questions, or `only` of some of them with the steps they use.

    Errors: a question that names nothing, a Jacobian through a matrix, a problem without questions.
    """
    settings = settings or problem.settings
    questions = chosen(problem, settings, only)
    if not questions:
        raise ProblemError(Complaint("questions", "nothing is asked; add [[questions]], or name one with --only"))
    asked = [target for question in questions for target in question.targets]
    problem = with_gradients(problem, asked)
    method = method_for(settings, problem.network, [t for t in asked if isinstance(t, Derivative)])
    answers = []
    for number, question in enumerate(questions):
        for target in question.targets:
            method.ask(target, number)
            answers.append(Answer(target, method.formula(target), number))
    steps = tuple(method.sheet.steps)
    return Derivation(problem, settings, questions, needed(steps, answers) if only else steps, tuple(answers))


def needed(steps: Sequence[Step], answers: Sequence[Answer]) -> tuple[Step, ...]:
    """The steps that the answers use, and the general ones."""
    wanted: set[Ref | Derivative] = {answer.target for answer in answers}
    kept = []
    for step in reversed(steps):
        if step.is_numeric and step.name not in wanted:
            continue
        kept.append(step)
        if step.is_numeric:
            wanted |= {part for part in walk(step.rhs) if isinstance(part, Derivative)}
            wanted |= set(refs(step.rhs))
    return tuple(reversed(kept))


def chosen(problem: Problem, settings: Settings, only: Sequence[str]) -> tuple[Question, ...]:
    """The questions in the layout of this run; with `only`, those targets alone, in the places that they have there.

    A question that is kept whole keeps its marks.
    """
    result = []
    if not only:
        for question in problem.questions:
            targets = tuple(problem.target(text, settings.layout) for text in question.asked.ask)
            result.append(Question(question.asked, targets, question.place))
        return tuple(result)
    kept: dict[int, dict[Ref | Derivative, str]] = {}
    for text in only:
        target = problem.target(text, settings.layout)
        known = [question.place for question in problem.questions if target in question.targets]
        place = known[0] if known else len(problem.questions) + sum(k >= len(problem.questions) for k in kept)
        if not any(target in texts for texts in kept.values()):
            kept.setdefault(place, {})[target] = text
    return tuple(partly(problem, place, texts) for place, texts in kept.items())


def partly(problem: Problem, place: int, texts: Mapping[Ref | Derivative, str]) -> Question:
    """Some targets of the question in a place, with its marks if they are all of them."""
    whole = problem.questions[place] if place < len(problem.questions) else None
    marks = whole.asked.marks if whole and len(whole.targets) == len(texts) else None
    return Question(Asked(tuple(texts.values()), marks), tuple(texts), place)


def with_settings(problem: Problem, **changes: object) -> Settings:
    """The problem's settings with some of them changed; `None` changes nothing."""
    return replace(problem.settings, **{k: v for k, v in changes.items() if v is not None})  # type: ignore[arg-type]
