"""The trees of statements, kept on disk: a short run that has read its problem before need not load the grammar."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from derive.language.kept_records import digest, folder_of, load, save
from derive.problem.parse_tree import Meta, Terminal, Tree, as_lists, from_lists
from derive.table import FUNCTIONS

MOST_WRITTEN = 64
"""Trees that one process writes: a problem's own, not all that is ever read."""
SOURCES = ("math.lark", "grammar.py", "kept_trees.py", "parse_tree.py")
WRITTEN: set[Path] = set()


def parse(text: str, names: Iterable[str], functions: Iterable[str] = FUNCTIONS) -> Tree[Any]:
    """The parse tree of a statement; a `ProblemError` with a caret where the text cannot be read."""
    return parsed(text, frozenset(names), frozenset(functions))


@lru_cache(maxsize=4096)
def parsed(text: str, names: frozenset[str], functions: frozenset[str]) -> Tree[Any]:
    """The tree of a text, once for each set of names in a process; nobody changes a tree."""
    place = record(text, names, functions)
    try:
        if place is not None:
            return from_lists(load(place))
    except (OSError, ValueError, RecursionError):
        pass
    from derive.problem.grammar import parse as with_grammar

    tree = own(with_grammar(text, names, functions))
    if place is not None and len(WRITTEN) < MOST_WRITTEN:
        WRITTEN.add(place)
        save(place, as_lists(tree))
    return tree


def own(tree: Any) -> Tree[Any]:
    """A tree of lark's as one of ours."""
    children = [own(child) if hasattr(child, "children") else own_token(child) for child in tree.children]
    return Tree(str(tree.data), children, Meta(getattr(tree.meta, "column", None)))


def own_token(token: Any) -> Terminal | None:
    return None if token is None else Terminal(token.type, str(token), token.column)


def record(text: str, names: frozenset[str], functions: frozenset[str]) -> Path | None:
    """Where the tree of a text is kept; `None` where nothing can be."""
    folder, ours = records(), sources()
    if folder is None or ours is None:
        return None
    return folder / f"{digest(json.dumps([text, known(names, functions), ours]))}.json"


@cache
def records() -> Path | None:
    """The folder of the trees; `None` where it cannot be made."""
    return folder_of("trees")


@lru_cache(maxsize=64)
def known(names: frozenset[str], functions: frozenset[str]) -> str:
    return digest(json.dumps([sorted(names), sorted(functions)]))


@cache
def sources() -> str | None:
    """A digest of the grammar, of what reads it, and of where lark is; `None` without their files."""
    here, found = Path(__file__).parent, find_spec("lark")
    if found is None or found.origin is None:
        return None
    paths = [*(here / name for name in SOURCES), Path(found.origin)]
    try:
        return digest(found.origin + "".join(path.read_text(encoding="utf-8") for path in paths))
    except OSError:
        return None
