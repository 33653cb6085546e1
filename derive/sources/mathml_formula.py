"""Formulas in MathML (MathML Core, and MathML 3's `mfenced`) to LaTeX; an annotation in TeX is taken as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from derive.sources import structure as latex
from derive.sources.markup_tree import Element, attribute, children, local

TEX = ("application/x-tex", "latex", "tex")
DIFFERENTIALS = ("d", "∂")
FUNCTIONS = ("log", "ln", "exp", "tanh", "sin", "cos", "max", "min")
INVISIBLE = {"\u2061", "\u2062", "\u2064", ""}


def formula(math: Element) -> str:
    """What a `math` element says, in LaTeX."""
    return annotation(math) or row([*children(math)])


def annotation(math: Element) -> str:
    """The author's own TeX where the element carries it."""
    for each in math.iter():
        if local(each) == "annotation" and attribute(each, "encoding").lower() in TEX:
            return (each.text or "").strip()
    return ""


def text_of(element: Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def read(element: Element) -> str:
    found = READERS.get(local(element))
    return found([*children(element)], element) if found else row([*children(element)])


def row(parts: Sequence[Element]) -> str:
    """Parts beside one another; operators with a script that names their bound keep it."""
    shown = [each for each in parts if local(each) not in ("annotation", "annotation-xml")]
    return "".join(spaced(each) for each in derivatives(shown))


def derivatives(parts: Sequence[Element]) -> Iterator[str]:
    """The parts' texts, with the derivatives put together of which only the letters beside the stroke are a fraction.

    MathJax 3.2.2 gives for `dL/dh_1` in AsciiMath d, L over d, and h_1 side by side; for `dz/dW` d z over d, and W.
    """
    at = 0
    while at < len(parts):
        found = taken_apart(parts[at : at + 3])
        yield found[0] if found else read(parts[at])
        at += found[1] if found else 1


def taken_apart(parts: Sequence[Element]) -> tuple[str, int] | None:
    """A derivative of which the fraction holds a lone d below, and of how many parts it is made."""
    d = text_of(parts[0])
    if len(parts) == 3 and d in DIFFERENTIALS and is_over(parts[1], d):
        return latex.fraction(f"{d} {read(children_of(parts[1])[0])}", f"{d} {read(parts[2])}"), 3
    if len(parts) > 1 and local(parts[0]) == "mfrac" and d[:1] in DIFFERENTIALS and is_over(parts[0], d[:1]):
        above = children_of(parts[0])[0]
        return (latex.fraction(read(above), f"{d[:1]} {read(parts[1])}"), 2) if text_of(above) != d[:1] else None
    return None


def is_over(element: Element, d: str) -> bool:
    return local(element) == "mfrac" and [text_of(each) for each in children(element)][1:] == [d]


def children_of(element: Element) -> list[Element]:
    return [*children(element)]


def spaced(latex_text: str) -> str:
    """A command is set apart from the letters that follow it."""
    return f"{latex_text} " if latex_text[:1] == "\\" and latex_text[-1:].isalpha() else latex_text


def identifier(element: Element) -> str:
    return latex.word(latex.typed(text_of(element)))


def operator(element: Element) -> str:
    sign = text_of(element)
    if sign in INVISIBLE:
        return " "
    if sign in latex.LARGE:
        return latex.large(sign)
    return latex.word(latex.typed(sign))


def below(parts: Sequence[Element], element: Element) -> str:
    of, under = two(parts)
    return limits(of, under, "") or latex.under(of, under)


def above(parts: Sequence[Element], element: Element) -> str:
    of, over = two(parts)
    sign = text_of(parts[1]) if len(parts) > 1 else ""
    return limits(of, "", over) or latex.accented(of, sign) or latex.over(of, over)


def both(parts: Sequence[Element], element: Element) -> str:
    of, under, over = three(parts)
    return limits(of, under, over) or latex.over(latex.under(of, under), over)


def limits(of: str, under: str, over: str) -> str:
    """A large sign with its bounds; empty for anything else."""
    signs = {command: sign for sign, command in latex.LARGE.items()}
    return latex.large(signs[of.strip()], under, over) if of.strip() in signs else ""


def scripted(parts: Sequence[Element], element: Element) -> str:
    match local(element):
        case "msub":
            of, sub = two(parts)
            return limits(of, sub, "") or of_argument(parts[0], sub) or latex.scripts(of, sub)
        case "msup":
            of, sup = two(parts)
            return limits(of, "", sup) or latex.scripts(of, "", sup)
    of, sub, sup = three(parts)
    return limits(of, sub, sup) or latex.scripts(of, sub, sup)


def of_argument(base: Element, sub: str) -> str:
    """An index behind a function with its argument is the argument's (MathJax 3.2.2 for `log p_t` in AsciiMath)."""
    inside = children_of(base)
    if local(base) != "mrow" or len(inside) != 2 or text_of(inside[0]) not in FUNCTIONS:
        return ""
    return f"{read(inside[0])} {latex.scripts(read(inside[1]), sub)}"


def two(parts: Sequence[Element]) -> tuple[str, str]:
    found = [read(each).strip() for each in parts[:2]] + ["", ""]
    return found[0], found[1]


def three(parts: Sequence[Element]) -> tuple[str, str, str]:
    found = [read(each).strip() for each in parts[:3]] + ["", "", ""]
    return found[0], found[1], found[2]


def table(parts: Sequence[Element], element: Element) -> str:
    """A matrix, or lines of formulas, which are told to be shown large."""
    rows = [[row([*children(cell)]) for cell in children(each)] for each in parts]
    is_lines = attribute(element, "displaystyle") == "true" or "tml-jot" in attribute(element, "class")
    return latex.aligned(" & ".join(row) for row in rows) if is_lines else latex.matrix(rows)


def fenced(parts: Sequence[Element], element: Element) -> str:
    left, right = attribute(element, "open", "("), attribute(element, "close", ")")
    return latex.fenced([read(each) for each in parts], left, right, attribute(element, "separators", ",")[:1])


READERS: dict[str, Callable[[Sequence[Element], Element], str]] = {
    "mi": lambda _, e: identifier(e),
    "mn": lambda _, e: latex.typed(text_of(e)),
    "mo": lambda _, e: operator(e),
    "ms": lambda _, e: latex.said(text_of(e)),
    "mtext": lambda _, e: latex.said("".join(str(part) for part in e.itertext())),
    "mspace": lambda _, e: " ",
    "mfrac": lambda parts, _: latex.fraction(*two(parts)),
    "msqrt": lambda parts, _: latex.root(row(parts)),
    "mroot": lambda parts, _: latex.root(*two(parts)),
    "msub": scripted,
    "msup": scripted,
    "msubsup": scripted,
    "munder": below,
    "mover": above,
    "munderover": both,
    "mtable": table,
    "mfenced": fenced,
    "mphantom": lambda *_: "",
    "annotation": lambda *_: "",
    "annotation-xml": lambda *_: "",
}
