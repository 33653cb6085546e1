"""`derive page`: from the command line to the folder, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from derive.documents.words import Words
from derive.language.errors import fault, one_of
from derive.practice.own_numbers import own_numbers
from derive.practice.packing import is_compiling
from derive.practice.runtime import INTERPRETER, NUMBERS, Runtime, runtime
from derive.practice.site import Offer, site, written
from derive.problem import catalogue
from derive.problem.problem import Problem

REVEALS = ("none", "hint", "full")
AFTER = re.compile(r"after\s*(\d{1,3})")


def page_written(
    names: Sequence[str],
    folder: Path,
    reveal: str,
    variants: Path | None,
    pyodide: Path | None,
    language: str | None,
    values: Mapping[str, str],
) -> str:
    """Write the page; what the terminal says of it.  Errors: problems, folders and options that cannot be used."""
    offer = offered(reveal)
    if folder.exists() and not folder.is_dir():
        raise fault("a file; expected a folder to write the page to", f"-o {folder}")
    problems = [catalogue.load(name, values, {"language": language} if language else None) for name in names]
    distinct(problems)
    if variants and len(problems) > 1:
        raise fault(f"variants are of one exercise; found {len(problems)}", f"--variants {variants}")
    own = own_numbers(problems[0], variants) if variants else None
    found = runtime(pyodide)
    files = site(problems, offer, found, own)
    return said(found, folder, len(files), *written(files, folder))


def said(found: Runtime | None, folder: Path, count: int, size: int, first: int) -> str:
    """How much was written, and what to do next."""
    words = Words("en", None, "page")
    places = {"files": count, "folder": folder, "size": f"{size / 1e6:.1f}", "gzip": f"{first / 1e6:.1f}"}
    lines = [words("site.written" if found else "site.written_only", **places)]
    if found is None:
        lines.append(words("site.lacking", files=", ".join(INTERPRETER), wheel=NUMBERS))
        return "".join(f"{line}\n" for line in lines)
    if not is_compiling():
        lines.append(words("site.not_compiled"))
    return "".join(f"{line}\n" for line in [*lines, words("site.serve", folder=folder)])


def offered(text: str) -> Offer:
    """How much the page tells, by `none`, `hint`, `full` or `after 3`."""
    after = AFTER.fullmatch(text.strip())
    if after is None:
        one_of(text, (*REVEALS, "after 3"), "--reveal")
        return Offer(text)
    if int(after[1]) == 0:
        raise fault("found after 0; expected full, or after 1 and more", "--reveal")
    return Offer("hint", int(after[1]))


def distinct(problems: Sequence[Problem]) -> None:
    """Errors: two problems with one name, or one without questions: there is nothing to practise in it."""
    seen: set[str] = set()
    for problem in problems:
        if problem.name in seen:
            raise fault("two problems with this name; each needs a page of its own", problem.name)
        if problem.name in ("index", "editor"):
            raise fault("the name of a page of the folder itself; rename the file", problem.name)
        if not problem.questions:
            raise fault("nothing is asked in it; add [[questions]]", problem.name)
        seen.add(problem.name)
