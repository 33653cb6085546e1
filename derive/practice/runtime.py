"""The files of a Python that browsers run: from a folder, or by the ordinary clients into a cache.

Pyodide is a package for `npm`, python-flint has a wheel for it on the index that `pip` knows; SymPy and what else is
needed is pure Python and is taken from where it is installed.  No address stands here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from derive.language.errors import fault
from derive.language.record import record
from derive.language.resources import cache_folder

PYODIDE = "pyodide@314.0.7"
TAG, PYTHON, ABI = "pyemscripten_2026_0_wasm32", "314", "cp314"
LIBRARY = "python_stdlib.zip"
INTERPRETER = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    LIBRARY,
    "pyodide-lock.json",
)
NUMBERS = f"python_flint-*{TAG}.whl"
SECONDS = 300
WHEEL = (
    "download", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", TAG, "--python-version", PYTHON,
    "--implementation", "cp", "--abi", ABI, "python-flint",
)  # fmt: skip


@record
class Runtime:
    """Where the interpreter's files lie by name, and the wheel of python-flint."""

    interpreter: tuple[Path, ...]
    numbers: Path

    @property
    def library(self) -> Path:
        """Python's own library."""
        return self.interpreter[INTERPRETER.index(LIBRARY)]


def runtime(given: Path | None) -> Runtime | None:
    """The files in the folder that was given, or else those of the cache, fetched if need be; none where that fails.

    Errors: `ProblemError` for a folder that lacks some of them.
    """
    if given is not None:
        found, missing = looked_up(given)
        if found is None:
            raise fault(f"lacks {', '.join(missing)}", f"--pyodide {given}")
        return found
    folder = fetching_folder()
    if folder is None:
        return None
    return looked_up(folder)[0] or fetched(folder)


def looked_up(folder: Path) -> tuple[Runtime | None, list[str]]:
    """What a folder has of the files, itself or in `package` as npm packs it, and the names of those it lacks."""
    places = [folder, folder / "package"]
    paths = {name: next((p / name for p in places if (p / name).is_file()), None) for name in INTERPRETER}
    wheels = sorted(path for place in places for path in place.glob(NUMBERS))
    missing = [name for name, path in paths.items() if path is None] + [NUMBERS] * (not wheels)
    if missing:
        return None, missing
    return Runtime(tuple(path for path in paths.values() if path is not None), wheels[-1]), []


def fetching_folder() -> Path | None:
    base = cache_folder()
    if base is None:
        return None
    folder = base / PYODIDE.replace("@", "-")
    folder.mkdir(exist_ok=True)
    return folder


def fetched(folder: Path) -> Runtime | None:
    """The files by npm and pip; none where one of them does not give them."""
    npm = shutil.which("npm")
    if npm is None or not ran((npm, "pack", "--silent", PYODIDE), folder):
        return None
    for packed in folder.glob("pyodide-*.tgz"):
        with tarfile.open(packed) as archive:
            archive.extractall(folder, members=wanted(archive), filter="data")
        packed.unlink()
    if not ran((sys.executable, "-m", "pip", *WHEEL), folder):
        return None
    return looked_up(folder)[0]


def wanted(archive: tarfile.TarFile) -> list[tarfile.TarInfo]:
    return [member for member in archive.getmembers() if Path(member.name).name in INTERPRETER]


def ran(command: Sequence[str], folder: Path) -> bool:
    """Whether a program did its work in a folder."""
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
