"""What a name in a program says that its value is meant to be: a quantity of the problem, or the gradient by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.tracing.givens import TABLES, canonical
from derive.tracing.trace import Event
from derive.tracing.true_arrays import Truths

OF_LOSS = r"(?:[LJEC]|[Ll]oss|[Cc]ost|[Ee]rr)"
GRADIENTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:d|partial_?|del_?|grad_?)_?{OF_LOSS}_?(?:d|wrt|by|over)?_?(.+)$",
        r"^(?:grads?|gradient|nabla|delta|del|partial|g|d|D)_(.+)$",
        r"^(?:grads?|gradient|nabla|delta|del|partial|d|g)(.+)$",
        r"^(.+?)_?(?:grads?|gradient|bar|adj|delta)$",
    )
)
"""How gradients are called, before or behind what they are by."""
MANY = re.compile(r"^(?:deltas|grads|gradients|partials|nablas)$")
"""Names of many of them, which are no gradients by a quantity called s."""
SHARES = re.compile(r"_?(?:next|nxt|prev|future|later|carry|rec|recurrent|back|from\w*|in|out|part|time|tmp|temp|0)$")
"""Ends of names of what is only a part of a gradient, or one of another step."""
PLAIN_ENDS = re.compile(r"_?(?:t|total|tot|acc|sum|cur|curr|now|mat|vec|avg)$")
LOSSES = frozenset("loss cost j l e err error objective totalloss losses ll".split())


@dataclass(frozen=True)
class Meant:
    """A quantity by the name of its family, or the gradient by it; an `index` where one is told.

    `is_share` tells that only a part of it may be meant, `is_exact` that the problem itself has the name, and `own`
    that it is a quantity of the program's own.
    """

    base: str
    is_gradient: bool
    index: int | None = None
    is_share: bool = False
    is_exact: bool = False
    is_learned: bool = False
    own: str = ""


@dataclass
class ProgramNames:
    """The names of the problem, those that the program has for the same, and its own intermediates.

    `tables` are dictionaries of gradients by their entries, whatever they are called.
    """

    problem: Mapping[str, str]
    top: str
    learned: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    ambiguous: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    families: frozenset[str] = frozenset()

    def copied(self) -> ProgramNames:
        """The same to learn more by: what a changed program would call something says nothing of the program."""
        own, ambiguous, tables = {*self.own}, {*self.ambiguous}, {*self.tables}
        return replace(self, learned={**self.learned}, own=own, ambiguous=ambiguous, tables=tables)

    def meant(self, event: Event) -> Meant | None:
        """What the name of an event says; `None` where it says nothing."""
        words = [key for key in event.keys if isinstance(key, str)]
        numbers = [key for key in event.keys if isinstance(key, int)]
        name = words[-1] if words else event.name
        in_table = bool(words) and (event.name in self.tables or TABLES.match(event.name) is not None)
        composed = self.composed(event.name, words[-1]) if words else None
        found = composed or next(self.ways(name, in_table), None)
        if found is not None and found.index is None and numbers and found.base in self.families:
            return replace(found, index=numbers[0])
        return found

    def composed(self, table: str, key: str) -> Meant | None:
        """What a table and a key say together: `dW["one"]` is the gradient by `W_one`."""
        found = next((m for m in (self.quantity(table + key), *self.gradients(table + key)) if m), None)
        return found if found is not None and found.is_exact else None

    def ways(self, name: str, in_table: bool) -> Iterator[Meant]:
        if in_table and (found := self.quantity(name)) is not None:
            yield replace(found, is_gradient=True)
        if not in_table and (found := self.quantity(name)) is not None:
            yield found
        yield from self.gradients(name)
        if not in_table and (found := self.by(name)) is not None and not (found.own or found.is_share):
            yield found
        if canonical(name).lower() in LOSSES:
            yield Meant(self.top, False)

    def gradients(self, name: str) -> Iterator[Meant]:
        for pattern in GRADIENTS:
            match = None if MANY.match(name) else pattern.match(name)
            if match and (found := self.by(match[1])) is not None:
                yield replace(found, is_gradient=True)

    def by(self, name: str) -> Meant | None:
        """What a gradient is by: a name, with endings that tell which part of it."""
        found = self.quantity(name)
        if found is not None:
            return found
        for pattern, is_share in ((SHARES, True), (PLAIN_ENDS, False)):
            shorter = pattern.sub("", name)
            if shorter and shorter != name and (found := self.quantity(shorter)) is not None:
                return replace(found, is_share=is_share)
        return None

    def quantity(self, name: str) -> Meant | None:
        own = canonical(name)
        if own in self.ambiguous:
            return None
        if own in self.learned:
            base = self.learned[own]
            return Meant(base, False, is_exact=self.problem.get(own) == base, is_learned=True)
        if own in self.own:
            return Meant(own, False, own=own)
        if own in self.problem:
            return Meant(self.problem[own], False, is_exact=True)
        numbered = re.fullmatch(r"(.*?)(\d+)", own)
        if numbered:
            family = self.learned.get(numbered[1]) or self.problem.get(numbered[1])
            if family in self.families:
                return Meant(str(family), False, int(numbered[2]), is_exact=True)
        folded = [base for name, base in self.problem.items() if name.lower() == own.lower()]
        if len(set(folded)) == 1 and len(own) > 1:
            return Meant(folded[0], False)
        return self.plural(own)

    def plural(self, own: str) -> Meant | None:
        """A family by a name such as `hs`."""
        base = own[:-1] if own.endswith("s") else ""
        found = self.learned.get(base) or self.problem.get(base)
        return Meant(found, False) if found in self.families else None


def names_of(truths: Truths, called: Mapping[str, set[str]]) -> ProgramNames:
    """The names of a problem, and what a program calls what is given."""
    refs = [ref for ref in truths.refs if ref.name not in truths.problem.invented]
    problem: dict[str, str] = {}
    for ref in refs:
        problem.setdefault(canonical(ref.name), ref.name)
    for ref in refs:
        problem.setdefault(canonical(str(ref)), ref.name)
    names = ProgramNames(problem, truths.top.name, families=frozenset(ref.name for ref in truths.refs if ref.index))
    for name, found in called.items():
        if len(found) == 1 and not any(each.is_exact for each in names.gradients(name)):
            names.learned.setdefault(name, *found)
    return names


def learn_table(names: ProgramNames, event: Event, base: str) -> None:
    """Keep that a dictionary holds gradients, where one by a quantity, or a part of it, stands under its name."""
    words = [key for key in event.keys if isinstance(key, str)]
    found = names.quantity(words[-1]) if words and event.name != "self" else None
    if found is not None and found.is_exact and found.base == base:
        names.tables.add(event.name)


def is_of_other(names: ProgramNames, name: str, base: str) -> bool:
    """Whether a name is, but for capitals, that of another quantity of the problem."""
    folded = {found for own, found in names.problem.items() if own.lower() == name.lower()}
    return len(name) > 1 and len(folded) == 1 and base not in folded


def learn(names: ProgramNames, event: Event, base: str) -> None:
    """Keep what a program calls a quantity; a name that it gives to several says nothing."""
    words: Sequence[str] = [key for key in event.keys if isinstance(key, str)]
    name = canonical(words[-1] if words else event.name)
    told = next(names.gradients(words[-1] if words else event.name), None)
    if told is not None and told.is_exact:
        return
    is_top = name.lower() in LOSSES or names.problem.get(name) == names.top
    if name in names.ambiguous or (is_top and base != names.top) or is_of_other(names, name, base):
        return
    known = names.learned.setdefault(name, base)
    if known != base and names.problem.get(name) not in (known, base):
        names.ambiguous.add(name)
        del names.learned[name]
    elif known != base:
        names.learned[name] = names.problem[name]
