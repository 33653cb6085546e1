"""Chains with something put in for what a writer has in its place, and their verdicts in the writer's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.following.judged import Judged
from derive.writeup.chain import Chain

Rewording = Mapping[re.Pattern[str], str]
"""What is put in, by what stands in its place."""


def reworded(chain: Chain, rewording: Rewording) -> Chain:
    """A chain with what is put in."""
    if not rewording:
        return chain
    return replace(chain, sides=tuple(replace(side, text=put_in(side.text, rewording)) for side in chain.sides))


def put_in(text: str, rewording: Rewording) -> str:
    for written, meant in rewording.items():
        text = written.sub(meant, text)
    return text


def as_before(judged: Sequence[Judged], rewording: Rewording, chains: Sequence[Chain]) -> list[Judged]:
    """The verdicts with the sides as the writer has them in some chains."""
    if not rewording:
        return list(judged)
    texts = {put_in(side.text, rewording): side.text for chain in chains for side in chain.sides}
    return [replace(j, text=texts.get(j.text, j.text), left=texts.get(j.left, j.left)) for j in judged]
