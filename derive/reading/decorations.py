"""What LaTeX sets around a formula, taken off: braces with a remark, remarks over a relation, and empty groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.language.latex_commands import STACKED
from derive.reading.cursor import closes, opens
from derive.reading.scan import Token

REMARKED = {"underbrace": "_", "overbrace": "^"}
CANCELLED = ("cancel", "bcancel", "xcancel")
BEFORE_NAMES = "delta *"
"""What a text knows in which δ stands before names."""
HOLDING = frozenset({"_", "^", "frac", "√"})
NEW, STAR, CHANGE, ERROR = "new", "star", "Delta", "delta"
STARS = ("*", "⋆")
OPERATORS = frozenset("+ - * · × ⊙ ⊗ / & , ; ( [".split())


def unframed(tokens: list[Token]) -> list[Token]:
    """The tokens (closed by a stop) without frames; what is incomplete stays for the parser to complain about."""
    tokens = list(tokens)
    for k in range(len(tokens) - 1, -1, -1):
        token = tokens[k]
        if token.kind == "macro" and token.text in REMARKED:
            take_remark_off(tokens, k, REMARKED[token.text])
        elif token.kind == "macro" and token.text in CANCELLED and tokens[k + 1].text == "{":
            del tokens[k]
        elif token.kind == "macro" and token.text in STACKED:
            take_stack_off(tokens, k)
        elif token.kind == "macro" and token.text == "over":
            put_in_front(tokens, k)
        elif token.text == "{" and tokens[k + 1].text == "}" and is_idle(tokens, k):
            del tokens[k : k + 2]
        elif token.text == "{" and holds_function(tokens, k):
            del tokens[k + 2], tokens[k]
    return tokens


def names_of_steps(tokens: list[Token], is_known: Callable[[str], bool]) -> list[Token]:
    """The tokens with `w^+`, a quantity after a step, as `w^{new}`, `w^*` as `w^{star}`, `\\Delta w` as one word."""
    for k in range(len(tokens) - 1, 0, -1):
        if tokens[k].text == "^" and (end := renewed(tokens, k)):
            start, stop = tokens[k + 1].start, tokens[end - 1].end
            said = ("sign", "{"), ("word", STAR if is_star(tokens, k) else NEW), ("sign", "}")
            tokens = [*tokens[: k + 1], *(Token(*each, start, stop) for each in said), *tokens[end:]]
    return joined_errors(joined_changes(tokens, is_known), is_known)


def joined_changes(tokens: list[Token], is_known: Callable[[str], bool]) -> list[Token]:
    """The tokens with `\\Delta w` as one word where no Delta is known, so that it can be a name of the text's own."""
    if all(token.text != CHANGE for token in tokens) or is_known(CHANGE):
        return tokens
    result: list[Token] = []
    for token in tokens:
        if result and result[-1].text == CHANGE and token.kind == "word" and is_known(token.text):
            result[-1] = replace(result[-1], text=CHANGE + token.text, end=token.end)
        else:
            result.append(token)
    return result


def joined_errors(tokens: list[Token], is_known: Callable[[str], bool]) -> list[Token]:
    """The tokens with `\\delta h`, `\\delta\\tilde f` as the words `dh`, `\\tilde{df}`, and `\\delta 2` as `\\delta_2`.

    Where a δ is known by itself, or no `\\delta h` by the text, `\\delta h^T` is a product.
    """
    if all(token.text != ERROR for token in tokens):
        return tokens
    tokens, is_alone = list(tokens), is_known(ERROR)
    for k in range(len(tokens) - 2, -1, -1):
        if tokens[k].text != ERROR:
            continue
        if tokens[k + 1].kind == "num" and tokens[k + 1].text.isdigit():
            tokens.insert(k + 1, Token("sign", "_", tokens[k + 1].start, tokens[k + 1].start))
            continue
        place = next((j for j in range(k + 1, len(tokens)) if not opens_name(tokens[j])), k)
        if tokens[place].kind == "word" and not is_alone and is_known(BEFORE_NAMES):
            tokens[place] = replace(tokens[place], text=f"d{tokens[place].text}")
            tokens[k + 1] = replace(tokens[k + 1], start=tokens[k].start, spaced=tokens[k].spaced)
            del tokens[k]
    return tokens


def opens_name(token: Token) -> bool:
    """Whether a token stands in front of the word of a name: its accent, or a brace."""
    return token.kind == "accent" or token.text == "{"


