"""A derivation as text in one format: views turned into a document by the templates of that format."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from derive.documents.blocks import Document
from derive.documents.formats import WHOLE, Choices, Format, Notation, format_of
from derive.documents.inert import inert_md, inert_tex, verbatim_md, verbatim_tex
from derive.documents.page import Page, label_word, line_of
from derive.language.errors import fault
from derive.language.resources import cache_folder, template_folders
from derive.language.width import LINE, lines_of
from derive.problem.problem import Problem

if TYPE_CHECKING:
    from derive.solving.derivation import Derivation
    from derive.solving.proof import Proof

TEX_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "$": r"\$",
})  # fmt: skip
BOLD = re.compile(r"\*\*(.+?)\*\*")
MATH = re.compile(r"(?<!\\)\$([^$]+)\$")


def apart(text: str) -> list[tuple[str, str]]:
    """A sentence as pieces of (words, mathematics)."""
    pieces = []
    start = 0
    for match in MATH.finditer(text):
        pieces.append((text[start : match.start()], match[1]))
        start = match.end()
    return [*pieces, (text[start:], "")]


def tex_text(text: str) -> str:
    """A sentence for LaTeX: mathematics as it is, bold marked, everything else escaped."""
    result = []
    for words, math in apart(text):
        escaped = words.translate(TEX_SPECIAL)
        result.append(BOLD.sub(r"\\textbf{\1}", escaped).replace("×", "$\\times$"))
        if math:
            result.append(f"${math}$")
    return "".join(result)


def tex_title(text: str) -> str:
    """A heading for LaTeX, with mathematics that survives in bookmarks."""
    return tex_text(text)


def md_text(text: str) -> str:
    """A sentence for Markdown: inline mathematics without what GitHub takes for escapes."""
    result = []
    for words, math in apart(text):
        result.append(re.sub(r"([\\`_<>|#\[\]])", r"\\\1", words))
        if math:
            result.append(f"${md_inline(math)}$")
    return "".join(result)


def md_inline(math: str) -> str:
    """Inline mathematics: row ends as \\cr, since a double backslash does not survive in a paragraph."""
    return math.replace("\\\\", "\\cr")


def md_cell(text: str) -> str:
    """A table's cell: a matrix as its rows one below the other, since no renderer takes row ends there."""
    matrix = re.fullmatch(r"\$(.*\\begin\{b?matrix\} )(.*)( \\end\{b?matrix\}.*)\$", text)
    if matrix:
        return "<br>".join(f"${matrix[1]}{row}{matrix[3]}$" for row in matrix[2].split(" \\\\ "))
    return md_text(text).replace("\\|", "\\vert ").replace("|", "\\vert ")


FILTERS: dict[str, Callable[..., str]] = {
    **{"tex": tex_text, "tex_title": tex_title, "md": md_text, "md_cell": md_cell},
    **{"inert_tex": inert_tex, "inert_md": inert_md, "verbatim_tex": verbatim_tex, "verbatim_md": verbatim_md},
}


@cache
def environment(templates: Path | None = None, notation: Notation | None = None, language: str = "en") -> Environment:
    """The Jinja environment of a notation: one set of delimiters that no format uses."""
    folder = cache_folder()
    compiled: BytecodeCache | None = FileSystemBytecodeCache(str(folder)) if folder else None
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(str(path)) for path in template_folders(templates)]),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        bytecode_cache=compiled,
    )
    env.filters |= notation(language, templates) if notation else FILTERS
    return env


def view(derivation: Derivation, proof: Proof | None, choices: Choices = WHOLE) -> Document:
    """The worked solution, or one step of it, as strings, which every format sets its own way."""
    from derive.documents.solution import SolutionView

    labels = label_word(derivation.problem.name) if choices.fragment else ""
    page = Page(line_of(choices.width) if choices.width else LINE, labels)
    with lines_of(page.line):
        solution = SolutionView(derivation, proof, choices.templates, page)
        return solution.single(choices.step) if choices.step else solution.document()


def write(
    document: Document, row: Format, fragment: bool = False, templates: Path | None = None, whole: str = "solution"
) -> str:
    """The document as the leaves of a format set it.  Errors: `ProblemError` for a fragment where there is none."""
    name = f"{row.leaves}/{'fragment' if fragment else whole}.{row.leaves}.j2"
    env = environment(templates, row.notation, document.language)
    if fragment and name not in env.list_templates():
        raise fault("there is no fragment in this format; md and tex have one", "--fragment")
    text = env.get_template(name).render(document=document)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def render_problem(problem: Problem, form: str) -> str:
    """The exercise alone: what is given, the network, what is asked."""
    from derive.documents.exercise import ExerciseView
    from derive.documents.setter import Setter
    from derive.documents.words import Words
    from derive.solving.derivation import Derivation

    derivation = Derivation(problem, problem.settings, problem.questions, (), ())
    exercise = ExerciseView(derivation, Setter(derivation), Words(problem.settings.language))
    document = Document(problem.title, tuple(exercise.prose()), tuple(exercise.sections()), problem.settings.language)
    return write(document, format_of(form))
