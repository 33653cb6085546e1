"""How many planted mistakes are named truly: `python tests/bench/named.py [PROBLEM…] [--each N] [--show]`.

Numbers are of networks written again in NumPy (`tests/faulty_catalogue.py`), with one mistake in each, and some with an
entry lost to zero as well; formulas are the rows of `named_formulas.toml`.  A name is true if it is the kind that was
planted, or another kind that gives the same number.  `--each` is how many numbers are tried of a kind in a problem,
`--show` lists what was named otherwise.
"""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from faulty_catalogue import NETWORKS, Planted, answer, planted_numbers, run
from faulty_networks import Tape

from derive.feedback.check_answer import Checker
from derive.problem import catalogue

HERE = Path(__file__).parent
DIGITS = 4
ALSO: dict[str, tuple[str, ...]] = {
    "mean_for_sum": ("mean_factor_twice",),
    "path_missing": ("only_last_step", "sum_stops_early", "other_quantity", "loss_term_missing", "term_missing"),
    "all_classes_summed": ("gate_missing",),
    "factor_of_two": ("missing_mean_factor",),
    "skip_path_missing": ("recurrent_path_missing", "path_missing"),
    "missing_mean_factor": ("mean_factor_missing_in_one_term",),
    "activation_derivative_missing": tuple(
        f"activation_derivative_missing_{where}" for where in ("everywhere", "at_step", "in_recurrent_path")
    ),
}
"""Names that say the same more closely."""


@dataclass(frozen=True)
class Answer:
    """A wrong answer with the names that are true of it."""

    problem: str
    question: str
    text: str
    kinds: frozenset[str]


def written(value: Any) -> str:
    if np.size(value) == 1:
        return f"{float(np.reshape(value, ())):.{DIGITS}f}"
    rows = (", ".join(f"{entry:.{DIGITS}f}" for entry in row) for row in np.atleast_2d(value))
    return f"[[{'], ['.join(rows)}]]"


def numbers(problem: str, each: int) -> Iterator[Answer]:
    """Of each kind some answers to each question, drawn with a seed of their own; some lose an entry to zero."""
    by_text: dict[tuple[str, str], set[str]] = defaultdict(set)
    kept: dict[str, list[Planted]] = defaultdict(list)
    right = run(problem)
    for planted in planted_numbers(problem):
        if is_near(planted.value, answer(right, planted.question)):
            continue
        by_text[planted.question, written(planted.value)].add(planted.kind)
        if is_known(planted.value, right):
            by_text[planted.question, written(planted.value)].add("other_quantity")
        kept[planted.kind].append(planted)
    for kind, found in kept.items():
        chance = random.Random(f"{problem} {kind}")
        for planted in chance.sample(found, min(each, len(found))):
            text, kinds = written(planted.value), frozenset(by_text[planted.question, written(planted.value)])
            yield Answer(problem, planted.question, text, kinds)
            if np.size(planted.value) > 3 and chance.random() < 0.15:
                yield Answer(problem, planted.question, written(with_zero(planted.value, chance)), kinds)


def is_known(value: Any, right: Tape) -> bool:
    """Whether it is something else in the network, or the gradient by it."""
    known = [each for node in right.nodes for each in (node.grad, node.value)]
    return any(np.abs(each).max() > 0.01 and is_near(value, each) for each in known)


def is_near(value: Any, true: Any) -> bool:
    """Whether it may pass for a matter of rounding."""
    return np.shape(value) == np.shape(true) and bool(np.all(np.abs(value - true) < 3 * 10**-DIGITS))


def with_zero(value: Any, chance: random.Random) -> Any:
    place = chance.choice(np.argwhere(np.abs(value) > 0.01).tolist() or [[0] * np.ndim(value)])
    changed = value.copy()
    changed[tuple(place)] = 0
    return changed


def formulas(problem: str) -> Iterator[Answer]:
    rows = tomllib.loads((HERE / "named_formulas.toml").read_text(encoding="utf-8"))
    for question, mistakes in rows.get(problem, {}).items():
        for kind, texts in mistakes.items():
            for text in texts:
                yield Answer(problem, question, text, frozenset(kind.split("|")))


@cache
def checker(problem: str) -> Checker:
    return Checker(catalogue.load(problem))


def is_true(answer: Answer, name: str | None) -> bool:
    names = {*answer.kinds, *(also for kind in answer.kinds for also in ALSO.get(kind, ()))}
    return name is not None and bool(names & {*name.split("+")} if "entry_wrong" in name else {name} & names)


def tried(what: str, answers: list[Answer], show: bool) -> None:
    """Counts of one kind of answers, and what was named otherwise."""
    true = wrong = 0
    kinds: Counter[str] = Counter()
    for each in answers:
        found = checker(each.problem).check(each.question, each.text)
        wrong += found.verdict == "wrong"
        true += is_true(each, found.diagnosis)
        if found.verdict != "wrong":
            print(f"    not wrong: {each.problem} {each.question} {each.text} {found.verdict}")
        elif not is_true(each, found.diagnosis):
            kinds["/".join(sorted(each.kinds))] += 1
            if show:
                print(f"    {each.problem} {each.question} {each.text[:90]}")
                print(f"        {'/'.join(sorted(each.kinds))}: {found.diagnosis}, also {', '.join(found.also)}")
    print(
        f"{what}: {true} of {wrong} named truly, {100 * true / max(wrong, 1):.1f} %; {len(answers) - wrong} not wrong"
    )
    for kind, count in kinds.most_common():
        print(f"    {count:4} {kind}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("problems", nargs="*", default=list(NETWORKS))
    options.add_argument("--each", type=int, default=6)
    options.add_argument("--show", action="store_true")
    options.add_argument("--only", choices=("numbers", "formulas"))
    chosen = options.parse_args()
    for what, make in (("numbers", lambda p: numbers(p, chosen.each)), ("formulas", formulas)):
        if chosen.only in (None, what):
            tried(what, [each for problem in chosen.problems for each in make(problem)], chosen.show)


if __name__ == "__main__":
    main()
