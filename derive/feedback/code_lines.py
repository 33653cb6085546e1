"""The lines of the programs in a write-up as lines of its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.following.values import expected
from derive.judging.finding import Finding, stumbled
from derive.judging.judge import Judge
from derive.language.latex import Latex
from derive.language.numbers import precision
from derive.language.plain import plain
from derive.marking.report import ERRORS, FALSE, Gap, Line
from derive.marking.report import UNREAD as UNREAD_VERDICTS
from derive.writeup.chain import Submission

if TYPE_CHECKING:
    from derive.tracing.check_program import JudgedStatement

UNREAD = {
    "syntax": "this is no Python that can be read, so it was not judged",
    "long": "the program is too long, so it was not judged",
    "deep": "the program is nested too deeply, so it was not judged",
    "large": "the program is too large, so it was not judged",
    "exhausted": "what follows takes too much work, so it was not judged",
    "failed": "the program failed while it read this, so it was not judged; please report it",
}
Say = Callable[[Finding], str]


def code_lines(
    judge: Judge, submission: Submission, say: Say, reveal: str, latex: Latex | None = None
) -> tuple[list[Line], list[Gap]]:
    """The verdicts on the code of a submission, and what of it was not read; with `latex` what each line is about."""
    if not submission.programs:
        return [], []
    from derive.tracing.check_program import CodeFault, check_program
    from derive.tracing.program import CodePiece

    pieces = [CodePiece(each.text, each.line, each.part) for each in submission.programs]
    try:
        lines, faults = check_program(judge, pieces)
    except Exception as error:
        stumbled(error)
        lines, faults = [], [CodeFault(pieces[0].line, pieces[0].cell, "", "failed")]
    gaps = [Gap(fault.line, fault.text, UNREAD[fault.why], fault.cell, "code") for fault in faults]
    return [line(judge, each, say, reveal, latex) for each in lines], gaps


def line(judge: Judge, found: JudgedStatement, say: Say, reveal: str, latex: Latex | None) -> Line:
    finding = found.finding
    return Line(
        found.line,
        found.text,
        found.left,
        finding.verdict,
        finding.diagnosis,
        say(finding),
        shown(judge, found) if reveal == "full" and finding.verdict == "wrong" else "",
        found.cell,
        tuple(plain(name) for name in found.about),
        "number" if found.is_result else "formula",
        relation=found.relation,
        code=True,
        why="code" if finding.verdict in UNREAD_VERDICTS else "",
        understood=",\\ ".join(map(latex.inline, found.about)) if latex else "",
    )


def shown(judge: Judge, found: JudgedStatement) -> str:
    """The true value of the first quantity that a wrong line sets."""
    if not found.about:
        return ""
    with precision(judge.places.bits):
        return expected(judge, found.about[0], found.finding)


def repeated(output: Line, code: Sequence[Line], say: Say) -> Line:
    """What a cell printed; a wrong value is no error of its own where the code that calculates it is wrong."""
    before = [each for each in code if (each.cell or 0) <= (output.cell or 0) and each.about[:1] == output.about[:1]]
    if output.verdict not in ERRORS or not output.about or not before or before[-1].verdict not in FALSE:
        return output
    return replace(output, verdict="carried", diagnosis=None, message=say(Finding("carried")), expected="")


def woven(lines: Sequence[Line], code: Sequence[Line], submission: Submission, say: Say) -> list[Line]:
    """All lines in the order of the file; in a notebook those of a cell before what it printed."""
    if not submission.programs:
        return list(lines)
    cells = {each.part for each in submission.programs if each.part is not None and each.kind == "code"}
    is_notebook = submission.kind == "ipynb"
    told = [replace(each, output=True) if is_notebook and each.cell in cells else each for each in lines]
    told = [repeated(each, code, say) if each.output else each for each in told]
    return sorted([*code, *told], key=lambda each: (each.cell or 0, each.output, each.line))
