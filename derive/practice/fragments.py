"""Parts of documents as pieces of a web page: an exercise, its hints, the solution of a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from derive.documents.blocks import Document
from derive.documents.editions import hints_of
from derive.documents.exercise import question_title
from derive.documents.formats import Choices, Format, by_templates, web
from derive.documents.html_text import HtmlText
from derive.documents.page import Page, line_of
from derive.documents.render import unsolved, view, write
from derive.documents.solution import SolutionView
from derive.language.plain import plain
from derive.language.width import lines_of
from derive.problem.problem import Problem
from derive.solving.derivation import solve
from derive.solving.proof import prove

COLUMN = "12cm"
"""How wide a formula may be beside the box, in print at letters of 10 pt."""
PIECE = Format("page", ".html", "page", web, by_templates)
"""HTML without a page around it, for the practice page."""


@cache
def text_of(language: str) -> HtmlText:
    return HtmlText(language)


def statement(problem: Problem) -> str:
    """What is given and the network, as HTML."""
    with lines_of(line_of(COLUMN)):
        exercise = unsolved(problem)
        sections = tuple(exercise.sections()[:2])
    return write(Document("", tuple(exercise.prose()), sections, problem.settings.language), PIECE)


def titles(problem: Problem) -> list[str]:
    """What each question asks, as HTML."""
    exercise = unsolved(problem)
    html = text_of(problem.settings.language).text
    return [html(question_title(exercise.latex, exercise.words, question)) for question in problem.questions]


def hints(problem: Problem) -> list[list[str]]:
    """The hints to each question from the way to single steps, as HTML; no answer is among them."""
    solution = SolutionView(solve(problem).explained(), None, None, Page())
    html = text_of(problem.settings.language).text
    return [[html(hint) for hint in hints_of(solution, number)] for number in range(len(problem.questions))]


def solution(problem: Problem, only: Iterable[str] = ()) -> str:
    """The worked solution of all questions, or only of some quantities, as HTML.

    Errors: those of solving, and of a solution that fails its own check.
    """
    derivation = solve(problem, problem.settings, tuple(only)).explained()
    document = view(derivation, prove(derivation), Choices(width=COLUMN))
    sections = tuple(section for section in document.sections if section.question is not None)
    return write(replace(document, title="", intro=(), sections=sections), PIECE)


def asked(problem: Problem, number: int) -> list[str]:
    """The names of what a question asks, counted from 0."""
    return [plain(target) for target in problem.questions[number].targets]
