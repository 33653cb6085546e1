"""A derivation as text in one format: views turned into a document by the templates of that format."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from derive.documents.blocks import Block, Document
from derive.documents.decimal_marks import with_marks
from derive.documents.formats import WHOLE, Choices, Format, Notation, format_of
from derive.documents.inert import inert_md, inert_tex, verbatim_md, verbatim_tex
from derive.documents.own_templates import OwnTemplates, told_with_place
from derive.documents.page import Page, label_word, line_of
from derive.documents.words import Words
from derive.language.errors import fault
from derive.language.resources import cache_folder, template_folders
from derive.language.width import LINE, lines_of
from derive.problem.problem import Problem

if TYPE_CHECKING:
    from derive.documents.editions import Edition
    from derive.documents.exercise import ExerciseView
    from derive.solving.derivation import Derivation
    from derive.solving.proof import Proof

NO_OTHERS: Mapping[str, Edition] = {}
TEX_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "$": r"\$",
})  # fmt: skip
KEPT, KEPT_OF_OTHERS = "__late_%s.cache", "__guarded_%s.cache"
"""The names of compiled templates; those of users are guarded, and so are ours among them."""
BOLD = re.compile(r"\*\*(.+?)\*\*")
COMMA = re.compile(r"(?<=\d)\{,\}(?=\d)")
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
        result.append(BOLD.sub(r"\\textbf{\1}", escaped).replace("×", "$\\times$").replace("−", "$-$"))
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
    return md_math(math).replace("\\\\", "\\cr")


def md_math(math: str) -> str:
    """Mathematics for MathJax, to which a comma in braces parts thousands: `0{,}2773` is 0,277 beside 3."""
    return COMMA.sub(r"\\mathord{,}", math)


def md_cell(text: str) -> str:
    """A table's cell: a matrix as its rows one below the other, since no renderer takes row ends there."""
    matrix = re.fullmatch(r"\$(.*\\begin\{b?matrix\} )(.*)( \\end\{b?matrix\}.*)\$", text)
    if matrix:
        return "<br>".join(f"${md_math(matrix[1] + row + matrix[3])}$" for row in matrix[2].split(" \\\\ "))
    return md_text(text).replace("\\|", "\\vert ").replace("|", "\\vert ")


def svg_source(svg: str) -> str:
    """A picture as the address of an image that holds it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.strip().encode()).decode()}"


def halves(rows: Sequence[object]) -> list[Sequence[object]]:
    """The first half of some rows, and the second."""
    middle = (len(rows) + 1) // 2
    return [rows[:middle], rows[middle:]]


def has_matrices(rows: Sequence[Sequence[str]]) -> bool:
    return any("matrix}" in cell for row in rows for cell in row)


def between_steps(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks of a section as slides: each step by itself, what stands between two steps together."""
    found: list[list[Block]] = []
    for block in blocks:
        if block.kind == "step" or not found or found[-1][0].kind == "step":
            found.append([])
        found[-1].append(block)
    return found


def step_number(text: str) -> str:
    """The number of a step, from its name."""
    found = re.search(r"\d+", text)
    return found[0] if found else ""


FILTERS: dict[str, Callable[..., object]] = {
    **{"halves": halves, "has_matrices": has_matrices},
    **{"number": step_number, "between_steps": between_steps},
    **{"tex": tex_text, "tex_title": tex_title, "md": md_text, "md_cell": md_cell, "md_math": md_math},
    **{"svg_source": svg_source},
    **{"inert_tex": inert_tex, "inert_md": inert_md, "verbatim_tex": verbatim_tex, "verbatim_md": verbatim_md},
}


