"""A folder with variants: their problem files and sheets, the answers, and what makes each of them different."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from derive.cohort.handed_out import OWN, PROBLEMS, TABLE
from derive.cohort.one_writeup import content
from derive.documents.formats import FORMATS
from derive.documents.render import written_sheet
from derive.documents.save import save
from derive.feedback.records import harmless
from derive.handout.draw import kept_names
from derive.handout.problem_text import with_numbers
from derive.handout.seats import Seats
from derive.handout.variant import Chosen
from derive.handout.vary import VariantSet
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

KEY = "key.csv"
Solve = Callable[[Problem, str, "Path | None"], "str | bytes"]
"""The solution of a problem in a format, by templates of the user's own or by ours."""


def written(
    variants: VariantSet,
    folder: Path,
    to: Sequence[str] = ("md",),
    seats: Seats | None = None,
    solve: Solve | None = None,
    templates: Path | None = None,
) -> list[Path]:
    """Write all files of some variants; which they are, the tables last.

    With `solve` there are solutions too.  Errors: a folder that cannot be written.
    """
    paths = []
    for variant in variants:
        name = file_name(variants, variant.number)
        problem = variant.problem(name)
        files: dict[Path, str | bytes] = {folder / PROBLEMS / f"{name}.toml": variant.text}
        for form in to:
            file = f"{name}{FORMATS[form].suffix}"
            files[folder / "sheets" / file] = written_sheet(problem, form, templates)
            if solve:
                files[folder / "solutions" / file] = solve(problem, form, templates)
        paths += [save(path, text) for path, text in files.items()]
    save(folder / KEY, csv_of(key_rows(variants)))
    save(folder / TABLE, csv_of(table_rows(variants, seats or Seats((), {}))))
    return [*paths, folder / KEY, folder / TABLE]


def earlier(problem: Problem, folder: Path, seed: int, like: str, keep: Iterable[str] = ()) -> dict[int, Chosen]:
    """The variants that a folder has already, by their numbers: they may be handed out, so they stay.

    Where the table alone is left, they are made again from its numbers.  Those of another seed, of which other values
    were kept, or of another exercise, are none.
    """
    if not (folder / TABLE).is_file():
        return {}
    rows = csv.DictReader(io.StringIO(content(folder / TABLE).decode("utf-8-sig")))
    asked = (str(seed), like, kept_text(kept_names(problem, keep)))
    fits = [row for row in rows if (row.get("seed"), row.get("like"), row.get("keep", asked[-1])) == asked]
    numbered = {int(row["variant"]): row for row in fits if (row.get("variant") or "").isdecimal()}
    found = {number: chosen(problem, folder, row) for number, row in numbered.items()}
    return {number: each for number, each in found.items() if each is not None}


def chosen(problem: Problem, folder: Path, row: Mapping[str, str]) -> Chosen | None:
    """The variant of a row, from its file or else from the numbers in the table; nothing for another exercise."""
    path = folder / PROBLEMS / Path(row.get("file") or "").name
    source = content(path).decode("utf-8-sig") if path.is_file() else with_numbers(problem, row.get("numbers") or "")
    own = load_text(source, problem.name, f"variant {row['variant']}")
    if own.equations != problem.equations or own.questions != problem.questions:
        return None
    values = {ref: number for ref, number in own.given.items() if number is not None}
    tries = row.get("tries") or ""
    return Chosen(values, int(tries) if tries.isdecimal() else 1, row.get("generator") or "")


def file_name(variants: VariantSet, number: int) -> str:
    """The name of a variant's files, `rnn-007`."""
    return f"{variants.problem.name}-{number:03}"


def table_rows(variants: VariantSet, seats: Seats) -> Iterator[Sequence[object]]:
    yield (*OWN, *seats.columns)
    for variant in variants:
        name = f"{PROBLEMS}/{file_name(variants, variant.number)}.toml"
        student = seats.students.get(variant.number, ("",) * len(seats.columns))
        asked = (variants.seed, variants.like, kept_text(variants.kept))
        found = (variant.tries, variant.steps, variant.work, variant.boundary, variant.numbers)
        yield (variant.number, name, variant.generator, *asked, *found, *student)


def kept_text(names: Iterable[str]) -> str:
    """The names of values that stay, as the table has them."""
    return " ".join(sorted(names))


def key_rows(variants: VariantSet) -> Iterator[Sequence[object]]:
    """The answers, a row for each entry, counted from 1."""
    yield ("variant", "question", "entry", "answer")
    for variant in variants:
        for name, texts in variant.answers:
            yield from ((variant.number, name, place, text) for place, text in enumerate(texts, 1))


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def safe(cell: object) -> object:
    """A cell that no spreadsheet runs; a decimal is none of those."""
    return cell if isinstance(cell, str) and cell.lstrip("-").replace(".", "", 1).isdigit() else harmless(cell)
