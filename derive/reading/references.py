"""Names to quantities of the problem, entries, derivatives, and definitions put in."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import (
    Delta,
    Expr,
    Identity,
    Index,
    IndexNumber,
    Ones,
    Ref,
    Zero,
    bind,
    bind_ref,
    order,
    walk,
)
from derive.reading import functions
from derive.reading.building import Env, Interpreter, NeedsNumber
from derive.reading.guard import DEEPEST
from derive.reading.guesses import EULER, STEP, UNTOLD
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
from derive.reading.picking import entry, entry_of, row, splits
from derive.reading.places_of_names import note_on
from derive.reading.result import Fault, Refused
from derive.reading.tree import Name, Node, Num, Part, Slope
from derive.reading.unbound import free_indices, may_count, refs_of
from derive.table.activations import PI
from derive.table.arrays import IDENTITY
from derive.table.elementwise import EXP

COUNTING_ALWAYS = ("i", "j", "k")
"""Letters that count although a quantity has one of them for its name."""


def build_name(builder: Interpreter, node: Name, env: Env) -> Expr:
    if node.word == "delta" and is_of_entries(builder, node) and (delta := kronecker(builder, node, env)):
        return delta
    found = builder.vocabulary.find(node)
    if isinstance(found, NoMeaning):
        return custom(builder, node, found, env)
    match found:
        case Quantity():
            return quantity(builder, found, env, node)
        case Gradient(of, by):
            return builder.build(Slope(of, by, node.start, node.end), env)
        case OwnUse():
            return use(builder, found, env, node)


def custom(builder: Interpreter, node: Name, complaint: NoMeaning, env: Env) -> Expr:
    """What a name means that the problem does not use: Euler's number, the identity, π."""
    if node.word == "1":
        return Ones()
    if node.word == "0":
        return Zero()
    if node.word in ("e", "pi") and not node.parts:
        if node.word == "pi":
            return PI()
        builder.notes[EULER] = None
        return EXP(functions.number(1))
    if node.word == "I":
        if len(node.parts) == 1 and node.parts[0].text.isdigit():
            return IDENTITY(size(builder, Num(node.parts[0].text, node.start, node.end)))
        if not node.parts:
            return Identity()
    if builder.vocabulary.is_end(node.word) and not node.parts:
        return functions.number(end(builder, node.word, len(next(iter(builder.vocabulary.ranges.values())))))
    if node.word == "delta" and (delta := kronecker(builder, node, env)):
        return delta
    is_index = not node.parts and (node.word in env or node.word in builder.vocabulary.ranges)
    if is_index and builder.vocabulary.facts.has_index_numbers:
        return bind(IndexNumber(Index(node.word)), env)
    raise builder.fault(complaint.message, node, complaint.kind)


def end(builder: Interpreter, word: str, meant: int) -> int:
    """The number behind T: what the writer said it is, else what it usually is, with a note."""
    if word in builder.vocabulary.last:
        return builder.vocabulary.last[word]
    builder.notes[UNTOLD] = None
    return meant


def kronecker(builder: Interpreter, node: Name, env: Env) -> Expr | None:
    """The Kronecker delta `\\delta_{ij}`: of two entries, which count from 1 on paper, or of two times."""
    parts = list(node.parts)
    if len(parts) == 2 and (entry := label_entry(builder, parts, env)):
        return entry
    if len(parts) == 1 and len(parts[0].text) == 2 and not parts[0].offset:
        if names_unit(builder, parts[0].text):
            return None
        parts = [replace(parts[0], text=letter) for letter in parts[0].text]
    if len(parts) != 2 or not all(part.text.isdigit() or may_count(part.text, builder.vocabulary) for part in parts):
        return None
    if any(is_named(builder, part.text) for part in parts):
        return None
    is_time = any(part.text in builder.vocabulary.ranges for part in parts)
    left, right = ((index_of if is_time else counted)(part).bind(env) for part in parts)
    return Delta(left, right)


def is_named(builder: Interpreter, letter: str) -> bool:
    """Whether a letter is the name of a quantity, and none that counts all the same."""
    is_quantity = letter in builder.vocabulary.spellings.exact
    return is_quantity and (letter not in COUNTING_ALWAYS or bool(builder.vocabulary.arity.get(letter)))


def names_unit(builder: Interpreter, text: str) -> bool:
    """Whether a letter and a digit belong together: the `o1` of a unit, which no index is called."""
    if not text[1].isdigit() or text[0].isdigit():
        return False
    is_end = any(name == text or name.endswith(f"_{text}") for name in builder.vocabulary.problem.scope.shapes)
    return is_end or text[0] not in COUNTING


