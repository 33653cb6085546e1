"""A solution as a notebook: its sections, and after each question code that calculates the printed numbers again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from derive.documents.blocks import Document
from derive.documents.script import CodeLine, CodeOfSteps

if TYPE_CHECKING:
    from derive.documents.manuscript import Manuscript

FORMAT, MINOR = 4, 5
"""The version of the notebook format (nbformat), in which each cell has an id."""


def notebook(manuscript: Manuscript) -> str:
    """The notebook as its file has it."""
    cells = [
        {"id": f"cell-{number}", "metadata": {}, "source": source.splitlines(keepends=True), **kind}
        for number, (kind, source) in enumerate(found(manuscript))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": FORMAT, "nbformat_minor": MINOR}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def found(manuscript: Manuscript) -> Iterator[tuple[dict[str, Any], str]]:
    """The cells: sections as Markdown, and code where there are numbers and questions."""
    document, choices, derivation = manuscript.document, manuscript.choices, manuscript.derivation
    has_code = derivation is not None and derivation.numbers is not None and choices.edition == "solution"
    program = CodeOfSteps(derivation, choices.code, choices.templates) if derivation is not None and has_code else None
    yield told(manuscript, Document(document.title, document.intro, (), document.language))
    for place, section in enumerate(document.sections):
        yield told(manuscript, Document("", (), (section,), document.language, document.widest))
        if program and not place:
            yield code(opening(manuscript, program))
        lines = program.question(section.question) if program and section.question is not None else []
        if lines:
            yield code(written(lines))


def opening(manuscript: Manuscript, program: CodeOfSteps) -> str:
    """The code behind what is given: the library, its functions, and the given numbers."""
    from derive.documents.render import environment

    choices = manuscript.choices
    template = environment(choices.templates).get_template("py/notebook.py.j2")
    functions, given = program.functions(), program.given()
    return template.render(library=choices.code, has_math=program.has_math, functions=functions, given=given).strip()


def told(manuscript: Manuscript, document: Document) -> tuple[dict[str, Any], str]:
    from derive.documents.formats import format_of
    from derive.documents.render import write

    text = write(document, format_of("md"), templates=manuscript.choices.templates, whole="notebook")
    return {"cell_type": "markdown"}, text.strip()


def code(source: str) -> tuple[dict[str, Any], str]:
    return {"cell_type": "code", "execution_count": None, "outputs": []}, source


def written(lines: list[CodeLine]) -> str:
    return "\n".join(f"{line.code}  # {line.step}" if line.step else line.code for line in lines)
