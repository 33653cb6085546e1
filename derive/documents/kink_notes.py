"""What is used at a kink, in sentences beside the step that meets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flint import fmpq

from derive.documents.blocks import Block, Text
from derive.documents.setter import Setter
from derive.documents.words import Words
from derive.language.evaluate import decimal
from derive.language.expr import Call, Derivative, Ref, refs
from derive.language.latex import number
from derive.language.numbers import Scalar, ball, precision
from derive.language.steps import Step
from derive.solving.beside import Sides
from derive.solving.derivation import Derivation
from derive.solving.settled import Kink
from derive.solving.slopes import terms
from derive.table.dialects import about


class KinkNotes:
    """The kinks of one derivation: which slope a step uses, and where an answer is no derivative."""

    def __init__(self, derivation: Derivation, setter: Setter, words: Words) -> None:
        self.derivation = derivation
        self.latex = setter.latex
        self.words = words

    def step(self, step: Step) -> list[Block]:
        """What a step uses at the kinks that it meets."""
        calls = list(terms(step.rhs))
        met = [kink for kink in self.derivation.settled.kinks if any(is_met(kink, call) for call in calls)]
        beside = [kink for kink in self.derivation.settled.beside if kink.slope in calls]
        sentences = [
            self.words("kinks.jump_value", used=self.is_value(kink, kink.used), where=self.where(kink))
            for kink in beside
        ]
        sentences += [*self.joined([kink for kink in met if kink.joined is not None])]
        sentences += [self.usual(kink) for kink in met if kink.joined is None]
        sentences += self.unmet(step.name)
        return [Text(" ".join(sentences))] if sentences else []

    def unmet(self, target: Ref | Derivative) -> Iterator[str]:
        """The entries in which the slopes used give another number than the derivative by that entry."""
        settled = self.derivation.settled
        sides = settled.of(target) if isinstance(target, Derivative) else {}
        for place, found in sides.items():
            if isinstance(target, Derivative) and settled.is_unmet(target, place):
                name = f"${self.latex.inline(target)}$"
                where = self.entries(name, [place], target.shape) if target.shape else name
                ends = self.ends(found)
                key = "kinks.unmet" if found.agree else "kinks.unmet_between"
                yield self.words(key, where=where, low=f"${ends[0]}$", high=f"${ends[1]}$")

    def joined(self, met: list[Kink]) -> Iterator[str]:
        """Pieces that meet."""
        if met:
            where = self.words.listed(list(dict.fromkeys(map(self.where, met))))
            used = self.words.listed([self.is_value(kink, kink.used) for kink in met])
            other = self.words.listed([self.is_value(kink, kink.joined or fmpq(0)) for kink in met])
            key = "kinks.smooth" if met[0].is_smooth else "kinks.joined"
            yield self.words(key, where=where, used=used, other=other)

    def usual(self, kink: Kink) -> str:
        if kink.is_jump:
            key = "kinks.torn" if kink.slope.operation.jump is None else "kinks.jump"
            return self.words(key, where=self.where(kink), used=self.is_value(kink, kink.used))
        places = {
            "function": f"${self.latex(kink.function)}$",
            "where": self.where(kink),
            "used": self.is_value(kink, kink.used),
            "library": kink.library,
        }
        told = self.words("kinks.chosen" if kink.library else "kinks.usual", **places)
        return " ".join([told, *self.programs(kink.function.operation.name)])

    def programs(self, name: str) -> Iterator[str]:
        """What libraries have there."""
        found: dict[str, dict[str, None]] = {}
        usual = next((row.by for row in about(name)), "")
        for row in about(name):
            if row.choice:
                by = "" if row.by == usual else row.by
                names = (self.words("kinks.by", library=each, by=by) if by else each for each in row.libraries)
                found.setdefault(row.gives, {}).update(dict.fromkeys(names))
        items = [
            self.words("kinks.given", gives=gives, libraries=self.words.listed(list(names)))
            for gives, names in found.items()
        ]
        if len(items) > 1:
            yield self.words("kinks.programs", items="; ".join(items))
        elif items:
            yield self.words("kinks.program", items=items[0])

    def where(self, kink: Kink) -> str:
        """The entries of the argument at which a kink stands."""
        argument = kink.argument
        name = f"${self.latex(argument)}$"
        if not argument.shape:
            return self.words("kinks.at", name=name)
        return self.entries(name, kink.places, argument.shape)

    def entries(self, name: str, places: Iterable[int], shape: tuple[int, ...]) -> str:
        texts = [f"${k + 1}$" if shape[1] == 1 else f"$({k // shape[1] + 1}, {k % shape[1] + 1})$" for k in places]
        key = "kinks.entry" if len(texts) == 1 else "kinks.entries"
        return self.words(key, name=name, places=self.words.listed(texts))

    def is_value(self, kink: Kink, value: Scalar) -> str:
        """A value for the slope at single entries, which is no equation of arrays."""
        return self.words("kinks.value", value=f"${self.shown(value)}$", slope=f"${self.latex(kink.slope)}$")

    def shown(self, value: Scalar) -> str:
        if isinstance(value, fmpq):
            return number(str(value)) if value.q == 1 else f"\\frac{{{value.p}}}{{{value.q}}}"
        digits = self.derivation.settings.digits
        with precision(1024):
            return number(decimal(value, digits) or str(ball(value).mid().str(digits + 1, radius=False)))

    def answer(self, target: Ref | Derivative) -> list[Block]:
        """Which entries of an answer have no derivative, and what lies between its sides."""
        differ = self.derivation.settled.of(target) if isinstance(target, Derivative) else {}
        groups: dict[tuple[str, ...], list[int]] = {}
        for place, sides in differ.items():
            if isinstance(target, Derivative) and self.derivation.settled.is_unmet(target, place):
                continue
            groups.setdefault(self.ends(sides), []).append(place)
        return [Text(self.sentence(target, ends, places)) for ends, places in groups.items()]

    def ends(self, sides: Sides) -> tuple[str, ...]:
        return () if sides.is_jump else (self.shown(sides.ends[0]), self.shown(sides.ends[1]))

    def sentence(self, target: Ref | Derivative, ends: tuple[str, ...], places: list[int]) -> str:
        name = f"${self.latex.inline(target)}$"
        where = self.entries(name, places, target.shape) if target.shape else name
        if not ends:
            return self.words("kinks.no_side", where=where)
        return self.words("kinks.between", where=where, low=f"${ends[0]}$", high=f"${ends[1]}$")


def is_met(kink: Kink, call: Call) -> bool:
    """Whether a call in a step is the slope of a kink, whole or of an entry."""
    if call == kink.slope:
        return True
    return call.operation is kink.slope.operation and not call.shape and set(refs(call)) == set(refs(kink.slope))
