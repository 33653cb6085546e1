"""Which function builds what a kind of node stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.language.expr import Expr
from derive.problem.scope import Scope
from derive.reading.building import Env, Interpreter
from derive.reading.choosing import build_cases
from derive.reading.derivatives import build_slope
from derive.reading.elsewhere import build_elsewhere
from derive.reading.evaluated_at import build_instance
from derive.reading.grids import build_rows
from derive.reading.juxtaposition import Choice
from derive.reading.meaning import (
    build_apply,
    build_atlabel,
    build_entrywise,
    build_factors,
    build_negate,
    build_num,
    build_onehot,
    build_power,
    build_product,
    build_quotient,
    build_terms,
    build_transpose,
)
from derive.reading.picking import build_place, build_sliced
from derive.reading.references import build_name
from derive.reading.totals import build_total
from derive.reading.tree import (
    Apply,
    AtLabel,
    Cases,
    Elsewhere,
    Entrywise,
    Factors,
    Instance,
    Name,
    Negate,
    Node,
    Num,
    OneHot,
    Place,
    Power,
    Product,
    Quotient,
    Rows,
    Sliced,
    Slope,
    Terms,
    Total,
    Transpose,
)
from derive.reading.vocabulary import Vocabulary

RULES: dict[type[Node], Callable[[Interpreter, Any, Env], Expr]] = {
    Apply: build_apply,
    AtLabel: build_atlabel,
    Cases: build_cases,
    Elsewhere: build_elsewhere,
    Entrywise: build_entrywise,
    Factors: build_factors,
    Instance: build_instance,
    Name: build_name,
    Negate: build_negate,
    Num: build_num,
    OneHot: build_onehot,
    Place: build_place,
    Power: build_power,
    Product: build_product,
    Quotient: build_quotient,
    Rows: build_rows,
    Sliced: build_sliced,
    Slope: build_slope,
    Terms: build_terms,
    Total: build_total,
    Transpose: build_transpose,
}


def builder_of(vocabulary: Vocabulary, text: str, scope: Scope, choice: Choice) -> Interpreter:
    """What builds the expressions of one reading."""
    return Interpreter(vocabulary, text, scope, choice, RULES)
