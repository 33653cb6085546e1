"""Slips of typing and of Markdown, mended: `/frac`, `\\_`, underscores that became stars, `\\\\` that became `\\`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derive.language import latex_commands
from derive.language.signs import BY_SPELLING
from derive.writeup.tokens import PlacedToken, environment, joined, partners

COMMANDS = frozenset(
    "frac dfrac tfrac partial begin end bar hat tilde left right mathbf mathrm text cdot odot approx boldsymbol".split()
)
ACCENTS = frozenset(each for each, sign in BY_SPELLING.items() if sign.kind == "accent" and each[0] == "\\") | {"\\vec"}
MATRICES = latex_commands.MATRICES - {"array"}
BOXES = frozenset({"\\boxed", "\\fbox"})
TAGS = {("sub", False): "_{", ("sup", False): "^{", ("sub", True): "}", ("sup", True): "}"}
EMPHASIS = frozenset({"em", "i"})
INDICES = frozenset("t i j k n s".split())


def mended(tokens: Sequence[PlacedToken], underscores: bool = True) -> list[PlacedToken]:
    """The tokens with slips put right; each keeps its place."""
    result = list(tokens)
    texts = {token.text for token in tokens}
    if "\\_" in texts or ("/" in texts and not texts.isdisjoint(COMMANDS)):
        result = with_backslashes(result)
        texts = {token.text for token in result}
    if not texts.isdisjoint(BOXES):
        result = unboxed_halves(result)
    if "<" in texts or not texts.isdisjoint(ACCENTS):
        result = with_indices(result)
    if any(map(has_half_row, texts)):
        result = with_rows(result)
    return with_underscores(result) if underscores and "*" in texts else result


def with_backslashes(tokens: Sequence[PlacedToken]) -> list[PlacedToken]:
    """`/frac` is `\\frac`, and `\\_` an underscore."""
    result: list[PlacedToken] = []
    k = 0
    while k < len(tokens):
        token = tokens[k]
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        if token.kind == "/" and following is not None and following.text in COMMANDS and following.at == token.end:
            result.append(PlacedToken("command", f"\\{following.text}", token.at))
            k += 2
            continue
        if token.kind == "command" and token.text == "\\_":
            token = PlacedToken("_", "_", token.at)
        result.append(token)
        k += 1
    return result


def unboxed_halves(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """The tokens without the boxes around halves of a matrix that is set in two rows."""
    pairs = partners(tokens)
    gone: set[int] = set()
    for k, token in enumerate(tokens[:-1]):
        stop = pairs.get(k + 1) if token.text in BOXES else None
        inside = joined(tokens[k + 2 : stop]).strip() if stop is not None else ""
        if inside.startswith("\\left.") or inside.endswith("\\right."):
            gone |= {k, k + 1, stop or k}
    return [token for k, token in enumerate(tokens) if k not in gone]


def with_rows(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """`1 \\ 2` and `1\\2` in a matrix without rows are `1 \\\\ 2`: Markdown took one of two backslashes."""
    result: list[PlacedToken] = []
    opened: list[int] = []
    for k, token in enumerate(tokens):
        result.append(token)
        if token.text == "\\begin" and environment(tokens, k)[0].rstrip("*") in MATRICES:
            opened.append(len(result))
        elif token.text == "\\end" and opened and environment(tokens, k)[0].rstrip("*") in MATRICES:
            start = opened.pop()
            inside = result[start:]
            if not opened and not any(each.kind == "row" for each in inside) and separates(inside):
                result[start:] = [part for each in inside for part in halves(each)]
    return result


def separates(inside: Sequence[PlacedToken]) -> bool:
    """Whether no backslash is but a space at the mark between two entries."""
    kept = [token for token in inside if token.kind not in ("space", "line")]
    return not any({a.kind, b.kind} >= {"&", "command"} and any(map(is_half_row, (a, b))) for a, b in pairwise(kept))


def is_half_row(token: PlacedToken) -> bool:
    return token.kind == "command" and has_half_row(token.text)


def has_half_row(text: str) -> bool:
    return text[:1] == "\\" and (text[1:2].isspace() or text[1:2].isdigit() or text == "\\-")


def halves(token: PlacedToken) -> list[PlacedToken]:
    """A backslash as the end of a row, and what it had swallowed."""
    if not is_half_row(token):
        return [token]
    swallowed = token.text[1:]
    kind = "number" if swallowed.isdigit() else "space" if swallowed.isspace() else swallowed
    return [PlacedToken("row", "\\\\", token.at), PlacedToken(kind, swallowed, token.at + 1)]


def with_indices(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """`\\bar{h}0`, `h<sub>0</sub>` and `h<em>0` are `\\bar{h}_0` and `h_{0}`: the underscores were eaten."""
    braces = partners(tokens)
    accented = {
        braces[k + 1]
        for k, token in enumerate(tokens)
        if token.text in ACCENTS and k + 1 in braces and k + 1 < len(tokens)
    }
    result: list[PlacedToken] = []
    k = 0
    while k < len(tokens):
        token = tokens[k]
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        found = tag(tokens, k) if token.kind == "<" else ("", 0)
        if found[1]:
            result += [PlacedToken(sign, sign, token.at) for sign in found[0]]
            k = found[1]
            continue
        result.append(token)
        k += 1
        if k - 1 not in accented or following is None:
            continue
        if following.kind == "number" and "." not in following.text:
            result.append(PlacedToken("_", "_", following.at))
        elif following.kind == "*" and k + 1 < len(tokens) and is_index(tokens[k + 1]):
            result.append(PlacedToken("_", "_", following.at))
            k += 1
    return result


def is_index(token: PlacedToken) -> bool:
    return token.text in INDICES or (token.kind == "number" and "." not in token.text)


def tag(tokens: Sequence[PlacedToken], k: int) -> tuple[str, int]:
    """What a tag of HTML stands for, and the index behind it; 0 for none."""
    closing = k + 1 < len(tokens) and tokens[k + 1].kind == "/"
    name = k + 2 if closing else k + 1
    if name + 1 >= len(tokens) or tokens[name + 1].kind != ">":
        return "", 0
    if tokens[name].text in EMPHASIS and name + 2 < len(tokens) and is_index(tokens[name + 2]):
        return "_", name + 2
    signs = TAGS.get((tokens[name].text, closing), "")
    return signs, name + 2 if signs else 0


def with_underscores(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """`h*{t-1}` and `h*t* = W` are `h_{t-1}` and `h_t = W`: emphasis took the underscores for its marks."""
    stars = [k for k, token in enumerate(tokens) if token.kind == "*"]
    if not stars:
        return tokens
    sure = any(k + 1 < len(tokens) and tokens[k + 1].kind == "{" for k in stars)
    sure = sure or any(is_pair(tokens, k) for k in stars)
    if not sure:
        return tokens
    result = list(tokens)
    dropped: set[int] = set()
    for k in stars:
        if k in dropped or not 0 < k < len(tokens) - 1:
            continue
        if is_pair(tokens, k):
            dropped.add(k + 2)
        base, index = tokens[k - 1], tokens[k + 1]
        attached = base.kind in ("word", "}") or (base.kind == "command" and base.text[1:].isalpha())
        if attached and (index.kind in ("{", "number") or index.text in INDICES):
            result[k] = PlacedToken("_", "_", tokens[k].at)
    return [token for k, token in enumerate(result) if k not in dropped]


def is_pair(tokens: Sequence[PlacedToken], k: int) -> bool:
    """Whether a star begins `*t*` behind a letter, with nothing to multiply behind it."""
    if not 0 < k < len(tokens) - 2 or tokens[k + 2].kind != "*":
        return False
    behind = tokens[k + 3].kind if k + 3 < len(tokens) else "space"
    return (
        tokens[k - 1].kind in ("word", "}")
        and (tokens[k + 1].text in INDICES or tokens[k + 1].kind == "number")
        and behind not in ("word", "number", "command", "(", "{")
    )
