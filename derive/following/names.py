"""What a student names: definitions, other names for quantities of the problem, and the number of steps."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Self

from derive.following.families import family
from derive.following.reasoning import Reasoning
from derive.following.sides import ReadSide, bindings, read_side, spans
from derive.following.what_a_line_is_about import is_outside
from derive.language.expr import Delta, Derivative, Entry, Expr, Index, Number, Ref, at, is_single, walk
from derive.problem.problem import Problem
from derive.reading.guesses import EULER
from derive.reading.name_meanings import OwnDefinition, OwnUse, Quantity
from derive.reading.read import define, is_gradient_word, meaning
from derive.reading.restricted import only_range
from derive.reading.result import Fault, Unreadable
from derive.reading.unbound import free_indices
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain, Side

SET = (
    re.compile(r"(?:\\(?:mathcal|mathbb|mathrm|mathscr)\s*\{?\s*)?([A-Z])\s*\}?"),
    re.compile(r"\\\{\s*(-?\d+(?:\s*,\s*(?:-?\d+|\\[lc]?dots|\.\.\.|…)){0,20})\s*\\\}"),
)
"""The name of an index set, and its elements."""
NUMBERED = re.compile(r"(?<![A-Za-z\\])d([A-Za-z]+)_?\{?\d")
"""A gradient's name with a number behind it, `dz2`."""
LAYERED = re.compile(r"(\{?(?:\\[A-Za-z]+\s*\{?\s*)?[A-Za-z]+\}?)\s*\^\s*\{?\s*[(\[<]\s*\d{1,2}\s*[)\]>]\s*\}?")
"""A number in brackets above a name, as layers have it."""
SETTING = re.compile(r"\\?(?:eta|alpha|lambda|(?:var)?epsilon|rho|beta)|[ηαλερβϵ]|lr|eps|learning_rate")
"""What a learning rate is called, or another number that is chosen."""
LARGEST_SET = 1000
STEPS = re.compile(r"\d{1,4}")
ELSE = ("", "wrong_shape", "other_quantity")
"""Diagnoses of what may well mean something else."""


