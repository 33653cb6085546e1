"""A problem file with other values: everything else as its author has it, comments outside the equations left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from derive.language.expr import Number, Ref
from derive.language.patterns import regex
from derive.language.plain import entry_texts
from derive.problem.given import PROPERTIES
from derive.problem.placement import KEY, names_file
from derive.problem.problem import Problem
from derive.problem.toml_text import parse_toml

DECIMAL = regex(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?|[-+]?inf")
BARE = regex(r"[A-Za-z0-9_-]+")
SECTIONS = ("settings", "notation", "functions", "index", "model", "values", "marking")
"""The tables of a problem file, in the order in which they are written."""


def problem_text(problem: Problem, values: Mapping[Ref, Number], title: str) -> str:
    """The text of a problem file with these values, and this title in whatever language."""
    tables = {**parse_toml(problem.source, problem.name), "title": title}
    others = tables.get("translated", {}).items()
    tables["translated"] = {name: {"prose": words["prose"]} for name, words in others if "prose" in words}
    tables["values"] = dict(written_values(problem, tables.get("values", {}), values))
    return written_tables(tables)


def written_tables(tables: Mapping[str, Any]) -> str:
    head = {key: value for key, value in tables.items() if key not in (*SECTIONS, "questions")}
    parts = [pairs(head)]
    parts += [f"[{name}]\n{pairs(tables[name])}" for name in SECTIONS if tables.get(name)]
    parts += [f"[[questions]]\n{pairs(question)}" for question in tables.get("questions", ())]
    return "\n".join(parts)


def with_numbers(problem: Problem, numbers: str) -> str:
    """The text of a problem file with the values of a line such as `w = [1, 2]; b = 3`.

    Errors: `ProblemError` for what is no such line.
    """
    values = parse_toml(numbers.replace("; ", "\n"), "numbers")
    tables = {**parse_toml(problem.source, problem.name), "values": values}
    return written_tables(tables)


def written_values(problem: Problem, raw: Mapping[str, Any], values: Mapping[Ref, Number]) -> Iterator[tuple[str, Any]]:
    """The entries of `[values]`: as they were where nothing has changed, else in the same form."""
    refs = {ref: number for ref, number in problem.given.items() if number is not None}
    for key, item in raw.items():
        found = KEY.fullmatch(key)
        assert found is not None
        place = tuple(int(k) for k in found[2].split(",")) if found[2] else None
        own = [ref for ref in refs if ref.name == found[1] and place in (None, places_of(ref))]
        is_same = all(values[ref].entries == refs[ref].entries for ref in own) and found[1] not in changed(problem)
        yield key, item if is_same and not names_file(item) else renewed(problem, item, own, place is None, values)


def changed(problem: Problem) -> set[str]:
    """The names whose values are others than in the file."""
    return {key.split("[")[0] for key in problem.changes}


def places_of(ref: Ref) -> tuple[int, ...]:
    return tuple(index.offset for index in ref.index)


def renewed(problem: Problem, item: Any, refs: Sequence[Ref], is_family: bool, values: Mapping[Ref, Number]) -> Any:
    """A value in the form of the one that stood there: with its property, in lists of as many levels."""
    kind = next((key for key in PROPERTIES if isinstance(item, dict) and key in item), "")
    has_classes = kind == "one_hot" and all(is_column(values[ref]) for ref in refs) and not is_listed(item[kind], refs)
    leaves = {
        places_of(ref): values[ref].entries.index(1) + 1 if has_classes else lists(problem, values[ref]) for ref in refs
    }
    found = nested(leaves, len(refs[0].index)) if is_family else next(iter(leaves.values()))
    return {kind: found} if kind else found


def is_column(number: Number) -> bool:
    """Whether one of the entries is the class, and not one in each row."""
    return sum(number.entries) == 1


def is_listed(item: Any, refs: Sequence[Ref]) -> bool:
    """Whether the entries of a one-hot vector are written out in place of its class."""
    depth = 0
    while isinstance(item, list):
        item, depth = item[0], depth + 1
    return depth > len(refs[0].index)


def lists(problem: Problem, number: Number) -> Any:
    """The entries of an array in lists, those of a vector in one."""
    texts = entry_texts(number)
    if not number.shape:
        return texts[0]
    height, width = number.shape
    if (height if problem.settings.vectors == "rows" else width) == 1:
        return texts
    return [texts[row * width : (row + 1) * width] for row in range(height)]


def nested(leaves: Mapping[tuple[int, ...], Any], depth: int) -> Any:
    """Values by their places in lists of lists, the first index outermost."""
    if depth == 0:
        return leaves[()]
    heads = sorted({place[0] for place in leaves})
    parts = [{place[1:]: leaf for place, leaf in leaves.items() if place[0] == head} for head in heads]
    return [nested(part, depth - 1) for part in parts]


def pairs(table: Mapping[str, Any]) -> str:
    return "".join(f"{name(key)} = {toml_of(value)}\n" for key, value in table.items())


def name(key: str) -> str:
    return key if BARE.fullmatch(key) else quoted(key)


def toml_of(value: Any) -> str:
    """A value as TOML; decimals, which are read as texts, stand without quotes."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return f"{{ {', '.join(f'{name(key)} = {toml_of(each)}' for key, each in value.items())} }}"
        case list():
            return f"[{', '.join(map(toml_of, value))}]"
        case str() if DECIMAL.fullmatch(value):
            return value
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    """A string of TOML; one of several lines stands between three quotation marks where nothing in it ends them."""
    if "\n" in text and "'''" not in text and not text.endswith("'") and is_plain(text):
        return f"'''\n{text}'''"
    if "\\" in text and "'" not in text and is_plain(text) and "\n" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def is_plain(text: str) -> bool:
    """Whether a text has no character that TOML wants escaped."""
    return all(letter in "\n\t" or (letter >= " " and letter != "\x7f") for letter in text)
