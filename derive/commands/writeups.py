"""`derive check` of a write-up and `derive total`: from the command line to what is written and printed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path

from derive.cohort.by_variant import VariantReporter
from derive.cohort.cohort import Cohort, Progress, check_folder
from derive.cohort.handed_out import read_handed
from derive.cohort.limits import Limits
from derive.cohort.one_writeup import FILES, REPORT_FORMATS, UNNAMED, Reporter, content, totalled
from derive.commands.answers import AnswerJob
from derive.documents.formats import REPORTS, USUAL, finished
from derive.documents.inert import inert_text
from derive.documents.words import Words
from derive.feedback.overview import Overview
from derive.feedback.reading_table import reading_table
from derive.feedback.summary import summary
from derive.language.errors import fault, one_of
from derive.marking.report import Report, dumps, loads
from derive.sources.file_limits import LARGEST_FILE
from derive.sources.source import READABLE

__all__ = ["again", "dumps", "formats", "on_file"]
STANDARD_INPUT = "-"
Files = dict[str, "str | bytes"]
SINGLE = {Path(FILES[name]).suffix: name for name in (*REPORTS, "json")}


def formats(names: str | None, output: str | None, is_folder: bool = False) -> tuple[str, ...]:
    """The formats of `--to md,tex`; without it that of the file to write, a folder's all documents, or a summary."""
    alone = None if is_folder else single(output)
    if names is None:
        return (alone,) if alone else (*USUAL, "json") if output not in (None, "-") else ()
    wanted = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in wanted:
        one_of(name, REPORT_FORMATS, "--to")
    if output == "-" and len(wanted) != 1:
        raise fault("standard output takes one format; name it with --to", "-o -")
    if alone and len(wanted) != 1:
        raise fault(f"one file takes one format, found {names!r} with --to; name a folder for several", f"-o {output}")
    return wanted


def single(output: str | None) -> str | None:
    """The format that the name of a file to write tells; none for a folder."""
    return None if output is None or Path(output).is_dir() else SINGLE.get(Path(output).suffix.lower())


def place(output: str | None, report: Report, name: str) -> Path:
    """Where a document goes: the file that was named, or one in the folder that was named."""
    if output is not None and single(output):
        return Path(output)
    return Path(output or Path("output") / report.problem) / name


def beside(report: Path, name: str) -> Path:
    """The place of a document next to its report, by the report's name: many may lie in one folder."""
    if report.name == FILES["json"]:
        return report.with_name(name)
    return report.with_name(f"{report.stem}.{name.removeprefix('report.')}")


def on_file(job: AnswerJob, path: Path, forms: tuple[str, ...], explains: bool = False) -> tuple[Report, Files]:
    """The report on a file, and the texts to write by file name; what is for the terminal has no name.

    That is a summary, or with `explains` a table of what each statement was taken to say.
    """
    reporter = reporter_of(job, explains)
    data = submitted(path, reporter)
    outcome = reporter.apart(UNNAMED if str(path) == STANDARD_INPUT else path.name, data, forms, Limits())
    if outcome.status != "done":
        raise fault(Overview(reporter.view).reason(outcome.status, ""), str(path))
    texts = json.loads(outcome.result)["texts"]
    report = reporter.writeups.marked(loads(texts["json"], str(path)))
    whole = [gap for gap in report.unread if not gap.text]
    if whole and not report.lines and not forms:
        raise fault(whole[0].message, str(path))
    if explains and not forms:
        return report, {"": reading_table(report, reporter.view.words)}
    return report, named(reporter, report, texts, forms)


def reporter_of(job: AnswerJob, explains: bool = False) -> Reporter:
    """What checks a write-up: against the problem, or against the variant that is its own."""
    problem = job.load()
    if job.variants is None:
        return Reporter(problem, job.reveal, job.templates, explains=explains)
    return VariantReporter(problem, read_handed(job.variants), job.reveal, job.templates, explains)


