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


SUMMED = re.compile(rf"\b{phrases('summation')}", re.IGNORECASE)
SUMMED_WORDS = longest_words("summation")
NOT = re.compile(rf"\b{phrases('not')}\b[^.\n]{{0,40}}$", re.IGNORECASE)


def tells_convention(text: str) -> bool:
    """Whether a text says that repeated indices are summed over, and not that they are not."""
    lowered = text.lower()
    if not any(word in lowered for word in SUMMED_WORDS):
        return False
    found = SUMMED.search(text)
    return found is not None and not NOT.search(text, max(0, found.start() - 60), found.start())
