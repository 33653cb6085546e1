"""Every verdict on all fixtures and every document of the catalogue as sorted lines, to hold a change against.

    python tests/bench/verdicts.py --save FILE        the lines as they are now
    python tests/bench/verdicts.py --diff FILE        what differs from a saved file (then status 1)
    python tests/bench/verdicts.py --save FILE --cases MORE.jsonl
    python tests/bench/verdicts.py --save FILE --only documents   no verdicts: each problem, method, layout and detail

A line is keyed by the problem and a hash of what was checked, not by file or test, so that cases may be merged and
moved.  The fixtures are `tests/answers`, `tests/statements`, `tests/writeups`, `tests/submissions`, every solution of
the catalogue handed in as a write-up, and mistakes planted in some of them, in strides.  MORE has one case a line:
`{"problem": NAME, "question": …, "answer": …}` or `{"problem": NAME, "file": "x.md", "text": …}`; a problem may also be
`{"name": …, "source": the TOML, "changes": {…}, "settings": {…}}`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from cases import cases  # noqa: E402
from exercises import FEW, RENAMED  # noqa: E402
from misderived import Mistakes, planted, rendered  # noqa: E402

from derive import api  # noqa: E402
from derive.feedback.check_answer import Checker  # noqa: E402
from derive.feedback.check_writeup import WriteUps  # noqa: E402
from derive.language.errors import DeriveError  # noqa: E402
from derive.problem import catalogue  # noqa: E402
from derive.problem.assembly import load_text  # noqa: E402
from derive.problem.problem import Problem  # noqa: E402
from derive.problem.spec import LAYOUTS, METHODS  # noqa: E402

STRIDE = 97
"""Of all mistakes that can be planted in a solution, every so-manieth is."""
PLANTED = (
    ("rnn", "chain", "gradient", "md"),
    ("rnn", "backprop", "jacobian", "tex"),
    ("rnn", "index", "gradient", "md"),
    ("mlp", "chain", "gradient", "md"),
    ("rnn-scalar", "chain", "gradient", "md"),
    ("mazur", "backprop", "gradient", "tex"),
)
DETAILS = ("normal", "full", "brief")
AT_ONCE = 40
"""How many answers one process judges before the next takes over."""


@dataclass(frozen=True)
class Source:
    """A problem by its name in the catalogue, or by its text."""

    name: str
    text: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, told: str | Mapping[str, Any]) -> Source:
        if isinstance(told, str):
            return cls(told)
        settings = {key: value for key, value in told.get("settings", {}).items() if value is not None}
        changes = tuple(told.get("changes", {}).items())
        return cls(told["name"], told["source"], changes, tuple(sorted(settings.items())))

    @property
    def key(self) -> str:
        told = [self.text, self.changes, self.settings]
        return f"{self.name}-{digest(json.dumps(told))}" if any(told) else self.name


@dataclass(frozen=True)
class Case:
    """Something handed in: an answer to a question, or a file."""

    source: Source
    text: str
    question: str = ""
    file: str = ""


@cache
def problem(source: Source) -> Problem:
    changes, settings = dict(source.changes), dict(source.settings)
    if source.text:
        return load_text(source.text, source.name, f"{source.name}.toml", changes, settings)
    return catalogue.load(str(RENAMED) if source.name == "renamed" else source.name, changes, settings)


@cache
def checker(source: Source) -> Checker:
    return Checker(problem(source), "full")


@cache
def writeups(source: Source) -> WriteUps:
    return WriteUps(problem(source), "full")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def said(*parts: object) -> str:
    """A line of text from what is said, without line breaks in it."""
    return " | ".join(" ".join(str(part).split()) for part in parts)


def told(case: Case) -> list[str]:
    """The lines on one case; an exception that escapes is a line too."""
    kind = "answer" if case.question else "file"
    key = said(kind, case.source.key, digest(case.question + case.file[-3:] + case.text))
    try:
        lines = answered(case, key) if case.question else reported(case, key)
        return list(lines)
    except Exception as error:
        return [said(key, "RAISED", type(error).__name__, traceback.extract_tb(error.__traceback__)[-1].name)]


def answered(case: Case, key: str) -> Iterator[str]:
    found = checker(case.source).check(case.question, case.text)
    verdict = (found.verdict, found.diagnosis, sorted(found.also), found.digits_right)
    yield said(key, case.question, case.text[:80], *verdict, found.message, found.read_as)


def reported(case: Case, key: str) -> Iterator[str]:
    found = writeups(case.source).check(case.file, case.text.encode())
    for k, line in enumerate(found.lines):
        verdict = (line.verdict, line.diagnosis, line.kind, " ".join(line.about), line.expected)
        yield said(key, f"{k:04}", line.cell, line.line, line.left, line.relation, line.text, *verdict, line.message)
    for gap in found.unread:
        yield said(key, "gap", gap.cell, gap.line, gap.text, gap.message)
    for question in found.questions:
        yield said(key, "marks", question.name, question.marks, question.out_of, question.verdict, question.reason)


def answers() -> Iterator[Case]:
    for path in sorted((TESTS / "answers").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            yield Case(Source(case.get("problem", table["problem"])), case["answer"], case["question"])


def statements() -> Iterator[Case]:
    for case in cases():
        settings = () if case.layout == "gradient" else (("layout", case.layout),)
        yield Case(Source(case.problem, settings=settings), case.text, file=case.file)


def files() -> Iterator[Case]:
    for path in sorted((TESTS / "writeups").iterdir()):
        if not path.name.endswith(".expected.toml"):
            expected = tomllib.loads((path.parent / f"{path.stem}.expected.toml").read_text(encoding="utf-8"))
            yield Case(Source(expected["problem"]), path.read_text(encoding="utf-8"), file=f"student{path.suffix}")
    for path in sorted((TESTS / "submissions").iterdir()):
        yield Case(Source("rnn"), path.read_text(encoding="utf-8"), file=f"student{path.suffix}")


def more(path: Path | None) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines() if path else ():
        row = json.loads(line)
        if "question" in row:
            yield Case(Source.of(row["problem"]), row["answer"], row["question"])
        else:
            yield Case(Source.of(row["problem"]), row["text"], file=row["file"])


def documents(name: str, method: str, layout: str) -> list[str]:
    """The fingerprint of each document of a solution."""
    lines = []
    for detail in DETAILS:
        try:
            texts = written(name, method, layout, detail)
        except DeriveError as error:
            texts = {"none": str(error)}
        lines += [said("document", name, method, layout, detail, form, digest(text)) for form, text in texts.items()]
    return lines


def written(name: str, method: str, layout: str, detail: str) -> dict[str, str]:
    """The documents of a solution by their formats."""
    solution = api.load(name).solve(method=method, layout=layout, detail=detail)
    return {"md": solution.to_markdown(), "tex": solution.to_latex(), "json": solution.to_json()}


def handed_in(name: str, method: str, layout: str) -> list[str]:
    """The verdicts on a solution as a write-up."""
    source, texts = Source(name, settings=(("layout", layout),)), written(name, method, layout, DETAILS[0])
    return [line for form in ("md", "tex") for line in told(Case(source, texts[form], file=f"solution.{form}"))]


def mistaken(name: str, method: str, layout: str, form: str) -> list[str]:
    """The verdicts on a solution with one mistake in it, for some mistakes."""
    derivation = api.load(name).solve(method=method, layout=layout).derivation
    source = Source(name, settings=(("layout", layout),))
    lines = []
    for k, plant in enumerate(Mistakes(derivation).plants()):
        if k % STRIDE == STRIDE // 2:
            try:
                text, _ = rendered(planted(derivation, plant, k % 2 == 0), form)
            except (DeriveError, KeyError):
                continue
            lines += told(Case(source, text, file=f"solution.{form}"))
    return lines


def judged(cases: list[Case]) -> list[str]:
    return [line for case in cases for line in told(case)]


Work = Iterator[tuple[Callable[..., list[str]], tuple[Any, ...]]]


def all_documents() -> Work:
    """Every problem of the catalogue by every method in both layouts."""
    yield from ((documents, each) for each in product(catalogue.names(), METHODS, LAYOUTS))


def everything(extra: Path | None) -> Work:
    """Everything to be done, in pieces that processes can share."""
    yield from ((mistaken, each) for each in PLANTED)
    solved = [*product(FEW, METHODS, LAYOUTS)]
    solved += [(name, METHODS[0], LAYOUTS[0]) for name in catalogue.names() if name not in FEW]
    yield from ((function, each) for each in solved for function in (documents, handed_in))
    by_problem: dict[Source, list[Case]] = {}
    for case in dict.fromkeys((*answers(), *statements(), *files(), *more(extra))):
        by_problem.setdefault(case.source, []).append(case)
    for told_of in by_problem.values():
        yield from ((judged, (told_of[k : k + AT_ONCE],)) for k in range(0, len(told_of), AT_ONCE))


def collected(work: Work, processes: int) -> list[str]:
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        jobs = [pool.submit(function, *args) for function, args in work]
        return sorted({line for job in jobs for line in job.result()})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", type=Path, metavar="FILE")
    parser.add_argument("--diff", type=Path, metavar="FILE")
    parser.add_argument("--cases", type=Path, metavar="MORE", help="more cases, as JSON Lines")
    parser.add_argument("--only", choices=("documents",), help="no verdicts, but documents of the whole catalogue")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    if not asked.save and not asked.diff:
        parser.error("expected --save FILE or --diff FILE")
    lines = collected(all_documents() if asked.only else everything(asked.cases), asked.processes)
    if asked.save:
        asked.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} lines saved")
    if not asked.diff:
        return 0
    before = set(asked.diff.read_text(encoding="utf-8").splitlines())
    changed = [f"{'-' if line in before else '+'} {line}" for line in sorted(before.symmetric_difference(lines))]
    print(*changed, f"{len(lines)} lines, {len(changed)} of the difference", sep="\n")
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
