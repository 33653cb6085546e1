"""The exercise itself: what is given, the network, what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from derive.documents.blocks import Block, Display, Items, Section, Text
from derive.documents.lines import SetLine, fitting
from derive.documents.setter import Setter
from derive.documents.words import Words
from derive.language.evaluate import decimal
from derive.language.expr import Call, Number, Ref, Shape, walk
from derive.language.latex import Latex, number_rows
from derive.language.latex_arrays import blocks as column_blocks
from derive.language.width import line_width, width
from derive.problem.problem import Question
from derive.problem.unroll import Definition
from derive.solving.derivation import Derivation
from derive.solving.layout import Names

MANY = 8
"""Equations of single quantities from which on several stand on a line."""
APPROX = "\\approx"


class ExerciseView:
    """The opening sections of a document."""

    def __init__(self, derivation: Derivation, setter: Setter, words: Words) -> None:
        self.derivation = derivation
        self.problem = derivation.problem
        self.setter = setter
        self.latex = setter.latex
        self.words = words

    def sections(self) -> list[Section]:
        given, equations, asked = (self.words(f"document.{key}") for key in ("given", "equations", "asked"))
        result = [Section(given, tuple(self.given())), Section(equations, tuple(self.equations()))]
        if self.derivation.questions:
            result.append(Section(asked, (self.asked(),)))
        return result

    def prose(self) -> list[Block]:
        """What is to be read before the exercise, a paragraph each."""
        return [Text(paragraph) for paragraph in self.problem.about.prose]

    def given(self) -> list[Block]:
        numbers = {ref: number for ref, number in self.problem.given.items() if number is not None}
        parts = {ref: self.value_parts(number) for ref, number in numbers.items()}
        left = {ref: f"{self.latex(ref)} {'=' if number.texts else APPROX}" for ref, number in numbers.items()}
        rows = packed([f"{left[ref]} {first}" for ref, (first, *more) in parts.items() if not more])
        for ref, (first, *more) in parts.items():
            rows += [f"{left[ref]} {first}", *(f"\\quad {part}" for part in more)] if more else []
        blocks: list[Block] = [Display(tuple(SetLine("", row) for row in rows))] if rows else []
        if not rows:
            blocks.append(Text(self.words("document.formula_only")))
        blocks.append(Text(self.shapes()))
        blocks += [Text(text) for text in (*self.properties(), *self.from_files(numbers))]
        return blocks

    def value_parts(self, number: Number) -> list[str]:
        """A given value, whole: an array in as many blocks of columns as it takes.  What has no texts is rounded."""
        digits = self.derivation.settings.digits
        texts = number.texts or [decimal(entry, digits) or "" for entry in number.entries]
        if not number.shape:
            return [self.latex(replace(number, texts=tuple(texts)))]
        return column_blocks(number_rows(texts, number.shape), whole=True)

    def from_files(self, numbers: Mapping[Ref, Number]) -> Iterable[str]:
        """That rounded values are binary numbers, and from which names they are."""
        names = dict.fromkeys(self.symbols(ref.name) for ref, number in numbers.items() if not number.texts)
        if names:
            yield self.words("document.binary", names=self.words.listed(list(names)))

    def symbols(self, name: str) -> str:
        """A name with its index, as `$h_{t}$`."""
        ref = next(r for r in (*self.problem.given, *self.problem.bound) if r.name == name)
        spans = dict(self.problem.scope.ranges)
        index = ", ".join(list(spans)[: len(ref.index)])
        if not ref.index:
            return f"${self.latex.name(name)}$"
        from derive.language.expr import Index

        return f"${self.latex(Ref(name, tuple(Index(i) for i in index.split(', ')), ref.shape))}$"

    def shapes(self) -> str:
        groups: dict[Shape, list[str]] = {}
        first: dict[str, Ref] = {}
        for ref in (*self.problem.given, *self.problem.bound):
            if ref.gradient is None:
                first.setdefault(str(ref) if ref.name in self.problem.scope.uneven else ref.name, ref)
        for key, ref in first.items():
            names = groups.setdefault(ref.shape, [])
            text = self.symbols(ref.name) if key == ref.name else f"${self.latex(ref)}$"
            if text not in names:
                names.append(text)
        items = [
            self.words("document.shape_item", names=", ".join(names), shape=self.shape_words(shape, len(names)))
            for shape, names in groups.items()
        ]
        return self.words("document.shapes", shapes="; ".join(items))

    def shape_words(self, shape: Shape, count: int) -> str:
        if shape:
            return f"${shape[0]} \\times {shape[1]}$"
        return self.words("document.scalar" if count > 1 else "document.scalar_one")

    def properties(self) -> Iterable[str]:
        order = ("one_hot", "probability", "positive", "mask", "sums_to_one")
        for name, facts in self.problem.properties.items():
            strongest = next((fact for fact in order if fact in facts), None)
            relevant = strongest != "sums_to_one" or any(name == ref.name for ref in self.problem.given)
            if strongest and relevant and strongest != "sums_to_one":
                yield self.words(f"document.label_{strongest}", names=self.symbols(name))

    def equations(self) -> list[Block]:
        written = [d for d in self.problem.written if not d.is_part]
        blocks: list[Block] = [self.definitions(written)]
        if self.problem.functions:
            sides = [(self.latex(left), self.latex(right)) for left, right in self.problem.functions]
            own = fitting(SetLine(left, f"= {right}") for left, right in sides)
            blocks += [Text(self.words("document.functions")), Display(tuple(own))]
        parts = [d for d in self.problem.definitions if d.is_part]
        if parts:
            blocks += [Text(self.words("document.where")), self.definitions(parts)]
        return [*blocks, *(Text(self.words(f"document.stated_{key}")) for key in self.stated())]

    def stated(self) -> Iterable[str]:
        """What is to be said of the notation of the equations, once for all of a kind."""
        parts = (part for definition in self.problem.written for part in walk(definition.equation.rhs))
        return dict.fromkeys(
            part.operation.stated for part in parts if isinstance(part, Call) and part.operation.stated
        )

    def definitions(self, definitions: list[Definition]) -> Display:
        lines = []
        names = Names(self.derivation.network, self.derivation.settings.layout)
        for definition in definitions:
            target, rhs = definition.equation.target, names.spelled(definition.equation.rhs)
            span = self.span(definition)
            right = f"= {self.latex(rhs)}" + (f" \\qquad ({span})" if span else "")
            lines.append(SetLine(self.latex(target), right))
        if len(definitions) >= MANY and not any(definition.spans for definition in definitions):
            rows = packed([f"{line.left} {line.right}" for line in lines])
            return Display(tuple(fitting(SetLine("", row) for row in rows)))
        return Display(tuple(fitting(lines)))

    def span(self, definition: Definition) -> str:
        """The index values of a definition that special cases leave to it."""
        texts = []
        target = definition.equation.target
        taken = {
            e.target.index[0].offset
            for e in self.problem.equations
            if e.target.name == target.name and e.general is None and len(e.target.index) == 1
        }
        for name, span in definition.spans:
            numbers = [k for k in span if k not in taken]
            texts.append(f"{name} = {index_range(numbers)}")
        return ",\\ ".join(texts)

    def asked(self) -> Items:
        titles = [question_title(self.latex, self.words, question) for question in self.derivation.questions]
        # In bold, since Pandoc takes a bare "(a)" for the start of a list.
        return Items(tuple(re.sub(r"^(\(\w+\))", r"**\1**", title) for title in titles), lettered=True)


def index_range(numbers: list[int]) -> str:
    """`0, 1, 2` or `0, \\dots, 9`."""
    if len(numbers) <= 4 or numbers[-1] - numbers[0] >= len(numbers):
        return ", ".join(map(str, numbers))
    return f"{numbers[0]}, \\dots, {numbers[-1]}"


def question_title(latex: Latex, words: Words, question: Question) -> str:
    """`(a) $h_0$ and $h_1$ (2 marks)`."""
    what = words.listed([f"${latex.inline(target)}$" for target in question.targets])
    marks = question.asked.marks
    letter = question.letter
    if marks is None:
        return words("document.question", letter=letter, what=what)
    count = words("mark" if marks == 1 else "marks", n=marks)
    return words("document.question_marks", letter=letter, what=what, marks=count)


def packed(texts: list[str], limit: float = 0.0, gap: float = 4.0) -> list[str]:
    """Short formulas side by side, as many as fit on a line."""
    lines: list[str] = []
    taken = 0.0
    for text in texts:
        needed = width(text)
        if lines and taken + gap + needed <= (limit or line_width()):
            lines[-1] += f" \\qquad {text}"
            taken += gap + needed
        else:
            lines.append(text)
            taken = needed
    return lines
