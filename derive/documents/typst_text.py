"""What the leaves of Typst write: words as strings, so that none is markup, and formulas with what is spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from derive.documents.foreign_latex import LOWERED, RAISED, SIGNS, UNICODE_GREEK
from derive.documents.formula import Box, Lattice, every
from derive.documents.formula_reader import read_formula
from derive.documents.inert import LATIN, composed, shortened
from derive.documents.lines import SetLine
from derive.documents.render import BOLD, apart, halves, has_matrices, step_number
from derive.documents.spoken import Spoken
from derive.documents.typst_math import quoted, typst
from derive.language.width import LINE, width

HIGH = 3
"""Rows of a matrix that is certainly higher than a line of words."""
FEW, NARROW = 4, 0.85
"""Lines of a display, and the part of a line, up to which none needs to be measured."""
PRINTED = frozenset("–—’‘“”½′″«»°€…✓✗↪↛•×") | {*RAISED, *LOWERED, *SIGNS, *UNICODE_GREEK}


class TypstText:
    """The filters of one language."""

    def __init__(self, language: str, templates: Path | None = None) -> None:
        self.spoken = Spoken(language, templates)

    def filters(self) -> dict[str, Callable[..., object]]:
        return {
            "typ": self.text,
            "typ_plain": self.plain,
            "typ_string": lambda text: quoted(self.plain(text)),
            "typ_raw": quoted,
            "typ_lines": self.lines,
            "typ_fits": fits,
            "typ_said": lambda lines: quoted(self.spoken.lines(lines)),
            "typ_step": step_link,
            "typ_step_kind": step_kind,
            "typ_place": lambda text: quoted(f"step-{step_number(text)}"),
            "halves": halves,
            "has_matrices": has_matrices,
            "typ_verdict": lambda mark: words(self.spoken.words(f"verdicts.{mark}")),
            "inert_typ": inert,
            "verbatim_typ": verbatim,
        }

    def text(self, text: str) -> str:
        """A sentence: words as they are, bold marked, formulas with what is spoken."""
        return "".join(words(said) + (self.formula(math) if math else "") for said, math in apart(text))

    def formula(self, latex: str) -> str:
        """A formula within a sentence; a matrix is as large as in a display, since its brackets are measured there."""
        box = read_formula(latex)
        rows = most_rows(box)
        setting = "m" if not rows else "low" if rows == 1 else "large"
        return f"#{setting}({quoted(self.spoken.latex(latex))}, ${typst(box)}$);"

    def plain(self, text: str) -> str:
        """A sentence in words alone."""
        return "".join(said + (self.spoken.latex(math) if math else "") for said, math in apart(text))

    def lines(self, lines: Sequence[SetLine]) -> str:
        """A display, aligned at the relations."""
        return " \\\n  ".join(f"{formula(line.left)} & {formula(line.right)}" for line in lines)


def fits(lines: Sequence[SetLine]) -> bool:
    """Whether lines are certainly narrower than a page, and fewer than a display has that may be broken."""
    left = max(width(line.left) for line in lines)
    return len(lines) <= FEW and all(left + width(line.right) < NARROW * LINE for line in lines)


def step_kind(lines: Sequence[SetLine]) -> str:
    """What sets a step: one line may stand beside what the step says, unless a matrix makes it too high for that."""
    if len(lines) > 1:
        return "low-step" if fits(lines) else "tall-step"
    return "high-step" if fits(lines) and most_rows(read_formula(lines[0].right)) >= HIGH else "step"


def most_rows(box: Box) -> int:
    """The rows of the highest matrix in a formula."""
    return max((len(part.rows) for part in every(box) if isinstance(part, Lattice)), default=0)


def step_link(text: str) -> str:
    """The number of a step, which leads to it where it stands in the document."""
    return f"#to-step({quoted(text)})" if text else ""


@lru_cache(maxsize=10_000)
def formula(latex: str) -> str:
    return typst(read_formula(latex))


def words(text: str) -> str:
    """Words of our own, what stands between two stars in bold."""
    pieces = [(quoted(piece), k % 2) for k, piece in enumerate(BOLD.split(text)) if piece]
    return "".join(f"#strong({piece});" if is_bold else f"#{piece};" for piece, is_bold in pieces)


def letter(sign: str) -> str:
    """A character that the fonts have, or its number."""
    if " " <= sign <= "~" or LATIN.fullmatch(sign) or sign in PRINTED:
        return sign
    return f"<U+{ord(sign):04X}>"


def inert(text: str) -> str:
    """Words of somebody else's."""
    return f"#{quoted(''.join(map(letter, composed(shortened(text)))))};"


def verbatim(text: str) -> str:
    """Typewriter text of somebody else's, which may be broken anywhere."""
    shown = "\u200b".join("".join(map(letter, composed(shortened(text)))))
    return f"#raw({quoted(shown)});"
