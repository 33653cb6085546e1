"""Names that are given another meaning on the way: overwritten, as programs do it, or changed by a step of descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.following.equality import equality
from derive.following.readings import Readings
from derive.following.sides import ReadSide, read_side
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, walk
from derive.language.operation import SUMS, Role
from derive.reading.name_meanings import OwnUse
from derive.reading.read import is_gradient_word, meaning
from derive.writeup.chain import Chain

STARTS = ("0", "0.0", "0.")
"""What a program sets a total to before the first part is added."""
AFTER_STEP = "this may be meant after the step that changed what it is calculated from"


class SettingAnew(Readings):
    """Knows which names have had another meaning before."""

    stepped: frozenset[str] = frozenset()
    """Names of quantities that a step changed."""
    totals: frozenset[Derivative] = frozenset()
    """Gradients that are added up from parts."""

    def is_set_anew(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a name of the writer's own is overwritten: it was another number, or stood for another formula."""
        use = meaning(head.source.text, self.vocabulary)
        if not isinstance(use, OwnUse) or use.entry or use.index or head.expr is None:
            return False
        left, right = self.read(Chain(chain.sides[:2], ()), head)
        if right.expr is not None and left.kind == right.kind == "number":
            found = equality(self.reasoning.judge, self.reasoning.notebook, left, right)
            return len(chain.sides) == 2 and found.verdict == "wrong"
        return self.differs(left, right)

    def starts_total(self, chain: Chain, head: ReadSide, following: Sequence[Chain]) -> None:
        """Keep that a gradient is set to what its parts are added to further on: `dV = 0`, `dV = dV + …`."""
        left = chain.sides[0].text.strip()
        is_zero = chain.sides[1].text.strip() in STARTS
        begins = is_zero or any(each.sides[0].text.strip() == left and changes_itself(each) for each in following)
        if begins and isinstance(head.meant, Derivative) and is_gradient_word(left, self.vocabulary):
            self.totals |= {head.meant}

    def after_step(self, chain: Chain, head: ReadSide) -> Chain | None:
        """What else a chain says that changes a quantity by a step, `w = w - η ∂L/∂w = …`; `None` if it does not."""
        name = upright(head.expr) if head.expr is not None else None
        if name is None:
            return None
        right = read_side(chain.sides[1], self.vocabulary, name).expr
        is_sum = isinstance(right, Call) and right.operation.role in SUMS and name in walk(right)
        if not is_sum and not (right is None and changes_itself(chain)):
            return None
        whole = name.of if isinstance(name, Entry) else name
        is_total = isinstance(whole, Derivative) and is_gradient_word(chain.sides[0].text, self.vocabulary)
        is_stepped = is_total or whole in self.problem.given
        return replace(chain, sides=chain.sides[1:]) if is_stepped else None

    def remember_step(self, expr: Expr | None) -> None:
        """Keep that a name was changed: what follows may be meant with the old value or with the new one."""
        match expr:
            case Derivative():
                self.totals |= {expr}
            case Entry(of):
                self.remember_step(of)
            case Ref(name):
                self.stepped |= {name}

    def is_after_step(self, meant: Expr) -> bool:
        """Whether what is said may be meant with values after a step, or while a gradient is still added up."""
        variables = self.vocabulary.facts.variables
        names = {part.name for part in walk(meant) if isinstance(part, Ref)}
        names |= {part.of.name for part in walk(meant) if isinstance(part, Derivative)}
        used = names.union(*(variables.get(name, frozenset()) for name in names))
        return not self.stepped.isdisjoint(used) or any(part in self.totals for part in walk(meant))


def upright(expr: Expr) -> Ref | Entry | Derivative | None:
    """The name that a left side is, perhaps with a prime that is no transpose: `w' = w - …`."""
    if isinstance(expr, Call) and expr.operation.role is Role.TRANSPOSE:
        return upright(expr.args[0])
    return expr if isinstance(expr, Ref | Entry | Derivative) else None


def changes_itself(chain: Chain) -> bool:
    """Whether the left side of a chain stands at the beginning of its right side, with a sign behind it."""
    if len(chain.sides) < 2:
        return False
    left, right = (side.text.strip().rstrip("'") for side in chain.sides[:2])
    return right.startswith(left) and right[len(left) :].lstrip().startswith(("+", "-"))
