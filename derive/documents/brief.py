"""The worked solution in brief: an equation for each step, side by side as they fit, without a word in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.documents.blocks import Block, Display, Section, Table
from derive.documents.exercise import ExerciseView, packed
from derive.documents.lines import SetLine, Stage, boxed, continued, distinct, set_lines
from derive.documents.solution import SolutionView
from derive.language.expr import Derivative, Entry
from derive.language.steps import Step
from derive.language.width import line_width

FULL = 1.1
"""The part of a line that short equations may fill; what is broken over lines stays shorter."""

GROUP = r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
BRACKETED = re.compile(rf"\\left\(\\tfrac{GROUP}{GROUP}\\right\)")


class BriefView(SolutionView):
    """Each quantity once with its formula and its value; local derivatives in general, without their derivation."""

    def prose(self, exercise: ExerciseView) -> list[Block]:
        """Nothing: who wants it in brief has read the exercise."""
        return []

    def opening(self, exercise: ExerciseView) -> list[Section]:
        """What is given, and the network, in formulas; the headings say what is asked."""
        sections = exercise.sections()[:2]
        return [Section(s.title, tuple(b for b in s.blocks if isinstance(b, Display)) or s.blocks) for s in sections]

    def local_blocks(self) -> list[Block]:
        return [Display(tuple(side_by_side(map(self.local_lines, self.locals))))]

    def local_lines(self, step: Step) -> list[SetLine]:
        return [SetLine("", small(self.read_off(step)))]

    def answers(self) -> Table:
        """No table: every answer stands in a box where it is found."""
        return Table((), ())

    def reach(self, target: Derivative) -> list[Block]:
        return []

    def derived(self, steps: list[Step]) -> list[Block]:
        rows = tuple(side_by_side(self.equation(step) for step in steps))
        return [Display(rows)] if rows else []

    def equation(self, step: Step) -> list[SetLine]:
        """The equation of a step with its value, its number in front."""
        if isinstance(step.target, Entry):
            return self.numbered_lines(step, self.notes.entry_lines(step, step.target))
        box = step.target in [answer.target for answer in self.derivation.answers]
        stages = [] if self.is_told(step) else [Stage("=", self.latex(step.rhs) + self.range(step))]
        if step.kind != "general":
            value = self.setter.stages(step.rhs, self.detail, step.name if step.name == step.target else None, box)
            stages = distinct([*stages, *(value[-1:] if self.is_told(step) else value)])
            stages[-1] = Stage(stages[-1].relation, boxed(stages[-1].text)) if box else stages[-1]
        return self.numbered_lines(step, set_lines(self.latex(step.target), stages))

    def is_told(self, step: Step) -> bool:
        """Whether the formula of a step stands in the network already, so that its value is enough."""
        return step.kind == "forward" and self.derivation.numbers is not None

    def numbered_lines(self, step: Step, lines: list[SetLine]) -> list[SetLine]:
        first, *rest = (SetLine(small(line.left), small(line.right)) for line in lines)
        number = f"\\text{{({self.numbered[id(step)]})}} \\quad " if id(step) in self.numbered else ""
        return [SetLine("", f"{number}{first.left} {first.right}"), *(SetLine("", continued(r.right)) for r in rest)]


def small(text: str) -> str:
    """Derivatives as fractions that need no more height than a line of text has."""
    return BRACKETED.sub(r"(\\tfrac{\1}{\2})", text.replace("\\frac{\\partial", "\\tfrac{\\partial"))


def side_by_side(equations: Iterable[list[SetLine]]) -> Iterator[SetLine]:
    """The equations that take one line each beside each other, in order; longer ones by themselves."""
    waiting: list[str] = []
    for lines in equations:
        if len(lines) == 1:
            waiting.append(lines[0].right)
            continue
        yield from (SetLine("", row) for row in packed(waiting, FULL * line_width()))
        waiting = []
        yield from lines
    yield from (SetLine("", row) for row in packed(waiting, FULL * line_width()))
