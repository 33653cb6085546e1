"""A problem file as tables: TOML read, keys and types checked, every fault noted with its key path.

Decimals keep their text, so that 0.15 is exactly 3/20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from derive.language.errors import nearest
from derive.language.patterns import regex
from derive.language.record import record
from derive.language.resources import document_languages
from derive.problem.table_entries import Faults, known, read_choices, read_strings, shown, typed
from derive.problem.toml_text import parse_toml
from derive.table.dialects import dialects, libraries, named, versions

METHODS = ("chain", "backprop", "index")
ALL_METHODS = (*METHODS, "forward")
"""The methods that write a derivative as one formula, and forward mode, which finds it entry by entry."""
LAYOUTS = ("gradient", "jacobian")
VECTORS = ("columns", "rows")
WORDS = ("roman", "italic")
DETAILS = ("brief", "normal", "full")
MOST_DIGITS = 50
LAST_PART = 999
LONGEST_RANGE = 2000

WORDED = ("title", "prose")
TOP = (
    *("title", "prose", "translated", "topics", "level", "settings", "notation", "index", "functions"),
    *("model", "values", "questions", "marking"),
)
LEVELS = ("first", "middle", "advanced")
SHARES = ("full", "half", "none")
ROWS = ("accept", "refuse")
NAME = regex(r"[^\W\d]\w*'*")
TOPIC = regex(r"[^\W_]+([- ][^\W_]+)*")


@record
class Settings:
    """How a problem is solved and shown; `digits` counts decimals, `vectors` tells what a flat list is.

    `dialect` has, for operations by name (empty for all), the library whose conventions hold; `part` is the number that
    the problem has among the exercises of a sheet, 0 where it is not told; with `pictures` documents have them.
    `parts` are names for parts that have none, in the order in which they are taken; `words` is how names of several
    letters stand.
    """

    digits: int = 4
    method: str = "chain"
    layout: str = "gradient"
    vectors: str = "columns"
    detail: str = "normal"
    language: str = "en"
    dialect: tuple[tuple[str, str], ...] = ()
    part: int = 0
    pictures: bool = False
    parts: tuple[str, ...] = ()
    words: str = "roman"

    def library(self, operation: str) -> str:
        """The library whose convention an operation follows; empty where the problem names none."""
        found = dict(self.dialect)
        return found.get(named(operation), found.get("", ""))


@record
class Asked:
    """A question as it stands in the file."""

    ask: tuple[str, ...]
    marks: Fraction | None = None


@record
class About:
    """What an exercise is about: paragraphs to read before it, topics to find it by, and for whom it is.

    A level is `first` (one rule at a time), `middle` (several, or a shared parameter), `advanced`, or empty.
    """

    prose: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    level: str = ""


@record
class Marking:
    """How a write-up earns marks, as shares of a question's marks (`full`, `half`, `none`).

    `method`: a right method with a wrong number; `carried`: a number that follows from an earlier error;
    `bare_answer`: a right number without working; `few_digits`: a number near the right one with fewer digits than were
    asked.  `rows` tells whether a row may stand for a column in a gradient.
    """

    bare_answer: str = "full"
    method: str = "half"
    carried: str = "half"
    few_digits: str = "half"
    rows: str = "accept"


@record
class Spec:
    """The tables of a problem file."""

    title: str
    settings: Settings
    notation: Mapping[str, str]
    ranges: Mapping[str, range]
    functions: Mapping[str, str]
    equations: tuple[str, ...]
    values: Mapping[str, Any]
    questions: tuple[Asked, ...]
    marking: Marking = Marking()
    about: About = About()


def read_spec(text: str, place: str, settings: Mapping[str, Any] | None, faults: Faults) -> Spec:
    """The tables of a problem file's text; `settings` win over the file's own.  What is wrong is left out and noted."""
    tables: Mapping[str, Any] = parse_toml(text, place)
    known(tables, TOP, "", faults)
    chosen = {**typed(tables, "settings", dict, "", faults, {}), **(settings or {})}
    tables = in_language(tables, str(chosen.get("language", "en")), faults)
    title = typed(tables, "title", str, "", faults) or "Exercise"
    model = typed(tables, "model", dict, "", faults, {})
    known(model, ("equations",), "model.", faults)
    equations = typed(model, "equations", str, "model.", faults, "")
    if not equations.strip():
        faults.add("model.equations", "missing; expected the equations of the model, one a line")
    return Spec(
        title,
        read_settings(chosen, faults),
        read_strings(typed(tables, "notation", dict, "", faults, {}), "notation", faults),
        read_ranges(typed(tables, "index", dict, "", faults, {}), faults),
        read_strings(typed(tables, "functions", dict, "", faults, {}), "functions", faults),
        tuple(line.strip() for line in equations.splitlines()),
        typed(tables, "values", dict, "", faults, {}),
        read_questions(typed(tables, "questions", list, "", faults, []), faults),
        Marking(**read_choices(typed(tables, "marking", dict, "", faults, {}), MARKING, "marking", faults)),
        read_about(tables, faults),
    )


def in_language(tables: Mapping[str, Any], language: str, faults: Faults) -> Mapping[str, Any]:
    """The tables with the title and the prose that the file has in a language, where it has them."""
    others = typed(tables, "translated", dict, "", faults, {})
    known(others, document_languages(), "translated.", faults)
    for name in others:
        words = typed(others, name, dict, "translated.", faults, {})
        known(words, WORDED, f"translated.{name}.", faults)
        for key in words:
            typed(words, key, str, f"translated.{name}.", faults)
    chosen = others.get(language)
    own = chosen.items() if isinstance(chosen, dict) else ()
    return {**tables, **{key: text for key, text in own if key in WORDED and isinstance(text, str)}}


def read_about(tables: Mapping[str, Any], faults: Faults) -> About:
    """The prose as paragraphs, which blank lines part; the topics; the level."""
    prose = typed(tables, "prose", str, "", faults) or ""
    topics = tables.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) and TOPIC.fullmatch(topic) for topic in topics):
        faults.add("topics", f'found {shown(topics)}; expected a list of words such as ["recurrent"]')
        topics = []
    chosen = read_choices({key: tables[key] for key in ("level",) if key in tables}, {"level": LEVELS}, "", faults)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", prose))
    return About(tuple(filter(None, paragraphs)), tuple(topics), chosen.get("level", ""))


def read_settings(table: Mapping[str, Any], faults: Faults) -> Settings:
    allowed: dict[str, tuple[str, ...]] = {
        "method": ALL_METHODS,
        "layout": LAYOUTS,
        "vectors": VECTORS,
        "detail": DETAILS,
        "language": document_languages(),
        "words": WORDS,
    }
    known(table, ("digits", "part", "dialect", "pictures", "parts", *allowed), "settings.", faults)
    result: dict[str, Any] = {"dialect": tuple(read_dialect(table.get("dialect", {}), faults))}
    result["parts"] = tuple(read_names(table.get("parts", []), faults))
    for key, usual, most in (("digits", 4, MOST_DIGITS), ("part", 0, LAST_PART)):
        number = table.get(key, usual)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most:
            faults.add(f"settings.{key}", f"found {shown(number)}; expected a whole number from 0 to {most}")
        else:
            result[key] = number
    result["pictures"] = table.get("pictures", False)
    if not isinstance(result["pictures"], bool):
        faults.add("settings.pictures", f"found {shown(result['pictures'])}; expected true or false")
    table = {key: value for key, value in table.items() if key in allowed}
    return Settings(**result, **read_choices(table, allowed, "settings", faults))


def read_names(value: Any, faults: Faults) -> Iterator[str]:
    """The names for parts."""
    for name in value if isinstance(value, list | tuple) else [value]:
        if isinstance(name, str) and NAME.fullmatch(name):
            yield name
        else:
            faults.add("settings.parts", f'found {shown(name)}; expected names, such as ["z", "a"]')


def read_dialect(value: Any, faults: Faults) -> Iterator[tuple[str, str]]:
    """A library for all operations, or a table with one for each."""
    if value == {}:
        return
    operations, names = {row.of for row in dialects()}, {*libraries(), *versions()}
    for operation, library in (value if isinstance(value, dict) else {"": value}).items():
        place = f"settings.dialect.{operation}" if operation else "settings.dialect"
        if operation and operation not in operations:
            faults.add(place, f"no library was asked about {operation}{nearest(operation, sorted(operations))}")
        elif library not in names:
            faults.add(place, f"found {shown(library)}{nearest(str(library), sorted(names))}")
        else:
            yield operation, library


MARKING = {**dict.fromkeys(("bare_answer", "method", "carried", "few_digits"), SHARES), "rows": ROWS}


def read_ranges(table: Mapping[str, Any], faults: Faults) -> dict[str, range]:
    """Index ranges: a list of consecutive whole numbers, or a string such as "1..4"."""
    result = {}
    for key, value in table.items():
        path = f"index.{key}"
        found = re.fullmatch(r"\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*", value) if isinstance(value, str) else None
        span = range(int(found[1]), int(found[2]) + 1) if found else None
        if isinstance(value, list) and value and all(type(k) is int and abs(k) < 10**9 for k in value):
            span = range(value[0], value[-1] + 1)
            if len(span) != len(value) or list(span) != value:
                span = None
        if not NAME.fullmatch(key):
            faults.add(path, f"found {key!r}; expected the name of an index, such as t")
        elif span is None or not span:
            faults.add(path, f'found {shown(value)}; expected consecutive numbers such as [0, 1, 2] or "0..2"')
        elif len(span) > LONGEST_RANGE:
            faults.add(path, f"{len(span)} steps; the limit is {LONGEST_RANGE}")
        else:
            result[key] = span
    return result


def read_questions(tables: list[Any], faults: Faults) -> tuple[Asked, ...]:
    result = []
    for number, table in enumerate(tables, 1):
        path = f"questions[{number}]"
        if not isinstance(table, dict):
            faults.add(path, f"found {shown(table)}; expected a table with ask")
            continue
        known(table, ("ask", "marks"), f"{path}.", faults)
        ask = table.get("ask")
        texts = [ask] if isinstance(ask, str) else ask
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            faults.add(f"{path}.ask", f'found {shown(ask)}; expected a name such as "dL/dU", or a list of them')
            continue
        result.append(Asked(tuple(texts), read_marks(table.get("marks"), f"{path}.marks", faults)))
    return tuple(result)


def read_marks(value: Any, path: str, faults: Faults) -> Fraction | None:
    if value is None:
        return None
    try:
        marks = Fraction(str(value)) if not isinstance(value, bool) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        marks = Fraction(-1)
    if marks < 0:
        faults.add(path, f"found {shown(value)}; expected a number of marks")
        return None
    return marks
