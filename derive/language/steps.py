"""The steps of a derivation: equations with reasons.  Pure data; substitutions and numbers are readings of it."""

from __future__ import annotations

from dataclasses import field

from derive.language.expr import Derivative, Equation, Expr, Ref, children
from derive.language.record import record

Span = tuple[str, int, int]


@record
class Reason:
    """Why a step holds: the key of a sentence and what goes into it."""

    key: str
    args: tuple[tuple[str, Expr | str | int], ...] = ()


@record
class Explanation:
    """`left = right[0] = right[1] = …`, said beside a step.

    Kinds: `chain` (the derivatives that are multiplied, by name), `single_product` (a whole way, in names and in
    formulas), `definition` of an entry and its `derivation` (the local derivative), `entry_sum` (a sum over entries,
    with names and with local derivatives put in), `outer_product` (∂z_i/∂W_pq = δ_ip x_q),
    `sliding` (a gradient through a convolution as one matrix product).
    """

    kind: str
    left: Expr
    right: tuple[Expr, ...]


@record
class Step:
    """`target = rhs`, with the reasons and the question it is a step towards.

    Kinds: `forward` (a value), `local` (a local derivative in general), `general` (a formula for all `spans`),
    `row` (the derivative of one loss by one node), `use` (one loss by a parameter), `answer`.  `paths` are the ways on
    which the derivative travels (`path_count` of them), `chains` what is multiplied, for each child; `explanations`
    are what a page says beside it.
    """

    kind: str
    target: Expr
    rhs: Expr
    reasons: tuple[Reason, ...] = ()
    question: int = 0
    spans: tuple[Span, ...] = ()
    chains: tuple[tuple[Derivative, ...], ...] = ()
    paths: tuple[tuple[Ref, ...], ...] = ()
    path_count: int = 0
    explanations: tuple[Explanation, ...] = ()

    def explanation(self, kind: str) -> Explanation | None:
        """What is said of one kind."""
        return next((found for found in self.explanations if found.kind == kind), None)

    @property
    def name(self) -> Ref | Derivative:
        """The quantity that the step computes, without a transpose around it."""
        target = self.target
        while not isinstance(target, Ref | Derivative):
            (target,) = children(target)
        return target

    @property
    def is_numeric(self) -> bool:
        """Whether the step is about particular quantities, so that it has a number."""
        return self.kind not in ("general", "local")


@record
class Edge:
    """One way from a quantity to the equation that uses it: directly, or `through` an equation that is passed over.

    With `through`, the pair of operations (softmax in `through`, cross-entropy in `child`) is differentiated at once,
    together with the places where `child` has the quantity itself: there is one edge from a quantity to an equation.
    """

    child: Equation
    by: Ref
    through: Equation | None = None
    name: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        through = f" < {self.through.target}" if self.through else ""
        object.__setattr__(self, "name", f"{self.child.target}{through} < {self.by}")

    @property
    def source(self) -> Ref:
        """What stands for the quantity in the child's right-hand side."""
        return self.through.target if self.through else self.by


@record(frozen=False)
class Sheet:
    """Steps in the making."""

    steps: list[Step] = field(default_factory=list)
    done: dict[Ref | Derivative, Step] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        self.steps.append(step)
        if step.is_numeric:
            self.done[step.name] = step
