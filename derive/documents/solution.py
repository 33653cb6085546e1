"""A derivation as a document: the exercise, the steps question by question, the answers, and how they were checked."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from pathlib import Path

from derive.documents.blocks import Block, Display, Document, Section, StepView, Table, Text
from derive.documents.exercise import ExerciseView, index_range, packed, question_title
from derive.documents.kink_notes import KinkNotes
from derive.documents.lines import SetLine, Stage, boxed, distinct, set_lines
from derive.documents.proof_note import Checks
from derive.documents.setter import Setter
from derive.documents.words import Words
from derive.documents.zeros import ZeroNotes
from derive.language.expr import Derivative, Entry, Expr, Ref, refs, walk
from derive.language.printer import Leaves
from derive.language.steps import Step
from derive.language.width import LINE, width
from derive.solving.derivation import Answer, Derivation
from derive.solving.proof import Proof


class SolutionView:
    """Turns a derivation into sections of strings."""

    def __init__(self, derivation: Derivation, proof: Proof | None, templates: Path | None = None) -> None:
        self.derivation = derivation
        self.proof = proof
        self.words = Words(derivation.settings.language, templates)
        self.setter = Setter(derivation)
        self.latex = self.setter.latex
        self.detail = derivation.settings.detail
        self.network = derivation.network
        self.kinks = KinkNotes(derivation, self.setter, self.words)
        self.notes = ZeroNotes(derivation, self.setter, self.words)
        shown = [] if self.detail == "brief" else self.locals
        self.definition_lines = {id(step): self.notes.index_lines(step) for step in shown}
        self.numbered = self.order()

    def order(self) -> dict[int, int]:
        """The number of each step in the order of the document: local derivatives come before their uses."""
        steps = sorted(self.derivation.steps, key=self.section_of)
        return {id(step): k for k, step in enumerate((s for s in steps if s.kind != "general"), 1)}

    def section_of(self, step: Step) -> tuple[int, int]:
        if step.kind == "local":
            return (self.first_derivative, 1 if self.is_read_off(step) else 0)
        return (step.question, 2 if step.kind == "forward" or self.network.has_gradients else 3)

    def is_read_off(self, step: Step) -> bool:
        """Whether a local derivative by entries needs no derivation."""
        return is_by_entries(step) and not self.definition_lines.get(id(step))

    @property
    def first_derivative(self) -> int:
        """The first question that asks for a derivative, or uses one."""
        return min(
            (step.question for step in self.derivation.steps if step.kind not in ("forward", "local")), default=0
        )

    def document(self) -> Document:
        exercise = ExerciseView(self.derivation, self.setter, self.words)
        sections = exercise.sections()
        for number in range(len(self.derivation.questions)):
            if number == self.first_derivative and self.locals:
                sections.append(Section(self.words("document.local"), tuple(self.local_blocks())))
            sections.append(self.question(number))
        sections.append(Section(self.words("document.answers"), (self.answers(),)))
        if self.proof is None:
            sections.append(Section(self.words("document.checked"), (Text(self.words("check.no_sample")),)))
        else:
            checks = Checks(self.derivation, self.proof, self.words)
            sections.append(Section(self.words("document.checked"), tuple(checks.blocks())))
        return Document(
            self.derivation.problem.title,
            (*exercise.prose(), *self.intro()),
            tuple(sections),
            self.derivation.settings.language,
            max([10, *(size for ref in self.network.rank for size in ref.shape), *self.given_sizes()]),
        )

    def given_sizes(self) -> list[int]:
        return [size for ref in self.derivation.problem.given for size in ref.shape]

    def intro(self) -> list[Block]:
        settings = self.derivation.settings
        sentences = []
        laid = "rows" if settings.vectors == "rows" else settings.layout
        if any(isinstance(a.target, Derivative) for a in self.derivation.answers):
            sentences += [self.words(f"method.{settings.method}"), self.words(f"layout.{laid}")]
        if self.derivation.numbers:
            sentences.append(self.words("document.digits", digits=settings.digits))
        return [Text(" ".join(sentences))] if sentences else []

    @cached_property
    def locals(self) -> list[Step]:
        return [step for step in self.derivation.steps if step.kind == "local"]

    def local_blocks(self) -> list[Block]:
        blocks: list[Block] = [Text(self.words("steps.local_intro"))]
        if any(map(is_by_entries, self.locals)):
            blocks.append(Text(self.words("steps.local_entries")))
        if any(isinstance(s.name, Derivative) and self.derivation.network.has_detours(s.name) for s in self.locals):
            blocks.append(Text(self.words("steps.local_parts")))
        blocks += [self.local_step(step) for step in self.locals if not self.is_read_off(step)]
        texts = [self.read_off(step) for step in self.locals if self.is_read_off(step)]
        if texts:
            rows = tuple(SetLine("", row) for row in packed(texts))
            blocks += [Text(self.words("steps.local_plain")), Display(rows)]
        return blocks

    def read_off(self, step: Step) -> str:
        """A local derivative among others on a line, with its number in front."""
        number = self.words("step", n=self.numbered[id(step)])
        left = self.left(step.target, self.notes.marked)
        return f"\\text{{{number}: }} {left} = {self.latex(step.rhs)}{self.range(step)}"

    def local_step(self, step: Step) -> StepView:
        """A local derivative; what its derivation from the definition ends in is not said twice."""
        derived = self.definition_lines.get(id(step), [])
        if derived and is_by_entries(step):
            last = derived[-1]
            return self.numbered_step(step, [*derived[:-1], SetLine(last.left, last.right + self.range(step))])
        lines = [SetLine(self.left(step.target, self.notes.marked), f"= {self.latex(step.rhs)}{self.range(step)}")]
        notes = (Text(self.words("steps.index_derivation")), Display(tuple(derived))) if derived else ()
        return self.numbered_step(step, lines, notes)

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
                blocks += self.notes.reach(target)
        blocks += self.derived(last)
        for answer in (a for a in self.derivation.answers if a.question == number):
            blocks += self.closing(answer, steps)
        return Section(title, tuple(blocks))

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

    def step(self, step: Step) -> StepView:
        asked = [a.target for a in self.derivation.answers]
        box = step.target in asked
        if isinstance(step.target, Entry):
            return self.numbered_step(step, self.notes.entry_lines(step, step.target), tuple(self.kinks.step(step)))
        notes = self.notes.single_product(step) if self.detail != "brief" else []
        return self.numbered_step(step, self.lines(step, box), (*self.kinks.step(step), *notes))

    def lines(self, step: Step, box: bool) -> list[SetLine]:
        """An equation in its readings: derivatives multiplied, formula, numbers, result."""
        formula = self.setter.shaped(step.rhs) if step.kind in ("row", "use", "answer") else self.latex(step.rhs)
        if width(formula) + width(self.latex(step.target)) > LINE - 4:
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
        keys = [reason for reason in step.reasons if reason.key != "sum" or len(step.reasons) == 1]
        return [self.reason(reason.key, dict(reason.args)) for reason in keys]

    def reason(self, key: str, args: dict[str, object]) -> str:
        if key in ("no_path", "itself"):
            places = {k: f"${self.latex(self.derivation.problem.read(str(v)))}$" for k, v in args.items()}
            return self.words(f"steps.{key}", **places)
        rule, _, name = key.partition(":")
        return self.words(f"rules.{rule}", name=name)

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
        return [*blocks, *self.kinks.answer(target), *self.notes.zeros(target)]

    def answers(self) -> Table:
        quantity, last = self.words("document.table_quantity"), self.words("document.table_step")
        has_numbers = self.derivation.numbers is not None
        middle = self.words("document.table_value" if has_numbers else "document.table_formula")
        rows = []
        for answer in self.derivation.answers:
            step = self.derivation.find(answer.target)
            shown = self.setter.cell_texts(answer.target) if has_numbers else [self.latex(answer.formula)]
            number = str(self.numbered[id(step)]) if step and id(step) in self.numbered else ""
            rows.append((f"${self.latex.inline(answer.target)}$", f"${shown[0]}$", number))
            rows += [("", f"${text}$", "") for text in shown[1:]]
        return Table((quantity, middle, last), tuple(rows))


def is_by_entries(step: Step) -> bool:
    """Whether a step is about entries, in index notation (of a scalar, the one entry that it is)."""
    return any(reason.key == "index" for reason in step.reasons)
