"""One variant: its problem file, its answers, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from derive.documents.words import Words
from derive.handout.problem_text import problem_text, toml_of, written_values
from derive.handout.screen import Values
from derive.language.evaluate import rounded
from derive.language.numbers import Scalar, ball
from derive.problem.assembly import load_text
from derive.problem.problem import Problem
from derive.problem.toml_text import parse_toml
from derive.solving.derivation import Derivation, solve


@dataclass(frozen=True)
class Chosen:
    """The values of a variant, and which generator found them as the how many-th."""

    values: Values
    tries: int
    generator: str


@dataclass(frozen=True)
class OneVariant:
    """A variant by its number, from 1 on.

    `text` is its problem file; `answers` has for each question the decimals as they are shown, row by row; `steps`
    counts those of its solution, `work` the given numbers that are neither 0 nor ±1, `boundary` how near an answer
    comes to where rounding goes the other way, in units of the last digit; it was the `tries`-th that was tried by
    the `generator`.
    """

    number: int
    text: str
    numbers: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    steps: int
    work: int
    boundary: str
    tries: int
    generator: str

    def problem(self, name: str) -> Problem:
        """The problem itself."""
        return load_text(self.text, name, f"{name}.toml")

    def table(self) -> dict[str, Any]:
        """It as JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> OneVariant:
        answers = tuple((name, tuple(texts)) for name, texts in table["answers"])
        return cls(**{**table, "answers": answers})


def made(original: Problem, chosen: Chosen, number: int) -> OneVariant:
    """The variant with these values, read again from its own file and solved."""
    values = chosen.values
    title = Words(original.settings.language, None, "handout")("title", title=original.title, number=number)
    text = problem_text(original, values, title)
    derivation = solve(load_text(text, original.name, f"{original.name}.toml"))
    raw = parse_toml(original.source, original.name).get("values", {})
    numbers = [f"{key} = {toml_of(value)}" for key, value in written_values(original, raw, values)]
    entries = [entry for each in values.values() for entry in each.entries]
    return OneVariant(
        number,
        text,
        "; ".join(numbers),
        answers(derivation),
        len(derivation.steps),
        sum(entry not in (-1, 0, 1) for entry in entries),
        boundary(derivation),
        chosen.tries,
        chosen.generator,
    )


def answers(derivation: Derivation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The answers as they are shown, by the name of what is asked."""
    assert derivation.numbers is not None
    return tuple((str(each.target), tuple(derivation.numbers.show(each.target))) for each in derivation.answers)


def boundary(derivation: Derivation) -> str:
    """How near the nearest entry of an answer lies to where rounding goes the other way, in units of its last digit."""
    digits = derivation.settings.digits
    found = (derivation.value(answer.target) for answer in derivation.answers)
    near = [distance(entry, digits) for value in found if value is not None for entry in value.entries]
    return f"{min(near):.3f}"


def distance(entry: Scalar, digits: int) -> float:
    """How far a number is from half a unit, in units."""
    whole = rounded(entry, digits)
    return 0.0 if whole is None else 0.5 - abs(float((ball(entry) * 10**digits - whole).mid()))


def unlike(variants: Sequence[OneVariant]) -> int:
    """How many of them are different from each other."""
    return len({variant.numbers for variant in variants})
