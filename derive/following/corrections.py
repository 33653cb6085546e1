"""What a write-up takes back further on: `no, that is wrong: it should be …`, `Correction: L = …`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.language.spoken_corrections import names_value, takes_back, value_behind
from derive.writeup.chain import Chain, Side

TAKEN_BACK = "the text takes this back further on"


def with_corrections(chains: Iterable[Chain]) -> tuple[list[Chain], dict[Chain, Chain | None]]:
    """The chains with those that correct others about what these are about; and those that are corrected, with what
    the words behind them say in their place, if they do.
    """
    result: list[Chain] = []
    corrected: dict[Chain, Chain | None] = {}
    for chain in chains:
        earlier = corrected_by(chain, result) if takes_back(chain.lead) else None
        if earlier is not None:
            corrected.setdefault(earlier, None)
            chain = about(earlier, chain)
        result.append(chain)
        if value := value_behind(chain.trail):
            corrected[chain] = with_value(chain, value)
    return result, corrected


def corrected_by(chain: Chain, before: list[Chain]) -> Chain | None:
    """The chain that another one corrects: the last one with its left side, or the one in front of a mere value."""
    left = spelled(chain)
    alike = next((each for each in reversed(before) if spelled(each) == left), None)
    return before[-1] if alike is None and before and names_value(chain.lead) else alike


def about(earlier: Chain, chain: Chain) -> Chain:
    """A chain with the left side of the one that it corrects, where it has another one."""
    if spelled(earlier) == spelled(chain):
        return chain
    return replace(chain, sides=(earlier.sides[0], *chain.sides), relations=("=", *chain.relations), lead="")


def with_value(chain: Chain, value: str) -> Chain:
    """What a chain says with the value that the words behind it put in the place of its own."""
    last = chain.sides[-1]
    return Chain((chain.sides[0], Side(value, last.line, last.column)), ("=",), chain.cell, heading=chain.heading)


def spelled(chain: Chain) -> str:
    return "".join(chain.sides[0].text.split())
