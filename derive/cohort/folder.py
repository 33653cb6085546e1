"""The submissions in a folder: files, or a folder each with one main file.  Nothing outside of it is read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from derive.documents.inert import inert_text
from derive.sources.file_limits import LARGEST_FILE
from derive.sources.source import READABLE

MAIN_NAMES = ("main", "report", "solution", "answer", "answers", "submission", "exercise", "index")
LONGEST_NAME = 80
FOREIGN = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))
DOCUMENT = b"\\documentclass"


@dataclass(frozen=True, slots=True)
class Found:
    """A submission: the name it goes by, its file, or why there is none (a key of `folder.reasons`)."""

    name: str
    path: Path | None
    fault: str = ""
    details: str = ""

    def content(self) -> bytes | Found:
        """The bytes of its file, or itself with the reason why they cannot be had."""
        if self.path is None:
            return self
        try:
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
            with open(handle, "rb") as file:
                found = os.fstat(handle)
                if not stat.S_ISREG(found.st_mode):
                    return Found(self.name, None, "special")
                if found.st_size > LARGEST_FILE:
                    return Found(self.name, None, "large", str(LARGEST_FILE // 1_000_000))
                return file.read(LARGEST_FILE + 1)
        except OSError as error:
            return Found(self.name, None, "unreadable", error.strerror or "")


def submissions(folder: Path, besides: Path | None = None) -> list[Found]:
    """The submissions by name, each name once; hidden files and the folder `besides` are none."""
    found: list[Found] = []
    taken: dict[str, int] = {}
    left_out = os.path.realpath(besides) if besides else None
    for path in sorted(folder.iterdir()):
        if is_hidden(path) or path.name in FOREIGN or os.path.realpath(path) == left_out:
            continue
        each = submission(path, Path(os.path.realpath(folder)))
        taken[each.name] = taken.get(each.name, 0) + 1
        name = each.name if taken[each.name] == 1 else f"{each.name} ({taken[each.name]})"
        found.append(Found(name, each.path, each.fault, each.details))
    return found


def submission(path: Path, root: Path) -> Found:
    name = shown(path.name)
    try:
        if not stays_within(path, root):
            return Found(name, None, "link")
        if path.is_dir():
            return main_file(name, path, root)
        if not path.is_file():
            return Found(name, None, "special")
    except OSError as error:
        return Found(name, None, "unreadable", error.strerror or "")
    if path.suffix.lower() not in READABLE:
        return Found(name, None, "kind", shown(path.suffix))
    return Found(name, path)


def main_file(name: str, folder: Path, root: Path) -> Found:
    """The one file of a folder that is the write-up."""
    try:
        paths = [*candidates(folder, root)]
    except OSError as error:
        return Found(name, None, "unreadable", error.strerror or "")
    if not paths:
        return Found(name, None, "nothing")
    for chosen in (
        paths,
        [path for path in paths if path.stem.lower() in (*MAIN_NAMES, folder.name.lower())],
        [path for path in paths if is_document(path)],
    ):
        if len(chosen) == 1:
            return Found(name, chosen[0])
    return Found(name, None, "several", ", ".join(shown(path.name) for path in paths[:5]))


def candidates(folder: Path, root: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        readable = path.suffix.lower() in READABLE and path.stem.lower() != "readme"
        if readable and stays_within(path, root) and not is_hidden(path) and path.is_file():
            yield path


def stays_within(path: Path, root: Path) -> bool:
    """Whether a path is no link, or one that leads to something in the folder."""
    return not path.is_symlink() or (path.exists() and Path(os.path.realpath(path)).is_relative_to(root))


def is_hidden(path: Path) -> bool:
    return path.name.startswith(".") and not path.name.startswith("..")


def is_document(path: Path) -> bool:
    """Whether a LaTeX file is a whole document, not a part of one."""
    try:
        with path.open("rb") as file:
            return path.suffix.lower() == ".tex" and DOCUMENT in file.read(100_000)
    except OSError:
        return False


def shown(name: str) -> str:
    """A file's name as text: bytes that are no text and control characters replaced."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", inert_text(text))[:LONGEST_NAME] or "?"


def file_names(names: list[str]) -> dict[str, str]:
    """A name for the files of each submission's report: letters, digits and dots only, each once."""
    result: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        safe = re.sub(r"[^\w.-]+", "_", name).strip("._-") or "submission"
        if safe != name or safe.lower() in taken:
            safe = f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        taken.add(safe.lower())
        result[name] = safe
    return result