def is_of_entries(builder: Interpreter, node: Name) -> bool:
    """Whether the indices of a delta are two of entries, or one and a label, whatever else it stands for."""
    letters = "".join(part.text for part in node.parts if not part.label)
    labels = sum(part.label is not None for part in node.parts)
    plain = letters.isalpha() and not any(letter in builder.vocabulary.ranges for letter in letters)
    found = builder.vocabulary.find(node)
    is_own = isinstance(found, OwnUse) and len(found.index) == len(node.parts) == 2 and letters[:1] not in ("i", "j")
    return plain and len(letters) + labels == 2 and not isinstance(found, Quantity) and not is_own


def label_entry(builder: Interpreter, parts: list[Part], env: Env) -> Expr | None:
    """`\\delta_{i, y_t}`: the entry of a label that is given as a one-hot vector."""
    for one, other in (parts, parts[::-1]):
        label = one.label
        if label is not None and builder.vocabulary.is_one_hot(label) and not other.label:
            ref = builder.build(label, env)
            return entry(ref, (counted(other),), env, label) if isinstance(ref, Ref) else None
    return None


def quantity(builder: Interpreter, found: Quantity, env: Env, node: Name) -> Expr:
    ref = ref_to(builder, found, env, node)
    if isinstance(ref, Zero) and all(not i.name for i in found.index) and AFTER in found.notes:
        message = f"{found.name} at {', '.join(map(str, found.index))} does not exist"
        raise builder.fault(message, node, Fault.INDEX)
    if isinstance(ref, Zero):
        return ref
    if len(found.entry) == 1 and order(ref.shape) == 2:
        lying = row(builder, ref, found.entry[0].bind(env), node)
        told = builder.vocabulary.rows_stand or node.word in builder.vocabulary.row_letters
        stands = told and "other_case" in found.notes
        return builder.apply("transpose", (lying,), node) if stands else lying
    return entry(ref, found.entry, env, node) if found.entry else ref


def ref_to(builder: Interpreter, found: Quantity, env: Env, node: Name) -> Ref | Zero:
    index = tuple(i.bind(env) for i in found.index)
    shape = builder.vocabulary.facts.shape_of(found.name, index)
    places = builder.vocabulary.facts.places.get(found.name)
    note = note_on(found.name, index, places, builder.vocabulary.ranges)
    if isinstance(note, NoMeaning):
        raise builder.fault(note.message, node, note.kind)
    if note and all(i.name and not i.offset for i in found.index):
        raise builder.fault(f"{found.name} at {', '.join(map(str, index))} does not exist", node, Fault.INDEX)
    if note:
        if not found.index[0].name and found.index[0].offset < 0 and any(p.kind == "[" for p in node.parts):
            raise builder.fault("a negative index can mean two things; write the name of the quantity", node)
        builder.notes[note] = None
        return Zero()
    builder.notes |= dict.fromkeys(n for n in found.notes if n not in (BEFORE, AFTER))
    return Ref(found.name, index, shape)


def variable(builder: Interpreter, name: Name, env: Env) -> tuple[Ref | Zero, tuple[Index, ...]]:
    found = builder.vocabulary.find(name)
    if isinstance(found, NoMeaning):
        raise builder.fault(found.message, name, found.kind)
    match found:
        case Quantity():
            return ref_to(builder, found, env, name), found.entry
        case OwnUse():
            ref, entry = renamed(builder, found, env, name)
            return ref, entry + found.entry
    raise builder.fault(f"{spoken(name)} is no quantity of the problem", name, Fault.NO_QUANTITY)


def renamed(builder: Interpreter, found: OwnUse, env: Env, name: Name) -> tuple[Ref | Zero, tuple[Index, ...]]:
    """The quantity that a definition only gives another name."""
    definition, binding = definition_at(builder, found.key, [i.bind(env) for i in found.index], name)
    if definition is None:
        return Zero(), ()
    key = (definition, binding)
    match definition.body:
        case Ref() as ref:
            return bind_ref(ref, dict(binding)), ()
        case Name() as body if key not in builder.within and len(builder.within) <= DEEPEST:
            builder.within.append(key)
            try:
                return variable(builder, body, dict(binding))
            finally:
                builder.within.pop()
    raise builder.fault(f"{spoken(name)} is no quantity of the problem", name, Fault.NO_QUANTITY)


