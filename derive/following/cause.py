"""A row of the tables that explain: why a side is not the truth, or a true one does not follow.

`EXPLANATIONS`, `COARSE` and `DOUBTS` (`explanations.py`) and `TRUTHS` (`truths.py`) are lists of such rows in the order
in which they are tried; the first that explains a side has the verdict on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from derive.following.consequences import Consequences
from derive.following.relation import Relation
from derive.judging.finding import Finding

NUMBERS = frozenset({"number", "mixed"})
FORMULAS = frozenset({"formula"})
ALL = NUMBERS | FORMULAS

Test = Callable[[Consequences, Relation], bool]
Telling = Callable[[Consequences, Relation], Finding | None]


def always(_: Consequences, __: Relation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Cause:
    """One explanation: its name, the verdict where it is the one, the kinds of sides that it applies to, and the test.

    A verdict that has more to say is a function that gives the finding; `None` where it finds that it explains nothing.
    """

    name: str
    verdict: str | Telling
    applies: frozenset[str]
    test: Test = always

    def found(self, so_far: Consequences, relation: Relation) -> Finding | None:
        """What is found of a side if this is the explanation of it."""
        if relation.kind not in self.applies or not self.test(so_far, relation):
            return None
        return Finding(self.verdict) if isinstance(self.verdict, str) else self.verdict(so_far, relation)


def first(causes: Iterable[Cause], so_far: Consequences, relation: Relation) -> Finding | None:
    """What is found of a side by the first row that explains it."""
    return next(filter(None, (cause.found(so_far, relation) for cause in causes)), None)
