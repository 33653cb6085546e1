"""What is said under a hypothesis (`for z = 0`), of a function by itself, or goes on in words is not judged false."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Self

from derive.following.corrections import TAKEN_BACK
from derive.following.in_words import UNCLEAR, is_unclear
from derive.following.judged import Judged
from derive.following.own_variables import own_variables
from derive.following.set_anew import SettingAnew
from derive.following.sides import read_side
from derive.following.taken_back import denied, is_denied
from derive.language.expr import Call, Derivative, Ref, walk
from derive.language.human_words import phrases, words
from derive.writeup.chain import Chain, Side
from derive.writeup.words_of_prose import PART_OF

SUPPOSED = "this is said under a hypothesis, and not of the values of the problem"
OUTSIDE = "the function stands in the words before the formula"
GOES_ON = "the formula goes on in words"
COMPARED = re.compile(r"[<>≤≥]|\\[lg]eq?\b")
EQUATED = re.compile(r"\w+\s+(?P<left>[^=]+?)\s*=\s*(?P<right>[^=,:;]*?[^=,:;\s])(?=\s*[,:;]|\s+[^\W\d_]{2,}|\s*$)")
"""An equation in the words in front of a plain statement: `if B = 0 then dL/dA = 0`."""
OF_VARIABLE = re.compile(r"\(\s*[A-Za-z]\s*\)\s*$")
"""A left side that is a function of a variable: `Tanh: σ(x) = …`."""
Line = tuple[int | None, int]
"""A line of a file, or of a cell of a notebook."""


class Supposing(SettingAnew):
    """Knows in which lines something is supposed, and what the text does not stand by."""

    supposed: frozenset[Line] = frozenset()
    variables: frozenset[str] = frozenset()
    """Names of given quantities that stand for the variable of a function."""
    unreal: frozenset[Line] = frozenset()
    """Lines that say what would be."""
    corrected: Mapping[Chain, Chain | None] = {}
    """What is taken back further on, with what the words behind it say in its place."""

    @abstractmethod
    def chain(self, chain: Chain, following: Sequence[Chain] = ()) -> list[Judged]: ...

    def suppose(self, chains: Sequence[Chain]) -> None:
        """Look for the hypotheses in a write-up, and for the variables of functions by themselves."""
        self.variables = own_variables(chains, self.vocabulary)
        self.supposed = frozenset(line_of(chain) for chain in chains if self.is_supposed(chain))
        self.unreal = frozenset(line_of(chain) for chain in chains if would_be().search(chain.lead))

    def within(self, chain: Chain) -> Self:
        """This reader, or where something is supposed one that does not remember it."""
        if line_of(chain) not in self.supposed:
            return self
        other = self.among(self.vocabulary)
        other.reasoning = self.reasoning.fresh()
        return other

    def not_judged(self, chain: Chain) -> Callable[[Chain], list[Judged]] | None:
        """What to say of a chain whose words say that it is false, or do not tell what it is about."""
        if chain in self.corrected:
            return self.as_corrected
        if is_unclear(chain, self.vocabulary):
            return partial(denied, why=UNCLEAR)
        return denied if is_denied(chain) else None

    def is_operand(self, chain: Chain) -> bool:
        """Whether words in front make something else of what begins a chain: `sum of (p - y)^2`, `the norm of r`."""
        if PART_OF.search(f"{chain.lead} "):
            return True
        is_behind_of = set(chain.lead.lower().split()[-1:]) <= words("of") and bool(chain.lead.strip())
        return is_behind_of and isinstance(read_side(chain.sides[0], self.vocabulary, None).expr, Call)

    def ends_in_function(self, words_before: str) -> bool:
        """Whether a function stands in words before the formula that it is of: softmax$(x)_i = …$."""
        said = re.findall(r"[a-z]+$", words_before.lower())
        return bool(said) and len(said[0]) > 1 and self.vocabulary.function(said[0]) is not None

    def as_corrected(self, chain: Chain) -> list[Judged]:
        """The verdicts on what is said in the place of a chain that is taken back."""
        other = self.corrected[chain]
        return [*denied(chain, TAKEN_BACK), *(self.within(other).chain(other) if other is not None else [])]

    def is_supposed(self, chain: Chain) -> bool:
        """Whether something is supposed that does not hold for the problem's values: `for z = 0`, `if a < 0`."""
        said = re.findall(r"\w+", chain.lead.lower())
        if said and chain.lead.rstrip().endswith(":") and self.vocabulary.function(said[-1]):
            return bool(OF_VARIABLE.search(chain.sides[0].text))
        if said[1:] and said[0] in supposing() and COMPARED.search(chain.lead):
            return self.vocabulary.knows_word(said[1]) and not self.vocabulary.is_counting(said[1])
        if said[1:] and said[0] in supposing() and (told := EQUATED.match(chain.lead.strip())):
            return self.is_other_value(*(replace(chain.sides[0], text=each) for each in told.groups()))
        if not said or said[-1] not in supposing() or len(chain.sides) != 2:
            return False
        if read_side(chain.sides[0], self.vocabulary, None).expr is None:
            return said[-1] not in introducing()  # "Sei a = W x + b" gives a name.
        return self.is_other_value(*chain.sides)

    def is_other_value(self, left: Side, right: Side) -> bool:
        """Whether a quantity is said to have a value that is not its own."""
        head = read_side(left, self.vocabulary, None)
        side = read_side(right, self.vocabulary, head.expr)
        if not isinstance(head.meant, Ref) or self.vocabulary.is_counting(left.text.strip()):
            return False
        if side.expr is None:
            return side.misfit is not None
        return side.kind == "number" and not self.reasoning.claim(head.meant, side).is_accepted

    def names_something(self, chain: Chain) -> bool:
        """Whether a chain is about a quantity; that of numbers alone, `-log(0.92) = 0.03`, is true or false anyhow."""
        found = read_side(chain.sides[0], self.vocabulary, None).expr
        return found is None or any(isinstance(part, Ref | Derivative) for part in walk(found))

    def why_not_false(self, chain: Chain, is_last: bool) -> str:
        """Why what seems to be false is not judged so; nothing where it is."""
        if line_of(chain) in self.supposed or (line_of(chain) in self.unreal and self.names_something(chain)):
            return SUPPOSED
        if chain.sides[0].text.lstrip().startswith("(") and self.ends_in_function(chain.lead):
            return OUTSIDE
        goes_on = is_last and going_on().match(chain.trail.strip())
        return GOES_ON if goes_on or self.is_operand(chain) else ""


def line_of(chain: Chain) -> Line:
    return chain.cell, chain.sides[0].line


@cache
def supposing() -> frozenset[str]:
    return words("supposes")


@cache
def introducing() -> frozenset[str]:
    return words("introduces")


@cache
def would_be() -> re.Pattern[str]:
    """Verbs of what is not so: `if B were 0 we would get …`."""
    return re.compile(rf"(?<!\w){phrases('unreal')}(?!\w)", re.IGNORECASE)


@cache
def going_on() -> re.Pattern[str]:
    return re.compile(phrases("goes_on"), re.IGNORECASE)
