"""The Kronecker product against autograd, at random shapes, in every way; printed, read back, and refused."""

from __future__ import annotations

import autograd.numpy as np
import pytest
from autograd import grad, jacobian
from exercises import exercise, numbers
from read_back import misjudged
from tiers import in_ways

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError

KINDS = ["matrices", "columns", "rows", "a column and a row", "single entries"]


def drawn(kind: str) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.RandomState(KINDS.index(kind))
    m, n, p, q = chance.randint(2, 4, 4)
    shapes = {
        "matrices": ((m, n), (p, q)),
        "columns": ((m, 1), (p, 1)),
        "rows": ((1, n), (1, q)),
        "a column and a row": ((m, 1), (1, q)),
        "single entries": ((1, 1), (p, q)),
    }[kind]
    first, last = (chance.randint(-16, 17, shape) / 8 for shape in shapes)
    return first, last


def network(a: np.ndarray, b: np.ndarray, sign: str) -> Exercise:
    written = sign.format("A", "B")
    values = f"A = {a.tolist()}\nB = {b.tolist()}"
    return exercise(f"K = {written}\nL = sum(tanh(K)) + 1/2 sqnorm(kron(B, A))", values, "K L dL/dA dL/dB")


def loss(a: np.ndarray, b: np.ndarray) -> float:
    return np.sum(np.tanh(np.kron(a, b))) + np.sum(np.kron(b, a) ** 2) / 2


@in_ways
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", ["kron({0}, {1})", "{0} ⊗ {1}"])
def test_a_kronecker_product_agrees_with_autograd(kind: str, sign: str, ways: list[tuple[str, str]]) -> None:
    a, b = drawn(kind)
    wanted = [*np.kron(a, b).ravel(), loss(a, b), *grad(loss, 0)(a, b).ravel(), *grad(loss, 1)(a, b).ravel()]
    for method, layout in ways:
        solution = network(a, b, sign).solve(method=method, layout=layout, digits=9)
        found = [np.array([float(v) for v in numbers(solution[name].value)]) for name in ("K", "L", "dL/dA", "dL/dB")]
        assert np.allclose(np.concatenate(found), wanted, atol=1e-8), (method, layout)


def test_the_jacobian_of_a_product_of_columns_agrees_with_autograd() -> None:
    a, b = drawn("columns")
    found = exercise("z = a ⊗ b\nL = sum(z)", f"a = {a.ravel().tolist()}\nb = {b.ravel().tolist()}", "dz/da dz/db")
    theirs = [jacobian(np.kron, place)(a.ravel(), b.ravel()) for place in (0, 1)]
    for question, jac in zip(("dz/da", "dz/db"), theirs, strict=True):
        assert np.allclose([float(v) for v in numbers(found.solve()[question].value)], jac.ravel(), atol=1e-4)


@pytest.mark.parametrize("method", ["chain", "backprop", "index", "forward"])
def test_what_is_printed_of_a_kronecker_product_is_read_back(method: str) -> None:
    assert list(misjudged(network(*drawn("matrices"), "kron({0}, {1})"), method)) == []


ANSWERS = [
    (r"A \otimes B", "right"),
    (r"B \otimes A", "wrong"),
    ("np.kron(A, B)", "right"),
    ("np.kron(B, A)", "wrong"),
]


@pytest.mark.parametrize(("answer", "verdict"), ANSWERS)
def test_the_order_of_the_factors_counts(answer: str, verdict: str) -> None:
    record = Checker(network(*drawn("matrices"), "{0} ⊗ {1}").problem).check("K", answer)
    assert record.verdict == verdict
    assert verdict == "right" or record.diagnosis == "swapped_arguments"


def test_a_number_is_no_factor_of_a_kronecker_product() -> None:
    with pytest.raises(ProblemError, match="kron is of two arrays, found a scalar and 2×1"):
        exercise("z = kron(c, a)\nL = sum(z)", "c = 2\na = [1, 2]", "L")
