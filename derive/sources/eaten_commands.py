"""LaTeX commands whose beginning a program took for an escape (`\\begin` to `egin`), or that lost their backslash."""

from __future__ import annotations

import re

from derive.language import latex_commands
from derive.language.signs import BY_SPELLING

ESCAPES = {"\x07": "a", "\x08": "b", "\x0b": "v", "\x0c": "f", "\t": "t", "\x1b": "e"}
"""What the escapes of strings stand for, and the letter that each takes away."""
KNOWN = frozenset(
    {spelling[1:] for spelling in BY_SPELLING if spelling[0] == "\\" and spelling[1:].isalpha()}
    | latex_commands.FONTS
    | latex_commands.TEXT
    | latex_commands.LAYOUT
    | set(latex_commands.LETTERS)
    | set("begin end tanh exp log frac vec right top".split())
)
ESCAPED = re.compile(r"([\x07\x08\x0b\x0c\x1b]|\t)([A-Za-z]+)")
BRACED = {
    each[1:]: each
    for each in "begin frac bar boldsymbol vec text textbf textrm tilde boxed binom framebox textcolor".split()
}
"""What is left of commands before a brace; no word and no name ends so."""
BARE = {
    each[1:]: each
    for each in "times approx alpha theta nabla tanh rightarrow varepsilon triangleq forall textstyle".split()
}
"""What is left of commands that stand alone; none is a word."""
EATEN = re.compile(
    rf"(?<![\\A-Za-z])(?:({'|'.join(sorted(BRACED, key=len, reverse=True))})(?=\{{)"
    rf"|({'|'.join(sorted(BARE, key=len, reverse=True))})(?![A-Za-z])"
    rf"|(ight)(?=\s?(?:[)\]|.>]|\\[}}|r]))|(nd)(?=\{{[A-Za-z]{{0,2}}(?:matrix|array|aligned|align|cases|equation)\*?\}}))"
)
ROW = re.compile(r"(?<=[\^{])op(?=[}\s$)])|(?<=\^)[ ]?op(?![A-Za-z])")
"""`\\top` without its beginning, set high."""
LEFT_OVER = re.compile(r"[\x07\x08\x0b\x0c\x1b]")
BARE_BRACED = re.compile(
    r"(?<![\\/A-Za-z])(begin|end|d?frac|tfrac|bar|hat|tilde|vec|overline|widehat|mathrm|mathbf|text|boldsymbol"
    r"|operatorname|sqrt|partial|sum|odot)(?=\{)"
)
LOST = re.compile(r"(?<![\\/A-Za-z])(?:begin\{[a-zA-Z]*(?:matrix|aligned|array)\}|d?frac\{[^{}\n]*\}\{)")
"""That backslashes were lost."""
BETWEEN_DOLLARS = re.compile(r"\$\$?[^$]+\$")
SINGLE = re.compile(
    r"(?<![\\A-Za-z])(partial|odot|top|cdot|times|approx|sum|nabla|left|right|qquad|quad|tanh|sigma|delta|alpha|beta"
    r"|theta|mathbf|exp|log|quad|dots|cdots|ldots)(?![A-Za-z])"
)


PAIRS = (
    *((f"{rest}{{", f"{whole}{{") for rest, whole in BRACED.items()),
    *BARE.items(),
    *((f"ight{sign}", f"right{sign}") for sign in (")", "]", ".", "\\", "|", ">", " ")),
    ("nd{", "end{"),
)
"""What is left of commands, and the commands."""


def may_be_eaten(text: str) -> bool:
    """Whether what is left of a command occurs more often than the command; to count is quick."""
    if LEFT_OVER.search(text) or "\t" in text or any(map(text.__contains__, ("^op", "^ op", "{op"))):
        return True
    return any(text.count(rest) > text.count(whole) for rest, whole in PAIRS)


def without_escapes(text: str) -> str:
    """The text with what escapes took away given back, where a command that is known comes of it."""
    if LEFT_OVER.search(text) or "\t" in text:
        text = ESCAPED.sub(unescaped, text)
        text = LEFT_OVER.sub(" ", text)
    return ROW.sub(r"\\top", EATEN.sub(given_back, text)) if EATEN.search(text) else text


def unescaped(found: re.Match[str]) -> str:
    """`\\x08egin` as `\\begin`; a tab before a name that is none of LaTeX's stays."""
    letters = ESCAPES[found[1]] + found[2]
    is_sure = letters in KNOWN and (found[1] != "\t" or found[2] in BARE or found[2] in BRACED or found[2] == "op")
    return f"\\{letters}" if is_sure else found[0]


def given_back(found: re.Match[str]) -> str:
    braced, bare, right, end = found.groups()
    return "\\" + (BRACED[braced] if braced else BARE[bare] if bare else "right" if right else f"e{end}")


def may_be_bare(text: str) -> bool:
    """Whether commands with arguments occur more often than their backslashes; to count is quick."""
    fractions = sum(map(text.count, ("\\frac{", "dfrac{", "tfrac{", "cfrac{")))
    return text.count("begin{") > text.count("\\begin{") or text.count("frac{") > fractions


def with_backslashes(text: str) -> str:
    """Commands with their backslashes, where it shows that all were lost."""
    if not LOST.search(text):
        return text
    text = BARE_BRACED.sub(r"\\\1", text)
    return BETWEEN_DOLLARS.sub(lambda found: SINGLE.sub(r"\\\1", found[0]), text)
