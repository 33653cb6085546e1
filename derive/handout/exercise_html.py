"""The text of an exercise for platforms: HTML whose formulas are what the platform sets, LaTeX, pictures or MathML."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import quote

from derive.documents.blocks import Document
from derive.documents.formats import Format, by_templates
from derive.documents.formula_reader import read_formula
from derive.documents.mathml import mathml
from derive.documents.render import BOLD, apart, md_math, unsolved, write
from derive.handout.posed import Posed
from derive.language.record import record
from derive.problem.problem import Problem

Math = Callable[[str, bool], str]
"""A formula in LaTeX as HTML; whether it stands alone."""


@record
class Setting:
    """How a platform sets formulas."""

    name: str
    math: Math

    def text(self, text: str) -> str:
        """A sentence: bold marked, formulas set, everything else as it is."""
        return "".join(
            BOLD.sub(r"<strong>\1</strong>", escape(said, quote=False)) + (self.math(math, False) if math else "")
            for said, math in apart(text)
        )

    def alone(self, latex: str) -> str:
        return self.math(latex, True)


def in_mathjax(latex: str) -> str:
    """LaTeX as MathJax takes it, within HTML."""
    return escape(md_math(latex), quote=False)


def mathjax(latex: str, alone: bool) -> str:
    """LaTeX between the brackets of MathJax."""
    left, right = ("\\[", "\\]") if alone else ("\\(", "\\)")
    return f"{left}{in_mathjax(latex)}{right}"


def dollars(latex: str, alone: bool) -> str:
    """LaTeX between dollar signs."""
    mark = "$$" if alone else "$"
    return f"{mark}{in_mathjax(latex)}{mark}"


def picture(latex: str, alone: bool) -> str:
    """The picture that Canvas makes of LaTeX."""
    text = escape(latex)
    source = quote(latex, safe="")
    shown = f'<img class="equation_image" title="{text}" alt="LaTeX: {text}" src="/equation_images/{source}"'
    return f'{shown} data-equation-content="{text}">'


def markup(latex: str, alone: bool) -> str:
    """MathML with its namespace, as QTI wants it."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{mathml(read_formula(latex))}</math>'


MATHJAX, DOLLARS, PICTURES, MATHML = (
    Setting(name, math)
    for name, math in (("mathjax", mathjax), ("dollars", dollars), ("pictures", picture), ("mathml", markup))
)


def filters(setting: Setting, language: str, templates: Path | None) -> dict[str, Callable[..., object]]:
    return {"rich": setting.text, "alone": setting.alone}


ROWS = {
    setting.name: Format(setting.name, ".html", "platform", partial(filters, setting), by_templates)
    for setting in (MATHJAX, DOLLARS, PICTURES, MATHML)
}


def statement(problem: Problem, setting: Setting, with_values: bool = True) -> str:
    """What is given and the network, as HTML; without values only the network."""
    view = unsolved(problem)
    sections = view.sections()[0 if with_values else 1 : 2]
    document = Document("", tuple(view.prose()), tuple(sections), problem.settings.language)
    return re.sub(r">\n+<", "><", write(document, ROWS[setting.name])).strip()


def asking(question: Posed, setting: Setting, sentence: str) -> str:
    """The sentence that asks for a quantity."""
    return setting.text(sentence)
