"""Layers above names, `z^1`, `a^2_j`, `\\delta^1`, in a problem without steps: which names a text has so.

Nielsen, Neural Networks and Deep Learning (2015), writes them without the brackets that tell them from powers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.following.rewording import Rewording
from derive.reading.tree import Name
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

LEFT = re.compile(r"\s*(\\?[A-Za-z]+)\s*\^\s*(?:\{\s*([1-9])\s*\}|([1-9]))\s*(?:_\s*(?:\{[^{}]{1,8}\}|[A-Za-z\d]))?\s*")
"""A left side that is a name with a number above it."""
FEWEST = 2


def raised_layers(chains: Iterable[Chain], vocabulary: Vocabulary) -> Rewording:
    """`z^{(1)}` for `z^1`, where statements about numbered names are made so, one of them of no quantity by itself."""
    if vocabulary.ranges:
        return {}
    found = [LEFT.fullmatch(chain.sides[0].text) for chain in chains if len(chain.sides) > 1]
    pairs = {(each[1], each[2] or each[3]) for each in found if each is not None}
    own = {name for name, _ in pairs if is_free(name.lstrip("\\"), vocabulary)}
    if len(pairs) < FEWEST or not own:
        return {}
    numbers = "".join(sorted({number for _, number in pairs}))
    names = "|".join(sorted((re.escape(name) for name in own | numbered(vocabulary)), key=len, reverse=True))
    pattern = rf"(?<![A-Za-z\\])({names})\s*\^\s*(?:\{{\s*([{numbers}])\s*\}}|([{numbers}]))(?!\d)"
    return {re.compile(pattern): r"\1^{(\2\3)}"}


def is_free(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a name is no quantity's, or of a part that only this program named."""
    return word in vocabulary.problem.invented or not vocabulary.knows(Name(word, (), 0, 0))


def numbered(vocabulary: Vocabulary) -> frozenset[str]:
    """The letters, in either case, of quantities that are numbered: M of `M3` and `M_4`."""
    letters = {name[0] for name in vocabulary.problem.scope.shapes if re.fullmatch(r"[A-Za-z]_?\d", name)}
    return frozenset(letters | {letter.swapcase() for letter in letters})
