"""Arrays in braces, as C and Mathematica write them: `{{1, 2}, {3, 4}}`."""

from __future__ import annotations

from derive.language.patterns import regex

ARRAY = regex(r"(^|[=≈])(\s*)((?:\\?[{}]|[\d\s.,;eE+\-−])*\\?\})(?=\s*;?\s*$)")
"""Numbers in braces at the end of a statement."""
PARTED = regex(r"\\?\{[^{}\\]*\d\s*,\s*[^{}\\]*\d[^{}\\]*\}|\}\s*,\s*\\?\{")
"""Braces that hold several numbers, or several of them."""
BRACKETS = {"{": "[", "}": "]"}


def in_brackets(text: str) -> str:
    """The text with numbers in braces as an array in brackets; what is kept stays at its place."""
    found = ARRAY.search(text) if text.rstrip(" ;\n").endswith("}") else None
    if found is None or "{,}" in found[3]:
        return text
    array = found[3].replace("\\", " ")
    if not PARTED.search(found[3]):
        return text
    return text[: found.start(3)] + "".join(BRACKETS.get(c, c) for c in array)
