"""Pages with each student's own numbers: the variants that a class was given, and how a student finds theirs.

A page that asks for the number of the variant, or for a name, leads to the page of the variant.  The names of a roster
do not stand on it, only what a slow hash makes of them.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from derive.cohort.by_variant import read
from derive.cohort.handed_out import Handed, read_handed
from derive.cohort.roster import SHORTEST
from derive.documents.words import Words
from derive.language.errors import fault
from derive.language.record import record
from derive.problem.problem import Problem

ROUNDS = 20_000
"""Of the hash of a name: a list of all names that there are is not tried in a moment."""
DIGITS = 24
Table = dict[str, object]


@record
class OwnNumbers:
    """The variants of an exercise in the order of their numbers, and those that have a name by its hash."""

    problem: Problem
    variants: tuple[tuple[str, Problem], ...]
    salt: str
    names: dict[str, str]

    def table(self, said: Words) -> Table:
        """What the script of the page that asks knows."""
        pages = {number: f"{variant.name}.html" for number, variant in self.variants}
        return {"pages": pages, "salt": self.salt, "rounds": ROUNDS, "names": self.names, "words": said.tables["own"]}

    def script_data(self, said: Words) -> bytes:
        return json.dumps(self.table(said), ensure_ascii=False, sort_keys=True).encode()


def own_numbers(problem: Problem, folder: Path) -> OwnNumbers:
    """The variants in a folder that `derive vary` wrote for the problem.

    Errors: no such folder, or variants of another exercise.
    """
    handed = sorted(read_handed(folder), key=lambda each: each.number.zfill(9))
    found = tuple((each.number, replace(read(problem, each), name=page_name(problem, each.number))) for each in handed)
    for number, variant in found:
        if variant.equations != problem.equations or variant.questions != problem.questions:
            raise fault(f"variant {number} is one of another exercise than {problem.name}", f"--variants {folder}")
    salt = hashlib.sha256("".join(each.source for each in handed).encode()).hexdigest()[:DIGITS]
    return OwnNumbers(problem, found, salt, {hashed(name, salt): number for name, number in named(handed).items()})


def page_name(problem: Problem, number: str) -> str:
    return f"{problem.name}-{number.zfill(3)}"


def named(handed: Sequence[Handed]) -> dict[str, str]:
    """The number of a variant by a name that only one student has; a group that several are in is nobody's name."""
    everybody = [(spelled(cell), each.number) for each in handed for cell in dict.fromkeys(each.people)]
    count = Counter(name for name, _ in everybody)
    return {name: number for name, number in everybody if count[name] == 1 and len(name) >= SHORTEST}


def spelled(name: str) -> str:
    """The words of a name in one order, small: `Doe, Jane` is `jane doe`.  The page's script does the same."""
    return " ".join(sorted(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).lower())))


def hashed(name: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", name.encode(), salt.encode(), ROUNDS).hex()[:DIGITS]
