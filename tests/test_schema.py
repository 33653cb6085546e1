"""The JSON Schema for editors says of a problem file what the loader says, as far as a schema can."""

from __future__ import annotations

import json
import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import derive
from derive.language.errors import DeriveError
from derive.language.resources import document_languages
from derive.problem.assembly import load_text
from derive.problem.catalogue import starter
from derive.problem.given import PROPERTIES
from derive.problem.spec import ALL_METHODS, DETAILS, LAYOUTS, MOST_DIGITS, TOP, WORDS

PACKAGE = Path(derive.__file__).parent
FOLDERS = (PACKAGE / "problem", PACKAGE / "problem" / "networks", Path(__file__).parent / "problems")
FILES = sorted(file for folder in FOLDERS for file in folder.glob("*.toml"))
STORED = Path(__file__).parent / "stored"
SCHEMA = json.loads((PACKAGE / "problem" / "problem.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

KeyPath = tuple[str | int, ...]
MISSING = object()

GOOD: dict[str, Any] = {
    "title": "A network",
    "prose": "A vector at each step.",
    "topics": ["recurrent", "many steps"],
    "level": "first",
    "settings": {"digits": 4},
    "notation": {"p": r"\hat{p}"},
    "index": {"t": [1, 2]},
    "model": {"equations": "p[t] = softmax(W x[t] + b)\nl[t] = CE(y[t], p[t])\nL = k sum(t, l[t])"},
    "values": {"W": [[1, 2], [3, 4]], "b": [0, 1], "x": [[1, 0], [0, 1]], "y": {"one_hot": [1, 2]}, "k": "1/2"},
    "questions": [{"ask": ["dL/dW", "L"], "marks": 2}],
}


def toml(value: Any) -> str:
    """A value as TOML, tables inline."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return json.dumps(value)


def write(tables: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in tables.items())


def read(text: str) -> dict[str, Any]:
    """The tables as the loader sees them: decimals keep their text."""
    return tomllib.loads(text, parse_float=str)


def changed(path: KeyPath, value: Any) -> str:
    """The good problem with one thing changed, or taken out if the value is `MISSING`."""
    tables = deepcopy(GOOD)
    inner: Any = tables
    for key in path[:-1]:
        inner = inner[key]
    if value is MISSING:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return write(tables)


def schema_accepts(text: str) -> bool:
    return bool(VALIDATOR.is_valid(read(text)))


def loader_accepts(text: str) -> bool:
    try:
        load_text(text, "problem", "problem.toml", folder=STORED)
    except DeriveError:
        return False
    return True


def named(*cases: tuple[KeyPath, Any]) -> list[Any]:
    def name(path: KeyPath, value: Any) -> str:
        return ".".join(map(str, path)) + (" missing" if value is MISSING else f" = {toml(value)}")

    return [pytest.param(path, value, id=name(path, value)) for path, value in cases]


ACCEPTED = named(
    (("title",), MISSING),
    (("settings",), MISSING),
    (("settings",), {}),
    (("settings", "digits"), 0),
    (("settings", "digits"), MOST_DIGITS),
    (("notation",), MISSING),
    (("functions",), {"swish": "x/(1 + exp(-x))"}),
    (("index", "t"), "1..2"),
    (("index", "t"), " 1 .. 2 "),
    (("questions",), MISSING),
    (("questions",), []),
    (("questions", 0, "ask"), "dL/dW"),
    (("questions", 0, "marks"), MISSING),
    (("questions", 0, "marks"), 0),
    (("questions", 0, "marks"), 1.5),
    (("questions", 0, "marks"), "1/2"),
    (("values", "k"), 3),
    (("values", "k"), -0.5),
    (("values", "k"), 2.5e-3),
    (("values", "k"), "-1/3"),
    (("values", "k"), "scalar"),
    (("values", "k"), {"positive": 0.5}),
    (("values", "b"), [0.5, "1/3"]),
    (("values", "b"), [[0.5], [1]]),
    (("values", "b"), "vector 2"),
    (("values", "W"), "matrix 2 x 2"),
    (("values", "W"), " matrix  2×2 "),
    (("values", "W"), {"mask": [[1, 0], [0, 1]]}),
    (("values", "W"), {"positive": "matrix 2 x 2"}),
    (("values", "W"), {"constant": [[1, 0.5], [0, 1]]}),
    (("values", "y"), [[1, 0], [0, 1]]),
    (("values", "y"), {"one_hot": [[1, 0], [0, 1]]}),
    (("values", "y"), {"one_hot": "vector 2"}),
    (("values", "y"), {"probability": [[0.25, 0.75], [1, 0]]}),
    (("values", "W"), {"file": "W.csv"}),
    (("values", "y"), {"one_hot": {"file": "y.csv"}}),
)

BROKEN = named(
    (("colour",), "red"),
    (("title",), 3),
    (("title",), ["A network"]),
    (("prose",), ["A network"]),
    (("topics",), "recurrent"),
    (("topics",), ["many, topics"]),
    (("level",), "hard"),
    (("settings",), "chain"),
    (("settings", "digit"), 4),
    (("settings", "digits"), "four"),
    (("settings", "digits"), 4.5),
    (("settings", "digits"), True),
    (("settings", "digits"), -1),
    (("settings", "digits"), MOST_DIGITS + 1),
    (("settings", "method"), "sideways"),
    (("settings", "method"), 3),
    (("settings", "layout"), "column"),
    (("settings", "detail"), "long"),
    (("settings", "language"), "xx"),
    (("notation",), [r"\hat{p}"]),
    (("notation", "p"), 3),
    (("notation", "p"), " "),
    (("index",), [1, 2]),
    (("index", "t"), []),
    (("index", "t"), 2),
    (("index", "t"), ["1", "2"]),
    (("index", "t"), [1.0, 2.0]),
    (("index", "t"), "1 to 2"),
    (("index", "2t"), [1, 2]),
    (("model",), MISSING),
    (("model",), "L = W"),
    (("model", "equations"), MISSING),
    (("model", "equations"), " \n"),
    (("model", "equations"), ["L = W"]),
    (("model", "equation"), "L = W"),
    (("functions",), "swish"),
    (("functions",), {"swish": 3}),
    (("functions",), {"2swish": "x/2"}),
    (("functions",), {"swish'": "x/2"}),
    (("functions",), {"swish": " "}),
    (("values",), [1, 2]),
    (("values", "2b"), 3),
    (("values", "b c"), 3),
    (("values", "x[t]"), [1, 2]),
    (("values", "k"), "a third"),
    (("values", "k"), "1/0"),
    (("values", "k"), ""),
    (("values", "k"), True),
    (("values", "k"), "nan"),
    (("values", "W"), "matrix 2"),
    (("values", "W"), "matrix 2 x 0"),
    (("values", "W"), "matrix 2 by 2"),
    (("values", "b"), "vector"),
    (("values", "b"), []),
    (("values", "b"), [1, True]),
    (("values", "b"), [1, "one"]),
    (("values", "y"), {}),
    (("values", "y"), {"onehot": [1, 2]}),
    (("values", "y"), {"one_hot": [1, 2], "mask": [1, 2]}),
    (("values", "y"), {"one_hot": "first"}),
    (("values", "k"), {"positive": "small"}),
    (("values", "k"), {"file": 3}),
    (("values", "k"), {"file": "k.pkl"}),
    (("values", "k"), {"file": "k.csv", "key": "k"}),
    (("questions",), {"ask": "L"}),
    (("questions", 0), "L"),
    (("questions", 0, "ask"), MISSING),
    (("questions", 0, "ask"), []),
    (("questions", 0, "ask"), 3),
    (("questions", 0, "ask"), ["L", 3]),
    (("questions", 0, "mark"), 2),
    (("questions", 0, "marks"), -1),
    (("questions", 0, "marks"), "two"),
    (("questions", 0, "marks"), True),
    (("questions", 0, "marks"), [2]),
)

FOR_THE_LOADER_ALONE = named(
    (("index", "t"), [2, 1]),
    (("index", "t"), [1, 3]),
    (("notation", "q"), r"\hat{q}"),
    (("values", "W"), [[1, 2], [3]]),
    (("values", "W"), [[1, 2, 3], [3, 4, 5]]),
    (("values", "W"), {"mask": [[1, 2], [0, 1]]}),
    (("values", "y"), {"one_hot": [1, 3]}),
    (("values", "y"), {"probability": [[0.5, 0.75], [1, 0]]}),
    (("functions",), {"tanh": "x/2"}),
    (("functions",), {"swish": "x/y"}),
    (("values", "softmax"), 3),
    (("values", "unused"), 3),
    (("values", "W"), {"file": "none.csv"}),
    (("values", "W"), {"file": "W.csv", "name": "W"}),
    (("model", "equations"), "L = W +"),
    (("questions", 0, "ask"), "dL/dnothing"),
)

ODD: list[Any] = [
    *(0, 1, -1, True, 2.5, 10**30, "", "x", "1/2", "nan", "inf", "1e500", "1_0", "t", "0..1", "9" * 500),
    *("scalar", "vector 2", "row 2", "matrix 2 x 2", "-5..-3", "1..99999", "L", "dL/dW", "a\nb", "L = sum(t, t)"),
    *([], [1], [[1]], [[]], [1, 2], ["1", "2"], [[1, 2], 3], [[1, 2], [3, 4]], [[[1, 2], [3, 4]]] * 2, [{}]),
    *({}, {"one_hot": 1}, {"one_hot": []}, {"one_hot": [1, 2]}, {"mask": 0}, {"mask": [[1, 0], [0, 1]]}, {"a": 1}),
]
NEW_KEYS: list[KeyPath] = [
    *(("values", key) for key in ("x[1]", "h[-1]", "x[1,2]", "x[]", "W[0]", "t", "p", "[")),
    ("index", "s"),
]


def places(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    """The key paths of everything in a table."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    own = [path] if path else []
    return own + [place for key, item in pairs for place in places(item, (*path, key))]


@pytest.mark.parametrize("path", [*places(GOOD), *NEW_KEYS], ids=lambda path: ".".join(map(str, path)))
def test_nothing_odd_breaks_the_loader_and_the_schema_raises_no_false_alarm(path: KeyPath) -> None:
    for value in ODD:
        text = changed(path, value)
        if loader_accepts(text):
            assert schema_accepts(text), value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_problem_file_validates(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read(file.read_text(encoding="utf-8")))] == []


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_good_problem_is_good() -> None:
    assert schema_accepts(write(GOOD))
    assert loader_accepts(write(GOOD))


@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_both_accept(path: KeyPath, value: Any) -> None:
    text = changed(path, value)
    assert loader_accepts(text)
    assert schema_accepts(text)


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_both_refuse(path: KeyPath, value: Any) -> None:
    text = changed(path, value)
    assert not schema_accepts(text)
    assert not loader_accepts(text)


@pytest.mark.parametrize(("path", "value"), FOR_THE_LOADER_ALONE)
def test_what_a_schema_cannot_see_the_loader_does(path: KeyPath, value: Any) -> None:
    text = changed(path, value)
    assert schema_accepts(text)
    assert not loader_accepts(text)


SETTINGS = SCHEMA["properties"]["settings"]["properties"]


@pytest.mark.parametrize(
    ("setting", "choices"),
    [
        ("method", ALL_METHODS),
        ("layout", LAYOUTS),
        ("detail", DETAILS),
        ("language", document_languages()),
        ("words", WORDS),
    ],
)
def test_the_choices_of_a_setting_are_the_same(setting: str, choices: tuple[str, ...]) -> None:
    assert tuple(SETTINGS[setting]["enum"]) == choices
    for choice in choices:
        text = changed(("settings", setting), choice)
        assert schema_accepts(text)
        assert loader_accepts(text)


def test_the_tables_and_properties_are_the_same() -> None:
    assert tuple(SCHEMA["properties"]) == TOP
    assert tuple(SCHEMA["$defs"]["property"]["properties"]) == PROPERTIES
    assert SETTINGS["digits"]["maximum"] == MOST_DIGITS


def test_a_setting_that_is_left_out_means_what_the_schema_says() -> None:
    settings = load_text(changed(("settings",), MISSING), "problem", "problem.toml").settings
    defaults = {name: setting["default"] for name, setting in SETTINGS.items() if "default" in setting}
    assert {name: getattr(settings, name) for name in defaults} == defaults
    assert SETTINGS.keys() - defaults == {"dialect", "parts"}
    assert (settings.dialect, settings.parts) == ((), ())


def described(schema: dict[str, Any], place: str = "") -> list[str]:
    """The places of a schema whose properties have no description."""
    result = []
    for name, inner in schema.get("properties", {}).items():
        if "description" not in inner:
            result.append(f"{place}{name}")
        result += described(inner, f"{place}{name}.")
    return result


def test_everything_that_can_be_written_is_described() -> None:
    assert described(SCHEMA) == []
    assert described(SCHEMA["$defs"]["property"]) == []


def test_the_starter_has_every_key_and_its_comments_fit_the_schema() -> None:
    """What a tutor may set stands in what `derive new` writes, to be uncommented."""
    text = starter("mine")
    open_text = re.sub(r"^# (?=\[[\w.]+\]|\w+ = )(?![UV] = )", "", text, flags=re.MULTILINE)
    found = tomllib.loads(open_text)
    wanted = SCHEMA["properties"]
    assert set(found) == set(wanted)
    for table in ("settings", "marking"):
        told = {"method", "carried"} if table == "marking" else set()
        assert set(found[table]) | told == set(wanted[table]["properties"])
    assert [*VALIDATOR.iter_errors(found)] == []
