"""A run of letters as names side by side: `Wh_1`, `XW^Q`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.reading.tree import Name, Part

LONGEST_RUN = 8


def only_split(word: str, parts: tuple[Part, ...], knows: Callable[[Name], bool]) -> tuple[str, ...]:
    """A run of letters as names side by side, if there is just one way; the last one has the parts."""
    if not 1 < len(word) <= LONGEST_RUN:
        return ()
    found = [way for way in ways(word, parts, knows) if len(way) > 1]
    return found[0] if len(found) == 1 else ()


def ways(word: str, parts: tuple[Part, ...], knows: Callable[[Name], bool]) -> Iterator[tuple[str, ...]]:
    """The ways to cut a word into known names."""
    if knows(Name(word, parts, 0, 0)):
        yield (word,)
    for k in range(1, len(word)):
        if knows(Name(word[:k], (), 0, 0)) and not word[k].isdigit():
            for rest in ways(word[k:], parts, knows):
                yield (word[:k], *rest)
