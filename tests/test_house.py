"""The house: what imports what, how large things get, what is called how, and what must not stand in any file.

`python tests/test_house.py --report` counts rooms, arrows, circles and lines.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "derive"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS = (
    "language",
    "sources",
    "writeup",
    "table",
    "problem",
    "solving",
    "reading",
    "documents",
    "judging",
    "tracing",
    "following",
    "marking",
    "feedback",
    "cohort",
    "handout",
    "practice",
    "commands",
    "api",
    "cli",
    "__main__",
)
"""Each room imports only from those before it, inside functions too.  `derive/__init__.py` stands outside."""

DOORS = ("api", "cli", "__main__")
"""Single modules at the top: the façade and the command line."""

OF_STUDENTS = {"sources", "writeup", "reading", *ROOMS[ROOMS.index("judging") : ROOMS.index("api")]}
WITHOUT_STUDENTS = {"language", "table", "problem", "solving", "documents"}
"""Rooms that do not know that students exist; the type checker may not even tell them."""

SPELLING = tuple(
    f"derive.language.{module}" for module in ("errors", "signs", "latex_commands", "human_words", "spoken")
)
READS_WRITEUPS = set(ROOMS[ROOMS.index("following") :]) | {"reading", "writeup"}

COMPUTES = ("derive.table.simplify", "derive.solving.sympy_index", "derive.solving.sympy_graph", "sympy")
COMPUTING_DOCUMENTS: dict[str, str] = {}
"""Documents that still compute mathematics, and what; it belongs in the steps, and then they leave this list."""

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
    "findings",
    "templates",
    "tests",
    "output",
}

MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|Users|work|opt|tmp|mnt)/\w|\b[A-Z]:\\Users\\")
HOSTS = tuple(
    name[::-1] for name in ("gro.ipyp", "nohtyp.ipyp", "detsohnohtyp", "gro.adnocana", "sjmpn.yrtsiger", "yrotcafitra")
)
"""Hosts of package registries, written from the right, so that no file names one, not even this."""
ANY_HOST = re.compile("|".join(map(re.escape, HOSTS)), re.I)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def walked(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All statements, with what is one only in part; no expression has one in it, and most of a tree is expressions."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.expr):
            yield from statements(child)


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def in_rooms() -> list[Path]:
    """All modules but the package's own `__init__`."""
    return [module for module in MODULES if module != PACKAGE / "__init__.py"]


# What imports what


def imported(*nodes: ast.AST, typing_too: bool = True) -> Iterator[tuple[int, str]]:
    """The lines and names of the imports in some code; those for the type checker alone may be left out."""
    for node in nodes:
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")) if not typing_too:
                yield from imported(*node.orelse, typing_too=False)
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(name), level=0) if name.split(".")[0] == "derive":
                yield from ((node.lineno, f"{name}.{alias.name}") for alias in node.names)
            case ast.ImportFrom(level=0):
                yield node.lineno, str(node.module)
            case ast.ImportFrom():
                yield node.lineno, "derive.relative import"
            case ast.expr():
                pass
            case _:
                yield from imported(*ast.iter_child_nodes(node), typing_too=typing_too)


def room(name: str) -> str | None:
    """The room of an imported name; `None` for other packages and for `derive.__version__`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "derive" and len(parts) > 1 and parts[1] != "__version__" else None


def climbing(importer: str, tree: ast.AST) -> list[tuple[int, str]]:
    """The imports in a room's module that do not lead to the room itself or to one before it in the list."""
    allowed = {*ROOMS[: ROOMS.index(importer) + 1], None}
    return [(line, name) for line, name in imported(tree) if room(name) not in allowed]


def strangers(importer: str, tree: ast.AST) -> list[tuple[int, str]]:
    """The imports by which a room learns of students or write-ups, and a write-up of more than files and spelling."""
    found = []
    for line, name in imported(tree):
        of = room(name)
        if (
            (importer in WITHOUT_STUDENTS and of in OF_STUDENTS)
            or (of == "writeup" and importer not in READS_WRITEUPS)
            or (importer == "writeup" and of not in (None, "sources", "writeup") and not name.startswith(SPELLING))
        ):
            found.append((line, name))
    return found


