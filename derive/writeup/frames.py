"""Which groups and environments are but frames around statements, and how deep everything else stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.language.latex_commands import DISPLAYS
from derive.writeup.items import Item
from derive.writeup.layout_commands import (
    ALIGNABLE,
)

BEGINNING = frozenset({"row", "amp", "wide", "sep", "text", "arrow"})


@dataclass(slots=True)
class OpenGroup:
    """A brace or an environment that is open.

    `bare` says that it begins a side, `leading` a row; `states` that a relation stands directly within it.
    """

    place: int
    kind: str
    bare: bool
    leading: bool
    states: bool = False

    def is_frame(self, item: Item) -> bool:
        if self.kind == "display":
            return True
        return self.states and (self.bare if self.kind == "{" else self.leading and item.value in ALIGNABLE)


def framed(items: list[Item]) -> tuple[list[Item], list[int]]:
    """The items with frames around statements taken away, and how deep each stands in other groups."""
    pairs = grouped(items)
    depth, depths = 0, []
    for place, item in enumerate(items):
        if place in pairs:
            opening = item.kind in ("begin", "{")
            if pairs[place]:
                if item.kind == "{":
                    unwrap(items, place)
                item.kind, item.text = ("row", "\\\\") if item.kind in ("begin", "end") else ("space", "")
            else:
                depth += 1 if opening else 0
                depths.append(depth)
                depth -= 0 if opening else 1
                continue
        elif item.kind in ("begin", "end") and is_display(item):
            item.kind, item.text = "row", "\\\\"
        depths.append(depth)
    return items, depths


def unwrap(items: Sequence[Item], place: int) -> None:
    """Take the command away whose group is but a frame."""
    place -= 1
    while place >= 0 and items[place].kind in ("space", "line") and items[place].text.strip() == "":
        place -= 1
    if place >= 0 and items[place].kind == "wrap":
        items[place].kind, items[place].text = "space", ""


def is_display(item: Item) -> bool:
    return item.value in DISPLAYS


def grouped(items: Sequence[Item]) -> dict[int, bool]:
    """The places of groups that are closed, with whether they are but a frame.  Environments close what they can."""
    found: dict[int, bool] = {}
    waiting: list[OpenGroup] = []
    counts = {"{": 0, "display": 0, "inner": 0}
    bare = leading = True
    for place, item in enumerate(items):
        if item.kind == "relation" and waiting:
            waiting[-1].states = True
        if item.kind in ("begin", "{"):
            kind = "{" if item.kind == "{" else "display" if is_display(item) else "inner"
            waiting.append(OpenGroup(place, kind, bare, leading))
            counts[kind] += 1
            bare = leading = kind == "display" or (kind == "{" and leading)
            continue
        if item.kind in ("end", "}"):
            kind = "{" if item.kind == "}" else "display" if is_display(item) else "inner"
            group = closing(waiting, counts, kind)
            if group is not None:
                found[group.place] = found[place] = group.is_frame(items[group.place])
                if group.kind == "display" and group.states and waiting:
                    waiting[-1].states = True
        through = item.kind in ("space", "line", "open")
        leading = item.kind in BEGINNING or (leading and through)
        bare = item.kind in BEGINNING or item.kind in ("relation", "wrap") or (bare and through)
    return found


def closing(waiting: list[OpenGroup], counts: dict[str, int], kind: str) -> OpenGroup | None:
    """The group that an end closes, those that were left open within it dropped; a brace closes no environment."""
    if not counts[kind]:
        return None
    while waiting:
        if kind == "{" and waiting[-1].kind != "{":
            return None
        group = waiting.pop()
        counts[group.kind] -= 1
        if group.kind == kind:
            return group
    return None
