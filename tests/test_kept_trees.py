"""A problem that was read before is read again without the grammar, and means the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.problem import kept_trees
from derive.problem.grammar import parse as with_grammar
from derive.problem.kept_trees import parse
from derive.problem.parse_tree import Terminal, Tree, as_lists, from_lists

NAMES = ("h", "W", "U", "x", "b", "L", "y", "T", "I", "h'")
TEXTS = (
    "h[t] = tanh(W h[t-1] + U x[t] + b)",
    "L = 1/3 sum(t=0..2, sqnorm(x[t]))",
    "dL/dW",
    "∂+h[1]/∂W",
    "[[1, -2/3], [x', h']]",
    "-(2.5e-3 x)^2 .* I W^T",
    "concat(h; x; 1)",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of records of the test's own, in a process that remembers nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    kept_trees.records.cache_clear()
    kept_trees.parsed.cache_clear()
    kept_trees.WRITTEN.clear()


def columns(tree: object) -> list[object]:
    """Where each part of a tree begins."""
    meta = getattr(tree, "meta", tree)
    return [
        getattr(meta, "column", None),
        *(column for part in getattr(tree, "children", ()) for column in columns(part)),
    ]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.usefixtures("folder")
def test_a_tree_that_was_kept_is_the_one_that_lark_makes(text: str) -> None:
    theirs = with_grammar(text, NAMES)
    parse(text, NAMES)
    kept_trees.parsed.cache_clear()
    found = parse(text, NAMES)
    assert shape(found) == shape(theirs)
    assert columns(found) == columns(theirs)
    for name in ("ref", "number", "derivative"):
        assert list(map(shape, found.find_data(name))) == list(map(shape, theirs.find_data(name)))


def shape(tree: object) -> object:
    """The rules and texts of a tree."""
    children = getattr(tree, "children", None)
    if children is None:
        return (getattr(tree, "type", None), str(tree))
    return (str(getattr(tree, "data", "")), [shape(child) for child in children])


def test_a_tree_is_what_its_lists_say() -> None:
    tree = parse(TEXTS[0], NAMES)
    assert from_lists(as_lists(tree)) == tree
    assert hash(from_lists(as_lists(tree))) == hash(tree)
    assert Tree("a", [Terminal("NAME", "x")]) != Tree("a", [Terminal("NUMBER", "x")])


def test_what_a_name_means_is_part_of_what_is_kept(folder: Path) -> None:
    """`h'` is a transposed h, or a name."""
    assert shape(parse("h'", ("h",))) != shape(parse("h'", ("h", "h'")))
    kept_trees.parsed.cache_clear()
    assert shape(parse("h'", ("h",))) != shape(parse("h'", ("h", "h'")))
    assert len(list(folder.rglob("*.json"))) == 2


@pytest.mark.parametrize("damage", ["", "[]", '["", ["ref", 1, []]]', "null", "{"])
def test_a_damaged_record_is_as_good_as_none(damage: str, folder: Path) -> None:
    expected = shape(parse(TEXTS[0], NAMES))
    (record,) = folder.rglob("*.json")
    record.write_text(damage, encoding="utf-8")
    kept_trees.parsed.cache_clear()
    assert shape(parse(TEXTS[0], NAMES)) == expected


def test_one_process_keeps_the_trees_of_a_problem_and_not_all_it_ever_reads(folder: Path) -> None:
    for number in range(kept_trees.MOST_WRITTEN + 20):
        parse(f"x + {number}", NAMES)
    assert len(list(folder.rglob("*.json"))) == kept_trees.MOST_WRITTEN


def test_a_second_answer_does_not_load_lark(folder: Path) -> None:
    code = (
        "import derive, sys; found = derive.check('rnn', 'dL/dc', '[0.3630, -0.0457, -0.3172]');"
        "sys.exit(found.verdict + ' with lark' * ('lark' in sys.modules))"
    )
    run = [subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True) for _ in range(2)]
    assert [each.stderr.strip() for each in run] == ["right with lark", "right"]
