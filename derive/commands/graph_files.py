"""`derive graph`: the picture of a network, from the command line to the files that are written or printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from derive.commands.solution_files import saved_as
from derive.documents.graph_picture import PICTURES, graph_view, picture
from derive.language.errors import fault, one_of
from derive.language.expr import Derivative, Ref
from derive.problem.problem import Problem

MOST_NODES = 400
"""Quantities of a picture that anybody can still read."""
MOST_SHOWN = 3
"""Entries of a value that stand in a node."""
DECIMALS = 2


def drawn_graph(
    load: Callable[..., Any],
    problem: str,
    of: str | None,
    by: str | None,
    to: str | None,
    output: str | None,
    has_values: bool,
    values: Mapping[str, str],
    language: str | None,
    templates: Path | None,
) -> str:
    """The picture for the terminal, or what was written."""
    wanted = tuple(name.strip() for name in (to or "svg").split(",") if name.strip())
    for name in wanted:
        one_of(name, PICTURES, "--to")
    if output == "-" and len(wanted) != 1:
        raise fault("standard output takes one format; name it with --to", "-o -")
    settings = {"language": language, "digits": DECIMALS if has_values else None}
    loaded = load(problem, values, {key: value for key, value in settings.items() if value is not None})
    exercise: Problem = loaded.problem
    end = quantity(exercise, of, "--of") if of else usual_end(exercise)
    start = quantity(exercise, by, "--by") if by else None
    if len(exercise.network.ancestors(end)) > MOST_NODES:
        raise fault(f"more than {MOST_NODES} quantities; name an earlier one", "--of")
    if start is not None and start != end and not exercise.network.count_paths(end, start):
        raise fault(f"{end} does not depend on it; expected a quantity on a way to {end}", f"--by {by}")
    view = graph_view(exercise, end, start, shown_value(loaded, end) if has_values else lambda ref: "", templates)
    texts = {name: picture(view, name, templates) for name in wanted}
    if output == "-":
        return texts[wanted[0]]
    folder = Path(output) if output else Path("output") / exercise.name
    return saved_as(folder, {f"graph{PICTURES[name].suffix}": text for name, text in texts.items()})


def quantity(problem: Problem, text: str, option: str) -> Ref:
    """A quantity of the problem by its name.  Errors: a name that there is not, or that of a derivative."""
    found = problem.target(text)
    if not isinstance(found, Ref):
        raise fault("found a derivative; expected a quantity such as h[1]", f"{option} {text}")
    return found


def usual_end(problem: Problem) -> Ref:
    """What is differentiated in the first question about a derivative; without one, what is calculated last."""
    targets = (target for question in problem.questions for target in question.targets)
    found = next((target.of for target in targets if isinstance(target, Derivative)), None)
    return found or list(problem.bound)[-1]


def shown_value(exercise: Any, end: Ref) -> Callable[[Ref], str]:
    """How the value of a quantity stands in its node: its first entries."""
    numbers = exercise.solve(str(end), verify=False).derivation.numbers
    if numbers is None:
        raise fault("only shapes are given, so there are no values; leave it out", "--values")

    def shown(ref: Ref) -> str:
        texts = [f"{float(text):.{DECIMALS}f}".replace("-", "−") for text in numbers.show(ref)]
        return ", ".join([*texts[:MOST_SHOWN], *(["…"] if len(texts) > MOST_SHOWN else [])])

    return shown
