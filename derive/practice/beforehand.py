"""What the page's interpreter has in its memory when that is kept: all that does without a library in C.

Where the page is made the engine runs once: what it keeps on disk, the patterns that it compiled and those of its
modules that can be loaded without python-flint travel with it.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

NAME = "first.json"
MOST = 5000
"""Compiled patterns that are kept."""
NUMBERS = "flint"
EXERCISE = """
title = "A product"
[model]
equations = "L = a b"
[values]
a = 2
b = 3
[[questions]]
ask = ["dL/da"]
"""
LINES = b"L = 6\nL = 7\ndL/da = 2"


def noted(folder: Path) -> None:
    """Run the engine once, and note in the folder what can be loaded beforehand; this process is good for nothing else
    after that."""
    room_for_patterns()
    ran()
    patterns = [[pattern, flags] for _, pattern, flags in compiled() if isinstance(pattern, str)]
    (folder / NAME).write_text(json.dumps([patterns, without_numbers()]), encoding="utf-8")


def ran() -> None:
    """Open an exercise in each language and judge some lines, as a reader will."""
    from derive.language.resources import document_languages
    from derive.practice.page_requests import asked

    for language in document_languages():
        opening = {"kind": "open", "name": "a", "source": EXERCISE, "reveal": "hint"}
        asked(json.dumps({**opening, "settings": {"language": language}}), b"")
        asked(json.dumps({"kind": "check", "name": "working.txt"}), LINES)


def room_for_patterns() -> None:
    """The interpreter keeps the patterns that it compiled, but by itself not as many as the engine has."""
    vars(re)["_MAXCACHE"] = MOST


def compiled() -> list[tuple[Any, Any, int]]:
    """The patterns that were compiled so far, by the interpreter's own list of them; empty where it has none."""
    return [key for key in getattr(re, "_cache", {}) if len(key) == 3]


def without_numbers() -> list[str]:
    """The modules of `derive` in this process that can be loaded without python-flint, in the order of loading."""
    names = [name for name in sys.modules if name.partition(".")[0] == "derive" and name != __name__]
    for name in names:
        del sys.modules[name]
    sys.modules[NUMBERS] = None  # type: ignore[assignment]
    return [name for name in names if is_loaded(name)]


def is_loaded(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def loaded(folder: Path) -> None:
    """Load what was noted in the folder, if it was."""
    if not (folder / NAME).is_file():
        return
    room_for_patterns()
    patterns, modules = json.loads((folder / NAME).read_text(encoding="utf-8"))
    for pattern, flags in patterns:
        re.compile(pattern, flags)
    for name in modules:
        import_module(name)
