"""Names to quantities of the problem, entries, derivatives, and definitions put in."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import (
    Delta,
    Expr,
    Identity,
    Index,
    Ones,
    Ref,
    Zero,
    bind,
    bind_ref,
    order,
    walk,
)
from derive.reading import functions
from derive.reading.building import Env, NeedsNumber
from derive.reading.guard import DEEPEST
from derive.reading.guesses import STEP, UNTOLD
from derive.reading.indices import COUNTING
from derive.reading.name_meanings import (
    AFTER,
    BEFORE,
    Gradient,
    NoMeaning,
    OwnDefinition,
    OwnUse,
    Quantity,
    counted,
    index_of,
    matched,
    outside,
    spoken,
)
from derive.reading.picking import Picking
from derive.reading.places_of_names import note_on
from derive.reading.result import Fault
from derive.reading.tree import Name, Node, Num, Part, Slope
from derive.reading.unbound import free_indices, may_count, refs_of
from derive.table.activations import PI
from derive.table.arrays import IDENTITY
from derive.table.elementwise import EXP

COUNTING_ALWAYS = ("i", "j", "k")
"""Letters that count although a quantity has one of them for its name."""


class References(Picking):
    """Builds what names stand for."""

    def build_name(self, node: Name, env: Env) -> Expr:
        if node.word == "delta" and self.is_of_entries(node) and (delta := self.kronecker(node, env)):
            return delta
        found = self.vocabulary.find(node)
        if isinstance(found, NoMeaning):
            return self.custom(node, found, env)
        match found:
            case Quantity():
                return self.quantity(found, env, node)
            case Gradient(of, by):
                return self.build(Slope(of, by, node.start, node.end), env)
            case OwnUse():
                return self.use(found, env, node)

    def custom(self, node: Name, complaint: NoMeaning, env: Env) -> Expr:
        """What a name means that the problem does not use: Euler's number, the identity, π."""
        if node.word == "1":
            return Ones()
        if node.word == "0":
            return Zero()
        if node.word in ("e", "pi") and not node.parts:
            return PI() if node.word == "pi" else EXP(functions.number(1))
        if node.word == "I":
            if len(node.parts) == 1 and node.parts[0].text.isdigit():
                return IDENTITY(self.size(Num(node.parts[0].text, node.start, node.end)))
            if not node.parts:
                return Identity()
        if self.vocabulary.is_end(node.word) and not node.parts:
            return functions.number(self.end(node.word, len(next(iter(self.vocabulary.ranges.values())))))
        if node.word == "delta" and (delta := self.kronecker(node, env)):
            return delta
        raise self.fault(complaint.message, node, complaint.kind)

    def end(self, word: str, meant: int) -> int:
        """The number behind T: what the writer said it is, else what it usually is, with a note."""
        if word in self.vocabulary.last:
            return self.vocabulary.last[word]
        self.notes[UNTOLD] = None
        return meant

    def kronecker(self, node: Name, env: Env) -> Expr | None:
        """The Kronecker delta `\\delta_{ij}`: of two entries, which count from 1 on paper, or of two times."""
        parts = list(node.parts)
        if len(parts) == 2 and (entry := self.label_entry(parts, env)):
            return entry
        if len(parts) == 1 and len(parts[0].text) == 2 and not parts[0].offset:
            if self.names_unit(parts[0].text):
                return None
            parts = [replace(parts[0], text=letter) for letter in parts[0].text]
        if len(parts) != 2 or not all(part.text.isdigit() or may_count(part.text, self.vocabulary) for part in parts):
            return None
        if any(self.is_named(part.text) for part in parts):
            return None
        is_time = any(part.text in self.vocabulary.ranges for part in parts)
        left, right = ((index_of if is_time else counted)(part).bind(env) for part in parts)
        return Delta(left, right)

    def is_named(self, letter: str) -> bool:
        """Whether a letter is the name of a quantity, and none that counts all the same."""
        is_quantity = letter in self.vocabulary.spellings.exact
        return is_quantity and (letter not in COUNTING_ALWAYS or bool(self.vocabulary.arity.get(letter)))

    def names_unit(self, text: str) -> bool:
        """Whether a letter and a digit belong together: the `o1` of a unit, which no index is called."""
        if not text[1].isdigit() or text[0].isdigit():
            return False
        is_end = any(name == text or name.endswith(f"_{text}") for name in self.vocabulary.problem.scope.shapes)
        return is_end or text[0] not in COUNTING

    def is_of_entries(self, node: Name) -> bool:
        """Whether the indices of a delta are two of entries, or one and a label, whatever else it stands for."""
        letters = "".join(part.text for part in node.parts if not part.label)
        labels = sum(part.label is not None for part in node.parts)
        plain = letters.isalpha() and not any(letter in self.vocabulary.ranges for letter in letters)
        found = self.vocabulary.find(node)
        is_own = (
            isinstance(found, OwnUse) and len(found.index) == len(node.parts) == 2 and letters[:1] not in ("i", "j")
        )
        return plain and len(letters) + labels == 2 and not isinstance(found, Quantity) and not is_own

    def label_entry(self, parts: list[Part], env: Env) -> Expr | None:
        """`\\delta_{i, y_t}`: the entry of a label that is given as a one-hot vector."""
        for one, other in (parts, parts[::-1]):
            label = one.label
            if label is not None and self.vocabulary.is_one_hot(label) and not other.label:
                ref = self.build(label, env)
                return self.entry(ref, (counted(other),), env, label) if isinstance(ref, Ref) else None
        return None

    def quantity(self, found: Quantity, env: Env, node: Name) -> Expr:
        ref = self.ref(found, env, node)
        if isinstance(ref, Zero) and all(not i.name for i in found.index) and AFTER in found.notes:
            message = f"{found.name} at {', '.join(map(str, found.index))} does not exist"
            raise self.fault(message, node, Fault.INDEX)
        if isinstance(ref, Zero):
            return ref
        if len(found.entry) == 1 and order(ref.shape) == 2:
            return self.row(ref, found.entry[0], node)
        return self.entry(ref, found.entry, env, node) if found.entry else ref

    def ref(self, found: Quantity, env: Env, node: Name) -> Ref | Zero:
        index = tuple(i.bind(env) for i in found.index)
        shape = self.vocabulary.facts.shape_of(found.name, index)
        places = self.vocabulary.facts.places.get(found.name)
        note = note_on(found.name, index, places, self.vocabulary.ranges)
        if isinstance(note, NoMeaning):
            raise self.fault(note.message, node, note.kind)
        if note and all(i.name and not i.offset for i in found.index):
            raise self.fault(f"{found.name} at {', '.join(map(str, index))} does not exist", node, Fault.INDEX)
        if note:
            if not found.index[0].name and found.index[0].offset < 0 and any(p.kind == "[" for p in node.parts):
                raise self.fault("a negative index can mean two things; write the name of the quantity", node)
            self.notes[note] = None
            return Zero()
        self.notes |= dict.fromkeys(n for n in found.notes if n not in (BEFORE, AFTER))
        return Ref(found.name, index, shape)

    def variable(self, name: Name, env: Env) -> tuple[Ref | Zero, tuple[Index, ...]]:
        found = self.vocabulary.find(name)
        if isinstance(found, NoMeaning):
            raise self.fault(found.message, name, found.kind)
        match found:
            case Quantity():
                return self.ref(found, env, name), found.entry
            case OwnUse():
                ref, entry = self.renamed(found, env, name)
                return ref, entry + found.entry
        raise self.fault(f"{spoken(name)} is no quantity of the problem", name, Fault.NO_QUANTITY)

    def renamed(self, found: OwnUse, env: Env, name: Name) -> tuple[Ref | Zero, tuple[Index, ...]]:
        """The quantity that a definition only gives another name."""
        definition, binding = self.definition(found.key, [i.bind(env) for i in found.index], name)
        if definition is None:
            return Zero(), ()
        key = (definition, binding)
        match definition.body:
            case Ref() as ref:
                return bind_ref(ref, dict(binding)), ()
            case Name() as body if key not in self.within and len(self.within) <= DEEPEST:
                self.within.append(key)
                try:
                    return self.variable(body, dict(binding))
                finally:
                    self.within.pop()
        raise self.fault(f"{spoken(name)} is no quantity of the problem", name, Fault.NO_QUANTITY)

    def use(self, found: OwnUse, env: Env, node: Name) -> Expr:
        """A definition put in, at its index."""
        index = [i.bind(env) for i in found.index]
        definition, binding = self.definition(found.key, index, node)
        if definition is None:
            return Zero()
        if any(not i.is_literal for _, i in binding) and any(known is definition for known, _ in self.within):
            raise NeedsNumber
        built = self.at_step(self.put_in(definition, binding, node), env)
        return self.entry_of(built, found.entry, env, node) if found.entry and not isinstance(built, Zero) else built

    def put_in(self, definition: OwnDefinition, binding: tuple[tuple[str, Index], ...], node: Name) -> Expr:
        """What a definition says for one choice of its index, built once; each use counts with all its parts."""
        known = self.known.get((id(definition), binding))
        if known is not None:
            self.count(known[1], node)
            return known[0]
        key, before = (definition, binding), self.built
        if key in self.within or len(self.within) > DEEPEST:
            raise self.fault(f"{spoken(node)} is defined by itself", node, Fault.NO_QUANTITY)
        body = definition.body
        self.within.append(key)
        try:
            inner = {**self.told, **dict(binding)}
            built = self.build(body, inner) if isinstance(body, Node) else self.of_known(body, dict(binding), node)
        finally:
            self.within.pop()
        self.known[id(definition), binding] = built, self.built - before
        return built

    def of_known(self, body: Expr, binding: Env, node: Name) -> Expr:
        """A quantity under another name, which need not exist at every index, or any other expression."""
        if isinstance(body, Ref) and body.index:
            return self.ref(Quantity(body.name, body.index, ()), binding, node)
        return bind(body, binding)

    def at_step(self, built: Expr, env: Env) -> Expr:
        """What was defined without the index of its step, `v = A u_t`, at the step that is spoken of."""
        told = {name: env[name] for name in self.vocabulary.ranges if name in env and env[name].is_literal}
        steps = {name: told[name] for name, _ in free_indices(built) if name in told} if told else {}
        if not steps:
            return built
        asked = self.choice.asked
        spoken_of = [i for part in walk(asked) for ref in refs_of(part) for i in ref.index] if asked is not None else []
        if asked is not None and not all(step in spoken_of for step in steps.values()):
            self.notes[STEP] = None
        return bind(built, steps)

    def definition(
        self, key: str, index: list[Index], node: Name
    ) -> tuple[OwnDefinition | None, tuple[tuple[str, Index], ...]]:
        """The definition for an index, one for this very number first; `None` where it is zero."""
        known = self.vocabulary.definitions[key]
        own = self.exactly(key).get(tuple(index))
        if own is not None:
            return own, ()
        for definition in sorted(known, key=lambda own: sum(not i.is_literal for i in own.index)):
            note = outside(definition, index, self.vocabulary.ranges) if len(definition.index) == len(index) else ""
            binding = matched(definition.index, index)
            if note and (binding is None or any(not i.is_literal for i in definition.index)):
                self.notes[note] = None
                return None, ()
            if binding is not None:
                return definition, binding
        if any(not i.is_literal for i in index):
            raise NeedsNumber
        raise self.fault(f"{spoken(node)} is not defined", node, Fault.INDEX)

    def exactly(self, key: str) -> dict[tuple[Index, ...], OwnDefinition]:
        """The definitions of a name for numbers, the latest of each."""
        if key not in self.numbered:
            known = self.vocabulary.definitions[key]
            self.numbered[key] = {d.index: d for d in reversed(known) if all(i.is_literal for i in d.index)}
        return self.numbered[key]

    def size(self, node: Node, least: int = 1) -> Expr:
        if not isinstance(node, Num) or not node.text.isdigit() or not least <= int(node.text) <= 100:
            raise self.fault(f"expected a whole number from {least} to 100", node, Fault.GRAMMAR)
        return functions.number(int(node.text))
