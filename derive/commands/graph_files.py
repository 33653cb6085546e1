"""`derive graph`: the picture of a network, from the command line to the files that are written or printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from derive.commands.solution_files import saved_as
from derive.documents.charts import Chart
from derive.documents.gradient_charts import GradientCharts
from derive.documents.graph_picture import PICTURES, GraphView, graph_view, picture
from derive.language.errors import fault, one_of
from derive.language.expr import Derivative, Ref
from derive.problem.problem import Problem

SHOWN = ("network", "heat", "shares", "norms")
"""What pictures show: the quantities, or of a derivative its entries, what each use adds, how its norm runs."""
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
    shows: str,
) -> str:
    """The picture for the terminal, or what was written."""
    one_of(shows, SHOWN, "--show")
    wanted = formats(to, output, shows)
    settings = {"language": language, "digits": DECIMALS if has_values else None}
    loaded = load(problem, values, {key: value for key, value in settings.items() if value is not None})
    exercise: Problem = loaded.problem
    end = quantity(exercise, of, "--of") if of else usual_end(exercise)
    draw = network if shows == SHOWN[0] else charted
    view = draw(loaded, end, by, shows, has_values, templates)
    texts = {name: picture(view, name, templates) for name in wanted}
    if output == "-":
        return texts[wanted[0]]
    folder = Path(output) if output else Path("output") / exercise.name
    stem = "graph" if shows == SHOWN[0] else shows
    return saved_as(folder, {f"{stem}{PICTURES[name].suffix}": text for name, text in texts.items()})


def formats(to: str | None, output: str | None, shows: str) -> tuple[str, ...]:
    """The formats to write.  Errors: one that there is not; several for standard output; a heat map in Mermaid."""
    wanted = tuple(name.strip() for name in (to or "svg").split(",") if name.strip())
    for name in wanted:
        one_of(name, PICTURES, "--to")
    if output == "-" and len(wanted) != 1:
        raise fault("standard output takes one format; name it with --to", "-o -")
    if shows == "heat" and "mermaid" in wanted:
        raise fault("Mermaid has no heat map; svg, tikz and typst have it", "--to mermaid")
    return wanted


def network(loaded: Any, end: Ref, by: str | None, shows: str, has_values: bool, templates: Path | None) -> GraphView:
    """The picture of the network.  Errors: too many quantities; a way that there is not."""
    exercise: Problem = loaded.problem
    start = quantity(exercise, by, "--by") if by else None
    if len(exercise.network.ancestors(end)) > MOST_NODES:
        raise fault(f"more than {MOST_NODES} quantities; name an earlier one", "--of")
    if start is not None and start != end and not exercise.network.count_paths(end, start):
        raise fault(f"{end} does not depend on it; expected a quantity on a way to {end}", f"--by {by}")
    return graph_view(exercise, end, start, shown_value(loaded, end) if has_values else lambda ref: "", templates)


def charted(loaded: Any, end: Ref, by: str | None, shows: str, has_values: bool, templates: Path | None) -> Chart:
    """A chart of a derivative of `end`.  Errors: nothing to differentiate by; a parameter with a single use."""
    exercise: Problem = loaded.problem
    if by is None:
        raise fault(f"names no quantity; expected what {end} is differentiated by, such as --by U", f"--show {shows}")
    charts = GradientCharts(exercise, exercise.settings, templates)
    if shows == "norms":
        return charts.norms(end, family(exercise, by, end))
    start = quantity(exercise, by, "--by")
    target = exercise.target(f"d{end}/d{start}")
    assert isinstance(target, Derivative)
    if shows == "heat":
        return charts.heat(target)
    shares = charts.shares(target)
    if shares is None:
        raise fault(f"{start} is no parameter that several steps share on the way to {end}", f"--by {by}")
    return shares


def family(problem: Problem, name: str, end: Ref) -> list[Ref]:
    """The quantities of a name, step by step.  Errors: fewer than two that `end` is calculated from."""
    above = problem.network.ancestors(end)
    found = [ref for ref in problem.network.rank if ref.name == name and ref in above]
    if len(found) < 2:
        raise fault("expected the name of a quantity that each step has, without its index, such as h", f"--by {name}")
    return sorted(found, key=lambda ref: [index.offset for index in ref.index])


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
