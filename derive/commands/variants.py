"""`derive vary`: from the command line to a folder with variants."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from derive.cohort.roster import read_roster
from derive.commands.solution_files import are_there
from derive.documents.words import Words
from derive.handout.seats import seated
from derive.handout.variant_files import earlier, written
from derive.handout.vary import VariantSet, vary
from derive.language.errors import fault
from derive.problem import catalogue
from derive.problem.problem import Problem

TEXT_ONLY = ("md",)


def varied(
    problem: str,
    solve: Callable[[Problem, str, Path | None], str | bytes],
    count: int | None,
    seed: int,
    keep: str,
    like: str,
    to: tuple[str, ...] | None,
    roster: Path | None,
    solutions: bool,
    output: str | None,
    values: Any,
    templates: Path | None = None,
) -> str:
    """Write the variants of a problem; what the terminal says of them."""
    are_there(templates)
    people = read_roster(roster) if roster else None
    if count is None and people is None:
        raise fault("missing; expected how many variants, or --roster with the list of a class", "--count")
    if output == "-":
        raise fault("variants are many files; expected a folder to write them to", "-o -")
    if "json" in (to or ()):
        raise fault("json has steps, and a sheet has none; name another format with --to", "--to")
    loaded = catalogue.load(problem, values)
    names = [name for name in keep.split(",") if name.strip()]
    folder = Path(output) if output else Path("output") / f"{loaded.name}-variants"
    seats, kept = seated(people, folder), earlier(loaded, folder, seed, like, names)
    if people and seats.last > (count or seats.last):
        raise fault(f"{seats.last} students and {count} variants; expected one for each", "--count")
    wanted = max((count or 0, seats.last, *kept))
    with click.progressbar(length=wanted, label="variants", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        found = vary(loaded, wanted, seed, names, like, lambda done, total: bar.update(done - bar.pos), kept)
    paths = written(found, folder, to or TEXT_ONLY, seats, solve if solutions else None, templates)
    return f"{told(found)}\nwritten: {len(paths)} files in {folder}, see {paths[-1].name} and {paths[-2].name}\n"


def told(variants: VariantSet) -> str:
    """How many there are, how far they differ, and which usual mistakes their digits do not show."""
    words = Words(variants.problem.settings.language, None, "handout")
    steps, work = (reach([getattr(each, name) for each in variants]) for name in ("steps", "work"))
    origin = {"seed": variants.seed, "generator": variants.generator}
    lines = [words("vary.told", count=len(variants), steps=steps, work=work, **origin)]
    digits = variants.problem.settings.digits
    lines += [
        words("vary.faint", asked=asked, digits=digits, mistakes=", ".join(names))
        for asked, names in sorted(variants.faint.items())
    ]
    return "\n".join(lines)


def reach(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"
