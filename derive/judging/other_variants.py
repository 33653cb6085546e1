"""Other values of the same exercise, and answers that are right for those: somebody else's numbers.

An agreement counts by the digits it takes: so many that no accident explains it, with as many variants as there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log10

from derive.judging.digits import Written, laid
from derive.judging.edge_rules import Rules
from derive.judging.finding import Finding, wrong
from derive.judging.places import HOME, Places
from derive.judging.point import tried
from derive.judging.sameness import same
from derive.language.expr import Expr
from derive.language.numbers import Array, precision
from derive.problem.problem import Problem

CERTAIN = 4
"""Digits beyond those that tell the variants apart, from which on an agreement is no accident."""
PLAUSIBLE = 3
"""Digits from which on an agreement is worth telling where nothing else explains the number."""


class Variants:
    """The problems of other variants by their names; what is worked out for one answer is kept for the next.

    The same one may serve all who are judged, each against a problem of their own: a variant with the same values as
    theirs is left out.
    """

    def __init__(self, problems: Mapping[str, Problem] | None = None) -> None:
        self.problems = {name: each for name, each in (problems or {}).items() if each.values is not None}
        self.rules: dict[object, Rules] = {}
        self.places: dict[str, Places] = {}
        self.truths: dict[tuple[str, Expr], Array | None] = {}

    def truth(self, name: str, asked: Expr) -> Array | None:
        """What is asked, in the variant of a name; `None` where it has no value there."""
        key = name, asked
        if key not in self.truths:
            layout = self.problems[name].settings.layout
            self.truths[key] = tried(lambda: self.at(name).at(HOME).value(asked, layout))
        return self.truths[key]

    def at(self, name: str) -> Places:
        if name not in self.places:
            problem = self.problems[name]
            rules = self.rules.setdefault(problem.equations, Rules(problem.network))
            self.places[name] = Places(problem, rules)
        return self.places[name]

    def digits_for(self, name: str, asked: Expr, truth: Array, written: Written) -> int:
        """How many digits of an answer are those of a variant and not those of the truth; 0 where one is not."""
        other = self.truth(name, asked)
        fitted = laid(written.exact, truth.shape)
        if other is None or fitted is None or same(other, truth) or not written.closely(other):
            return 0
        return written.digits_telling(other, truth)

    def finding(
        self,
        own: Problem,
        asked: Expr,
        truth: Array,
        written: Written,
        least: int = CERTAIN,
        before: Callable[[str], int] = lambda name: 0,
    ) -> Finding | None:
        """What to say of a wrong number that is right for another variant; `None` where it is for none.

        `least` is how many digits must agree beyond those that tell variants apart, `before(name)` how many of a
        variant stand elsewhere in the same work.
        """
        if not self.problems:
            return None
        with precision(self.at(next(iter(self.problems))).bits):
            digits = {name: self.digits_for(name, asked, truth, written) for name in self.others(own)}
        needed = least + log10(len(self.problems))
        found = [name for name, count in digits.items() if count and count + before(name) >= needed]
        return wrong("other_variant", variant=", ".join(found)) if found else None

    def others(self, own: Problem) -> list[str]:
        return [name for name, each in self.problems.items() if each.given != own.given]
