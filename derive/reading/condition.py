"""For which values of an index a statement is meant: `for t > 0`, `\\forall t`, `k < t`, `i \\ne j`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from derive.language.patterns import regex
from derive.language.record import record
from derive.language.signs import BY_SPELLING, longest_first
from derive.reading.cursor import closes, opens
from derive.reading.scan import Token
from derive.reading.spell import spelled_words

FOR = spelled_words("for")
FILLING = spelled_words("every")
OTHERWISE = spelled_words("otherwise", "where")
JOINING = spelled_words("and", "or")
SIGNS = frozenset("< > ∈ ≠".split())
LETTERS = frozenset("ijkmnpqrst")
BETWEEN = frozenset((*", … + - ( ) [ ] { }".split(), "\\{", "\\}"))
ENDING = (".", ",", ";", "\\\\", "&")


class KnownNames(Protocol):
    """What has to be known of names here."""

    def knows_word(self, word: str) -> bool: ...

    def is_index(self, word: str) -> bool: ...


def outside(tokens: list[Token]) -> Iterator[int]:
    """The places outside all brackets; an opening bracket is outside, what closes it is not."""
    level = 0
    for k, token in enumerate(tokens):
        level -= closes(token)
        if level == 0 and not closes(token):
            yield k
        level += opens(token)


def without_condition(tokens: list[Token], names: KnownNames) -> tuple[list[Token], list[Token]]:
    """The tokens (without a stop) of a statement, and those of its condition, behind it or in front."""
    tokens = trimmed(tokens)
    for k in outside(tokens):
        if is_for(tokens[k], names) and k and is_restriction(tokens[k + 1 :], names):
            return trimmed(tokens[:k]), unfilled(tokens[k + 1 :])
    if tokens and is_for(tokens[0], names):
        return in_front(tokens, names)
    start = in_brackets(tokens, names)
    if start:
        inside = tokens[start + 1 : -1]
        return trimmed(tokens[:start]), unfilled(inside[1:] if is_for(inside[0], names) else inside)
    for k in outside(tokens):
        if k and is_apart(tokens, k, names) and is_condition(tokens[k:], names):
            return trimmed(tokens[:k]), tokens[k:]
    return tokens, []


def goes_on(tokens: list[Token], k: int) -> bool:
    """Whether the comma at a place stands between the values of an index, `t = 0, 1, …, T`."""
    following = tokens[k + 1] if k + 1 < len(tokens) else None
    return following is not None and (following.kind == "num" or following.text in ("…", "T", "N"))


def trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without what only ends a line."""
    count = len(tokens)
    while count and tokens[count - 1].text in ENDING:
        count -= 1
    return tokens[:count]


def unfilled(tokens: list[Token]) -> list[Token]:
    first = 0
    while first < len(tokens) - 1 and tokens[first].text.lower() in FILLING:
        first += 1
    return tokens[first:]


def is_for(token: Token, names: KnownNames) -> bool:
    word = token.kind == "word" and token.text.lower() in FOR and not names.knows_word(token.text)
    return word or token.text == "∀"


def is_restriction(tokens: list[Token], names: KnownNames) -> bool:
    """Whether what follows `for` only tells of an index: `all t`, `t = 0 and t = 1`, `t in range(3)`."""
    tokens = unfilled(tokens)
    if len(tokens) > 3 and tokens[1].text in ("in", "∈") and tokens[2].text == "range":
        return tokens[-1].text == ")"
    if tokens and all(token.kind == "word" and not names.knows_word(token.text) for token in tokens):
        return not any(token.text.lower() in OTHERWISE | JOINING for token in tokens)
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "word" and token.text.lower() in JOINING:
            parts.append([])
        else:
            parts[-1].append(token)
    return all(part and is_condition(part, names) for part in parts)


def in_front(tokens: list[Token], names: KnownNames) -> tuple[list[Token], list[Token]]:
    """`For t = 1, 2: …` and `For all t, …`."""
    places = list(outside(tokens))
    colon = next((k for k in places if tokens[k].text == ":"), None)
    commas = (k for k in places if tokens[k].text == "," and k + 1 < len(tokens) and tokens[k + 1].kind != "num")
    cut = colon if colon is not None else next((k for k in commas if tokens[k + 1].text != "…"), None)
    if cut is None or not is_restriction(tokens[1:cut], names):
        return tokens, []
    return tokens[cut + 1 :], unfilled(tokens[1:cut])


def in_brackets(tokens: list[Token], names: KnownNames) -> int | None:
    """Where brackets with a condition open at the end."""
    if not tokens or tokens[-1].text not in (")", "]"):
        return None
    start = next((k for k in reversed([*outside(tokens)]) if opens(tokens[k])), None)
    if start is None:
        return None
    inside = tokens[start + 1 : -1]
    if not start or not inside:
        return None
    told = is_restriction(inside[1:], names) if is_for(inside[0], names) else is_condition(inside, names)
    return start if told else None


