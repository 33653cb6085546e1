"""LaTeX for the parts that formulas in markup are made of: fences, accents, scripts, fractions, matrices.

Word's markup (ECMA-376 part 1, chapter 22.1) and MathML (MathML Core) name the same parts; each reads its own elements
and says them with these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

FENCES = {"": ".", "{": "\\{", "}": "\\}", "‖": "\\|", "∥": "\\|", "⟨": "\\langle ", "⟩": "\\rangle "}
ACCENTS = {
    **dict.fromkeys("\u0302^ˆ", "hat"),
    **dict.fromkeys("\u0304\u0305¯‾ˉ\u0332_", "bar"),
    **dict.fromkeys("\u0303~˜", "tilde"),
    **dict.fromkeys("\u20d7→⃗", "vec"),
    **dict.fromkeys("\u0307˙", "dot"),
    "\u0308": "ddot",
    "¨": "ddot",
    "\u030c": "check",
    "ˇ": "check",
    **dict.fromkeys("\u20d6←", "overleftarrow"),
}
"""What stands over a letter, combining or by itself, and the command for it."""
LARGE = {"∑": "\\sum", "∏": "\\prod", "∫": "\\int", "⋃": "\\bigcup", "⋂": "\\bigcap"}
SIGNS = {
    **dict.fromkeys("⊤⊺ᵀ", "\\top "),
    **dict.fromkeys("\u2061\u2062\u00a0", " "),
    "\u2063": ",",
    "\u2064": "+",
    "\u200b": "",
    "\u2003": "\\quad ",
    "−": "-",
    **dict.fromkeys("‖∥", "\\|"),
}
ESCAPED = re.compile(r"[{}%#$_^~&\\]")
LETTERLIKE = range(0x1D400, 0x1D800)
BOLD_ONE, ONES = "\\mathbf{1}", ("𝟏", "𝟙")
SPACE = re.compile(r"\s+")
WORD = re.compile(r"[A-Za-z]{2,}")
BRACED = re.compile(r"\{[^{}]*\}|\\?\w|\\?[)\]|]|\\\w+\{[^{}\\]*\}|\\right[)\]]")
PRIMES = {"'": "'", "′": "'", "″": "''", "‴": "'''", "*": "*", "∗": "*", "⋆": "\\star "}


def typed(text: str) -> str:
    """Characters of a formula, those of LaTeX escaped; letters of other alphabets of mathematics become plain ones.

    A bold 1 by itself stays one, since it stands for an array of ones.
    """
    return BOLD_ONE if text.strip() in ONES else "".join(map(typed_sign, text))


def typed_sign(sign: str) -> str:
    if sign in "\\{}%#$_^~&":
        return "\\backslash " if sign == "\\" else f"\\{sign}"
    return unicodedata.normalize("NFKC", sign) if ord(sign) in LETTERLIKE else SIGNS.get(sign, sign)


def word(text: str) -> str:
    """Letters that belong together: the name of a function or of a quantity."""
    return f"\\mathrm{{{text}}}" if WORD.fullmatch(text) else text


def said(text: str) -> str:
    """Words between formulas; signs and room alone mean what they mean in a formula."""
    if not any(sign.isalnum() for sign in text):
        return typed(text) if text.strip() or "\u2003" in text else " "
    return f"\\text{{{SPACE.sub(' ', ESCAPED.sub('', text))}}}" if text.strip() else " "


def base(latex: str) -> str:
    return latex if BRACED.fullmatch(latex) else f"{{{latex}}}"


def scripts(of: str, below: str = "", above: str = "") -> str:
    """A base with an index, an exponent or both."""
    lower = f"_{{{below}}}" if below else ""
    mark = PRIMES.get(above.strip(), "")
    if mark:
        return f"{base(of)}{mark}{lower}" if mark[0] == "'" else f"{base(of)}{lower}^{{{mark}}}"
    upper = f"^{{{above}}}" if above else ""
    return f"{base(of)}{lower}{upper}"


def large(sign: str, below: str = "", above: str = "") -> str:
    """A sum, a product or an integral with its bounds."""
    lower, upper = f"_{{{below}}}" if below else "", f"^{{{above}}}" if above else ""
    return f"{LARGE.get(sign, sign)}{lower}{upper} "


def accented(of: str, sign: str) -> str | None:
    """A letter under a sign; `None` where the sign is no accent."""
    command = ACCENTS.get(sign.strip())
    return f"\\{command}{{{of}}}" if command else None


def fraction(above: str, below: str) -> str:
    return f"\\frac{{{above}}}{{{below}}}"


def root(of: str, degree: str = "") -> str:
    return f"\\sqrt[{degree}]{{{of}}}" if degree.strip() else f"\\sqrt{{{of}}}"


def fenced(parts: Sequence[str], left: str, right: str, between: str = ",") -> str:
    inside = (typed(between) or " ").join(parts)
    return f"\\left{FENCES.get(left, left)}{inside}\\right{FENCES.get(right, right)}"


def matrix(rows: Iterable[Sequence[str]]) -> str:
    return "\\begin{matrix}" + " \\\\ ".join(" & ".join(row) for row in rows) + "\\end{matrix}"


def aligned(rows: Iterable[str]) -> str:
    return "\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}"


def under(of: str, below: str) -> str:
    """What stands below a sign: bounds of a large sign and of a limit, a note under anything else."""
    return f"\\underset{{{below}}}{{{of}}}"


def over(of: str, above: str) -> str:
    return f"\\overset{{{above}}}{{{of}}}"
