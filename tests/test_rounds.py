"""Updates made again and again: the numbers of NumPy, and what is told where there is nothing to repeat."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from exercises import exercise

from derive.cli import main
from derive.language.errors import DeriveError

LINE = "r = X w - y\nL = 1/2 mean(r .* r)\nw_new = w - eta dL/dw"
VALUES = "X = [[1, 2], [3, -1], [0, 1]]\ny = [1, 2, -1]\nw = [0.5, -0.5]\neta = 0.1"


def test_gradient_descent_on_a_line_gives_the_weights_of_numpy() -> None:
    """All its numbers are fractions, which would have a digit more for each round."""
    x, y, w = np.array([[1, 2], [3, -1], [0, 1.0]]), np.array([1, 2, -1.0]), np.array([0.5, -0.5])
    found = exercise(LINE, VALUES, "L").repeat(300, ["w", "L", "dL/dw"], every=100, digits=14)
    assert list(found) == [0, 100, 200, 300]
    for number in range(301):
        r = x @ w - y
        if number in found:
            ours = {name: np.ravel(np.array(value, dtype=float)) for name, value in found[number].items()}
            assert ours["w"] == pytest.approx(w, abs=1e-12)
            assert ours["L"] == pytest.approx([r @ r / 6], abs=1e-12)
            assert ours["dL/dw"] == pytest.approx(x.T @ r / 3, abs=1e-12)
        w = w - 0.1 * x.T @ r / 3


def test_adam_carries_its_moments_and_counts_its_steps() -> None:
    model = (
        "h = tanh(w x)\nL = 1/2 (h - y)^2\ng = dL/dw\nm_next = 0.9 m + 0.1 g\n"
        "v_next = 0.999 v + 0.001 g^2\nk_next = k + 1\n"
        "w_next = w - 0.05 (m_next / (1 - 0.9^k_next)) / (sqrt(v_next / (1 - 0.999^k_next)) + 0.00000001)"
    )
    values = "x = 2\ny = -0.5\nw = 0.3\nm = 0\nv = 0\nk = 0"
    found = exercise(model, values, "L w_next").repeat(40, ["w", "L"], digits=14)
    w, m, v = 0.3, 0.0, 0.0
    for k in range(1, 41):
        h = np.tanh(2 * w)
        g = (h + 0.5) * (1 - h**2) * 2
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= 0.05 * (m / (1 - 0.9**k)) / (np.sqrt(v / (1 - 0.999**k)) + 1e-8)
    assert float(found[40]["w"]) == pytest.approx(w, abs=1e-12)
    assert float(found[40]["L"]) == pytest.approx((np.tanh(2 * w) + 0.5) ** 2 / 2, abs=1e-12)


def test_what_takes_the_place_of_what_may_be_said() -> None:
    found = exercise("a = x / 2 + y\nb = x", "x = 1\ny = 1", "a").repeat(2, ["x", "y"], carried={"x": "a", "y": "b"})
    assert found[2] == {"x": "1.7500", "y": "1.5000"}


KINKED = "z = w x\nL = abs(z) + relu(z)\nw_new = w - eta dL/dw"


def test_a_dead_unit_stays_dead_in_the_convention_of_the_first_round() -> None:
    found = exercise(KINKED, "w = 0\nx = 2\neta = 0.1", "L").repeat(3, ["w"], digits=3)
    assert [values["w"] for values in found.values()] == ["0.000", "0.000"]
    problem = exercise(KINKED, "w = 0\nx = 2\neta = 0.1", "L", settings='dialect.abs = "jax"')
    assert problem.repeat(1, ["w"], digits=3)[1] == {"w": "-0.200"}


@pytest.mark.parametrize(
    ("model", "values", "rounds", "words"),
    [
        ("L = w^2", "w = 1", 3, "name what is new after what it replaces, as in w_new"),
        ("L = w^2\nw_new = [w; w]", "w = 1", 3, "has another shape than w, so"),
        (KINKED, "w = 0.4\nx = 2\neta = 0.1", 3, "stands at a kink in round 2"),
        ("L = w^2\nw_new = 10 w - w^3", "w = 2", 400, r"not decided after \d+ rounds"),
        ("L = sqrt(w)\nw_new = w - 1", "w = 2", 5, "square root"),
    ],
)
def test_what_cannot_be_repeated_says_why(model: str, values: str, rounds: int, words: str) -> None:
    with pytest.raises(DeriveError, match=words):
        exercise(model, values, "L").repeat(rounds, ["L"])


@pytest.mark.parametrize(
    ("carried", "only", "words"),
    [
        ({"L": "w"}, ["L"], "is calculated; expected a given quantity"),
        ({"w": "L"}, ["L"], "has another shape than w"),
        ({"w": "u"}, ["L"], "u"),
        (None, ["dL/dX"], "is not calculated in a round"),
    ],
)
def test_what_is_named_wrongly_says_what_is_expected(
    carried: dict[str, str] | None, only: list[str], words: str
) -> None:
    with pytest.raises(DeriveError, match=words):
        exercise(LINE, VALUES, "L").repeat(2, only, carried=carried)


def test_the_terminal_shows_a_table() -> None:
    result = CliRunner().invoke(
        main, ["repeat", "momentum", "2", *"--only w[2] --carry w[0]=w[2] --digits 3 --carry v[0]=v[2]".split()]
    )
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines] == ["round", "0", "2"]
    assert CliRunner().invoke(main, ["repeat", "rnn", "2"]).exit_code == 2
