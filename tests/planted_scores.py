"""What the checker says of programs with a planted mistake, held against what the plant really spoils."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planted_code import Plant

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Line
from derive.problem import catalogue

PROGRAMS = Path(__file__).parent / "programs"
TRANSPOSED = frozenset(
    "transposed transposed_factor factors_swapped weight_transposed weight_not_transposed factor_transposed".split()
)
SUMMED = frozenset("sum_over_other_axis summed_over_everything keepdims_missing sum_over_wrong_axis".split())
FACTOR = frozenset(
    "factor_missing activation_derivative_missing gate_missing mask_missing missing_mean_factor factor_of_two "
    "other_factor extra_softmax_derivative softmax_derivative_missing label_missing upstream_missing".split()
)
TERM = frozenset(
    "path_missing recurrent_path_missing bias_missing use_missing skip_path_missing epsilon_missing other_quantity "
    "softmax_derivative_diagonal extra_term term_missing old_value_missing only_last_step".split()
)
OTHER = frozenset(
    "other_array other_quantity other_gate activation_derivative_at_input activation_derivative_at_output "
    "activation_derivative_missing preactivation_for_activation other_time_step time_off_by_one other_quantity_inside "
    "other_factor extra_activation_derivative".split()
)
NAMES = {
    "transpose": TRANSPOSED,
    "factor": FACTOR,
    "division": FACTOR | {"softmax_not_normalised", "mean_factor_twice", "other_divisor", "root_missing"},
    "sign": frozenset({"sign"}),
    "term": TERM | {"sign"},
    "square": frozenset({"activation_derivative_no_square", "square_missing"}),
    "axis": SUMMED,
    "keepdims": SUMMED,
    "mask": frozenset({"mask_inverted"}),
    "index": OTHER | {"recurrent_path_missing"},
    "array": OTHER,
    "overwritten": frozenset({"overwritten"}),
}
"""The names that are true of each kind of plant."""


@dataclass(frozen=True)
class Outcome:
    """The lines that are called wrong, with the names of their mistakes."""

    plant: Plant
    wrong: dict[int, str | None]

    @property
    def is_found(self) -> bool:
        return bool(self.wrong)

    @property
    def is_on_line(self) -> bool:
        return self.plant.line in self.wrong

    @property
    def is_named(self) -> bool:
        return self.wrong.get(self.plant.line) in NAMES[self.plant.kind]

    @property
    def others(self) -> set[int]:
        """Lines besides the one with the mistake."""
        return set(self.wrong) - {self.plant.line}

    @property
    def unspoilt(self) -> set[int]:
        """Those of them whose values are what they were."""
        return self.others - self.plant.spoilt


def lines_of(problem: str, text: str) -> list[Line]:
    own = PROGRAMS / f"{problem}.toml"
    return [*WriteUps(catalogue.load(own if own.exists() else problem), "full").check("a.py", text.encode()).lines]


def judged(plant: Plant) -> Outcome:
    lines = lines_of(plant.program.problem, plant.text)
    return Outcome(plant, {line.line: line.diagnosis for line in lines if line.verdict == "wrong"})


def told(outcome: Outcome) -> str:
    """What was missed, line by line; nothing where all is as it should be."""
    plant = outcome.plant
    if outcome.is_named and not outcome.others:
        return ""
    said = outcome.wrong.get(plant.line, "NOT FOUND") if outcome.is_found else "NOTHING FOUND"
    shown = plant.text.split("\n")
    others = [f"    also {n}: {shown[n - 1].strip()} ({outcome.wrong[n]})\n" for n in sorted(outcome.others)]
    head = f"{plant.program.name}:{plant.line} {plant.kind}: {said}\n    {plant.was}\n    {plant.now}\n"
    return head + "".join(others)
