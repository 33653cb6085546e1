"""A name of the text's own that is written with what it depends on, `J(\\theta) = L`: the same without the brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from derive.following.judged import Judged
from derive.reading.tree import Name
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

VARIABLE = r"\\?[A-Za-z]+(?:_\{?\w{1,3}\}?)?"
BRACKETS = rf"\s*(?:\\left)?\(\s*({VARIABLE}(?:\s*[,;]\s*{VARIABLE}){{0,5}})\s*(?:\\right)?\)"
NAMED = re.compile(rf"\s*((?:\\(?:mathcal|mathrm)\s*\{{\s*[A-Za-z]\s*\}})|[A-Z]){BRACKETS}\s*")
"""A capital letter, perhaps in script, before brackets with names."""
WORD = re.compile(r"\\?[A-Za-z]+")


def names_with_variables(chains: Iterable[Chain], vocabulary: Vocabulary) -> frozenset[str]:
    """The unknown names that are written with variables of which their definition does not speak."""
    found = set()
    for chain in chains:
        named = NAMED.fullmatch(chain.sides[0].text) if len(chain.sides) > 1 else None
        if named is None or vocabulary.knows(Name(WORD.findall(named[1])[-1].lstrip("\\"), (), 0, 0)):
            continue
        used = set(WORD.findall(chain.sides[1].text))
        if used.isdisjoint(WORD.findall(named[2])):
            found.add(named[1])
    return frozenset(found)


def without_variables(chain: Chain, names: frozenset[str]) -> Chain:
    """A chain with such names alone."""
    if not names:
        return chain
    return replace(chain, sides=tuple(replace(side, text=alone(side.text, names)) for side in chain.sides))


def alone(text: str, names: frozenset[str]) -> str:
    for name in names:
        pattern = rf"(?<![A-Za-z\\]){re.escape(name)}{BRACKETS}"
        text = re.sub(pattern, name.replace("\\", r"\\"), text) if name in text else text
    return text


def with_variables(judged: Sequence[Judged], names: frozenset[str], chains: Sequence[Chain]) -> list[Judged]:
    """The verdicts with the sides as the writer has them."""
    if not names:
        return list(judged)
    texts = {alone(side.text, names): side.text for chain in chains for side in chain.sides}
    return [replace(j, text=texts.get(j.text, j.text), left=texts.get(j.left, j.left)) for j in judged]
