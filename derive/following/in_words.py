"""Gradients that a write-up names in words, `the gradient by b is …`: the chains about them, spelled out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.language.spoken_gradients import spoken_before
from derive.problem.problem import Problem
from derive.reading.name_meanings import Gradient, Meaning, NoMeaning, Quantity
from derive.reading.read import meaning
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

UNCLEAR = "which gradient is meant is not clear"


def spelled_out(chains: Iterable[Chain], vocabulary: Vocabulary) -> list[Chain]:
    """The chains with derivatives in place of the names that words in front make derivatives of."""
    own: set[str] = set()
    result = []
    for chain in chains:
        left = chain.sides[0]
        by = meaning(left.text, vocabulary)
        found = spoken_before(f"{chain.lead} ") if isinstance(by, Quantity) or left.text in own else None
        if found is not None and found.is_bare and not is_given(by, vocabulary.problem):
            found = None
        if found is not None and not isinstance(by, Gradient) and not is_unclear(chain, vocabulary):
            left = replace(left, text=found.spelled(left.text))
            chain = replace(chain, sides=(left, *chain.sides[1:]), lead="", is_definition=False)
        elif len(chain.sides) > 1:
            own.add(left.text)
        result.append(chain)
    return result


def is_unclear(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Whether words make a derivative of the name behind them, and do not tell which one."""
    found = spoken_before(f"{chain.lead} ")
    by = meaning(chain.sides[0].text, vocabulary) if found is not None else None
    if found is None or not isinstance(by, Quantity):
        return False
    return not found.is_clear or (found.is_of and not is_given(by, vocabulary.problem))


def is_given(found: Meaning | NoMeaning | None, problem: Problem) -> bool:
    """Whether a name is that of a given quantity, by which one derives."""
    return isinstance(found, Quantity) and found.name in {ref.name for ref in problem.given}