def renewed(tokens: list[Token], k: int) -> int:
    """The place behind the plus of a name after a step, `w^+` or `w_1^{+}`, or behind the star of the best one, `w^*`;
    0 where there is none.
    """
    if not (tokens[k - 1].kind in ("word", "num") or tokens[k - 1].text in ("}", "]", ")")):
        return 0
    inside = [token.text for token in tokens[k + 1 : k + 4]]
    if inside[:1] == ["{"] and inside[1:2] in (["+"], *([star] for star in STARS)) and inside[2:] == ["}"]:
        return k + 4
    if is_star(tokens, k):
        return k + 2
    is_power = k + 2 >= len(tokens) or tokens[k + 2].kind == "num"  # `10^+3`; all else stands behind `w^+`, as in TeX.
    return k + 2 if inside[:1] == ["+"] and not is_power else 0


def is_star(tokens: list[Token], k: int) -> bool:
    """Whether a star is all that stands above the name before."""
    return next((token.text for token in tokens[k + 1 : k + 3] if token.text != "{"), "") in STARS


def holds_function(tokens: list[Token], k: int) -> bool:
    """Whether braces hold one word with its arguments behind them, `{\\mathrm{ReLU}}(a)`; no second argument."""
    inside = [(token.kind, token.text) for token in tokens[k + 1 : k + 4]]
    is_word = len(inside) == 3 and inside[0][0] == "word" and [text for _, text in inside[1:]] == ["}", "("]
    return is_word and (k == 0 or (tokens[k - 1].text not in (*HOLDING, "}") and tokens[k - 1].kind != "accent"))


def group(tokens: list[Token], start: int) -> int:
    """The place behind a group that starts here: one in braces, or a single token; -1 where there is none."""
    if start >= len(tokens) - 1:
        return -1
    level = 0
    for k in range(start, len(tokens) - 1):
        level += opens(tokens[k]) - closes(tokens[k])
        if level <= 0:
            return k + 1
    return -1


def take_remark_off(tokens: list[Token], k: int, sign: str) -> None:
    """`\\underbrace{x}_{remark}` as `{x}`."""
    end = group(tokens, k + 1)
    if end < 0:
        return
    behind = group(tokens, end + 1) if tokens[end].text == sign else -1
    if behind > 0:
        del tokens[end:behind]
    del tokens[k]


def take_stack_off(tokens: list[Token], k: int) -> None:
    """`\\overset{remark}{=}` as `=`; what stands over or under the bars of a norm is its exponent or index."""
    middle = group(tokens, k + 1)
    end = group(tokens, middle) if middle > 0 else -1
    if end < 0:
        return
    inside = tokens[middle:end]
    if inside[0].text == "{" and (len(inside) == 3 or inside[1].text == "‖"):
        inside = inside[1:-1]
    if inside[0].text == "‖":
        sign = "_" if tokens[k].text == "underset" else "^"
        inside += [replace(tokens[k], kind="sign", text=sign), *tokens[k + 1 : middle]]
    tokens[k:end] = inside


def put_in_front(tokens: list[Token], k: int) -> None:
    """`{a \\over b}` as `\\frac{a}{b}`."""
    levels = [0]
    for token in tokens:
        levels.append(levels[-1] + opens(token) - closes(token))
    start = next((j for j in range(k, -1, -1) if levels[j] < levels[k]), -1)
    end = next((j for j in range(k, len(tokens)) if levels[j + 1] < levels[k]), -1)
    if start < 0 or end < 0 or tokens[start].text != "{":
        return
    at = tokens[k].start
    tokens[k : k + 1] = [Token("sign", "}", at, at), Token("sign", "{", at, at)]
    tokens.insert(start, Token("sign", "frac", tokens[start].start, tokens[start].start))


def is_idle(tokens: list[Token], k: int) -> bool:
    """Whether an empty group only keeps a distance: `{} + x`."""
    before, behind = tokens[k - 1] if k else None, tokens[k + 2]
    if behind.text == "^" and any(token.text.startswith("t") for token in tokens[k + 3 : k + 5]):
        return False  # The sign of a transpose in front of its matrix, `{}^tV`.
    if before and behind.text in ("^", "_") and (before.kind in ("word", "num") or before.text in (")", "]", "}")):
        return True
    if before and (before.text in HOLDING or before.kind == "accent"):
        return False
    starts = before is None or before.text in OPERATORS or before.kind in ("relation", "row")
    ends = behind.text in OPERATORS or behind.kind in ("relation", "row", "stop")
    return (starts or ends) and behind.text not in ("^", "_")
