"""The practice page without a browser: what it asks of the engine, and the folder that is written."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import tomllib
from base64 import b64decode
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.commands.practice_page import offered
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import ProblemError
from derive.language.resources import document_languages
from derive.practice import fragments, packing, runtime
from derive.practice.loopback import address, serving
from derive.practice.own_numbers import OwnNumbers, hashed, own_numbers, spelled
from derive.practice.page_requests import asked
from derive.practice.problem_parts import schema_parts
from derive.practice.site import POLICY, Offer, site, written
from derive.practice.undescribed import undescribed
from derive.problem import catalogue

LOGISTIC = catalogue.load("logistic")
HOSTILE = "L = <img src=x onerror=alert(1)> = 0.1602\n<script>alert(1)</script> z = 1.75"
WRONG = "z = 1.75\nyhat = 0.8520\nL = 0.3\ndL/dz = 0.148"


def ask(kind: str, text: str = "", **asking: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(json.dumps({"kind": kind, **asking}), text.encode()))
    return found


@pytest.fixture
def exercise() -> dict[str, Any]:
    return ask("open", source=LOGISTIC.source, name="logistic", reveal="hint")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The folder without its engine."""
    return site([LOGISTIC], Offer("hint", 3), None)


@pytest.mark.usefixtures("exercise")
def test_the_page_hears_of_each_line_what_a_report_says_of_it() -> None:
    report = WriteUps(LOGISTIC).check("working.txt", WRONG.encode())
    told = ask("check", WRONG, name="working.txt")
    assert [line["verdict"] for line in told["lines"]] == [line.verdict for line in report.lines]
    assert [line["remark"] for line in told["lines"] if line["verdict"] == "wrong"] == [
        line.message for line in report.lines if line.verdict == "wrong"
    ]
    assert [each["done"] for each in told["questions"]] == [False, False, False]
    assert [line["about"] for line in told["lines"]] == [[0], [0], [0], [1]]
    assert not ask("check", "dL/dw = 1", name="working.txt")["questions"][0]["done"]


@pytest.mark.usefixtures("exercise")
def test_each_line_is_told_as_soon_as_it_is_judged() -> None:
    said: list[dict[str, Any]] = []
    asked(json.dumps({"kind": "check", "name": "a.txt"}), WRONG.encode(), lambda text: said.append(json.loads(text)))
    assert said[0] == {"count": 4}
    assert [line["verdict"] for each in said[1:] for line in each["lines"]] == ["right", "right", "wrong", "wrong"]


@pytest.mark.usefixtures("exercise")
def test_what_a_student_wrote_goes_back_as_text_and_never_as_markup() -> None:
    for kind in ("check", "preview"):
        lines = ask(kind, HOSTILE, name="working.txt")["lines"]
        assert any("script" in line["typed"] or "img" in line["typed"] for line in lines)
        assert not re.search(
            r"<(?:script|img)|onerror=", "".join(side for line in lines for sides in line["sides"] for side in sides)
        )


@pytest.mark.usefixtures("exercise")
def test_a_preview_sets_the_lines_that_would_be_judged() -> None:
    lines = ask("preview", "$L = \\frac{1}{2}$ and then $z = 2$ (= = 3", name="working.txt")["lines"]
    assert [line["sides"][0][1].count("<mfrac>") for line in lines if line["sides"]] == [1, 0]


@pytest.mark.usefixtures("exercise")
def test_one_answer_is_judged_by_itself() -> None:
    assert ask("answer", "0.1602", question="L")["verdict"] == "right"
    found = ask("answer", "0.148", question="dL/dz")
    assert (found["verdict"], found["about"], found["done"]) == ("wrong", [1], False)
    assert "faults" in ask("answer", "1", question="no such thing")


def test_nothing_is_told_but_verdicts_where_the_tutor_wants_so() -> None:
    ask("open", source=LOGISTIC.source, name="logistic", reveal="none")
    assert not any(line["remark"] for line in ask("check", WRONG, name="working.txt")["lines"])


@pytest.mark.parametrize(
    ("changed", "into", "line"),
    [
        ("z    = w' x + b", "z    = w' (x + b", "z    = w' (x + b"),
        ("marks = 2", 'marks = "two"', 'marks = "two"'),
        ("[model]", "[model", "[model"),
        ('ask = ["z", "yhat", "L"]', 'ask = ["z", "yhut", "L"]', 'ask = ["z", "yhut", "L"]'),
    ],
)
def test_a_fault_in_a_problem_file_is_told_at_its_line(changed: str, into: str, line: str) -> None:
    assert changed in LOGISTIC.source
    text = LOGISTIC.source.replace(changed, into, 1)
    (fault, *_) = ask("draft", text)["faults"]
    assert text.splitlines()[fault["line"] - 1] == line