def submitted(path: Path, reporter: Reporter) -> bytes:
    """What was handed in, a file or standard input.  Errors: no such file, or one of a kind that is not read."""
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise fault(f"larger than {LARGEST_FILE} bytes", STANDARD_INPUT)
        return data
    if not path.exists():
        raise fault("no such file or folder; to check an answer, name its question with --question", str(path))
    if path.suffix and path.suffix.lower() not in READABLE and path.is_file():
        raise fault(Overview(reporter.view).reason("kind", inert_text(path.suffix)), str(path))
    return content(path)


def again(path: Path, problem: str | None, forms: tuple[str, ...]) -> tuple[Report, Files, dict[Path, str | bytes]]:
    """A report added up again, the texts to write, and those that lie beside it already with their new totals."""
    report, found = totalled(path, problem)
    reporter = Reporter(found, report.reveal)
    texts = named(reporter, report, {form: reporter.written(report, form) for form in forms}, forms)
    places = {form: beside(path, FILES[form]) for form in FILES if form != "json"}
    there = {form: place for form, place in places.items() if place.is_file()}
    return report, texts, {place: finished(form, reporter.written(report, form)) for form, place in there.items()}


def named(reporter: Reporter, report: Report, texts: dict[str, str], forms: tuple[str, ...]) -> Files:
    if not forms:
        return {"": summary(report, reporter.view)}
    return {FILES[form]: finished(form, texts[form]) for form in forms}


def on_folder(
    job: AnswerJob,
    folder: str,
    target: str,
    forms: tuple[str, ...],
    sample: int,
    dask: str | None,
    progress: Progress,
) -> Cohort:
    """The reports on a folder, written to another one."""
    refuse_as_target(target, folder)
    try:
        with cluster(dask) if dask else nullcontext() as executor:
            return check_folder(
                job.load(),
                folder,
                executor,
                output=target,
                reveal=job.reveal,
                forms=forms,
                templates=job.templates,
                sample=sample,
                progress=progress,
                variants=job.variants,
            )
    except KeyboardInterrupt:
        raise fault("stopped; the same command goes on where it was", target) from None


def refuse_as_target(target: str, folder: str) -> None:
    """Errors: what is no folder for reports, or the folder of the submissions."""
    place = Path(target)
    if target == "-":
        raise fault("reports on a folder are many; expected a folder to write them to", "-o -")
    if place.exists() and not place.is_dir():
        raise fault("a file; expected a folder to write the reports to", f"-o {target}")
    if target == folder or (place.exists() and Path(folder).exists() and place.samefile(folder)):
        raise fault("the folder of the submissions itself; name another one for the reports", f"-o {target}")


def cluster(address: str) -> Executor:
    """The executor of a Dask cluster.  Errors: Dask is not installed, or nothing answers at the address."""
    try:
        from distributed import Client
    except ImportError:
        raise fault("needs the extra `cluster`: pip install 'derive-steps[cluster]'", "--dask") from None
    try:
        executor: Executor = Client(address, timeout=10).get_executor()
    except (OSError, ValueError) as error:
        raise fault(f"no Dask scheduler answers: {inert_text(str(error))}", f"--dask {address}") from None
    return executor


def tallied(cohort: Cohort) -> str:
    """How many submissions came out how, and those that could not be judged with the reason."""
    counts = Counter(row.status for row in cohort.rows)
    words = Words("en", None, "verdicts")
    lines = [words("folder.changed"), *(f"    {inert_text(line)}" for line in cohort.changes)] if cohort.changes else []
    lines.append(", ".join(f"{count} {status}" for status, count in counts.most_common()))
    lines += [
        f"    {inert_text(row.name)}: {inert_text(row.reason)}"
        for row in cohort.rows
        if row.report is None or not row.report.lines or row.has_lost
    ]
    return "".join(f"{line}\n" for line in lines)
