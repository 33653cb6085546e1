"""Statements without mathematical delimiters: lines of text, and what a program printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from derive.language.human_words import phrases
from derive.language.signs import RELATIONS
from derive.writeup.tokens import PlacedToken, is_blank_line, joined, tokenize
from derive.writeup.words_of_prose import FUNCTION_WORDS, INDEX_LETTERS, MATHEMATICAL, NOUNS

LONGEST_LINE = 5000
MOST_LINES = 60
MARKUP = frozenset({"$", "$$", "code", "heading", "math", "plain", "output", "|"})
MATH_COMMANDS = frozenset({"\\(", "\\[", "\\)", "\\]"})
NAME_OR_SLOPE = re.compile(
    r"(?:d|∂|\\partial|\\nabla|\\d?frac\s*\{\s*(?:d|∂|\\partial)).*"
    r"|\\?(?:(?:hat|bar|tilde|delta|mathbf|mathrm)\s*\{?\s*\\?)?[^\W\d_]+\d{0,2}\}?\s*+(?:[_^'](?:\{[^{}]*\}|\\?\w+)?\s*+)*+",
    re.DOTALL,
)
"""A name with its indices, or a derivative."""
REMARK = frozenset({"word", "space", "number", ",", ".", ";", ":", "'", "’", "!", "?"})
"""What a remark in brackets is made of."""
RULERS = frozenset("=*-~#+")
BANNER = re.compile(
    r"([=*\-~#+])\1{2,}(?:[ \t]*([^\s=*~#+|](?:[^\n|]{0,80}?[^\s=*~#+|])?)[ \t]*([=*\-~#+])\3{2,})?[ \t]*"
)
"""A line of print between rulers, `===== h_0 values =====`, or a ruler alone."""
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
GRADE = rf"\d{{1,2}}(?:[.,]\d)?\s?{phrases('points')}"
NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?"
LABEL = re.compile(
    rf"[ \t]*(?:(?:[-*+•>]|\(?(?:{NUMBER}|[a-zA-Z]|[ivx]{{1,4}})[.)]|[(\[]{GRADE}\.?[)\]]:?|{GRADE}[.:]"
    rf"|{phrases('numbered')}\.?[ ]?{NUMBER}[.):]?|[1-9]\d?(?:\.\d{{1,2}}){{1,2}}[a-z]?(?=[ \t]+[^\W\d]))[ \t]+){{1,4}}"
)
"""What stands in front of an answer: a mark of a list, the number of a question, its points."""
LONGEST_LABEL = 20
PRINTED = re.compile(
    r"[ \t]*([^\W\d][\w/'^{}.∂̂̄]{0,40}(?:\[[\w, ]{1,12}\]|\([\w, ]{1,12}\))?)[ \t]*(?:(:)\s*)?[ \t]*"
    r"(?=\[|-?\d|array\(|tensor\(|np\.array\()"
)
PRINTED_VALUE = re.compile(
    r"(?:[\s\d.,;eE+\-\[\]()]|array|tensor|np\.|(?:dtype|device|grad_fn|requires_grad)=['\w.<>]{1,40}+)*+"
)


EXACT_VALUE = re.compile(
    r"(?:[\s\d.,;eE+\-*/^\[\](){}&]|\\\\|\\(?:left|right|begin|end|cr)|[bpv]?matrix|Matrix|tanh|exp|sqrt|log|sin|cos|pi)*+"
)
"""A value that SymPy printed exactly, or as LaTeX."""


class PlainText:
    """The content of a token that was taken whole, as tokens with their places in the file."""

    def __init__(self, whole: PlacedToken, raw: bool = False) -> None:
        found = tokenize(whole.text, 0, len(whole.text), markdown=True)
        self.tokens = [token._replace(at=token.at + whole.at) for token in found]
        self.raw = raw

    def statements(self, printed: bool) -> Iterator[list[PlacedToken]]:
        """The statements among the lines; `printed` takes those alone whose value is written out in numbers."""
        k, fresh = 0, True
        while k < len(self.tokens):
            token = self.tokens[k]
            if fresh and token.kind not in ("space", "line"):
                if (behind := banner_end(self.tokens, k)) > k:
                    k = behind
                    continue
                k = prompt_end(self.tokens, k)
                stop = statement_end(self.tokens, k) or printed_end(self.tokens, k)
                if stop:
                    for found in one_by_one(with_relation(self.tokens[k:stop])):
                        if not printed or is_literal(found):
                            yield found
                    k = stop
                    continue
                fresh = False
            fresh = fresh or token.kind == "line"
            k += 1


def banner_end(tokens: Sequence[PlacedToken], first: int) -> int:
    """Behind a banner, `===== h_0 =====`, that a line holds alone; else where it began."""
    stop = first
    while tokens[first].kind in RULERS and stop < len(tokens) and tokens[stop].kind != "line":
        stop += 1
    return stop if stop - first > 4 and BANNER.fullmatch(joined(tokens[first:stop])) else first


def is_relation(token: PlacedToken) -> bool:
    return token.text in RELATIONS


def begins_with_name(tokens: Sequence[PlacedToken]) -> bool:
    """Whether a formula states something of a name, or of a derivative, and not of what stands for a value."""
    first = next((k for k, token in enumerate(tokens) if is_relation(token)), 0)
    left = joined(tokens[:first]).strip()
    return NAME_OR_SLOPE.fullmatch(left) is not None


def states(tokens: Sequence[PlacedToken]) -> bool:
    """Whether some words state something, and do not only name a step: `Step t = 1`."""
    place = next((k for k, token in enumerate(tokens) if is_relation(token)), 0)
    before = next((token.text for token in reversed(tokens[:place]) if token.kind not in ("space", "line")), "")
    behind = [token for token in tokens[place + 1 :] if token.kind not in ("space", "line")]
    return bool(before and behind) and before not in INDEX_LETTERS


def is_near(tokens: Sequence[PlacedToken], k: int) -> bool:
    """Whether a tilde between spaces relates a name and a value."""
    if tokens[k].text not in ("~", "∼") or not 1 < k < len(tokens) - 2:
        return False
    spaced = tokens[k - 1].kind == "space" == tokens[k + 1].kind and not is_prose(tokens, k - 2)
    return spaced and (tokens[k + 2].kind == "number" or tokens[k + 2].text in ("[", "(", "-"))


def statement_end(tokens: Sequence[PlacedToken], first: int) -> int:
    """Where the statement ends that begins a line, open brackets taking the next lines along; 0 for none."""
    level, related, last, end, count = 0, False, None, 0, 0
    for k in range(first, min(first + LONGEST_LINE, len(tokens))):
        token = tokens[k]
        if token.kind in MARKUP or token.text in MATH_COMMANDS or (k == first and token.kind == "<"):
            return end
        if token.kind == "line":
            count += 1
            end = end or (k if related else 0)
            hanging = level > 0 or (last is not None and is_relation(last))
            if not related or not hanging or is_blank_line(token) or count > MOST_LINES:
                return k if related and (not hanging or not end) else end
            continue
        if token.kind == "space":
            continue
        level += (token.kind in OPENING) - (token.kind in CLOSING)
        related = related or (level <= 0 and (is_relation(token) or is_near(tokens, k)))
        last = token
    stop = min(first + LONGEST_LINE, len(tokens))
    return (stop if level <= 0 or not end else end) if related else 0


def printed_end(tokens: Sequence[PlacedToken], first: int) -> int:
    """Where `name: [[…]…]` or `name [1 2 3]` ends that begins a line of output; 0 where the line is none."""
    if tokens[first].kind not in ("word", "∂"):
        return 0
    stop = first
    level = 0
    while stop < len(tokens) and stop - first < LONGEST_LINE:
        token = tokens[stop]
        labels = token.kind == "line" and stop > first and tokens[stop - 1].kind == ":"
        if token.kind == "line" and (level <= 0 or is_blank_line(token)) and not (labels and not is_blank_line(token)):
            break
        level += (token.kind in OPENING) - (token.kind in CLOSING)
        stop += 1
    text = "".join(token.text for token in tokens[first:stop])
    found = PRINTED.match(text)
    if not found or not (found[2] or text[found.end() - 1 : found.end()].isspace()):
        return 0
    return stop if PRINTED_VALUE.fullmatch(text, found.end()) else 0


def prompt_end(tokens: list[PlacedToken], first: int) -> int:
    """Behind `>>> ` where a name alone stands, whose value is printed in the next line; else where it began."""
    begun = [token.text for token in tokens[first : first + 3]] == [">", ">", ">"]
    name = first + 4
    stop = name
    while begun and stop < len(tokens) and stop - name < 8 and tokens[stop].kind not in ("line", "space"):
        stop += 1
    value = tokens[stop + 1].text if stop + 1 < len(tokens) else ""
    shown = begun and stop > name and tokens[stop].kind == "line" and value in ("array", "tensor", "[")
    if shown:
        tokens[stop : stop + 1] = [tokens[stop]._replace(kind="space", text=" ")]
    return name if shown else first


def one_by_one(tokens: list[PlacedToken]) -> list[list[PlacedToken]]:
    """`t=0 h=[1 2] l=0.5` as three statements, the step with each name; any other statement as it is."""
    related = [k for k, token in enumerate(tokens) if is_relation(token) and bare(tokens, k)]
    starts = [0]
    for here, there in pairwise(related):
        end = there - 1 if tokens[there - 1].kind == "space" else there
        start = next((k + 1 for k in range(end - 1, here, -1) if tokens[k].kind in ("space", "line")), 0)
        value = joined(tokens[here + 1 : start])
        if not start or tokens[start].kind != "word" or not (PRINTED_VALUE.fullmatch(value) and value.strip(" ,;")):
            return [tokens]
        starts.append(start)
    parts = [tokens[start:stop] for start, stop in pairwise([*starts, len(tokens)])]
    step = joined(parts[0]).replace(" ", "").strip(",;") if len(parts) > 1 else ""
    if not re.fullmatch(r"[tik]=\d{1,3}", step):
        return [trimmed(part) for part in parts]
    return [trimmed(at_step(part, step[2:])) for part in parts[1:]]


def trimmed(tokens: list[PlacedToken]) -> list[PlacedToken]:
    stop = max((k + 1 for k, token in enumerate(tokens) if token.kind not in ("space", "line", ",", ";")), default=0)
    return tokens[:stop]


def at_step(tokens: list[PlacedToken], step: str) -> list[PlacedToken]:
    """A printed name that has no index with that of the step."""
    name = next(k for k, token in enumerate(tokens) if is_relation(token))
    if any(token.kind in ("_", "[", "number") for token in tokens[:name]):
        return tokens
    place = next((k for k in range(name) if tokens[k].kind == "space"), name)
    at = tokens[place].at
    return [*tokens[:place], PlacedToken("_", "_", at), PlacedToken("number", step, at), *tokens[place:]]


def with_relation(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """A printed line with the equals sign that it means."""
    if any(is_relation(token) for token in tokens):
        return tokens
    text = "".join(token.text for token in tokens)
    found = PRINTED.match(text)
    if not found:
        return tokens
    place = tokens[0].at + found.end(1)
    before = [token for token in tokens if token.at < place]
    after = [
        token
        for token in tokens
        if token.at >= place and not (token.kind == ":" and token.at < tokens[0].at + found.end())
    ]
    return [*before, PlacedToken("=", "=", place), *after]


def is_literal(tokens: Sequence[PlacedToken]) -> bool:
    """Whether what stands behind the last relation is numbers and brackets."""
    last = max((k for k, token in enumerate(tokens) if is_relation(token) and bare(tokens, k)), default=-1)
    text = "".join(token.text for token in tokens[last + 1 :])
    is_value = PRINTED_VALUE.fullmatch(text) or (EXACT_VALUE.fullmatch(text) and "atrix" in text)
    return last >= 0 and bool(is_value) and any(c.isdigit() for c in text)


def bare(tokens: Sequence[PlacedToken], k: int) -> bool:
    """Whether a relation is no option of a call, as `dtype=float32`."""
    return not (k and tokens[k - 1].text in ("dtype", "device", "fn", "grad"))


def is_prose(tokens: Sequence[PlacedToken], k: int) -> bool:
    token = tokens[k]
    if token.kind != "word" or len(token.text) == 1:
        return False
    before = tokens[k - 1].text[-1:] if k else " "
    after = tokens[k + 1].text[:1] if k + 1 < len(tokens) else " "
    if (before in "_\\/∂^.{'" and before) or (after and after in "_([^'{/") or before.isdigit() or after.isdigit():
        return False
    if any(unicodedata.category(c) in ("No", "Lm") or "α" <= c <= "ω" for c in token.text):
        return False
    word = token.text.lower()
    if word in FUNCTION_WORDS or word in NOUNS:
        return True
    if len(word) < 6 and word[1:] in ("bar", "hat", "tilde", "dot"):
        return False
    return len(word) > 3 and word not in MATHEMATICAL and token.text[1:] == word[1:]
