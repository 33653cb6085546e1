"""A derivation as JSON and back.  Expressions travel in plain notation, which the reader reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive import __version__
from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, Shape, gradient_of, is_single, rewrite
from derive.language.operation import Role
from derive.language.plain import entry_texts, plain
from derive.language.steps import Explanation, Reason, Step
from derive.problem.assembly import load_text
from derive.problem.problem import Problem, Question
from derive.problem.spec import Asked, Settings
from derive.solving.derivation import Answer, Derivation
from derive.solving.proof import Proof
from derive.solving.rounds import Round
from derive.solving.vanishing import Vanishing, vanishing

FORMAT = 1


def nested(texts: list[str], shape: Shape) -> Any:
    """Texts row by row as nested lists; a scalar is a string."""
    if not shape:
        return texts[0]
    columns = shape[1]
    return [texts[i : i + columns] for i in range(0, len(texts), columns)]


def variable_shape(target: Ref | Derivative) -> Shape:
    """The shape in which an answer is given: that of the variable, whatever the layout; a Jacobian has its own."""
    return target.by.shape if isinstance(target, Derivative) and target.of.shape in ((), (1, 1)) else target.shape


def answers(derivation: Derivation) -> list[dict[str, Any]]:
    """`[{name, shape, value, formula, exact, zeros}]` in the order asked; values are decimals at the digits asked."""
    ranges = derivation.problem.scope.ranges
    result = []
    for answer in derivation.answers:
        shape = variable_shape(answer.target)
        numbers = derivation.numbers
        result.append(
            {
                "name": str(answer.target),
                "shape": list(shape),
                "value": nested(numbers.show(answer.target), shape) if numbers else None,
                "formula": plain(answer.formula, ranges, derivation.problem.scope.shapes),
                "exact": exact(derivation, answer.target, shape),
                "zeros": write_vanishing(vanishing(derivation, answer.target)),
            }
        )
    return result


def rounds(found: Iterable[Round]) -> dict[int, dict[str, Any]]:
    """What was told of each round, by its number and by name, as nested lists of decimals."""
    return {
        each.number: {str(ref): nested([*texts], ref.shape) for ref, texts in each.values.items()} for each in found
    }


def exact(derivation: Derivation, target: Ref | Derivative, shape: Shape) -> Any:
    """The exact value in plain notation where that is short, else `None`."""
    from derive.solving.closed_forms import exact_texts

    texts = exact_texts(derivation, target)
    return nested(texts, shape) if texts else None


def write_vanishing(found: Vanishing | None) -> dict[str, Any] | None:
    """Why entries are zero: whole rows or columns, counted from 0, and what is zero there."""
    if found is None:
        return None
    return {"kind": found.kind, "places": list(found.places), "because": list(map(str, found.because))}


def write_step(derivation: Derivation, step: Step, number: int) -> dict[str, Any]:
    numbers = derivation.numbers
    value = numbers.show(step.name) if numbers and step.is_numeric else None
    return {
        "number": number,
        "kind": step.kind,
        "target": plain(step.target, names=derivation.problem.scope.shapes),
        "rhs": plain(step.rhs, names=derivation.problem.scope.shapes),
        "reasons": [{"key": reason.key, **dict(reason.args)} for reason in step.reasons],
        "question": step.question,
        "spans": [list(span) for span in step.spans],
        "chains": [[str(d) for d in chain] for chain in step.chains],
        "paths": [[str(ref) for ref in path] for path in step.paths],
        "path_count": step.path_count,
        "explanations": [write_explanation(derivation, found) for found in step.explanations],
        "value": nested(value, step.name.shape) if value else None,
    }


def write_explanation(derivation: Derivation, found: Explanation) -> dict[str, Any]:
    left, *right = (plain(expr, names=derivation.problem.scope.shapes) for expr in (found.left, *found.right))
    return {"kind": found.kind, "left": left, "right": right}


def to_json(derivation: Derivation, proof: Proof | None = None) -> dict[str, Any]:
    """The whole derivation as plain data."""
    problem, settings = derivation.problem, derivation.settings
    ranges = problem.scope.ranges
    return {
        "format": FORMAT,
        "derive": __version__,
        "problem": {"name": problem.name, "title": problem.title, "source": problem.source, "changes": problem.changes},
        "settings": {
            "digits": settings.digits,
            "method": settings.method,
            "layout": settings.layout,
            "detail": settings.detail,
            "language": settings.language,
            **({"dialect": dict(settings.dialect)} if settings.dialect else {}),
        },
        "given": {str(ref): nested(entry_texts(n), n.shape) if n else None for ref, n in problem.given.items()},
        "equations": [f"{e.target} = {plain(e.rhs, ranges)}" for e in problem.equations if not e.target.gradient],
        "questions": [
            {
                "ask": [str(t) for t in q.targets],
                "marks": str(q.asked.marks) if q.asked.marks is not None else None,
                "place": q.place,
            }
            for q in derivation.questions
        ],
        "steps": [write_step(derivation, step, k) for k, step in enumerate(derivation.steps, 1)],
        "answers": answers(derivation),
        "check": write_proof(proof),
    }


def write_proof(proof: Proof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {
        "sympy": proof.sympy,
        "central_differences": proof.differences,
        "entries_compared": proof.compared,
        **({"entries_compared_together": proof.together} if proof.together else {}),
        "skipped": proof.skipped,
        "kinks": list(proof.kinks),
        "at_random_values": proof.is_sample,
    }


def dumps(derivation: Derivation, proof: Proof | None = None) -> str:
    return json.dumps(to_json(derivation, proof), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str, folder: Path | None = None) -> Derivation:
    """The derivation that `dumps` wrote.  Errors: text that is no derivation, or of another format.

    Values that stand in files of their own are read from them again, from `folder` on.
    """
    try:
        tables = json.loads(text)
        if tables["format"] != FORMAT:
            raise ProblemError(Complaint("format", f"found {tables['format']}; this version reads {FORMAT}"))
        settings = Settings(**{**tables["settings"], "dialect": tuple(tables["settings"].get("dialect", {}).items())})
        about = tables["problem"]
        name, changes = about["name"], about["changes"]
        problem = load_text(about["source"], name, name, changes, tables["settings"], folder)
        questions = tuple(read_question(problem, settings, table) for table in tables["questions"])
        steps = tuple(read_step(problem, settings, table) for table in tables["steps"])
        found = [
            Answer(problem.target(table["name"], settings.layout), problem.read(table["formula"], settings.layout), k)
            for k, table in zip((k for k, q in enumerate(questions) for _ in q.targets), tables["answers"], strict=True)
        ]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ProblemError(Complaint("", f"this is no derivation in JSON: {error}")) from None
    return Derivation(problem, settings, questions, steps, tuple(found))


def read_question(problem: Problem, settings: Settings, table: dict[str, Any]) -> Question:
    from fractions import Fraction

    targets = tuple(problem.target(text, settings.layout) for text in table["ask"])
    marks = Fraction(table["marks"]) if table["marks"] is not None else None
    return Question(Asked(tuple(table["ask"]), marks), targets, table["place"])


def read_step(problem: Problem, settings: Settings, table: dict[str, Any]) -> Step:
    is_forward = settings.method == "forward"
    problem = replace(problem, scope=replace(problem.scope, tangents=is_forward))

    def expr(text: str) -> Expr:
        found = problem.read(text, settings.layout)
        return rewrite(found, as_tangent) if is_forward else found

    def derivative(text: str) -> Derivative:
        found = expr(text)
        if not isinstance(found, Derivative):
            raise ValueError(f"found {text} where a derivative was expected")
        return found

    def ref(text: str) -> Ref:
        found = expr(text)
        if isinstance(found, Derivative) and is_single(found.of.shape):
            return gradient_of(found.of, found.by)
        if not isinstance(found, Ref):
            raise ValueError(f"found {text} where a quantity was expected")
        return found

    reasons = tuple(Reason(r["key"], tuple((k, v) for k, v in r.items() if k != "key")) for r in table["reasons"])
    target = expr(table["target"])
    named = target.args[0] if isinstance(target, Call) and target.operation.role is Role.TRANSPOSE else target
    if not isinstance(named, Ref | Derivative | Entry):
        raise ValueError(f"found {table['target']} where a quantity or a derivative was expected")
    return Step(
        table["kind"],
        target,
        expr(table["rhs"]),
        reasons,
        table["question"],
        tuple((name, low, high) for name, low, high in table["spans"]),
        tuple(tuple(map(derivative, chain)) for chain in table["chains"]),
        tuple(tuple(map(ref, path)) for path in table["paths"]),
        table["path_count"],
        tuple(Explanation(t["kind"], expr(t["left"]), tuple(map(expr, t["right"]))) for t in table["explanations"]),
    )


def as_tangent(expr: Expr) -> Expr | None:
    """The derivative of a number by one entry, which forward mode has as a name of its own."""
    match expr:
        case Entry(Derivative(of) as whole, index) if is_single(of.shape) and all(i.is_literal for i in index):
            return replace(whole, shape=of.shape, column=tuple(i.offset for i in index))
    return None
