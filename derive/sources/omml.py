"""Formulas as Word stores them (Office MathML, ECMA-376 part 1, chapter 22.1) to LaTeX, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.sources import structure as latex
from derive.sources.markup_tree import Element, attribute, child, children, local

OFF = {"0", "off", "false"}
BREAK = "\\\\ "


def formula(math: Element) -> str:
    """What an `m:oMath` says; lines that are broken in it stand below one another."""
    text = inside(math)
    rows = [row for row in text.split(BREAK) if row.strip()]
    return latex.aligned(rows) if len(rows) > 1 and "\\begin{" not in text else text


def inside(element: Element | None) -> str:
    return "".join(pieces(element)) if element is not None else ""


def pieces(element: Element) -> Iterator[str]:
    for each in children(element):
        kind = local(each)
        if kind in READERS:
            yield READERS[kind](each)
        elif not kind.endswith("Pr") and kind not in ("del", "moveFrom"):
            yield inside(each)


def part(element: Element, name: str) -> str:
    return inside(child(element, name)).strip()


def parts(element: Element, name: str) -> list[str]:
    return [inside(each) for each in children(element) if local(each) == name]


def told(element: Element, name: str, usual: str = "") -> str:
    """A property: the value of one that is there, empty where it is there without a value, else the usual one."""
    of = child(element, f"{local(element)}Pr")
    found = child(of, name) if of is not None else None
    return usual if found is None else attribute(found, "val", "")


def is_on(element: Element, name: str) -> bool:
    of = child(element, f"{local(element)}Pr")
    found = child(of, name) if of is not None else None
    return found is not None and attribute(found, "val", "on") not in OFF


def run(element: Element) -> str:
    """Characters: upright words are names of functions, ordinary text stays text, a break begins a line."""
    properties = child(element, "rPr")
    is_text = properties is not None and child(properties, "nor") is not None
    style = attribute(child(properties, "sty"), "val") if properties is not None else ""
    found = []
    for each in children(element):
        match local(each):
            case "t":
                is_ones = style == "b" and (each.text or "").strip() == "1"
                found.append(latex.BOLD_ONE if is_ones else characters(each.text or "", is_text, style == "p"))
            case "br":
                found.append(BREAK)
            case "tab":
                found.append(" ")
    return "".join(found)


def characters(text: str, is_text: bool, is_upright: bool) -> str:
    if is_text:
        return latex.said(text)
    plain = latex.typed(text).replace("\\&", "&")
    return latex.word(plain) if is_upright else plain


def accent(element: Element) -> str:
    of = part(element, "e")
    return latex.accented(of, told(element, "chr", "\u0302")) or latex.over(of, told(element, "chr"))


def bar(element: Element) -> str:
    of = part(element, "e")
    return f"\\bar{{{of}}}" if told(element, "pos", "bot") == "top" else f"\\underline{{{of}}}"


def grouped(element: Element) -> str:
    """A sign that spans what it stands over or below: an accent, or a brace, which says nothing."""
    of, sign = part(element, "e"), told(element, "chr", "⏟")
    accent_of = latex.accented(of, sign) if told(element, "pos", "bot") == "top" else None
    return accent_of or (f"\\overset{{{latex.typed(sign)}}}{{{of}}}" if sign in "→⇒=←" and sign else of)


def fraction(element: Element) -> str:
    above, below = part(element, "num"), part(element, "den")
    match told(element, "type", "bar"):
        case "noBar":
            return f"\\binom{{{above}}}{{{below}}}"
        case "lin" | "skw":
            return f"({above})/({below})"
    return latex.fraction(above, below)


def large(element: Element) -> str:
    below = "" if is_on(element, "subHide") else part(element, "sub")
    above = "" if is_on(element, "supHide") else part(element, "sup")
    return latex.large(told(element, "chr", "∫"), below, above) + part(element, "e")


def fenced(element: Element) -> str:
    between = told(element, "sepChr", "|")
    return latex.fenced(parts(element, "e"), told(element, "begChr", "("), told(element, "endChr", ")"), between)


def matrix(element: Element) -> str:
    return latex.matrix([parts(row, "e") for row in children(element) if local(row) == "mr"])


def limit_above(element: Element) -> str:
    """A sign above something; one that is an accent by itself, as converters from MathML write a hat, is an accent."""
    of, over = part(element, "e"), part(element, "lim")
    return latex.accented(of, over.replace("\\", "")) or latex.over(of, over)


def limit_below(element: Element) -> str:
    return latex.under(part(element, "e"), part(element, "lim"))


READERS: dict[str, Callable[[Element], str]] = {
    "r": run,
    "acc": accent,
    "bar": bar,
    "groupChr": grouped,
    "f": fraction,
    "nary": large,
    "d": fenced,
    "m": matrix,
    "eqArr": lambda e: latex.aligned(parts(e, "e")),
    "rad": lambda e: latex.root(part(e, "e"), "" if is_on(e, "degHide") else part(e, "deg")),
    "sSub": lambda e: latex.scripts(part(e, "e"), part(e, "sub")),
    "sSup": lambda e: latex.scripts(part(e, "e"), "", part(e, "sup")),
    "sSubSup": lambda e: latex.scripts(part(e, "e"), part(e, "sub"), part(e, "sup")),
    "sPre": lambda e: f"{{}}{latex.scripts('{}', part(e, 'sub'), part(e, 'sup'))}{part(e, 'e')}",
    "func": lambda e: f"{part(e, 'fName')} {part(e, 'e')}",
    "limLow": limit_below,
    "limUpp": limit_above,
    "phant": lambda e: "" if attribute(child(child(e, "phantPr") or e, "show"), "val", "1") in OFF else part(e, "e"),
}
