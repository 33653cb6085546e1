"""The options of `derive solve`: how a problem is solved, and which documents are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from derive.documents.formats import ENGINES, FORMATS, LIBRARIES, USUAL

Command = TypeVar("Command", bound=Callable[..., Any])
TO_HELP = f"{', '.join(FORMATS)}; several with commas. [{','.join(USUAL)}]"
SET_HELP = "Another value, this once."
EDITIONS = ("solution", "sheet", "hints", "guide", "summary", "slides")


def language(command: Command) -> Command:
    """The option that says in which language documents and reports are."""
    return click.option("--lang", "language", metavar="LANGUAGE", help="Language of the document: en, de or fr. [en]")(
        command
    )


def formats(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """The formats of `--to md,tex`."""
    from derive.language.errors import nearest

    if value is None:
        return None
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"unknown format {name!r}{nearest(name, FORMATS)}", ctx, parameter)
    if not names:
        raise click.BadParameter(f"expected one of {', '.join(FORMATS)}", ctx, parameter)
    return names


def changes(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The values of `--set NAME=VALUE`."""
    result = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.strip() or not text.strip():
            raise click.BadParameter(f'found {value!r}; expected NAME=VALUE such as x[0]="[1, 0, 0]"', ctx, parameter)
        result[name.strip().replace(" ", "")] = text
    return result


def setting(command: Command) -> Command:
    """The option that gives another value."""
    option = click.option("--set", "values", multiple=True, callback=changes, metavar="NAME=VALUE", help=SET_HELP)
    return option(command)


def documented(command: Command) -> Command:
    """The options that say which documents are written, and where."""
    for option in reversed(
        (
            click.option("--to", "to", callback=formats, metavar="FORMATS", help=TO_HELP),
            click.option("-o", "--output", metavar="DIR|-", help="Folder for the files, or - for standard output."),
            click.option(
                "--edition",
                type=click.Choice(EDITIONS),
                default="solution",
                metavar="EDITION",
                help=f"{', '.join(EDITIONS)}. [solution]",
            ),
            click.option("--hints", type=click.IntRange(min=1), default=1, metavar="N", help="Hints to each question."),
            click.option("--code", type=click.Choice(LIBRARIES), metavar="LIBRARY", help="Write a program for it."),
            click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], help="What makes PDF. [typst]"),
            click.option("--fragment", is_flag=True, help="LaTeX for \\input, without preamble."),
            click.option(
                "--width", default="", metavar="WIDTH", help="Lines as wide as 8.5cm, \\columnwidth or beamer."
            ),
            click.option("--step", type=click.IntRange(min=1), metavar="N", help="One step, by its number."),
            click.option("--templates", type=click.Path(path_type=Path), help="Folder with templates of your own."),
            click.option("--verify", is_flag=True, help="Have SymPy derive everything again."),
        )
    ):
        command = option(command)
    return command


def solving(command: Command) -> Command:
    """The options that say how a problem is solved."""
    for option in reversed(
        (
            click.option("--only", multiple=True, metavar="TARGET", help="Solve only this, such as dL/dU; repeatable."),
            click.option("--digits", type=int, metavar="N", help="Decimals shown."),
            click.option("--method", metavar="METHOD", help="chain, backprop, index or forward."),
            click.option("--layout", metavar="LAYOUT", help="gradient (shape of the variable) or jacobian (rows)."),
            click.option("--detail", metavar="DETAIL", help="brief, normal or full."),
            click.option("--pictures", is_flag=True, default=None, help="Pictures of the network and its gradients."),
            language,
            setting,
        )
    ):
        command = option(command)
    return command


def drawing(command: Command) -> Command:
    """The options that say what a picture shows, and where it is written."""
    for option in reversed(
        (
            click.option("--of", metavar="NAME", help="What is drawn with all that it is calculated from, such as L."),
            click.option("--by", metavar="NAME", help="The paths from here are lit, such as h[1]."),
            click.option(
                "--show",
                "shows",
                default="network",
                metavar="WHAT",
                help="network; of the derivative heat, shares, norms.",
            ),
            click.option("--to", metavar="FORMATS", help="svg, tikz, typst, mermaid; several with commas. [svg]"),
            click.option("-o", "--output", metavar="DIR|-", help="Folder for the files, or - for standard output."),
            click.option("--values", "has_values", is_flag=True, help="Write values into the nodes."),
            setting,
            language,
            click.option("--templates", type=click.Path(path_type=Path), help="Folder with templates of your own."),
        )
    ):
        command = option(command)
    return command
