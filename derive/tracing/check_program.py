"""The verdict on each line of a student's program: true, wrong with its mistake, or following from an error before."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.judging.finding import Finding, wrong
from derive.judging.judge import Judge
from derive.language.expr import Derivative, Ref, is_single
from derive.language.numbers import precision
from derive.tracing.bare_values import by_structure
from derive.tracing.blame import Blamed, Detective
from derive.tracing.explained_values import by_usual_mistake
from derive.tracing.mended_statements import good, is_handed
from derive.tracing.naming import mistake, statement
from derive.tracing.program import CodePiece, Parsed, StudentProgram, parsed
from derive.tracing.random_places import hot_names
from derive.tracing.runs import Runs
from derive.tracing.seen import DATA, GOOD, LATER, OTHER, PART, RIGHT, UNREAD, Seen
from derive.tracing.suspects import has_suspects
from derive.tracing.trace import Spot

LONGEST = 2_000
COINCIDENCE = 0.5
"""What true values count where single numbers are held, at which much is true by chance."""
BY_LIBRARY = "this gradient was calculated by the library, so there is no working of yours here to judge"
LIBRARY = re.compile(r"\.grad\b|\.gradient\(|\b(?:value_and_)?grad\(|\bjacobian\(|\bjac(?:fwd|rev)\(")
"""How gradients are asked of a library that follows the calculation itself."""
GENERAL = ("factor_missing", "extra_factor", "extra_term", "missing_mean_factor", "mean_factor_twice", "other_array")
"""Names of mistakes in the place of which a closer one is sought."""
DOUBTFUL = "this is wrong, or one of the lines before it that it uses is; which one is not clear"


@dataclass(frozen=True)
class JudgedStatement:
    """A judged line of a program: its place, what is set to what, and the verdict on it.

    `about` are the quantities that it sets, `is_result` tells that one of them is asked.
    """

    line: int
    cell: int | None
    left: str
    relation: str
    text: str
    finding: Finding
    about: tuple[Ref | Derivative, ...] = ()
    is_result: bool = False


@dataclass(frozen=True)
class CodeFault:
    """A piece of a program, or the rest of it, that is not judged; `why` is the key of a sentence."""

    line: int
    cell: int | None
    text: str
    why: str


def check_program(judge: Judge, pieces: Iterable[CodePiece]) -> tuple[list[JudgedStatement], list[CodeFault]]:
    """The verdicts on the lines of a program, in the order of the file, and what of it was not read."""
    program = parsed(pieces)
    faults = [fault_of(each) for each in program.pieces if each.fault]
    if not any(each.body for each in program.pieces):
        return [], faults
    with precision(judge.places.bits):
        detective = best_detective(judge, program)
        detective.find()
        lines = StatementVerdicts(detective).judged()
    run = detective.first.found[0]
    if run.trace.is_exhausted:
        last = run.trace.events[-1] if run.trace.events else None
        place = program.pieces[last.spot[0]].place(last.line) if last else (program.pieces[0].piece.cell, 1)
        faults.append(CodeFault(place[1], place[0], "", "exhausted"))
    return lines, faults


def best_detective(judge: Judge, program: StudentProgram) -> Detective:
    """The program; with labels and single numbers kept as they are where it has them written down by hand."""
    first = Detective(Runs(judge.problem, judge.places, program))
    if first.runs.is_too_long or not has_suspects(first) or first.runs.home is None:
        return first
    found = [first]
    hot = hot_names(judge.problem)
    labels = frozenset(ref for ref in judge.problem.given if ref.name in hot)
    singles = frozenset(ref for ref in judge.problem.given if is_single(ref.shape))
    for kept in dict.fromkeys((labels, labels | singles)):
        if kept:
            found.append(Detective(Runs(judge.problem, judge.places, program, kept)))
            if not has_suspects(found[-1]):
                return found[-1]
    free = [each for each in found if each.runs.kept < frozenset(judge.problem.given)]
    weights = {frozenset(): 1.0, labels: 1.0}
    return max(free[::-1], key=lambda each: good(each.first) * weights.get(each.runs.kept, COINCIDENCE))


def fault_of(piece: Parsed) -> CodeFault:
    cell, line = piece.place(piece.at)
    return CodeFault(line, cell, "", piece.fault)


class StatementVerdicts:
    """Puts the verdicts of a program together, one for each statement that is about the problem."""

    def __init__(self, detective: Detective) -> None:
        self.detective = detective
        self.program: StudentProgram = detective.runs.program
        self.before: dict[Spot, list[Seen]] = grouped(detective.first.seen)
        self.after: dict[Spot, list[Seen]] = grouped(detective.last.seen)
        self.targets = {t for q in detective.runs.problem.questions for t in q.targets}

    def judged(self) -> list[JudgedStatement]:
        found: dict[tuple[int, int], list[JudgedStatement]] = defaultdict(list)
        earlier: dict[Spot, Blamed] = {}
        diagnoses: dict[Spot, str | None] = {}
        for spot, blamed in self.detective.errors.items():
            is_told = blamed.new is not None and blamed.name and not blamed.name.startswith(GENERAL)
            named = None if blamed.is_doubtful or is_told else mistake(self.detective, blamed, earlier)
            usual = None if named or blamed.name or blamed.is_doubtful else by_usual_mistake(blamed, self.detective)
            last = by_structure(self.detective, blamed) if not blamed.is_doubtful else None
            diagnoses[spot] = named or blamed.name or usual or last
            earlier[spot] = blamed
        for spot, group in self.before.items():
            line = self.line(spot, group, diagnoses)
            if line is not None:
                found[spot[0], group[0].event.line].append(line)
        return [line for place in sorted(found) for line in found[place]]

    def line(self, spot: Spot, group: Sequence[Seen], diagnoses: dict[Spot, str | None]) -> JudgedStatement | None:
        """The verdict on a statement; `None` where it is about nothing of the problem."""
        after = self.after.get(spot, [])
        if spot in diagnoses:
            blamed = self.detective.errors[spot]
            finding = Finding("unread", details={"fault": DOUBTFUL}) if blamed.is_doubtful else wrong(diagnoses[spot])
            return self.made(spot, group, finding, about(after) or (blamed.truth.about,))
        if any(seen.event.is_passed and not seen.wanted for seen in group):
            return None
        if self.is_of_library(spot, group):
            return self.made(spot, group, Finding("unread", details={"fault": BY_LIBRARY}), ())
        if is_handed(group[0]):
            return None
        was = [seen.status for seen in group if seen.status not in (DATA, LATER)]
        now = [seen.status for seen in after if seen.status not in (DATA, LATER)]
        if not was or not any(status in GOOD for status in now):
            return None
        if all(status in GOOD for status in was) and not self.has_changed(group, after):
            return self.made(spot, group, Finding("right"), about(group))
        if any(status in GOOD for status in was) and was == now and are_unchanged(group, after):
            return self.made(spot, group, Finding("right"), about(group))
        return self.made(spot, group, Finding("carried" if self.detective.errors else "right"), about(after))

    def is_of_library(self, spot: Spot, group: Sequence[Seen]) -> bool:
        """Whether a gradient is what a library says."""
        is_asked = any(seen.meant is not None and seen.meant.is_gradient for seen in group)
        node = statement(self.detective, spot) if is_asked and group[0].status == UNREAD else None
        return node is not None and LIBRARY.search(ast.unparse(node)) is not None

    def has_changed(self, before: Sequence[Seen], after: Sequence[Seen]) -> bool:
        """Whether a statement gives something else once the errors are mended."""
        pairs = zip(before, after, strict=False)
        return bool(self.detective.errors) and any(
            a.status != b.status or (a.status == PART and kinds(a) != kinds(b)) for a, b in pairs
        )

    def made(
        self, spot: Spot, group: Sequence[Seen], finding: Finding, named: tuple[Ref | Derivative, ...]
    ) -> JudgedStatement:
        event = group[0].event
        cell, line = self.program.pieces[spot[0]].place(event.line)
        left, relation, text = self.source(spot) or (event.name, "=", event.text)
        is_result = bool(self.targets & set(named))
        return JudgedStatement(line, cell, left[:LONGEST], relation, text[:LONGEST], finding, named, is_result)

    def source(self, spot: Spot) -> tuple[str, str, str] | None:
        """A statement as it was typed: what is set, the sign between, and the right side."""
        node = statement(self.detective, spot)
        match node:
            case ast.AugAssign(target, operator, value):
                return ast.unparse(target), f"{SIGNS.get(type(operator), '')}=", ast.unparse(value)
            case ast.Assign(targets, value):
                return ", ".join(map(ast.unparse, targets)), "=", ast.unparse(value)
            case ast.AnnAssign(target, _, ast.expr() as value):
                return ast.unparse(target), "=", ast.unparse(value)
            case ast.Return(ast.expr() as value):
                return "return", "", ast.unparse(value)
            case ast.Expr(ast.Call(ast.Attribute(owner, name), args)):
                return f"{ast.unparse(owner)}.{name}", "", ", ".join(map(ast.unparse, args))
        return None


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"}


def grouped(seen: Iterable[Seen]) -> dict[Spot, list[Seen]]:
    found: dict[Spot, list[Seen]] = defaultdict(list)
    for each in seen:
        found[each.spot].append(each)
    return found


def are_unchanged(before: Sequence[Seen], after: Sequence[Seen]) -> bool:
    """Whether no error reaches what a statement gives, so that none of its values is other than it should be."""
    return [seen.values() for seen in before] == [seen.values() for seen in after]


def kinds(seen: Seen) -> set[tuple[str, str, float]]:
    return {(match.truth.kind, str(match.truth.about), match.factor) for match in seen.matches}


def about(group: Sequence[Seen]) -> tuple[Ref | Derivative, ...]:
    """What the values of a statement are: what their names say where they are that, else all that they equal."""
    return tuple(dict.fromkeys(each for seen in group for each in equalled(seen)))


def equalled(seen: Seen) -> Iterator[Ref | Derivative]:
    full = [m.truth for m in seen.matches if m.is_full and not m.truth.of_stack]
    if seen.status == RIGHT and any(truth in seen.wanted for truth in full):
        yield from (truth.about for truth in full if truth in seen.wanted)
    elif seen.status in (RIGHT, OTHER):
        yield from (truth.about for truth in full)
