"""Steps that a whole text writes above its names, `h^t`, `a^0`, `\\delta o^2`: which names it does so with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from derive.reading.decorations import BEFORE_NAMES, ERROR, names_of_steps, opens_name
from derive.reading.result import Unreadable
from derive.reading.scan import Token, scan
from derive.reading.tree import Name, Part
from derive.reading.vocabulary import Vocabulary

SHORT = 5
"""Tokens of an index."""
FEWEST = 2
"""How often a quantity has its step above it in a text that writes steps there."""
NO_POWERS = ("0", "1")
"""Numbers that nobody writes as a power."""


def raised_names(texts: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    """The names that have their steps above them throughout a text: quantities of the problem, and the text's own."""
    if len(vocabulary.ranges) != 1:
        return frozenset()
    above: Counter[str] = Counter()
    counted: set[str] = set()
    below: set[str] = set()
    for text in texts:
        if "^" not in text:
            continue
        for word, sign, inside in marked(text, vocabulary):
            if sign == "_":
                below.add(word)
            elif inside[0].text in NO_POWERS or inside[0].kind == "word":
                above[word] += 1
            else:
                counted.add(word)
    found = {word for word in above if word not in below and is_own(word, vocabulary)}
    is_usual = sum(above[word] for word in found if is_at_steps_alone(word, vocabulary)) >= FEWEST
    strangers = {word for word in counted - below if not vocabulary.knows_word(word) and is_own(word, vocabulary)}
    return frozenset(found | strangers) if is_usual else frozenset()


def compounds(lefts: Iterable[str]) -> frozenset[str]:
    """That δ stands before names in a text, if it does on a left side, `\\delta h_2 = …`."""
    for text in lefts:
        try:
            tokens = scan(text, False) if "delta" in text or "δ" in text else []
        except Unreadable:
            continue
        word = next((token for token in tokens[1:] if not opens_name(token)), None)
        if tokens and tokens[0].text == ERROR and word is not None and word.kind == "word":
            return frozenset((BEFORE_NAMES,))
    return frozenset()


def marked(text: str, vocabulary: Vocabulary) -> Iterable[tuple[str, str, list[Token]]]:
    """The names in a text with a step directly above or below them: word, sign, and the step."""
    try:
        tokens = names_of_steps(scan(text, False), vocabulary.knows_word)
    except Unreadable:
        return
    for k in range(1, len(tokens) - 1):
        inside = script(tokens, k) if tokens[k].text in ("^", "_") else []
        if inside and is_step(inside, vocabulary) and (word := word_before(tokens, k)):
            yield word, tokens[k].text, inside


def with_bracketed_steps(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """The tokens with `h^t` as `h^{(t)}` for the names of a text that writes steps so."""
    if not vocabulary.raised:
        return tokens
    for k in range(len(tokens) - 2, 0, -1):
        if tokens[k].text != "^" or word_before(tokens, k) not in vocabulary.raised:
            continue
        inside = script(tokens, k)
        if not inside or not is_step(inside, vocabulary):
            continue
        end = k + 1 + len(inside) + 2 * (tokens[k + 1].text == "{")
        first, last = inside[0], inside[-1]
        before, behind = ((Token("sign", s, at, at)) for s, at in (("(", first.start), (")", last.end)))
        tokens = [*tokens[: k + 1], brace("{", first), before, *inside, behind, brace("}", last), *tokens[end:]]
    return tokens


def brace(text: str, near: Token) -> Token:
    return Token("sign", text, near.start, near.end)


def word_before(tokens: list[Token], k: int) -> str:
    """The name with its accent that ends before a place, perhaps with an index of entries; nothing where none does."""
    place = k - 1
    if tokens[place].text == "}" and k > 3 and tokens[k - 3].text == "{" and tokens[k - 4].kind == "accent":
        place = k - 2
    if tokens[place].kind != "word":
        return ""
    accent = tokens[place - 1 - (place == k - 2)] if place > (place == k - 2) else None
    return tokens[place].text + (accent.text if accent is not None and accent.kind == "accent" else "")


def script(tokens: list[Token], k: int) -> list[Token]:
    """What stands above or below a name; nothing where that is longer than an index."""
    if tokens[k + 1].text != "{":
        return [tokens[k + 1]] if tokens[k + 1].kind in ("word", "num") else []
    stop = next((j for j in range(k + 2, min(k + 2 + SHORT, len(tokens))) if tokens[j].text == "}"), k + 2)
    return tokens[k + 2 : stop]


def is_step(inside: list[Token], vocabulary: Vocabulary) -> bool:
    """Whether tokens are a step: `t`, `t-1`, `0`."""
    first, *rest = inside
    if first.kind == "num":
        return first.text.isdigit() and not rest
    moved = len(rest) == 2 and rest[0].text in ("+", "-") and rest[1].text.isdigit()
    return first.text in vocabulary.ranges and (not rest or moved)


def is_own(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a name is at steps, or none of the problem."""
    return not vocabulary.knows(Name(word, (), 0, 0)) and word not in ("e", "I") and not vocabulary.function(word)


def is_at_steps_alone(word: str, vocabulary: Vocabulary) -> bool:
    bare, at_step = (Name(word, parts, 0, 0) for parts in ((), (Part("_", next(iter(vocabulary.ranges)), 0, 0),)))
    return vocabulary.knows(at_step) and not vocabulary.knows(bare)
