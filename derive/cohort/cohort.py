"""A whole class: every submission of a folder judged, each by itself, wherever an executor takes the work."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from derive import __version__
from derive.cohort import ready_process
from derive.cohort.by_variant import reporter_for
from derive.cohort.earlier_run import changes, refuse_other, with_overrides, withdraw
from derive.cohort.folder import Found, file_names, submissions
from derive.cohort.handed_out import read_handed
from derive.cohort.limits import Limits, Outcome, has_processes
from derive.cohort.object_store import fetched, written_back
from derive.cohort.one_writeup import WriteupJob
from derive.cohort.ready_process import judge
from derive.documents.blocks import Document
from derive.documents.formats import FORMATS, REPORTS, finished, format_of
from derive.documents.render import write
from derive.documents.save import save
from derive.feedback.overview import Overview, Row, chosen
from derive.language.errors import DeriveError, ProblemError, fault
from derive.marking.report import Line, Report, dumps, loads
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem
from derive.sources.source import READABLE

PENDING = 32
"""Submissions that are handed out at a time, so that not all of them are in memory."""
SUFFIXES = {**{name: FORMATS[name].suffix for name in REPORTS}, "json": ".json", "gradescope": ".results.json"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Cohort:
    """What came of a folder: a row for each submission; the overview and the mistakes of the class as text."""

    rows: tuple[Row, ...]
    overview: str
    mistakes: str
    changes: tuple[str, ...] = ()
    """The lines of the problem that are others than in the run before."""

    @property
    def is_right(self) -> bool:
        return all(row.report is not None and row.report.is_right for row in self.rows)


def check_folder(
    problem: AnyProblem,
    folder: str | Path,
    executor: Executor | None = None,
    *,
    output: str | Path | None = None,
    reveal: str = "hint",
    forms: tuple[str, ...] = ("md",),
    templates: Path | None = None,
    sample: int = 0,
    limits: Limits | None = None,
    progress: Progress = lambda done, total: None,
    variants: str | Path | None = None,
) -> Cohort:
    """Every submission of a folder judged: `check_folder("rnn", "submissions").overview` is a CSV table.

    Where the problem has changed since, all are judged anew; an override stays where its line is unchanged, and is
    listed in the row where it is not.

    Any `concurrent.futures` executor takes the work, which is done in processes of its own with limits on time and
    memory wherever there are processes; without one there are as many as processors. Both folders may lie in an
    object store (`s3://…`) that fsspec reaches. With `output` the reports are
    written there, and a report that is there already for the same file is kept, with a tutor's overrides. With the
    folder of `variants` that `derive vary` wrote, each is judged against its own. Errors: `ProblemError` for a
    problem or a folder that cannot be used.
    """
    with fetched(folder, output) as path, written_back(output) as target:
        return checked(problem, path, executor, target, reveal, forms, templates, sample, limits, progress, variants)


def checked(
    problem: AnyProblem,
    path: Path,
    executor: Executor | None,
    target: Path | None,
    reveal: str,
    forms: tuple[str, ...],
    templates: Path | None,
    sample: int,
    limits: Limits | None,
    progress: Progress,
    variants: str | Path | None,
) -> Cohort:
    """What comes of a folder on disk, written to another one."""
    found_problem = loaded(problem)
    handed = read_handed(Path(variants)) if variants else ()
    job = replace(WriteupJob.of(found_problem, reveal, forms, templates), limits=limits or Limits(), handed=handed)
    found = listed(path, target)
    work = Work(job, found_problem, target, [each.name for each in found])
    work.compare()
    own = ThreadPoolExecutor(processors()) if executor is None and has_processes() else None
    try:
        rows = work.run(found, executor or own, progress)
        if sample and target:
            work.sample(found, rows, sample)
    finally:
        if own:
            own.shutdown(cancel_futures=True)
            ready_process.STABLE.dismiss()
    return work.finished(rows)


def listed(path: Path, target: Path | None) -> list[Found]:
    try:
        if not path.is_dir():
            raise fault("a file; expected a folder of write-ups" if path.exists() else "no such folder", str(path))
        found = submissions(path, target)
    except OSError as error:
        raise fault(f"cannot be read: {error.strerror}", str(path)) from None
    if not found:
        kinds = ", ".join(sorted(READABLE))
        raise fault(f"no submissions in this folder; expected files ({kinds}) or a folder for each", str(path))
    return found


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Work:
    """The work on a folder: what is handed out, what comes back, and where it is written."""

    def __init__(self, job: WriteupJob, problem: Problem, target: Path | None, names: list[str]) -> None:
        self.job = job
        self.target = target
        self.reporter = reporter_for(job, problem)
        self.overview = Overview(self.reporter.view)
        self.files = file_names(names)
        self.problem = problem
        self.changes: list[str] = []
        self.overruled: dict[str, Report] = {}

    def compare(self) -> None:
        """Hold the problem against that of the run before.  Errors: it is another one."""
        if self.target is not None and self.target.is_dir():
            refuse_other(self.problem, [self.place(name, "json") for name in self.files])
        if self.target is not None:
            self.changes = changes(self.problem, self.target)

    def run(self, found: list[Found], executor: Executor | None, progress: Progress) -> list[Row]:
        rows: dict[str, Row] = {}
        for row in self.rows(found, executor):
            rows[row.name] = row
            progress(len(rows), len(found))
        return [rows[each.name] for each in found]

    def rows(self, found: list[Found], executor: Executor | None) -> Iterator[Row]:
        """The rows as they come in; at most `PENDING` submissions are under way."""
        pending: dict[Future[Outcome], tuple[Found, str]] = {}
        try:
            for each in found:
                data = each.content()
                if isinstance(data, Found):
                    yield self.overview.fault(data.name, data.fault, data.details)
                    continue
                source = self.fingerprint(each, data)
                kept = self.kept(each, source)
                if kept:
                    yield kept
                    continue
                pending[self.submitted(executor, each, data, source)] = (each, source)
                while len(pending) >= PENDING:
                    yield from self.arrived(pending)
            while pending:
                yield from self.arrived(pending)
        finally:
            for future in pending:
                future.cancel()

    def submitted(self, executor: Executor | None, each: Found, data: bytes, source: str) -> Future[Outcome]:
        """The work handed to the executor; without one, or where it is broken, it is done here and now."""
        if executor is not None:
            with suppress(BrokenExecutor, RuntimeError):
                return executor.submit(judge, self.job, titled(each), data, source)
        done: Future[Outcome] = Future()
        done.set_result(self.here(each))
        return done

    def here(self, each: Found) -> Outcome:
        """The work done without the executor, whose failure is nobody's fault."""
        data = each.content()
        if isinstance(data, Found):
            return Outcome("died")
        return judge(self.job, titled(each), data, self.fingerprint(each, data))

    def arrived(self, pending: dict[Future[Outcome], tuple[Found, str]]) -> Iterator[Row]:
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            each, _ = pending.pop(future)
            try:
                outcome = future.result()
            except DeriveError:
                raise
            except Exception:
                outcome = self.here(each)
            yield self.row(each, outcome)

    def row(self, each: Found, outcome: Outcome) -> Row:
        if outcome.status != "done":
            return self.overview.fault(each.name, outcome.status, "")
        texts = json.loads(outcome.result)["texts"]
        report = self.again(texts["json"], each.name)
        lost: list[Line] = []
        if each.name in self.overruled:
            report, lost = with_overrides(report, self.overruled[each.name])
            report = self.reporter.writeups.marked(report)
            texts = {form: self.reporter.written(report, form) for form in texts}
        self.save(each.name, texts)
        return self.overview.with_lost(self.overview.row(each.name, report), lost)

    def again(self, text: str, place: str) -> Report:
        return self.reporter.writeups.marked(loads(text, place))

    def place(self, name: str, form: str, folder: str = "reports") -> Path:
        assert self.target is not None
        return self.target / folder / f"{self.files[name]}{SUFFIXES[form]}"

    def save(self, name: str, texts: dict[str, str], folder: str = "reports") -> None:
        """Write the documents; the report itself comes last, since it tells that all are there."""
        if self.target is None:
            return
        for form in sorted(texts, key=lambda form: form == "json"):
            save(self.place(name, form, folder), finished(form, texts[form]))

    def fingerprint(self, each: Found, data: bytes) -> str:
        """What a report was made from: the file, the problem, the version, and how much is told."""
        job = replace(self.job, forms=(), limits=Limits(0, 0))
        start = json.dumps([__version__, each.name, each.path.name if each.path else "", repr(job)])
        return hashlib.sha256(start.encode("utf-8", "surrogateescape") + data).hexdigest()

    def kept(self, each: Found, source: str) -> Row | None:
        """The row of a report that is there already, with the overrides that a tutor wrote into it."""
        if self.target is None:
            return None
        path = self.place(each.name, "json")
        try:
            report = self.again(path.read_text(encoding="utf-8"), str(path)) if path.is_file() else None
        except (OSError, UnicodeDecodeError, ProblemError) as error:
            return self.overview.fault(each.name, "report", str(error))
        if report is None:
            return None
        if report.source != source:
            if any(line.override for line in report.lines):
                self.overruled[each.name] = report
            return None
        is_overruled = any(line.override for line in report.lines)
        if report.stopped and not is_overruled:
            return None
        missing = [form for form in self.job.forms if not self.place(each.name, form).is_file()]
        forms = self.job.forms if is_overruled else tuple(missing)
        if forms:
            texts = {form: self.reporter.written(report, form) for form in forms}
            self.save(each.name, {**texts, "json": dumps(report)})
        return self.overview.row(each.name, report)

    def sample(self, found: list[Found], rows: list[Row], count: int) -> None:
        """Full reports on the submissions that together show the most mistakes, to calibrate markers with."""
        full = replace(self.job, reveal="full", forms=tuple(dict.fromkeys(("md", *self.job.forms))))
        by_name = {each.name: each for each in found}
        taken = chosen(rows, count)
        for row in taken:
            each = by_name[row.name]
            data = each.content()
            if isinstance(data, bytes):
                outcome = judge(full, titled(each), data)
                if outcome.status == "done":
                    self.save(row.name, json.loads(outcome.result)["texts"], "sample")
        assert self.target is not None
        save(self.target / "sample.md", self.written(self.overview.sample(taken)))

    def written(self, document: Document) -> str:
        return write(document, format_of("md"), templates=self.reporter.templates, whole="report")

    def finished(self, rows: list[Row]) -> Cohort:
        texts = (self.overview.table(rows), self.written(self.overview.mistakes(rows)))
        cohort = Cohort(tuple(rows), *texts, tuple(self.changes))
        if self.target is not None:
            save(self.target / "overview.csv", cohort.overview)
            save(self.target / "mistakes.md", cohort.mistakes)
            withdraw(self.target, {*self.files.values()}, SUFFIXES.values())
        return cohort


def titled(each: Found) -> str:
    """The name a report goes by: that of the submission, with the kind of its file."""
    suffix = each.path.suffix if each.path else ""
    return each.name if each.name.endswith(suffix) else f"{each.name}{suffix}"
