"""A bracket without its partner: dropped, or given one wherever that can stand."""

from __future__ import annotations

from collections.abc import Iterator

from derive.reading.cursor import CLOSING, closes, opens
from derive.reading.scan import Token

OPENING = {"(": ")", "[": "]", "\\{": "\\}"}
FARTHEST = 60
"""Tokens over which a partner is looked for."""


def alone(tokens: list[Token]) -> int | None:
    """The place of the only bracket without a partner; nothing where all have one, or several or a brace have none."""
    waiting: list[int] = []
    lost: list[int] = []
    for place, token in enumerate(tokens):
        if opens(token):
            waiting.append(place)
        elif closes(token):
            if waiting and fits(tokens[waiting[-1]], token):
                waiting.pop()
            elif len(waiting) > 1 and fits(tokens[waiting[-2]], token):
                lost.append(waiting.pop())
                waiting.pop()
            else:
                lost.append(place)
    lost += waiting
    found = lost[0] if len(lost) == 1 else None
    return found if found is not None and tokens[found].text in {*OPENING, *OPENING.values()} else None


def fits(first: Token, last: Token) -> bool:
    return last.text == (first.text if first.kind == "begin" else CLOSING[first.text])


def paired(tokens: list[Token], place: int) -> Iterator[list[Token]]:
    """The tokens without the bracket at a place, then with a partner for it at each place that could have it."""
    yield [*tokens[:place], *tokens[place + 1 :]]
    lone = tokens[place]
    step = 1 if lone.text in OPENING else -1
    partner = OPENING[lone.text] if step > 0 else next(k for k, v in OPENING.items() if v == lone.text)
    level, spot = 0, place + step
    stop = len(tokens) - 1
    for _ in range(FARTHEST):
        if not 0 <= spot < stop:
            return
        token = tokens[spot]
        level += step * (opens(token) - closes(token))
        if level < 0 or (level == 0 and token.kind == "relation"):
            return
        if level == 0:
            after = spot + 1 if step > 0 else spot
            edge = token.end if step > 0 else token.start
            yield [*tokens[:after], Token("sign", partner, edge, edge), *tokens[after:]]
        spot += step
