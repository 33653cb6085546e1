"""The published worked examples of the catalogue: what their sources print is what we print."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.api import Exercise
from derive.language.plain import entry_texts
from derive.problem import catalogue
from derive.problem.assembly import load_text
from derive.problem.spec import METHODS

FACTS = Path(__file__).parent / "facts" / "published"


@dataclass(frozen=True, eq=False)
class Published:
    """A problem of the catalogue beside the facts of its source.

    `ours` maps the source's names to what is asked of us, `later` those of what comes after the gradient to what is
    asked in the problem `after`; `uncovered` are the source's names and inputs that belong to what is held elsewhere:
    rounds after the first below, and powers of a Jacobian in test_published_networks; `decimals` is how many the source
    carries before it drops trailing zeros.
    """

    problem: str
    facts: str
    ours: dict[str, str]
    uncovered: frozenset[str]
    inputs_uncovered: frozenset[str]
    decimals: int | None
    after: str = ""
    later: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.problem

    @property
    def covered(self) -> set[str]:
        return {*self.ours, *self.later}

    def asked(self, name: str) -> tuple[str, str]:
        """The problem in which a name of the source is asked, and as what."""
        return (self.after, self.later[name]) if name in self.later else (self.problem, self.ours[name])


MAZUR = Published(
    "mazur",
    "mazur_mlp.json",
    {
        **{name: name for name in ("net_h1", "out_h1", "out_h2", "net_o1", "out_o1", "out_o2")},
        **{name: name for name in ("E_o1", "E_o2", "E_total")},
        **{f"dE/d{name}": f"dE_total/d{name}" for name in ("out_o1", "out_h1", "b1", "b2")},
        **{f"dE/dw{k}": f"dE_total/dw{k}" for k in range(1, 9)},
        "delta_o1": "dE_total/dnet_o1",
        **{name: name for name in ("dout_o1/dnet_o1", "dnet_o1/dw5", "dout_h1/dnet_h1")},
        **{name: name for name in ("dE_o1/dout_h1", "dE_o2/dout_h1")},
    },
    frozenset(
        {
            "E_total after 10000 updates",
            "out_o1 after 10000 updates",
            "out_o2 after 10000 updates",
        }
    ),
    frozenset({"eta"}),
    9,
    "mazur-update",
    {**{f"w{k}+": f"w{k}_new" for k in range(1, 9)}, "E_total after 1 update": "E_new"},
)
RNN_SCALAR = Published(
    "rnn-scalar",
    "rnn_scalar_3step_last_state.json",
    {
        **{f"h{t}": f"h[{t}]" for t in (1, 2, 3)},
        **{f"dL_dh{t}": f"dL/dh[{t}]" for t in (1, 2)},
        **{name: name for name in ("dL/dWhh", "dL/dWxh")},
    },
    frozenset({"rho(J)", *(f"||J^{k} g||" for k in (1, 5, 10, 20, 40)), *(f"rho^{k}" for k in (1, 5, 10, 20, 40))}),
    frozenset({"W", "g"}),
    None,
)
TERMS = {"term1": ("h[0]", "dL/dmu[1]"), "term2": ("h[1]", "dL/dmu[2]"), "term3": ("h[2]", "dL/dmu[3]")}
"""The terms of dL/dWhh, each a product of two quantities."""

PUBLISHED = (MAZUR, RNN_SCALAR)


@cache
def facts(published: Published) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((FACTS / published.facts).read_text(encoding="utf-8"), parse_float=Decimal)
    return tables


def errata(published: Published) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in facts(published)["errata"]}


@cache
def value(problem: str, name: str, digits: int, method: str = "chain") -> str:
    """What is printed for one name."""
    text = derive.load(problem).solve(only=name, digits=digits, method=method)[name].value
    assert isinstance(text, str)
    return text


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def cases(*, wrong: bool) -> list[Any]:
    """What the sources print of what can be asked; either what their errata name or everything else."""
    return [
        pytest.param(published, entry["name"], entry["printed"], id=f"{published}: {entry['name']}")
        for published in PUBLISHED
        for entry in facts(published)["printed_answers"]
        if entry["name"] in published.covered and (entry["name"] in errata(published)) == wrong
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("published", "name", "printed"), cases(wrong=False))
def test_a_printed_value_is_reproduced_at_its_printed_digits(
    published: Published, name: str, printed: str, method: str
) -> None:
    digits = decimals(printed) if name in published.later else published.decimals or decimals(printed)
    assert value(*published.asked(name), digits, method) == printed.ljust(
        len(printed) - decimals(printed) + digits, "0"
    )


@pytest.mark.parametrize(("published", "name", "printed"), cases(wrong=True))
def test_an_erratum_is_a_real_one(published: Published, name: str, printed: str) -> None:
    ours = Decimal(value(*published.asked(name), decimals(printed)))
    truth = errata(published)[name]["truth"]
    assert ours != Decimal(printed)
    assert ours == truth.quantize(ours)


@pytest.mark.parametrize("published", PUBLISHED, ids=str)
def test_nothing_printed_is_forgotten(published: Published) -> None:
    printed = {entry["name"] for entry in facts(published)["printed_answers"]}
    assert len(printed) == facts(published)["n_printed"]
    assert printed <= published.covered | published.uncovered
    assert not published.covered & published.uncovered
    assert published.uncovered <= printed
    assert set(errata(published)) <= printed
    assert set(facts(published)["truth"]) <= published.covered | published.uncovered | set(TERMS)


@pytest.mark.parametrize("published", PUBLISHED, ids=str)
def test_what_is_not_covered_yet_is_no_forward_value_and_no_gradient(published: Published) -> None:
    places = {e["where"] for e in facts(published)["printed_answers"] if e["name"] in published.uncovered}
    assert places <= {"closing paragraph", "WE3"}


def agrees(ours: str | Decimal, truth: Decimal) -> bool:
    """Whether the two agree to 12 digits."""
    return abs(Decimal(ours) - truth) <= abs(truth) * Decimal("1e-12")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("published", "name"),
    [
        pytest.param(p, name, id=f"{p}: {name}")
        for p in PUBLISHED
        for name in facts(p)["truth"]
        if name not in p.uncovered and name not in TERMS
    ],
)
def test_every_true_value_agrees_to_twelve_digits(published: Published, name: str, method: str) -> None:
    assert agrees(value(*published.asked(name), 20, method), facts(published)["truth"][name])


@pytest.mark.parametrize("name", TERMS)
def test_the_terms_of_the_sum_over_time_agree_to_twelve_digits(name: str) -> None:
    left, right = (Decimal(value(RNN_SCALAR.problem, ours, 20)) for ours in TERMS[name])
    assert agrees(left * right, facts(RNN_SCALAR)["truth"][name])


@pytest.mark.parametrize("published", PUBLISHED, ids=str)
def test_the_problem_file_has_the_numbers_of_its_source(published: Published) -> None:
    given: dict[str, list[Decimal]] = {}
    for ref, number in derive.load(published.problem).problem.given.items():
        assert number is not None
        given.setdefault(ref.name, []).extend(Decimal(text) for text in entry_texts(number))
    inputs = {name: entry["value"] for name, entry in facts(published)["inputs"].items()}
    assert published.inputs_uncovered <= set(inputs)
    assert given == {
        name: entry if isinstance(entry, list) else [entry]
        for name, entry in inputs.items()
        if name not in published.inputs_uncovered
    }


@pytest.mark.parametrize("published", PUBLISHED, ids=str)
def test_the_catalogue_asks_for_everything_that_its_source_prints(published: Published) -> None:
    problems = filter(None, (published.problem, published.after))
    asked = {(name, str(t)) for name in problems for q in derive.load(name).problem.questions for t in q.targets}
    printed = {entry["name"] for entry in facts(published)["printed_answers"]} - published.uncovered
    assert {published.asked(name) for name in printed} <= asked


AFTER_ROUNDS = ("E_total", "out_o1", "out_o2")


@pytest.mark.sweep
def test_ten_thousand_rounds_give_what_is_true_and_not_what_is_printed() -> None:
    """The error that is printed is the true one a round earlier; the outputs are those of another algorithm (below)."""
    found = derive.load("mazur-update").repeat(10_000, AFTER_ROUNDS, every=9_999, digits=16)
    for name in AFTER_ROUNDS:
        printed = Decimal(errata(MAZUR)[f"{name} after 10000 updates"]["printed"])
        ours = Decimal(found[10_000][name])
        assert abs(ours - facts(MAZUR)["truth"][f"{name} after 10000 updates"]) < Decimal("1e-15")
        assert ours.quantize(printed) != printed
    assert f"{Decimal(found[9_999]['E_total']):.10f}" == "0.0000351085"


OTHER_ORDER = """
delta_o1 = dE_total/dnet_o1
delta_o2 = dE_total/dnet_o2
delta_h1 = (w5_new delta_o1 + w7_new delta_o2) out_h1 (1 - out_h1)
delta_h2 = (w6_new delta_o1 + w8_new delta_o2) out_h2 (1 - out_h2)
w1_new = w1 - eta delta_h1 i1
w2_new = w2 - eta delta_h1 i2
w3_new = w3 - eta delta_h2 i1
w4_new = w4 - eta delta_h2 i2
"""


@pytest.mark.sweep
def test_what_is_printed_comes_of_weights_that_were_changed_too_early() -> None:
    source = catalogue.locate("mazur-update").read_text(encoding="utf-8")
    lines = source.split("\n")
    place = lines.index("out_h1_new = sigmoid(w1_new i1 + w2_new i2 + b1)")
    kept = [line for line in lines[:place] if not re.match(r"w[1-4]_new = w", line)]
    problem = load_text("\n".join([*kept, OTHER_ORDER, *lines[place:]]), "mazur-early", "mazur-early.toml")
    found = Exercise(problem).repeat(10_000, AFTER_ROUNDS, every=1, digits=9)
    assert found[1]["E_total"] == errata(MAZUR)["E_total after 1 update"]["printed"]
    for name in ("out_o1", "out_o2"):
        assert found[10_000][name] == errata(MAZUR)[f"{name} after 10000 updates"]["printed"]
    assert found[10_000]["E_total"] == "0.000035085"
