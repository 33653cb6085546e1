"""The steps of a derivation as blocks, each with its number, its reason, and its equation in its readings."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from derive.documents.blocks import Block, Display, Document, Section, StepView, Text
from derive.documents.exercise import index_range
from derive.documents.kink_notes import KinkNotes
from derive.documents.lines import SetLine, Stage, boxed, distinct, fitting, set_lines
from derive.documents.page import PRINTED_PAGE, Page
from derive.documents.pictures import Pictures
from derive.documents.setter import Setter
from derive.documents.step_kinds import alike, forward
from derive.documents.words import Words
from derive.documents.zeros import ZeroNotes
from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Entry, Expr, Ref, is_single, refs, walk
from derive.language.printer import Leaves
from derive.language.steps import Step
from derive.language.width import line_width, width
from derive.solving.derivation import Derivation
from derive.solving.proof import Proof

ROOMY = 0.9
"""Of a line that leaves room for wide distances."""


class StepViews:
    """The steps of one derivation."""

    def __init__(
        self, derivation: Derivation, proof: Proof | None, templates: Path | None = None, page: Page = PRINTED_PAGE
    ) -> None:
        self.derivation = derivation
        self.proof = proof
        self.page = page
        self.words = Words(derivation.settings.language, templates)
        self.setter = Setter(derivation)
        self.latex = self.setter.latex
        self.detail = derivation.settings.detail
        self.network = derivation.network
        self.kinks = KinkNotes(derivation, self.setter, self.words)
        self.notes = ZeroNotes(derivation, self.setter, self.words)
        self.pictures = Pictures(derivation, templates)
        shown = [] if self.detail == "brief" else self.locals
        self.definition_lines = {id(step): self.notes.index_lines(step) for step in shown}
        self.alike = alike(shown)
        self.numbered = self.order()
        in_order = sorted(derivation.steps, key=lambda step: self.numbered.get(id(step), 0))
        self.forward = forward(in_order, lambda key: self.words.find(f"forward.{key}"))

    def order(self) -> dict[int, int]:
        """The number of each step in the order of the document: local derivatives come before their uses."""
        steps = sorted(self.derivation.steps, key=self.section_of)
        return {id(step): k for k, step in enumerate((s for s in steps if s.kind != "general"), 1)}

    def section_of(self, step: Step) -> tuple[int, int]:
        if step.kind == "local":
            return (self.first_derivative, 2 if self.is_read_off(step) else 1 if id(step) in self.alike else 0)
        return (step.question, 3 if step.kind == "forward" or self.network.has_gradients else 4)

    def is_read_off(self, step: Step) -> bool:
        """Whether a local derivative by entries needs no derivation."""
        return is_by_entries(step) and not self.definition_lines.get(id(step))

    @property
    def first_derivative(self) -> int:
        """The first question that asks for a derivative, or uses one."""
        return min(
            (step.question for step in self.derivation.steps if step.kind not in ("forward", "local")), default=0
        )

    def single(self, number: int) -> Document:
        """One step by itself, with its number in the whole solution.  Errors: there is no such step."""
        step = next((step for step in self.derivation.steps if self.numbered.get(id(step)) == number), None)
        if step is None:
            expected = f"expected 1 to {len(self.numbered)}, as they are counted in the whole solution"
            raise ProblemError(Complaint("--step", f"there is no step {number}; {expected}"))
        view = self.local_step(step) if step.kind == "local" else self.step(step)
        title = "" if self.page.is_fragment else self.derivation.problem.title
        return Document(title, (), (Section("", (view,)),), self.derivation.settings.language, self.widest)

    @property
    def widest(self) -> int:
        """Columns of the widest array."""
        return max([10, *(size for ref in self.network.rank for size in ref.shape), *self.given_sizes()])

    def given_sizes(self) -> list[int]:
        return [size for ref in self.derivation.problem.given for size in ref.shape]

    @cached_property
    def locals(self) -> list[Step]:
        return [step for step in self.derivation.steps if step.kind == "local"]

    def read_off(self, step: Step) -> str:
        """A local derivative among others on a line, with its number in front."""
        number = self.words("step", n=self.numbered[id(step)])
        left = self.left(step.target, self.notes.marked)
        row = f"\\text{{{number}: }} {left} = {self.latex(step.rhs)}{self.range(step)}"
        return row if width(row) <= ROOMY * line_width() else row.replace("\\qquad", "\\quad")

    def local_step(self, step: Step) -> StepView:
        """A local derivative; what its derivation from the definition ends in is not said twice."""
        derived = self.definition_lines.get(id(step), [])
        if derived and is_by_entries(step):
            last = derived[-1]
            return self.numbered_step(step, [*derived[:-1], SetLine(last.left, last.right + self.range(step))])
        lines = [SetLine(self.left(step.target, self.notes.marked), f"= {self.latex(step.rhs)}{self.range(step)}")]
        key = "steps.index_derivation" if step.rhs.shape else "steps.definition"
        notes = (Text(self.words(key)), Display(tuple(derived))) if derived else ()
        return self.numbered_step(step, fitting(lines), notes)

    def range(self, step: Step) -> str:
        numbers: dict[str, list[int]] = {}
        for name, low, high in step.spans:
            numbers.setdefault(name, []).extend(range(low, high + 1))
        texts = [f"{name} = {index_range(values)}" for name, values in numbers.items()]
        return f" \\qquad ({', '.join(texts)})" if texts else ""

    def left(self, expr: Expr, leaves: Leaves | None = None) -> str:
        """A left side with its shape underneath."""
        text = self.latex(expr, leaves)
        return f"\\underset{{{expr.shape[0]}\\times {expr.shape[1]}}}{{{text}}}" if expr.shape else text

    def step(self, step: Step) -> StepView:
        asked = [a.target for a in self.derivation.answers]
        box = step.target in asked
        if isinstance(step.target, Entry):
            return self.numbered_step(step, self.notes.entry_lines(step, step.target), tuple(self.kinks.step(step)))
        is_told = self.detail != "brief" and (box or bool(step.rhs.shape))
        notes = [*self.notes.single_product(step), *self.notes.sliding(step)] if is_told else []
        return self.numbered_step(step, self.lines(step, box), (*self.kinks.step(step), *notes))

    def lines(self, step: Step, box: bool) -> list[SetLine]:
        """An equation in its readings: derivatives multiplied, formula, numbers, result."""
        formula = self.setter.shaped(step.rhs) if step.kind in ("row", "use", "answer") else self.latex(step.rhs)
        if width(formula) + width(self.latex(step.target)) > line_width() - 4:
            formula = self.latex(step.rhs)
        stages = [Stage("=", formula)]
        chain = self.notes.chain(step)
        if chain and chain != self.latex(step.rhs):
            stages.insert(0, Stage("=", chain))
        numeric = self.setter.stages(step.rhs, self.detail, step.name if step.name == step.target else None, box)
        if numeric and numeric[0].text == self.latex(step.rhs):
            numeric = numeric[1:]
        stages = distinct([*stages, *numeric])
        if box:
            stages[-1] = Stage(stages[-1].relation, boxed(stages[-1].text))
        return set_lines(self.latex(step.target), stages)

    def numbered_step(self, step: Step, lines: list[SetLine], notes: tuple[Block, ...] = ()) -> StepView:
        number = self.words("step", n=self.numbered[id(step)])
        reasons = self.reasons(step)
        return StepView(
            number,
            f"${self.latex.inline(step.name)}$",
            "; ".join(reasons),
            self.uses(step),
            Display(tuple(lines)),
            notes,
            f"{self.page.labels}:{self.numbered[id(step)]}" if self.page.labels else "",
        )

    def reasons(self, step: Step) -> list[str]:
        """Why a step holds; one that multiplies local derivatives (of vectors) has its reasons where those stand."""
        if is_by_entries(step) and step.kind == "local":
            return []
        locals_ = [chain[-1] for chain in step.chains if chain]
        scope = self.derivation.problem.scope
        is_local = all(scope.is_vector(ref.shape) for d in locals_ for ref in (d.of, d.by))
        rows = step.kind == "row" and is_local and self.derivation.settings.method != "backprop"
        if rows or (is_by_entries(step) and step.chains):
            many = len(step.chains) > 1
            count = {"count": len(step.chains)} if many else {}
            return [self.words("steps.children_some" if many else "steps.children_one", **count)]
        if step.kind == "forward":
            return [self.forward_reason(step)]
        keys = [reason for reason in step.reasons if reason.key != "sum" or len(step.reasons) == 1]
        return [self.reason(reason.key, dict(reason.args), is_single(step.rhs.shape)) for reason in keys]

    def forward_reason(self, step: Step) -> str:
        """What a forward step does, once; of a later one of its kind that it does the same."""
        done = self.forward[id(step)]
        if done.like is not None:
            return self.words("steps.as_before", n=self.numbered[id(done.like)])
        return self.words(f"forward.{done.key}")

    def reason(self, key: str, args: dict[str, object], of_scalars: bool = False) -> str:
        """A reason in words; of scalars nothing is said to hold entry by entry."""
        if key in ("no_path", "itself"):
            places = {k: f"${self.latex(self.derivation.problem.read(str(v)))}$" for k, v in args.items()}
            return self.words(f"steps.{key}", **places)
        rule, _, name = key.partition(":")
        said = {key: "" if of_scalars else self.words(f"steps.{key}") for key in ("entrywise", "diagonal")}
        return self.words(f"rules.{rule}", name=name, **said)

    def uses(self, step: Step) -> str:
        """The steps whose results a step uses."""
        if step.kind == "local":
            return ""
        names: list[Ref | Derivative] = [part for part in walk(step.rhs) if isinstance(part, Derivative)]
        names += list(refs(step.rhs))
        found = [self.derivation.find(name) for name in names]
        if step.kind == "row":
            found += [self.general_local(chain[-1]) for chain in step.chains]
        shown = [s for s in found if s is not None and s is not step and id(s) in self.numbered]
        numbers = sorted({self.numbered[id(s)] for s in shown})
        if not numbers:
            return ""
        key = "steps.uses_one" if len(numbers) == 1 else "steps.uses"
        return self.words(key, steps=self.words.listed(list(map(str, numbers))))

    def general_local(self, name: Derivative) -> Step | None:
        """The step with the general form of a local derivative."""
        for step in self.locals:
            general = step.name
            if isinstance(general, Derivative) and (general.of.name, general.by.name) == (name.of.name, name.by.name):
                return step
        return None


def is_by_entries(step: Step) -> bool:
    """Whether a step is about entries, in index notation (of a scalar, the one entry that it is)."""
    return any(reason.key == "index" for reason in step.reasons)