def test_an_exercise_that_is_being_written_is_shown_with_its_solution() -> None:
    assert "<math" in ask("draft", LOGISTIC.source)["html"]
    assert "0.1602" in ask("draft", LOGISTIC.source, solve=True)["solution"]


def test_parts_to_insert_make_a_file_that_can_be_read() -> None:
    parts = schema_parts()
    assert {name for name, _, _ in parts} >= {"settings", "model", "values", "questions"}
    tomllib.loads("\n".join(text for name, _, text in parts if text.startswith(("[", f"{name} ="))))


def test_values_from_files_travel_with_the_exercise(tmp_path: Path) -> None:
    source = LOGISTIC.source.replace("w = [0.5, -1, 0.25]", 'w = { file = "data/w.csv" }')
    (tmp_path / "data").mkdir()
    (tmp_path / "data/w.csv").write_text("0.5\n-1\n0.25\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(source, encoding="utf-8")
    files = site([catalogue.load(tmp_path / "mine.toml")], Offer("none"), None)
    data = json.loads(files["exercises/mine.json"])
    held = b64decode("".join(data["data"]))
    assert data["opening"]["files"] == [["data/w.csv", len(held)]]
    assert "title" in json.loads(asked(json.dumps(data["opening"]), held))
    assert ask("answer", "1.75", question="z")["verdict"] == "right"
    for outside in ("../w.csv", str(tmp_path / "data/w.csv")):
        (tmp_path / "w.csv").write_text("0.5\n-1\n0.25\n", encoding="utf-8")
        told = json.loads(asked(json.dumps({**data["opening"], "files": [[outside, len(held)]]}), held))
        assert "outside the folder" in told["faults"][0]["message"]
    (tmp_path / "mine.toml").write_text(source.replace("data/w.csv", str(tmp_path / "w.csv")), encoding="utf-8")
    with pytest.raises(ProblemError, match="not below its folder"):
        site([catalogue.load(tmp_path / "mine.toml")], Offer("none"), None)


def test_values_of_the_command_line_hold_in_the_page() -> None:
    other = catalogue.load("logistic", {"b": "-0.5"})
    data = json.loads(site([other], Offer("none"), None)["exercises/logistic.json"])
    asked(json.dumps(data["opening"]))
    assert ask("answer", "0.75", question="z")["verdict"] == "right"


CLASS = "name,id,group\nAda Lovelace,s001,A\nGrößer Öner,s002,A\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnNumbers:
    """Two variants of an exercise for the students of a roster."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "class.csv").write_text(CLASS, encoding="utf-8")
    command = ["vary", "logistic", "--roster", str(folder / "class.csv"), "--seed", "7", "-o", str(folder / "made")]
    assert CliRunner().invoke(main, command).exit_code == 0
    return own_numbers(LOGISTIC, folder / "made")


def test_each_student_has_a_page_with_their_numbers_which_is_found_by_number_or_name(own: OwnNumbers) -> None:
    files = site([LOGISTIC], Offer("hint"), None, own)
    table = json.loads(files["exercises/own.json"])
    assert table["pages"] == {"1": "logistic-001.html", "2": "logistic-002.html"}
    found = {name: table["names"].get(hashed(spelled(name), table["salt"])) for name in NAMES}
    assert found == NAMES
    whole = b"".join(files.values()).lower()
    assert not any(name.encode() in whole for name in ("lovelace", "öner", "s001"))
    (first, second) = (json.loads(files[f"exercises/logistic-00{k}.json"])["opening"]["source"] for k in (1, 2))
    assert first != second != LOGISTIC.source
    assert json.loads(files["exercises/logistic-001.json"])["questions"][0]["hints"]
    variant = own.variants[0][1]
    assert fragments.hints(LOGISTIC) == fragments.hints(variant), "hints are made once for all variants"


NAMES = {"Ada Lovelace": "1", "lovelace, ADA": "1", "S002": "2", "öner größer": "2", "A": None, "Ada": None, "1": None}


def test_variants_of_another_exercise_are_refused(own: OwnNumbers, tmp_path: Path) -> None:
    files = {number: catalogue.load("rnn").source for number, _ in own.variants}
    (tmp_path / "problems").mkdir()
    rows = [f"{number},problems/{number}.toml\n" for number in files]
    (tmp_path / "variants.csv").write_text("variant,file\n" + "".join(rows), encoding="utf-8")
    for number, source in files.items():
        (tmp_path / f"problems/{number}.toml").write_text(source, encoding="utf-8")
    for command in (["logistic"], ["logistic", "rnn"]):
        result = CliRunner().invoke(main, ["page", *command, "--variants", str(tmp_path), "-o", str(tmp_path / "site")])
        assert result.exit_code == 2
        assert "exercise" in result.output


def test_hints_tell_no_answer() -> None:
    found = fragments.hints(LOGISTIC)
    assert all(found)
    assert not any(number in hint for hints in found for hint in hints for number in ("0.1602", "0.8520", "0.1480"))


def test_the_pages_let_nothing_in_and_nothing_out(files: dict[str, bytes]) -> None:
    assert "unsafe-inline" not in POLICY
    assert "'unsafe-eval'" not in POLICY
    for name in ("index.html", "editor.html"):
        text = files[name].decode()
        assert POLICY in text
        assert not re.search(r"<script(?! type=\"module\" src=)|<style|\son\w+=|\sstyle=", text)
        for place in re.findall(r'(?:src|href)="([^"#]+)"', text):
            assert place in files, place
    for name, data in files.items():
        found = re.findall(rb"https?://[\w.]+", data)
        assert {*found} <= {b"http://www.w3.org"}, (name, found)
        if name.endswith(("js", "mjs")):
            assert not re.search(rb"\beval\(|new Function|innerHTML|document\.cookie|sendBeacon|XMLHttp", data), name


def test_without_its_interpreter_the_folder_says_what_to_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    result = CliRunner().invoke(main, ["page", "logistic", "-o", str(tmp_path / "site"), "--reveal", "none"])
    assert result.exit_code == 0, result.output
    assert all(name in result.output for name in (*runtime.INTERPRETER, runtime.TAG, "--pyodide"))
    told = (tmp_path / "site/engine/README.txt").read_text(encoding="utf-8")
    assert f"npm pack {runtime.PYODIDE}" in told
    assert runtime.TAG in told


def test_a_folder_with_the_interpreter_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(packing, "ALGEBRA", ("markupsafe",))
    monkeypatch.setattr(packing, "program_files", lambda: iter([("derive/__init__.py", b"")]))
    with pytest.raises(ProblemError, match=r"lacks .*pyodide\.mjs"):
        runtime.runtime(tmp_path)
    (tmp_path / "package").mkdir()
    for name in runtime.INTERPRETER:
        (tmp_path / "package" / name).write_bytes(name.encode())
    wheel = tmp_path / f"python_flint-0.9.0-cp314-cp314-{runtime.TAG}.whl"
    wheel.write_bytes(packed_wheel())
    found = runtime.runtime(tmp_path)
    assert found is not None
    files = site([LOGISTIC], Offer("none"), found)
    assert {f"engine/{name}" for name in (*runtime.INTERPRETER, "program.pack", "numbers.pack", "algebra.pack")} <= {
        *files
    }
    assert files == site([LOGISTIC], Offer("none"), found)
    assert b"engine/program.pack" in files["offline.js"]
    assert written(files, tmp_path / "site")[0] == sum(map(len, files.values()))


def names_in(archive: bytes) -> set[str]:
    with tarfile.open(fileobj=BytesIO(archive)) as found:
        return {*found.getnames()}


def test_numbers_that_only_a_solution_asks_for_are_fetched_with_it(tmp_path: Path) -> None:
    wheel = tmp_path / "numbers.whl"
    wheel.write_bytes(packed_wheel())
    assert names_in(packing.numbers_archive(wheel)) == {"flint/__init__.py", "flint/types/fmpq.so"}
    source = packing.on_demand("from .types.fmpq import fmpq as q\nfrom .types.nmod import nmod\nv = 1\n")
    package = tmp_path / "on_demand_numbers"
    (package / "types").mkdir(parents=True)
    (package / "__init__.py").write_text(source, encoding="utf-8")
    (package / "types/fmpq.py").write_text("fmpq = 3", encoding="utf-8")
    told = "import on_demand_numbers as n; print(n.v, n.q, hasattr(n, 'r')); n.nmod"
    run = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["1", "3", "False"]
    assert "on_demand_numbers.types.nmod" in run.stderr


FIRST_RUN = """
import sys
from pathlib import Path
from derive.practice import beforehand
folder = Path(sys.argv[1])
if sys.argv[2] == "note":
    beforehand.ran()
    print(*(name for name in sys.modules if name.startswith("derive.tracing")))
    beforehand.noted(folder)
else:
    beforehand.loaded(folder)
    print(*sys.modules)
"""


def test_what_does_without_numbers_is_loaded_before_the_memory_is_kept(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(what: str) -> list[str]:
        command = [sys.executable, "-c", FIRST_RUN, str(tmp_path), what]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.split()

    programs, loaded = run("note"), run("load")
    assert not programs, "what reads programs is loaded for a formula"
    assert "derive.writeup.markup" in loaded
    assert not [name for name in loaded if name.startswith("flint") or name == "derive.practice.page_requests"]
    patterns, _ = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    assert len(patterns) > 200
    assert any(path.is_file() for path in tmp_path.rglob("grammar"))


def packed_wheel() -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr(
            "flint/__init__.py", "from .types.fmpq import fmpq as q\nfrom .types.nmod import nmod\nv = 1\n"
        )
        archive.writestr("flint/types/fmpq.so", "")
        archive.writestr("flint/types/nmod.so", "")
        archive.writestr("flint/test/test_all.py", "")
    return held.getvalue()


def test_the_engine_has_what_the_page_runs_and_not_what_it_does_not() -> None:
    names = {name for name, _ in packing.program_files()}
    assert {"derive/practice/page_requests.py", "lark/__init__.py", "derive/templates/page/solution.page.j2"} <= names
    assert not {name for name in names if name.startswith(("derive/commands", "derive/cohort", "click", "sympy"))}
    assert "derive/problem/math.lark" in names


def test_the_server_sends_the_policy_and_only_what_is_in_the_folder(files: dict[str, bytes], tmp_path: Path) -> None:
    written(files, tmp_path / "site")
    (tmp_path / "secret.txt").write_text("no", encoding="utf-8")
    (tmp_path / "site" / "link.txt").symlink_to(tmp_path / "secret.txt")
    with serving(tmp_path / "site") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert address(server).startswith("http://127.0.0.1:")
        with urlopen(f"{address(server)}worker.mjs") as answer:
            assert answer.headers["Content-Security-Policy"] == POLICY
            assert answer.headers["Content-Type"] == "text/javascript"
        for place in ("../secret.txt", "%2e%2e/secret.txt", "exercises/", "nothing", "index.html%00", "link.txt"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"{address(server)}{place}")
        for host, status in (
            ("localhost:80", None),
            ("elsewhere.example", "421"),
            ("127.0.0.1.example", "421"),
            ("[", "421"),
        ):
            asking = Request(address(server), headers={"Host": host})
            with pytest.raises(HTTPError, match=status) if status else nullcontext():
                urlopen(asking).close()
        server.shutdown()
    with pytest.raises(ProblemError, match="no page in this folder"):
        serving(tmp_path)


def test_how_much_is_told_has_its_words() -> None:
    assert offered("after 3") == Offer("hint", 3)
    assert offered("full") == Offer("full")
    for text in ("after 0", "after", "all"):
        with pytest.raises(ProblemError):
            offered(text)


@pytest.mark.parametrize("names", [("rnn", "rnn"), ("no-such-problem",)])
def test_problems_that_cannot_be_practised_are_refused(names: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["page", *names, "-o", str(tmp_path)])
    assert result.exit_code == 2
    assert result.output.startswith("derive: ")


@pytest.mark.parametrize("language", [each for each in document_languages() if each != "en"])
def test_pages_in_other_languages_have_all_their_words(language: str) -> None:
    english, other = (
        tomllib.loads((Path(__file__).parent.parent / f"templates/page/{name}.toml").read_text(encoding="utf-8"))
        for name in ("en", language)
    )
    for table in ("page", "own", "editor"):
        assert {*english[table]} == {*other[table]}
        for key, said in english[table].items():
            assert {*re.findall(r"<\w+>", said)} == {*re.findall(r"<\w+>", other[table][key])}, key


DESCRIBED = '''"""Für ein Modul."""
class A:
    """One."""
class B(A): pass
class C:

    @property
    def d(self):
        "é "   "twice."
        return "é"; """kept"""
class E(A):
    x: int = 1
def f(): """All of it."""
async def g(a="""kept"""):
    """été
    """; assert a
    class H:
        def i(self): return 1
'''


BLANK = '''" "
class A:
    " "
class B(A): " "; pass
class C:
    " "

    @property
    def d(self):
        " "
        return "é"; """kept"""
class E(A):
    " "
    x: int = 1
def f(): " "
async def g(a="""kept"""):
    " "; assert a
    class H:
        " "
        def i(self): return 1
'''


def test_modules_travel_without_what_they_say_of_themselves() -> None:
    given, made = undescribed(DESCRIBED.encode()).decode(), ast.parse(BLANK)
    assert ast.dump(ast.parse(given)) == ast.dump(made)
