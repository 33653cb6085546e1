"""What the names of a text mean in a problem: all spellings of its quantities, and names that the text defines."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import field, replace

from derive.language.errors import nearest
from derive.language.expr import Index, Ref, Shape, order
from derive.language.record import record
from derive.problem.problem import Problem
from derive.reading.facts import ProblemFacts
from derive.reading.functions import called
from derive.reading.letters_together import only_split
from derive.reading.name_meanings import (
    Gradient,
    Meaning,
    NoMeaning,
    OwnDefinition,
    OwnUse,
    Quantity,
    counted,
    gradient_words,
    index_of,
    is_function_of,
    key_of,
    matched,
    outside,
    split_pieces,
    spoken,
    step_first,
    symbol_first,
    timed,
    unfolded,
    whole_loss,
)
from derive.reading.places_of_names import note_on
from derive.reading.result import Fault
from derive.reading.row_letters import by_letter
from derive.reading.spellings import Spellings, candidates, spellings
from derive.reading.tree import Name, Part

OF_NORMAL = ("normal_pdf", "normal_cdf", "gelu")
"""Where one of these is in the model, φ and Φ are functions by themselves."""
MOST_PIECES, LONGEST_NAME = 12, 40
MOST_REMEMBERED = 2000
"""Names of which a vocabulary keeps what they mean; that of a problem serves a whole class."""
ENDS, COUNTING = ("T", "N"), frozenset("tijkns")
"""Letters for the number of steps, or the last one, and letters that count."""


@record(eq=False)
class Vocabulary:
    """Resolves names.  What a text defines or says of them makes another vocabulary.

    `shapes` and `arity` are those of the problem's names, `definitions` what the text defines, the latest first.
    `last` and `sets` are the letters that the text gave a number of steps, or numbers. Entries in square brackets
    are counted from `first`. A text that `is_timeless` leaves the index of the step away. `convention` says whether
    repeated indices are summed over, `laid` which convention of layout holds, `redefined` what quantities it may
    define anew, `raised` the names that have their steps above, `accents` those that stand for gradients,
    `compounds` tell that δ stands before names. Where it `has_rows`, an array with one index is a row of it, and
    stands as a column if `rows_stand`; `row_letters` are names of arrays by those of their rows. `layout` is its own,
    where the problem has another; letters count entries from `shift` on.
    """

    problem: Problem
    facts: ProblemFacts
    shapes: Mapping[str, Shape | None]
    arity: Mapping[str, int]
    spellings: Spellings
    definitions: Mapping[str, tuple[OwnDefinition, ...]] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
    sets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    first: int = 0
    is_timeless: bool = False
    convention: str = ""
    laid: str = ""
    redefined: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    accents: frozenset[str] = frozenset()
    has_rows: bool = False
    rows_stand: bool = False
    row_letters: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    shift: int = 0
    memory: dict[Hashable, Meaning | NoMeaning] = field(default_factory=dict, init=False)
    readings: dict[Hashable, object] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, problem: Problem) -> Vocabulary:
        """The names of a problem."""
        shapes = dict(problem.scope.shapes)
        arity = {name: problem.scope.arity.get(name, 0) for name in shapes}
        first = int(problem.scope.counts_from_one)
        return cls(problem, ProblemFacts(problem), shapes, arity, spellings(shapes, problem.notation), first=first)

    @property
    def ranges(self) -> Mapping[str, range]:
        return self.problem.scope.ranges

    def define(self, definition: OwnDefinition) -> Vocabulary:
        """With a name that stands for an expression from here on; a later definition of the same comes first."""
        return self.redefine(definition.key, (definition, *self.definitions.get(definition.key, ())))

    def redefine(self, key: str, definitions: tuple[OwnDefinition, ...]) -> Vocabulary:
        """With these definitions of a name in place of those that it had."""
        return replace(self, definitions={**self.definitions, key: definitions})

    def let(self, word: str, number: int) -> Vocabulary:
        """With a letter that stands for a number of steps, `T = 2`."""
        return replace(self, last={**self.last, word: number})

    def let_set(self, word: str, numbers: tuple[int, ...]) -> Vocabulary:
        """With a letter that stands for a set of index values."""
        return replace(self, sets={**self.sets, word: numbers})

    def without(self, name: str) -> Vocabulary:
        """With no name for a quantity of the problem."""
        shapes = {other: shape for other, shape in self.shapes.items() if other != name}
        arity = {other: count for other, count in self.arity.items() if other != name}
        return replace(self, shapes=shapes, arity=arity, spellings=spellings(shapes, self.problem.notation))

    def is_end(self, word: str) -> bool:
        """Whether a letter that the problem does not use stands for the last of its steps, or for how many they are."""
        return word in ENDS and word not in {*self.spellings.exact, *self.ranges} and len(self.ranges) == 1

    def knows(self, name: Name) -> bool:
        return not isinstance(self.find(name), NoMeaning)

    def knows_word(self, word: str) -> bool:
        known = self.spellings.exact, self.spellings.short, self.definitions, self.compounds
        return any(word in names for names in known)

    def is_shown(self, word: str) -> bool:
        """Whether a word with its superscripts, `W^Q`, is how the problem shows a name, or the gradient `dW^Q`."""
        return word in self.spellings.shown or (word.startswith("d") and word[1:] in self.spellings.shown)

    def is_mark(self, word: str, mark: str) -> bool:
        return f"{word}^{mark}" in self.definitions

    def is_raised(self, name: Name) -> bool:
        """Whether the last superscript of a name is its index, not a power: the text defined it, or it is shown so."""
        is_shown = isinstance(found := self.find(name), Quantity) and "#" in self.problem.notation.get(found.name, "")
        shorter = replace(name, parts=name.parts[:-1])
        return (is_shown or name.word in self.definitions) and self.knows(name) and not self.knows(shorter)

    def members(self, word: str) -> tuple[int, ...]:
        """The numbers in an index set that the text defined, `\\mathcal{T} = \\{0, 1, 2\\}`."""
        return self.sets.get(word, ())

    def is_one_hot(self, name: Name) -> bool:
        """Whether a name is that of a label, which is given as a one-hot vector."""
        found = self.find(name)
        return isinstance(found, Quantity) and "one_hot" in self.problem.properties.get(found.name, ())

    def is_index(self, word: str) -> bool:
        return word in self.ranges

    def is_array(self, word: str) -> bool:
        return len(self.shapes.get(word) or ()) == 2

    def is_function_of(self, name: Name, variables: Sequence[Name]) -> bool:
        """Whether what stands in brackets behind a name can be what it is a function of: `L(ŷ, y)`, `J(θ)`."""
        may_be = all(self.knows(each) or not self.is_counting(each.word) for each in variables)
        return may_be and is_function_of(self.facts, *(self.find(each) for each in (name, *variables)))

    def is_variable(self, name: Name, variable: Name) -> bool:
        """Whether a name is that of what a quantity is calculated from, both known and without entries."""
        found = self.find(name), self.find(variable)
        return all(isinstance(each, Quantity) for each in found) and is_function_of(self.facts, *found)

    def is_own(self, name: Name) -> bool:
        """Whether the text defined a name."""
        return isinstance(self.find(name), OwnUse)

    def variable_asked(self, name: Name) -> str:
        """The only variable by which the exercise asks for the gradient of a quantity, `∇J`; otherwise nothing."""
        found = self.find(name)
        known = self.facts.asked.get(found.name, frozenset()) if isinstance(found, Quantity) else frozenset()
        return next(iter(known)) if len(known) == 1 else ""

    def is_counting(self, word: str) -> bool:
        """Whether a word in a name of the text's own is an index."""
        return word in self.ranges or word in COUNTING

    def function(self, word: str) -> str | None:
        is_strange = word in ("phi", "Phi") and self.facts.operations.isdisjoint(OF_NORMAL)
        return None if is_strange else called(word, self.facts.functions)

    def split(self, word: str, parts: tuple[Part, ...]) -> tuple[str, ...]:
        """A run of letters as names side by side, if there is just one way; the last one has the parts."""
        return only_split(word, parts, self.knows)

    def find(self, name: Name) -> Meaning | NoMeaning:
        """What a name means, or why it means nothing."""
        known = (name.word, tuple((part.kind, part.text, part.offset) for part in name.parts))
        if known not in self.memory:
            if len(self.memory) >= MOST_REMEMBERED:
                self.memory.clear()
            self.memory[known] = self.search(name)
        return self.memory[known]

    def search(self, name: Name) -> Meaning | NoMeaning:
        name = step_first(name, self.ranges)
        pieces = list(split_pieces(name))
        if len(pieces) > MOST_PIECES or len(name.word) > LONGEST_NAME:
            return NoMeaning(Fault.UNKNOWN_NAME, f"unknown name {spoken(name)[:LONGEST_NAME]!r}")
        found: OwnUse | Quantity | NoMeaning | None = self.defined(symbol_first(name, self.is_counting))
        if found is None or (
            isinstance(found, OwnUse) and found.entry and any(part.kind == "^" for part in name.parts)
        ):
            whole = self.quantity(pieces)  # Beside a σ of the text's own, σ² is what the problem shows so.
            found = whole if found is None or isinstance(whole, Quantity) else found
        if found and not isinstance(found, NoMeaning):
            return found
        gradient = self.gradient(name)
        if gradient or (gradient := self.marked(name)):
            return gradient
        plain = self.find(replace(name, word="l")) if name.word == "ell" else None
        if plain and not (isinstance(plain, NoMeaning) and plain.kind is not Fault.WITHOUT_INDEX):
            return plain
        return by_letter(self, pieces) or whole_loss(self.facts.final, name) or found or self.unknown(name)

    def unknown(self, name: Name) -> NoMeaning:
        return NoMeaning(Fault.UNKNOWN_NAME, f"unknown name {spoken(name)!r}{nearest(spoken(name), self.shapes)}")

    def defined(self, pieces: list[Part]) -> OwnUse | None:
        for count in range(len(pieces), 0, -1):
            word = key_of(pieces[:count], self.is_counting)
            known = self.definitions.get(word, ())
            for definition in sorted(known, key=lambda own: len(own.index) != len(pieces) - count):
                index = self.indices(definition, pieces[count:])
                left = pieces[count + len(definition.index) :]
                if any(piece.text in self.ranges and piece.text not in definition.entries for piece in left):
                    continue  # A step counts no entries.
                symbolic = len(index) == len(definition.index) and any(not i.is_literal for i in index)
                if symbolic or matched(definition.index, index) is not None:
                    return OwnUse(word, tuple(index), tuple(map(self.counted, left)))
                if len(index) == len(definition.index) and outside(definition, index, self.ranges):
                    return OwnUse(word, tuple(index))
        return None

    def indices(self, definition: OwnDefinition, pieces: list[Part]) -> list[Index]:
        """The indices in the places of those of a definition, entries counted from 1."""
        return [self.index_for(own, piece, definition) for own, piece in zip(definition.index, pieces, strict=False)]

    def index_for(self, own: Index, piece: Part, definition: OwnDefinition) -> Index:
        found = self.counted(piece) if own.name in definition.entries else index_of(piece)
        is_numbered = own.is_literal and not found.is_literal and not self.ranges
        return Index(found.name, found.offset + 1) if is_numbered else found  # A letter counts entries, from 0.

    def quantity(self, pieces: list[Part]) -> Quantity | NoMeaning | None:
        """The best way to take the first pieces for a name and the others for its indices."""
        found: list[tuple[int, int, Quantity]] = []
        faults: list[NoMeaning] = []
        for count in range(len(pieces), 0, -1):
            for rank, name in candidates(self.spellings, pieces[:count]):
                placed = self.placed(name, pieces[count:])
                if isinstance(placed, NoMeaning):
                    faults.append(placed)
                else:
                    found.append((rank + 3 * bool(placed.entry), -count, placed))
        if not found:
            return faults[0] if faults else None
        chosen = {item[2] for item in found if item[:2] == min(each[:2] for each in found)}
        if len(chosen) > 1:
            names = " or ".join(sorted(quantity.name for quantity in chosen))
            return NoMeaning(Fault.UNCLEAR, f"this can mean {names}")
        return chosen.pop()

    def placed(self, name: str, rest: list[Part]) -> Quantity | NoMeaning:
        """The quantity with the remaining pieces as its indices and entry."""
        arity, shape = self.arity.get(name, 0), self.shapes.get(name) or ()
        total = arity + order(shape)
        rest = unfolded(timed(rest, arity, shape, self.ranges) if self.is_timeless else rest, arity, shape, self.first)
        if len(rest) < arity:
            return NoMeaning(Fault.WITHOUT_INDEX, f"{name} needs an index, such as {name}_{next(iter(self.ranges), 0)}")
        is_row = self.has_rows and not arity and len(rest) == 1 and total == 2 and len(rest[0].text) == 1
        if len(rest) not in (arity, total) and not is_row:
            message = f"{name} has {arity} index(es) and entries with {total - arity}, found {len(rest)}"
            return NoMeaning(Fault.INDEX, message)
        index = tuple(index_of(piece) for piece in rest[:arity])
        entry = tuple(map(self.counted, rest[arity:]))
        if gate := next((each for each in index if each.name and self.is_no_index(each)), None):
            return NoMeaning(Fault.INDEX, f"{gate.name!r} is no index")
        note = note_on(name, index, self.facts.places.get(name), self.ranges)
        if isinstance(note, NoMeaning):
            return note
        shape = self.facts.shape_of(name, index) or shape
        for place, length in zip(entry, shape, strict=False):
            if self.is_no_index(place):
                return NoMeaning(Fault.INDEX, f"{place.name!r} is no index that counts entries")
            if place.is_literal and not 0 <= place.offset < length:
                return NoMeaning(Fault.INDEX, f"{name} has no such entry; its shape is {shape[0]}×{shape[1]}")
        return Quantity(name, index, entry, (note,) if note else ())

    def counted(self, piece: Part) -> Index:
        """The index of an entry; in square brackets entries are counted from `first`, by letters from `shift`."""
        return counted(piece, self.first, self.shift)

    def is_no_index(self, index: Index) -> bool:
        """Whether what stands for the index of an entry is none: a label, as in `p_{t,y_t}`, or a longer word."""
        if len(index.names) > 1:
            return any(self.is_no_index(Index(name)) for name in index.names)
        word = index.name.rstrip("'")
        return bool(word) and word not in self.ranges and (len(word) > 1 or bool(self.arity.get(word)))

    def gradient(self, name: Name) -> Gradient | None:
        """`dl1_dmu1`, `dL_dU`, `dLdU`, `dU`, `grad_U`."""
        for found in gradient_words(name):
            if self.is_plain(found.by) and (found.of is None or self.is_plain(found.of)):
                return found
        return None

    def marked(self, name: Name) -> Gradient | None:
        """The gradient that a name with an accent stands for, where the text says that the accent means that."""
        accent = next((accent for accent in self.accents if name.word.endswith(accent)), "")
        by = replace(name, word=name.word.removesuffix(accent))
        return Gradient(None, by) if accent and by.word and self.is_plain(by) else None

    def is_plain(self, name: Name) -> bool:
        """Whether a name is that of a quantity, or of a definition that only gives one another name."""
        if not name.word or isinstance(self.quantity([*split_pieces(name)]), Quantity):
            return bool(name.word)
        use = self.defined(symbol_first(name, self.is_counting))
        return use is not None and any(isinstance(own.body, Name | Ref) for own in self.definitions[use.key])
