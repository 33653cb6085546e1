"""A derivation as a program: what is given, forward, backward, each value held against the printed one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.documents.code import MINUS_INFINITY, Coder, nested
from derive.documents.step_views import StepViews
from derive.language.errors import fault
from derive.language.expr import Call, Derivative, Ref
from derive.language.steps import Step
from derive.solving.derivation import Derivation

if TYPE_CHECKING:
    from derive.documents.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of code: a value and its number of step (empty for what is given), or a comparison."""

    code: str
    step: str = ""


class CodeOfSteps:
    """The code of one derivation for one library."""

    def __init__(self, derivation: Derivation, library: str, templates: Path | None = None) -> None:
        if derivation.numbers is None:
            raise fault("only shapes are given, and code needs numbers; add [values]", "--code")
        self.derivation = derivation
        self.numbers = derivation.numbers
        self.library, self.templates = library, templates
        self.coder = Coder(library, derivation.problem.functions)
        self.views = StepViews(derivation, None)

    def functions(self) -> list[str]:
        """The definitions of the problem's own functions, and of those that no call of the library stands for."""
        from derive.documents.render import environment

        for step in self.steps:
            self.line(step)
        names = sorted(self.coder.helpers)
        if not names:
            return list(self.coder.functions())
        helpers = environment(self.templates).get_template("py/helpers.j2").render(names=names, library=self.library)
        return [*self.coder.functions(), helpers.strip()]

    def given(self) -> list[CodeLine]:
        """The given values by name, those whose number is known."""
        values = self.derivation.problem.given.items()
        return [CodeLine(f"{self.coder.name(ref)} = {self.coder.array(n)}") for ref, n in values if n is not None]

    def question(self, number: int) -> list[CodeLine]:
        """The steps towards a question, values and then comparisons with what is printed."""
        steps = [s for s in self.steps if s.question == number]
        return [*map(self.line, steps), *(self.comparison(step.name) for step in steps)]

    @property
    def steps(self) -> list[Step]:
        steps = (step for step in self.derivation.steps if step.is_numeric)
        return sorted(steps, key=lambda step: self.views.numbered[id(step)])

    def line(self, step: Step) -> CodeLine:
        """The assignment of a step; what is a row on the page is turned back into a column."""
        code = self.coder(self.views.setter.written_out(step.rhs))
        name = self.coder.name(step.name)
        if isinstance(step.target, Call) and step.name.shape:
            code = f"({code}).T"
        elif not isinstance(step.target, Ref | Derivative | Call):
            raise fault("index notation is not written as code; take another --method", "--code")
        return CodeLine(f"{name} = {code}", self.views.words("step", n=self.views.numbered[id(step)]))

    def comparison(self, name: Ref | Derivative) -> CodeLine:
        """That the value of a quantity is the printed one, up to half a unit of its last digit."""
        texts = self.numbers.show(name)
        tolerance = max([half_unit(text) for text in texts if text != "-inf"], default=0.0)
        texts = [MINUS_INFINITY[self.library] if text == "-inf" else text for text in texts]
        printed = nested(texts, name.shape[1]) if name.shape else texts[0]
        return CodeLine(f"close({self.coder.name(name)}, {printed}, {tolerance:.2g})")

    @property
    def has_math(self) -> bool:
        """Whether the code needs Python's own functions of numbers."""
        lines = [line.code for line in (*self.given(), *map(self.line, self.steps))]
        return any("math." in code for code in (*lines, *self.functions()))


def half_unit(text: str) -> float:
    """Half a unit of the last digit of a decimal, and a little for the arithmetic of floats."""
    found = re.fullmatch(r"-?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?", text)
    assert found, text
    return float(0.505 * 10.0 ** (int(found[2] or 0) - len(found[1] or "")))


def as_script(manuscript: Manuscript) -> str:
    """The program of a solution: what is given, then each question."""
    from derive.documents.render import environment

    derivation, choices = manuscript.derivation, manuscript.choices
    assert derivation is not None
    program = CodeOfSteps(derivation, choices.code, choices.templates)
    template = environment(choices.templates).get_template("py/solution.py.j2")
    return template.render(
        title=derivation.problem.title,
        library=choices.code,
        given=program.given(),
        has_math=program.has_math,
        functions=program.functions(),
        parts=list(parts(program)),
        answers=[program.comparison(answer.target) for answer in derivation.answers],
        words=program.views.words,
    )


def parts(program: CodeOfSteps) -> Iterable[tuple[str, list[CodeLine]]]:
    """Each question by the names of what it asks, with the lines that calculate it."""
    for number, question in enumerate(program.derivation.questions):
        lines = [program.line(step) for step in program.steps if step.question == number]
        yield ", ".join(map(str, question.targets)), lines
