"""What prose says of the notation as a whole: that indices that stand twice are summed over."""

from __future__ import annotations

import re

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
