"""The façade: load a problem, solve it, ask the solution for numbers, formulas, steps and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.documents import as_json
from derive.documents.formats import Choices, format_of
from derive.language.errors import Complaint, DeriveError, ProblemError, nearest
from derive.language.steps import Step
from derive.problem import catalogue
from derive.problem.catalogue import AnyProblem
from derive.problem.problem import Problem
from derive.solving.derivation import Derivation, solve, with_settings
from derive.solving.kept import afresh
from derive.solving.proof import Proof, prove

if TYPE_CHECKING:
    from derive.documents.blocks import Document
    from derive.documents.solution import SolutionView
    from derive.solving.sympy_graph import SympyGraph


@dataclass(frozen=True)
class Result:
    """One answer: `value` is nested lists of decimal strings in the shape of the variable (`None` without numbers)."""

    name: str
    shape: tuple[int, ...]
    value: Any
    formula: str
    exact: Any
    steps: tuple[Step, ...]


class Solution:
    """A solved exercise; `solution["dL/dU"]` is one answer."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation.explained()
        self.proof: Proof | None = prove(self.derivation)
        self._documents: dict[Choices, Document] = {}

    @cached_property
    def answers(self) -> tuple[Result, ...]:
        """The answers in the order asked."""
        return tuple(
            Result(
                table["name"],
                tuple(table["shape"]),
                table["value"],
                table["formula"],
                table["exact"],
                tuple(s for s in self.steps if s.question == answer.question),
            )
            for answer, table in zip(self.derivation.answers, as_json.answers(self.derivation), strict=True)
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.derivation.steps

    def named(self, name: str) -> object:
        """The target that a name means, `d2L/dx2` as well as `d2L/dxdx`; `None` where it means none."""
        try:
            return self.derivation.problem.target(name)
        except DeriveError:
            return None

    def __getitem__(self, name: str) -> Result:
        results = self.answers
        for result in results:
            if result.name.replace(" ", "") == name.replace(" ", ""):
                return result
        for result, answer in zip(results, self.derivation.answers, strict=True):
            if answer.target == self.named(name):
                return result
        raise ProblemError(Complaint(name, f"is not among the answers{nearest(name, [r.name for r in self.answers])}"))

    def __iter__(self) -> Iterator[Result]:
        return iter(self.answers)

    def to_json(self) -> str:
        return self.render("json")

    def to_markdown(self) -> str:
        """The worked solution for GitHub, Jupyter and Pandoc."""
        return self.render("md")

    def to_latex(self, fragment: bool = False) -> str:
        """The worked solution as a LaTeX document, or as a fragment for \\input."""
        return self.render("tex", fragment=fragment)

    def render(
        self, form: str, fragment: bool = False, templates: Path | None = None, width: str = "", step: int = 0
    ) -> str:
        """The worked solution, or one `step` of it, in a format that is a text; lines have a `width` such as `8.5cm`.

        A `fragment` goes into another document.
        """
        written = self.written(form, Choices(fragment, templates, width, step))
        return written if isinstance(written, str) else written.decode()

    def written(self, form: str, choices: Choices | None = None) -> str | bytes:
        """The worked solution in any format.  Errors: a format that does not exist, templates that cannot be found."""
        from derive.documents.manuscript import Manuscript

        chosen = choices or Choices()
        chosen = replace(chosen, edition=format_of(form).edition or chosen.edition)
        whole = "slides" if chosen.edition == "slides" else "solution"
        manuscript = Manuscript(partial(self._document, chosen), whole, chosen, self.derivation, self.proof)
        return manuscript.written(form)

    def _document(self, choices: Choices) -> Document:
        from derive.documents.render import view

        if choices not in self._documents:
            self._documents[choices] = view(self.derivation, self.proof, choices, {"guide": marking_guide})
        return self._documents[choices]

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def marking_guide(view: SolutionView, choices: Choices) -> Document:
    """The edition for those who mark; it loads what knows the usual mistakes."""
    from derive.feedback.marking_guide import guide

    return guide(view, choices.templates)


@dataclass(frozen=True)
class Exercise:
    """A problem that can be solved."""

    problem: Problem

    @property
    def title(self) -> str:
        return self.problem.title

    def solve(
        self,
        only: Sequence[str] = (),
        *,
        digits: int | None = None,
        method: str | None = None,
        layout: str | None = None,
        detail: str | None = None,
        verify: bool = False,
    ) -> Solution:
        """The worked solution of all questions, or of some targets `only`.

        `digits` counts decimals; `method` is chain, backprop or index; `layout` is gradient or jacobian; `detail`
        is brief, normal or full; `verify` has SymPy derive everything again, whatever is kept on disk.

        Errors: `ProblemError` for a target that does not exist, `DomainError` for a value
        outside a function's domain, `DisagreementError` if the solution fails its own check.
        """
        settings = with_settings(self.problem, digits=digits, method=method, layout=layout, detail=detail)
        with afresh() if verify else nullcontext():
            return Solution(solve(self.problem, settings, [only] if isinstance(only, str) else only))

    def repeat(
        self,
        rounds: int,
        only: Sequence[str] = (),
        *,
        every: int = 0,
        carried: Mapping[str, str] | None = None,
        digits: int | None = None,
    ) -> dict[int, dict[str, Any]]:
        """Values after an update was made again and again: `repeat(1000, "L")[1000]["L"]`, as decimal strings.

        The value of `w_new` becomes that of `w` in the next round; `carried` names other pairs, `{"w": "v"}`.  Without
        `only` it is the numbers that the problem asks for.  The rounds told are 0, the last, and each multiple of
        `every`.  Errors: `ProblemError` where nothing is carried on or a name means nothing, `DeriveError` where the
        decimals cannot be proven.
        """
        from derive.solving.rounds import rounds_of, told

        repeated = rounds_of(self.problem, [only] if isinstance(only, str) else only, carried)
        digits = with_settings(self.problem, digits=digits).digits
        return as_json.rounds(repeated.after(told(rounds, every), digits))

    def sympy(self) -> SympyGraph:
        """The unrolled network in SymPy: symbols, nodes, local Jacobians, and gradients along the graph."""
        from derive.solving.sympy_graph import SympyGraph

        return SympyGraph(self.problem)

    def _repr_markdown_(self) -> str:
        from derive.documents.render import render_problem

        return render_problem(self.problem, "md")


def load(
    problem: str | Path, changes: Mapping[str, str] | None = None, settings: Mapping[str, Any] | None = None
) -> Exercise:
    """The exercise of a path or a catalogue name; see `derive.problem.catalogue.load`."""
    return Exercise(catalogue.load(problem, changes, settings))


def solve_problem(problem: AnyProblem, only: Sequence[str] = (), **settings: Any) -> Solution:
    """The worked solution of a problem: `derive.solve("rnn")["dL/dc"].value`; `only` and settings as `Exercise.solve`.

    `problem` is a path, a catalogue name or a loaded problem.  A result's `value` has decimal strings with `digits`
    decimals in nested lists of the shape of the variable (a list for each row), a single string where `shape` is `()`,
    `None` where the problem has shapes only; `steps` are those that lead to it.  Errors: `ProblemError` for what cannot
    be used, and those of `Exercise.solve`.
    """
    return Exercise(catalogue.loaded(problem)).solve(only, **settings)


def solution_in(problem: Problem, form: str, templates: Path | None = None) -> str | bytes:
    """The worked solution of a problem in a format."""
    return Exercise(problem).solve().written(form, Choices(templates=templates))