@cache
def environment(templates: Path | None = None, notation: Notation | None = None, language: str = "en") -> Environment:
    """The Jinja environment of a notation: delimiters that no format uses, and for users' templates a sandbox."""
    folder = cache_folder()
    kind, kept = (ImmutableSandboxedEnvironment, KEPT_OF_OTHERS) if templates else (Environment, KEPT)
    compiled: BytecodeCache | None = FileSystemBytecodeCache(str(folder), kept) if folder else None
    env = kind(
        loader=ChoiceLoader(loaders(templates)),
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
    env.filters |= {name: late(each) for name, each in (notation(language, templates) if notation else FILTERS).items()}
    return env


def loaders(templates: Path | None) -> list[BaseLoader]:
    """What finds templates: the user's own first."""
    ours = template_folders()
    own: list[BaseLoader] = [OwnTemplates(templates, ours)] if templates else []
    return [*own, *(FileSystemLoader(str(path)) for path in ours)]


def late(each: Callable[..., object]) -> Callable[..., object]:
    """A filter that is applied when a document is set: what it makes of a constant is not kept for other languages."""

    @pass_context
    def applied(context: Context, *values: object) -> object:
        return each(*values)

    return applied


def view(
    derivation: Derivation, proof: Proof | None, choices: Choices = WHOLE, others: Mapping[str, Edition] = NO_OTHERS
) -> Document:
    """An edition of the worked solution, or one step of it, as strings, which every format sets its own way.

    `others` are editions that rooms above this one compose.
    """
    from derive.documents.brief import BriefView
    from derive.documents.editions import EDITIONS
    from derive.documents.solution import SolutionView

    labels = label_word(derivation.problem.name) if choices.fragment else ""
    width = choices.width or ("beamer" if choices.edition == "slides" else "")
    page = Page(line_of(width) if width else LINE, labels)
    with lines_of(page.line):
        kind = BriefView if derivation.settings.detail == "brief" else SolutionView
        solution = kind(derivation, proof, choices.templates, page)
        edition = {**EDITIONS, **others}[choices.edition]
        return solution.single(choices.step) if choices.step else edition(solution, choices)


def write(
    document: Document, row: Format, fragment: bool = False, templates: Path | None = None, whole: str = "solution"
) -> str:
    """The document as the leaves of a format set it.

    Errors: `ProblemError` for a fragment, or for slides, where the format has none.
    """
    name = f"{row.leaves}/{'fragment' if fragment else whole}.{row.leaves}.j2"
    env = environment(templates, row.notation, document.language)
    if fragment and name not in env.list_templates():
        raise fault("there is no fragment in this format; md and tex have one", "--fragment")
    if whole == "slides" and name not in env.list_templates():
        told = "there are no slides in this format; html, md and tex have them, and pdf with --engine latex"
        raise fault(told, "--edition")
    words = Words(document.language, templates)
    marked = with_marks(document, words("decimal_mark"), words("before_marks"))
    text = env.get_template(name).render(document=marked)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def render_problem(problem: Problem, form: str, templates: Path | None = None) -> str:
    """The exercise alone: what is given, the network, what is asked."""
    exercise = unsolved(problem, templates)
    document = Document(problem.title, tuple(exercise.prose()), tuple(exercise.sections()), problem.settings.language)
    with told_with_place(templates):
        return write(document, format_of(form), templates=templates)


def written_sheet(problem: Problem, form: str, templates: Path | None = None) -> str | bytes:
    """The exercise with room to work, in any format that documents have."""
    from derive.documents.editions import exercise_sheet
    from derive.documents.manuscript import Manuscript

    sizes = (size for ref in problem.given for size in ref.shape)
    choices = Choices(templates=templates, edition="sheet")
    return Manuscript(lambda: exercise_sheet(unsolved(problem, templates), max([10, *sizes])), choices=choices).written(
        form
    )


def unsolved(problem: Problem, templates: Path | None = None) -> ExerciseView:
    """The view of an exercise without its solution."""
    from derive.documents.exercise import ExerciseView
    from derive.documents.setter import Setter
    from derive.solving.derivation import Derivation

    derivation = Derivation(problem, problem.settings, problem.questions, (), ())
    return ExerciseView(derivation, Setter(derivation), Words(problem.settings.language, templates))
