"""What a name can mean, and a name taken apart into letters and indices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from derive.language.expr import Expr, Index, Ref, Shape, at, is_row, order
from derive.language.patterns import regex
from derive.language.record import record
from derive.reading.facts import ProblemFacts
from derive.reading.flat_lists import FlatLists, flat_lists
from derive.reading.result import Fault
from derive.reading.tree import Name, Node, Part

ENTRIES = frozenset("ijkpq")
"""Letters that usually count entries."""
BEFORE, AFTER = "zero_before_first", "zero_after_last"
"""Notes where an index lies just outside its range, and what is named is zero."""
CALLED = ("loss", "cost", "verlust", "kosten", "perte")
"""What the final scalar is called in words."""
PIECES = regex(r"[A-Za-z']+|\d+")


@record(slots=False)
class OwnDefinition:
    """What a text defines: `δ_t = …`; `index` has the names that stand for any value, and literal ones.

    `entries` are those of the names that count entries, as `i` in `δ_{t,i} = …`.
    """

    key: str
    index: tuple[Index, ...]
    body: Node | Expr
    entries: frozenset[str] = frozenset()

    @cached_property
    def lists(self) -> FlatLists:
        """The flat lists in what it says, which lie as those of all that is said with it."""
        return flat_lists(self.body)


@record
class Quantity:
    """A name of the problem at an index, perhaps an entry of it; `notes` tell how generously it was read."""

    name: str
    index: tuple[Index, ...]
    entry: tuple[Index, ...]
    notes: tuple[str, ...] = ()


@record
class OwnUse:
    """A use of something that the text defined, at an index."""

    key: str
    index: tuple[Index, ...]
    entry: tuple[Index, ...] = ()


@record
class Gradient:
    """A derivative written as one word: `dl1_dmu1`, or `dU` for that of the final scalar."""

    of: Name | None
    by: Name


Meaning = Quantity | OwnUse | Gradient


@record
class NoMeaning:
    """Why a name, or an index of it, means nothing."""

    kind: Fault
    message: str


def split_pieces(name: Name) -> Iterator[Part]:
    """The word and its parts, letters and digits apart; digits that follow a word directly have no kind."""
    kind = ""
    for found in PIECES.findall(name.word) or [name.word]:
        yield Part(kind, found, 0, name.start)
    for part in name.parts:
        pieces = PIECES.findall(part.text) if "+" not in part.text else []
        if not pieces:
            yield part
        for k, piece in enumerate(pieces):
            last = k == len(pieces) - 1
            yield Part(part.kind if k == 0 else "", piece, part.offset if last else 0, part.start)


def is_mark(piece: Part, is_index: Callable[[str], bool]) -> bool:
    """Whether a superscript belongs to the symbol: `h` in `\\delta^{h}_t`, which counts nothing."""
    return piece.kind == "^" and piece.text.isalpha() and piece.text != "T" and not is_index(piece.text)


def symbol_first(name: Name, is_index: Callable[[str], bool]) -> list[Part]:
    """The pieces of a name, those superscripts in front that belong to the symbol: `\\delta_t^h` is `\\delta^h_t`."""
    word, *others = split_pieces(name)
    marks = [piece for piece in others if is_mark(piece, is_index)]
    return [word, *marks, *(piece for piece in others if piece not in marks)]


def step_first(name: Name, ranges: Container[str]) -> Name:
    """The name with the step before the entry where it stands above it: `h_i^{(t)}` is `h^{(t)}_i`."""
    match name.parts:
        case (Part("_", entry, 0) as below, Part("^", step) as above) if step in ranges and entry not in ranges:
            if entry in ENTRIES:
                return replace(name, parts=(above, below))
    return name


def key_of(pieces: Iterable[Part], is_index: Callable[[str], bool]) -> str:
    """What these pieces of a name are known by."""
    return "".join(("^" if is_mark(piece, is_index) else "") + piece.text for piece in pieces)


def index_of(piece: Part) -> Index:
    if piece.text.isdigit():
        return at(int(piece.text) + piece.offset)
    return Index(piece.text, piece.offset)


def counted(piece: Part, first: int = 0, shift: int = 0) -> Index:
    """The index of an entry, counted from 0; on paper entries are counted from 1 (`[…]` from 0, or from `first`).

    A letter counts from 0 like the index, or from `shift`; what a sum of letters counts from the sum sign tells.
    """
    index = index_of(piece)
    if len(index.names) > 1:
        return index
    if not index.is_literal:
        return Index(index.name, index.offset - shift)
    return at(index.offset - (first if piece.kind == "[" else 1))


def unfolded(rest: list[Part], arity: int, shape: Shape, first: int) -> list[Part]:
    """Indices written without a comma, `U_{12}` or `V_{ij}`, one by one; that of a row with its place in the row."""
    return in_row(one_by_one(rest, arity, arity + order(shape)), arity, shape, first)


def one_by_one(rest: list[Part], arity: int, total: int) -> list[Part]:
    if len(rest) == 1 and len(rest[0].text) == total == 2 and not rest[0].offset and not arity:
        return [replace(rest[0], text=letter) for letter in rest[0].text]
    last = rest[-1] if rest else None
    if last and len(rest) == total - 1 and len(last.text) == 2 and not last.offset and last.text.isalpha():
        return [*rest[:-1], *(replace(last, text=letter) for letter in last.text)]
    if last and len(rest) == arity + 1 and total == arity + 2 and len(last.text) == 2 and last.text.isdigit():
        return [*rest[:-1], *(replace(last, text=digit) for digit in last.text)]
    return rest


def in_row(rest: list[Part], arity: int, shape: Shape, first: int) -> list[Part]:
    """The indices with a 1 for the only row, where an entry of a row has one place, `q_2`.

    In square brackets that are counted from 0 it would be the row.
    """
    if len(rest) != arity + 1 or not is_row(shape) or (rest[-1].kind == "[" and not first):
        return rest
    return [*rest[:arity], Part("_", "1", 0, rest[-1].start), rest[-1]]


def matched(pattern: tuple[Index, ...], index: list[Index]) -> tuple[tuple[str, Index], ...] | None:
    """What the names of a pattern stand for, or `None` where it does not fit."""
    if len(pattern) != len(index):
        return None
    binding = []
    for wanted, found in zip(pattern, index, strict=True):
        if wanted.is_literal:
            if found != wanted:
                return None
        else:
            binding.append((wanted.name, Index(found.name, found.offset - wanted.offset)))
    return tuple(binding)


def spoken(name: Name) -> str:
    parts = ", ".join(part.text + (f"{part.offset:+d}" if part.offset else "") for part in name.parts)
    return f"{name.word}_{parts}" if parts else name.word


def gradient_words(name: Name) -> Iterator[Gradient]:
    """The derivatives that a name can spell: `dl1_dmu1`, `dL_dU`, `dLdU`, `dU`, `grad_U`."""
    word, parts = name.word, name.parts
    if word in ("grad", "nabla") and parts:
        yield Gradient(None, Name(parts[0].text, parts[1:], name.start, name.end))
    elif word[0] == "d" and len(word) > 1:
        for k, part in enumerate(parts):
            if part.text[0:1] == "d" and len(part.text) > 1:
                of = Name(word[1:], parts[:k], name.start, name.end)
                yield Gradient(of, Name(part.text[1:], parts[k + 1 :], name.start, name.end))
        for k in range(2, len(word) - 1):
            if word[k] == "d":
                yield Gradient(Name(word[1:k], (), 0, 0), Name(word[k + 1 :], parts, name.start, name.end))
        yield Gradient(None, Name(word[1:], parts, name.start, name.end))


def timed(rest: list[Part], arity: int, shape: Shape, ranges: Collection[str]) -> list[Part]:
    """The indices with that of the step in front, where a text says what holds for all steps without it."""
    is_entry = len(rest) == 1 == order(shape) and rest[0].text.isalpha() and rest[0].text not in ranges
    if arity != 1 or len(ranges) != 1 or not (is_entry or not rest):
        return rest
    return [Part("_", next(iter(ranges)), 0, 0), *rest]


def outside(definition: OwnDefinition, index: Iterable[Index], ranges: Mapping[str, range]) -> str:
    """The note for an index just outside its range, where what is defined is zero; otherwise nothing."""
    for name, number in zip(definition.index, index, strict=True):
        whole = ranges.get(name.name) or (next(iter(ranges.values())) if len(ranges) == 1 else None)
        if name.name in definition.entries or not whole or not number.is_literal:
            continue
        if number.offset in (whole.start - 1, whole.stop):
            return AFTER if number.offset == whole.stop else BEFORE
    return ""


def is_function_of(facts: ProblemFacts, found: Meaning | NoMeaning, *variables: Meaning | NoMeaning) -> bool:
    """Whether a calculated quantity is calculated from others; a name that means nothing may stand for any of them."""
    used = facts.variables.get(found.name, frozenset()) if isinstance(found, Quantity) and not found.entry else None
    return bool(used) and all(
        each.kind is Fault.UNKNOWN_NAME if isinstance(each, NoMeaning) else is_among(each, used or ())
        for each in variables
    )


def is_among(found: Meaning, names: Collection[str]) -> bool:
    return isinstance(found, Quantity) and not found.entry and found.name in names


def whole_loss(final: Ref | None, name: Name) -> Quantity | None:
    """The final scalar by a name that leaves out what its own says more, `E` for the total of some E."""
    is_called = final is not None and name.word.lower() in CALLED
    if final is None or final.index or name.parts or (final.name.split("_")[0] != name.word and not is_called):
        return None
    return Quantity(final.name, (), ())
