"""Plain statements with their words of prose told apart from names: a text may have words as names, `scores = W h`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from derive.language.spoken_sums import sums_within
from derive.writeup.mend import mended
from derive.writeup.tokens import PlacedToken, joined
from derive.writeup.undelimited import (
    CLOSING,
    GRADE,
    LABEL,
    LONGEST_LABEL,
    OPENING,
    REMARK,
    is_prose,
    is_relation,
    one_by_one,
)
from derive.writeup.words_of_prose import FUNCTION_WORDS, NOUNS


class PlainStatements:
    """Marks the plain statements of a text one after the other, and keeps the words that it has as names."""

    def __init__(self) -> None:
        self.own: set[str] = set()

    def parts(self, tokens: Sequence[PlacedToken]) -> Iterator[list[PlacedToken]]:
        """The statements of a line, marked: one, or several values side by side, `q5 = [1, 2]   r5 = [3, 4]`."""
        yield from map(self.marked, one_by_one(list(tokens)))

    def marked(self, tokens: Sequence[PlacedToken]) -> list[PlacedToken]:
        """The statement, its words of prose turned into text; what it says something of is a name from here on."""
        found = marked(mended(tokens, underscores=False), self.own)
        self.own |= {stated_word(found)} - {""}
        return found


def marked(tokens: Sequence[PlacedToken], own: Container[str] = ()) -> list[PlacedToken]:
    """The tokens of a plain statement with a label in front and the words of prose turned into text.

    `own` are words that the text has as names, `scores`; `dscores` is one then too.
    """
    tokens = with_remark(tokens)
    text = "".join(token.text for token in tokens[:LONGEST_LABEL])
    found = LABEL.match(text)
    labelled = tokens[0].at + found.end() if found else tokens[0].at
    prose = [is_prose(tokens, k) and not is_own(token.text, own) for k, token in enumerate(tokens)]
    spread(tokens, prose)
    remarks(tokens, prose)
    sums = list(sums_in(tokens))
    result: list[PlacedToken] = []
    for token, is_word in zip(tokens, prose, strict=True):
        is_word = is_word or token.at < labelled or any(start <= token.at < stop for start, stop in sums)
        result.append(token._replace(kind="text") if is_word else token)
    return result


def is_own(word: str, own: Container[str]) -> bool:
    """Whether a word is a name of the text's own, or the gradient by one as programs call it."""
    return word in own or (word[:1] == "d" and word[1:] in own)


def stated_word(tokens: Sequence[PlacedToken]) -> str:
    """The word that a marked statement says something of, alone before its relation; empty where it is none."""
    said = [token for token in tokens if token.kind not in ("space", "line", "text")][:2]
    is_name = len(said) == 2 and said[0].kind == "word" and is_relation(said[1])
    return said[0].text if is_name and said[0].text.lower() not in FUNCTION_WORDS | NOUNS else ""


def with_remark(tokens: Sequence[PlacedToken]) -> Sequence[PlacedToken]:
    """The tokens with a remark behind `#` or `//`, as programs have them, as one text."""
    for k in range(1, len(tokens) - 1):
        signs = tokens[k].text + tokens[k + 1].text
        if tokens[k - 1].kind == "space" and tokens[k].text and (signs[0] == "#" or signs == "//"):
            stop = next((j for j in range(k, len(tokens)) if tokens[j].kind == "line"), len(tokens))
            remark = PlacedToken("text", joined(tokens[k:stop]), tokens[k].at)
            return [*tokens[:k], remark, *with_remark(tokens[stop:])]
    return tokens


def sums_in(tokens: Sequence[PlacedToken]) -> Iterator[tuple[int, int]]:
    """Where sums in words begin and end among plain tokens."""
    text = joined(tokens)
    for start, stop in sums_within(text):
        yield tokens[0].at + start, tokens[0].at + stop


def remarks(tokens: Sequence[PlacedToken], prose: list[bool]) -> None:
    """Brackets that hold nothing but words, one of them prose, are words: `2.01 (see above)`."""
    opened = -1
    for k, token in enumerate(tokens):
        if token.kind in OPENING:
            opened = k if k and tokens[k - 1].kind == "space" else -1
        elif token.kind in CLOSING:
            if opened >= 0 and (any(prose[opened + 1 : k]) or is_grade(tokens[opened + 1 : k])):
                prose[opened : k + 1] = [True] * (k + 1 - opened)
            opened = -1
        elif token.kind not in REMARK:
            opened = -1


def is_grade(tokens: Sequence[PlacedToken]) -> bool:
    return len(tokens) < LONGEST_LABEL and bool(re.fullmatch(GRADE + r"\.?", joined(tokens)))


def spread(tokens: Sequence[PlacedToken], prose: list[bool]) -> None:
    """An `a` or `I` between words is a word; a lone word that is all of a left side is a name."""
    for k, token in enumerate(tokens):
        if token.text in ("a", "A", "I") and k + 2 < len(tokens):
            spaced = tokens[k + 1].kind == "space" and (k == 0 or tokens[k - 1].kind in ("space", "line"))
            prose[k] = spaced and prose[k + 2]
    kept = [k for k, token in enumerate(tokens) if token.kind != "space"]
    for before, word, sign in zip(kept, kept[1:], kept[2:], strict=False):
        if is_relation(tokens[sign]) and tokens[before].kind in (",", ";") and tokens[word].text not in FUNCTION_WORDS:
            prose[word] = False
    first = next((k for k, token in enumerate(tokens) if is_relation(token)), 0)
    left = [k for k in range(first) if tokens[k].kind not in ("space", "line")]
    if left and all(prose[k] or tokens[k].kind == ":" for k in left) and tokens[left[-1]].text not in FUNCTION_WORDS:
        prose[left[-1]] = False
