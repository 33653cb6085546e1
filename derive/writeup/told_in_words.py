"""What prose says of the notation: gradients that get a name in words, and indices that are summed over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.language.human_words import longest_words, phrases

NAMED = r"⟦(?P<new>\d+)⟧"
NAMING = rf"\b{phrases('names')}(?:\s+{phrases('names_by')})?\s+"
MEANING = rf"\s+{phrases('means')}"
ARTICLE = rf"(?:\s+{phrases('articles')})"
GRADIENT = rf"\s+{phrases('gradients')}"
WORD = r"(?:\s+[^\W\d_]{2,})"
OF = rf"\s+{phrases('of')}"
BY = rf"\s+{phrases('with_respect_to')}"
WHAT = rf"(?:\s+⟦(?P<old>\d+)⟧|{OF}{WORD}{{0,2}}\s+⟦(?P<of>\d+)⟧,?{BY}{WORD}{{0,2}}\s+⟦(?P<by>\d+)⟧)"
GRADIENTS = [
    re.compile(rf"{NAMING}{NAMED}{ARTICLE}{{0,3}}{GRADIENT}{WHAT}", re.IGNORECASE),
    re.compile(rf"{NAMED}{MEANING}{ARTICLE}{{0,2}}{GRADIENT}{WHAT}", re.IGNORECASE),
]


def gradients(text: str) -> Iterator[tuple[int, str, int]]:
    """The new name and what it stands for of each gradient that is named in words, and the formula that this is from.

    Formulas stand in the text as `⟦k⟧`, and so they do in what is given.
    """
    found: dict[int, tuple[int, str, int]] = {}
    for pattern in GRADIENTS:
        for match in pattern.finditer(text):
            if match["old"]:
                meant, place = f"⟦{match['old']}⟧", int(match["old"])
            else:
                meant, place = f"\\frac{{\\partial ⟦{match['of']}⟧}}{{\\partial ⟦{match['by']}⟧}}", int(match["by"])
            found.setdefault(int(match["new"]), (int(match["new"]), meant, place))
    yield from found.values()


REACH = 200
"""A phrase stands within so many signs of each of its words."""
SUMMED = re.compile(rf"\b{phrases('summation')}", re.IGNORECASE)
SUMMED_WORDS = longest_words("summation")
NOT = re.compile(rf"\b{phrases('not')}\b[^.\n]{{0,40}}$", re.IGNORECASE)


NUMERATOR = re.compile(rf"\b{phrases('numerator_layout')}", re.IGNORECASE)
NUMERATOR_WORDS = longest_words("numerator_layout")
SHAPED = re.compile(rf"\b{phrases('matrix_shaped')}", re.IGNORECASE)
SHAPED_WORDS = longest_words("matrix_shaped")
VECTORS = {
    kind: (re.compile(rf"\b{phrases(key)}", re.IGNORECASE), longest_words(key))
    for kind, key in (("rows", "row_vectors"), ("columns", "column_vectors"))
}


def tells_convention(text: str) -> bool:
    """Whether a text says that repeated indices are summed over, and not that they are not."""
    return tells(text, SUMMED, SUMMED_WORDS)


def tells_numerator(text: str) -> bool:
    """Whether a text says that its gradients are in numerator layout, and not that those by matrices are not."""
    return tells(text, NUMERATOR, NUMERATOR_WORDS) and not tells(text, SHAPED, SHAPED_WORDS)


def tells_vectors(text: str) -> str:
    """Whether a text says that its vectors are `rows` or `columns`; nothing where it says neither, or both."""
    found = [kind for kind, (pattern, words) in VECTORS.items() if tells(text, pattern, words)]
    return found[0] if len(found) == 1 else ""


def tells(text: str, pattern: re.Pattern[str], words: frozenset[str]) -> bool:
    """Whether a phrase stands in a text, and no negation before it; one of the words is in every such phrase."""
    lowered = text.lower()
    for place in sorted(place for word in words if word in lowered for place in places_of(word, lowered)):
        found = pattern.search(text, max(0, place - REACH), place + REACH)
        if found is not None:
            return not NOT.search(text, max(0, found.start() - 60), found.start())
    return False


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a word begins in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
