"""The table of signs: what each one is, what it means, and how it is spelled in LaTeX, in Unicode and on a keyboard.

Whoever reads mathematics, a write-up or a single answer, iterates these rows: a new sign is a row, a new spelling is a
word in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.language.record import record


@record
class Sign:
    """A sign with its spellings, each column separated by spaces.

    `kind` is relation, near (a relation where a value follows), tie (a space of LaTeX, elsewhere near), arrow (between
    statements), step (from one thing to the next), order (of a condition), update (of a variable in a program), op,
    open, close, sep, colon, accent, raised (Unicode sets it high, LaTeX does not) or mark.  `meaning` is how the
    readers write the sign.  LaTeX stands without its backslash; `typed` is Python, MATLAB and plain text.
    """

    kind: str
    meaning: str
    latex: str = ""
    unicode: str = ""
    typed: str = ""

    @property
    def spellings(self) -> Iterator[str]:
        yield from (f"\\{command}" for command in self.latex.split())
        yield from self.unicode.split()
        yield from self.typed.split()

    @property
    def ascii(self) -> str:
        """The first spelling without Unicode."""
        return f"\\{self.latex.split()[0]}" if self.latex else self.typed.split()[0]


SIGNS = (
    Sign("relation", "=", "eq", "≙ ＝", "= =="),
    Sign("relation", "≈", "approx thickapprox simeq cong doteq", "≈ ≃ ≅ ≐", "~="),
    Sign("relation", "≈", "fallingdotseq risingdotseq approxeq", "≒ ≓ ≊"),
    Sign("relation", ":=", "coloneqq coloneq Coloneqq equiv triangleq defeq eqdef", "≔ ≡ ≜ ≝", ":="),
    Sign("relation", ":=", "leftarrow gets longleftarrow", "← ⟵"),
    Sign("relation", "=:", "eqqcolon", "≕", "=:"),
    Sign("near", "≈", "sim", "∼"),
    Sign("tie", "≈", "", "", "~"),
    Sign(
        "arrow",
        "⇒",
        "Rightarrow implies Longrightarrow Leftrightarrow Longleftrightarrow iff therefore",
        "⇒ ⟹ ⇔ ⟺ ∴",
        "=> ==> --> <=>",
    ),
    Sign("step", "⇒", "to rightarrow longrightarrow leadsto hookrightarrow", "→ ⟶", "->"),
    Sign("step", "↦", "mapsto longmapsto", "↦"),
    Sign("step", "∵", "because", "∵"),
    Sign("order", "<", "lt", "", "<"),
    Sign("order", "<=", "le leq leqslant", "≤", "<="),
    Sign("order", ">", "gt", "", ">"),
    Sign("order", ">=", "ge geq geqslant", "≥", ">="),
    Sign("order", "≠", "ne neq", "≠", "!="),
    Sign("order", "∈", "in", "∈"),
    Sign("order", "∉", "notin", "∉"),
    Sign("order", "∀", "forall", "∀"),
    Sign("order", "∃", "exists", "∃"),
    Sign("order", "⊂", "subset subseteq", "⊂"),
    Sign("order", "≪", "ll", "≪"),
    Sign("order", "≫", "gg", "≫"),
    Sign("order", "∝", "propto", "∝"),
    Sign("update", "+=", "", "", "+= -="),
    Sign("op", "+", "", "", "+"),
    Sign("op", "-", "", "− – ‐ ‑", "-"),
    Sign("op", "±", "pm mp", "±"),
    Sign("op", "·", "cdot bullet", "· ⋅ ∙ •"),
    Sign("op", "×", "times", "×"),
    Sign("op", "*", "ast", "∗", "*"),
    Sign("op", "⋆", "star", "⋆"),
    Sign("op", "⊙", "odot circ", "⊙ ∘ ⨀ ◦", ".*"),
    Sign("op", "⊗", "otimes", "⊗"),
    Sign("op", "/", "div", "÷ ∕ ⁄", "/"),
    Sign("op", "./", "oslash", "⊘", "./"),
    Sign("op", "@", "", "", "@"),
    Sign("open", "(", "langle", "⟨", "("),
    Sign("open", "[", "lbrack", "", "["),
    Sign("open", "\\{", "{ lbrace"),
    Sign("close", ")", "rangle", "⟩", ")"),
    Sign("close", "]", "rbrack", "", "]"),
    Sign("close", "\\}", "} rbrace"),
    Sign("sep", ",", "", "， 、", ","),
    Sign("sep", ";", "", "；", ";"),
    Sign("colon", ":", "colon", "：", ":"),
    Sign("accent", "hat", "hat widehat", "\u0302"),
    Sign("accent", "bar", "bar overline", "\u0304 \u0305"),
    Sign("accent", "tilde", "tilde widetilde", "\u0303"),
    Sign("accent", "dot", "dot", "\u0307"),
    Sign("accent", "ddot", "ddot"),
    Sign("accent", "rightarrow", "overrightarrow"),
    Sign("accent", "leftarrow", "overleftarrow"),
    Sign("raised", "⊤", "top intercal", "⊤ ⟙"),
    Sign("mark", "∂", "partial", "∂"),
    Sign("mark", "∇", "nabla", "∇"),
    Sign("mark", "∞", "infty", "∞"),
    Sign("mark", "…", "dots ldots cdots vdots ddots", "… ⋯", ".. ..."),
    Sign("mark", "‖", "Vert parallel |", "‖", "||"),
    Sign("mark", "‖(", "lVert"),
    Sign("mark", "‖)", "rVert"),
    Sign("mark", ",", "mid"),
    Sign("mark", "|", "vert lvert rvert", "∣", "|"),
    Sign("mark", "'", "prime", "", "'"),
    Sign("mark", "'", "", "′ ’ ‘", "' .'"),
    Sign("mark", "√", "sqrt", "√"),
    Sign("mark", "∑", "sum", "∑"),
    Sign("mark", "∏", "prod", "∏"),
    Sign("mark", "frac", "frac tfrac dfrac cfrac"),
    Sign("mark", "^", "", "", "^ **"),
    Sign("mark", ".^", "", "", ".^"),
    *(Sign("mark", sign, "", "", sign) for sign in "_{}&!.?$"),
)


BY_SPELLING = {spelling: sign for sign in SIGNS for spelling in sign.spellings}
"""Every sign by its spellings, commands with their backslash."""
UNICODE = {character: sign for sign in SIGNS for character in sign.unicode.split()}
RELATIONS = {spelling: sign.meaning for spelling, sign in BY_SPELLING.items() if sign.kind == "relation"}
"""What stands between two sides, and what it says of them: `=`, `≈`, `:=`, `=:`."""
STRICT = frozenset(spelling for spelling, sign in BY_SPELLING.items() if sign.meaning in ("<", ">"))
"""The signs of an order that excludes equality."""


def longest_first(spellings: Iterable[str]) -> str:
    """A pattern for any of some spellings; a command ends where its letters end."""
    ordered = sorted(spellings, key=lambda each: (-len(each), each))
    return "|".join(re.escape(each) + ("(?![A-Za-z])" if each[-1].isalpha() else "") for each in ordered)
