"""What prose says of the notation: gradients that get a name in words, and indices that are summed over."""

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


SUMMED = re.compile(
    r"\b(?:einstein(?:'s|s|sche\w?|\s+summation|\s*-)?\s*(?:sum\w*|konvention|convention|notation)"
    r"|summation\s+convention|summenkonvention|summationskonvention"
    r"|(?:repeated|doubled|double)\s+(?:\w+\s+){0,2}ind(?:ices|exes)\s+(?:\w+\s+){0,3}sum"
    r"|sum\w*\s+(?:\w+\s+){0,2}(?:repeated|doubled|double)\s+(?:\w+\s+){0,2}ind"
    r"|(?:summe\w*|summier\w*)\s+(?:\w+\s+){0,2}doppelt|doppelte\w*\s+(?:\w+\s+){0,3}ind\w+\s+(?:\w+\s+){0,3}summier"
    r"|convention\s+d[e']\s*(?:sommation|einstein)|indices\s+r[ée]p[ée]t[ée]s"
    r"|(?:convenio|notaci[óo]n|convenci[óo]n)\s+de\s+(?:suma|einstein)|[íi]ndices\s+repetidos)",
    re.IGNORECASE,
)
NOT = re.compile(r"\b(?:no|not|never|without|kein\w*|nicht|ohne|sans|sin)\b[^.\n]{0,40}$", re.IGNORECASE)


def tells_convention(text: str) -> bool:
    """Whether a text says that repeated indices are summed over, and not that they are not."""
    found = SUMMED.search(text)
    return found is not None and not NOT.search(text, max(0, found.start() - 60), found.start())
