"""Where courses mark: Gradescope's harness in a private root, nbgrader's cells as it runs them, tables of grades."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import derive
from derive.cli import main
from derive.cohort.cohort import check_folder
from derive.handout.assignment import assignment, variable
from derive.handout.autograder import autograder
from derive.handout.grade_submission import grade
from derive.handout.gradebook import filled
from derive.language.errors import ProblemError
from derive.problem import catalogue

RIGHT = "$$\\hat y = 0.8520$$\n\n$$L = 0.1602$$\n\n$$\\frac{\\partial L}{\\partial b} = -0.1480$$\n"


@pytest.fixture
def harness(tmp_path: Path) -> Path:
    """The folders of Gradescope's harness, with the zip unpacked as it does."""
    root = tmp_path / "autograder"
    for folder in ("source", "submission", "results"):
        (root / folder).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(autograder("logistic"))) as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16)
    return root


def run(root: Path) -> dict[str, object]:
    """What the harness does for a submission: it calls the script and reads the results."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "AUTOGRADER_ROOT": str(root), "HOME": str(root)}
    done = subprocess.run(
        [str(root / "source" / "run_autograder")], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    return found


def test_the_harness_runs_the_scripts_of_the_zip(harness: Path) -> None:
    for script in ("setup.sh", "run_autograder"):
        assert (harness / "source" / script).stat().st_mode & stat.S_IXUSR
        assert subprocess.run(["bash", "-n", str(harness / "source" / script)], check=False).returncode == 0
    requirements = (harness / "source" / "requirements.txt").read_text(encoding="utf-8")
    assert "python-flint" in requirements
    assert "extra" not in requirements
    (harness / "submission" / "answer.md").write_text(RIGHT)
    metadata = {"users": [{"name": "Ada", "email": "ada@example.org"}], "assignment": {"title": "Sheet 1"}}
    (harness / "submission_metadata.json").write_text(json.dumps(metadata))
    found = run(harness)
    tests = found["tests"]
    assert isinstance(tests, list)
    marks = {test["name"]: (test["score"], test["max_score"]) for test in tests}
    assert marks["z, yhat, L"][1] == 2
    assert 0 < marks["z, yhat, L"][0] <= 2


def test_a_wrong_submission_is_marked_wrong(harness: Path) -> None:
    (harness / "submission" / "answer.md").write_text(RIGHT.replace("0.8520", "0.1480"))
    assert "wrong" in grade(harness, "logistic", "hint")


def test_a_submission_that_cannot_be_judged_earns_nothing_and_is_told_why(harness: Path) -> None:
    (harness / "submission" / "photo.png").write_bytes(b"\x89PNG")
    found = json.loads(grade(harness, "logistic", "hint"))
    assert found["score"] == 0
    assert "There is no Markdown" in str(found["output"])


def notebook_code(text: str, answer: str) -> str:
    """The cells as nbgrader runs them, with an answer in place of the solution; the last value of each test is told."""
    lines = ["import json", "marks = []"]
    for cell in json.loads(text)["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        source = "".join(cell["source"])
        if marks.get("solution"):
            head = source.split("### BEGIN SOLUTION")[0]
            solution = source.split("### BEGIN SOLUTION\n")[1].split("### END")[0]
            lines += [
                head,
                answer.replace("SOLUTION", solution.split("=", 1)[1].strip()).replace("NAME", head.split()[0]),
            ]
        if marks.get("grade"):
            *before, last = [line for line in source.splitlines() if not line.startswith("###")]
            lines += [*before, f"marks.append(({last}, {marks['points']}))"]
    return "\n".join([*lines, "print(json.dumps([[repr(m), p] for m, p in marks]))"])


def test_an_nbgrader_assignment_marks_its_own_solution_and_others(tmp_path: Path) -> None:
    files = assignment(catalogue.load("logistic"))
    text = files["source/logistic/logistic.ipynb"]
    (tmp_path / "logistic.toml").write_text(files["source/logistic/logistic.toml"], encoding="utf-8")
    lines = "import json\n" + "\n".join(
        f"exec(compile({notebook_code(text, answer)!r}, 'book', 'exec'), {{}})"
        for answer in (
            "NAME = SOLUTION",
            "NAME = [-x for x in SOLUTION] if isinstance(SOLUTION, list) else -SOLUTION",
            "NAME = 9.5",
        )
    )
    done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    right, sign, off = (json.loads(line) for line in done.stdout.splitlines())
    assert all(float(mark) == points and mark.replace(".", "").isdigit() for mark, points in right)
    assert sum(points for _, points in right) == pytest.approx(8)
    for mark, points in sign:
        assert float(mark) in (pytest.approx(points / 2), 0.0), "the sign is a usual mistake"
    assert sum(float(mark) for mark, _ in sign) > 1
    assert {mark for mark, _ in off} == {"0.0"}


def test_nbgrader_cells_are_of_its_schema() -> None:
    cells = json.loads(assignment(catalogue.load("logistic"))["source/logistic/logistic.ipynb"])["cells"]
    marks = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"]]
    for mark in marks:
        assert {"schema_version", "grade_id", "grade", "solution", "locked", "task"} <= set(mark)
        assert mark["schema_version"] == 3
        assert ("points" in mark) == mark["grade"]
    assert len({mark["grade_id"] for mark in marks}) == len(marks)
    hidden = [cell for cell in cells if "BEGIN HIDDEN TESTS" in "".join(cell["source"])]
    assert len(hidden) == 9
    assert all("float(" in "".join(cell["source"]).splitlines()[-2] for cell in hidden)


@pytest.mark.parametrize(
    ("name", "python"), [("dL/dV", "dL_dV"), ("h[0]", "h_0"), ("dL/dW | t=2", "dL_dW_t_2"), ("w'", "w_prime")]
)
def test_quantities_have_names_in_python(name: str, python: str) -> None:
    assert variable(name) == python


def test_values_of_a_notebook_earn_their_share() -> None:
    right = [0.3630, -0.0457, -0.3172]
    assert derive.mark("rnn", "dL/dc", right) == 1.0
    assert derive.mark("rnn", "dL/dc", np.array(right)) == 1.0
    assert derive.mark("rnn", "dL/dc", [3 * x for x in (0.362992173, -0.045749751, -0.317242423)]) == 0.5
    assert derive.mark("rnn", "dL/dc", [0.3631, -0.0457, 0.5]) == 0.0
    assert type(derive.mark("rnn", "L", 2.0144)) is float
    with pytest.raises(ProblemError, match="found dict; expected a number"):
        derive.mark("rnn", "L", {})


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    names = ("Ada Lovelace_31415_assignsubmission_file", "Emmy Noether_27182_assignsubmission_file", "stranger_99999_x")
    for name in names:
        (folder / "in" / name).mkdir(parents=True)
        (folder / "in" / name / "main.md").write_text(RIGHT if "Emmy" not in name else "$$L = 0.9$$\n")
    check_folder("logistic", folder / "in", output=folder / "out")
    return folder / "out"


MOODLE = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments
Participant 31415,"Lovelace, Ada",ada@example.org,Submitted,,8.00,Yes,
Participant 27182,Emmy Noether,emmy@example.org,Submitted,,8.00,Yes,
Participant 16180,Mary Somerville,mary@example.org,No submission,,8.00,Yes,"old, text"
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Sheet 1 (1234),Sheet 2 (1235)
    Points Possible,,,,,8,10
"Lovelace, Ada",31415,s1,ada,S,,7
"Noether, Emmy",27182,s2,emmy,S,,9
"""
GRADESCOPE = """First Name,Last Name,SID,Email,Total Score,Max Points
Ada,Lovelace,31415,ada@example.org,,8
Emmy,Noether,27182,e@example.org,,8
"""


