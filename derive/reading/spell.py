"""Unicode to the letters and commands of LaTeX, each with its place in the text: one spelling for the scanner."""

from __future__ import annotations

import unicodedata
from dataclasses import field

from derive.language.human_words import words
from derive.language.patterns import regex
from derive.language.record import record
from derive.language.signs import UNICODE, Sign

SEAM = "\x01"
"""Ends a command without being white space."""

LETTERS = {
    "ℓ": "\\ell",
    "𝟏": "1",
    "𝟙": "1",
    "ϵ": "\\epsilon",
    "ϑ": "\\theta",
    "ϕ": "\\phi",
}
WORDS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ù": "uu"}
"""Letters that would make another word without their marks: `où` is not `ou`."""
ACCENTS = {character: sign.ascii for character, sign in UNICODE.items() if sign.kind == "accent"}
SPOKEN = frozenset("\u0300\u0301\u0327")
"""Marks that belong to words, as in `dérivée`, and never to a name of mathematics."""
SUPERSCRIPTS = {"ᵀ": "T", "⁻": "-", "⁺": "+", "⁽": "(", "⁾": ")", "ᵗ": "t", "ⁱ": "i", "ⁿ": "n"}


RAISING = regex(r"\^\s*\{\s*\Z")
"""What stands before a sign that is raised already."""


@record(frozen=False)
class Spelling:
    """A text in the making, and for each of its characters the place it comes from."""

    pieces: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, text: str, place: int) -> None:
        self.pieces.append(text)
        self.places.extend([place] * len(text))


def spell(text: str) -> tuple[str, list[int]]:
    """The text in ASCII, and where each character (and the end) comes from."""
    if text.isascii():
        return text, list(range(len(text) + 1))
    result = Spelling()
    place = 0
    while place < len(text):
        place = step(text, place, result)
    result.places.append(len(text))
    return "".join(result.pieces), result.places


def step(text: str, place: int, result: Spelling) -> int:
    """Spell what stands at a place; gives the place after it."""
    character = text[place]
    for kind, sign in (("<sub>", "_"), ("<super>", "^")):
        if script(character, kind):
            return run(text, place, kind, sign, result)
    plain = unicodedata.normalize("NFD", character)
    following = place + 1
    while following < len(text) and text[following] in ACCENTS:
        plain += text[following]
        following += 1
    marks = [c for c in plain[1:] if c in ACCENTS]
    if marks and len(marks) == len(plain) - 1:
        letters = "".join(ACCENTS[mark] + "{" for mark in reversed(marks))
        result.add(letters + sign_of(plain[0]) + "}" * len(marks), place)
    else:
        sign = sign_of(character)
        result.add(sign[1:] if sign[:1] == "^" and RAISING.search(text[max(0, place - 8) : place]) else sign, place)
    return following


def sign_of(character: str) -> str:
    """One character in ASCII, a letter without the accents of its language.

    What has no spelling stays as it is, for the scanner to complain about.
    """
    if character.isascii():
        return character
    if character in UNICODE or character in LETTERS:
        plain = LETTERS[character] if character in LETTERS else ascii_of(UNICODE[character])
        return plain + SEAM if plain[-1].isalpha() else plain
    if character in WORDS:
        return WORDS[character]
    if character.isspace():
        return " "
    name = unicodedata.name(character, "")
    parted = unicodedata.normalize("NFD", character)
    if parted[0].isascii() and SPOKEN.issuperset(parted[1:]):
        return parted[0]
    if name.startswith("GREEK SMALL LETTER ") or name.startswith("GREEK CAPITAL LETTER "):
        return "\\" + greek(name) + SEAM
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:
        return character
    fraction = plain.partition("⁄")
    if fraction[1]:
        return f"\\frac{{{fraction[0]}}}{{{fraction[2]}}}"
    return "".join(map(sign_of, plain))


def spelled_words(*keys: str) -> frozenset[str]:
    """The words of human languages for some keys, as the scanner gives them."""
    return frozenset(spell(word)[0] for word in words(*keys))


def ascii_of(sign: Sign) -> str:
    return f"^{sign.ascii}" if sign.kind == "raised" else sign.ascii


def greek(name: str) -> str:
    """`mu` of GREEK SMALL LETTER MU, `Sigma` of the capital one."""
    word = name.rpartition(" ")[2].lower()
    word = {"lamda": "lambda"}.get(word, word)
    if "FINAL" in name or name.count(" ") > 3:
        return "unknown"
    return word.capitalize() if "CAPITAL" in name else word


def script(character: str, kind: str) -> str:
    """The ordinary character of a subscript or superscript, or nothing."""
    if character.isascii():
        return ""
    if kind == "<super>" and character in SUPERSCRIPTS:
        return SUPERSCRIPTS[character]
    found = unicodedata.decomposition(character)
    if not found.startswith(kind):
        return ""
    return "".join(sign_of(chr(int(code, 16))) for code in found.split()[1:])


def run(text: str, place: int, kind: str, sign: str, result: Spelling) -> int:
    """A run of subscripts or superscripts, as one of LaTeX's."""
    result.add(sign + "{", place)
    while place < len(text) and (plain := script(text[place], kind)):
        result.add(plain, place)
        place += 1
    result.add("}", place - 1)
    return place


def group(text: str, start: int, longest: int) -> tuple[int, int]:
    """The place behind the brace that comes next, and that of its partner; zeros where there is none."""
    first = start + len(text[start:]) - len(text[start:].lstrip())
    level = 0
    for place in range(first, min(len(text), first + longest) if text[first : first + 1] == "{" else 0):
        level += {"{": 1, "}": -1}.get(text[place], 0)
        if not level:
            return first + 1, place
    return 0, 0
