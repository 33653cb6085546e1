"""Names that are given another meaning on the way: overwritten, as programs do it, or changed by a step of descent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.following.judged import Judged
from derive.following.readings import Readings
from derive.following.sides import ReadSide, read_side
from derive.following.values import value_of
from derive.judging.finding import Finding
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, walk
from derive.language.operation import SUMS, Role
from derive.reading.name_meanings import OwnUse
from derive.reading.read import is_gradient_word, meaning
from derive.writeup.chain import Chain

STARTS = re.compile(r"0(?:\.0*)?|(?:np\.|numpy\.|torch\.)?zeros(?:_like)?\(.*\)")
"""What a program sets a total to before the first part is added."""
OF_ANOTHER_STEP = ("time_off_by_one", "other_time")
"""Mistakes that are none where a name has another value at each step."""
PRIMES = ("'", "\\prime")
AFTER_STEP = "this may be meant after the step that changed what it is calculated from"


ADDS = re.compile(r"(.*?[\w)}\]'])\s*(?:\\mathrel\s*\{\s*)?([+\-−])(?:\s*\})?\s*(?:=\s*(.*))?", re.DOTALL)
"""The left side of `X += part` or `X -= part`, which may stand in it with its part."""

RENEWED = re.compile(r"(\w{1,24})\+")
"""A name that is marked as new, `q5+ = 0.36`."""


def with_sum(chain: Chain) -> Chain:
    """`X += part` as `X = X + (part)`, `X -= part` alike, `q5+` as `q5^{+}`, any other chain as it is."""
    first = chain.sides[0]
    if (renewed := RENEWED.fullmatch(first.text.strip())) is not None:
        return replace(chain, sides=(replace(first, text=f"{renewed[1]}^{{+}}"), *chain.sides[1:]))
    found = ADDS.fullmatch(first.text.strip()) if any(sign in first.text for sign in "+-−") else None
    if found is None or not found[1] or (found[3] is None and len(chain.sides) < 2):
        return chain
    part, rest = (found[3], chain.sides[1:]) if found[3] is not None else (chain.sides[1].text, chain.sides[2:])
    own = replace(first, text=found[1])
    total = replace(first, text=f"{found[1]} {found[2]} ({part})")
    return replace(chain, sides=(own, total, *rest), relations=("=",) * (1 + len(rest)))


class SettingAnew(Readings):
    """Knows which names have had another meaning before."""

    stepped: frozenset[str] = frozenset()
    """Names of quantities that a step changed."""
    renewed: Mapping[Expr, ReadSide] = {}
    """What they, or entries of them, are after the step, where that was said."""
    unexplained: frozenset[str] = frozenset()
    """Names of which nobody said more than a number: a formula that comes later says what they are."""
    totals: frozenset[Derivative] = frozenset()
    """Gradients that are added up from parts."""

    def is_set_anew(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a name of the writer's own is overwritten: it was another number, or stood for another formula."""
        use = meaning(head.source.text, self.vocabulary)
        if not isinstance(use, OwnUse) or use.entry or head.expr is None:
            return False
        left, *others = self.read(chain, head)
        if left.source.text.strip() in self.unexplained:
            return True  # What it was said to be is no measure of anything, nor of another number.
        if use.index:
            return False
        right = next((side for side in others if side.expr is not None), others[0])
        if right.expr is not None and left.kind == right.kind == "number":
            told = [side for side in others if side.expr is not None and side.kind == "number"]
            return any(self.reasoning.relation(left, None, None, None, side).verdict == "wrong" for side in told)
        return self.differs(left, right) or self.is_another_step(left, right)

    def is_another_step(self, left: ReadSide, right: ReadSide) -> bool:
        """Whether a formula is what a name without an index was at another step, as programs overwrite it."""
        if left.meant is None or right.expr is None or right.kind != "formula" or not self.vocabulary.ranges:
            return False
        found = self.reasoning.claim(left.meant, right)
        return found.verdict == "wrong" and found.diagnosis in OF_ANOTHER_STEP

    def forget(self, left: str) -> None:
        """Take the meaning from a name of the writer's own that is set to what cannot be read."""
        use = meaning(left, self.vocabulary)
        if isinstance(use, OwnUse):
            self.vocabulary = self.vocabulary.redefine(use.key, ())

    def changes_entry(self, chain: Chain) -> bool:
        """Whether an entry of a name of the writer's own is changed, `dscores[1] -= 1`: what it is then is open."""
        use = meaning(chain.sides[0].text, self.vocabulary)
        return isinstance(use, OwnUse) and bool(use.entry) and changes_itself(chain)

    def starts_total(self, chain: Chain, head: ReadSide, following: Sequence[Chain]) -> None:
        """Keep that a gradient is set to what its parts are added to further on: `dV = 0`, `dV = dV + …`."""
        left = chain.sides[0].text.strip()
        is_zero = STARTS.fullmatch(chain.sides[1].text.strip()) is not None
        begins = is_zero or any(changes(left, with_sum(each)) for each in following)
        if begins and isinstance(head.meant, Derivative) and is_gradient_word(left, self.vocabulary):
            self.totals |= {head.meant}

    def after_step(self, chain: Chain, head: ReadSide) -> Chain | None:
        """What else a chain says that changes a quantity by a step, `w = w - η ∂L/∂w = …`; `None` if it does not."""
        name = upright(head.expr) if head.expr is not None else None
        if name is None:
            return None
        whole = name.of if isinstance(name, Entry) else name
        is_total = isinstance(whole, Derivative) and is_gradient_word(chain.sides[0].text, self.vocabulary)
        if not is_total and whole not in self.problem.given:
            return None
        right = read_side(chain.sides[1], self.vocabulary, name).expr
        if right is None:
            changes = changes_itself(chain)
        else:
            own = whole if right.shape == whole.shape and whole in walk(right) else name
            changes = isinstance(right, Call) and right.operation.role in SUMS and own in walk(right)
        return replace(chain, sides=chain.sides[1:]) if changes else None

    def summed_up(self, chain: Chain, head: ReadSide) -> list[Judged]:
        """The verdict on what a gradient comes to after all its parts; nothing where it is not yet that."""
        if not isinstance(head.meant, Derivative):
            return []
        side = self.read(chain, head)[-1]
        if side.kind != "number" or not self.reasoning.claim(head.meant, side).is_accepted:
            return []
        last = replace(chain, sides=(chain.sides[0], chain.sides[-1]), relations=("=",))
        return self.judged(last, self.read(last, head), 1)

    def remember_step(self, expr: Expr | None, chain: Chain) -> None:
        """Keep that a name was changed: what follows may be meant with the old value or with the new one."""
        match expr:
            case Derivative():
                self.totals |= {expr}
            case Entry(of=Ref(name)) | Ref(name):
                self.stepped |= {name}
                self.renewed = {**self.renewed, expr: read_side(chain.sides[-1], self.vocabulary, expr)}
            case Entry(of) | Call(args=(of,)):
                self.remember_step(of, chain)

    def is_renewed(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a given quantity gets another value, marked as a new one: `w' = 0.53`, `w \\leftarrow 0.53`."""
        name = upright(head.expr) if head.expr is not None else None
        whole = name.of if isinstance(name, Entry) else name
        is_marked = chain.sides[0].text.rstrip(" }").endswith(PRIMES) or chain.relations[:1] == (":=",)
        if head.meant is None or not is_marked or whole not in self.problem.given:
            return False
        sides = (read_side(side, self.vocabulary, head.expr) for side in chain.sides[1:])
        return all(side.kind == "number" and not self.reasoning.claim(head.meant, side).is_accepted for side in sides)

    def changed(self, chain: Chain) -> list[Judged]:
        """Forget what a name is of which an entry is changed."""
        self.forget(chain.sides[0].text)
        finding = Finding("unread", details={"fault": AFTER_STEP}, why="unclear")
        return [Judged(side.line, chain.cell, side.text, chain.sides[0].text, finding) for side in chain.sides[1:]]

    def renew(self, chain: Chain, head: ReadSide) -> list[Judged]:
        """Keep the new value of a given quantity, which nothing tells to be right or wrong."""
        self.remember_step(head.expr, chain)
        side, left = chain.sides[1], chain.sides[0].text
        finding = Finding("unread", details={"fault": AFTER_STEP})
        rest = replace(chain, sides=chain.sides[1:])
        head = read_side(side, self.vocabulary, None)
        worked_out = self.judged(rest, self.read(rest, head), 1) if rest.sides[1:] else []
        return [Judged(side.line, chain.cell, side.text, left, finding), *worked_out]

    def is_after_step(self, meant: Expr) -> bool:
        """Whether what is said may be meant with values after a step, or while a gradient is still added up."""
        variables = self.vocabulary.facts.variables
        names = {part.name for part in walk(meant) if isinstance(part, Ref)}
        names |= {part.of.name for part in walk(meant) if isinstance(part, Derivative)}
        used = names.union(*(variables.get(name, frozenset()) for name in names))
        return not self.stepped.isdisjoint(used) or any(part in self.totals for part in walk(meant))

    def may_be_after_step(self, meant: Expr, side: ReadSide, had_errors: bool) -> bool:
        """Whether what seems to be false may be meant so: formulas do not depend on values, and numbers are tried, if
        there is no error before that they may follow from as well.
        """
        if any(part in self.totals for part in walk(meant)):
            return True
        if not self.is_after_step(meant) or side.kind == "formula":
            return False
        if had_errors:
            return True
        there = self.reasoning.fresh()
        for name, new in self.renewed.items():
            home = there.judge.home if new.expr is not None else None
            value = value_of(new, home, there.digits) if home is not None else None
            if value is None:
                return True
            there.keep(name, value, "error")
        found = there.claim(meant, side)
        return found.is_accepted or found.verdict == "carried"


def upright(expr: Expr) -> Ref | Entry | Derivative | None:
    """The name that a left side is, perhaps with a prime that is no transpose: `w' = w - …`."""
    if isinstance(expr, Call) and expr.operation.role is Role.TRANSPOSE:
        return upright(expr.args[0])
    return expr if isinstance(expr, Ref | Entry | Derivative) else None


def changes(name: str, chain: Chain) -> bool:
    """Whether a chain changes a name, or an entry of it, `dscores[1] -= 1`."""
    left = chain.sides[0].text.strip()
    return (left == name or left.startswith(f"{name}[")) and changes_itself(chain)


def changes_itself(chain: Chain) -> bool:
    """Whether the left side of a chain stands at the beginning of its right side, with a sign behind it."""
    if len(chain.sides) < 2:
        return False
    left, right = (side.text.strip().rstrip("'") for side in chain.sides[:2])
    return right.startswith(left) and right[len(left) :].lstrip().startswith(("+", "-"))
