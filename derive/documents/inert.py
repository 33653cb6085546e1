"""What somebody else wrote, made harmless for a document: it is shown letter by letter and means nothing there."""

from __future__ import annotations

import re
import unicodedata

from derive.documents.foreign_latex import COMBINING, LOWERED, RAISED, SIGNS, UNICODE_GREEK
from derive.language.patterns import regex

UNSEEN = (range(32), range(127, 160), range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2070), [0xFEFF])
CONTROL = dict.fromkeys((code for codes in UNSEEN for code in codes), "")
"""Characters that act and are not seen."""

TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "`": r"\textasciigrave{}", "'": r"\textquotesingle{}", '"': r"\textquotedbl{}", "|": r"\textbar{}",
    "-": "-{}", ",": ",{}", "?": "?{}", "!": "!{}", "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''",
    "½": "$\\frac12$", "′": "$'$", "″": "$''$", "«": "<<", "»": ">>", "°": "$^\\circ$", "\u00a0": "~", "€": "EUR",
}  # fmt: skip
LATIN = regex(r"[À-ÖØ-öø-ÿ]")
LONGEST_SHOWN = 400
BREAK_AFTER = frozenset("\\ ,;&{}()[]=+-*/|")
UNBROKEN = 12


def tex_letter(letter: str) -> str:
    """One character for LaTeX; one that its fonts lack is told by its number."""
    if letter in TEX:
        return TEX[letter]
    if " " <= letter <= "~" or LATIN.fullmatch(letter):
        return letter
    if letter in RAISED:
        return f"$^{{{RAISED[letter]}}}$"
    if letter in LOWERED:
        return f"$_{{{LOWERED[letter]}}}$"
    if letter in SIGNS or letter in UNICODE_GREEK:
        return f"${SIGNS.get(letter) or UNICODE_GREEK[letter]}$"
    return accented(letter)


def accented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in COMBINING:
        return f"$\\{COMBINING[parts[1]]}{{{parts[0]}}}$"
    if letter in COMBINING:
        return ""
    return f"\\textless{{}}U+{ord(letter):04X}\\textgreater{{}}"


def shortened(text: str) -> str:
    """Text on one line, without control characters, and not longer than anybody reads."""
    text = inert_text(" ".join(text.split()))
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def inert_tex(text: str) -> str:
    """Words for LaTeX."""
    return "".join(map(tex_letter, composed(shortened(text))))


def verbatim_tex(text: str) -> str:
    """Typewriter text for LaTeX that may be broken nearly anywhere."""
    result = []
    unbroken = 0
    for letter in composed(shortened(text)):
        unbroken = 0 if letter in BREAK_AFTER else unbroken + 1
        result.append("\\ " if letter == " " else tex_letter(letter))
        if not unbroken or unbroken % UNBROKEN == 0:
            result.append("\\allowbreak{}")
    return f"\\texttt{{{''.join(result)}}}"


def inert_md(text: str) -> str:
    """Words for Markdown: no tags, no links, no mathematics."""
    return re.sub(r"(?i)(https?|ftp|mailto|www)([:.])", r"\1&#8203;\2", markdown(shortened(text)).replace("@", "&#64;"))


def verbatim_md(text: str) -> str:
    """A span of code, its fence longer than any within."""
    shown = shortened(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown or not shown else f"{fence}{shown}{fence}"


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>()#|!$~" else c for c in inert_text(text))
    return escaped.replace("&", "&amp;")


def inert_text(text: str) -> str:
    """Text for a terminal: on one line, without control and direction characters."""
    return text.replace("\n", " ").translate(CONTROL)