def computing(tree: ast.AST) -> list[tuple[int, str]]:
    """The imports by which a document could compute."""
    return [(line, name) for line, name in imported(tree) if f"{name}.".startswith(tuple(f"{c}." for c in COMPUTES))]


def wrong_imports() -> Iterator[str]:
    for module in in_rooms():
        importer, tree = room_of(module), parsed(module)
        if importer not in ROOMS:
            yield f"{short(module)}: has no room"
            continue
        yield from (f"{short(module)}:{line}: climbs to {name}" for line, name in climbing(importer, tree))
        yield from (f"{short(module)}:{line}: should not know {name}" for line, name in strangers(importer, tree))
    for module in sorted((PACKAGE / "documents").glob("*.py")):
        found = computing(parsed(module))
        if module.stem not in COMPUTING_DOCUMENTS:
            yield from (f"{short(module)}:{line}: computes with {name}" for line, name in found)
        elif not found:
            yield f"{short(module)}: computes nothing any more and can leave the list"
    yield from (f"a circle of rooms: {' '.join(circle)}" for circle in circles(arrows()))


def arrows() -> dict[tuple[str, str], int]:
    """How many imports lead from one room to another, those in functions and for the type checker included."""
    return Counter(
        (room_of(module), to)
        for module in in_rooms()
        for _, name in imported(parsed(module))
        if (to := room(name)) is not None and to != room_of(module)
    )