def use(builder: Interpreter, found: OwnUse, env: Env, node: Name) -> Expr:
    """A definition put in, at its index."""
    index = [i.bind(env) for i in found.index]
    definition, binding = definition_at(builder, found.key, index, node)
    if definition is None:
        return Zero()
    if any(not i.is_literal for _, i in binding) and any(known is definition for known, _ in builder.within):
        raise NeedsNumber
    built = at_step(builder, put_in(builder, definition, binding, node), env)
    if not found.entry or isinstance(built, Zero):
        return built
    return entry_of(builder, built, of_matrix(found.entry, built, node), env, node)


def of_matrix(entry: tuple[Index, ...], built: Expr, node: Name) -> tuple[Index, ...]:
    """The place in a matrix of the text's own whose two indices stand without a comma, `E_{12}` or `E_{nj}`."""
    last = node.parts[-1] if node.parts else None
    if last is None or len(entry) != 1 or not splits(last, built) or last.kind == "[":
        return entry
    return tuple(counted(replace(last, text=letter)) for letter in last.text)


def put_in(builder: Interpreter, definition: OwnDefinition, binding: tuple[tuple[str, Index], ...], node: Name) -> Expr:
    """What a definition says for one choice of its index, built once; each use counts with all its parts."""
    known = builder.known.get((id(definition), binding))
    if known is not None:
        builder.count(known[1], node)
        return known[0]
    key, before = (definition, binding), builder.built
    if key in builder.within:
        raise builder.fault(f"{spoken(node)} is defined by itself", node, Fault.NO_QUANTITY)
    if len(builder.within) > DEEPEST:
        raise Refused(f"more than {DEEPEST} definitions within one another", builder.text, node.start)
    body = definition.body
    builder.within.append(key)
    try:
        inner = {**builder.told, **dict(binding)}
        built = builder.build(body, inner) if isinstance(body, Node) else of_known(builder, body, dict(binding), node)
    finally:
        builder.within.pop()
    builder.known[id(definition), binding] = built, builder.built - before
    return built


def of_known(builder: Interpreter, body: Expr, binding: Env, node: Name) -> Expr:
    """A quantity under another name, which need not exist at every index, or any other expression."""
    if isinstance(body, Ref) and body.index:
        return ref_to(builder, Quantity(body.name, body.index, ()), binding, node)
    return bind(body, binding)


def at_step(builder: Interpreter, built: Expr, env: Env) -> Expr:
    """What was defined without the index of its step, `v = A u_t`, at the step that is spoken of."""
    told = {name: env[name] for name in builder.vocabulary.ranges if name in env and env[name].is_literal}
    steps = {name: told[name] for name, _ in free_indices(built) if name in told} if told else {}
    if not steps:
        return built
    asked = builder.choice.asked
    spoken_of = [i for part in walk(asked) for ref in refs_of(part) for i in ref.index] if asked is not None else []
    if asked is not None and not all(step in spoken_of for step in steps.values()):
        builder.notes[STEP] = None
    return bind(built, steps)


def definition_at(
    builder: Interpreter, key: str, index: list[Index], node: Name
) -> tuple[OwnDefinition | None, tuple[tuple[str, Index], ...]]:
    """The definition for an index, one for this very number first; `None` where it is zero."""
    known = builder.vocabulary.definitions[key]
    own = exactly(builder, key).get(tuple(index))
    if own is not None:
        return own, ()
    for definition in sorted(known, key=lambda own: sum(not i.is_literal for i in own.index)):
        note = outside(definition, index, builder.vocabulary.ranges) if len(definition.index) == len(index) else ""
        binding = matched(definition.index, index)
        if note and (binding is None or any(not i.is_literal for i in definition.index)):
            builder.notes[note] = None
            return None, ()
        if binding is not None:
            return definition, binding
    if any(not i.is_literal for i in index):
        raise NeedsNumber
    raise builder.fault(f"{spoken(node)} is not defined", node, Fault.INDEX)


def exactly(builder: Interpreter, key: str) -> dict[tuple[Index, ...], OwnDefinition]:
    """The definitions of a name for numbers, the latest of each."""
    if key not in builder.numbered:
        known = builder.vocabulary.definitions[key]
        builder.numbered[key] = {d.index: d for d in reversed(known) if all(i.is_literal for i in d.index)}
    return builder.numbered[key]


def size(builder: Interpreter, node: Node, least: int = 1) -> Expr:
    if not isinstance(node, Num) or not node.text.isdigit() or not least <= int(node.text) <= 100:
        raise builder.fault(f"expected a whole number from {least} to 100", node, Fault.GRAMMAR)
    return functions.number(int(node.text))
