"""Python packages as archives that the page's interpreter unpacks, compiled once where there is Node.js to do it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from derive.documents.save import save
from derive.handout.autograder import program
from derive.language.errors import fault
from derive.language.resources import cache_folder, template_folders
from derive.practice.runtime import Runtime

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file, so that the same files make the same archive."""
PURE = ("lark", "jinja2", "click")
ALGEBRA = ("sympy", "mpmath")
PURE_PARTS = {"markupsafe": ("__init__.py", "_native.py")}
"""Of a package with a part in C, the files that do without it."""
LEFT_OUT = frozenset(("__pycache__", "tests", "testing", "benchmarks", "__pyinstaller"))
PLAIN = frozenset((".py", ".toml", ".lark", ".j2", ".json", ".css", ".js", ".mjs", ".typed", ".txt"))
SECONDS = 600
COMPILING = "page/compile.mjs"


def program_archive(runtime: Runtime) -> bytes:
    """`derive` and what it always needs."""
    files = {name: data for name, data in program() if not name.startswith("derive/templates/page/")}
    needed = {f"derive/templates/page/{name}" for name in ("solution.page.j2", "en.toml", "de.toml")}
    files |= {name: data for name, data in program() if name in needed}
    for name in PURE:
        files |= dict(package_files(name))
    for name, kept in PURE_PARTS.items():
        files |= {path: data for path, data in package_files(name) if Path(path).name in kept}
    return compiled(zipped(files), runtime)


def algebra_archive(runtime: Runtime) -> bytes:
    """SymPy, which only a solution needs."""
    return compiled(zipped({path: data for name in ALGEBRA for path, data in package_files(name)}), runtime)


def numbers_archive(wheel: Path) -> bytes:
    """python-flint with its libraries, its tests and what type checkers read left out."""
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not is_left_out(Path(name)) and not name.endswith(".pyi")]
        return zipped({name: archive.read(name) for name in names if not name.endswith("/")})


def package_files(name: str) -> Iterator[tuple[str, bytes]]:
    """The files of an installed package, without its tests.  Errors: `ProblemError` where it is not installed."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise fault("is not installed, and the page needs it", name)
    folder = Path(spec.origin).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in PLAIN and not is_left_out(path.relative_to(folder)):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def is_left_out(path: Path) -> bool:
    return bool(LEFT_OUT & {*path.parts})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive, the same for the same files."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(ZipInfo(name, EARLIEST), files[name], ZIP_DEFLATED)
    return written.getvalue()


def compiled(archive: bytes, runtime: Runtime) -> bytes:
    """The archive with its modules compiled by the interpreter that will load them; as it is where that cannot run."""
    node, folder = shutil.which("node"), cache_folder()
    script = next((f / COMPILING for f in template_folders() if (f / COMPILING).is_file()), None)
    if node is None or folder is None or script is None:
        return archive
    interpreter = runtime.interpreter[0].parent
    digest = hashlib.sha256(archive + script.read_bytes() + runtime.interpreter[1].read_bytes()).hexdigest()
    made = folder / f"{digest}.compiled.zip"
    if made.is_file():
        return made.read_bytes()
    raw = folder / f"{digest}.source.zip"
    save(raw, archive)
    try:
        command = (node, str(script), str(interpreter.resolve()), str(raw), str(made))
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return made.read_bytes()
    except (OSError, subprocess.SubprocessError):
        return archive
    finally:
        raw.unlink(missing_ok=True)
