"""The command line: `derive solve`, `check`, `lint`, `vary`, `list`, `show`, `new`.

Exit status 0 when all went well, 2 for input that cannot be used, 3 for a solution that failed its own check (then
nothing is written), 4 for a fault of the program's own.  Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from derive import __version__
from derive.commands.ending import Commands, leave_garbage
from derive.commands.option_words import Answering
from derive.commands.page_commands import page, serve
from derive.commands.round_command import repeat
from derive.commands.solving_options import documented, drawing, formats, language, setting, solving
from derive.documents.formats import REPORTS

TO_HELP = f"""Answers: json, jsonl, md, csv.  Write-ups: {", ".join(REPORTS)}, json, gradescope, several with commas;
Gradescope gets one point a question where the problem sets no marks."""

leave_garbage()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="derive")
def main() -> None:
    """Worked solutions for the derivatives of small neural networks, and a check of students' answers."""


@main.command()
@click.argument("problem")
@documented
@solving
def solve(problem: str, **options: Any) -> None:
    """Write the worked solution of PROBLEM, a file or a name of the catalogue, in one of its editions."""
    from derive import api
    from derive.commands.solution_files import solved

    click.echo(solved(api.load, problem, **options), nl=False)


@main.command(cls=Answering)
@click.argument("problem")
@click.argument("answer", metavar="ANSWER|FILE|DIR|-")
@click.option("--question", metavar="NAME", help="What is answered, such as dL/dV; without it ANSWER is a file.")
@click.option("--reveal", default="hint", metavar="WHAT", help="none, hint or full (for tutors: the solution). [hint]")
@click.option("--to", "form", metavar="FORMATS", help=TO_HELP)
@click.option("-o", "--output", metavar="FILE|DIR|-", help="Where to write; - is standard output.")
@click.option("--digits", type=int, metavar="N", help="Decimals asked.")
@language
@click.option("--part", type=click.IntRange(1, 999), metavar="N", help="Only exercise N of a write-up of several.")
@setting
@click.option("--templates", type=click.Path(path_type=Path), help="Folder with templates of your own.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="A folder: N full reports to calibrate with.")
@click.option("--variants", type=click.Path(path_type=Path), metavar="DIR", help="Each against its own of derive vary.")
@click.option("--explain-reading", is_flag=True, help="A write-up: what each statement was taken to say, in LaTeX.")
@click.option("--dask", metavar="ADDRESS", help="A folder: the scheduler of a Dask cluster that does the work.")
def check(problem: str, answer: str, question: str | None, **options: Any) -> None:
    """Check answers or write-ups, one or a folder of them.

    Write-ups are Markdown, LaTeX, notebooks or plain text; a file of answers is TOML, CSV or JSON Lines with id,
    question and answer.  PROBLEM is a file or a name that `derive list` shows.  Exit status 0 if all is right, 1 if
    not, 2 if something could not be used.
    """
    from derive.commands import answers
    from derive.language.errors import fault, one_of

    one_of(options["reveal"], answers.REVEALS, "--reveal")
    if question is None:
        answers.in_order(problem, answer)
    settings = {key: options[key] for key in ("digits", "part", "language") if options[key] is not None}
    told = (options[key] for key in ("reveal", "templates", "variants"))
    job = answers.AnswerJob(problem, options["values"], settings, *told)
    if options["explain_reading"] and (question is not None or answers.is_answers(answer) or Path(answer).is_dir()):
        raise fault("it is told of one write-up; expected a file, and no --question", "--explain-reading")
    run = check_answers if question is not None or answers.is_answers(answer) else check_folder
    if run is check_folder and "://" not in answer and not Path(answer).is_dir():
        run = check_writeup
    click.get_current_context().exit(0 if run(job, answer, question, options) else 1)


def check_answers(job: Any, answer: str, question: str | None, options: Mapping[str, Any]) -> bool:
    """Print or write the verdicts on answers; whether all are right."""
    from derive.commands import answers
    from derive.language.errors import one_of

    if options["form"] is not None:
        one_of(options["form"], answers.FORMATS, "--to")
    records = job.answer(question, answer) if question is not None else job.file(Path(answer))
    text = answers.written(records, options["form"], options["language"])
    if options["output"] in (None, "-"):
        click.echo(text, nl=False)
    else:
        from derive.documents.save import save

        save(Path(options["output"]), text)
    return all(record.is_accepted for record in records)


def check_writeup(job: Any, answer: str, question: str | None, options: Mapping[str, Any]) -> bool:
    """Print a summary of the report on a write-up, or write the report; whether everything is right."""
    from derive.commands import writeups
    from derive.documents.save import save
    from derive.language.errors import fault

    for name in ("sample", "dask"):
        if options[name]:
            raise fault("found a single write-up; expected a folder of them", f"--{name}")
    forms = writeups.formats(options["form"], options["output"])
    report, texts = writeups.on_file(job, Path(answer), forms, options["explain_reading"])
    for name, text in texts.items():
        if options["output"] == "-" or not name:
            click.echo(text, nl=False)
        else:
            click.echo(f"written: {save(writeups.place(options['output'], report, name), text)}")
    return report.is_right


def check_folder(job: Any, answer: str, question: str | None, options: Mapping[str, Any]) -> bool:
    """Write the reports on a folder of write-ups; whether everything in all of them is right."""
    from derive.commands import writeups

    forms = writeups.formats(options["form"], options["output"], is_folder=True) or ("md",)
    target = (options["output"] or f"output/{Path(job.problem).stem}-marked").rstrip("/")
    with click.progressbar(length=1, label=answer, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        cohort = writeups.on_folder(job, answer, target, forms, options["sample"] or 0, options["dask"], progress)
    click.echo(writeups.tallied(cohort), nl=False)
    click.echo(f"written: {target}/overview.csv, {target}/mistakes.md, {target}/reports")
    return bool(cohort.is_right)


@main.command()
@click.argument("report", type=click.Path(path_type=Path), metavar="REPORT.json")
@click.option("--problem", metavar="PROBLEM", help="Its file, if the problem is not in the catalogue.")
@click.option("--to", "form", metavar="FORMATS", help=f"{', '.join(REPORTS)}, json, gradescope.")
@click.option("-o", "--output", metavar="DIR|-", help="Where to write; - is standard output.")
def total(report: Path, problem: str | None, form: str | None, output: str | None) -> None:
    """Add up a report's marks again after overrides.

    An override is written into a record of REPORT.json: "override": "right", or another verdict.  Without --to and -o
    the file itself gets its new totals, and so do the documents beside it.
    """
    from derive.commands import writeups
    from derive.documents.save import save

    found, texts, beside = writeups.again(report, problem, writeups.formats(form, output))
    for name, text in texts.items():
        if output == "-" or not name:
            click.echo(text, nl=False)
        else:
            place = writeups.place(output, found, name) if output else writeups.beside(report, name)
            click.echo(f"written: {save(place, text)}")
    if form is None and output is None:
        for place, text in beside.items():
            click.echo(f"written: {save(place, text)}")
        save(report, writeups.dumps(found))


@main.command()
@click.argument("problem")
@drawing
def graph(problem: str, **options: Any) -> None:
    """Draw the unrolled network of PROBLEM: time to the right, depth upwards."""
    from derive import api
    from derive.commands.graph_files import drawn_graph

    click.echo(drawn_graph(api.load, problem, **options), nl=False)


@main.command()
@click.argument("problem")
def lint(problem: str) -> None:
    """Warn where the values of PROBLEM hide a mistake, let two coincide, or lie near a rounding boundary."""
    from derive.commands.answers import warnings
    from derive.problem import catalogue

    click.echo("".join(f"{line}\n" for line in warnings(catalogue.load(problem))), nl=False)


@main.command()
@click.argument("problem")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="How many; with --roster one for each student.")
@click.option("--seed", type=click.IntRange(min=0), default=1, metavar="S", help="The same seed, the same files. [1]")
@click.option("--keep", default="", metavar="NAMES", help="Values that stay as they are, such as U,W.")
@click.option("--like", default="same", metavar="HOW", help="same, or easy: smaller numbers, more zeros. [same]")
@click.option("--to", "to", callback=formats, metavar="FORMATS", help="Sheets (and solutions): md, tex, pdf, … [md]")
@click.option("--solutions", is_flag=True, help="Write the solutions too.")
@click.option("--roster", type=click.Path(path_type=Path), metavar="CLASS.csv", help="A list of the class.")
@click.option("-o", "--output", metavar="DIR", help="Folder for the files.")
@click.option("--templates", type=click.Path(path_type=Path), help="Folder with templates of your own.")
@setting
def vary(problem: str, **options: Any) -> None:
    """Write variants of PROBLEM with other numbers, as hard and as instructive, with their answers."""
    from derive import api
    from derive.commands.variants import varied

    click.echo(varied(problem, api.solution_in, **options), nl=False)


@main.command("export")
@click.argument("problem", metavar="PROBLEM|DIR")
@click.option("--to", required=True, metavar="FORMATS", help="moodle, stack, gift, qti, canvas, prairielearn, csv.")
@click.option("-o", "--output", metavar="DIR", help="Folder for the files.")
def export_questions(problem: str, to: str, output: str | None) -> None:
    """Write questions for learning platforms, of PROBLEM or of a folder of variants."""
    from derive.handout.platforms import export

    names = [name.strip() for name in to.split(",") if name.strip()]
    folder = Path(output) if output else Path("output") / Path(problem).stem
    click.echo(f"written: {', '.join(map(str, export(problem, names, folder)))}")


@main.command("autograder")
@click.argument("problem")
@click.option("--variants", type=click.Path(path_type=Path), metavar="DIR", help="Each against its own of derive vary.")
@click.option("--wheels", type=click.Path(path_type=Path), metavar="DIR", help="What pip download fetched.")
@click.option("--reveal", default="hint", metavar="WHAT", help="none, hint or full. [hint]")
@click.option("-o", "--output", default="autograder.zip", metavar="FILE", help="Where to write. [autograder.zip]")
def write_autograder(problem: str, variants: Path | None, wheels: Path | None, reveal: str, output: str) -> None:
    """Write the zip of an autograder for Gradescope that judges submissions to PROBLEM."""
    from derive.commands.answers import REVEALS
    from derive.documents.save import save
    from derive.handout.autograder import autograder
    from derive.language.errors import one_of

    one_of(reveal, REVEALS, "--reveal")
    click.echo(f"written: {save(Path(output), autograder(problem, variants, wheels, reveal))}")


@main.command("nbgrader")
@click.argument("problem")
@click.option("-o", "--output", default=".", metavar="DIR", help="The folder of the course. [.]")
def write_assignment(problem: str, output: str) -> None:
    """Write an assignment for nbgrader on PROBLEM, a notebook with hidden tests."""
    from derive.documents.save import save
    from derive.handout.assignment import assignment
    from derive.problem import catalogue

    for name, text in assignment(catalogue.load(problem)).items():
        click.echo(f"written: {save(Path(output) / name, text)}")


@main.command("grades")
@click.argument("problem")
@click.argument("marked", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), metavar="TABLE.csv", help="A platform's export."
)
@click.option("--column", default="", metavar="NAME", help="The assignment's column (Canvas).")
@click.option("-o", "--output", required=True, metavar="FILE", help="The table with the grades.")
def write_grades(problem: str, marked: Path, into: Path, column: str, output: str) -> None:
    """Fill the marks of a folder that derive check wrote into the table of Moodle, Canvas or Gradescope."""
    from derive.commands.grades import graded

    click.echo(graded(problem, marked, into, column, Path(output)), nl=False)


