"""How the names of a problem show their indices: as subscripts, or where `[notation]` says so as superscripts.

`W = 'W^{(#1)}'` gives the first index of one name a place; `l = '^{(l)}'` gives the index l its place in every name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from derive.language.errors import Complaint
from derive.language.expr import Ref, walk
from derive.language.patterns import regex
from derive.language.symbols import PLACE, pattern, with_script, without_places
from derive.problem.unroll import Definition

SCRIPT = regex(r"\s*([_^])\s*(?:\{(.+)\}|([^{}\s]))\s*")


def with_places(
    notation: Mapping[str, str], arity: Mapping[str, int], ranges: Collection[str], definitions: Iterable[Definition]
) -> dict[str, str]:
    """The symbols of all names, with places for the indices that `[notation]` shows in a way of their own."""
    raised = {index: found for index in ranges if (found := SCRIPT.fullmatch(notation.get(index, "")))}
    own = {name: latex for name, latex in notation.items() if name not in ranges}
    places = index_places(arity, ranges, definitions) if raised else {}
    for name, indices in places.items():
        latex = pattern(name, own)
        for place, index in sorted(indices.items()):
            if index in raised and f"#{place}" not in latex:
                latex = with_script(latex, raised[index][1], placed(raised[index], index, place))
                own[name] = latex
    return own


def placed(script: re.Match[str], index: str, place: int) -> str:
    """What stands in a script, with a place for the index."""
    return re.sub(rf"(?<![\\A-Za-z]){index}(?![A-Za-z])", f"#{place}", script[2] or script[3])


def index_places(
    arity: Mapping[str, int], ranges: Collection[str], definitions: Iterable[Definition]
) -> dict[str, dict[int, str]]:
    """Which index stands at each place of a name, counted from 1: that of the equations, or the only one there is."""
    only = next(iter(ranges)) if len(ranges) == 1 else None
    found: dict[str, dict[int, str]] = {name: {1: only} if only and arity[name] == 1 else {} for name in arity}
    for definition in definitions:
        parts = (definition.equation.target, *walk(definition.equation.rhs))
        for ref in (part for part in parts if isinstance(part, Ref)):
            places = {place: index.name for place, index in enumerate(ref.index, 1) if index.name in ranges}
            found.setdefault(ref.name, {}).update(places)
    return found


def misplaced(notation: Mapping[str, str], arity: Mapping[str, int], ranges: Collection[str]) -> Iterator[Complaint]:
    """Complaints about places for indices that do not exist, or stand neither in a subscript nor in a superscript."""
    for name, latex in notation.items():
        if name in ranges:
            script = SCRIPT.fullmatch(latex)
            if script is None or "#" not in placed(script, name, 1):
                message = f"expected how the index is shown, such as '^{{({name})}}'; found {latex!r}"
                yield Complaint(f"notation.{name}", message)
            continue
        beyond = [place for place in PLACE.findall(latex) if not 0 < int(place) <= arity.get(name, 0)]
        if beyond:
            yield Complaint(
                f"notation.{name}", f"#{beyond[0]} is the place of an index; {name} has {arity.get(name, 0)} of them"
            )
        elif "#" in without_places(latex):
            yield Complaint(f"notation.{name}", "expected # only in a subscript or superscript, such as W^{(#1)}")
