"""Style sheets within a page, as far as they hide or strike something: rules for elements, classes and identifiers.

Selectors with conditions or combinators are left out, and so is what holds on paper or on small screens only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from derive.language.patterns import regex
from derive.language.record import record

SHEET = re.compile(r"<style\b[^<>]*>(.*?)(?:</style\s*>|\Z)", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
BRACE = re.compile(r"[{}]")
EVERYWHERE = regex(r"\s*@media\s+(?:all|screen)\s*")
SELECTOR = regex(r"([A-Za-z][A-Za-z0-9]*|\*)?((?:[.#][\w-]+)*)")
MARKED = re.compile(r"[.#][\w-]+")
PROPERTIES = frozenset(
    "display visibility opacity font-size transform text-indent left right top margin-left margin-top height width "
    "max-height max-width overflow color background background-color text-decoration text-decoration-line".split()
)
MOST_RULES = 20_000
Declarations = Mapping[str, str]


@record
class StyleRule:
    """What a style sheet says of the elements with a name (empty: any), some classes and an identifier."""

    name: str
    marks: frozenset[str]
    declared: Declarations


@record
class StyleSheets:
    """The rules of a page by one of the classes, identifiers or names that they are for."""

    rules: Mapping[str, tuple[tuple[int, StyleRule], ...]]

    def style(self, name: str, classes: Collection[str], identifier: str, own: str) -> str:
        """The style of an element as one text, its own declarations last."""
        if not self.rules:
            return own
        marks = {*(f".{each}" for each in classes), *([f"#{identifier}"] if identifier else [])}
        found = [each for key in (*marks, name, "*") for each in self.rules.get(key, ())]
        fitting = [rule for _, rule in sorted(found, key=lambda each: each[0]) if rule.marks <= marks]
        declared = {k: v for rule in fitting if rule.name in ("", "*", name) for k, v in rule.declared.items()}
        return written({**declared, **declarations(own)}) if declared else own


def style_sheets(text: str) -> StyleSheets:
    """The style sheets that stand in a page."""
    rules: dict[str, list[tuple[int, StyleRule]]] = {}
    found = (rule for sheet in SHEET.finditer(text) for rule in rules_of(sheet[1]))
    for place, rule in zip(range(MOST_RULES), found, strict=False):
        key = min(rule.marks, default=rule.name)
        rules.setdefault(key, []).append((place, rule))
    return StyleSheets({key: tuple(each) for key, each in rules.items()})


def rules_of(sheet: str) -> Iterator[StyleRule]:
    """The rules of one style sheet whose selectors are simple and that say something of what is seen."""
    for selectors, body in blocks(COMMENT.sub(" ", sheet)):
        declared = {k: v for k, v in declarations(body).items() if k in PROPERTIES}
        for selector in selectors.split(",") if declared else ():
            found = SELECTOR.fullmatch(selector.strip())
            if found is not None and selector.strip():
                yield StyleRule((found[1] or "").lower(), frozenset(MARKED.findall(found[2])), declared)


def blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """What stands before braces and in them, that of media for every screen too."""
    around: list[str] = []
    start = 0
    for brace in BRACE.finditer(sheet):
        inside = sheet[start : brace.start()]
        start = brace.end()
        if brace[0] == "{":
            around.append(inside)
            continue
        head = around.pop() if around else ""
        if head and not head.lstrip().startswith("@") and all(map(EVERYWHERE.fullmatch, around)):
            yield head, inside


def declarations(style: str) -> dict[str, str]:
    """The properties of a style with their values."""
    pairs = (each.partition(":") for each in style.split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip() for name, sign, value in pairs if sign}


def written(declared: Declarations) -> str:
    return "; ".join(f"{name}: {value}" for name, value in declared.items())
