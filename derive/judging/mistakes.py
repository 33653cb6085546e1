"""All mistakes that can be made on the way to one quantity, and the numbers that they give.

Each number comes from running the problem with the mistake in the place of the right rule, at the problem's values
for an answer in numbers and at a random point for a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from derive.judging.direct import quantities
from derive.judging.edge_rules import Rules
from derive.judging.edits_in_networks import (
    centred_equations,
    edited_edges,
    edited_equations,
    lost_edges,
    scaled_edges,
    scaled_equations,
    scaled_results,
    undivided_equations,
)
from derive.judging.mistakes_in_rows import Group, misreadings, wrong_rules
from derive.judging.mistakes_on_paths import (
    Ways,
    confused_steps,
    forward_slips,
    lost_paths,
    lost_terms,
    mean_terms,
    signs,
    ways,
    wrong_time,
)
from derive.judging.point import Point, tried
from derive.judging.sameness import same, touch
from derive.judging.slip import SIGN, TRANSPOSED, Slip
from derive.judging.usual_edits import Surroundings
from derive.judging.varied import Varied, with_local_slips
from derive.judging.ways_kept import lone_ways, lost_arrivals, lost_loss_terms
from derive.language.expr import Derivative, Equation, Expr, Ref, is_single, walk
from derive.language.numbers import Array, Scalar, ball
from derive.language.record import record
from derive.problem.gradients import with_gradients
from derive.problem.graph import Network

MOST_VARIANTS = 400
MOST_PAIRS = 900
MOST_WORK = {1: 40000, 2: 2000}
"""Equations and edges that are calculated for the single mistakes of a question, and for the pairs."""
FEWEST = 3
"""Entries from which on it is no accident that all are multiplied by one number."""
KINDS = ("dialects", "single", "rarer", "rarest")
STAGED = {"activation_derivative_missing"}
"""Mistakes whose name tells where they were made."""


FOLLOWED = {
    "other_function",
    "activation_missing",
    "other_log_base",
    "all_classes_summed",
    "softmax_not_normalised",
}
"""Misread definitions that somebody may also differentiate."""


@record
class Variant:
    """One mistake, or two; `is_broad` if it is made everywhere, so that it is also tried with others.

    With `is_followed`, what was misread in an equation is also what is differentiated; with `is_local`, the mistake was
    made on the last links only, and what arrives there is true.
    """

    names: tuple[str, ...]
    slips: tuple[Slip, ...]
    is_broad: bool = True
    is_followed: bool = False
    is_local: bool = False


def staged(name: str, group: Group, one_parent: bool) -> str:
    """The name of a mistake at the places of a group."""
    if name in STAGED:
        return name + {"all": "_everywhere", "one": "_at_step"}.get(group.label, "")
    if name == "missing_mean_factor" and group.label == "one" and one_parent:
        return "mean_factor_missing_in_one_term"
    return name


class Library:
    """The mistakes on the way to `asked`, an expression of the problem."""

    def __init__(self, rules: Rules, asked: Expr, layout: str = "gradient") -> None:
        self.rules = rules
        self.network: Network = rules.network
        self.asked = asked
        self.layout = layout
        self.numbers: dict[tuple[int, tuple[Slip, ...]], Array | None] = {}
        self.pairs_found: dict[int, tuple[Variant, ...]] = {}
        self.scales: dict[tuple[int, tuple[Slip, ...]], Scalar] = {}
        self.work: dict[tuple[int, int], int] = {}
        self.telling: dict[tuple[int, int], tuple[Sequence[Variant], list[tuple[tuple[str, ...], Array]]]] = {}

    @cached_property
    def single(self) -> tuple[Variant, ...]:
        """One mistake at a time, those that are made everywhere first."""
        return tuple(sorted(self.variants(), key=lambda variant: not variant.is_broad))[:MOST_VARIANTS]

    @cached_property
    def dialects(self) -> tuple[Variant, ...]:
        """The equations as other libraries have them, differentiated so too."""
        return tuple(Variant((slip.name,), (slip,), False, is_followed=True) for slip in self.rules.dialects)

    def variants(self) -> Iterator[Variant]:
        yield from self.dialects
        yield Variant(("sign",), (SIGN,))
        yield Variant(("transposed",), (TRANSPOSED,))
        targets = [part for part in walk(self.asked) if isinstance(part, Derivative)]
        for target in targets:
            yield from self.backward(ways(self.network, target.of, target.by))
        yield from self.forward()
        if targets:
            yield from self.followed()

    @cached_property
    def rarer(self) -> tuple[Variant, ...]:
        """Mistakes that are looked for where none of the usual ones explains a value: other parts of an equation or
        of a derivative, one of several ways left out, a factor, a function misread at some steps and differentiated."""
        slips = (Variant((slip.name,), (slip,), False) for slip in self.find_rarer())
        return (*slips, *self.followed(("kind", "one")), *self.local())

    @cached_property
    def rarest(self) -> tuple[Variant, ...]:
        """What is looked for last: rare edits, and any other quantity in place of one, in single places."""
        from derive.judging.rare_edits import RARE

        look = Surroundings(self.network)
        equations = [equation for equation in self.equations if equation.target.gradient is None]
        slips = [*edited_equations(look, equations, RARE), *undivided_equations(look, equations)]
        for target in (part for part in walk(self.asked) if isinstance(part, Derivative)):
            found = ways(self.network, target.of, target.by)
            slips += [*lost_arrivals(self.rules, found), *edited_edges(self.rules, look, found.edges, RARE)]
        centred = [*centred_equations(equations)]
        slips += centred
        solved = [Variant((slip.name,), (slip,), False, is_followed=True) for slip in centred]
        return (*(Variant((slip.name,), (slip,), False) for slip in slips), *solved)

    def find_rarer(self) -> Iterator[Slip]:
        look = Surroundings(self.network)
        targets = [part for part in walk(self.asked) if isinstance(part, Derivative)]
        equations = [equation for equation in self.equations if equation.target.gradient is None]
        if targets or is_single(self.asked.shape):
            yield from scaled_results(equations)
        for target in targets:
            found = ways(self.network, target.of, target.by)
            yield from lost_edges(found)
            yield from lone_ways(found)
            yield from edited_edges(self.rules, look, found.edges)
            yield from scaled_edges(found)
        yield from edited_equations(look, equations)
        yield from scaled_equations(equations)

    def backward(self, found: Ways) -> Iterator[Variant]:
        for slip in lost_loss_terms(found):
            yield Variant((slip.name,), (slip,))
        for mistake, slip, group in wrong_rules(self.network, found.edges):
            parents = {place[0].child.target for place in group.places}
            name = staged(mistake.name, group, len(parents) == 1)
            yield Variant((name,), (named(slip, name),), group.label in ("all", "only"))
            if mistake.name in STAGED and group.label in ("all", "only") and any(map(found.is_crossing, found.edges)):
                name = f"{mistake.name}_in_recurrent_path"
                yield Variant((name,), (Slip(name, bends=slip.bends, carried=found.is_crossing),))
                own = Slip(mistake.name, bends=slip.bends, carried=lambda edge: not found.is_crossing(edge))
                yield Variant((mistake.name,), (own,))
        for slip, _ in lost_paths(found):
            yield Variant((slip.name,), (slip,))
        for slip in lost_terms(found):
            yield Variant((slip.name,), (slip,))
        for slip, group in (
            *confused_steps(found),
            *wrong_time(found),
            *mean_terms(found),
            *signs(found),
        ):
            name = staged(slip.name, group, True)
            yield Variant((name,), (named(slip, name),), group.label in ("all", "only"))

    def forward(self) -> Iterator[Variant]:
        equations = [equation for equation in self.equations if equation.target.gradient is None]
        for slip, group in (*misreadings(self.network, equations), *forward_slips(self.network, equations)):
            yield Variant((slip.name,), (slip,), group.label in ("all", "only"))

    def followed(self, labels: tuple[str, ...] = ("all", "only")) -> Iterator[Variant]:
        """Functions taken for others, in the values and in their derivatives."""
        for slip, group in misreadings(self.network, self.equations):
            if group.label in labels and slip.name in FOLLOWED:
                yield Variant((slip.name,), (slip,), False, is_followed=True)

    def local(self) -> Iterator[Variant]:
        """Rules misremembered on the way from what the variable is used in, with the true gradients beyond it."""
        if isinstance(self.asked, Derivative) and is_single(self.asked.of.shape) and not self.asked.use:
            found = ways(self.network, self.asked.of, self.asked.by)
            for mistake, slip, group in wrong_rules(self.network, found.edges):
                if group.label in ("kind", "only", "all"):
                    yield Variant((mistake.name,), (slip,), False, is_local=True)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations that the asked quantity depends on."""
        needed: set[Ref] = set()
        for ref in quantities(self.asked):
            needed |= self.network.ancestors(ref)
        return tuple(equation for equation in self.network.problem.equations if equation.target in needed)

    def pairs(self, point: Point, place: int, truth: Array) -> Iterator[Variant]:
        """Two mistakes at once: broad ones with each other, and a wrong sign or a transposed result with any.

        Those that change nothing by themselves are left out.
        """
        values = {variant.slips: self.number(variant, point, place) for variant in self.single}
        for slips, value in values.items():
            scale = scale_of(value, truth) if value is not None else None
            if scale is not None:
                self.scales[place, slips] = scale
        effective = [v for v in self.single if (value := values[v.slips]) is not None and not same(value, truth)]
        broad = [variant for variant in effective if variant.is_broad]
        last = [variant for variant in effective if variant.slips[0] in (SIGN, TRANSPOSED)]
        narrow = [variant for variant in effective if not variant.is_broad]
        chosen = [*((one, end) for one in narrow for end in last), *combinations(broad, 2)]
        for one, other in chosen[:MOST_PAIRS]:
            if one.names != other.names:
                first, second = (other, one) if one in last else (one, other)
                yield Variant(tuple(sorted({*one.names, *other.names})), first.slips + second.slips, False)

    def paired(self, point: Point, place: int, truth: Array) -> tuple[Variant, ...]:
        if place not in self.pairs_found:
            self.pairs_found[place] = tuple(self.pairs(point, place, truth))
        return self.pairs_found[place]

    def number(self, variant: Variant, point: Point, place: int) -> Array | None:
        """What somebody who made the mistakes gets at a point (numbered, to be kept); `None` if nothing."""
        at = (place, variant.slips)
        if at not in self.numbers:
            self.numbers[at] = self.find_number(variant, point, place)
        return self.numbers[at]

    def find_number(self, variant: Variant, point: Point, place: int) -> Array | None:
        *before, last = variant.slips
        if before and (place, tuple(before)) in self.numbers and last in (SIGN, TRANSPOSED):
            value = self.numbers[place, tuple(before)]
            return last.result(value) if value is not None else None
        for one, other in ((last, before), (before[0], [last])) if before else ():
            if (place, (one,)) in self.scales and (place, tuple(other)) in self.numbers:
                return times(self.numbers[place, tuple(other)], self.scales[place, (one,)])
        effort = (place, len(variant.slips))
        if self.work.get(effort, 0) > MOST_WORK[len(variant.slips)]:
            return None
        if variant.is_followed:
            return self.followed_number(variant.slips[0], point)
        if variant.is_local:
            return tried(lambda: with_local_slips(self.asked, variant.slips, point))
        varied = tried(lambda: Varied(point, variant.slips, self.equations))
        if varied is None:
            self.work[effort] = self.work.get(effort, 0) + len(self.equations)
            return None
        value = tried(lambda: varied.asked(self.asked, self.layout))
        self.work[effort] = self.work.get(effort, 0) + varied.work
        return value

    def followed_number(self, slip: Slip, point: Point) -> Array | None:
        """What somebody gets who solves the problem with other equations."""
        problem = self.network.problem
        has_gradients = any(equation.target.gradient for equation in self.equations)
        own = [e for e in problem.equations if e.target.gradient is None] if has_gradients else self.equations
        changed = with_gradients(replace(problem, equations=tuple(map(slip.equation, own))))
        given = {ref: point.known[ref] for ref in problem.given}
        return tried(lambda: Point(Rules(changed.network), given).asked(self.asked, self.layout))

    def explain(
        self, variants: Sequence[Variant], matches: Callable[[Array], bool], truth: Array, point: Point, place: int
    ) -> list[tuple[str, ...]]:
        """The names of the mistakes that give a number that `matches` and is not the truth."""
        key = place, id(variants)
        if key not in self.telling:
            self.telling[key] = variants, self.others_than(truth, variants, point, place)
        return list(dict.fromkeys(names for names, value in self.telling[key][1] if matches(value)))

    def looked_at(self) -> list[tuple[int, str]]:
        """The points at which kinds of mistakes were worked out, and those kinds by their names here."""
        kinds = {id(vars(self)[kind]): kind for kind in KINDS if kind in vars(self)}
        return [(place, kinds.get(number, "paired")) for place, number in self.telling]

    def look_at(self, place: int, kind: str, point: Point, truth: Array) -> None:
        """Work out a kind of mistakes at a point."""
        variants = self.paired(point, place, truth) if kind == "paired" else getattr(self, kind)
        self.explain(variants, lambda value: False, truth, point, place)

    def others_than(
        self, truth: Array, variants: Sequence[Variant], point: Point, place: int
    ) -> list[tuple[tuple[str, ...], Array]]:
        """The numbers that are not the truth, each with the names of the mistakes that give it."""
        found = ((variant.names, self.number(variant, point, place)) for variant in variants)
        return [(names, value) for names, value in found if value is not None and not same(value, truth)]


def scale_of(value: Array, truth: Array) -> Scalar | None:
    """The number by which a mistake multiplies all of a truth of several entries, and so whatever another one gives."""
    if value.shape != truth.shape or len(truth.entries) < FEWEST:
        return None
    pairs = list(zip(value.entries, truth.entries, strict=True))
    ratios = [ball(x) / ball(true) for x, true in pairs if not ball(true).contains(0)]
    is_zero_alike = all(ball(x).contains(0) for x, true in pairs if ball(true).contains(0))
    is_one = len(ratios) >= FEWEST and is_zero_alike and all(touch(ratios[0], each) for each in ratios)
    return ratios[0] if is_one else None


def times(value: Array | None, factor: Scalar) -> Array | None:
    return Array(value.shape, tuple(factor * entry for entry in value.entries)) if value is not None else None


def named(slip: Slip, name: str) -> Slip:
    return replace(slip, name=name)