def reached(start: str, ways: Sequence[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        new = {to for of, to in ways if of == here} - found
        found |= new
        waiting += new
    return found


def circles(found: dict[tuple[str, str], int]) -> list[list[str]]:
    """Rooms that lead to each other, circle by circle."""
    ways = list(found)
    names = sorted({name for way in ways for name in way})
    beyond = {name: reached(name, ways) for name in names}
    groups = {tuple(b for b in names if b in beyond[a] and a in beyond[b]) for a in names if a in beyond[a]}
    return sorted(map(list, groups))


# How large things get, and what they are called


def too_large() -> Iterator[str]:
    for module in MODULES:
        length = module.read_text(encoding="utf-8").count("\n")
        if length > LONGEST_MODULE:
            yield f"{short(module)}: {length} lines"
        for node in statements(parsed(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield f"{short(module)}:{node.lineno}: {node.name} has {lines} lines"


def same_names() -> Iterator[str]:
    """Modules of different rooms, and classes, that share a name; and modules with the name of another room."""
    modules, classes = defaultdict(list), defaultdict(list)
    for module in in_rooms():
        if module.stem != "__init__":
            modules[module.stem].append(short(module))
            if module.stem in ROOMS and module.stem != room_of(module):
                modules[module.stem].append(f"the room {module.stem}")
        for node in statements(parsed(module)):
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(f"{short(module)}:{node.lineno}")
    yield from (f"module {name}: {', '.join(places)}" for name, places in modules.items() if len(places) > 1)
    yield from (f"class {name}: {', '.join(places)}" for name, places in classes.items() if len(places) > 1)


def unexplained() -> Iterator[str]:
    """Rooms whose `__init__` does not say what comes in, what goes out, and what to read first."""
    for name in ROOMS:
        if name in DOORS:
            continue
        words = ast.get_docstring(parsed(PACKAGE / name / "__init__.py")) or ""
        first = re.search(r"First file: `(\w+\.py)`", words)
        if "Comes in: " not in words or "Goes out: " not in words or first is None:
            yield f"derive/{name}/__init__.py: does not say what comes in, what goes out and what to read first"
        elif not (PACKAGE / name / first[1]).exists():
            yield f"derive/{name}/__init__.py: there is no {first[1]}"


# What must not decide anything

SAID_BY_OTHERS = {"derive/problem/toml_text.py": "the reader of TOML says the place of a fault in words only"}
"""Modules that read a message of another package, and why."""


def is_message(node: ast.AST, caught: set[str]) -> bool:
    """Whether an expression is the wording of a fault: its message, or what was caught, as a text."""
    match node:
        case ast.Attribute(attr="message") | ast.Name("message") | ast.Subscript(slice=ast.Constant("fault")):
            return True
        case ast.Call(func=ast.Name("str" | "repr"), args=[ast.Name(name)]):
            return name in caught
        case ast.Call(func=ast.Attribute(value=inner)):
            return is_message(inner, caught)
    return False


def wordings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where something depends on the wording of a message."""
    caught = {node.name for node in statements(tree) if isinstance(node, ast.ExceptHandler) and node.name}
    for node in walked(tree):
        looked_at: list[ast.expr] = []
        match node:
            case ast.Compare(left, [ast.In() | ast.NotIn() | ast.Eq() | ast.NotEq()], others):
                looked_at = [left, *others]
            case ast.Call(ast.Attribute(inner, "startswith" | "endswith" | "find" | "index" | "count")):
                looked_at = [inner]
            case ast.Call(ast.Attribute(attr="search" | "match" | "fullmatch" | "findall"), args):
                looked_at = args
        if any(is_message(each, caught) for each in looked_at):
            yield node.lineno, ast.unparse(node)


def depending_on_words() -> Iterator[str]:
    for module in MODULES:
        found = list(wordings(parsed(module)))
        if short(module) not in SAID_BY_OTHERS:
            yield from (f"{short(module)}:{line}: asks for the wording of a message: {text}" for line, text in found)
        elif not found:
            yield f"{short(module)}: looks at no message any more and can leave the list"


FAULTS_OF_PROGRAMS = frozenset(
    """ArithmeticError AssertionError AttributeError BaseException Exception IndexError KeyError LookupError NameError
    NotImplementedError RuntimeError StopIteration TypeError""".split()
)
"""What is raised where a program is wrong: caught as "there is none", it hides that."""

LAST_RESORTS = {
    "derive/cohort/cohort.py": "what fails in a pool of processes is told; a broken pool is built anew",
    "derive/cohort/limits.py": "whatever ends the work in a process is told to the one that waits for it",
    "derive/commands/ending.py": "no traceback reaches a user",
    "derive/documents/as_json.py": "a file that somebody changed",
    "derive/documents/save.py": "a file that was begun is removed, whatever happens",
    "derive/feedback/check_answer.py": "an unforeseen fault costs one answer",
    "derive/feedback/code_lines.py": "an unforeseen fault costs the program, not what stands beside it",
    "derive/following/judged.py": "an unforeseen fault costs one line",
    "derive/practice/page_requests.py": "a page hears of every fault in a reply",
    "derive/writeup/read_file.py": "an unforeseen fault costs one cell",
    "derive/writeup/weave.py": "an unforeseen fault costs one piece",
    "derive/tracing/assigning.py": "an expression put in the place of a student's may not fit its values",
    "derive/tracing/machine.py": "a call with arguments that nobody foresaw has a value that is not known",
    "derive/solving/kept.py": "a record on the disk that is damaged",
}
"""Modules that catch them all the same, and why."""


def caught_broadly(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where faults of programs are caught, or put among those that are; without a name everything is."""
    for node in walked(tree):
        found: ast.AST | None = None
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno, "everything"
            case ast.ExceptHandler(type=found) | ast.Assign(value=ast.Tuple() as found):
                pass
            case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress")):
                found = node
        names = {each.id for each in ast.walk(found) if isinstance(each, ast.Name)} if found else set()
        if names & FAULTS_OF_PROGRAMS:
            yield node.lineno, ", ".join(sorted(names & FAULTS_OF_PROGRAMS))


def catching_broadly() -> Iterator[str]:
    for module in MODULES:
        found = list(caught_broadly(parsed(module)))
        if short(module) not in LAST_RESORTS:
            yield from (f"{short(module)}:{line}: catches {names}" for line, names in found)
        elif not found:
            yield f"{short(module)}: catches no fault of programs any more and can leave the list"


# What must not stand in any file


def dangers(tree: ast.AST) -> Iterator[str]:
    """Calls that could run what somebody else wrote, and modules whose loading does."""
    for node in walked(tree):
        match node:
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name)) if name in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {name}"
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in FORBIDDEN_MODULES:
                yield f"line {node.lineno}: {name}"
            case ast.Import() | ast.ImportFrom():
                barred = FORBIDDEN_MODULES | FORBIDDEN_CALLS
                yield from (f"line {node.lineno}: {a.name}" for a in node.names if a.name.split(".")[0] in barred)


def tracked() -> list[Path] | None:
    """The files of the repository: those that git tracks or would track; `None` where that is not known."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return None
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def named_places(path: Path) -> Iterator[str]:
    """Lines of a file that name a machine or a registry."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        if MACHINE_PATH.search(line) or ANY_HOST.search(line):
            yield f"{short(path)}:{number}: names a machine or a registry"


def misplaced(files: list[Path]) -> Iterator[str]:
    yield from (f"{top}: not at the top level" for top in {f.relative_to(ROOT).parts[0] for f in files} - TOP_LEVEL)


# The tests, each with what its rules must see


def complaints(*command: str) -> list[str]:
    found = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False, capture_output=True, text=True)
    return [f"{' '.join(command)}\n{found.stdout}{found.stderr}"] if found.returncode else []


CLIMBS = (
    ("import derive.api", 1),
    ("from derive.api import load", 1),
    ("from derive import api", 1),
    ("def f():\n    from derive.api import load", 2),
    ("if TYPE_CHECKING:\n    pass\nelse:\n    import derive.api", 4),
    ("if TYPE_CHECKING:\n    from derive.api import load", 2),
    ("from . import expr", 1),
)
MAY_BE_IMPORTED = (
    "import derive.language.expr, sympy",
    "from derive.table.row import TABLE",
    "from derive import __version__, language",
)
WORDINGS = (
    "'number' in side.fault.message",
    "fault.message.startswith(UNKNOWN)",
    "error.message.lower() == 'no'",
    "PATTERN.search(fault.message)",
    "finding.details['fault'] == 'no'",
    "try:\n    f()\nexcept ValueError as error:\n    'line' in str(error)",
)
CATCHES = (
    "try:\n    f()\nexcept KeyError:\n    pass",
    "try:\n    f()\nexcept (NoValue, IndexError):\n    pass",
    "try:\n    f()\nexcept:\n    pass",
    "NO_VALUE = (DeriveError, LookupError)",
    "with contextlib.suppress(AttributeError):\n    f()",
)
DANGERS = (
    "eval(text)",
    "builtins.exec(text)",
    "sympy.sympify(text)",
    "from sympy import sympify as read",
    "from sympy.parsing.sympy_parser import parse_expr",
    "import pickle",
    "from pickle import load",
)


def test_the_tools_have_no_complaint() -> None:
    assert [
        *complaints("ruff", "check", "--output-format", "concise", "."),
        *complaints("mypy", "--strict", "--no-error-summary", "-p", "derive"),
    ] == []


def test_the_house_is_in_order() -> None:
    for text, line in CLIMBS:
        assert [found for found, _ in climbing("table", ast.parse(text))] == [line]
    for text in MAY_BE_IMPORTED:
        assert climbing("table", ast.parse(text)) == []
    assert strangers("documents", ast.parse("from derive.reading import read"))
    assert strangers("writeup", ast.parse("from derive.language.expr import Expr"))
    assert strangers("judging", ast.parse("from derive.writeup.chain import Chain"))
    assert not strangers("writeup", ast.parse("from derive.language.errors import fault"))
    assert not strangers("writeup", ast.parse("from derive.language.signs import RELATIONS"))
    assert computing(ast.parse("from derive.table import simplify"))
    assert computing(ast.parse("import sympy.core"))
    assert circles({("a", "b"): 1, ("b", "c"): 1, ("c", "b"): 1}) == [["b", "c"]]
    assert [*wrong_imports(), *too_large(), *same_names(), *unexplained()] == []


def test_nothing_depends_on_words_or_on_faults_that_nobody_named() -> None:
    for text in WORDINGS:
        assert list(wordings(ast.parse(text)))
    assert not list(wordings(ast.parse("fault.kind is Fault.NUMBERED")))
    for text in CATCHES:
        assert list(caught_broadly(ast.parse(text)))
    assert not list(caught_broadly(ast.parse("try:\n    f()\nexcept (NoValue, OSError):\n    pass")))
    assert [*depending_on_words(), *catching_broadly()] == []


def test_nothing_stands_in_a_file_that_must_not() -> None:
    for text in DANGERS:
        assert list(dangers(ast.parse(text)))
    for folder in ("home", "root", "Users", "work", "opt", "tmp"):
        assert MACHINE_PATH.search(f"see /{folder}/somebody/file")
        assert not MACHINE_PATH.search(f"see templates/{folder}/somebody")
    for host in HOSTS:
        assert ANY_HOST.search(f"from files.{host.upper()}")
    assert [f"{short(module)}: {found}" for module in MODULES for found in dangers(parsed(module))] == []
    files = tracked()
    if files is None:
        pytest.skip("not a git checkout, or no git: which files belong to the project is not known")
    assert [*misplaced(files), *(found for path in files for found in named_places(path))] == []


# The report


def floors(found: dict[tuple[str, str], int]) -> int:
    """How many rooms stand on one another at most."""
    heights: dict[str, int] = {}
    for name in ROOMS:
        heights[name] = 1 + max((heights[to] for of, to in found if of == name and to in heights), default=0)
    return max(heights.values())


def listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"{title}: {len(lines)}"
    yield from (f"  {line}" for line in lines)


def report() -> Iterator[str]:
    found = arrows()
    lengths = {module: module.read_text(encoding="utf-8").count("\n") for module in MODULES}
    rooms = {
        name: [lengths[m] for m in modules]
        for name, modules in ((n, list(g)) for n, g in groupby(sorted(in_rooms(), key=room_of), key=room_of))
    }
    order = {name: k for k, name in enumerate(ROOMS)}
    known = sorted(rooms, key=lambda name: order.get(name, len(order)))
    upward = [f"{a} to {b}: {n}" for (a, b), n in found.items() if order.get(b, 99) > order.get(a, 99)]
    yield from listed("rooms", [f"{name:10} {len(rooms[name]):3} modules {sum(rooms[name]):6} lines" for name in known])
    yield f"floors: {floors(found)}"
    ways = [f"{a:10} to " + ", ".join(f"{b} ({found[a, b]})" for b in known if (a, b) in found) for a in known]
    yield f"arrows between rooms: {len(found)}"
    yield from (f"  {way}" for way in ways if not way.endswith(" to "))
    yield from listed("upward arrows", upward)
    yield from listed("circles", [" ".join(circle) for circle in circles(found)])
    yield from listed("duplicates of names", list(same_names()))
    yield from listed("documents that compute", [f"{k}: {why}" for k, why in COMPUTING_DOCUMENTS.items()])
    longest = sorted(lengths, key=lambda module: -lengths[module])[:10]
    yield from listed("longest modules", [f"{lengths[module]} {short(module)}" for module in longest])
    yield f"lines: {sum(lengths.values())} in {len(lengths)} modules"


if __name__ == "__main__":
    if sys.argv[1:] != ["--report"]:
        sys.exit("expected --report")
    print("\n".join(report()))
