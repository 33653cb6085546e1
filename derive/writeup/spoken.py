"""Gradients that get a name in words: "we denote by g_t the gradient of L with respect to h_t"."""

from __future__ import annotations

import re
from collections.abc import Iterator

NAMED = r"⟦(?P<new>\d+)⟧"
NAMING = (
    r"\b(?:denot\w+|writ\w+|defin\w+|let|call|note|notons|sei|seien|bezeichn\w+|schreib\w+|nenn\w+|sea|sean|llam\w+"
    r"|escrib\w+|soit|soient|appel\w+|posons)(?:\s+(?:by|with|par|mit|por|con))?\s+"
)
MEANING = r"\s+(?:is|be|denotes?|stands\s+for|ist|sei|bezeichnet|steht\s+für|est|désigne|es|denota|designa)"
ARTICLE = r"(?:\s+(?:the|a|as|for|by|den|der|die|das|als|für|mit|le|la|les|el|los|comme|como|be|to|denote|partial))"
GRADIENT = r"\s+(?:gradient\w*|derivatives?|ableitung|d[ée]riv[ée]e|derivada)"
WORD = r"(?:\s+[^\W\d_]{2,})"
OF = r"\s+(?:of|von|vom|der|des|de|du|del)"
BY = (
    r"\s+(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|nach|bezüglich|bzgl\.?|by"
    r"|(?:con\s+)?respecto\s+(?:de|a|al)|par\s+rapport\s+[àa])"
)
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
