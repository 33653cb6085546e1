"""How a problem shows its names, and their indices: as subscripts, or where `[notation]` says so as superscripts.

`W = 'W^{(#1)}'` gives the first index of one name a place; `l = '^{(l)}'` gives the index l its place in every name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from derive.language.errors import Complaint
from derive.language.expr import Ref, order, walk
from derive.language.patterns import regex
from derive.language.symbols import PLACE, has_subscript, indexed, pattern, symbol, with_script, without_places
from derive.problem.unroll import Definition
from derive.table import FUNCTIONS

NUMBERED = regex(r"([^\W\d]+?)_?(\d+)")
"""A name that is shown with its number as an index: `z1` looks like an entry of `z`."""
SCRIPT = regex(r"\s*([_^])\s*(?:\{(.+)\}|([^{}\s]))\s*")


def symbols(
    notation: Mapping[str, str],
    shapes: Mapping[str, Any],
    arity: Mapping[str, int],
    ranges: Collection[str],
    definitions: Iterable[Definition],
) -> dict[str, str]:
    """The symbols of the file, and those that keep apart what would look alike.

    An initial value `s0` beside `s[0]`, a vector `q3` beside the third entry of `q`, and functions, by the names of
    their rows, beside quantities of the same sign.
    """
    counts = {name: arity.get(name, 0) for name in shapes}
    own = with_places(notation, counts, ranges, definitions)
    for name, found in ((name, NUMBERED.fullmatch(name)) for name in shapes):
        if name in own or found is None or counts[name]:
            continue
        base, number = found.groups()
        if counts.get(base) or has_entry(shapes, base, number):
            is_raised = not has_subscript(indexed(pattern(base, own), "0" * max(counts[base], 1)))
            latex = symbol(base, own)
            own[name] = with_script(latex, "_", number) if is_raised else f"{latex}^{{({number})}}"
    return {**own, **functions_in_words(shapes, own)}


def look_alike(names: Collection[str], notation: Mapping[str, str]) -> Iterator[Complaint]:
    """Complaints about names that formulas would show alike: one with `_` at its end, or before its number."""
    seen: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (name not in notation, len(name), name)):
        other = seen.setdefault(pattern(name, notation), name)
        if other != name and name not in notation:
            yield Complaint(name, f"in formulas {name} looks like {other}; give one of them another name")


def numbered_entries(shapes: Mapping[str, Any]) -> Iterator[str]:
    """The names that look like an entry of another one: `q3` beside a vector `q`."""
    for name in shapes:
        found = NUMBERED.fullmatch(name)
        if found and has_entry(shapes, *found.groups()):
            yield name


def has_entry(shapes: Mapping[str, Any], name: str, number: str) -> bool:
    """Whether a number would be the place of an entry of an array, counted from 1: `3` of `q`, `12` of `Q`."""
    shape = shapes.get(name)
    if not isinstance(shape, tuple) or order(shape) != len(number):
        return False
    sizes = shape if len(number) == len(shape) else (max(shape),)
    return all(0 < int(place) <= size for place, size in zip(number, sizes, strict=True))


def functions_in_words(names: Collection[str], notation: Mapping[str, str]) -> dict[str, str]:
    """The words for functions whose sign is that of a quantity: the logistic function beside a standard deviation σ."""
    taken = {symbol(name, notation) for name in names}
    signs = {name: row.notation.latex.pattern.partition("(")[0] for name, row in FUNCTIONS.items()}
    words = {name: "\\mathrm{" + name.replace("_", "\\_") + "}" for name, sign in signs.items() if sign in taken}
    return {name: word for name, word in words.items() if name not in names}


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
        if SCRIPT.fullmatch(latex):
            example = f"{name} = '{name}^{{(#1)}}'"
            message = f"this is a script without a symbol; write what {name} looks like, such as {example}, or set"
            yield Complaint(f"notation.{name}", f"{message} the index itself, such as l = '^{{(l)}}'")
            continue
        beyond = [place for place in PLACE.findall(latex) if not 0 < int(place) <= arity.get(name, 0)]
        if beyond:
            yield Complaint(
                f"notation.{name}", f"#{beyond[0]} is the place of an index; {name} has {arity.get(name, 0)} of them"
            )
        elif "#" in without_places(latex):
            yield Complaint(f"notation.{name}", "expected # only in a subscript or superscript, such as W^{(#1)}")
