"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from derive.language.errors import fault


def save(path: Path, text: str | bytes) -> Path:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "wb") as file:
                file.write(text.encode() if isinstance(text, str) else text)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise fault(refused(path) or f"cannot be written: {error.strerror}", str(path)) from None
    return path


def refused(path: Path) -> str:
    """What is in the way of a file, if something with its name or the name of its folder is."""
    if path.is_dir():
        return "cannot be written: found a folder of this name; name another place"
    file = next((parent for parent in path.parents if parent.exists() and not parent.is_dir()), None)
    return f"cannot be written: {file} is a file, expected a folder; name another place" if file else ""
