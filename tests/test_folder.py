"""A folder of submissions: each gets its row, none costs another its mark, and a stopped run goes on."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import derive
from derive.cli import main
from derive.cohort import cohort, folder, ready_process
from derive.cohort.cohort import Cohort, check_folder
from derive.cohort.limits import Limits, Outcome
from derive.cohort.one_writeup import WriteupJob
from derive.cohort.ready_process import Stable, Warm
from derive.feedback.overview import Overview
from derive.feedback.report_page import ReportView
from derive.language.plain import plain
from derive.marking.first import first_errors
from derive.marking.marks import Marker
from derive.problem import catalogue

SUBMISSIONS = Path(__file__).parent / "submissions"
pytestmark = pytest.mark.usefixtures("kept_ready")
CRASHING = """
import os, sys, time
from derive.feedback import check_writeup
from derive.cohort import ready_process
check = check_writeup.WriteUps.check
def crash(self, name, data, heard):
    if b"crash" in data:
        os.abort()
    if b"sleep" in data:
        time.sleep(600)
    if b"grow" in data:
        kept = [bytearray(10_000_000) for _ in range(10_000)]
    if b"shout" in data:
        print("noise" * 1000, flush=True)
    return check(self, name, data, heard)
check_writeup.WriteUps.check = crash
ready_process.main()
"""


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    shutil.copytree(SUBMISSIONS, tmp_path / "in")
    return tmp_path / "in"


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that do what a submission tells them, which ours never do."""
    program = (sys.executable, "-P", "-c", CRASHING)
    monkeypatch.setattr(ready_process, "STABLE", Stable(program))


def rows(cohort: Cohort) -> dict[str, tuple[str, float | None]]:
    return {row.name: (row.status, float(row.judged.marks) if row.judged else None) for row in cohort.rows}


GOOD = {
    "bias.tex": ("marked", pytest.approx(2.79, abs=0.01)),
    "broken.md": ("nothing read", None),
    "empty.md": ("nothing read", None),
    "mean.md": ("marked", 0),
    "right.md": ("marked", 12),
}


def test_every_submission_has_a_row_a_report_and_a_place_in_the_overview(submissions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["check", "rnn", str(submissions), "-o", str(out), "--to", "md,tex,gradescope"])
    assert result.exit_code == 1
    table = list(csv.DictReader((out / "overview.csv").open(encoding="utf-8")))
    shares = {"broken.md": "0", "empty.md": "0"}
    assert [row["submission"] for row in table] == sorted(GOOD, key=lambda name: (name not in shares, name))
    assert {row["submission"]: row["read"] for row in table} == {**dict.fromkeys(GOOD, "100"), **shares}
    by_name = {row["submission"]: row for row in table}
    assert [by_name["right.md"][key] for key in ("total", "dL/dV", "out of")] == ["12", "2", "12"]
    written = {path.name for path in (out / "reports").iterdir()}
    assert {f"{name}{end}" for name in GOOD for end in (".json", ".md", ".tex", ".results.json")} == written
    assert json.loads((out / "reports/bias.tex.json").read_text(encoding="utf-8"))["first_wrong_line"] == 8


def test_the_mistakes_of_the_class_count_first_errors_only(submissions: Path) -> None:
    shutil.copy(submissions / "mean.md", submissions / "again.md")
    text = check_folder("rnn", submissions).mistakes
    assert text.index("A constant factor") < text.index("A bias was left out")
    assert "2 of 4 submissions; the first error on the way to $\\partial L/\\partial V$" in text
    assert "1 of 4 submissions" in text
    assert "`bias.tex (line 8)`" in text


def test_what_was_not_read_is_in_no_average_and_says_so(submissions: Path) -> None:
    """The marks of bias.tex, mean.md and right.md: (67/24 + 0 + 12)/3."""
    (submissions / "picture.png").write_bytes(b"\x89PNG")
    checked = check_folder("rnn", submissions)
    said = "3 of 6 submissions could be judged; these earned 4.93 of 12 marks on average. 3 could not be judged"
    assert said in checked.mistakes
    failed = checked.mistakes.split("## What was not judged")[1]
    assert all(f"`{name}`" in failed for name in ("broken.md", "empty.md", "picture.png"))
    by_name = {row["submission"]: row for row in csv.DictReader(checked.overview.splitlines())}
    assert [by_name[name]["total"] for name in ("empty.md", "broken.md", "picture.png")] == ["", "", ""]
    assert by_name["mean.md"]["total"] == "0"


