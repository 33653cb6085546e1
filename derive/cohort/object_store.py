"""Folders in an object store, such as `s3://course/week-3`: fetched before a run, and written back after it.

What is installed of fsspec decides which stores there are.  A name in a store is only a name: whatever it says, the
file lies in the folder that was made for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from derive.documents.inert import inert_text
from derive.language.errors import ProblemError, fault
from derive.sources.file_limits import LARGEST_FILE

MARK = "://"
DEEPEST = 2
"""Names on the way to a file: that of a submission, and of a file in it."""
LONGEST_NAME = 120
UNSAFE = re.compile(r"[^\w. ()+,-]|^\.+$")


def is_remote(name: str | Path) -> bool:
    """Whether a folder lies in an object store."""
    return isinstance(name, str) and MARK in name


@contextmanager
def fetched(folder: str | Path, besides: str | Path | None = None) -> Iterator[Path]:
    """A folder as one on disk; what lies in the folder `besides` is left out.

    Errors: `ProblemError` where there is no such folder, or nothing that reaches the store.
    """
    if not isinstance(folder, str) or not is_remote(folder):
        yield Path(folder)
        return
    left_out = str(besides) if besides and is_remote(besides) else ""
    with TemporaryDirectory() as copy:
        if not taken_down(Store(folder), Path(copy), left_out, DEEPEST):
            raise fault("no such folder, or nothing in it", folder)
        yield Path(copy)


@contextmanager
def written_back(folder: str | Path | None) -> Iterator[Path | None]:
    """A folder for results as one on disk: with what is there before, and back in the store at the end."""
    if not isinstance(folder, str) or not is_remote(folder):
        yield Path(folder) if folder is not None else None
        return
    store = Store(folder)
    with TemporaryDirectory() as copy:
        before = taken_down(store, Path(copy))
        try:
            yield Path(copy)
        finally:
            store.put_back(Path(copy), before)


class Store:
    """One folder of an object store.  Errors: `ProblemError` where fsspec or what it needs is not installed."""

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise fault("needs fsspec: pip install fsspec, and what it needs for this store", address) from None
        with self.told():
            self.files, self.root = url_to_fs(address)

    @contextmanager
    def told(self) -> Iterator[None]:
        """What goes wrong on the way to the store as a complaint."""
        try:
            yield
        except ProblemError:
            raise
        except (ImportError, ValueError, OSError) as error:
            raise fault(f"cannot be reached: {inert_text(str(error))[:200]}", self.address) from None

    def names(self) -> dict[str, Any]:
        """All files by their names below the root, with their sizes."""
        with self.told():
            try:
                found = self.files.find(self.root, detail=True)
            except FileNotFoundError:
                return {}
        start = self.root.rstrip("/") + "/"
        return {name.removeprefix(start): about.get("size") for name, about in found.items() if name.startswith(start)}

    def place(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"

    def put_back(self, folder: Path, before: dict[str, Path]) -> None:
        """Write what is in a folder, and remove what was there before and is no longer."""
        with self.told():
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    self.files.pipe_file(self.place(path.relative_to(folder).as_posix()), path.read_bytes())
            for name, path in before.items():
                if not path.exists():
                    self.files.rm_file(self.place(name))


def taken_down(store: Store, folder: Path, left_out: str = "", deepest: int | None = None) -> dict[str, Path]:
    """The files of a store in a folder, by their names there; one that is too large is as large and empty."""
    found: dict[str, Path] = {}
    for name, size in store.names().items():
        parts = [part for part in name.split("/") if part]
        is_result = left_out and f"{store.address.rstrip('/')}/{name}".startswith(f"{left_out.rstrip('/')}/")
        if is_result or not parts or (deepest and len(parts) > deepest):
            continue
        path = folder.joinpath(*map(safe, parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        if size is not None and size > LARGEST_FILE:
            path.touch()
            os.truncate(path, size)
        else:
            with store.told():
                path.write_bytes(store.files.cat_file(store.place(name)))
        found[name] = path
    return found


def safe(name: str) -> str:
    """A name that leads nowhere else; its end, which tells the kind of file, is kept."""
    plain = UNSAFE.sub("_", name)
    return plain if len(os.fsencode(plain)) <= LONGEST_NAME else plain[:20] + plain[-20:]