@main.command("mcp")
@click.option("--folder", type=click.Path(path_type=Path), metavar="DIR", help="Problem files that may be asked about.")
def serve_assistants(folder: Path | None) -> None:
    """Serve assistants over standard input and output: to solve, check, lint, vary (needs the extra mcp)."""
    from derive import api
    from derive.commands.mcp_server import server

    server(folder, api.solve_problem).run()


for command in (page, serve, repeat):
    main.add_command(command)


@main.command("list")
@click.option("--topic", metavar="WORD", default="", help="Only those about it, such as attention.")
@click.option("--level", metavar="LEVEL", default="", help="Only those of a level: first, middle or advanced.")
def list_problems(topic: str, level: str) -> None:
    """List the problems that ship with the package, with their topics."""
    from derive.commands.listing import listed

    click.echo("\n".join(listed(topic, level)))


@main.command("dialects")
@click.argument("operation", default="")
@click.option("--of", "library", metavar="LIBRARY", default="", help="Only this library, such as torch.")
def list_dialects(operation: str, library: str) -> None:
    """What libraries compute at kinks and ties, and which equations their cells and layers have."""
    from derive.commands.dialect_lines import told

    click.echo("\n".join(told(operation, library)))


@main.command()
@click.argument("problem")
@click.option("--to", "to", callback=formats, metavar="FORMATS", help="A sheet with room to work: md, tex, …")
@click.option("-o", "--output", metavar="DIR|-", help="Folder for the sheets, or - for standard output.")
@setting
@language
@click.option("--templates", type=click.Path(path_type=Path), help="Folder with templates of your own.")
def show(problem: str, **options: Any) -> None:
    """Print a problem: what is given, the network, what is asked; or write the sheet to hand out."""
    from derive.commands.solution_files import shown

    click.echo(shown(problem, **options), nl=False)


@main.command()
@click.argument("name")
@click.option("--from", "sheet", type=click.Path(path_type=Path), metavar="FILE", help="A sheet or model.py to read.")
def new(name: str, sheet: Path | None) -> None:
    """Write a commented problem file NAME.toml to start from."""
    from derive.commands.listing import started
    from derive.documents.save import save
    from derive.language.errors import fault

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise fault("exists already; choose another name", str(path))
    save(path, started(path.stem, sheet))
    click.echo(f"written: {path}; solve it with: derive solve {path}")
