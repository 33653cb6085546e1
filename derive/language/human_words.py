"""The words of human languages that mean something around mathematics, from `templates/words/<language>.toml`.

Nobody says in which language a file is written, and many students mix two: what any language has for a key is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from derive.language.kept_tables import tables
from derive.language.resources import template_folders

ANYHOW, SOME_WORDS = "*", "…"


@cache
def languages() -> Mapping[str, Mapping[str, list[str]]]:
    """The tables of words by the names of their languages."""
    folder = next(folder / "words" for folder in template_folders() if (folder / "words").is_dir())
    return {path.stem: tables(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}


@cache
def words(*keys: str) -> frozenset[str]:
    """What the languages have for some keys."""
    return frozenset(word for table in languages().values() for key in keys for word in table[key])


@cache
def phrases(*keys: str) -> str:
    """A pattern for any of the phrases of some keys, the longest first."""
    found = sorted(words(*keys), key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(map(pattern, found))})"


@cache
def longest_words(*keys: str) -> frozenset[str]:
    """Of each phrase of some keys the longest word, without which a text cannot hold it; to look for that is quick."""
    return frozenset(max(phrase.lower().replace(ANYHOW, "").split(), key=len) for phrase in words(*keys))


def pattern(phrase: str) -> str:
    """A pattern for a phrase: `*` stands for the end of a word, `…` for up to three words."""
    pieces = [r"(?:\w+\s+){0,3}" if word == SOME_WORDS else pattern_of(word) for word in phrase.split()]
    return "".join(pieces).removesuffix(r"\s+")


def pattern_of(word: str) -> str:
    return re.escape(word).replace(re.escape(ANYHOW), r"\w*") + r"\s+"
