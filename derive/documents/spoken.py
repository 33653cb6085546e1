"""Boxes as words, for those who hear a formula: the alternative text of PDF and the label of MathML.

The words stand in `templates/spoken/<language>.toml`.  Factors side by side are "times" each other, a bracket that is
attached to a name holds the arguments of a function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

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
from derive.documents.formula_reader import read_formula
from derive.documents.lines import SetLine
from derive.documents.neighbours import (
    apart,
    by_signs,
    ends_factor,
    inline_derivative,
    is_narrow,
    is_partial,
    is_sign,
    is_simple,
    split,
    starts_factor,
    without_square,
    written,
)
from derive.documents.words import Words

MOST_KEPT = 5_000
SUPERSCRIPTS = {"⊤": "transposed", "2": "squared", "3": "cubed", "−1": "inverse", "′": "prime"}


class Spoken:
    """Says formulas in a language."""

    def __init__(self, language: str, templates: Path | None = None) -> None:
        self.words = Words(language, templates, "spoken")
        self.mark = self.words("decimal_mark")
        self.kept: dict[int, tuple[Box, str]] = {}
        self.signs = {**self.words.tables["letters"], **self.words.tables["signs"]}
        self.latex = lru_cache(maxsize=10_000)(self.of_latex)
        self.relation = lru_cache(maxsize=10_000)(self.side_by_side)

    def __call__(self, box: Box) -> str:
        return tidy(self.say(box))

    def of_latex(self, latex: str) -> str:
        """The words of a formula of the documents."""
        return self(read_formula(latex))

    def lines(self, lines: Sequence[SetLine]) -> str:
        """The words of a display; a line that goes on from the one before is said with it."""
        said = ""
        for line in lines:
            text = self.relation(line.left, line.right)
            goes_on = not line.left and line.right.startswith("\\quad")
            said += f"{' ' if goes_on else self.words('lines') if said else ''}{text}"
        return tidy(said)

    def side_by_side(self, left: str, right: str) -> str:
        """The words of what stands left and right of a relation."""
        if not left:
            return self.latex(right)
        boxes = read_formula(left), read_formula(right)
        return self(Strip(tuple(item for box in boxes for item in (box.items if isinstance(box, Strip) else (box,)))))

    def sign(self, text: str) -> str:
        """The word of a sign, or the sign itself where it is one that is spoken as it stands."""
        return str(self.signs.get(text) or text)

    def say(self, box: Box) -> str:
        match box:
            case Glyph():
                return self.glyph(box)
            case Strip(items):
                return self.line(items)
            case Scripted():
                return self.scripts(box)
            case Stacked() | Lattice():
                return self.once(box)
            case Root(inner):
                return self.words("root" if is_simple(inner) else "long_root", inner=self.say(inner))
            case Accented(mark, inner):
                return self.words(f"accents.{mark}", inner=self.say(inner))
            case Underset(base, below):
                return self.words("shape", base=self.say(base), below=self.shape(below))
            case Fence():
                return self.fence(box)
            case Frame(inner):
                return self.words("boxed", inner=self.say(inner))
            case Room():
                return self.words("gap") if not is_narrow(box) else ""
            case Alphabet(name, inner):
                return self.words(f"alphabets.{name}", inner=self.say(inner))

    def once(self, box: Stacked | Lattice) -> str:
        """The words of a box that stands in many formulas, which have the very same one."""
        kept = self.kept.get(id(box))
        if kept is None or kept[0] is not box:
            if len(self.kept) > MOST_KEPT:
                self.kept.clear()
            said = self.lattice(box) if isinstance(box, Lattice) else self.quotient(box.top, box.bottom)
            kept = self.kept[id(box)] = (box, said)
        return kept[1]

    def glyph(self, box: Glyph) -> str:
        if box.kind is Kind.NUMBER:
            return box.text.replace(".", self.mark).replace(",", self.mark)
        return box.text if box.kind in (Kind.TEXT, Kind.WORD) else self.sign(box.text)

    def function(self, box: Box, said: str) -> str:
        """The words of a function whose name was said already."""
        base = box.base if isinstance(box, Scripted) else box
        if not isinstance(base, Glyph) or base.text not in self.words.tables["functions"]:
            return said
        return said.replace(base.text, self.words.tables["functions"][base.text], 1)

    def line(self, items: Sequence[Box]) -> str:
        """Boxes side by side, with what is meant between them."""
        said: list[str] = []
        place = 0
        before: Box | None = None
        while place < len(items):
            if is_narrow(items[place]):
                before = apart(before)
                place += 1
                continue
            text, after = self.item(items, place, before)
            if before is not None:
                said[-1] = self.function(before, said[-1]) if self.applies(before, items[place]) else said[-1]
                said.append(self.between(before, items[place]))
            said.append(text)
            before = items[after - 1]
            if isinstance(before, Lattice) and after < len(items):
                said.append(self.end(before))
            place = after
        return " ".join(filter(None, said))

    def item(self, items: Sequence[Box], place: int, before: Box | None) -> tuple[str, int]:
        """The words of the box at a place, or of several that belong together; and where the next one stands."""
        box = items[place]
        if is_partial(box):
            end = inline_derivative(items, place)
            if end is not None:
                slash = next(k for k in range(place, end) if is_sign(items[k], "/"))
                return self.derivative(box, items[place + 1 : slash], items[slash + 1 : end]), end
        if isinstance(box, Fence) and (box.left, box.right) == ("(", ")"):
            is_argument = before is not None and self.applies(before, box)
            inner = box.inner.items if isinstance(box.inner, Strip) else (box.inner,)
            return self.bracket(inner, is_argument), place + 1
        return self.say(box), place + 1

    def bracket(self, inner: Sequence[Box], is_argument: bool) -> str:
        """What stands in round brackets; they are not spoken around a single number, or simple arguments."""
        whole = Strip(tuple(inner))
        arguments = split(inner)
        if is_number(whole) or (is_argument and len(arguments) == 1 and is_simple(whole)):
            return self.say(whole)
        if is_argument and len(arguments) == 2 and all(is_simple(Strip(tuple(each))) for each in arguments):
            first, second = (self.line(each) for each in arguments)
            return f"{first} {self.words('and')} {second}"
        return self.words("open", inner=self.say(whole))

    def between(self, before: Box, box: Box) -> str:
        """The word between two neighbours: of, times, or none."""
        if self.applies(before, box):
            return self.words("of")
        if isinstance(box, Fence) and box.left == "[" and box.attached:
            return ""
        return self.words("times") if ends_factor(before) and starts_factor(box) else ""

    def applies(self, before: Box, box: Box) -> bool:
        """Whether a bracket holds the arguments of what stands before it."""
        if not (isinstance(box, Fence) and box.left == "(") and not is_sign(box, "("):
            return False
        base = before.base if isinstance(before, Scripted) else before
        if isinstance(base, Glyph) and base.kind is Kind.WORD:
            return True
        is_name = isinstance(base, Accented) or (isinstance(base, Glyph) and base.kind is Kind.LETTER)
        return is_name and isinstance(box, Fence) and box.attached

    def end(self, box: Lattice) -> str:
        rows, columns = box.size
        return self.words("end_row" if rows == 1 else "end_column" if columns == 1 else "end_matrix")

    def scripts(self, box: Scripted) -> str:
        if isinstance(box.base, Glyph) and box.base.kind is Kind.LARGE:
            return self.large(box)
        if isinstance(box.base, Glyph) and box.base.size and box.below is not None:
            return self.words("at", place=self.say(box.below))
        if isinstance(box.base, Fence) and box.below is not None and is_simple(box.base.inner):
            return self.entry(box.base, box.below, box.above)
        said = self.say(box.base)
        said = f"{said}{self.end(box.base)}" if isinstance(box.base, Lattice) else said
        if box.below is not None:
            said = self.words("sub", base=said, below=self.index(box.below))
        return said if box.above is None else self.raised(said, box.above)

    def entry(self, of: Fence, place: Box, above: Box | None) -> str:
        """An entry of a quantity that has an index already: what stands in brackets, and its place."""
        numbers = " ".join(written(place)) if is_number(place) else self.index(place)
        said = self.words("entry", base=self.say(of.inner), below=numbers)
        return said if above is None else self.raised(said, above)

    def raised(self, base: str, above: Box) -> str:
        text = written(above)
        if text in SUPERSCRIPTS:
            return self.words(SUPERSCRIPTS[text], base=base)
        key = "power" if text.lstrip("−")[:1].isdigit() or (text.isalpha() and text.islower()) else "raised"
        return self.words(key, base=base, above=self.index(above))

    def index(self, box: Box) -> str:
        """The words of an index, whose letters are no factors; a colon stands for all places."""
        items = box.items if isinstance(box, Strip) else (box,)
        return " ".join(self.index_part(item) for item in items)

    def index_part(self, box: Box) -> str:
        if isinstance(box, Fence):
            return self.index(box.inner)
        return self.words("all") if is_sign(box, ":") else self.say(box)

    def large(self, box: Scripted) -> str:
        """A sum over an index; `t=0` and `2` are where it starts and ends."""
        assert isinstance(box.base, Glyph)
        if box.base.text != "∑" or box.below is None:
            return self.sign(box.base.text)
        items = box.below.items if isinstance(box.below, Strip) else (box.below,)
        equals = next((k for k, item in enumerate(items) if is_sign(item, "=")), None)
        if equals is None or box.above is None:
            return self.words("sum", index=self.index(box.below))
        low = self.index(Strip(tuple(items[equals + 1 :])))
        return self.words("sum_range", index=self.line(items[:equals]), low=low, high=self.index(box.above))

    def quotient(self, top: Box, bottom: Box) -> str:
        above, below = (box.items if isinstance(box, Strip) else (box,) for box in (top, bottom))
        if above and below and is_partial(above[0]) and is_partial(below[0]) and len(above) > 1:
            return self.derivative(above[0], above[1:], below)
        known = self.words.tables["fractions"].get(f"{written(top)}/{written(bottom)}")
        if known:
            return str(known)
        is_short = is_simple(top) and is_simple(bottom)
        return self.words("fraction" if is_short else "long_fraction", top=self.say(top), bottom=self.say(bottom))

    def derivative(self, sign: Box, of: Sequence[Box], below: Sequence[Box]) -> str:
        """A derivative: `∂^{2}` is a second one, `∂^{+}` the direct part of the whole."""
        order = written(sign.above) if isinstance(sign, Scripted) and sign.above is not None else ""
        by = [self.line(part) for part in by_signs(below)]
        if order.endswith("2") and len(by) == 1:
            by = [self.words("twice", by=self.line(without_square(below[1:])))]
        whole = by[0] if len(by) == 1 else self.words("and_by", first=by[0], second=", ".join(by[1:]))
        key = "second" if order.endswith("2") else "direct" if order == "+" else "derivative"
        return self.words(key, of=self.line(of), by=whole)

    def shape(self, box: Box) -> str:
        """A shape, `3 by 3`."""
        items = box.items if isinstance(box, Strip) else (box,)
        return " ".join(self.words("by") if is_sign(item, "×") else self.say(item) for item in items)

    def fence(self, box: Fence) -> str:
        inner = self.say(box.inner)
        if (box.left, box.right) in (("|", "|"), ("‖", "‖")):
            return self.words("absolute" if box.left == "|" else "norm", inner=inner)
        left, right = (self.sign(sign) if sign else "" for sign in (box.left, box.right))
        return f"{left} {inner} {right}"

    def cell(self, box: Box) -> str:
        """An entry; most are numbers, which need no more looking at."""
        match box:
            case Strip((Glyph("−") as minus, Glyph(kind=Kind.NUMBER) as number)):
                return f"{self.sign(minus.text)} {self.glyph(number)}"
        return self.say(box)

    def lattice(self, box: Lattice) -> str:
        rows, columns = box.size
        texts = [", ".join(map(self.cell, row)) for row in box.rows]
        if box.left == "{" and not box.right:
            return "; ".join(texts)
        if rows == 1 and box.left and box.right:
            return self.words("row", cells=texts[0])
        if columns == 1 and box.left and box.right:
            return self.words("column", cells=", ".join(texts))
        numbered = "; ".join(self.words("numbered_row", n=n, cells=text) for n, text in enumerate(texts, 1))
        key = "matrix" if bool(box.left) == bool(box.right) else "columns"
        return self.words(key, rows=rows, columns=columns, all=numbered)


BEFORE_A_MARK = re.compile(r" ([,;:.])(?= |$)")
TWO_MARKS = re.compile(r",(?=[,;])")
MANY_MARKS = re.compile(r";(?: ?;)+")


def tidy(text: str) -> str:
    """Words with single spaces, and no mark before another or at the end."""
    text = BEFORE_A_MARK.sub(r"\1", " ".join(text.split()))
    text = TWO_MARKS.sub("", text)
    return MANY_MARKS.sub(";", text).strip(" ,;")