class Naming(ABC):
    """Knows what the names of one write-up mean so far."""

    def __init__(self, problem: Problem, reasoning: Reasoning) -> None:
        self.problem = problem
        self.reasoning = reasoning
        self.vocabulary = reasoning.judges.words
        self.families: set[str] = set()

    def among(self, vocabulary: Vocabulary) -> Self:
        """This reader where names mean something else; what it knows of the network is the same."""
        other = copy(self)
        other.vocabulary = vocabulary
        return other

    def read(self, chain: Chain, head: ReadSide, binding: Mapping[str, Index] | None = None) -> list[ReadSide]:
        """The sides of a chain, those behind the first read as values of it."""
        sides = (read_side(side, self.vocabulary, head.expr, binding) for side in chain.sides[1:])
        return [head, *(side.without_strangers(head) for side in sides)]

    def tells_set(self, chain: Chain) -> bool:
        """Whether a chain names a set of index values, `\\mathcal{T} = \\{0, 1, 2\\}`; it is remembered."""
        letter, told = (rule.fullmatch(side.text.strip()) for rule, side in zip(SET, chain.sides, strict=False))
        if letter is None or told is None or len(chain.sides) != 2 or self.vocabulary.knows_word(letter[1]):
            return False
        numbers = [int(number) for number in re.findall(r"-?\d+", told[1])]
        has_dots = "dots" in told[1] or "..." in told[1] or "…" in told[1]
        last = min(numbers[-1], numbers[0] + LARGEST_SET)
        meant = tuple(range(numbers[0], last + 1)) if has_dots else tuple(dict.fromkeys(numbers))
        self.vocabulary = self.vocabulary.let_set(letter[1], meant)
        return True

    def tells_end(self, chain: Chain) -> bool:
        """Whether a chain says how many steps there are, or which is the last: `T = 2`; it is remembered."""
        letter, number = (side.text.strip() for side in chain.sides[:2])
        told = len(chain.sides) == 2 and self.vocabulary.is_end(letter) and STEPS.fullmatch(number)
        if told:
            self.vocabulary = self.vocabulary.let(letter, int(number))
        return bool(told)

    def is_own_word(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a word is introduced for something else than what it looks like: the derivative `dh_t`, a part of the
        model to which its author gave no name, a name that the sheet does not show, or a quantity where the writer lets
        its letter be a derivative.

        A right side with a usual mistake in it is meant for the derivative, and so is one with numbers only.
        """
        left = chain.sides[0].text
        is_derivative = self.is_of_derivative(chain)
        is_told = chain.is_definition and is_gradient_word(left, self.vocabulary)
        is_hidden = self.is_hidden(left)
        if not is_derivative and not is_told and not is_hidden and not self.is_invented(left):
            return False
        found = spans([head], chain, self.vocabulary)
        for binding in bindings(found) if found else [{}]:
            sides = self.bound(Chain(chain.sides[:2], ()), binding)
            is_free = is_derivative or is_hidden
            if sides and (self.differs(*sides) or (is_free and not self.holds(sides))):
                return True
        return False

    @abstractmethod
    def holds(self, sides: Sequence[ReadSide]) -> bool: ...

    def is_of_derivative(self, chain: Chain) -> bool:
        """Whether a quantity of the problem is let be a derivative, `\\delta := \\partial L/\\partial z`."""
        right = read_side(chain.sides[1], self.vocabulary, None).expr if chain.is_definition else None
        return isinstance(right, Derivative) and isinstance(meaning(chain.sides[0].text, self.vocabulary), Quantity)

    def numbered_layers(self, side: Side) -> Iterator[str]:
        """Names that only this program gave a part and that are numbered here as layers are: `dz2` in a text.

        Who was not told of a `z` cannot mean an entry of it.
        """
        written = {found[1] for found in NUMBERED.finditer(side.text)} & self.vocabulary.problem.invented
        expr = read_side(side, self.vocabulary, None).expr if written else None
        for part in walk(expr) if expr is not None else ():
            match part:
                case Entry(Derivative(by=Ref(name=name)), index) if len(index) == 1 and name in written:
                    yield name

    def is_invented(self, left: str) -> bool:
        found = meaning(left, self.vocabulary)
        return isinstance(found, Quantity) and found.name in self.vocabulary.problem.invented

    def is_hidden(self, left: str) -> bool:
        """Whether a letter is the name of a quantity in the file of the problem alone, `g` where γ is shown.

        A longer name, `v2`, is hardly anybody's by chance.
        """
        found = meaning(left, self.vocabulary)
        if not isinstance(found, Quantity) or found.name not in self.vocabulary.spellings.hidden:
            return False
        return len(found.name) == 1 and left.lstrip(" {").startswith(found.name)

    def is_end(self, head: ReadSide) -> bool:
        """Whether an own recursive definition gives nothing here, so that what is said is where it ends."""
        use = meaning(head.source.text, self.vocabulary)
        return is_outside(head) and is_nothing(head) and isinstance(use, OwnUse) and not use.entry

    def is_own(self, head: ReadSide) -> bool:
        return isinstance(meaning(head.source.text, self.vocabulary), OwnUse)

    def differs(self, left: ReadSide, right: ReadSide) -> bool:
        """Whether a formula is no derivative that a left side names, with a mistake or without."""
        if left.meant is None or right.expr is None or right.kind == "number":
            return False
        finding = self.reasoning.claim(left.meant, right)
        return finding.verdict == "wrong" and (finding.is_rare or (finding.diagnosis or "") in ELSE)

    def define(self, chain: Chain) -> bool:
        """Take an unknown left side for a definition, if it can be one."""
        before = self.vocabulary.definitions
        if lacks_index(read_side(chain.sides[0], self.vocabulary, None)):
            return False
        try:
            self.vocabulary = define(chain.sides[0].text, chain.sides[1].text, self.vocabulary)
        except Unreadable:
            return False
        for key, found in self.vocabulary.definitions.items():
            if found[:1] != before.get(key, ())[:1]:
                self.recognise(chain, self.count_entries(chain, found[0]))
        return True

    def count_entries(self, chain: Chain, definition: OwnDefinition) -> OwnDefinition:
        """The definition with the names among its indices that count entries, as its body tells."""
        meant = read_side(chain.sides[0], self.vocabulary, None).expr
        counts = dict(free_indices(meant)) if meant is not None else {}
        entries = frozenset(i.name for i in definition.index if counts.get(i.name) is not None)
        if entries:
            definition = replace(definition, entries=entries)
            earlier = self.vocabulary.definitions[definition.key][1:]
            self.vocabulary = self.vocabulary.redefine(definition.key, (definition, *earlier))
        return definition

    def count_again(self, chains: Iterable[Chain]) -> None:
        """Which indices count entries, of definitions with names in them that are defined by now."""
        for chain in chains:
            use = meaning(chain.sides[0].text, self.vocabulary)
            if isinstance(use, OwnUse) and not self.vocabulary.definitions[use.key][0].entries:
                self.count_entries(chain, self.vocabulary.definitions[use.key][0])

    def is_told_anew(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a name with two indices is given a meaning that it has not by itself: a Kronecker delta of a step and
        an entry, or an entry of what is known with one index, that is a whole vector here; or `a^{(1)}` a vector, which
        would be an entry of the problem's `a`; or `v_{11}` by a formula, which would be an entry of V.
        """
        use = meaning(head.source.text, self.vocabulary)
        if isinstance(use, Quantity) and is_in_other_case(head, use):
            return self.is_formula_of_its_own(chain, use)
        if self.is_layered(head) and (use is None or isinstance(use, Quantity)):
            right = read_side(chain.sides[1], self.vocabulary, None).expr
            return right is not None and not is_single(right.shape) and bool(right.shape)
        is_kronecker = isinstance(head.expr, Delta) and any(
            place.name in self.vocabulary.ranges for place in (head.expr.left, head.expr.right)
        )
        if not is_kronecker and not (isinstance(use, OwnUse) and use.entry):
            return False
        right = read_side(chain.sides[1], self.vocabulary, None).expr
        if right is None:
            return is_kronecker and chain.is_definition
        if is_kronecker:
            return any(isinstance(part, Derivative | Entry) for part in walk(right))
        return not is_single(right.shape) and (chain.is_definition or isinstance(right, Derivative))

    def is_formula_of_its_own(self, chain: Chain, use: Quantity) -> bool:
        """Whether a name is given an array, or a formula where it is given, and no entry of that is changed."""
        side = read_side(chain.sides[1], self.vocabulary, None)
        if side.expr is None or side.kind == "number":
            return False
        entries = (part.of for part in walk(side.expr) if isinstance(part, Entry))
        is_changed = any(isinstance(of, Ref) and of.name == use.name for of in entries)
        is_given = any(ref.name == use.name for ref in self.problem.given)
        return not is_changed and (is_given or not is_single(side.expr.shape))

    def is_layered(self, head: ReadSide) -> bool:
        """Whether a side is a name of the problem with a number in brackets above it, `w^{(0)}`, and nothing else."""
        found = LAYERED.fullmatch(head.source.text.strip())
        return found is not None and isinstance(meaning(found[1], self.vocabulary), Quantity)

    def recognise(self, chain: Chain, definition: OwnDefinition) -> None:
        """Take a name that amounts to a quantity of the problem at every index for another name of that quantity."""
        names = [index.name for index in definition.index if index.name]
        whole = only_range(self.vocabulary)
        if not names and whole is not None:
            self.recognise_family(chain, definition, whole)
        if not names and (whole is None or not definition.index):
            self.recognise_numbered(chain, definition)
        if len(names) != len(definition.index) or len(names) > 1 or (names and whole is None):
            return
        found: list[tuple[int, Ref]] = []
        for number in whole if names and whole is not None else (0,):
            head = read_side(chain.sides[0], self.vocabulary, None, {name: at(number) for name in names})
            quantity = self.reasoning.quantity(head.meant) if head.meant is not None else None
            if isinstance(quantity, Ref) and len(quantity.index) == len(names):
                found.append((number, quantity))
        alike = {(ref.name, tuple(i.offset - number for i in ref.index)) for number, ref in found}
        if len(alike) == 1 and found[0][1] in self.problem.bound:
            ((name, shifts),) = alike
            index = tuple(Index(own, shift) for own, shift in zip(names, shifts, strict=True))
            own = replace(definition, body=Ref(name, index, found[0][1].shape))
            self.vocabulary = self.vocabulary.define(own)

    def recognise_numbered(self, chain: Chain, definition: OwnDefinition) -> None:
        """Take `z_1`, where nothing has an index, for another name of the quantity that it amounts to."""
        head = read_side(chain.sides[0], self.vocabulary, None)
        quantity = self.reasoning.quantity(head.meant) if head.meant is not None else None
        if isinstance(quantity, Ref) and quantity in self.problem.bound:
            self.vocabulary = self.vocabulary.define(replace(definition, body=quantity))

    def recognise_family(self, chain: Chain, definition: OwnDefinition, whole: range) -> None:
        """Take what is defined at one number for a quantity at every index, if it is one."""
        expr = read_side(chain.sides[0], self.vocabulary, None).meant
        index = next(iter(self.vocabulary.ranges))
        found = expr and family(definition, expr, self.reasoning.quantity, self.exists, whole, index)
        if found:
            self.vocabulary = self.vocabulary.define(found)
            self.families.add(found.key)

    def is_other_meaning(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a name known from another index is given a meaning of its own here."""
        use = meaning(head.source.text, self.vocabulary)
        if not isinstance(use, OwnUse) or use.key not in self.families or not all(i.is_literal for i in use.index):
            return False
        return self.differs(*self.read(Chain(chain.sides[:2], ()), head))

    def with_definitions(self, chains: Iterable[Chain]) -> Vocabulary:
        """The vocabulary with what some chains define of what it lacks."""
        there = self.among(self.vocabulary)
        for chain in chains:
            if len(chain.sides) > 1 and needs_name(read_side(chain.sides[0], there.vocabulary, None)):
                there.define(chain)
        return there.vocabulary

    def bound(self, chain: Chain, binding: Mapping[str, Index]) -> list[ReadSide]:
        """The sides for one choice of index values; none where the left side does not exist there."""
        head = read_side(chain.sides[0], self.vocabulary, None, binding)
        return self.read(chain, head, binding) if self.is_about_something(head) else []

    def is_about_something(self, head: ReadSide) -> bool:
        return (
            head.expr is not None
            and not any(free_indices(head.expr))
            and not (is_outside(head) and (is_nothing(head) or not self.is_own(head)))
            and self.exists(head.expr)
        )

    def exists(self, expr: Expr) -> bool:
        parts = [part for part in walk(expr) if isinstance(part, Ref)]
        parts += [ref for part in walk(expr) if isinstance(part, Derivative) for ref in (part.of, part.by)]
        return not any(all(i.is_literal for i in part.index) and self.problem.unknown(part) for part in parts)


def needs_name(side: ReadSide) -> bool:
    """Whether a side could not be read since a name in it means nothing yet, or hardly what it was read as."""
    if side.expr is not None:
        return any(isinstance(p, Delta) and p.left.is_literal and p.right.is_literal for p in walk(side.expr))
    return side.fault is not None and side.fault.kind is Fault.UNKNOWN_NAME


def is_letter_e(side: ReadSide) -> bool:
    """Whether a side is an e and nothing else, which nobody calls Euler's number there: `e := \\hat y - y`."""
    return side.reading is not None and EULER in side.reading.notes and side.source.text.strip() == "e"


def is_in_other_case(head: ReadSide, use: Quantity) -> bool:
    """Whether a small letter with indices was read as an entry of the matrix with the capital one."""
    small = use.name.lower()
    is_other = bool(use.entry) and all(place.is_literal for place in use.entry) and small != use.name
    return is_other and re.match(rf"\W*{small}(?![A-Za-z])", head.source.text) is not None


def lacks_index(side: ReadSide) -> bool:
    """Whether a side is the name of a quantity without the index that it needs: an aside, and no new name."""
    is_bare = not re.search(r"[_^\d]", side.source.text)
    return is_bare and side.fault is not None and side.fault.kind is Fault.WITHOUT_INDEX


def is_nothing(side: ReadSide) -> bool:
    """Whether all of a side has vanished."""
    return isinstance(side.expr, Number) and not any(side.expr.entries)


def is_setting(chain: Chain, following: Iterable[Chain]) -> bool:
    """Whether a number is chosen that is used then: `\\eta = 0.1`."""
    name = chain.sides[0].text.strip()
    return SETTING.fullmatch(name) is not None and any(name in s.text for each in following for s in each.sides)