def test_a_row_tells_of_passages_that_were_not_read(submissions: Path) -> None:
    (submissions / "partly.md").write_text("$h_0 = [-0.7616, 0, 0.9640]$\n\n$h_1 = \\star$", encoding="utf-8")
    by_name = {row["submission"]: row for row in csv.DictReader(check_folder("rnn", submissions).overview.splitlines())}
    assert by_name["partly.md"]["remark"] == "Passages not read: 1; see the report."
    assert by_name["right.md"]["remark"] == ""


def test_no_cell_of_the_overview_is_a_formula_whatever_separates_cells(submissions: Path) -> None:
    names = ["=1+1.md", "+1.md", "-1.md", "@SUM(A1).md", "a;=1+1.md", 'a";=1+1.md', "a,=1+1.md"]
    for name in names:
        (submissions / name).write_text("$h_0 = 1$", encoding="utf-8")
    overview = check_folder("rnn", submissions).overview
    for separator in ",;\t":
        cells = [cell for row in csv.reader(overview.splitlines(), delimiter=separator) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert len(list(csv.reader(overview.splitlines()))) == 1 + len(GOOD) + len(names)


def test_what_is_said_to_a_class_has_no_gaps() -> None:
    """Sentences on one answer have places for its entries and quantities; a class has no such thing."""
    view = ReportView(catalogue.load("rnn"))
    known = view.words.tables["mistakes"]
    remarks = {name: Overview(view).remark(name) for name in known}
    assert [name for name, remark in remarks.items() if not remark or "…" in remark or "<" in remark] == []
    assert "Two rows are exchanged. And:" in Overview(view).remark("rows_swapped+sign")


def test_what_only_follows_from_an_error_is_nobodys_first_error() -> None:
    found = derive.check_writeup("rnn", SUBMISSIONS / "bias.tex")
    marker = Marker(catalogue.load("rnn"))
    assert [error.line.line for error in first_errors(found, marker)] == [8]
    followed = replace(found, lines=tuple(line for line in found.lines if line.verdict == "carried"))
    assert followed.lines
    assert first_errors(followed, marker) == []


def test_an_error_that_spoils_nothing_else_hides_no_other_mistake() -> None:
    """A loss is an ancestor of no gradient's value: each of these is a first error of its own question only."""
    text = r"""$l_2 = 5.52$

$\frac{\partial L}{\partial c} = \begin{pmatrix}0.3630 \\ -0.0457 \\ -0.3172\end{pmatrix}$

$\frac{\partial L}{\partial b} = \begin{pmatrix}1.4449 \\ 2.3424 \\ 0.2393\end{pmatrix}$
"""
    errors = first_errors(derive.check_writeup("rnn", text), Marker(catalogue.load("rnn")))
    assert [(error.line.line, [plain(q.targets[-1]) for q in error.questions]) for error in errors] == [
        (1, ["L"]),
        (5, ["dL/db"]),
    ]


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_takes_the_work(submissions: Path, executor: type[Executor]) -> None:
    with executor(2) as workers:  # type: ignore[call-arg]
        assert rows(derive.check_folder("rnn", submissions, workers)) == GOOD


def test_a_broken_executor_costs_nobody_a_mark(submissions: Path) -> None:
    workers = ThreadPoolExecutor(1)
    workers.shutdown()
    assert rows(check_folder("rnn", submissions, workers)) == GOOD


class Lost(ThreadPoolExecutor):
    """An executor that loses whatever it is given."""

    def submit(self, *args: object, **options: object) -> Future[None]:  # type: ignore[override]
        lost: Future[None] = Future()
        lost.set_exception(BrokenExecutor())
        return lost


def test_an_executor_that_loses_its_work_costs_nobody_a_mark(submissions: Path) -> None:
    assert rows(check_folder("rnn", submissions, Lost(1))) == GOOD


def test_a_cluster_that_is_not_there_is_told(submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (extra `cluster`)")
    client = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: client(address, timeout=timeout / 20))
    result = CliRunner().invoke(main, ["check", "rnn", str(submissions), "--dask", "tcp://localhost:1"])
    assert (result.exit_code, "--dask" in result.output) == (2, True)


def test_a_cluster_takes_the_work(submissions: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (extra `cluster`)")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as workers,
    ):
        assert rows(check_folder("rnn", submissions, workers)) == GOOD


@pytest.mark.usefixtures("crashing")
def test_what_makes_its_process_die_costs_no_other_its_mark(submissions: Path) -> None:
    for name in ("crash", "sleep", "grow", "shout"):
        (submissions / f"{name}.md").write_text(f"{name} $h_0 = 3$", encoding="utf-8")
    checked = check_folder("rnn", submissions, limits=Limits(3, 300_000_000))
    reasons = {row.name: row.reason for row in checked.rows}
    assert "memory" in reasons["grow.md"]
    assert "too long" in reasons["sleep.md"]
    found = rows(checked)
    assert {name: found[f"{name}.md"][0] for name in ("crash", "sleep", "grow", "shout")} == {
        "crash": "failed", "sleep": "stopped", "grow": "stopped", "shout": "marked",
    }  # fmt: skip
    assert {name: found[name] for name in GOOD} == GOOD


def test_a_process_that_was_killed_is_started_anew() -> None:
    ready = Warm(WriteupJob.of(catalogue.load("rnn"), "hint"))
    try:
        first = ready.judge("a.md", b"$h_0 = 1$").status
        ready.started().kill()
        ready.started().wait()
        assert ready.judge("a.md", b"$h_0 = 1$").status == first == "done"
    finally:
        ready.stop()


def test_hostile_files_get_rows_with_reasons(submissions: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("$h_0 = [-0.7616, 0, 0.9640]$", encoding="utf-8")
    (submissions / "link.md").symlink_to(secret)
    (submissions / "loop.md").symlink_to("loop.md")
    (submissions / "linked").symlink_to(tmp_path)
    (submissions / "inside").mkdir()
    (submissions / "inside/main.md").symlink_to(secret)
    (submissions / "zip.md").write_bytes(b"PK\x03\x04" + bytes(1000))
    (submissions / "deep.tex").write_text("\\begin{aligned}" * 10_000 + "x = 1", encoding="utf-8")
    (submissions / "..\\..\\up.md").write_text("$h_0 = 1$", encoding="utf-8")
    (submissions / "=cmd|' C calc'!A0.md").write_text("$h_0 = 1$", encoding="utf-8")
    (submissions / "new\nline\x1b[31m.md").write_text("$h_0 = 1$", encoding="utf-8")
    (submissions / "picture.png").write_bytes(b"\x89PNG")
    (submissions / "two").mkdir()
    for name in ("one.md", "other.md"):
        (submissions / "two" / name).write_text("$h_0 = 1$", encoding="utf-8")
    os.mkfifo(submissions / "pipe.md")
    (submissions / "right").mkdir()
    shutil.copy(submissions / "right.md", submissions / "right/right.md")
    out = tmp_path / "out"
    found = rows(check_folder("rnn", submissions, output=out))
    assert {name: found[name] for name in GOOD} == GOOD
    assert found["right"] == ("marked", 12)
    assert {found[name][0] for name in ("link.md", "loop.md", "linked")} == {"not followed"}
    assert {found[name][0] for name in ("inside", "pipe.md", "picture.png", "two")} == {"not read"}
    assert found["zip.md"][0] == found["deep.tex"][0] == "nothing read"
    table = (out / "overview.csv").read_text(encoding="utf-8")
    assert "\x1b" not in table
    assert "\n'=cmd" in table.replace('"', "")
    assert {path.parent for path in out.rglob("*.json")} == {out / "reports"}
    assert not (tmp_path / "up.md.json").exists()


def test_a_large_notebook_is_read_within_the_limits(submissions: Path) -> None:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 50_000_000}}
    code = {"cell_type": "code", "metadata": {}, "execution_count": None, "source": [], "outputs": [picture]}
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["$h_0 = [-0.7616, 0, 0.9640]$"]}
    text = json.dumps({"cells": [cell, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (submissions / "large.ipynb").write_text(text, encoding="utf-8")
    found = check_folder("rnn", submissions)
    assert rows(found)["large.ipynb"][0] == "marked"
    assert {name: rows(found)[name] for name in GOOD} == GOOD


def test_what_may_not_be_read_has_a_row(submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: object, *args: int) -> int:
        if str(path).endswith("mean.md"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(folder.os, "open", refuse)
    found = {row.name: row for row in check_folder("rnn", submissions).rows}
    assert (found["mean.md"].status, "Permission denied" in found["mean.md"].reason) == ("not read", True)
    assert found["right.md"].status == "marked"


def test_names_that_look_alike_keep_their_own_reports() -> None:
    names = ["a b.md", "a_b.md", "A_b.md", "é.md", "..", "a\tb.md", "x" * 80]
    found = folder.file_names(names)
    assert len({name.lower() for name in found.values()}) == len(names)
    assert not any("/" in name or name.startswith(".") for name in found.values())


def test_a_stopped_run_goes_on_where_it_was(submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise Stopped

    out = tmp_path / "out"
    with ThreadPoolExecutor(1) as workers, pytest.raises(Stopped):
        check_folder("rnn", submissions, workers, output=out, progress=stop)
    before = {path: path.stat().st_mtime_ns for path in (out / "reports").glob("*.json")}
    assert before
    judged: list[str] = []

    def noting(job: WriteupJob, name: str, data: bytes, source: str) -> Outcome:
        judged.append(name)
        return ready_process.judge(job, name, data, source)

    monkeypatch.setattr(cohort, "judge", noting)
    assert rows(check_folder("rnn", submissions, output=out)) == GOOD
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(judged) == len(GOOD) - len(before)
    judged.clear()
    (submissions / "mean.md").write_text("$h_0 = 1$", encoding="utf-8")
    check_folder("rnn", submissions, output=out)
    assert judged == ["mean.md"]
    judged.clear()
    check_folder("rnn", submissions, output=out, reveal="full")
    assert len(judged) == len(GOOD)


def test_whoever_stops_a_run_is_told_how_it_goes_on(submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("derive.commands.writeups.check_folder", stop)
    result = CliRunner().invoke(main, ["check", "rnn", str(submissions), "-o", str(submissions.parent / "out")])
    assert (result.exit_code, "stopped; the same command goes on" in result.output) == (2, True)


def test_where_there_are_no_marks_the_overview_has_verdicts_and_no_total(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes((SUBMISSIONS.parent / "writeups/15-scalar.md").read_bytes())
    checked = check_folder("rnn-scalar", tmp_path)
    (row,) = csv.DictReader(checked.overview.splitlines())
    assert [row[key] for key in ("dL/dWhh", "total", "out of", "status")] == ["right", "", "", "marked"]
    assert "1 of 1 submissions could be judged; the problem sets no marks." in checked.mistakes


def test_overrides_survive_the_next_run(submissions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    check_folder("rnn", submissions, output=out)
    path = out / "reports/mean.md.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    for record in table["verdicts"]:
        record["override"] = "right"
    path.write_text(json.dumps(table), encoding="utf-8")
    assert rows(check_folder("rnn", submissions, output=out))["mean.md"] == ("marked", 2)
    assert "**2 of 12 marks.**" in (out / "reports/mean.md.md").read_text(encoding="utf-8")


def test_a_sample_shows_the_most_different_mistakes(submissions: Path, tmp_path: Path) -> None:
    for number in range(3):
        shutil.copy(submissions / "mean.md", submissions / f"copy{number}.md")
    check_folder("rnn", submissions, output=tmp_path / "out", sample=2)
    found = {path.name for path in (tmp_path / "out/sample").glob("*.json")}
    assert "bias.tex.json" in found
    assert len(found) == 2
    assert "Expected" in (tmp_path / "out/sample/bias.tex.md").read_text(encoding="utf-8")
    names, marks = (tmp_path / "out/sample.md").read_text(encoding="utf-8").split("## To compare with")
    assert "A bias was left out" in marks
    assert "bias.tex" in names
    assert "/ 12" not in names


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_submissions_is_refused(made: bool, tmp_path: Path) -> None:
    path = tmp_path / "in"
    if made:
        path.mkdir()
    result = CliRunner().invoke(main, ["check", "rnn", str(path)])
    assert (result.exit_code, "Traceback" in result.output) == (2, False)


def test_checking_write_ups_does_not_load_sympy() -> None:
    code = "import sys, derive; derive.check_writeup('rnn', 'h_0 = 1'); print('sympy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "False"
