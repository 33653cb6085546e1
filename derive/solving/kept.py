"""What SymPy has derived once of a form, kept on disk beside the grammar's cache, so that a short run need not load it.

A record is found by a digest of all that it depends on: the form itself, the definitions of its operations, the sources
that ask SymPy and read its answer, and SymPy's release.  It is JSON with a digest of its own.  What is damaged, or was
written by something else, is as good as absent; `afresh` passes over everything that is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TypeVar

from derive import table
from derive.language import expr, operation
from derive.language.expr import Call, Expr, walk
from derive.language.kept_records import digest, folder_of, load, save
from derive.language.operation import Operation
from derive.table.row import TABLE

AFRESH = ContextVar("afresh", default=False)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Form:
    """What was asked of SymPy: the kind of question, its form as lists, and the expressions whose definitions count."""

    kind: str
    lists: Any
    exprs: tuple[Expr, ...]

    @property
    def operations(self) -> set[Operation]:
        return {part.operation for expr in self.exprs for part in walk(expr) if isinstance(part, Call)}

    @property
    def digest(self) -> str | None:
        """What the record is found by; `None` where an operation is none of the table, or the rest is not known."""
        used = sorted(self.operations, key=lambda operation: operation.name)
        release, ours = sympy_release(), sources()
        if release is None or ours is None or any(TABLE.get(operation.name) is not operation for operation in used):
            return None
        definitions = [[o.name, fingerprint(o.definition), fingerprint(o.fold)] for o in used]
        return digest(json.dumps([self.kind, self.lists, definitions, ours, release]))


@contextmanager
def afresh() -> Iterator[None]:
    """Ask SymPy for everything again, whatever is kept."""
    token = AFRESH.set(True)
    try:
        yield
    finally:
        AFRESH.reset(token)


def is_afresh() -> bool:
    return AFRESH.get()


def kept(
    form: Form, derived: Callable[[], Found], written: Callable[[Found], Any], as_written: Callable[[Any], Found]
) -> Found:
    """What is kept of a form, or else what is `derived` of it, and kept from then on."""
    name, folder = form.digest, records()
    if name is None or folder is None:
        return derived()
    place = folder / f"{name}.json"
    if not is_afresh():
        try:
            return as_written(load(place))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass
    found = derived()
    save(place, written(found))
    return found


@cache
def records() -> Path | None:
    """The folder of the records; `None` where it cannot be made."""
    return folder_of("sympy")


@cache
def sources() -> str | None:
    """A digest of the code that asks SymPy, of the table, and of the language of both; `None` without their files."""
    here, rows = Path(__file__).parent, Path(str(table.__file__)).parent
    language = [Path(str(module.__file__)) for module in (expr, operation)]
    paths = [*sorted(here.glob("*.py")), *sorted(rows.glob("*.py")), *language]
    try:
        return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    except OSError:
        return None


@cache
def sympy_release() -> list[str] | None:
    """Where SymPy is and which release, without loading it; `None` for one in the making, whose release says little."""
    found = find_spec("sympy")
    if found is None or found.origin is None:
        return None
    try:
        text = (Path(found.origin).parent / "release.py").read_text(encoding="utf-8")
    except OSError:
        return None
    return None if "dev" in text else [found.origin, text]


def fingerprint(definition: Any) -> list[Any]:
    """What a function does, as far as its own code and what it has closed over say."""
    if not isinstance(definition, FunctionType):
        return [repr(definition)]
    closed = [fingerprint(cell.cell_contents) for cell in definition.__closure__ or ()]
    return [*code_lists(definition.__code__), closed, list(map(repr, definition.__defaults__ or ()))]


def code_lists(code: CodeType) -> Iterable[Any]:
    inner = [list(code_lists(c)) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return code.co_code.hex(), inner, code.co_names, code.co_varnames, code.co_freevars
