"""What the leaves of the web page write: text, MathML with what is spoken as its label, references to follow."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path

from derive.documents.blocks import Block, Document, StepView
from derive.documents.formula_reader import read_formula
from derive.documents.inert import composed, shortened
from derive.documents.lines import SetLine, breaks
from derive.documents.mathml import mathml
from derive.documents.render import BOLD, apart, between_steps, step_number
from derive.documents.spoken import Spoken
from derive.language.width import TOKEN, width

NUMBER = re.compile(r"\d+")
CLOSING_MARKS = "\u00a0,.;:!?)"
GAP = "\\qquad"
RELATIONS = ("=", "\\approx")
PHONE = 30.0
"""Digits that fit across a telephone; a wider formula scrolls by itself and can be reached with the keyboard."""


class HtmlText:
    """The filters of one language."""

    def __init__(self, language: str, templates: Path | None = None) -> None:
        self.spoken = Spoken(language, templates)
        self.formula = lru_cache(maxsize=10_000)(self.of_latex)

    def filters(self) -> dict[str, Callable[..., object]]:
        return {
            "html": self.text,
            "html_plain": lambda text: escape(self.plain(text)),
            "html_links": linked,
            "html_cell": self.cell,
            "html_math": self.formula,
            "html_said": lambda latex: escape(self.spoken.latex(latex)),
            "html_page": lambda key: escape(self.spoken.words(f"page.{key}")),
            "html_verdict": lambda mark: escape(self.spoken.words(f"verdicts.{mark}")),
            "html_steps": lambda document: CrossReferences(document, self.plain),
            "number": step_number,
            "between_steps": between_steps,
            "is_wide": is_wide,
            "html_beside": beside,
            "html_chain": chain,
            "csp_hash": csp_hash,
            "inert_html": inert,
        }

    def of_latex(self, latex: str) -> str:
        """A formula with its label."""
        if not latex:
            return ""
        return f'<math aria-label="{escape(self.spoken.latex(latex))}">{mathml(read_formula(latex))}</math>'

    def text(self, text: str) -> str:
        """A sentence: bold marked, formulas as MathML, everything else as it is.

        A mark behind a formula stays in its line, from which a browser would else part it.
        """
        pieces: list[str] = []
        held = ""
        for said, math in apart(text):
            mark = said[: len(said) - len(said.lstrip(CLOSING_MARKS))] if held else ""
            pieces.append(f'<span class="held">{held}{mark}</span>' if mark else held)
            pieces.append(words(said[len(mark) :]))
            held = self.formula(math) if math else ""
        return "".join([*pieces, held])

    def plain(self, text: str) -> str:
        """A sentence in words alone."""
        return "".join(said + (self.spoken.latex(math) if math else "") for said, math in apart(text))

    def cell(self, text: str) -> str:
        """A table's cell; a number alone is that of a step."""
        return link(text) if NUMBER.fullmatch(text) else self.text(text)


class CrossReferences:
    """The steps of a document by number: what is said of each, and which others use it."""

    def __init__(self, document: Document, plain: Callable[[str], str]) -> None:
        steps = [step for section in document.sections for step in steps_of(section.blocks)]
        self.titles = {step_number(step.number): f"{step.number}: {plain(step.title)}" for step in steps}
        self.users: dict[str, list[str]] = {}
        for step in steps:
            for used in NUMBER.findall(step.uses):
                self.users.setdefault(used, []).append(step_number(step.number))

    def used_by(self, step: StepView) -> list[str]:
        """Links to the steps that use a step."""
        return list(map(link, self.users.get(step_number(step.number), [])))


def steps_of(blocks: Sequence[Block]) -> Iterator[StepView]:
    return (block for block in blocks if isinstance(block, StepView))


def words(text: str) -> str:
    """Words of our own, what stands between two stars in bold."""
    plain = escape(text, quote=False)
    return BOLD.sub(r"<strong>\1</strong>", plain) if "**" in plain else plain


def link(place: str) -> str:
    return f'<a href="#step-{place}">{place}</a>'


def linked(text: str) -> str:
    """A sentence in which every number is that of a step."""
    return NUMBER.sub(lambda found: link(found[0]), escape(text, quote=False))


def beside(latex: str) -> list[str]:
    """The formulas that stand beside each other in one, and below each other where the page is narrow."""
    if GAP not in latex:
        return [latex]
    ends = [found.place for found in breaks(latex) if latex.startswith(GAP, found.place)]
    pairs = pairwise([0, *ends, len(latex)])
    return [latex[start:end].removeprefix(GAP).strip() for start, end in pairs]


def chain(latex: str) -> list[str]:
    """The sides of a chain of relations that is wider than a telephone, each with the relation before it."""
    if not is_wide(latex):
        return [latex]
    places, depth, previous = [0], 0, ""
    for found in TOKEN.finditer(latex):
        token = found.group()
        if token.isspace():
            continue
        if token in RELATIONS and not depth and found.start():
            places.append(found.start())
        is_delimiter = previous in ("\\left", "\\right", "\\Biggl", "\\Biggr")
        depth += token in ("{", "\\begin", "\\left", "\\Biggl") or (token in ("(", "[") and not is_delimiter)
        depth -= token in ("}", "\\end", "\\right", "\\Biggr") or (token in (")", "]") and not is_delimiter)
        previous = token
    return [latex[start:end].strip() for start, end in pairwise([*places, len(latex)])]


def is_wide(line: SetLine | str) -> bool:
    """Whether a formula may be wider than a telephone."""
    latex = line if isinstance(line, str) else line.right
    return width(latex) > PHONE


def csp_hash(text: str) -> str:
    """The digest by which a page's policy knows its own style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def inert(text: str) -> str:
    """Words of somebody else's."""
    return escape(composed(shortened(text)))
