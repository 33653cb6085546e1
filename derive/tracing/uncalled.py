"""Functions and classes that a program defines and never calls: they are called here, with what the problem gives."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from derive.language.expr import Ref
from derive.tracing import called_functions as calls
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.givens import Here, WayOfWriting, canonical, labels_of, name_score, placed
from derive.tracing.machine import Machine
from derive.tracing.objects import UNKNOWN, ClassOf, Closure, OwnObject
from derive.tracing.tensor import Tensor, filled

RATES = re.compile(
    r"(?i)^(?:lr|alpha|eta|learning_?rate|step_?size|rate|mu|beta\d?|momentum|reg\w*|lam\w*|decay|eps\w*)$"
)
TOKENS = {
    "in": "x",
    "input": "x",
    "inputs": "x",
    "out": "y",
    "output": "y",
    "target": "y",
    "targets": "y",
    "label": "y",
    "labels": "y",
    "start": "",
    "init": "",
    "prev": "",
    "old": "",
    "seq": "",
    "batch": "",
    "hot": "",
    "chars": "",
    "char": "",
    "ids": "",
    "true": "y",
    "idx": "",
}
MOST_TRIES = 60
MOST_COMBINED = 20_000
TakenFor = tuple[str, str]
"""A family of given quantities by its name, and the way it is written."""
Binding = Mapping[tuple[str, str], TakenFor]
"""What the parameters of uncalled functions are taken for, by function and parameter."""
FORMS = ("own", "flat", "stack", "list", "labels", "rows", "columns")


@dataclass(frozen=True)
class Wanted:
    """A parameter that is given something of the problem; `base` is what its name says, if it says something."""

    function: str
    name: str
    base: str = ""


def call_the_rest(m: Machine, here: Here, binding: Binding) -> list[Wanted]:
    """Call what was not called, in the order in which it stands; the parameters that were taken for nothing."""
    wanted: list[Wanted] = []
    used = helpers(m)
    for name, value in sorted(m.globals.names.items(), key=lambda pair: pair[0] in used):
        if m.trace.is_exhausted:
            return wanted
        try:
            if isinstance(value, Closure) and isinstance(value.node, ast.FunctionDef) and value.node not in m.called:
                called(m, here, value, (), binding, wanted)
            elif isinstance(value, ClassOf) and not was_made(m, value):
                of_class(m, here, value, name, binding, wanted)
        except (TooMuchWork, RecursionError):
            m.trace.is_exhausted = True
    return wanted


def helpers(m: Machine) -> set[str]:
    """The names that functions of the program use."""
    nodes = [value.node for value in m.closures.values()]
    return {
        part.func.id
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    }


def was_made(m: Machine, of: ClassOf) -> bool:
    return any(isinstance(f, Closure) and f.node in m.called for f in of.fields.values())


def of_class(m: Machine, here: Here, of: ClassOf, name: str, binding: Binding, wanted: list[Wanted]) -> None:
    """An object of a class, and its methods one after the other."""
    instance = OwnObject(of)
    methods = [f for f in of.fields.values() if isinstance(f, Closure) and isinstance(f.node, ast.FunctionDef)]
    for method in sorted(methods, key=lambda f: f.name != "__init__"):
        if method.node not in m.called:
            called(m, here, method, (instance,), binding, wanted)


def called(
    m: Machine, here: Here, function: Closure, first: Sequence[Any], binding: Binding, wanted: list[Wanted]
) -> None:
    spec = function.node.args
    names = [each.arg for each in (*spec.posonlyargs, *spec.args)][len(first) :]
    words: dict[str, Any] = {}
    for name in [*names, *(each.arg for each in spec.kwonlyargs)]:
        value = found(m, here, function.name, name, binding)
        is_rate = RATES.match(name) and not is_given(here, name) and (function.name, name) not in binding
        if name in function.defaults and (value is None or is_rate):
            continue
        if is_rate and name.lower() == "beta" and "gamma" in names:
            value = None
        if value is None or (function.name, name) in binding or is_told(m, here, name):
            wanted.append(Wanted(function.name, name, exactly(here, name) or ""))
        words[name] = UNKNOWN if value is None else value
    try:
        calls.entered(m, function, list(first), words)
    except (Unclear, Failing):
        return


def is_told(m: Machine, here: Here, name: str) -> bool:
    """Whether a parameter has its value by its name alone."""
    return is_given(here, name) and name not in m.returned and name not in m.globals.names


def found(m: Machine, here: Here, function: str, name: str, binding: Binding) -> Any:
    """What a parameter is given; `None` where that is not known."""
    if (function, name) in binding:
        return written(here, *binding[function, name])
    if name in m.returned and m.returned[name] is not UNKNOWN:
        return m.returned[name]
    if name in m.globals.names and not isinstance(m.globals.names[name], Closure | ClassOf):
        return m.globals.names[name]
    if name in ("params", "parameters", "weights", "theta", "p", "W", "model", "cache") and not is_given(here, name):
        return {
            **m.returned,
            **{canonical(r.name): written(here, r.name, "own") for r in here.known.refs if not r.index},
        }
    if RATES.match(name) and not is_given(here, name):
        return 0.1
    base = exactly(here, name)
    return None if base is None else written(here, base, "own")


def is_given(here: Here, name: str) -> bool:
    return exactly(here, name) is not None


def exactly(here: Here, name: str) -> str | None:
    """The given family, or the single quantity, that has a name."""
    for ref in here.known.refs:
        if canonical(ref.name) == canonical(name):
            return ref.name
    for ref in here.known.refs:
        if name_score(name, WayOfWriting((ref,), (), ())) >= 3:
            return str(ref)
    return None


def family(here: Here, base: str) -> list[Ref]:
    refs = [ref for ref in here.known.refs if base in (ref.name, str(ref))]
    return sorted(refs, key=placed)


def written(here: Here, base: str, form: str) -> Any:
    """Given quantities in one of the forms in which functions take them."""
    refs = family(here, base)
    for ref in refs:
        here.met.setdefault(ref, set()).add(False)
    if form == "labels":
        here.labelled.update(refs)
        labels = [label for ref in refs for label in labels_of(ref, here.values[ref])]
        is_single = len(refs) == 1 and not refs[0].index and len(labels) == 1
        return labels[0] if is_single else filled((len(labels),), labels)
    arrays = [own(here, ref, form) for ref in refs]
    if len(refs) == 1 and (not refs[0].index or base == str(refs[0])):
        return arrays[0]
    if form == "list" or not all(isinstance(array, Tensor) for array in arrays):
        return arrays if all(ref.index[0].offset == k for k, ref in enumerate(refs)) else dict_by_index(refs, arrays)
    return stacked_form(arrays, form)


def dict_by_index(refs: Sequence[Ref], arrays: Sequence[Any]) -> dict[int, Any]:
    return {ref.index[0].offset: array for ref, array in zip(refs, arrays, strict=True)}


def own(here: Here, ref: Ref, form: str) -> Any:
    entries = list(here.leaf(ref))
    if not ref.shape or (len(entries) == 1 and not ref.shape):
        return entries[0]
    if form in ("flat", "rows", "columns") and 1 in ref.shape:
        return filled((len(entries),), list(entries))
    return filled(ref.shape, list(entries))


def stacked_form(arrays: Sequence[Tensor], form: str) -> Tensor:
    from derive.tracing.tensor import stacked, transposed

    whole = stacked(arrays)
    return transposed(whole) if form == "columns" else whole


# Parameters for which names say too little


def tries(here: Here, wanted: Sequence[Wanted]) -> Iterator[Binding]:
    """What parameters without a value could be taken for, the likeliest first."""
    options = [choices(here, each.name) for each in wanted]
    while math.prod(map(len, options)) > MOST_COMBINED:
        longest = max(options, key=len)
        if len(longest) == 1:
            break
        longest.remove(max(longest))
    combined = sorted(
        (combination for combination in product(*options) if is_distinct(combination)),
        key=lambda combination: sum(cost for cost, _ in combination),
    )
    for combination in combined[:MOST_TRIES]:
        yield {(w.function, w.name): choice for w, (_, choice) in zip(wanted, combination, strict=False) if choice[0]}


def is_distinct(combination: Sequence[tuple[int, TakenFor]]) -> bool:
    bases = [choice[0] for _, choice in combination if choice[0]]
    return len(set(bases)) == len(bases)


def choices(here: Here, name: str) -> list[tuple[int, TakenFor]]:
    """The given families that a parameter may be, each in its forms, with a cost."""
    result: list[tuple[int, TakenFor]] = [(9, ("", ""))]
    for base in dict.fromkeys(ref.name for ref in here.known.refs):
        cost = name_cost(name, base)
        refs = family(here, base)
        forms = forms_of(refs[0]) if len(refs) == 1 else ["list", "stack", "rows", "columns"]
        if base in here.known.one_hot:
            forms = (
                ["labels", *forms]
                if re.search(r"(?i)lab|char|tar|idx|id|cls|^y$|^t$|in|out", name)
                else [*forms, "labels"]
            )
        if name_cost(name, base) > 4:
            continue
        result += [(2 * cost + k, (base, form)) for k, form in enumerate(forms)]
    return sorted(result)


def forms_of(ref: Ref) -> list[str]:
    return ["own", "flat"] if 1 in ref.shape else ["own"]


def name_cost(name: str, base: str) -> int:
    """How badly a parameter's name fits a family."""
    own, ref = canonical(name).lower(), canonical(base).lower()
    if own == ref:
        return 0
    words = [TOKENS.get(word, word) for word in re.split(r"_+|(?<=[a-z])(?=[A-Z])", name.lower())]
    if ref in words or own in (f"{ref}s", f"{ref}seq") or SYNONYM.get(own) == ref:
        return 1
    if any(word and (ref.startswith(word) or word.startswith(ref)) for word in words):
        return 2
    return 5


SYNONYM = {"inputs": "x", "input": "x", "labels": "y", "targets": "y", "target": "y", "label": "y"}
