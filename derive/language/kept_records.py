"""Records on disk of what takes long to work out: JSON with a digest of its own, in the user's cache folder.

What is damaged, or was written by something else, is as good as absent.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from derive.language.resources import cache_folder

try:
    from _blake2 import blake2b  # hashlib loads OpenSSL, which takes longer than all that is digested here
except ImportError:
    from hashlib import blake2b

MOST = 2000
"""Records in the folder before all are dropped."""
LONGEST = 100_000
"""Characters of a record; what would be longer is not kept."""


def load(place: Path) -> Any:
    """What a record holds.  Errors: there is none, or it is damaged, or not what this module writes."""
    match json.loads(place.read_text(encoding="utf-8")):
        case [found, content] if found == digest(place.stem + json.dumps(content)):
            return content
    raise ValueError(place)


def save(place: Path, content: Any) -> None:
    """Write a record, whole or not at all; where that cannot be done, nothing is kept."""
    passing = place.with_suffix(f".{os.getpid()}")
    text = json.dumps([digest(place.stem + json.dumps(content)), content])
    if len(text) > LONGEST:
        return
    try:
        if sum(1 for _ in place.parent.iterdir()) >= MOST:
            for old in place.parent.iterdir():
                old.unlink(missing_ok=True)
        passing.write_text(text, encoding="utf-8")
        passing.replace(place)
    except OSError:
        return


def folder_of(kind: str) -> Path | None:
    """The folder of the records of a kind; `None` where it cannot be made."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        (folder / kind).mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return folder / kind


def digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=32).hexdigest()
