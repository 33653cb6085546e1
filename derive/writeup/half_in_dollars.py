"""Lines of Markdown that are one formula with dollars around some of its parts only: `$L$ = $\\frac13$ ($l_0$)`.

Read part by part such a line would end where the first dollar closes, and say something else.
"""

from __future__ import annotations

import re

FORMULA = r"\$[^$\n]{1,400}\$"
GLUE = r"[\s\d.+\-−*/·×⊙⊗∘()\[\]^_'ᵀ²,]++"
SIGN = r"(?:=|≈|:=)"
NAME = r"(?:[b-zB-HJ-Z]|[^\W\d_]{1,8}(?:_\w{1,8}|\[\w\]|\d)|d\w/d\w{1,4})"
PIECE = rf"(?:{FORMULA}|{NAME}[ \t]*(?={SIGN})|{GLUE}|{SIGN})"
LINE = re.compile(rf"(?P<lead>[ \t]*(?:[-*+][ \t]+)?)(?P<text>{PIECE}{{2,40}}?)(?P<end>[ \t]*\.?[ \t]*)")
LONGEST_LINE = 1000
OPERATING = re.compile(r"[+\-−*/·×⊙⊗∘(\[^_'ᵀ²]|\d")
REMARK = re.compile(r"^\s*\d+\s*\\times\s*\d+\s*$|[<>≤≥]|\\(?:le|ge|ne|in|lt|gt)q?\b")
"""A shape, or a condition, in brackets of its own."""
SCRIPT = re.compile(
    r"(?<![^\W_])([^\W\d_]{1,8}[\u0300-\u036f]?)\$([_^](?:\{[^{}$\n]{1,20}\}|\\?[^\W_]{1,8})(?:[_^](?:\{[^{}$\n]{1,20}\}|\w))?)\s*\$"
)
"""A name with what stands below or above it in dollars, as editors insert it: `h$_2$`."""
LISTING = re.compile(r",(?![^(\[]*[)\]])")
"""A comma in no brackets."""


def in_one_formula(text: str) -> str:
    """The text with such lines as one formula each; the others as they are."""
    return "\n".join(map(joined_line, text.split("\n"))) if "$" in text else text


def with_names(line: str) -> str:
    """`h$_2$` as one name: the dollars around it, or none at all in a line that states something outside of them."""
    if not ("$_" in line or "$^" in line) or not SCRIPT.search(line):
        return line
    named = SCRIPT.sub(r"$\1\2$", line)
    is_half = any(re.search(SIGN, part) for part in named.split("$")[::2])
    return named.replace("$", " ") if is_half and named.count("$") % 2 == 0 else named


def joined_line(line: str) -> str:
    line = with_names(line)
    if line.count("$") < 2 or "=" not in line or "$$" in line or len(line) > LONGEST_LINE:
        return line
    found = LINE.fullmatch(line)
    if found is None or not is_half(found["text"].split("$")):
        return line
    return f"{found['lead']}${found['text'].replace('$', ' ').strip()}${found['end']}"


def is_half(parts: list[str]) -> bool:
    """Whether what stands outside the dollars, at even places, belongs to one formula with what stands inside."""
    first, *between, last = parts[0::2]
    if any(LISTING.search(part) for part in parts[0::2]) or any(REMARK.search(part) for part in parts[1::2]):
        return False
    hangs = any(re.search(rf"{SIGN}\s*$", part) for part in parts[1::2]) and OPERATING.search(last) is not None
    related = any(re.search(SIGN, part) for part in parts[0::2])
    return bool(re.search(SIGN, first)) or (related and any(OPERATING.search(part) for part in between)) or hangs
