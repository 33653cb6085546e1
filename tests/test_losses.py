"""Losses of probabilities and of logits, of samples and of batches, penalties and smoothing, against autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, drawn, problem
from tiers import swept

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError

WAYS = [("chain", "gradient"), ("backprop", "jacobian"), ("index", "gradient")]
LABELS = np.array([[0.0, 1, 0], [1, 0, 0]])
SOFT = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])


def softmax(z: Any, axis: int = 1) -> Any:
    powers = np.exp(z)
    return powers / np.sum(powers, axis=axis, keepdims=True)


def logits(v: Any) -> Any:
    return np.dot(v["X"], v["W"]) + v["b"]


def cross_entropy(v: Any) -> Any:
    return -np.sum(v["Y"] * np.log(softmax(logits(v)))) / 2


def binary(v: Any) -> Any:
    p = 1 / (1 + np.exp(-logits(v)))
    return -np.sum(v["Y"] * np.log(p) + (1 - v["Y"]) * np.log(1 - p)) / 2


def squared(v: Any) -> Any:
    return np.mean((logits(v) - v["Y"]) ** 2)


def divergence(v: Any) -> Any:
    return np.sum(v["Y"] * (np.log(v["Y"]) - np.log(softmax(logits(v))))) + np.sum(v["Y"] ** 2)


def huber(v: Any) -> Any:
    r = np.abs(logits(v) - v["Y"])
    return np.mean(np.where(r < 0.5, r**2 / 2, 0.5 * (r - 0.25))) + np.mean(r)


def smoothed(v: Any) -> Any:
    y = 0.9 * v["Y"] + 0.1 / 3
    return -np.sum(y * np.log(softmax(logits(v)))) + 0.01 * np.sum(np.abs(v["W"])) + 0.5 * np.sum(v["W"] ** 2)


def hinge(v: Any) -> Any:
    return np.sum(np.maximum(0, 1 - (2 * v["Y"] - 1) * logits(v)))


def upstream(v: Any) -> Any:
    return np.sum(v["Y"] * np.tanh(logits(v)))


def columns(v: Any) -> Any:
    return -np.sum(v["Y"] * np.log(softmax(logits(v), axis=0)))


BATCH = 'Z = X W + b\nP = softmax(Z, axis="rows")\n'
CASES: list[tuple[str, Callable[[Any], Any], Any]] = [
    (BATCH + "L = 1/2 CE(Y, P)", cross_entropy, LABELS),
    (BATCH + "L = 1/2 CE(Y, P)", cross_entropy, SOFT - 0.05),
    ('Z = X W + b\nL = 1/2 CE_logits(Y, Z, axis="rows")', cross_entropy, LABELS),
    ('Z = X W + b\nL = 1/2 CE_logits(Y, Z, axis="rows")', cross_entropy, SOFT - 0.05),
    ('Z = X W + b\nL = -1/2 sum(Y .* log_softmax(Z, axis="rows"))', cross_entropy, LABELS),
    ('Z = X W + b\nL = 1/2 sum(logsumexp(Z, axis="rows")) - 1/2 sum(Y .* Z)', cross_entropy, LABELS),
    ("P = sigmoid(X W + b)\nL = 1/2 BCE(Y, P)", binary, LABELS),
    ("L = 1/2 BCE_logits(Y, X W + b)", binary, SOFT),
    ("L = MSE(Y, X W + b)", squared, SOFT),
    (BATCH + "L = KL(Y, P) + norm2(Y)", divergence, SOFT),
    ("R = X W + b - Y\nL = mean(huber(R, delta=1/2)) + mean(abs(R))", huber, SOFT),
    (BATCH + "L = CE(0.9 Y + 0.1/3, P) + 0.01 sum(abs(W)) + 1/2 norm2(W)", smoothed, LABELS),
    ("S = X W + b\nL = sum(max(0, 1 - (2 Y - 1) .* S))", hinge, LABELS),
    ("L = sum(Y .* tanh(X W + b))", upstream, SOFT),
    ('Z = X W + b\nP = softmax(Z, axis="columns")\nL = CE(Y, P)', columns, SOFT),
]


@pytest.mark.parametrize("ways", [WAYS[1:2], swept(WAYS)], ids=["few", "all"])
@pytest.mark.parametrize(("equations", "loss", "labels"), CASES, ids=[f"{k}" for k in range(len(CASES))])
def test_losses_of_a_batch_are_what_autograd_says(
    equations: str, loss: Callable[[Any], Any], labels: Any, ways: list[tuple[str, str]]
) -> None:
    given = {**drawn({"X": (2, 2), "W": (2, 3), "b": (1, 3)}, 2), "Y": labels}
    assert_same(equations, loss, given, "Wb", WAYS[:1] if equations in BATCH else ways)


GIVEN = {"X": [[1, -0.5], [0.5, 1]], "W": [[1, 0, -1], [0.5, 1, 0]], "b": [[0.1, 0, -0.1]], "Y": LABELS}
CLASSES = problem(BATCH + "L = 1/2 CE(Y, P)", GIVEN, "P L dL/dZ dL/dW dL/db")


def test_the_softmax_of_a_batch_and_its_cross_entropy_are_one_step() -> None:
    solution = Exercise(CLASSES).solve()
    assert solution["dL/dZ"].formula == "1/2 (P - Y)"
    assert solution["dL/db"].formula == "1/2 ones(1, 2) (P - Y)"


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("dL/dZ", r"\frac{1}{2} (P - Y)", "right", None),
        ("dL/dZ", "(P - Y) / 2", "right", None),
        ("dL/dZ", r"\frac{1}{2} (Y - P)", "wrong", "sign"),
        ("dL/dZ", "P - Y", "wrong", "missing_mean_factor"),
        ("dL/dW", "X.T @ (P - Y) / 2", "right", None),
        ("dL/db", "np.sum(P - Y, axis=0) / 2", "right", None),
        ("P", "softmax(Z, axis=1)", "right", None),
        ("P", 'softmax(X W + b, axis="rows")', "right", None),
        ("P", "softmax(Z, axis=0)", "wrong", "sum_over_wrong_axis"),
        ("L", "-1/2 sum(Y .* log(P))", "right", None),
        ("L", "1/2 CE_logits(Y, Z, axis=1)", "right", None),
    ],
)
def test_answers_are_read_and_mistakes_named(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(CLASSES).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


def test_a_row_has_a_softmax() -> None:
    given = {"x": [[1, -0.5]], "W": [[1, 0, -1], [0.5, 1, 0]], "y": [[0, 1, 0]]}
    row = problem("z = x W\np = softmax(z)\nL = CE(y, p)", given, "L dL/dz dL/dW")
    assert Exercise(row).solve()["dL/dz"].formula == "p - y"
    same = problem("L = CE_logits(y, x W)", given, "L dL/dW")
    assert Exercise(row).solve()["dL/dW"].value == Exercise(same).solve()["dL/dW"].value


@pytest.mark.parametrize("labels", ["{ one_hot = [2, 1] }", "{ one_hot = [[0, 1, 0], [1, 0, 0]] }"])
def test_the_labels_of_a_batch_may_be_classes_or_rows(labels: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "Y"}
    found = problem(BATCH + "L = 1/2 CE(Y, P)", given, "L dL/dZ dL/dW", more=f"Y = {labels}")
    solution, same = Exercise(found).solve(digits=8), Exercise(CLASSES).solve(digits=8)
    assert solution["dL/dZ"].formula == "1/2 (P - Y)"
    assert [solution[name].value for name in ("L", "dL/dW")] == [same[name].value for name in ("L", "dL/dW")]


@pytest.mark.parametrize(
    ("labels", "way_out"),
    [
        ("{ one_hot = [2, 5] }", "class 5 does not exist; there are 3"),
        ("{ one_hot = [2, 1, 3] }", "3 classes for 2×3; expected one for each row"),
        ("{ one_hot = [[0, 1, 0], [1, 1, 0]] }", "declared one_hot rows, but"),
    ],
)
def test_labels_that_do_not_fit_are_told(labels: str, way_out: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "Y"}
    with pytest.raises(ProblemError) as caught:
        problem(BATCH + "L = 1/2 CE(Y, P)", given, "L", more=f"Y = {labels}")
    assert way_out in str(caught.value)


def embedded(v: Any) -> list[Any]:
    return [np.dot(v["W"], v[name]) for name in ("a", "p", "n")]


def cosine(v: Any) -> Any:
    a, p, n = embedded(v)

    def alike(x: Any, y: Any) -> Any:
        return np.dot(x, y) / np.sqrt(np.dot(x, x) * np.dot(y, y))

    return 1 - alike(a, p) + np.maximum(0, alike(a, n) + 0.9)


def triplet(v: Any) -> Any:
    a, p, n = embedded(v)
    return np.maximum(0, np.sum((a - p) ** 2) - np.sum((a - n) ** 2) + 30)


def contrastive(v: Any) -> Any:
    a, p, n = embedded(v)
    return np.sum((a - p) ** 2) / 2 + np.maximum(0, 30 - np.sqrt(np.sum((a - n) ** 2))) ** 2 / 2


def one_of_three(v: Any) -> Any:
    a, p, n = embedded(v)
    scores = np.array([np.dot(a, p), np.dot(a, n)]) / 0.5
    return np.log(np.sum(np.exp(scores))) - scores[0]


EMBEDDED = "u = W a\nv = W p\nw = W n\n"
METRIC: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "cosine": (
        "L = 1 - u' v / (norm(u) norm(v)) + max(0, u' w / (‖u‖ ‖w‖) + 0.9)",
        cosine,
    ),
    "triplet": ("L = max(0, sqnorm(u - v) - sqnorm(u - w) + 30)", triplet),
    "contrastive": ("L = 1/2 sqnorm(u - v) + 1/2 max(0, 30 - norm(u - w))^2", contrastive),
    "InfoNCE": ("L = log(exp(u' v / 0.5) + exp(u' w / 0.5)) - u' v / 0.5", one_of_three),
}


@pytest.mark.parametrize("name", METRIC)
def test_losses_of_distances_and_angles_agree_with_autograd(name: str) -> None:
    loss, theirs = METRIC[name]
    values = drawn({"W": (3, 2), "a": (2,), "p": (2,), "n": (2,)}, 3)
    assert_same(EMBEDDED + loss, theirs, values, ("W", "n"), WAYS[:1] if name != "InfoNCE" else WAYS)
