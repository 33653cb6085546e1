"""Templates of the user's own: run in a sandbox, and what is wrong with one is told with its file and line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from derive.language.errors import fault

MARK = ".j2"


@contextmanager
def told_with_place(templates: Path | None) -> Iterator[None]:
    """What goes wrong in a template is told, if there are any of the user's own.

    Errors: `ProblemError` with the file and the line; without templates of the user's the error as it was.
    """
    try:
        yield
    except TemplateError as error:
        if templates is None:
            raise
        raise fault(f"{error.message or type(error).__name__}; mend the template", place_of(error)) from None


def place_of(error: TemplateError) -> str:
    """The template's file with the line."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}, line {error.lineno}"
    if isinstance(error, TemplateNotFound):
        return "--templates"
    frames = traceback.extract_tb(error.__traceback__)
    found = [frame for frame in frames if frame.filename.endswith(MARK)]
    return f"{found[-1].filename}, line {found[-1].lineno}" if found else "--templates"
