"""Other spellings of what is attached to a name, put right before the grammar sees them; each rule is a row.

A step in brackets `h_{(t)}` or above a name that needs one `h^{t-1}`, a layer behind an entry `w_{kj}^{(2)}`, the prime
of a derivative as an exponent, a bar with a step alone behind a derivative, and ∇V for the gradient by V.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.reading.cursor import closes, opens
from derive.reading.raised_steps import SHORT, is_at_steps_alone, is_step, script, with_bracketed_steps
from derive.reading.scan import CALLED, Token
from derive.reading.tree import Name, Part
from derive.reading.vocabulary import Vocabulary

Rule = Callable[[list[Token], int, Vocabulary], list[Token] | None]
"""What stands in place of the tokens if the spelling is found at a place; `None` where it is not."""


MARKS = frozenset(("_", "^", "|", "∇", "o", "where"))
"""What the rules begin at."""
LONGEST_BAR = 16
OPENING, LETTERS = ("{", "|"), ("i", "j", "k", "n", "m", "s")


def respelled(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """The tokens (closed by a stop) in the usual spelling."""
    tokens = stepped(with_bracketed_steps(tokens, vocabulary), vocabulary)
    for k in range(len(tokens) - 2, -1, -1):
        for rule in RULES if tokens[k].text in MARKS else ():
            tokens = (rule(tokens, k, vocabulary) or tokens) if k < len(tokens) - 1 else tokens
    return tokens


def texts(tokens: list[Token], k: int, count: int) -> list[str]:
    return [token.text for token in tokens[k : k + count]]


def sign(text: str, near: Token) -> Token:
    return Token("sign", text, near.start, near.end)


def bracketed_step(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`h_{(t-1)}` and `h_(1)` as `h_{t-1}` and `h_{1}`."""
    if tokens[k].text != "_":
        return None
    braced = texts(tokens, k + 1, 2) == ["{", "("]
    if not braced and tokens[k + 1].text != "(":
        return None
    start = k + 2 + braced
    stop = next((j for j in range(start, min(start + SHORT, len(tokens))) if tokens[j].text == ")"), 0)
    inside = tokens[start:stop]
    if not inside or not is_step(inside, vocabulary) or (braced and tokens[stop + 1].text != "}"):
        return None
    end = stop + 1 + braced
    return [*tokens[: k + 1], sign("{", tokens[k + 1]), *inside, sign("}", tokens[stop]), *tokens[end:]]


