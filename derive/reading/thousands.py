"""Thousands that are set apart in whole numbers: `100,352`, `5{,}042{,}121`, `100\\,352`."""

from __future__ import annotations

import re

from derive.language.patterns import regex

GAP = r"(?:,|\{,\}|\\,)"
GROUPED = regex(rf"(?<![\d.,}}])[1-9]\d{{0,2}}(?:{GAP}\d{{3}})+(?!\d|{GAP}\d)")


def has_thousands(text: str) -> bool:
    """Whether a number may be in groups of three digits; the comma may also be a decimal one, or part two numbers."""
    return GROUPED.search(text) is not None


def without_thousands(text: str) -> str:
    """The text with such numbers in one piece."""
    return GROUPED.sub(lambda found: re.sub(GAP, "", found[0]), text)
