"""TOML whose tables are kept on disk as JSON, which is read ten times as quickly.

A record is found by a digest of the text, so what was changed is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from derive.language.kept_records import digest, folder_of, load, save

MOST_WRITTEN = 64
"""Tables that one process writes: the program's own and a problem's, not all that is ever read."""
WRITTEN: set[Path] = set()


def tables(text: str, parse_float: Callable[[str], Any] = float) -> Any:
    """The tables of a text in TOML.  Errors: `tomllib.TOMLDecodeError`, a `ValueError`."""
    place = None
    try:
        place = record(text, parse_float)
        if place is not None:
            return load(place)
    except (OSError, ValueError, RecursionError):
        pass
    from tomllib import loads

    found = loads(text, parse_float=parse_float)
    if place is not None and len(WRITTEN) < MOST_WRITTEN and is_kept_whole(found):
        WRITTEN.add(place)
        save(place, found)
    return found


def is_kept_whole(found: Any) -> bool:
    """Whether JSON gives the same again: dates and numbers that are too long are not kept."""
    try:
        return bool(json.loads(json.dumps(found, default=str)) == found)
    except (ValueError, RecursionError):
        return False


def record(text: str, parse_float: Callable[[str], Any]) -> Path | None:
    """Where the tables of a text are kept; `None` where nothing can be."""
    folder = records()
    return None if folder is None else folder / f"{digest(parse_float.__name__ + text)}.json"


@cache
def records() -> Path | None:
    """The folder of the tables; `None` where it cannot be made."""
    return folder_of("tables")