@pytest.mark.parametrize(
    ("text", "column", "place"),
    [(MOODLE, "", "Grade"), (CANVAS, "Sheet 1", "Sheet 1 (1234)"), (GRADESCOPE, "", "Total Score")],
)
def test_marks_go_back_to_the_platforms_table(tmp_path: Path, marked: Path, text: str, column: str, place: str) -> None:
    (tmp_path / "table.csv").write_text(text, encoding="utf-8-sig")
    found = filled(catalogue.load("logistic"), marked, tmp_path / "table.csv", column)
    before, after = (list(csv.reader(io.StringIO(each))) for each in (text, found.text))
    k = before[0].index(place)
    remarks = before[0].index("Feedback comments") if "Feedback comments" in before[0] else -1
    for old, new in zip(before, after, strict=True):
        assert [c for i, c in enumerate(old) if i not in (k, remarks)] == [
            c for i, c in enumerate(new) if i not in (k, remarks)
        ]
    grades = {"".join(row): row[k] for row in after[1:]}
    ada = next(grade for row, grade in grades.items() if "31415" in row)
    overview = {
        row["submission"]: row["total"] for row in csv.DictReader((marked / "overview.csv").open(encoding="utf-8"))
    }
    assert float(ada) == float(overview["Ada Lovelace_31415_assignsubmission_file"]) > 0
    assert [name.split("_")[0] for name in found.strangers] == ["stranger"]
    if text is MOODLE:
        assert after[3][k] == ""
        assert after[3][remarks] == "old, text"
        assert found.missing == ("Participant 16180",)
    if text is CANVAS:
        assert after[1] == before[1]


def test_tables_and_commands_that_do_not_fit_are_told(tmp_path: Path, marked: Path) -> None:
    for text, column, told in (
        ("a,b\n1,2\n", "", "the columns of no platform that is known"),
        (CANVAS, "", "expected its name"),
        (CANVAS, "Sheet 3", "no column 'Sheet 3'"),
    ):
        (tmp_path / "table.csv").write_text(text)
        command = [
            "grades",
            "logistic",
            str(marked),
            "--into",
            str(tmp_path / "table.csv"),
            "-o",
            str(tmp_path / "o.csv"),
        ]
        done = CliRunner().invoke(main, [*command, *(["--column", column] if column else [])])
        assert done.exit_code == 2
        assert told in done.output
    (tmp_path / "table.csv").write_text(GRADESCOPE)
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "nobody in the table is called as stranger" in done.output
    for command in (
        ["autograder", "logistic", "-o", str(tmp_path / "a.zip")],
        ["nbgrader", "logistic", "-o", str(tmp_path)],
    ):
        assert CliRunner().invoke(main, command).exit_code == 0
    wrong = CliRunner().invoke(main, ["autograder", "logistic", "--wheels", str(tmp_path)])
    assert "there is no wheel in it" in wrong.output
