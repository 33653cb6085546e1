"""Reports on write-ups: what they say, how hostile text is shown, and how totals follow a tutor's overrides."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tex import compiled, need

import derive
from derive.cli import main
from derive.cohort.one_writeup import Reporter
from derive.documents.foreign_latex import ACCENTS, MATRICES, SYMBOLS, typeset
from derive.documents.inert import CONTROL, inert_md, inert_tex, verbatim_md, verbatim_tex
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import ProblemError
from derive.marking.report import Report, dumps, loads
from derive.problem import catalogue
from derive.problem.assembly import load_text

SUBMISSIONS = Path(__file__).parent / "submissions"
ATTACKS = [
    r"\input{/etc/passwd}", r"\write18{ls}", r"\catcode`\%=12", r"\def\x{\x}\x", r"\csname end\endcsname", r"^^5cinput",
    r"\end{document}", r"\begin{verbatim}", r"\verb|x|", r"\href{javascript:alert(1)}{3}", r"\includegraphics{a}",
    r"\begin{bmatrix} 1 \\[10cm] 2 \end{bmatrix}", r"\hspace{-10cm}", r"\text{a $ b}", "1^1^1", "_", r"\left(",
    "<script>alert(1)</script>", "[click](http://evil.example)", "![x](http://evil.example/x.png)", "<< 7*7 >>",
    "<% raw %>", "{" * 300,
    "`a` ``b``", "| a | b |", "\x1b[31mred", "\u202egnp.exe", "$$", r"\)", "&lt;b&gt;", "**b**", "😀 һ", "%", "#",
    r"\newcommand", r"\loop", r"\expandafter", r"\jobname", r"\\[4pt]", r"\tag{1}", r"\label{a}", "~~x~~", "a" * 3000,
]  # fmt: skip
KNOWN = {*SYMBOLS, *ACCENTS, *MATRICES, "begin", "end", "left", "right", "frac", "tfrac", "text", "mathrm"}
DANGEROUS = re.compile(
    r"\\(?:input|write|catcode|def|csname|end\{document|verb|href|include|hspace|new|loop|expand|jobname|tag|label)"
)


@pytest.fixture(scope="module")
def reporter() -> Reporter:
    return Reporter(catalogue.load("rnn"), "hint")


def report(name: str, reveal: str = "hint") -> Report:
    found = derive.check_writeup("rnn", SUBMISSIONS / name, reveal)
    assert isinstance(found, derive.Report)
    return found


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def marks(found: Report) -> dict[str, Any]:
    return {q["name"]: q["marks"] for q in json.loads(dumps(found))["questions"] if q["out_of"] is not None}


def test_a_right_write_up_earns_everything() -> None:
    found = report("right.md")
    assert (found.marks, found.out_of, found.is_right) == (12, 12, True)
    assert {line.verdict for line in found.lines} == {"right"}
    assert run("check", "rnn", str(SUBMISSIONS / "right.md")).exit_code == 0


def test_what_follows_from_an_error_is_not_marked_as_another_one() -> None:
    found = report("bias.tex")
    assert found.first_error is not None
    assert (found.first_error.line, found.first_error.diagnosis) == (8, "bias_missing")
    assert [line.verdict for line in found.lines if line.line > 8 and line.kind == "number"] == [
        "carried", "carried", "carried", "right", "carried", "carried", "carried", "carried",
    ]  # fmt: skip
    printed = run("check", "rnn", str(SUBMISSIONS / "bias.tex"))
    assert printed.exit_code == 1
    assert "is in line 8" in printed.stdout


def test_the_fields_of_the_json_are_those_that_were_promised() -> None:
    table = json.loads(dumps(report("mean.md", "full")))
    assert set(table["questions"][0]) == {"name", "verdict", "marks", "out_of", "reason"}
    first, last = table["verdicts"]
    assert {"line", "text", "left", "verdict", "diagnosis", "message", "expected"} <= set(first)
    assert (first["line"], first["verdict"], first["diagnosis"]) == (6, "wrong", "missing_mean_factor")
    assert (last["line"], last["verdict"]) == (10, "slip")
    assert first["expected"].startswith("[0.2773, -0.1984")


@pytest.mark.parametrize(("reveal", "says"), [("none", False), ("hint", True), ("full", True)])
def test_how_much_is_told(reveal: str, says: bool) -> None:
    found = run("check", "rnn", str(SUBMISSIONS / "mean.md"), "--reveal", reveal, "--to", "md", "-o", "-").stdout
    assert "line 6" in found
    assert ("factor" in found) is says
    assert ("0.2773, -0.1984, 0.1602; 0.0556" in found) is (reveal == "full")
    assert "dropped" not in found or reveal == "full"


def test_an_override_is_counted_when_the_marks_are_added_up_again(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    args = ("check", "rnn", str(SUBMISSIONS / "mean.md"), "--to", "md,json", "-o", str(tmp_path))
    assert run(*args).exit_code == 1
    table = json.loads(path.read_text(encoding="utf-8"))
    assert table["marks"] == 0
    table["verdicts"][0]["override"] = table["verdicts"][1]["override"] = "right"
    path.write_text(json.dumps(table), encoding="utf-8")
    assert "2 of 12 marks" in run("total", str(path)).stdout
    again = json.loads(path.read_text(encoding="utf-8"))
    assert (again["marks"], again["verdicts"][0]["override"]) == (2, "right")
    table["verdicts"][0]["override"] = "rihgt"
    path.write_text(json.dumps(table), encoding="utf-8")
    refused = run("total", str(path))
    assert (refused.exit_code, "did you mean right?" in refused.output) == (2, True)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("verdict", "rihgt", "verdict 1: unknown verdict 'rihgt'; did you mean right?"),
        ("line", "first", "verdict 1: line: found 'first'"),
        ("text", None, "verdict 1: text: found None"),
        ("override", True, "verdict 1: unknown override True"),
        ("overide", "right", "verdict 1: unknown field 'overide'; did you mean override?"),
        ("line", True, "verdict 1: line: found True; expected a whole number"),
        ("cell", "2", "verdict 1: cell: found '2'; expected a whole number or null"),
        ("about", [1], "verdict 1: about: found [1]; expected a list of names"),
    ],
)
def test_a_record_that_was_changed_into_nonsense_is_refused(key: str, value: Any, words: str) -> None:
    data = json.loads(dumps(report("mean.md")))
    data["verdicts"][0][key] = value
    with pytest.raises(ProblemError, match=re.escape(words)):
        loads(json.dumps(data), "report.json")


def printed_out() -> str:
    """A report on arrays as NumPy prints them, as Markdown."""
    writeups = Reporter(catalogue.load("rnn"))
    text = "h_0 = [-0.7616  0.  0.9640]\n\nh_1 = [-0.6204  0.4437 -0.9791]\n"
    return writeups.written(writeups.check("printed.txt", text.encode()), "md")


def test_a_printed_array_is_shown_as_it_was_printed() -> None:
    """As a formula, numbers with room between them would run together, and a sign would be a difference."""
    assert "`h_0 = [-0.7616 0. 0.9640]`" in printed_out()
    assert "`h_1 = [-0.6204 0.4437 -0.9791]`" in printed_out()


def test_lines_shown_as_typed_keep_lines_of_their_own() -> None:
    assert "\\\n3&emsp;`h_1" in printed_out()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"verdicts": 3}', "[" * 5000, '{"verdicts": [{"line": 1}]}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        loads(text, "report.json")


def test_a_report_is_read_back_as_it_was_written() -> None:
    found = report("bias.tex", "full")
    assert loads(dumps(found), "x") == replace(found, questions=())


@pytest.mark.parametrize("name", ["right.md", "bias.tex", "mean.md", "empty.md", "broken.md"])
def test_a_report_compiles(name: str, reporter: Reporter, tmp_path: Path) -> None:
    found = reporter.check(name, (SUBMISSIONS / name).read_bytes())
    assert compiled(reporter.written(found, "tex"), tmp_path).complaints == []


def test_a_report_with_long_names_fits_its_page(tmp_path: Path) -> None:
    writeups = Reporter(catalogue.load("mazur"), "full")
    data = (SUBMISSIONS.parent / "writeups/17-mazur.tex").read_bytes()
    assert compiled(writeups.written(writeups.check("17-mazur.tex", data), "tex"), tmp_path).complaints == []


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (
            r"\frac{\partial E_{total}}{\partial out_{o2}}",
            r"\frac{\partial E_{\mathrm{total}}}{\partial \mathrm{out}_{o 2}}",
        ),
        ("net_1 + w_{out1}", r"\mathrm{net}_{1} + w_{\mathrm{out} 1}"),
        ("E_total = 1", None),
        ("let x_1 = 2", None),
        ("softmax(x_1)", None),
        (r"\boxed{2.0144}", r"\boxed{2.0144}"),
        (r"\underset{3\times 3}{W} \hspace{2pt} b", r"\underset{3 \times 3}{W} b"),
        (r"\hspace{2pt\input{x}} b", None),
    ],
)
def test_names_of_several_letters_are_upright_and_prose_is_no_formula(text: str, latex: str | None) -> None:
    found = typeset(text)
    assert (found.latex if found else None) == latex


@pytest.mark.parametrize("text", ATTACKS)
def test_no_command_of_a_student_reaches_mathematics(text: str) -> None:
    for formula in filter(None, (typeset(text), typeset(f"x = {text}"), typeset(f"{{{text}}}"))):
        assert not DANGEROUS.search(formula.latex)
        assert not re.search(r"[%#$~`]|<(?! )|\^\^", formula.latex)


@given(st.text(alphabet=r"\{}[]()^_&$%#~`<>|'* abxinputdefwriteleftrightbegindmax=+-0123" + "\n", max_size=80))
def test_what_is_set_as_mathematics_is_balanced_and_known(text: str) -> None:
    formula = typeset(text)
    if formula is not None:
        assert not re.search(r"[%#$~`]|\^\^", formula.latex)
        assert formula.latex.count("{") == formula.latex.count("}")
        assert {name[1:] for name in re.findall(r"\\[A-Za-z]+", formula.latex)} <= KNOWN
        assert typeset(formula.latex) in (None, formula)


def test_hostile_text_is_shown_and_does_nothing(reporter: Reporter, tmp_path: Path) -> None:
    found = report("mean.md")
    lines = tuple(
        replace(found.lines[0], text=text, left=left, message=text, verdict=verdict, line=k)
        for k, text in enumerate(ATTACKS)
        for left, verdict in ((text, "wrong"), ("L", "right"), ("L", "unread"))
    )
    gaps = tuple(derive_gap(text) for text in ATTACKS)
    hostile = replace(found, submission="$\\input{x}$**<b>.md", lines=lines, unread=gaps)
    markdown = reporter.written(hostile, "md")
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown)
    assert not re.search(r"(?<!\\)<\w|(?<!\\)\]\(|(?<!&)#8203|\x1b|\u202e|^\s*\$\$.*\$\$", outside)
    assert not DANGEROUS.search(outside.replace("\\\\", ""))
    page = subprocess.run(
        [need("pandoc"), "-f", "gfm+tex_math_dollars", "-t", "html", "--mathml"],
        input=markdown.encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert not re.search(r"<(?:script|a|img|b|iframe)\b", page)
    complaints = compiled(reporter.written(hostile, "tex"), tmp_path).complaints
    assert [line for line in complaints if not line.startswith("Overfull")] == []


def derive_gap(text: str) -> Any:
    from derive.marking.report import Gap

    return Gap(1, text, text)


def test_a_letter_that_the_fonts_of_latex_lack_is_told_by_its_number() -> None:
    assert inert_tex("a漢é") == r"a\textless{}U+6F22\textgreater{}é"


@given(st.text(max_size=60))
def test_text_of_others_is_inert_in_every_format(text: str) -> None:
    for shown in (inert_tex(text), verbatim_tex(text), inert_md(text), verbatim_md(text)):
        assert not any(ord(letter) in CONTROL for letter in shown)
    bare = re.sub(r"\\[&%#_{}$]", "", inert_tex(text))
    assert not re.search(r"[%#&_~]", re.sub(r"\$[^$]*\$", "", bare))


def test_a_summary_has_no_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("$h_0 = \x1b[31m 3$\n\n$h_1 = \u202e 5$\n", encoding="utf-8")
    printed = run("check", "rnn", str(path)).output
    assert not any(ord(letter) in CONTROL for letter in printed.replace("\n", ""))


def test_notebooks_and_texts_are_checked_too(tmp_path: Path) -> None:
    source = ["Hello\n", "\n", "$h_0 = [-0.7616, 0, 0.9640]^T$"]
    cell = {"cell_type": "markdown", "source": source, "metadata": {}}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    found = derive.check_writeup("rnn", tmp_path / "a.ipynb")
    assert [(line.cell, line.line, line.verdict) for line in found.lines] == [(0, 3, "right")]
    assert derive.check_writeup("rnn", "h_0 = [-0.7616, 0, 0.9640]").lines[0].verdict == "right"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nowhere.md",), "no such file"),
        (("zip.md",), "archive is damaged"),
        (("right.md", "--to", "rtf"), "unknown name 'rtf'"),
        (("right.md", "--to", "md,tex", "-o", "-"), "one format"),
        (("right.md", "--reveal", "all"), "--reveal"),
        (("right.md", "--sample", "2"), "expected a folder"),
        (("right.xlsx",), "found .xlsx"),
        (("nowhere",), "--question"),
        ((".", "-o", "-"), "expected a folder to write"),
    ],
)
def test_what_cannot_be_used_is_refused(args: tuple[str, ...], words: str, tmp_path: Path) -> None:
    (tmp_path / "zip.md").write_bytes(b"PK\x03\x04" + bytes(200))
    for name in ("right.md", "right.xlsx"):
        (tmp_path / name).write_text("$h_0 = 1$", encoding="utf-8")
    result = run("check", "rnn", str(tmp_path / args[0]), *args[1:])
    assert (result.exit_code, words in result.output, "Traceback" in result.output) == (2, True, False)


def test_a_write_up_may_come_from_standard_input() -> None:
    text = "h_0 = [-0.7616, 0, 0.9640]"
    result = CliRunner().invoke(main, ["check", "rnn", "-", "--to", "json", "-o", "-"], input=text)
    assert [line["verdict"] for line in json.loads(result.output)["verdicts"]] == ["right"]


@pytest.mark.parametrize("name", ["rnn", "mlp-batch", "adam", "gru"])
def test_what_readies_a_process_is_a_write_up_that_is_right(name: str) -> None:
    """It is to go all the ways that a right one goes, and none that a mistake does."""
    writeups = WriteUps(catalogue.load(name))
    writeups.warm()
    report = writeups.check("right.md", writeups.specimen().encode())
    assert len(report.lines) > 5
    assert {line.verdict for line in report.lines} <= {"right", "rounded"}
    assert not report.unread
    assert not writeups.learned()


def test_what_readies_a_process_needs_no_numbers() -> None:
    text = '[model]\nequations = "L = sqnorm(W x)"\n[values]\nW = "matrix 2 x 3"\nx = "vector 3"\n'
    problem = load_text(text + '[[questions]]\nask = "dL/dW"\n', "p", "p.toml")
    writeups = WriteUps(problem)
    assert writeups.specimen() == "$$mu = W x$$"
    assert Reporter(problem).warm(("md",)).check("a.md", b"").lines == ()