def prime_above(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`\\sigma^{\\prime}` as `\\sigma'`."""
    if texts(tokens, k, 4) == ["^", "{", "'", "}"]:
        return [*tokens[:k], tokens[k + 2], *tokens[k + 4 :]]
    return [*tokens[:k], *tokens[k + 1 :]] if texts(tokens, k, 2) == ["^", "'"] else None


def bar_with_step(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`|_{1}` behind a derivative as `|_{t=1}`, where there is one index that counts steps."""
    if tokens[k].text != "|" or tokens[k + 1].text != "_" or len(vocabulary.ranges) != 1 or not k:
        return None
    if tokens[k - 1].text not in (")", "}", "]"):
        return None
    braced = tokens[k + 2].text == "{"
    place = k + 2 + braced
    if tokens[place].kind != "num" or not tokens[place].text.isdigit() or (braced and tokens[place + 1].text != "}"):
        return None
    name, number = next(iter(vocabulary.ranges)), tokens[place]
    word = Token("word", name, number.start, number.start)
    equal = Token("relation", "=", number.start, number.start)
    inside = [sign("{", number), word, equal, number, sign("}", number)]
    return [*tokens[: k + 2], *inside, *tokens[place + 1 + braced :]]


def bar_with_value(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`|_{z=1.75}`, `|_{h=h(x)}` and `|_t` behind a derivative left out: all is taken at the values of the problem."""
    if tokens[k].text != "|" or tokens[k + 1].text != "_" or not k or tokens[k - 1].text not in (")", "}", "]"):
        return None
    if tokens[k + 2].text in vocabulary.ranges and tokens[k + 3].text != "=":
        return [*tokens[:k], *tokens[k + 3 :]]
    stop = next((j for j in range(k + 3, min(k + 3 + LONGEST_BAR, len(tokens))) if tokens[j].text == "}"), 0)
    inside = tokens[k + 3 : stop]
    if tokens[k + 2].text != "{" or not inside or any(token.text in OPENING for token in inside):
        return None
    letters = [token.text for token in inside]
    is_step = letters[0] in vocabulary.ranges or inside[0].kind == "num"
    is_value = len(letters) > 2 and letters[1] == "=" and not is_step and letters[0] not in LETTERS
    return [*tokens[:k], *tokens[stop + 1 :]] if is_value or letters in [[name] for name in vocabulary.ranges] else None


def gradient_by(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`∇V` as `∇_V`, for what is no scalar that could be differentiated."""
    following = tokens[k + 1]
    if tokens[k].text != "∇" or following.kind != "word" or vocabulary.shapes.get(following.text, ()) in ((), None):
        return None
    return [*tokens[: k + 1], sign("_", following), *tokens[k + 1 :]]


def ring(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`r o h` as `r ⊙ h`, in plain text where no o stands alone."""
    token, following = tokens[k], tokens[k + 1]
    if token.text != "o" or not k or not (token.spaced and following.spaced) or vocabulary.is_timeless:
        return None
    is_behind = tokens[k - 1].kind in ("word", "num") or tokens[k - 1].text in (")", "]", "}", "'")
    is_before = following.kind in ("word", "num", "accent") or following.text == "("
    if not is_behind or not is_before or vocabulary.knows(Name("o", (), 0, 0)):
        return None
    return [*tokens[:k], Token("sign", "⊙", token.start, token.end, token.spaced), *tokens[k + 1 :]]


def called_where(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`where(A > 0, 1, 0.1)` as the function of NumPy: three arguments in a bracket right behind the word."""
    token, following = tokens[k], tokens[k + 1]
    if token.text != "where" or following.text != "(" or following.spaced:
        return None
    level, commas = 0, 0
    for each in tokens[k + 1 :]:
        level += opens(each) - closes(each)
        commas += level == 1 and each.text == ","
        if level == 0:
            break
    return [*tokens[:k], replace(token, text=CALLED["where"]), *tokens[k + 1 :]] if commas == 2 else None


def layer_behind_entry(tokens: list[Token], k: int, vocabulary: Vocabulary) -> list[Token] | None:
    """`w_{kj}^{(2)}` as `w^{(2)}_{kj}`, where a matrix or vector has this number and the name has none without it."""
    if tokens[k].text != "_" or not k or tokens[k - 1].kind != "word":
        return None
    place = end_of_script(tokens, k)
    word = tokens[k - 1].text
    for above in (2, 4):
        mark = "".join(texts(tokens, place, above)).replace("{", "").replace("}", "")
        if mark[:1] == "^" and mark[1:].isdigit() and vocabulary.is_shown(word + mark):
            return [*tokens[:k], *tokens[place : place + above], *tokens[k:place], *tokens[place + above :]]
    layer = texts(tokens, place, 6)
    if layer[:3] != ["^", "{", "("] or layer[4:] != [")", "}"] or not layer[3].isdigit():
        return None
    parts = (Part("^", layer[3], 0, tokens[place].start),)
    is_known = any(vocabulary.knows(Name(each, parts, 0, 0)) for each in (word, word.swapcase()))
    if not is_known or vocabulary.knows(Name(word, (), 0, 0)):
        return None
    return [*tokens[:k], *tokens[place : place + 6], *tokens[k:place], *tokens[place + 6 :]]


def end_of_script(tokens: list[Token], k: int) -> int:
    """Behind the subscript that begins at a place; the place itself where it does not end soon."""
    if tokens[k + 1].text != "{":
        return k + 2
    stop = next((j for j in range(k + 2, min(k + 2 + SHORT, len(tokens))) if tokens[j].text in ("{", "}")), k)
    return stop + 1 if tokens[stop].text == "}" else k


RULES: tuple[Rule, ...] = (
    *(bar_with_value, ring, bracketed_step, prime_above, bar_with_step, gradient_by),
    *(called_where, layer_behind_entry),
)


def stepped(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """The tokens with steps above names that need one, `h^t` and `h^0`, below them.

    A number is taken for a step only in a text that has steps there for certain: a letter, or the 0 or 1 that nobody
    writes as a power.
    """
    places = [k for k in range(1, len(tokens) - 1) if tokens[k].text == "^" and needs_step(tokens, k, vocabulary)]
    found = [(k, inside) for k in places if (inside := script(tokens, k)) and is_step(inside, vocabulary)]
    if not any(inside[0].text in ("0", "1") or inside[0].kind == "word" for _, inside in found):
        return tokens
    raised = {k for k, _ in found}
    return [sign("_", token) if k in raised else token for k, token in enumerate(tokens)]


def needs_step(tokens: list[Token], k: int, vocabulary: Vocabulary) -> bool:
    """Whether a name ends before a place that has an index at every step and none here."""
    place = k - 1
    if tokens[place].text == "}" and k > 3 and tokens[k - 3].text == "{" and tokens[k - 4].kind == "accent":
        place = k - 2
    if tokens[place].kind != "word" or not vocabulary.ranges:
        return False
    accent = tokens[place - 1 - (place == k - 2)] if place > (place == k - 2) else None
    mark = accent.text if accent is not None and accent.kind == "accent" else ""
    return any(is_at_steps_alone(word + mark, vocabulary) for word in last_names(tokens[place].text, vocabulary))


def last_names(word: str, vocabulary: Vocabulary) -> list[str]:
    """A word, or what it ends with behind a name that it begins with: the `x` of `Ux`."""
    if vocabulary.knows_word(word):
        return [word]
    return [word, *(word[k:] for k in range(1, len(word)) if vocabulary.knows_word(word[:k]))]
