"""Somebody else's LaTeX set again from a reading of our own, so that nothing of the file itself reaches a document.

The grammar knows symbols, groups, scripts, fractions, accents, brackets and matrices.  It has no way to write a macro,
a file or a category code: what it does not know makes the whole formula unsettable, and it is then shown verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from derive.language.patterns import regex
from derive.language.record import record

LONGEST = 1500
"""Characters of a formula that is set; longer ones are shown as they were typed."""
DEEPEST = 12
MOST_COLUMNS = 30
NAME = r"(?<![\\A-Za-z_^])[A-Za-z]{3,}(?=_\{|_\w(?!\w))|(?<=_\{)[A-Za-z]{3,}(?=\d*\})"
"""A word that is a name, since it has an index or is one; it is set upright."""
TOKEN = regex(rf"\\[A-Za-z]+|\\.|{NAME}|\d+(?:\.\d+)?|\s+|.", re.S)
WORD = regex(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
NAMES = regex(NAME)
TEXTS = regex(r"\\(?:begin|end|[a-z]+)\s*\{[^{}\\]*\}")
UPRIGHT = regex(r"[A-Za-z0-9 .,:;()+-]*")

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
SYMBOLS = frozenset(
    (
        *GREEK,
        *"partial nabla sum prod int infty top intercal prime ell cdot times odot circ otimes oplus ast star".split(),
        *"pm mp approx equiv sim simeq neq ne le leq ge geq ll gg in to rightarrow Rightarrow implies iff".split(),
        *"propto mapsto ldots cdots dots vdots ddots tanh sinh cosh exp log ln sin cos tan max min arg det".split(),
        *"forall langle rangle lvert rvert vert Vert lVert rVert mid quad qquad dagger bullet".split(),
        *"lbrace rbrace".split(),
    )
)
SAME = {
    **{"\\dots": "\\ldots", "\\ne": "\\neq", "\\implies": "\\Rightarrow", "\\intercal": "\\top"},
    **{"\\mid": "\\vert"},
}
SIZES = ("big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr limits nolimits displaystyle textstyle").split()
DROPPED = frozenset("\\" + name for name in SIZES) | {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\>"}
ACCENTS = frozenset(
    (
        *"bar hat tilde vec dot ddot widehat widetilde overline underline sqrt overrightarrow overleftarrow".split(),
        *"mathbf mathit mathcal mathbb mathsf boldsymbol boxed".split(),
    )
)
SAME_ACCENT = {"bm": "boldsymbol", "pmb": "boldsymbol", "symbf": "boldsymbol"}
WORDS = frozenset("text mathrm textrm mbox operatorname textit textbf rm".split())
PAIRS = {"frac": "frac", "dfrac": "frac", "tfrac": "tfrac", "cfrac": "frac", "underset": "underset"}
"""What has two arguments."""
MATRICES = frozenset("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases".split())
DELIMITERS = {
    **{sign: sign for sign in "()[]."},
    **{"|": "\\vert", "\\|": "\\Vert", "\\{": "\\lbrace", "\\}": "\\rbrace"},
    **{"\\lvert": "\\vert", "\\rvert": "\\vert"},
    **{name: name for name in ("\\langle", "\\rangle", "\\vert", "\\Vert", "\\lVert", "\\rVert")},
    **{name: name for name in ("\\lbrace", "\\rbrace")},
}
SIGNS = {
    **{sign: sign for sign in "+-=()[],.:;!/"},
    **{"*": "\\ast", "|": "\\vert", "<": "<", ">": ">", "−": "-", "–": "-", "·": "\\cdot", "⋅": "\\cdot"},
    **{"×": "\\times", "∂": "\\partial", "∑": "\\sum", "∇": "\\nabla", "≈": "\\approx", "⊙": "\\odot"},
    **{"∘": "\\circ", "⊗": "\\otimes", "∈": "\\in", "≤": "\\leq", "≥": "\\geq", "≠": "\\neq", "→": "\\to"},
    **{"⇒": "\\Rightarrow", "∞": "\\infty", "…": "\\ldots", "µ": "\\mu", "ℓ": "\\ell"},
    **{"\\{": "\\lbrace", "\\}": "\\rbrace", "\\|": "\\Vert"},
}
COMBINING = {"\u0304": "bar", "\u0305": "bar", "\u0302": "hat", "\u0303": "tilde", "\u0307": "dot"}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹ᵀᵗ⊤", [*"0123456789", "\\top", "t", "\\top"], strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₜ", [*"0123456789", "t"], strict=True))
UNICODE_GREEK = {
    unicodedata.lookup(f"GREEK {'SMALL' if name.islower() else 'CAPITAL'} LETTER {official.upper()}"): f"\\{name}"
    for name in GREEK
    if not name.startswith("var")
    for official in ["lamda" if name.lower() == "lambda" else name]
}


class Unsettable(Exception):
    """The formula holds something that the grammar does not know."""


@record
class Formula:
    """LaTeX that is safe to set, and the columns of its widest matrix."""

    latex: str
    columns: int = 0


def typeset(text: str) -> Formula | None:
    """The formula set again; `None` for what is no LaTeX or holds anything beyond mathematics."""
    if len(text) > LONGEST or WORD.search(NAMES.sub(" ", TEXTS.sub(" ", text))):
        return None
    setter = Typesetter(text)
    try:
        latex = setter.row(0, ())
        setter.end()
    except Unsettable:
        return None
    return Formula(latex, setter.columns) if latex else None


class Typesetter:
    """Reads a formula from left to right and writes each part it knows."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(unicodedata.normalize("NFD", text.replace("~", " ").strip()))
        self.place = 0
        self.columns = 0

    @property
    def token(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.token
        if not token or (wanted and token != wanted):
            raise Unsettable
        self.skip()
        return token

    def skip(self) -> None:
        """To the next token that is no space."""
        self.place += 1
        while self.token.isspace():
            self.place += 1

    def end(self) -> None:
        if self.token:
            raise Unsettable

    def row(self, depth: int, stops: tuple[str, ...]) -> str:
        """Everything up to one of the stops, which stays."""
        if depth > DEEPEST:
            raise Unsettable
        parts = []
        while self.token and self.token not in stops:
            if self.token in DROPPED:
                self.skip()
                continue
            parts.append(self.scripts(self.atom(depth), depth))
        return " ".join(filter(None, parts))

    def scripts(self, base: str, depth: int) -> str:
        """A base with what stands above and below it, each at most once."""
        for accent in iter(lambda: COMBINING.get(self.token), None):
            self.skip()
            base = f"\\{accent}{{{base}}}"
        above: list[str] = []
        below: list[str] = []
        while True:
            if self.token in ("^", "_"):
                place = above if self.take() == "^" else below
                if place:
                    raise Unsettable
                place.append(self.argument(depth))
            elif self.token == "'" or self.token in RAISED:
                above.append("\\prime" if self.token == "'" else RAISED[self.token])
                self.skip()
            elif self.token in LOWERED:
                below.append(LOWERED[self.token])
                self.skip()
            else:
                break
        return base + (f"_{{{' '.join(below)}}}" if below else "") + (f"^{{{' '.join(above)}}}" if above else "")

    def argument(self, depth: int) -> str:
        """A group without its braces, or a single symbol."""
        while self.token in DROPPED:
            self.skip()
        if self.token == "{":
            self.take()
            inner = self.row(depth + 1, ("}",))
            self.take("}")
            return inner
        if self.token[:1].isdigit() and len(self.token) > 1:
            self.tokens[self.place : self.place + 1] = [self.token[0], self.token[1:]]
        return self.atom(depth + 1)

    def atom(self, depth: int) -> str:
        token = self.take()
        if token == "{":
            inner = self.row(depth + 1, ("}",))
            self.take("}")
            return f"{{{inner}}}"
        if token[0] == "\\" and token[1:].isalpha():
            return self.command(token, depth)
        if re.fullmatch(r"[A-Za-z]|[0-9.]+", token, re.ASCII):
            return token
        if token.isalpha() and len(token) > 2 and token.isascii():
            return f"\\mathrm{{{token}}}"
        known = SIGNS.get(token) or UNICODE_GREEK.get(token)
        if known is None:
            raise Unsettable
        return known

    def command(self, token: str, depth: int) -> str:
        name = SAME_ACCENT.get(token[1:], token[1:])
        if name in SYMBOLS:
            return SAME.get(token, token)
        if name == "sqrt" and self.token == "[":
            raise Unsettable
        if name in ACCENTS:
            return f"\\{name}{{{self.argument(depth)}}}"
        if name in PAIRS:
            return f"\\{PAIRS[name]}{{{self.argument(depth)}}}{{{self.argument(depth)}}}"
        readers: dict[str, Callable[[int], str]] = {"left": self.fence, "begin": self.matrix, "hspace": self.room}
        if name in readers:
            return readers[name](depth)
        if name in WORDS:
            return self.words(name)
        raise Unsettable

    def words(self, name: str) -> str:
        """Upright words: nothing but letters, digits and marks."""
        self.take("{")
        start = self.place
        while self.token and self.token != "}":
            self.skip()
        text = "".join(self.tokens[start : self.place])
        self.take("}")
        if not UPRIGHT.fullmatch(text):
            raise Unsettable
        return f"\\mathrm{{{text}}}" if text.isalpha() else f"\\text{{{text}}}"

    def room(self, depth: int) -> str:
        """Nothing: our own setting decides what room there is."""
        self.words("text")
        return ""

    def fence(self, depth: int) -> str:
        left = self.delimiter()
        inner = self.row(depth + 1, ("\\right",))
        self.take("\\right")
        return f"\\left{left} {inner} \\right{self.delimiter()}"

    def delimiter(self) -> str:
        found = DELIMITERS.get(self.take())
        if found is None:
            raise Unsettable
        return found

    def name(self) -> str:
        self.take("{")
        start = self.place
        while self.token.isalpha() and len(self.token) == 1:
            self.skip()
        name = "".join(self.tokens[start : self.place])
        self.take("}")
        return name

    def matrix(self, depth: int) -> str:
        """A matrix of any kind; an `array` becomes one without brackets."""
        name = self.name()
        if name not in MATRICES and name != "array":
            raise Unsettable
        if name == "array":
            self.take("{")
            while self.token in ("l", "c", "r", "|"):
                self.skip()
            self.take("}")
        rows = self.rows(depth)
        self.take("\\end")
        if self.name() != name:
            raise Unsettable
        self.columns = max(self.columns, *(len(row) for row in rows))
        if self.columns > MOST_COLUMNS:
            raise Unsettable
        kind = "matrix" if name == "array" else name
        body = " \\\\ ".join(" & ".join(row) for row in rows)
        return f"\\begin{{{kind}}} {body} \\end{{{kind}}}"

    def rows(self, depth: int) -> list[list[str]]:
        rows = [[self.cell(depth)]]
        while self.token in ("&", "\\\\"):
            if self.take() == "&":
                rows[-1].append(self.cell(depth))
            elif self.token != "\\end":
                rows.append([self.cell(depth)])
        return rows

    def cell(self, depth: int) -> str:
        """An entry; a leading bracket would be taken for the length of a row end."""
        text = self.row(depth + 1, ("&", "\\\\", "\\end"))
        return f"{{}}{text}" if text.startswith(("[", "\\ast")) else text
