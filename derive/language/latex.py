"""LaTeX that pdflatex, MathJax and KaTeX set alike (no operator macros that a sanitiser refuses)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from derive.language.derivative_names import is_second
from derive.language.expr import Delta, Derivative, Entry, Expr, Index, Number, Ref, Shape, Sum, at, order, walk
from derive.language.latex_arrays import matrix
from derive.language.operation import ATOM, LETTER, POWER, PRODUCT, SUM, Operation, Role, Style
from derive.language.plain import entry_texts
from derive.language.printer import Branch, Leaves, Piece, write
from derive.language.symbols import has_subscript, indexed, pattern, symbol

OTHERWISE = r"\text{otherwise}"
TALL = ("\\begin{", "\\frac", "\\sum", "\\left")


def bracket(text: str) -> str:
    """Round brackets as tall as what they hold."""
    if any(mark in text for mark in TALL):
        return f"\\left({text}\\right)"
    return f"({text})"


@lru_cache(maxsize=4096)
def number(text: str) -> str:
    """A decimal, fraction or number in scientific notation as LaTeX."""
    if text.isdigit() or text == "-inf":
        return text.replace("inf", "\\infty")
    found = re.fullmatch(r"(-?)(\d+)/(\d+)", text)
    if found:
        return f"{found[1]}\\frac{{{found[2]}}}{{{found[3]}}}"
    found = re.fullmatch(r"(-?[\d.]+)[eE]([+-]?\d+)", text)
    return f"{found[1]}\\cdot 10^{{{int(found[2])}}}" if found else text


def number_rows(texts: Sequence[str], shape: Shape) -> list[list[str]]:
    """Decimals or fractions, row by row, as the LaTeX entries of an array."""
    return [[number(text) for text in texts[i : i + shape[1]]] for i in range(0, len(texts), shape[1])]


def number_level(text: str) -> int:
    return SUM if text.startswith("-") else PRODUCT if "e" in text.lower() else POWER if "/" in text else ATOM


def is_entry_index(name: str, expr: Expr) -> bool:
    """Whether an index counts entries (and not, say, time steps)."""
    return any(
        any(i.name == name for i in (part.index if isinstance(part, Entry) else (part.left, part.right)))
        for part in walk(expr)
        if isinstance(part, Entry | Delta)
    )


def ends_in_word(latex: str) -> bool:
    """Whether a formula ends in an upright word, perhaps with a subscript."""
    return re.search(r"\\mathrm\{\w+\}(_\{[^{}]*\})?(\(.*\))?$", latex) is not None


def partial_sign(expr: Derivative) -> str:
    """The sign of a derivative, marked where it is only the direct part of the whole one."""
    return "\\partial^{+}" if expr.direct else "\\partial"


def twice(expr: Derivative) -> tuple[Ref, ...]:
    """What a second derivative is of, and by which two quantities; nothing for any other."""
    return (*expr.of.gradient, expr.by) if is_second(expr) and expr.of.gradient else ()


class Latex:
    """LaTeX in the problem's own symbols; `notation` maps names to LaTeX."""

    has_open_sums = True
    has_flat_quotients = False

    def __init__(self, notation: Mapping[str, str]) -> None:
        self.notation = notation
        self.names: dict[Ref | Derivative, Piece] = {}
        self.written: dict[int, tuple[Expr, Piece]] = {}

    def __call__(self, expr: Expr, leaves: Leaves | None = None) -> str:
        """The LaTeX of an expression; `leaves` may put other text, with its level, for any part."""
        return (write(expr, self, leaves) if leaves else self.piece(expr))[0]

    def piece(self, expr: Expr) -> Piece:
        """The LaTeX of an expression and how tightly it binds, written once: equal ones may be written differently."""
        if id(expr) not in self.written:
            self.written[id(expr)] = expr, write(expr, self)
        return self.written[id(expr)][1]

    def inline(self, expr: Expr) -> str:
        """The LaTeX for running text: a derivative with a slash."""
        if isinstance(expr, Ref) and expr.gradient:
            return self.inline(Derivative(*expr.gradient))
        if isinstance(expr, Derivative):
            return "/".join(self.differentials(expr, *self.ends(expr))) + self.used_at(expr)
        return self(expr)

    def name(self, name: str) -> str:
        return symbol(name, self.notation)

    def index(self, index: Index) -> str:
        return f"{index.name}{index.offset:+d}" if index.name and index.offset else index.name or str(index.offset)

    def leaf(self, expr: Expr) -> Piece:
        match expr:
            case Ref() | Derivative():
                known = self.names.get(expr)
                if known is None:
                    known = self.names[expr] = self.named(expr)
                return known
            case Number():
                return self.number(expr)
            case Entry(of, index):
                text = self.entry(of, index)
                return text, ATOM if isinstance(of, Ref) and "^" not in text else POWER
            case Delta(left, right):
                return f"\\delta_{{{self.place((left, right))}}}", ATOM
        raise AssertionError(expr)

    def named(self, expr: Ref | Derivative) -> Piece:
        if isinstance(expr, Ref) and expr.gradient:
            return self.named(Derivative(*expr.gradient))
        if isinstance(expr, Derivative):
            top, bottom = self.differentials(expr, *self.ends(expr))
            return f"\\frac{{{top}}}{{{bottom}}}{self.used_at(expr)}", POWER
        text = indexed(pattern(expr.name, self.notation), map(self.index, expr.index))
        if expr.name.endswith("'") or "^" in text:
            return text, POWER
        return text, ATOM if "_" in text else LETTER

    def used_at(self, expr: Derivative) -> str:
        """The use of the variable that is meant alone, behind a bar."""
        places = ", ".join(f"{index} = {number}" for index, number in expr.use)
        return f"\\Big|_{{{places}}}" if places else ""

    def ends(self, expr: Derivative) -> tuple[str, ...]:
        """What is differentiated, and by what: twice, where it is a gradient already."""
        names = twice(expr) or (expr.of, expr.by)
        texts = [bracket(self.inline(name)) if name.gradient else self.leaf(name)[0] for name in names]
        last = [self.entry(expr.by, tuple(map(at, expr.column)))] if expr.column else texts[-1:]
        return (*texts[:-1], *last)

    def differentials(self, expr: Derivative, of: str, *by: str) -> tuple[str, str]:
        """The numerator and the denominator of a derivative, which may be a second one."""
        order = f"^{{{len(by)}}}" if len(by) > 1 else ""
        square = len(by) > 1 and by[0] == by[1] and "^" not in by[0]
        below = f"\\partial {by[0]}^{{2}}" if square else " ".join(f"\\partial {name}" for name in by)
        return f"{partial_sign(expr)}{order} {of}", below

    def number(self, expr: Number) -> Piece:
        texts = entry_texts(expr)
        if not expr.shape:
            return number(texts[0]), number_level(texts[0])
        return self.array(number_rows(texts, expr.shape))

    def array(self, rows: Sequence[Sequence[str]]) -> Piece:
        return matrix(rows), ATOM

    def entry(self, of: Ref | Derivative, index: tuple[Index, ...]) -> str:
        if isinstance(of, Ref) and of.gradient:
            of = Derivative(*of.gradient)
        if isinstance(of, Derivative):
            count = order(of.of.shape)
            places = [index[:count], index[count:]]
            places = [(), *places] if is_second(of) else places
            names = twice(of) or (of.of, of.by)
            parts = [
                (self.inline_entry(name, place) if name.gradient else self.entry(name, place)) if place else whole
                for name, place, whole in zip(names, places, self.ends(of), strict=True)
            ]
            top, bottom = self.differentials(of, *parts)
            return f"\\frac{{{top}}}{{{bottom}}}{self.used_at(of)}"
        text = self.leaf(of)[0]
        if not has_subscript(text):
            return f"{text}_{{{self.place(index)}}}"
        return f"{bracket(text)}_{{{self.place(index)}}}"

    def inline_entry(self, gradient: Ref, index: tuple[Index, ...]) -> str:
        """An entry of a gradient in brackets and with a slash, to stand in a derivative: `(∂L/∂w_{j})`."""
        assert gradient.gradient
        of, by = gradient.gradient
        return bracket("/".join(self.differentials(Derivative(of, by), self.leaf(of)[0], self.entry(by, index))))

    def place(self, index: tuple[Index, ...]) -> str:
        """Entry indices side by side, counted from 1 as in a matrix on paper."""
        texts = [str(i.offset + 1) if i.is_literal else self.index(i) for i in index]
        return ("" if all(len(text) == 1 for text in texts) else ",").join(texts)

    def style(self, operation: Operation, args: tuple[Expr, ...]) -> Style:
        usual = operation.notation.latex
        own = self.notation.get(operation.name) if operation.role is Role.FUNCTION else None
        return replace(usual, pattern=own + usual.pattern[usual.pattern.index("(") :]) if own else usual

    def bracket(self, text: str) -> str:
        return bracket(text)

    def product(self, left: str, right: str) -> str:
        bare = right.lstrip("\\left(")
        if right[0].isdigit() or (bare != right and re.match(r"-?[\d.]+\\?(right)?\)?$", bare)):
            return f"{left} \\cdot {right}"
        # Words need room beside them; a control word survives where GitHub takes `\\,` for an escape.
        if "\\underset" in left and right.startswith("\\underset"):
            return f"{left} \\hspace{{6pt}} {right}"
        between = "\\hspace{2pt} " if right.startswith("\\mathrm") or ends_in_word(left) else ""
        return f"{left} {between}{right}"

    def option(self, name: str, text: str) -> str:
        shown = name.replace("_", "\\_")
        return f"\\mathrm{{{shown}}}={text}"

    def branches(self, branches: Sequence[Branch], rest: str) -> Piece:
        rows = [f"{then} & {left} {branching.latex} {right}" for then, left, branching, right in branches]
        body = " \\\\ ".join([*rows, f"{rest} & {OTHERWISE}"])
        return f"\\begin{{cases}} {body} \\end{{cases}}", SUM

    def sum(self, expr: Sum, body: Piece) -> Piece:
        text = body[0] if body[1] > SUM or isinstance(expr.body, Sum) else bracket(body[0])
        # Entries are counted from 1 on paper.
        from_one = int(is_entry_index(expr.index, expr.body))
        low, high = (self.index(Index(bound.name, bound.offset + from_one)) for bound in (expr.low, expr.high))
        sign = f"\\sum_{{{expr.index}={low}}}^{{{high}}} {text}"
        if not expr.mean:
            return sign, SUM
        count = self.count(expr.low, expr.high)
        return f"\\frac{{1}}{{{count}}} {sign}", SUM

    def count(self, low: Index, high: Index) -> str:
        if low.name == high.name:
            return str(high.offset - low.offset + 1)
        return f"{self.index(high)}-{self.index(low)}+1"
