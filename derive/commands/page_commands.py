"""`derive page` and `derive serve`: a folder to practise in, and a look at it."""

from __future__ import annotations

from pathlib import Path

import click

from derive.commands.solving_options import language, setting


@click.command()
@click.argument("problems", nargs=-1, required=True, metavar="PROBLEM…")
@click.option("-o", "--output", default="site", metavar="DIR", help="Folder for the page. [site]")
@click.option("--reveal", default="hint", metavar="WHAT", help="none, hint, full, or 'after N' tries. [hint]")
@click.option("--variants", type=click.Path(path_type=Path), metavar="DIR", help="Own numbers, from derive vary.")
@click.option("--pyodide", type=click.Path(path_type=Path), metavar="DIR", help="Where npm and pip put its files.")
@language
@setting
def page(
    problems: tuple[str, ...],
    output: str,
    reveal: str,
    variants: Path | None,
    pyodide: Path | None,
    language: str | None,
    values: dict[str, str],
) -> None:
    """Write a page to practise PROBLEM on: a folder for any web server; the engine runs in the reader's browser."""
    from derive.commands.practice_page import page_written

    click.echo(page_written(problems, Path(output), reveal, variants, pyodide, language, values), nl=False)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="0 for any that is free. [0]")
def serve(folder: Path, port: int) -> None:
    """Show the folder of a practice page to this machine's browser, until it is stopped."""
    from derive.practice.loopback import address, serving

    with serving(folder, port) as server:
        click.echo(f"{address(server)}  (stop with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()
