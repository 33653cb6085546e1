"""A problem file to a `Problem`, with all its faults found in one go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.language.errors import DeriveError, ProblemError, nearest
from derive.language.expr import (
    Derivative,
    Expr,
    Number,
    Ref,
    Shape,
    describe,
    is_single,
)
from derive.language.patterns import regex
from derive.language.symbols import italic
from derive.problem.build import Builder
from derive.problem.given import Given, flat_lists
from derive.problem.gradients import with_gradients
from derive.problem.hessians import by_entries
from derive.problem.indexed_names import Families, sums_with_bounds, whole_variables
from derive.problem.initial_steps import without_initial_steps
from derive.problem.kept_trees import parse
from derive.problem.labels import labelled
from derive.problem.lines_in_doubt import lines_in_doubt
from derive.problem.name_parts import name_parts
from derive.problem.own_functions import Function, operations, read_functions
from derive.problem.parse_tree import Tree
from derive.problem.placement import Placement, placed
from derive.problem.places_by_index import written_out
from derive.problem.problem import Problem, Question, located_at_text
from derive.problem.scope import Scope, Unsized
from derive.problem.shapes import infer
from derive.problem.shown_indices import NUMBERED, look_alike, misplaced, symbols
from derive.problem.spec import NAME, Spec, read_spec
from derive.problem.steps_in_reach import first_steps, stray
from derive.problem.table_entries import Faults
from derive.problem.taken_parts import counts_entries, spelled_out
from derive.problem.uneven import each_step, members, uneven_names
from derive.problem.unroll import Definition, loose_indices, normal, unroll
from derive.table import FUNCTIONS

LEFT = regex(r"\s*(let\s+)?([^\W\d]\w*'*)")
WHOLE = "an equation defines the whole of a quantity, not a part of it"


def load_text(
    text: str,
    name: str,
    place: str,
    changes: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> Problem:
    """The problem in a file's text; `changes` maps names to new values, `settings` wins over the file's.

    Values in files of their own are sought in `folder`; without one they are refused.
    """
    faults = Faults()
    spec = by_entries(read_spec(text, place, settings, faults))
    return Assembly(spec, changes or {}, faults, folder).problem(name, text)


class Assembly:
    """Puts a problem together from its tables, noting every fault."""

    def __init__(self, spec: Spec, changes: Mapping[str, str], faults: Faults, folder: Path | None = None) -> None:
        self.spec = spec
        self.folder = folder
        self.faults = faults
        self.changes = changes
        self.raw_values = {**spec.values}
        self.lines = [(k, line) for k, line in enumerate(spec.equations, 1) if line.split("#")[0].strip()]
        self.names = self.find_names(changes)
        self.functions = self.read_functions()
        self.trees = self.parse_lines()
        self.mentions = self.find_mentions()
        self.families = self.find_families()
        self.arity = self.families.arity(self.faults)
        self.given = self.read_values()
        self.trees = labelled(self.trees, self.given, self.mentions, self.spec.ranges, self.faults)
        self.trees = written_out(self.trees, self.arity, self.spec.ranges)
        self.uneven = uneven_names(self.trees, self.given, self.arity)
        self.members = members(self.given, self.uneven)
        if self.uneven:
            self.trees = each_step(self.trees, self.uneven, self.spec.ranges)
        self.shapes: dict[str, Shape | None] = dict.fromkeys(self.names)

    def find_names(self, changes: Mapping[str, str]) -> set[str]:
        names = {match[2] for _, line in self.lines if (match := LEFT.match(line))}
        for key in self.raw_values:
            base = key.split("[")[0]
            if not NAME.fullmatch(base):
                self.faults.add(f"values.{key}", "expected a name such as U, or h[-1]")
            names.add(base)
        for key in changes:
            if key.split("[")[0] not in {k.split("[")[0] for k in self.raw_values}:
                self.faults.add(f"--set {key}", f"no such value{nearest(key, self.raw_values)}")
        for name in sorted(names):
            if name == "let" or (name in FUNCTIONS and self.is_called(name)):
                self.faults.add(name, f"{name} is the name of an operation and cannot name a quantity")
            if name in self.spec.ranges:
                self.faults.add(name, f"{name} is an index and cannot name a quantity")
        for key in self.spec.notation:
            if key not in names and key not in self.spec.ranges:
                self.faults.add(f"notation.{key}", f"nothing is called {key}{nearest(key, names)}")
        return names

    def is_called(self, name: str) -> bool:
        """Whether the equations use an operation, so that no quantity can have its name."""
        return any(re.search(rf"(?<!\w){re.escape(name)}\s*\(", line) for _, line in self.lines)

    def read_functions(self) -> tuple[Function, ...]:
        taken = {**dict.fromkeys(self.names, "a quantity"), **dict.fromkeys(self.spec.ranges, "an index")}
        functions = read_functions(self.spec.functions, taken, self.faults)
        self.operations = {name: row for name, row in operations(functions) if name not in self.names}
        return functions

    def parse_lines(self) -> list[tuple[str, str, Tree[Any]]]:
        result = []
        for number, line in self.lines:
            place = f"model.equations, line {number}"
            try:
                if (tree := parse(line, self.names, self.operations)).data == "expression":
                    self.faults.add(place, "found an expression; expected an equation with '='", line, 1)
                else:
                    result.append((place, line, tree))
            except DeriveError as error:
                self.faults.extend(place, error.complaints)
        return result

    def find_mentions(self) -> dict[str, list[Tree[Any]]]:
        """The places in the equations that mention each name."""
        found: dict[str, list[Tree[Any]]] = {}
        for _, _, tree in self.trees:
            for ref in tree.find_data("ref"):
                found.setdefault(str(ref.children[0]), []).append(ref)
        return found

    def find_families(self) -> Families:
        trees = [tree for _, _, tree in self.trees]
        flat = {name: len(self.raw_values[name]) for name in flat_lists(self.raw_values)}
        whole = whole_variables(text for question in self.spec.questions for text in question.ask)
        targets: dict[str, list[Tree[Any]]] = {}
        for tree in trees:
            targets.setdefault(str(tree.children[0].children[0]), []).append(tree.children[0])
        return Families(self.mentions, targets, self.raw_values, self.spec.ranges, sums_with_bounds(trees), flat, whole)

    def reach(self, name: str) -> tuple[range, ...]:
        return self.families.reach(name, self.arity[name])

    def read_values(self) -> dict[str, Given]:
        arity = {name: self.arity[name] for name in self.names - self.unclear_names()}
        reach = {name: self.reach(name) for name in arity}
        vectors = self.spec.settings.vectors
        return Placement(arity, reach, self.faults, self.folder, vectors).read(self.raw_values, self.changes)

    def unclear_names(self) -> set[str]:
        """The names that no readable equation uses, while others could not be read: their indices are not known."""
        return set() if len(self.trees) == len(self.lines) else self.names - set(self.mentions)

    def scope(self) -> Scope:
        """What names mean in the equations."""
        settings, known = self.spec.settings, (self.shapes, self.arity, self.spec.ranges, self.operations)
        flat = flat_lists(self.raw_values) if settings.vectors == "columns" else frozenset()
        return Scope(*known, settings.layout, True, True, settings.vectors, self.uneven, self.members, flat)

    def find_shapes(self) -> list[tuple[str, DeriveError]]:
        """Work out all shapes; a number for one index of what equations define may fill an array, `h[0] = 0`."""
        defined = {str(tree.children[0].children[0]) for _, _, tree in self.trees}
        for base, given in self.given.items():
            self.shapes[base] = None if given.shape == () and base in defined else given.shape
        misfits = infer(self.trees, self.scope(), self.shapes, self.members)
        if not (numbers := [base for base in self.given if self.shapes[base] is None and base in defined]):
            return misfits
        self.shapes.update(dict.fromkeys(numbers, ()))
        return infer(self.trees, self.scope(), self.shapes, self.members)

    def looks(self) -> dict[str, str]:
        """The LaTeX of names that differs from the usual one: what the file says, and words in italics if it does."""
        words = italic(self.shapes) if self.spec.settings.words == "italic" else {}
        return {**words, **self.spec.notation}

    def problem(self, name: str, source: str) -> Problem:
        misfits = self.find_shapes()
        for place in dict.fromkeys(place for place, _ in misfits):
            self.faults.extend(place, next(error.complaints for line, error in misfits if line == place))
        numbers = placed(self.given, self.scope(), self.reach, self.faults)
        written = without_initial_steps(self.define(), numbers)
        for complaint in misplaced(self.spec.notation, self.arity, self.spec.ranges):
            self.faults.extend("", (complaint,))
        self.faults.extend("", look_alike(self.shapes, self.spec.notation))
        self.faults.leave_out(lines_in_doubt(self.trees, self.lines, self.names, self.faults.complaints))
        self.faults.raise_any()
        looks = {word for latex in self.spec.notation.values() for word in re.findall(r"[A-Za-z]+", latex)}
        looks |= {found[1] for name in self.shapes if (found := NUMBERED.fullmatch(name))}
        taken = {*self.shapes, *self.spec.ranges, *self.operations, *looks}
        definitions = tuple(name_parts(written, taken, self.spec.settings.parts))
        for target in (definition.equation.target for definition in definitions):
            if target.name not in self.uneven:
                self.shapes[target.name] = target.shape
            self.arity[target.name] = len(target.index)
        try:
            self.restrict(numbers)
            equations = unroll(definitions, numbers)
        except ProblemError as error:
            self.faults.extend("", error.complaints)
            self.faults.raise_any()
            raise
        properties = {base: given.properties for base, given in self.given.items() if given.properties}
        problem = Problem(
            name,
            self.spec.title,
            self.spec.settings,
            symbols(self.looks(), self.shapes, self.arity, self.spec.ranges, definitions),
            tuple(written),
            definitions,
            equations,
            replace(self.scope(), counts_from_one=counts_entries(d.equation.rhs for d in written), in_equations=False),
            numbers,
            properties,
            (),
            source,
            functions=tuple((f.operation(f.variable), f.body) for f in self.functions),
        )
        questions = self.read_questions(problem)
        problem = with_gradients(problem, (target for question in questions for target in question.targets))
        stray(problem, questions, self.spec.ranges, self.faults)
        problem = replace(problem, marking=self.spec.marking, about=self.spec.about, folder=self.folder)
        return replace(problem, questions=questions, changes=dict(self.changes))

    def define(self) -> list[Definition]:
        """The equations with their shapes; what is wrong with a line is said once."""
        result = []
        failed: set[str] = set()
        if not self.faults.complaints:
            first_steps(self.trees, self.scope(), self.faults)
        bound = [tree.children[0] for _, _, tree in self.trees]
        for number, (place, line, tree) in enumerate(self.trees):
            if tree.children[0] in bound[:number]:
                name = line.split("=")[0].removeprefix("let ").strip()
                self.faults.add(place, f"{name} is bound twice")
            if self.unsized(tree, place):
                continue
            try:
                result.append(self.definition(place, line, tree))
            except DeriveError as error:
                if place not in failed and not (self.faults.complaints and isinstance(error.__cause__, Unsized)):
                    self.faults.extend(place, error.complaints)
                failed.add(place)
        return result

    def unsized(self, tree: Tree[Any], place: str) -> bool:
        """Whether a name in the equation has no shape; said once for each such name that nothing defines."""
        defined = {str(t.children[0].children[0]) for _, _, t in self.trees}
        names = [str(ref.children[0]) for ref in tree.find_data("ref")]
        without = [n for n in names if n in self.shapes and self.shapes[n] is None]
        if self.faults.complaints:
            return bool(without)
        undefined = [name for name in without if name not in defined]
        for name in undefined:
            self.faults.add(f"values.{name}", "the length of this vector is not clear from the equations")
        for name in without if not undefined else ():
            self.faults.add(place, f"the shape of {name} cannot be worked out; what defines it is circular")
        return bool(without)

    def definition(self, place: str, line: str, tree: Tree[Any]) -> Definition:
        builder = Builder(self.scope(), line)
        try:
            target = builder.build(tree.children[0])
            rhs = spelled_out(builder, builder.build(tree.children[1]), tree.children[1])
        except Unsized as error:
            raise ProblemError(replace(located_at_text(line), message=f"the shape of {error} is not known")) from error
        if not isinstance(target, Ref):
            raise ProblemError(replace(located_at_text(line), message=WHOLE, column=1))
        self.check_indices(target, rhs, line)
        fits = is_single(rhs.shape) and (is_single(target.shape) or isinstance(rhs, Number))
        if rhs.shape != target.shape and not fits:
            message = f"{target} is {describe(target.shape)} but its right-hand side is {describe(rhs.shape)}"
            raise ProblemError(replace(located_at_text(line), message=message))
        equation, spans = normal(target, rhs, self.spec.ranges)
        return Definition(equation, spans, tree.data == "let", place)

    def check_indices(self, target: Ref, rhs: Expr, line: str) -> None:
        """Complain about an index on the right that neither the left side nor a sum introduces."""
        names = frozenset(i.name for i in target.index)
        for index in target.index:
            if index.name and index.name not in self.spec.ranges:
                tail = nearest(index.name, self.spec.ranges)
                raise ProblemError(replace(located_at_text(line), message=f"{index.name} is not an index{tail}"))
        for index in loose_indices(rhs, names):
            message = (
                f"the index {index.name} appears on the right only; write sum({index.name}, ...) or index the left"
            )
            raise ProblemError(replace(located_at_text(line), message=message, column=line.find(f"[{index.name}") + 2))

    def restrict(self, numbers: dict[Ref, Number | None]) -> None:
        """Complain about values that no equation uses and no derivative is by, since something is misspelt then."""
        asked = " ".join(text for question in self.spec.questions for text in question.ask)
        for base in self.given:
            if base not in self.mentions and not re.search(rf"/\s*d{re.escape(base)}(?!\w)", asked):
                self.faults.add(f"values.{base}", f"no equation uses {base}{nearest(base, self.mentions)}")
        self.faults.raise_any()

    def read_questions(self, problem: Problem) -> tuple[Question, ...]:
        result = []
        places: dict[Ref | Derivative, str] = {}
        for number, asked in enumerate(self.spec.questions, 1):
            targets = []
            place = f"questions[{number}].ask"
            for text in asked.ask:
                try:
                    target = problem.target(text)
                except DeriveError as error:
                    self.faults.extend(place, error.complaints)
                    continue
                targets.append(target)
                if places.setdefault(target, place) != place or targets.count(target) > 1:
                    self.faults.add(place, f"{target} is asked twice, first in {places[target]}; leave one of them out")
            result.append(Question(asked, tuple(targets), number - 1))
        self.faults.raise_any()
        return tuple(result)
