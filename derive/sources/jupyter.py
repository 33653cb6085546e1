"""A Jupyter notebook to texts: Markdown cells, code cells and their stored outputs.  Nothing is run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from derive.sources.decode import tidied
from derive.sources.file_limits import LONGEST_TEXT, MOST_MARKS
from derive.sources.passage import NotText, Passage

PREFERRED = ("text/latex", "text/markdown", "text/plain")


def cells(text: str) -> Iterator[Passage]:
    """The texts of a notebook: kind md for a Markdown cell, code and output for a code cell and what it printed.

    The outputs of a cell stand below one another, and their lines are counted through.  Errors: `NotText`.
    """
    left = LONGEST_TEXT
    for number, cell in enumerate(listed(loaded(text))):
        if not isinstance(cell, dict):
            continue
        line = 1
        for kind, content in contents(cell):
            content = tidied(content)
            if kind == "code":
                left -= len(content)
                if content.strip():
                    yield Passage(content, kind, 1, number)
                continue
            left -= len(content)
            if left < 0:
                raise NotText(f"the cells hold more than {LONGEST_TEXT} characters; the rest is not read")
            if content.strip():
                yield Passage(content, kind, line, number, program_of(cell) if kind == "output" else "")
            line += content.count("\n") + (content != "" and not content.endswith("\n"))


def loaded(text: str) -> dict[str, Any]:
    if text.count("[") + text.count("{") + text.count(",") > MOST_MARKS:
        raise NotText(f"the notebook has more than {MOST_MARKS} entries")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        raise NotText("not a notebook: its JSON cannot be read") from None
    if not isinstance(found, dict):
        raise NotText("not a notebook: no cells in it")
    return found


def listed(notebook: dict[str, Any]) -> list[Any]:
    found = notebook.get("cells")
    if isinstance(found, list):
        return found
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) and isinstance(sheets[0].get("cells"), list):
        return list(sheets[0]["cells"])
    raise NotText("not a notebook: no cells in it")


def contents(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match cell.get("cell_type"):
        case "markdown":
            yield "md", text_of(cell.get("source"))
        case "heading":
            yield "md", "# " + text_of(cell.get("source"))
        case "code":
            yield "code", text_of(cell.get("source", cell.get("input")))
            outputs = cell.get("outputs")
            for output in outputs if isinstance(outputs, list) else []:
                if isinstance(output, dict):
                    yield printed(output)


def program_of(cell: dict[str, Any]) -> str:
    return text_of(cell.get("source")) if cell.get("cell_type") == "code" else ""


def printed(output: dict[str, Any]) -> tuple[str, str]:
    """What kind of text an output shows, and the text; pictures, errors and warnings are left out."""
    if output.get("output_type") == "stream":
        return "output", text_of(output.get("text")) if output.get("name", "stdout") == "stdout" else ""
    bundle = output.get("data", output)
    if not isinstance(bundle, dict):
        return "output", ""
    for kind in PREFERRED:
        if kind in bundle:
            return "output" if kind == "text/plain" else "md", text_of(bundle[kind])
    return "output", text_of(bundle.get("text")) if output.get("output_type") == "pyout" else ""


def text_of(source: Any) -> str:
    """A text that is stored whole or by lines."""
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""
