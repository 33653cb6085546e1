"""Statements in prose without mathematical delimiters: `$L$ is $2$`, `$L$ = 2`, `…, dL/dc = [1, 2]`, `L is 2`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derive.language.human_words import phrases
from derive.language.signs import BY_SPELLING, longest_first
from derive.language.spoken_gradients import spoken_line
from derive.writeup.tokens import PlacedToken, joined
from derive.writeup.undelimited import CLOSING, LABEL, OPENING, PRINTED_VALUE, is_prose, is_relation
from derive.writeup.words_of_prose import INDEX_LETTERS

LEADING = frozenset(
    each for each, sign in BY_SPELLING.items() if sign.kind in ("arrow", "step") and sign.meaning == "⇒"
)
RELATING = frozenset(
    each
    for each, sign in BY_SPELLING.items()
    if sign.kind in ("relation", "near", "tie") and sign.meaning in ("=", "≈")
)
VERB = rf"(?:{phrases('verbs')}|{longest_first(LEADING | RELATING)}|:)"
ABOUT = phrases("about")
WORDED = re.compile(rf"\s*(?:({VERB})?\s*({ABOUT})?\s*[=≈:]?)\s*", re.IGNORECASE)
STATED = re.compile(
    rf"([^\W\d][\w/∂̂̄'()\[\]]{{0,40}}?)(\s*:|\s+{VERB}(?:\s+{ABOUT})?|\s+{ABOUT})\s+(?=[\[(\d-])(.*?)\.?\s*",
    re.IGNORECASE,
)
NAME_WITH_SIGNS = re.compile(r"[^\W\d_]|.*[\d_/\[∂].*|.*[^\x00-\x7f].*")
LATEX_VALUE = re.compile(
    r"(?:[\s\d.,;()\[\]&{}^+\-'|T]|\\\\|\\(?:begin|end|left|right|top|mathsf|cdot|times|,|;|quad)|[bpBv]?(?:small)?matrix)*+"
)
"""A number, a vector or a matrix in LaTeX."""
LONGEST_LINE = 1000
VALUE_SIGNS = frozenset("( ) [ ] , ; . - − + ᵀ ^ T".split())


@dataclass(frozen=True, slots=True)
class Aside:
    """Words, or a formula that states nothing, within a paragraph."""

    tokens: list[PlacedToken]
    is_formula: bool = False

    @property
    def text(self) -> str:
        return joined(self.tokens)

    @property
    def line(self) -> str:
        """The text on one line."""
        return self.text.replace("\n", " ")

    @property
    def at(self) -> int:
        return self.tokens[0].at if self.tokens else 0


def as_one_text(parts: Sequence[Aside]) -> tuple[str, list[tuple[int, int]]]:
    """Words and formulas as one text, formulas as `⟦k⟧`, and where each begins in it and in the file."""
    pieces, spots, place = [], [], 0
    for k, part in enumerate(parts):
        text = f"⟦{k}⟧" if part.is_formula else part.text
        pieces.append(text)
        spots.append((place, part.at))
        place += len(text)
    return "".join(pieces), spots


def worded_relation(words: str) -> str:
    """The relation that some words between a name and a value stand for; empty for other words."""
    found = WORDED.fullmatch(words)
    if found is None or not (found[1] or found[2]) or found[1] in LEADING | {":"}:
        return ""
    is_near = found[1] in RELATING and BY_SPELLING[found[1]].meaning == "≈"
    return "≈" if found[2] or is_near else "="


def worded_line(tokens: Sequence[PlacedToken], first: int) -> tuple[list[PlacedToken], int]:
    """The line that begins at an index as a statement if it is one in words, and its end; nothing for others."""
    stop = first
    while stop < len(tokens) and tokens[stop].kind != "line":
        if stop - first > 200 or tokens[stop].kind in ("$", "$$", "|", "code"):
            return [], 0
        stop += 1
    line = joined(tokens[first:stop])
    found = STATED.fullmatch(line) if len(line) < LONGEST_LINE else None
    if found is None or not NAME_WITH_SIGNS.fullmatch(found[1]) or not PRINTED_VALUE.fullmatch(found[3]):
        return [], 0
    if found[1] in INDEX_LETTERS or not any(c.isdigit() for c in found[3]):
        return [], 0
    start, behind = tokens[first].at + found.end(1), tokens[first].at + found.start(3)
    end = tokens[first].at + found.end(3)
    sign = "≈" if re.search(ABOUT, found[2], re.IGNORECASE) else "="
    name = [token for token in tokens[first:stop] if token.at < start]
    value = [token for token in tokens[first:stop] if behind <= token.at < end]
    return [*name, PlacedToken(sign, sign, start), *value], stop


def spoken_statement(tokens: Sequence[PlacedToken], first: int) -> tuple[list[PlacedToken], int]:
    """The line that begins at an index as a statement if it says in words what a gradient is, and its end."""
    stop, level = first, 0
    while stop < len(tokens) and stop - first < LONGEST_LINE and (tokens[stop].kind != "line" or level > 0):
        if tokens[stop].kind in ("$", "$$", "|", "code"):
            return [], 0
        level += (tokens[stop].kind in OPENING) - (tokens[stop].kind in CLOSING)
        stop += 1
    line = joined(tokens[first:stop])
    label = LABEL.match(line)
    begin = label.end() if label else 0
    found = spoken_line(line[begin:])
    if found is None:
        return [], 0
    name, end, value = (tokens[first].at + begin + place for place in (found.start, found.end, found.value))
    behind = next((k for k in range(first, stop) if tokens[k].at >= value), stop)
    is_value = PRINTED_VALUE.fullmatch(joined(tokens[behind:stop])) is not None
    if (
        behind == stop
        or is_prose(tokens, behind)
        or ((found.gradient.is_of or found.gradient.is_bare) and not is_value)
    ):
        return [], 0
    words = [token._replace(kind="text") for token in tokens[first:stop] if token.at < name]
    named = [token for token in tokens[first:stop] if name <= token.at < end]
    return [*words, *named, PlacedToken("=", "=", end), *tokens[behind:stop]], stop


def value_end(tokens: Sequence[PlacedToken]) -> int:
    """Where the value ends that stands behind the relation at the beginning; 0 where none does."""
    k = next((k for k, token in enumerate(tokens) if token.kind not in ("space", "line")), len(tokens))
    if k >= len(tokens) or not is_relation(tokens[k]):
        return 0
    level, end = 0, 0
    for place in range(k + 1, len(tokens)):
        token = tokens[place]
        if token.kind not in ("space", "number") and token.text not in VALUE_SIGNS:
            return end if token.kind == "line" or is_prose(tokens, place) else 0
        level += (token.text in "([") - (token.text in ")]")
        ends = token.kind == "number" or token.text in (")", "]", "ᵀ", "T")
        end = place + 1 if level == 0 and ends else end
    return end


def statement_within(tokens: Sequence[PlacedToken]) -> bool:
    """Whether some words hold a name, a relation and something behind it."""
    level = 0
    for k, token in enumerate(tokens):
        level += (token.kind in "([{") - (token.kind in ")]}")
        if level == 0 and is_relation(token):
            before = next((j for j in range(k - 1, -1, -1) if tokens[j].kind not in ("space", "line")), None)
            behind = next((each for each in tokens[k + 1 :] if each.kind not in ("space", "line")), None)
            return before is not None and behind is not None and tokens[before].kind not in (",", ".", ";", ":")
    return False


def is_complete(tokens: Sequence[PlacedToken]) -> bool:
    """Whether words that stand before a formula end in prose or at a stop, so that the formula does not go on."""
    kept = [k for k, token in enumerate(tokens) if token.kind not in ("space", "line")]
    return bool(kept) and (tokens[kept[-1]].kind in ".,;" or is_prose(tokens, kept[-1]))
