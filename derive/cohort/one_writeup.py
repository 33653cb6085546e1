"""Write-ups as files: read, reported on, and written down in every format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive import __version__
from derive.cohort.earlier_run import PROBLEM, REPORTS_FOLDER, has_changes
from derive.cohort.judged_so_far import Telling, so_far
from derive.cohort.limits import Limits, Outcome, Taking, apart
from derive.documents.formats import FORMATS, REPORTS
from derive.feedback.check_writeup import Heard, WriteUps
from derive.feedback.gradescope import results
from derive.feedback.report_page import ReportView, load_templates, render_report
from derive.judging.other_variants import Variants
from derive.language.errors import Complaint, ProblemError, fault
from derive.marking.report import ANEW, LARGEST_REPORT, Report, dumps, loads
from derive.problem import catalogue
from derive.problem.assembly import load_text
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem
from derive.sources.file_limits import LARGEST_FILE

if TYPE_CHECKING:
    from derive.cohort.handed_out import Handed

__all__ = ["FILES", "Report", "Reporter", "WriteupJob", "check_writeup", "content", "loaded", "totalled"]
FILES = {
    **{name: f"report{FORMATS[name].suffix}" for name in REPORTS},
    **{"json": "report.json", "gradescope": "results.json"},
}
REPORT_FORMATS = tuple(FILES)
UNNAMED = "write-up.txt"


@dataclass(frozen=True)
class WriteupJob:
    """What to check against and how much to tell, in a form that can be sent to another machine.

    Where variants were `handed` out, each write-up is checked against its own.
    """

    source: str
    name: str
    changes: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()
    reveal: str = "hint"
    forms: tuple[str, ...] = ("md",)
    templates: str = ""
    limits: Limits = field(default_factory=Limits)
    folder: str = ""
    handed: tuple[Handed, ...] = ()

    @classmethod
    def of(
        cls, problem: Problem, reveal: str, forms: tuple[str, ...] = ("md",), templates: Path | None = None
    ) -> WriteupJob:
        settings, changes = tuple(asdict(problem.settings).items()), tuple(problem.changes.items())
        folder = str(problem.folder or "")
        return cls(problem.source, problem.name, changes, settings, reveal, forms, str(templates or ""), folder=folder)

    def load(self) -> Problem:
        folder = Path(self.folder) if self.folder else None
        settings = dict(self.settings)
        settings["dialect"] = dict(settings.get("dialect", ()))
        return load_text(self.source, self.name, f"{self.name}.toml", dict(self.changes), settings, folder)


class Reporter:
    """Checks write-ups for one problem and writes what is to be said of them."""

    def __init__(
        self,
        problem: Problem,
        reveal: str = "hint",
        templates: Path | None = None,
        variants: Variants | None = None,
        explains: bool = False,
    ) -> None:
        self.writeups = WriteUps(problem, reveal, templates, variants, explains)
        self.view = ReportView(problem, templates)
        self.templates = templates

    def warm(self, forms: tuple[str, ...] = ()) -> Reporter:
        """Work out beforehand what does not depend on a write-up: what one that is right needs."""
        self.writeups.warm()
        report = self.check("right.md", self.writeups.specimen().encode())
        for form in {"json", *forms}:
            self.written(report, form)
        return self

    def check(self, name: str, data: bytes, heard: Heard | None = None) -> Report:
        return self.writeups.check(name, data, heard)

    def written(self, report: Report, form: str) -> str:
        match form:
            case "json":
                return dumps(report)
            case "gradescope":
                return results(report, self.view, __version__)
        return render_report(self.view, report, form, self.templates)

    def package(self, report: Report, forms: tuple[str, ...]) -> bytes:
        """A report and its documents by format, as bytes for another process."""
        texts = {form: self.written(report, form) for form in {"json", *forms}}
        return json.dumps({"texts": texts, "learned": self.writeups.learned()}).encode()

    def apart(self, name: str, data: bytes, forms: tuple[str, ...], limits: Limits, source: str = "") -> Outcome:
        """The report on a file, made in a process of its own where there are any.

        If that is stopped, the report is on what it had judged by then.
        """
        for form in {*REPORTS} & {*forms}:
            load_templates(form, self.templates)

        def judge(channel: Taking) -> None:
            report = replace(self.check(name, data, Telling(channel)), source=source)
            channel.send({}, self.package(report, forms))

        status, messages = apart(judge, limits)
        if status == "done":
            return Outcome(status, messages[-1].content)
        found = so_far(messages, status, self.view.words)
        if found is None:
            return Outcome(status)
        report = replace(self.writeups.marked(found), source=source)
        made, messages = apart(lambda channel: channel.send({}, self.package(report, forms)), limits)
        return Outcome(made, messages[-1].content) if made == "done" else Outcome(status)


def content(path: Path) -> bytes:
    """The bytes of a file.  Errors: `ProblemError` for one that cannot be read or is too large."""
    try:
        if not path.is_file():
            raise fault("no file" if path.exists() else "no such file", str(path))
        if path.stat().st_size > LARGEST_FILE:
            raise fault(f"larger than {LARGEST_FILE} bytes", str(path))
        return path.read_bytes()
    except OSError as error:
        raise ProblemError(Complaint(str(path), f"cannot be read: {error.strerror}")) from None


def check_writeup(problem: AnyProblem, path_or_text: str | Path, reveal: str = "full") -> Report:
    """The report on a write-up, a file or its text: `check_writeup("rnn", Path("student.md")).marks`.

    `problem` is a name of the catalogue, a path, or what `load` gives; a `Path` is read as a file of its kind, a `str`
    is the text itself (Markdown, LaTeX or plain), and no student's text is ever taken for a path.  `reveal` is `none`,
    `hint` or `full`.  In the report `lines` has a `verdict` for each relation with its line (from 1), `marks` and
    `out_of` count marks of the problem.  Errors: `ProblemError` for a problem or a file that cannot be used, and for
    a text that is nothing but the name of a file; what is wrong with the write-up is in the report.
    """
    writeups = WriteUps(loaded(problem), reveal)
    if isinstance(path_or_text, Path):
        return writeups.check(path_or_text.name, content(path_or_text))
    if is_file(path_or_text):
        raise fault("the name of a file as a text; to have the file read, give a Path", path_or_text)
    return writeups.check(UNNAMED, path_or_text.encode())


def is_file(text: str) -> bool:
    try:
        return "\n" not in text and Path(text).is_file()
    except (OSError, ValueError):
        return False


def totalled(
    path: Path, problem: str | None = None, settings: Mapping[str, Any] | None = None
) -> tuple[Report, Problem]:
    """A report added up again after a tutor has written overrides into its file, with its problem."""
    try:
        if not path.is_file():
            raise fault(f"{'no file' if path.exists() else 'no such file'}; {ANEW}", str(path))
        if path.stat().st_size > LARGEST_REPORT:
            raise fault(f"larger than {LARGEST_REPORT} bytes", str(path))
        report = loads(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise fault(f"not UTF-8 text (byte {error.start}); {ANEW}", str(path)) from None
    except OSError as error:
        raise fault(f"cannot be read: {error.strerror}", str(path)) from None
    found = catalogue.load(
        problem or own_problem(path, report), None, {**(settings or {}), "language": report.language}
    )
    if problem and report.problem != found.name and report.title != found.title:
        raise fault(f"the report is on {report.problem!r}, found {found.name!r}; name the problem's file", "--problem")
    return replace(WriteUps(found, report.reveal).marked(report), seconds=report.seconds), found


def own_problem(path: Path, report: Report) -> str:
    """The name of the problem that a report is on, or the copy of it that the run of a folder has left."""
    if report.problem in catalogue.names():
        return report.problem
    beside = path.absolute().parent.parent / PROBLEM
    if path.absolute().parent.name == REPORTS_FOLDER and beside.is_file() and not has_changes(beside):
        return str(beside)
    raise fault("the report is on a problem that is not in the catalogue; name its file with --problem", str(path))