def is_apart(tokens: list[Token], k: int, names: KnownNames) -> bool:
    """Whether something new begins here: behind a comma, or behind white space with an index of the problem."""
    before, token = tokens[k - 1], tokens[k]
    if before.text in (",", ";"):
        return True
    ended = before.kind in ("word", "num", "end", "attribute") or closes(before)
    return ended and token.spaced and token.kind == "word" and names.is_index(token.text)


def is_condition(tokens: list[Token], names: KnownNames) -> bool:
    """Whether these are values of an index: `t = 1, 2`, `t ≥ 1`, `0 < t ≤ 2`, `i ≠ j`."""
    place = 0 if tokens[0].kind == "word" else 2
    if len(tokens) < place + 2 - (place > 0) or not is_index(tokens[place], names):
        return False
    relation = tokens[1]
    if not (relation.text in SIGNS or (relation.kind == "relation" and relation.text == "=" and place == 0)):
        return False
    if len(tokens) == place + 2 and place == 0:
        return False
    if relation.text == "=" and not names.is_index(tokens[0].text) and len(tokens) <= 3:
        return False
    return all(is_value(token, names) for token in tokens[:1] + tokens[2:])


def is_index(token: Token, names: KnownNames) -> bool:
    own = token.text in LETTERS and not names.knows_word(token.text)
    return token.kind == "word" and (names.is_index(token.text) or own)


def is_value(token: Token, names: KnownNames) -> bool:
    """A number, an index, the number of all steps, or what stands between them."""
    if token.kind == "word":
        return is_index(token, names) or token.text in ("T", "N")
    return token.kind == "num" or token.text in BETWEEN or token.text in SIGNS or token.text == "="


ORDERINGS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "≠": operator.ne,
}
SPELT = {spelling: sign.meaning for spelling, sign in BY_SPELLING.items() if sign.meaning in ORDERINGS}
SIGN = rf"\\not\s*=|{longest_first(SPELT)}"
TERM = r"(?<![A-Za-z\\_^\d])(?:[A-Za-z](?![A-Za-z])|\d{1,4})(?:\s*[+-]\s*\d{1,4})?(?![\d_^]|\s*[_^(])"
PARTS = regex(rf"({TERM})|({SIGN})")
COMPARED = regex(rf"{TERM}(?:\s*(?:{SIGN})\s*{TERM})+")
DOTS = r"(?:\\[lc]?dots|\\dotsc|\.\.\.?|…)"
LIST = regex(rf"\s*,\s*(?:{TERM}|{DOTS})")
LISTED = regex(
    rf"(?<![A-Za-z\\])([A-Za-z])\s*(?:=|\\in|∈)\s*\\?[{{\[]?\s*({TERM})\s*(?:,\s*{TERM}\s*)?,?\s*{DOTS}\s*,?\s*({TERM})"
)


@record
class Term:
    """A letter and what is added to it, or a number alone."""

    letter: str
    offset: int

    def at(self, values: Mapping[str, int]) -> int | None:
        if not self.letter:
            return self.offset
        return values[self.letter] + self.offset if self.letter in values else None


Condition = tuple[Term, str, Term]


def conditions(text: str) -> list[Condition]:
    """The conditions in a text that have a letter on both sides."""
    found = [*compared(text), *listed(text)]
    return [each for each in found if each[0].letter and each[2].letter]


def holds(found: Sequence[Condition], values: Mapping[str, int]) -> bool:
    """Whether all conditions hold that speak of these letters only."""
    for left, sign, right in found:
        first, second = left.at(values), right.at(values)
        if first is not None and second is not None and not ORDERINGS[sign](first, second):
            return False
    return True


def compared(text: str) -> Iterator[Condition]:
    """The pairs of `0 \\le k < t`, one after the other."""
    for chain in COMPARED.finditer(text):
        parts = list(PARTS.finditer(chain[0]))
        goes_on = LIST.match(text, chain.end())
        for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            if not (goes_on and plainly(sign[0]) == "="):
                yield term(left[0]), plainly(sign[0]), term(right[0])


def listed(text: str) -> Iterator[Condition]:
    """The two ends of `k = 0, …, t-1`, or of `k = t-1, …, 0`."""
    for letter, first, last in LISTED.findall(text):
        ends = [term(first), term(last)]
        if ends[0].letter and not ends[1].letter:
            ends.reverse()
        elif ends[0].letter:
            continue
        yield ends[0], "<=", Term(letter, 0)
        yield Term(letter, 0), "<=", ends[1]


def term(text: str) -> Term:
    text = re.sub(r"\s", "", text)
    letter = text[0] if text[0].isalpha() else ""
    return Term(letter, sum(map(int, re.findall(r"[+-]?\d+", text[len(letter) :]))))


def plainly(sign: str) -> str:
    """What a sign means: `<=` for `\\leq`."""
    return SPELT.get(sign, "≠")
