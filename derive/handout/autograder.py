"""Gradescope's autograder as a zip: the program itself, the exercise, and the two scripts that Gradescope calls.

https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from derive.cohort.handed_out import PROBLEMS, TABLE, read_handed
from derive.cohort.one_writeup import content
from derive.documents.render import environment
from derive.handout.xml_tree import package
from derive.language.errors import fault
from derive.language.resources import PACKAGE, template_folders
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem

SCRIPTS = ("setup.sh", "run_autograder")
PROBLEM_FILE, VARIANTS, WHEELS = "problem.toml", "variants", "wheels"
DISTRIBUTION = "derive-steps"


def autograder(
    problem: AnyProblem, variants: Path | None = None, wheels: Path | None = None, reveal: str = "hint"
) -> bytes:
    """The zip for a problem, or for the variants in a folder; with `wheels` nothing is fetched when it is set up.

    Errors: `ProblemError` for a problem whose values stand in other files, and for folders that cannot be used.
    """
    found = loaded(problem)
    if "file" in found.source and found.folder is not None and stands_elsewhere(found):
        raise fault("its values stand in files of their own; write them into the problem file", found.name)
    files: dict[str, bytes | str] = dict(program())
    files[PROBLEM_FILE] = found.source
    files["requirements.txt"] = "".join(f"{each}\n" for each in requirements())
    files |= dict(handed_files(variants)) if variants else {}
    files |= dict(wheel_files(wheels)) if wheels else {}
    places = {"reveal": reveal, "name": shlex.quote(found.name), "variants": bool(variants), "wheels": bool(wheels)}
    for script in SCRIPTS:
        files[script] = environment().get_template(f"gradescope/{script}.j2").render(**places)
    return package(files, frozenset(SCRIPTS))


def stands_elsewhere(problem: Problem) -> bool:
    """Whether a problem needs other files than its own."""
    from derive.problem.placement import names_file
    from derive.problem.toml_text import parse_toml

    return any(map(names_file, parse_toml(problem.source, problem.name).get("values", {}).values()))


def program() -> Iterator[tuple[str, bytes]]:
    """The files of this package, its templates in it."""
    folder = next(folder for folder in template_folders() if (folder / "words").is_dir())
    for start, base in ((PACKAGE, "derive"), (folder, "derive/templates")):
        for path in sorted(start.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{base}/{path.relative_to(start).as_posix()}", path.read_bytes()


def requirements() -> list[str]:
    """What has to be installed beside the program.  Errors: `ProblemError` where that is not known."""
    try:
        found = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        raise fault("what it requires is not known; install it with pip", DISTRIBUTION) from None
    return [each for each in found if "extra ==" not in each]


def handed_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    read_handed(folder)
    yield f"{VARIANTS}/{TABLE}", content(folder / TABLE)
    for path in sorted((folder / PROBLEMS).glob("*.toml")):
        yield f"{VARIANTS}/{PROBLEMS}/{path.name}", content(path)


def wheel_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    found = sorted(folder.glob("*.whl")) if folder.is_dir() else []
    if not found:
        raise fault("there is no wheel in it; expected a folder that pip download filled", f"--wheels {folder}")
    for path in found:
        yield f"{WHEELS}/{path.name}", path.read_bytes()
