"""Boxes as MathML Core, for browsers without a script."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from derive.documents.formula import (
    Accented,
    Alphabet,
    Box,
    Fence,
    Frame,
    Glyph,
    Kind,
    Lattice,
    Room,
    Root,
    Scripted,
    Stacked,
    Strip,
    Underset,
    is_number,
)

STEP = re.compile(r"[^\d]+ (\d+): ")
"""The number of a step that stands among others on a line, which references lead to."""
MARKS = {
    **{"bar": "¯", "hat": "^", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨", "left": "←", "ring": "˚"},
    **{"check": "ˇ", "breve": "˘", "acute": "´", "grave": "`"},
}
LETTERS = {"mathcal": (0x1D4D0, 0x1D4EA), "mathscr": (0x1D4D0, 0x1D4EA), "mathbb": (0x1D538, 0x1D552)}
LETTERS |= {"mathsf": (0x1D5A0, 0x1D5BA), "mathfrak": (0x1D504, 0x1D51E), "mathtt": (0x1D670, 0x1D68A)}
LETTERS |= {"mathbf": (0x1D400, 0x1D41A), "boldsymbol": (0x1D468, 0x1D482), "mathit": (0x1D434, 0x1D44E)}
DIGITS = {"mathbf": 0x1D7CE, "boldsymbol": 0x1D7CE, "mathbb": 0x1D7D8, "mathsf": 0x1D7E2, "mathtt": 0x1D7F6}
GREEK = {"mathbf": (0x1D6A8, 0x1D6C2), "boldsymbol": (0x1D71C, 0x1D736)}
HOLES = {
    **{"𝔺": "ℂ", "𝔿": "ℍ", "𝕅": "ℕ", "𝕇": "ℙ", "𝕈": "ℚ", "𝕉": "ℝ"},
    **{"𝕑": "ℤ", "𝔆": "ℭ", "𝔋": "ℌ", "𝔌": "ℑ", "𝔕": "ℜ", "𝔝": "ℨ"},
}
"""Letters that Unicode had before it had their alphabet."""


@lru_cache(maxsize=10_000)
def escaped(text: str) -> str:
    """A sign, number or word, of which there are few that come again and again."""
    return escape(text, quote=False)


def lettered(text: str, alphabet: str) -> str:
    """Letters and digits of an alphabet as the characters that Unicode has for it."""
    found = "".join(one_lettered(letter, alphabet) for letter in text)
    return "".join(HOLES.get(letter, letter) for letter in found)


def one_lettered(letter: str, alphabet: str) -> str:
    capital, small = LETTERS[alphabet]
    if "A" <= letter <= "Z":
        return chr(capital + ord(letter) - ord("A"))
    if "a" <= letter <= "z":
        return "ℎ" if alphabet == "mathit" and letter == "h" else chr(small + ord(letter) - ord("a"))
    if letter.isdigit() and alphabet in DIGITS:
        return chr(DIGITS[alphabet] + int(letter))
    if "Α" <= letter <= "ω" and alphabet in GREEK:
        upper, lower = GREEK[alphabet]
        return chr(upper + ord(letter) - 0x391) if letter <= "Ω" else chr(lower + ord(letter) - 0x3B1)
    return letter


class MathML:
    """Writes boxes as elements; `alphabet` is the one that letters stand in, or none."""

    def __init__(self, alphabet: str = "") -> None:
        self.alphabet = alphabet

    def __call__(self, box: Box) -> str:
        match box:
            case Glyph():
                return self.glyph(box)
            case Strip(items):
                return f"<mrow>{self.line(items)}</mrow>"
            case Scripted():
                return self.scripts(box)
            case Stacked(top, bottom):
                return f"<mfrac>{self(top)}{self(bottom)}</mfrac>"
            case Root(inner):
                return f"<msqrt>{self(inner)}</msqrt>"
            case Accented(mark, inner):
                return self.accented(mark, inner)
            case Underset(base, below):
                return f"<munder>{self(base)}{self(below)}</munder>"
            case Fence(left, inner, right, _, grows):
                return f"<mrow>{fence(left, 'prefix', grows)}{self(inner)}{fence(right, 'postfix', grows)}</mrow>"
            case Lattice():
                return self.lattice(box)
            case Frame(inner):
                return f'<mrow class="boxed">{self(inner)}</mrow>'
            case Room(em):
                return f'<mspace width="{em:.3g}em"/>'
            case Alphabet(name, inner):
                return MathML(name)(inner)

    def line(self, items: tuple[Box, ...]) -> str:
        """Boxes side by side; a sign without anything before it stands close to what follows."""
        texts: list[str] = []
        for place, item in enumerate(items):
            before = items[place - 1] if place else None
            if isinstance(item, Glyph) and item.kind is Kind.OPERATOR:
                texts.append(operator(item.text, is_opening(before)))
                continue
            if isinstance(item, Lattice | Stacked | Underset) and before and not isinstance(before, Glyph | Room):
                texts.append('<mspace width="0.17em"/>')
            texts.append(self(item))
        return "".join(texts)

    def glyph(self, box: Glyph) -> str:
        text = escaped(lettered(box.text, self.alphabet) if self.alphabet else box.text)
        match box.kind:
            case Kind.NUMBER:
                return f"<mn>{text}</mn>"
            case Kind.LETTER:
                return f"<mi>{text}</mi>"
            case Kind.WORD:
                return f'<mi mathvariant="normal">{text}</mi>' if len(text) == 1 else f"<mi>{text}</mi>"
            case Kind.TEXT:
                place = STEP.fullmatch(text)
                name = f' id="step-{place[1]}"' if place else ""
                return f"<mtext{name}>{text.replace(' ', chr(0xA0))}</mtext>"
            case Kind.ORDINARY if not box.size and text not in "|‖":
                return f'<mi mathvariant="normal">{text}</mi>' if text in "∂∇ℓ⊤" else f"<mi>{text}</mi>"
            case Kind.LARGE:
                return f'<mo largeop="true" movablelimits="false">{text}</mo>'
            case Kind.COMMA:
                return f'<mo separator="true" lspace="0" rspace="0.17em">{text}</mo>'
            case Kind.OPERATOR:
                return operator(box.text, True)
            case Kind.RELATION:
                return f"<mo>{text}</mo>"
        size = f' minsize="{box.size:g}em" maxsize="{box.size:g}em"' if box.size else ""
        stretchy = "true" if box.size else "false"
        form = "prefix" if box.kind is Kind.OPEN else "postfix"
        return f'<mo stretchy="{stretchy}"{size} form="{form}" lspace="0" rspace="0">{text}</mo>'

    def scripts(self, box: Scripted) -> str:
        base = self(box.base)
        below, above = (self(part) if part is not None else "" for part in (box.below, box.above))
        is_large = isinstance(box.base, Glyph) and box.base.kind is Kind.LARGE
        places = ("munder", "mover", "munderover") if is_large else ("msub", "msup", "msubsup")
        name = places[2] if below and above else places[0] if below else places[1]
        return f"<{name}>{base}{below}{above}</{name}>"

    def accented(self, mark: str, inner: Box) -> str:
        if mark == "underline":
            return f'<munder accentunder="true">{self(inner)}<mo>_</mo></munder>'
        return f'<mover accent="true">{self(inner)}<mo stretchy="false">{MARKS[mark]}</mo></mover>'

    def lattice(self, box: Lattice) -> str:
        """A matrix; numbers stand under each other at their right."""
        is_numeric = all(is_number(cell) for row in box.rows for cell in row)
        rows = "".join(f"<mtr>{''.join(f'<mtd>{self(cell)}</mtd>' for cell in row)}</mtr>" for row in box.rows)
        opening = '<mtable class="numbers">' if is_numeric else "<mtable>"
        table = f"{opening}{rows}</mtable>"
        if not box.left and not box.right:
            return table
        return f"<mrow>{fence(box.left, 'prefix')}{table}{fence(box.right, 'postfix')}</mrow>"


def operator(text: str, is_unary: bool) -> str:
    form = ' form="prefix"' if is_unary and text in "+−±∓" else ""
    form += ' lspace="0" rspace="0"' if text == "/" else ""
    return f"<mo{form}>{text}</mo>"


def is_opening(before: Box | None) -> bool:
    """Whether a sign behind this box has nothing that it could join to what follows."""
    if before is None:
        return True
    kinds = (Kind.OPEN, Kind.RELATION, Kind.OPERATOR, Kind.COMMA)
    return isinstance(before, Room) or (isinstance(before, Glyph) and before.kind in kinds)


def fence(sign: str, form: str, grows: bool = True) -> str:
    """A bracket, which may grow with what it holds; a side without one has nothing."""
    stretchy = "true" if grows else "false"
    return f'<mo form="{form}" stretchy="{stretchy}" lspace="0" rspace="0">{sign}</mo>' if sign else ""


def mathml(box: Box) -> str:
    """The elements of a formula, without the `math` around them."""
    return MathML()(box)
