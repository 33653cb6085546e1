"""What stands around the steps: the ways a derivative travels, index notation, outer products, exact zeros."""

from __future__ import annotations

from derive.balls import is_zero
from derive.derivation import Derivation
from derive.differentiate.graph import MOST_PATHS, Network
from derive.differentiate.local import Edge
from derive.differentiate.method import rebuilt
from derive.expr import (
    Call,
    Delta,
    Derivative,
    Entry,
    Expr,
    Index,
    Ref,
    Shape,
    Sum,
    is_column,
    is_single,
    refs,
    rewrite,
    walk,
)
from derive.operations import COMPOSITIONS, make
from derive.steps import Step
from derive.symbolic.index import IndexDerivative, index_derivative, letters
from derive.views.blocks import Block, Display, Text
from derive.views.setter import Line, Setter, Stage, distinct
from derive.views.width import LINE, width
from derive.views.words import Words


class Notes:
    """The notes of one derivation."""

    def __init__(self, derivation: Derivation, setter: Setter, words: Words) -> None:
        self.derivation = derivation
        self.problem = derivation.problem
        self.setter = setter
        self.latex = setter.latex
        self.words = words
        self.network = Network(derivation.problem)
        self.explained = False

    def math(self, expr: Expr) -> str:
        return f"${self.latex.inline(expr)}$"

    def reach(self, target: Derivative) -> list[Block]:
        """Which ways lead from the variable to what is differentiated, and which losses it does not reach."""
        of, by = target.of, target.by
        count = self.network.count_paths(of, by)
        if not count or of == by:
            return []
        places = {"of": self.math(of), "by": self.math(by), "count": count}
        if count > MOST_PATHS:
            blocks: list[Block] = [Text(self.words("steps.reach_many", **places))]
        else:
            key = "steps.reach_one" if count == 1 else "steps.reach_some"
            arrows = [" \\to ".join(map(self.latex, path)) for path in self.network.paths(of, by)]
            blocks = [
                Text(self.words(key, **places)),
                Display(tuple(Line("", arrow) for arrow in side_by_side(arrows))),
            ]
        absent = [ref for ref in dict.fromkeys(refs(self.problem.bound[of].rhs)) if self.is_absent(ref, by)]
        if absent:
            names = self.words.listed([self.math(ref) for ref in absent])
            key = "steps.not_reached" if len(absent) == 1 else "steps.not_reached_some"
            blocks.append(Text(self.words(key, of=names, by=self.math(by))))
        return blocks

    def is_absent(self, ref: Ref, by: Ref) -> bool:
        return ref in self.problem.bound and is_single(ref.shape) and not self.network.count_paths(ref, by)

    def chain(self, step: Step) -> str:
        """The derivatives that are multiplied, as `∂l/∂μ ∂μ/∂h`, summed over the children."""
        name = step.name
        if not isinstance(name, Derivative) or not step.chains or step.kind == "answer":
            return ""
        column = len(name.by.shape) == 2 and is_column(name.by.shape) and is_single(name.of.shape)
        turned = column and self.derivation.settings.layout == "gradient"
        if not column and not is_single(name.by.shape) and is_single(name.of.shape):
            return ""
        if any(is_matrix(d.of) or is_matrix(d.by) for chain in step.chains for d in chain):
            return ""
        texts = []
        for chain in step.chains:
            if len(chain) < 2:
                return ""
            if turned and step.target != name:
                parts = [self.row(d) for d in chain]
            elif turned:
                parts = [self.column(d) for d in reversed(chain)]
            else:
                parts = [self.latex(d) for d in chain]
            texts.append(" ".join(parts))
        return " + ".join(texts)

    def row(self, d: Derivative) -> str:
        """A factor of a chain of rows: the derivative of a scalar is turned, a Jacobian stands as it is."""
        turned = is_single(d.of.shape) and len(d.by.shape) == 2
        return self.latex(make.transposed(d)) if turned else self.latex(d)

    def column(self, d: Derivative) -> str:
        """A factor of a chain of columns: a Jacobian is turned."""
        turned = not is_single(d.of.shape)
        return self.latex(make.TABLE["transpose"](d)) if turned else self.latex(d)

    def written_out(self, step: Step) -> list[Block]:
        """The whole way of a row as one product, at the end of a chain."""
        name = step.name
        asked = {a.target.by for a in self.derivation.answers if isinstance(a.target, Derivative)}
        if step.kind != "row" or not isinstance(name, Derivative) or name.by not in asked:
            return []
        if step.path_count != 1 or self.derivation.settings.method != "chain":
            return []
        whole = rebuilt(rewrite(step.rhs, self.opened))
        if sum(1 for _ in walk(whole)) <= sum(1 for _ in walk(step.rhs)):
            return []
        text = self.words("steps.one_line", of=self.math(name.of), by=self.math(name.by))
        names = " ".join(self.row(d) for d in self.local_names(name))
        lines = self.setter.lines(self.latex(step.target), [Stage("=", names), Stage("=", self.latex(whole))])
        return [Text(text), Display(tuple(lines))]

    def opened(self, part: Expr) -> Expr | None:
        """A derivative replaced by its own right-hand side, as far as one way leads."""
        if not isinstance(part, Derivative):
            return None
        step = self.derivation.find(part)
        if step is None or step.path_count != 1:
            return None
        rhs = step.rhs if step.target == part else make.transposed(step.rhs)
        return rewrite(rhs, self.opened)

    def local_names(self, name: Derivative) -> list[Derivative]:
        """The local derivatives on the one way from a loss to a quantity."""
        step = self.derivation.find(name)
        if step is None or len(step.chains) != 1:
            return [name]
        *before, last = step.chains[0]
        return [*(self.local_names(before[0]) if before else []), last]

    def contraction(self, step: Step) -> list[str]:
        """The sum over the entries of each child, before and after the local derivatives are put in."""
        name = step.name
        assert isinstance(name, Derivative)
        chosen = letters({*self.problem.scope.shapes, *self.problem.scope.ranges})
        before, after = [], []
        for chain in step.chains:
            if len(chain) < 2:
                return []
            arriving, local = chain
            rows = chosen.child(local.of.shape)
            places = [*rows, *chosen.by(local.by.shape)]
            left = Entry(arriving, tuple(map(Index, rows))) if rows else arriving
            right = Entry(local, tuple(map(Index, places))) if places else local
            edge = next(e for e in self.network.edges(name.of, name.by) if e.child.target == local.of)
            found = self.index_of(edge)
            before.append(self.latex(self.summed(left, right, rows, local.of.shape)))
            if found is not None:
                after.append(self.latex(self.summed(left, found.result, rows, local.of.shape)))
        return [" + ".join(before), " + ".join(after)]

    def summed(self, left: Expr, right: Expr, rows: list[str], shape: Shape) -> Expr:
        result = make.times(left, right)
        for name, size in zip(rows, shape, strict=False):
            result = Sum(name, Index("", 0), Index("", size - 1), result, False, ())
        return result

    def edge(self, name: Derivative) -> Edge | None:
        """The edge that a local derivative belongs to."""
        for definition in self.problem.definitions:
            equation = definition.equation
            if equation.target.name != name.of.name:
                continue
            for concrete in self.problem.equations:
                if concrete.target.name != name.of.name:
                    continue
                for ref in self.candidates(name):
                    for edge in self.network.edges(concrete.target, ref):
                        general = self.network.general(edge) or edge
                        if general.child.target == name.of and general.by == name.by:
                            return general
        return None

    def candidates(self, name: Derivative) -> list[Ref]:
        return [ref for ref in (*self.problem.bound, *self.problem.given) if ref.name == name.by.name]

    def index_of(self, edge: Edge) -> IndexDerivative | None:
        """The derivative of an edge in index notation, or `None` where SymPy's result has no such reading."""
        taken = {*self.problem.scope.shapes, *self.problem.scope.ranges}
        summing = [r for r in self.problem.given if self.network.facts(r, "sums_to_one")]
        try:
            return index_derivative(edge, taken, [*summing, *map(self.network.symbolic, summing)])
        except (KeyError, StopIteration, IndexError):
            return None

    def index_derivation(self, step: Step) -> tuple[Block, ...]:
        """The derivation of a local derivative that is not obvious, from the definition."""
        name = step.name
        assert isinstance(name, Derivative)
        edge = self.edge(name)
        if edge is None or not is_worth_showing(edge):
            return ()
        found = self.index_of(edge)
        if found is None:
            return ()
        left = self.latex(found.left)
        partial = f"\\frac{{\\partial {left}}}{{\\partial {self.latex(found.by)}}}"
        first = self.setter.lines(left, [Stage("=", self.latex(found.definition))])
        readings = distinct([Stage("=", self.latex(e)) for e in (found.general, found.result)])
        second = self.setter.lines(partial, readings)
        return (Text(self.words("steps.index_derivation")), Display((*first, *second)))

    def outer_product(self, name: Derivative) -> list[Block]:
        """Why the gradient by a matrix is a column times a row."""
        if is_single(name.by.shape) or 1 in name.by.shape or self.explained:
            return []
        users = self.network.users.get(name.by, [])
        edges = [e for user in users for e in self.network.edges(user.target, name.by) if e.through is None]
        generals = [self.network.general(edge) or edge for edge in edges]
        general = next((g for g in generals if any(i.name for i in g.child.target.index)), None)
        general = general or next(iter(generals), None)
        found = self.index_of(general) if general else None
        if general is None or found is None or not is_column(general.child.target.shape):
            return []
        factors = outer_factors(found.result)
        if factors is None:
            return []
        self.explained = True
        entry = factors
        i, p, q = found.indices
        child = general.child.target
        vector = entry.of
        assert isinstance(vector, Ref)
        partial = f"\\frac{{\\partial {self.latex(found.left)}}}{{\\partial {self.latex(found.by)}}}"
        sentence = self.words(
            "notes.outer_product",
            child=self.math(child),
            by=self.math(name.by),
            m=child.shape[0],
            n=name.by.shape[0] * name.by.shape[1],
            tensor=f"\\partial {self.latex(child)}/\\partial {self.latex(name.by)}",
            entry=f"{partial} = {self.latex(found.result)}",
            i=i,
            p=p,
            q=q,
            x=self.latex(vector),
        )
        return [Text(sentence)]

    def zeros(self, target: Ref | Derivative) -> list[Block]:
        """Why entries of an answer are exactly zero."""
        numbers = self.derivation.numbers
        step = self.derivation.find(target)
        if numbers is None or step is None or not isinstance(target, Derivative):
            return []
        if any(reason.key in ("no_path", "itself") for reason in step.reasons):
            return []
        value = numbers.known[target]
        if not any(is_zero(entry) for entry in value.entries):
            return []
        rows = [i for i, row in enumerate(value.by_rows()) if all(map(is_zero, row))]
        columns = [j for j in range(value.columns) if all(is_zero(value[i, j]) for i in range(value.rows))]
        vectors = self.right_factors(target.by)
        if columns and not is_column(value.shape) and vectors:
            values = [numbers.known[ref] for ref in vectors]
            if all(is_zero(v.entries[j]) for v in values for j in columns):
                return [Text(self.zero_sentence("column", columns, vectors, target))]
        if rows or columns or len(value.entries) > 0:
            zero = f"${self.setter.numbers.show(make.number(0))[0]}$" if self.setter.numbers else "0"
            return [Text(self.words("notes.zero_exact", by=self.math(target), zero=zero))]
        return []

    def zero_sentence(self, kind: str, places: list[int], vectors: list[Ref], target: Derivative) -> str:
        listed = self.words.listed([str(place + 1) for place in places])
        which = self.words(f"notes.{kind}" if len(places) == 1 else f"notes.{kind}s", list=listed)
        verb = self.words("notes.is" if len(places) == 1 else "notes.are")
        symbol = self.network.symbolic(vectors[0])
        one = len(vectors) == 1
        side = self.math(vectors[0] if one else Ref(symbol.name, tuple(map(plain_index, symbol.index)), symbol.shape))
        return self.words(
            "notes.zero_columns",
            which=f"{verb} {which}",
            factor=f"$\\partial {self.latex(target.of)}/\\partial {self.latex(target.by)}$",
            side=side,
            by=self.math(target.by),
        )

    def right_factors(self, by: Ref) -> list[Ref]:
        """The vectors that a matrix is multiplied with, if all its uses are such and have one name."""
        found: list[Ref] = []
        for user in self.network.users.get(by, []):
            for part in walk(user.rhs):
                if isinstance(part, Call) and part.operation.name == "multiply" and part.args[0] == by:
                    if not isinstance(part.args[1], Ref):
                        return []
                    found.append(part.args[1])
        names = {ref.name for ref in found}
        return found if len(names) == 1 else []


def plain_index(index: Index) -> Index:
    return Index(index.name, 0) if index.name else index


def is_matrix(ref: Ref) -> bool:
    return len(ref.shape) == 2 and not is_column(ref.shape)


def outer_factors(expr: Expr) -> Entry | None:
    """The entry x_q of δ_ip x_q."""
    if isinstance(expr, Call) and expr.operation.name == "multiply":
        left, right = expr.args
        if isinstance(left, Delta) and isinstance(right, Entry) and isinstance(right.of, Ref):
            return right
    return None


def is_worth_showing(edge: Edge) -> bool:
    """Whether the local derivative of an edge is more than reading off a factor."""
    if edge.through:
        return True
    rhs = edge.child.rhs
    outer = {pair.outer for pair in COMPOSITIONS}
    return isinstance(rhs, Call) and (rhs.operation.fold is not None or rhs.operation in outer)


def side_by_side(texts: list[str]) -> list[str]:
    """Short ways in one line."""
    lines: list[str] = []
    for text in texts:
        if lines and width(lines[-1]) + width(text) + 6 < LINE:
            lines[-1] += f" \\qquad {text}"
        else:
            lines.append(text)
    return lines
