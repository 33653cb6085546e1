"""Python packages as archives that the page's interpreter unpacks, compiled once where there is Node.js to do it."""

from __future__ import annotations

import ast
import gzip
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tarfile import TarInfo
from zipfile import ZipFile

from derive.documents.save import save
from derive.handout.autograder import program
from derive.language.errors import fault
from derive.language.resources import cache_folder, template_folders
from derive.practice.runtime import Runtime
from derive.practice.undescribed import undescribed

PURE = ("lark", "jinja2")
ALGEBRA = ("sympy", "mpmath")
PURE_PARTS = {"markupsafe": ("__init__.py", "_native.py")}
"""Of a package with a part in C, the files that do without it."""
NUMBER_TYPES = (
    *("acb", "acb_mat", "acb_poly", "acb_theta", "arb", "arb_mat", "arb_poly", "arf", "dirichlet"),
    *("fmpq", "fmpq_mat", "fmpq_poly", "fmpz", "fmpz_mat", "fmpz_poly"),
)
"""The modules of python-flint's types that a fraction, a ball and a matrix of balls need."""
ON_DEMAND = """
def __getattr__(name):
    from importlib import import_module
    if name not in _PLACES:
        raise AttributeError(name)
    place, inner = _PLACES[name]
    found = globals()[name] = getattr(import_module("." + place, __name__), inner)
    return found
"""
LEFT_OUT = frozenset(("__pycache__", "test", "tests", "benchmarks", "__pyinstaller"))
DOORS = frozenset(f"derive/{name}.py" for name in ("api", "cli", "__main__"))
ELSEWHERE = (
    *(f"derive/{room}/" for room in ("cohort", "commands", "handout")),
    *(f"derive/templates/{name}/" for name in ("docx", "gradescope", "graph", "handout", "md", "nbgrader")),
    *(f"derive/templates/{name}/" for name in ("platform", "py", "tex", "typ")),
    *(f"derive/documents/{name}" for name in ("word_", "typst_", "pdf.py", "notebook_file.py", "script.py")),
    *(f"derive/practice/{name}.py" for name in ("loopback", "own_numbers", "packing", "runtime", "site")),
    *("lark/tools/", "derive/problem/starter.toml"),
)
"""What of `derive` works on files of others, and no page asks for."""
SHIPPED = ("derive/templates/page/", "derive/problem/networks/")
OURS = frozenset(f"derive/templates/page/{name}" for name in ("solution.page.j2", "en.toml", "de.toml", "fr.toml"))
"""Of what the folder has as files already, what the engine needs itself."""
PLAIN = frozenset((".py", ".toml", ".lark", ".j2", ".json", ".css", ".js", ".mjs", ".typed", ".txt"))
SECONDS = 600
LEVEL = 6
"""Of compression; the highest takes four times as long and saves one byte of a hundred."""
COMPILING = "page/compile.mjs"


def program_files() -> Iterator[tuple[str, bytes]]:
    """The files of `derive` that the page runs, and of the packages that they always need."""
    for name, data in program():
        if not name.startswith(ELSEWHERE) and name not in DOORS and (not name.startswith(SHIPPED) or name in OURS):
            yield name, data
    for name in PURE:
        yield from ((path, data) for path, data in package_files(name) if not path.startswith(ELSEWHERE))
    for name, kept in PURE_PARTS.items():
        yield from ((path, data) for path, data in package_files(name) if Path(path).name in kept)


def program_archives(runtime: Runtime, numbers: bytes) -> tuple[bytes, bytes]:
    """`derive` and what it always needs, with what it keeps on disk after its first run; Python's own library.

    Of that the modules of the first run are compiled where that can be done: reading them as source takes half of
    the start.
    """
    files = {name: undescribed(data) if name.endswith(".py") else data for name, data in program_files()}
    program = packed(files)
    made = compiled_file(program, runtime, numbers)
    if made is None:
        return program, runtime.library.read_bytes()
    return made.read_bytes(), library_of(made).read_bytes()


def algebra_archive(runtime: Runtime) -> bytes:
    """SymPy, which only a solution needs, and the numbers that it alone asks for."""
    rest = {path: data for path, data in numbers_files(runtime.numbers) if not is_needed(path)}
    algebra = packed({**{path: data for name in ALGEBRA for path, data in package_files(name)}, **rest})
    made = compiled_file(algebra, runtime)
    return algebra if made is None else made.read_bytes()


def numbers_archive(wheel: Path) -> bytes:
    """What of python-flint a verdict needs, with its libraries."""
    found = {path: data for path, data in numbers_files(wheel) if is_needed(path)}
    if "flint/__init__.py" in found:
        found["flint/__init__.py"] = on_demand(found["flint/__init__.py"].decode()).encode()
    return packed(found)


def numbers_files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The files of python-flint, its tests and what type checkers read left out."""
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not is_left_out(Path(name)) and not name.endswith((".pyi", "/")):
                yield name, archive.read(name)


def is_needed(path: str) -> bool:
    """Whether a file of python-flint is loaded before the first verdict."""
    place, name = Path(path).parent.as_posix(), Path(path).name.partition(".")[0]
    return place not in ("flint/types", "flint/functions") or name in (*NUMBER_TYPES, "__init__")


def on_demand(source: str) -> str:
    """A package's `__init__.py` that imports what it offers when it is asked for, and not all at once."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    places = {each.asname or each.name: (node.module, each.name) for node in imports for each in node.names}
    rest = [node for node in tree.body if node not in imports]
    return f"{ast.unparse(ast.Module(rest, []))}\n_PLACES = {places!r}\n{ON_DEMAND}"


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


def packed(files: Mapping[str, bytes]) -> bytes:
    """A compressed archive, the same for the same files."""
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            entry = TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, BytesIO(files[name]))
    return gzip.compress(written.getvalue(), LEVEL, mtime=0)


def is_compiling() -> bool:
    """Whether modules are compiled beforehand."""
    return shutil.which("node") is not None and cache_folder() is not None


def library_of(made: Path) -> Path:
    """Where Python's own library lies that goes with a compiled program."""
    return made.with_name(f"{made.name}.library")


def compiled_file(archive: bytes, runtime: Runtime, numbers: bytes = b"") -> Path | None:
    """The archive with its modules compiled by the interpreter that will load them; none where that cannot run.

    With `numbers` the program runs once, and what it keeps on disk goes into the archive; Python's library lies beside.
    """
    node, folder = shutil.which("node"), cache_folder()
    script = next((f / COMPILING for f in template_folders() if (f / COMPILING).is_file()), None)
    if node is None or folder is None or script is None:
        return None
    interpreter = runtime.interpreter[0].parent
    digest = hashlib.sha256(archive + numbers + script.read_bytes() + runtime.interpreter[1].read_bytes()).hexdigest()
    made = folder / f"{digest}.compiled.pack"
    if made.is_file():
        return made
    raw, used = folder / f"{digest}.source.pack", folder / f"{digest}.numbers.pack"
    save(raw, archive)
    save(used, numbers)
    try:
        command = (node, str(script), str(interpreter.resolve()), *map(str, (raw, made, used)))
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return made
    except (OSError, subprocess.SubprocessError):
        return None
    finally:
        raw.unlink(missing_ok=True)
        used.unlink(missing_ok=True)
