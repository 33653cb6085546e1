"""`derive solve` and `derive show`: from the command line to the documents that are written or printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.documents.formats import FORMATS, USUAL, Choices
from derive.documents.save import save
from derive.language.errors import fault
from derive.problem import catalogue

FEW, MOST_SHOWN = 4, 200
"""Entries of an answer on the terminal, where they are more than so many."""


def solved(
    load: Callable[..., Any],
    problem: str,
    to: tuple[str, ...] | None,
    output: str | None,
    only: tuple[str, ...],
    values: Mapping[str, str],
    verify: bool,
    fragment: bool,
    width: str,
    step: int | None,
    engine: str,
    edition: str,
    hints: int,
    templates: Path | None,
    code: str | None,
    **settings: Any,
) -> str | bytes:
    """Write the documents of a solution; what the terminal says of it, or the document itself."""
    chosen = {key: value for key, value in settings.items() if value is not None}
    if code and to is None:
        to = ("py",)
        chosen.setdefault("method", "backprop")
    wanted = formats(to, output)
    are_there(templates)
    for name, is_chosen in (("--step", bool(step)), ("--edition", edition != "solution")):
        if is_chosen and "json" in wanted:
            raise fault("json has every step; name another format with --to", name)
    exercise = load(problem, values, chosen)
    solution = exercise.solve(() if step else only, verify=verify)
    choices = Choices(fragment, templates, width, step or 0, engine, edition, hints, code or "numpy")
    documents: dict[str, str | bytes] = {
        form: solution.written(form, replace(choices, fragment=fragment or (bool(step) and FORMATS[form].fragments)))
        for form in wanted
    }
    if output == "-":
        return documents[wanted[0]]
    folder = Path(output) if output else Path("output") / exercise.problem.name
    return f"{summary(solution)}\n{saved(folder, edition, documents)}"


def shown(
    problem: str,
    to: tuple[str, ...] | None,
    output: str | None,
    values: Mapping[str, str],
    language: str | None,
    templates: Path | None = None,
) -> str | bytes:
    """The exercise for the terminal, or its sheet in the formats that were named."""
    from derive.documents.render import render_problem, written_sheet

    exercise = catalogue.load(problem, values, {"language": language} if language else {})
    are_there(templates)
    if to is None and output in (None, "-"):
        return render_problem(exercise, "md", templates)
    if "json" in (to or ()):
        raise fault("json has steps, and a sheet has none; name another format with --to", "--to")
    if "slides" in (to or ()):
        raise fault("slides are of a solution, which derive solve writes; name another format with --to", "--to")
    sheets = {form: written_sheet(exercise, form, templates) for form in formats(to, output or "-")}
    if output in (None, "-"):
        return next(iter(sheets.values()))
    return saved(Path(str(output)), "sheet", sheets)


def are_there(templates: Path | None) -> None:
    """Errors: a folder of templates that there is not."""
    if templates and not templates.is_dir():
        raise fault("no such folder", f"--templates {templates}")


def formats(to: tuple[str, ...] | None, output: str | None) -> Sequence[str]:
    """The formats to write.  Errors: more than one for standard output."""
    wanted = to or (USUAL[:1] if output == "-" else USUAL)
    if output == "-" and len(wanted) > 1:
        raise fault("standard output takes one format; name it with --to", "-o -")
    return wanted


def saved(folder: Path, edition: str, documents: Mapping[str, str | bytes]) -> str:
    """Write the documents of an edition, each under its name; which they are."""
    rows = {FORMATS[form]: text for form, text in documents.items()}
    return saved_as(folder, {f"{row.edition or edition}{row.suffix}": text for row, text in rows.items()})


def saved_as(folder: Path, files: Mapping[str, str | bytes]) -> str:
    """Write files by their names; which they are."""
    return f"written: {', '.join(str(save(folder / name, text)) for name, text in files.items())}\n"


def summary(solution: Any) -> str:
    """A short table of the answers for the terminal."""
    rows = [(result.name, flat(result.value) if result.value is not None else result.formula) for result in solution]
    wide = max(len(name) for name, _ in rows)
    return "\n".join(f"{name.ljust(wide)}  {text}" for name, text in rows)


def flat(value: Any) -> str:
    """A value on one line: `[0.1; 0.2]` for a column, `[1, 2; 3, 4]` for a matrix; of a large one, the first row."""
    if isinstance(value, str):
        return value
    if len(value) * len(value[0]) > MOST_SHOWN:
        return f"[{', '.join([entry for row in value for entry in row][:FEW])}, ...] ({len(value)}×{len(value[0])})"
    return f"[{'; '.join(', '.join(row) for row in value)}]"
