"""The order of the house: what imports what, how large things get, and what must not stand in any file."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "derive"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS = [
    "errors",
    "resources",
    "files",
    "expr",
    "mistake",
    "balls",
    "operations",
    "notation",
    "values",
    "reading",
    "spec",
    "given",
    "unroll",
    "parts",
    "problem",
    "steps",
    "symbolic",
    "functions",
    "reach",
    "placement",
    "assembly",
    "answers",
    "submission",
    "differentiate",
    "numbers",
    "derivation",
    "vanishing",
    "checking",
    "following",
    "marking",
    "exactly",
    "sampling",
    "proof",
    "transport",
    "catalogue",
    "views",
    "render",
    "checker",
    "marker",
    "batches",
    "apart",
    "writeups",
    "warm",
    "folder",
    "cohort",
    "checks",
    "reports",
    "api",
    "ending",
    "cli",
    "__main__",
]
"""Each room imports only from those above it, inside functions too.  `derive/__init__.py` stands outside."""

LONGEST_MODULE = 330
LONGEST_FUNCTION = 50

FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill"}

TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".gitignore",
    ".ci",
    "derive",
    "templates",
    "tests",
    "output",
}

MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|Users|work|opt|tmp|mnt)/\w|\b[A-Z]:\\Users\\")
REGISTRY = re.compile(r"pypi[.](?:org|python)|pythonhosted[.]org|anaconda[.]org|registry[.]npmjs|artifactor[y]", re.I)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The files of the repository: those that git tracks or would track."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout, or no git: which files belong to the project is not known")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def run(*command: str) -> None:
    found = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False, capture_output=True, text=True)
    assert found.returncode == 0, f"{' '.join(command)}\n{found.stdout}{found.stderr}"


def test_ruff_has_no_complaint() -> None:
    run("ruff", "check", "--output-format", "concise", ".")


def test_mypy_has_no_complaint() -> None:
    run("mypy", "--strict", "--no-error-summary", "-p", "derive")


def test_every_module_has_a_room() -> None:
    rooms = {module.relative_to(PACKAGE).parts[0].removesuffix(".py") for module in MODULES}
    assert rooms - {"__init__", *ROOMS} == set()


def imported(*nodes: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines and names of the imports in some code, those for the type checker alone left out."""
    for node in nodes:
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                yield from imported(*node.orelse)
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module="derive", level=0):
                yield from ((node.lineno, f"derive.{alias.name}") for alias in node.names)
            case ast.ImportFrom(level=0):
                yield node.lineno, str(node.module)
            case ast.ImportFrom():
                yield node.lineno, "derive.relative import"
            case _:
                yield from imported(*ast.iter_child_nodes(node))


def room(name: str) -> str | None:
    """The room of an imported name; `None` for other packages and for `derive.__version__`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "derive" and len(parts) > 1 and parts[1] != "__version__" else None


def climbing(importer: str, tree: ast.AST) -> list[tuple[int, str]]:
    """The imports in a room's module that do not lead to the room itself or to one above it in the list."""
    allowed = {*ROOMS[: ROOMS.index(importer) + 1], None}
    return [(line, name) for line, name in imported(tree) if room(name) not in allowed]


@pytest.mark.parametrize("module", [m for m in MODULES if m.parent != PACKAGE or m.name != "__init__.py"], ids=short)
def test_a_room_imports_only_from_those_above_it(module: Path) -> None:
    importer = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert climbing(importer, ast.parse(module.read_text(encoding="utf-8"))) == []


def test_documents_compute_no_mathematics() -> None:
    """They neither build formulas nor ask SymPy: what they say is data before."""
    documents = [m for m in MODULES if m.relative_to(PACKAGE).parts[0] in ("views", "render.py")]
    barred = ("derive.operations.make", "derive.symbolic", "derive.differentiate.explain", "sympy")
    found = [
        f"{short(module)}: {name}"
        for module in documents
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (f"{getattr(node, 'module', '')}.{alias.name}".lstrip(".") for alias in node.names)
        if name.startswith(barred)
    ]
    assert documents
    assert found == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import derive.api", 1),
        ("from derive.api import load", 1),
        ("from derive import api", 1),
        ("def f():\n    from derive.api import load", 2),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import derive.api", 4),
        ("from . import expr", 1),
    ],
)
def test_an_import_from_below_is_seen(text: str, line: int) -> None:
    assert [found for found, _ in climbing("values", ast.parse(text))] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "import derive.expr, sympy",
        "from derive.values import certified",
        "from derive import __version__, balls",
        "if TYPE_CHECKING:\n    from derive.api import load",
    ],
)
def test_an_import_from_above_is_allowed(text: str) -> None:
    assert climbing("values", ast.parse(text)) == []


@pytest.mark.parametrize("module", MODULES, ids=short)
def test_a_module_and_its_functions_stay_small(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    length = text.count("\n")
    assert length <= LONGEST_MODULE
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION] == []


def dangers(tree: ast.AST) -> Iterator[str]:
    """Calls that could run what somebody else wrote, and modules whose loading does."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name)) if name in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {name}"
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in FORBIDDEN_MODULES:
                yield f"line {node.lineno}: {name}"
            case ast.Import() | ast.ImportFrom():
                barred = FORBIDDEN_MODULES | FORBIDDEN_CALLS
                yield from (f"line {node.lineno}: {a.name}" for a in node.names if a.name.split(".")[0] in barred)


@pytest.mark.parametrize("module", MODULES, ids=short)
def test_nothing_that_is_read_is_ever_executed(module: Path) -> None:
    assert list(dangers(ast.parse(module.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "eval(text)",
        "builtins.exec(text)",
        "sympy.sympify(text)",
        "from sympy import sympify as read",
        "from sympy.parsing.sympy_parser import parse_expr",
        "import pickle",
        "from pickle import load",
    ],
)
def test_a_danger_is_seen(text: str) -> None:
    assert list(dangers(ast.parse(text)))


def test_no_file_names_a_machine_or_a_registry(files: list[Path]) -> None:
    found = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if MACHINE_PATH.search(line) or REGISTRY.search(line):
                found.append(f"{short(path)}:{number}")
    assert found == []


@pytest.mark.parametrize("folder", ["home", "root", "Users", "work", "opt", "tmp"])
def test_a_machine_path_is_seen(folder: str) -> None:
    assert MACHINE_PATH.search(f"see /{folder}/somebody/file")
    assert not MACHINE_PATH.search(f"see templates/{folder}/somebody")


@pytest.mark.parametrize("host", ["pypi", "files.pythonhosted"])
def test_a_registry_is_seen(host: str) -> None:
    assert REGISTRY.search(f"from {host}.org")


def test_the_top_level_holds_only_what_the_layout_allows(files: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in files} <= TOP_LEVEL
