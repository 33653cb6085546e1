"""Templates of the user's own: run in a sandbox, and what is wrong with one is told with its file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError

from derive.language.errors import fault

MARK = ".j2"
LEAVES = "leaves.j2"
"""A file of blocks, of which the user's own need only have those that are set otherwise."""


class OwnTemplates(FileSystemLoader):
    """Finds the user's templates; behind blocks of ours, so that those left out are as they were."""

    ours: ClassVar[dict[str, tuple[str, int]]] = {}
    """By the user's file: the file of ours that stands before it, and its lines."""

    def __init__(self, folder: Path, others: Sequence[Path]) -> None:
        super().__init__(str(folder))
        self.others = FileSystemLoader([str(each) for each in others])

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_current = super().get_source(environment, template)
        if not template.endswith(LEAVES):
            return source, filename, is_current
        try:
            ours, name, _ = self.others.get_source(environment, template)
        except TemplateNotFound:
            return source, filename, is_current
        self.ours[filename] = name, ours.count("\n")
        return ours + source, filename, is_current


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
        return numbered(str(error.filename or error.name), error.lineno)
    if isinstance(error, TemplateNotFound):
        return "--templates"
    frames = traceback.extract_tb(error.__traceback__)
    found = [frame for frame in frames if frame.filename.endswith(MARK)]
    return numbered(found[-1].filename, found[-1].lineno or 0) if found else "--templates"


def numbered(filename: str, line: int) -> str:
    """A line of a file by its number there."""
    name, before = OwnTemplates.ours.get(filename, ("", 0))
    return f"{filename}, line {line - before}" if line > before else f"{name}, line {line}"
