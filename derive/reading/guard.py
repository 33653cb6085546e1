"""What is turned away before it is read: texts over a limit, and characters that have no place in mathematics."""

from __future__ import annotations

import re
import unicodedata

from derive.reading.cost import DEEPEST, LONGEST, MOST_DIGITS
from derive.reading.result import Refused

LOOK_ALIKES = dict(
    zip(
        "аеорсухһіјѕԁԛԝгпАВЕКМНОРСТУХІЈЅԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧοօհոսցյ",
        "aeopcyxhijsdqwrnABEKMHOPCTYXIJSGABEZHIKMNOPTYXoohnugj",
        strict=True,
    )
)
"""Letters of other alphabets that look like Latin ones."""
TAG = re.compile(r"(?<!\^\{)<(?!\s*[A-Za-z]\s*(?:[<=≤,.)\]}]|\\le|$))\s*[A-Za-z/!?]")
"""A sign before a single letter that is compared, `0 < t <= 2`, is none."""
PRINTED_GRADIENT = re.compile(r"grad_fn=<\w{1,40}>")
DUNDER = re.compile(r"__")
DIGITS = re.compile(rf"\d{{{MOST_DIGITS + 1}}}")
STRING = re.compile(r"""["“”„«»]""")
LINES = "\n\t\r"


def guard(text: str) -> None:
    """Turn away what is not read at all."""
    if len(text) > LONGEST:
        raise Refused(f"{len(text)} characters; the limit is {LONGEST}", text, LONGEST)
    for place, character in enumerate(text):
        if character in LINES or " " <= character <= "~":
            continue
        fault = strange(character)
        if fault:
            raise Refused(fault, text, place)
    bare = PRINTED_GRADIENT.sub(lambda found: " " * len(found[0]), text)
    for pattern, what in ((DUNDER, "a double underscore"), (TAG, "a tag"), (STRING, "a string")):
        found = pattern.search(bare)
        if found:
            raise Refused(f"found {what}, which is not read", text, found.start())
    found = DIGITS.search(text)
    if found:
        raise Refused(f"a number with more than {MOST_DIGITS} digits", text, found.start())
    check_depth(text)


def strange(character: str) -> str:
    """What is wrong with a character, or nothing."""
    category = unicodedata.category(character)
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    if category[0] == "C":
        return f"found a control character ({name})"
    if category == "Nd" and not unicodedata.normalize("NFKC", character).isascii():
        return f"found {name}; digits are 0 to 9 here"
    if character in LOOK_ALIKES:
        return f"found {name}, which looks like the letter {LOOK_ALIKES[character]!r}; type that letter"
    if category[0] == "L" and not is_mathematical(character):
        return f"found {name}, a letter that is not used in mathematics"
    return ""


def is_mathematical(character: str) -> bool:
    """Whether a letter is Latin or Greek, plain or in one of the mathematical alphabets."""
    plain = unicodedata.normalize("NFKD", character)
    return all(unicodedata.name(c, "").startswith(("LATIN", "GREEK", "COMBINING")) or not c.isalpha() for c in plain)


def check_depth(text: str) -> None:
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
            if depth > DEEPEST:
                raise Refused(f"nested deeper than {DEEPEST} brackets", text, place)
        elif character in ")]}":
            depth = max(0, depth - 1)
