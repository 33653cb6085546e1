"""Where the quantities of a network stand in its picture: time to the right, depth upwards (after Sugiyama)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from derive.language.expr import Ref
from derive.problem.graph import Network

ACROSS, UP = 3.1, 1.9
"""Centimetres from one place to the next, to the right and upwards."""
SWEEPS = 4
"""How often the order within the layers is looked at again; more changes nothing in networks of this size."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A quantity with the place of its middle, in centimetres from the lower left; `lit` is on a way that is shown."""

    ref: Ref
    x: float
    y: float
    lit: bool


@dataclass(frozen=True, slots=True)
class GraphArrow:
    """From a quantity to one that is calculated from it."""

    source: GraphNode
    target: GraphNode
    lit: bool


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """All nodes and arrows."""

    nodes: tuple[GraphNode, ...]
    arrows: tuple[GraphArrow, ...]

    @property
    def size(self) -> tuple[float, float]:
        return max(node.x for node in self.nodes) + ACROSS / 2, max(node.y for node in self.nodes) + UP / 2


def laid_out(network: Network, of: Ref, by: Ref | None = None) -> GraphLayout:
    """The picture of what a quantity is calculated from; the ways from another one to it are lit.

    Parameters of a network over time, which every step uses, are left out but for the one that is asked for.
    """
    refs = drawn(network, of, by)
    used = {ref: [each for each in network.used.get(ref, ()) if each in refs] for ref in refs}
    columns = columns_of(refs, used)
    levels = levels_of(refs, used, columns)
    across = order_within(refs, used, columns, levels)
    on_way = network.descendants(by) & network.ancestors(of) if by is not None else set()
    nodes = {ref: GraphNode(ref, (across[ref] + 0.5) * ACROSS, (levels[ref] + 0.5) * UP, ref in on_way) for ref in refs}
    pairs = ((source, ref) for ref in refs for source in used[ref])
    arrows = tuple(GraphArrow(nodes[a], nodes[b], a in on_way and b in on_way) for a, b in pairs)
    return GraphLayout(tuple(nodes.values()), arrows)


def drawn(network: Network, of: Ref, by: Ref | None) -> list[Ref]:
    """The quantities that are shown, in the order of computation, given ones first."""
    wanted = network.ancestors(of)
    timed = any(ref.index for ref in wanted if network.used.get(ref))
    calculated = [ref for ref in network.used if ref in wanted]
    inside = dict.fromkeys(ref for each in calculated for ref in network.used[each])
    given = [ref for ref in inside if ref not in calculated]
    return [*(ref for ref in given if ref.index or not timed or ref == by), *calculated]


def columns_of(refs: Sequence[Ref], used: Mapping[Ref, Sequence[Ref]]) -> dict[Ref, int]:
    """The step in time of each quantity; what has none stands after all that it uses, or before everything."""
    steps = sorted({ref.index[-1].offset for ref in refs if ref.index})
    place = {step: k + 1 for k, step in enumerate(steps)}
    last = len(steps) + 1
    found: dict[Ref, int] = {}
    for ref in refs:
        if ref.index:
            found[ref] = place[ref.index[-1].offset]
        else:
            found[ref] = last if steps and used[ref] else 0
    return found


def levels_of(refs: Sequence[Ref], used: Mapping[Ref, Sequence[Ref]], columns: Mapping[Ref, int]) -> dict[Ref, int]:
    """The depth of each quantity within its step; the same at every step for quantities of one name."""
    timed = any(columns.values())
    levels = dict.fromkeys(refs, 0)
    for _ in range(len(refs)):
        before = dict(levels)
        for ref in refs:
            for source in used[ref]:
                if columns[source] == columns[ref] or not ref.index:
                    levels[ref] = max(levels[ref], levels[source] + 1)
        if timed:
            for name in {ref.name for ref in refs}:
                same = [ref for ref in refs if ref.name == name]
                levels |= dict.fromkeys(same, max(levels[ref] for ref in same))
        if levels == before:
            break
    return lowered(refs, used, levels)


def lowered(refs: Sequence[Ref], used: Mapping[Ref, Sequence[Ref]], levels: dict[Ref, int]) -> dict[Ref, int]:
    """What is given stands right below the first that uses it."""
    for ref in refs:
        users = [levels[each] for each in refs if ref in used[each]]
        if not used[ref] and users:
            levels[ref] = max(0, min(users) - 1)
    return levels


def order_within(
    refs: Sequence[Ref], used: Mapping[Ref, Sequence[Ref]], columns: Mapping[Ref, int], levels: Mapping[Ref, int]
) -> dict[Ref, float]:
    """The place of each quantity across: its step, and within that its order among those at the same depth.

    Quantities of one depth are ordered by the middle of their neighbours (barycentres), again and again.
    """
    cells: dict[tuple[int, int], list[Ref]] = {}
    for ref in refs:
        cells.setdefault((columns[ref], levels[ref]), []).append(ref)
    start, widths = 0, {}
    for column in sorted(set(columns.values())):
        widths[column] = (start, max(len(cell) for (c, _), cell in cells.items() if c == column))
        start += widths[column][1]
    near = {ref: [*used[ref], *(each for each in refs if ref in used[each])] for ref in refs}
    places: dict[Ref, float] = {}
    for _ in range(SWEEPS):
        for (column, _), cell in sorted(cells.items(), key=lambda item: item[0]):
            cell.sort(key=lambda ref: middle(places.get(each) for each in near[ref]))
            begin, wide = widths[column]
            gap = wide / len(cell)
            places |= {ref: begin + gap * (k + 0.5) - 0.5 for k, ref in enumerate(cell)}
    return places


def middle(places: Iterable[float | None]) -> float:
    """The mean of the places that are known; 0 where none is."""
    known = [place for place in places if place is not None]
    return sum(known) / len(known) if known else 0.0
