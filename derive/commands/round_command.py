"""`derive repeat`: an update made again and again, and a table of what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from derive.commands.solving_options import changes, setting

MOST = 1_000_000


@click.command()
@click.argument("problem")
@click.argument("rounds", type=click.IntRange(1, MOST), metavar="ROUNDS")
@click.option("--only", multiple=True, metavar="NAME", help="Tell only this, such as L; repeatable.")
@click.option("--every", type=click.IntRange(min=0), default=0, metavar="N", help="Tell each Nth round too.")
@click.option(
    "--carry", "carried", multiple=True, callback=changes, metavar="W=NEW", help="What takes the place of W. [W_new]"
)
@click.option("--digits", type=int, metavar="N", help="Decimals shown.")
@setting
def repeat(problem: str, rounds: int, **options: Any) -> None:
    """Make the update of PROBLEM again and again: w_new becomes w in the next of ROUNDS.

    The table has what the network gives at the start and after so many rounds, every decimal proven.
    """
    from derive.documents import as_json
    from derive.problem import catalogue
    from derive.solving.derivation import with_settings
    from derive.solving.rounds import rounds_of, told

    loaded = catalogue.load(problem, options["values"])
    repeated = rounds_of(loaded, options["only"], options["carried"])
    digits = with_settings(loaded, digits=options["digits"]).digits
    click.echo("\n".join(table(as_json.rounds(repeated.after(told(rounds, options["every"]), digits)))))


def table(found: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """A line for each round that is told, its columns below each other.

    >>> print(*table({0: {"L": "1.0000"}, 10: {"L": "0.5000"}}), sep="\\n")
    round  L
    0      1.0000
    10     0.5000
    """
    names = list(next(iter(found.values())))
    rows = [["round", *names], *([str(number), *map(shown, row.values())] for number, row in found.items())]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()


def shown(value: Any) -> str:
    """A number, or an array in brackets."""
    return value if isinstance(value, str) else f"[{', '.join(map(shown, value))}]"
