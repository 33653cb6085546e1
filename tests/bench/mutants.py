"""One line broken at a time, in every room: do the tests notice?

    python tests/bench/mutants.py               every break, and which were missed (then status 1)
    python tests/bench/mutants.py --only TEXT   those whose line or room has a text in it

A line is found by its text, which stands nowhere else in the package, so that it may move from module to module.  The
tests named are those that should notice; they run in a copy of the checkout, first with nothing broken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__")
NOTICED = 1
"""How pytest ends when a test has failed."""


@dataclass(frozen=True)
class Mutant:
    """A line of a room, what is put in its place, and the tests that should notice."""

    room: str
    line: str
    broken: str
    tests: str


MUTANTS = [
    Mutant("language", "is_zero(x) else 1 / (1 + (-ball(x)).exp())", "is_zero(x) else 1 / (1 + ball(x).exp())",
           "test_operations.py"),
    Mutant("language", "{expr.index: at(number)}), known) for number in numbers]",
           "{expr.index: at(number)}), known) for number in numbers[1:]]", "test_answers_latex.py test_functions.py"),
    Mutant("language", "Index(found.name, found.offset + self.offset)", "Index(found.name, found.offset - self.offset)",
           "test_unroll.py"),
    Mutant("language", 'return SUM if text.startswith("-")', 'return ATOM if text.startswith("-")',
           "test_documents.py"),
    Mutant("table", "simplify.times(result, simplify.dot(result, g))", "simplify.times(g, simplify.dot(result, g))",
           "test_operations.py"),
    Mutant("table", "simplify.entrywise(result, simplify.minus(g, totals))", "simplify.entrywise(result, g)",
           "test_operations.py"),
    Mutant("table", "return simplify.times(g, simplify.transposed(right))", "return simplify.times(g, right)",
           "test_operations.py"),
    Mutant("table", "return simplify.minus(simplify.number(1), expr)",
           "return simplify.minus(simplify.number(2), expr)",
           "test_operations.py"),
    Mutant("table", "len(right) == 2 and left[1] == right[0]", "len(right) == 2 and left[0] == right[0]",
           "test_operations.py test_problem.py"),
    Mutant("problem", "definition.spans and not places[target].spans", "definition.spans and places[target].spans",
           "test_unroll.py"),
    Mutant("solving", "terms = [self.names.gradient_term(of, edge) for edge in self.network.edges(of, node)]",
           "terms = [self.names.gradient_term(of, edge) for edge in self.network.edges(of, node)][:1]",
           "test_reference.py test_formulas.py"),
    Mutant("solving", "value = table(name.shape, lambda i, j: value[j, i])",
           "value = table(name.shape, lambda i, j: -value[j, i])", "test_reference.py test_formulas.py"),
    Mutant("solving", "return fmpq(1, 2 * 10 ** (judged_digits(derivation) + 2)) * largest_entry(value)",
           "return fmpq(10**9)",
           "test_proof.py"),
    Mutant("reading", "return values[self.letter] + self.offset", "return values[self.letter] - self.offset",
           "test_following.py"),
    Mutant("reading", "if work(expr) > MOST_WORK:", "if work(expr) < 0:",
           "test_answers_refused.py"),
    Mutant("reading", 'return Num(f"{token.text}e{exponent}"', 'return Num(f"{token.text}e-{exponent}"',
           "test_answers_latex.py test_answers_notations.py"),
    Mutant("reading", 'shape = (1, len(entries)) if turn == "row"', 'shape = (1, len(entries)) if turn != "row"',
           "test_answers_latex.py"),
    Mutant("reading", "at(first), at(first + count - 1), body", "at(first), at(first + count - 2), body",
           "test_answers_latex.py test_answers_notations.py test_statements.py"),
    Mutant("sources", 'if output.get("name", "stdout") == "stdout" else ""', 'if "name" else ""',
           "test_submission.py"),
    Mutant("writeup", "if related and k < last and not {before", "if not related and not {before",
           "test_submission_columns.py"),
    Mutant("judging", "if within(exact, truth, half):", "if within(exact, truth, half * 100):", "test_answers.py"),
    Mutant("judging", "tuple(-entry for entry in value.entries))", "tuple(+entry for entry in value.entries))",
           "test_answers.py"),
    Mutant("judging", 'Slip("transposed", result=turned)', 'Slip("transposed", result=negated)', "test_answers.py"),
    Mutant("judging", "if right.target not in targets:", "if right.target in targets:", "test_answers.py"),
    Mutant("following", "if not shows(mine, value, digits, halves=3):",
           "if not shows(mine, value, digits, halves=200):", "test_statements.py test_following_given.py"),
    Mutant("following", "abs(true) < abs(printed) + ball(unit)", "abs(true) < abs(printed) + 1000 * ball(unit)",
           "test_following_digits.py"),
    Mutant("following", 'Finding("rounded", "premature_rounding"', 'Finding("rounded", "few_digits"',
           "test_following.py"),
    Mutant("following", "shift = unit / 4 if literal.value > 0", "shift = -unit if literal.value > 0",
           "test_statements.py"),
    Mutant("marking", "/ max(1, len(earned))", "/ max(2, len(earned))", "test_marks.py"),
    Mutant("marking", "return bool(roots) and all(named)", "return bool(roots)", "test_marks.py"),
    Mutant("marking", "next((place for place, line in errors if names &",
           "next((place for place, line in errors if names ^",
           "test_folder.py::test_an_error_that_spoils_nothing_else_hides_no_other_mistake "
           "test_folder.py::test_the_mistakes_of_the_class_count_first_errors_only"),
    Mutant("documents", 'if token in ("+", "-") and previous not in', 'if token == "-" and previous not in',
           "test_layout.py::test_a_line_that_goes_on_starts_with_a_sign"),
    Mutant("documents", 'return f"\\\\textless{{}}U+{ord(letter):04X}\\\\textgreater{{}}"', "return letter",
           "test_reports.py"),
    Mutant("feedback", '{Fraction(1): "all", Fraction(1, 2): "half"', '{Fraction(1): "half", Fraction(1, 2): "all"',
           "test_reports_told.py test_reports.py"),
    Mutant("cohort", "if not stays_within(path, root):", "if not name:",
           "test_folder.py::test_hostile_files_get_rows_with_reasons"),
    Mutant("cohort", 'OUT_OF_MEMORY: "memory"', 'OUT_OF_MEMORY: "died"',
           "test_folder.py::test_what_makes_its_process_die_costs_no_other_its_mark"),
]  # fmt: skip


def place(root: Path, mutant: Mutant) -> Path:
    """The module with the line."""
    found = [(path, path.read_text(encoding="utf-8").count(mutant.line)) for path in (root / "derive").rglob("*.py")]
    (module,) = [path for path, count in found for _ in range(count)] or [None]
    if module is None:
        raise SystemExit(f"no such line any more: {mutant.line}")
    return module


def run(root: Path, tests: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    surroundings = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    named = [f"tests/{test}" for test in tests.split()]
    return subprocess.run([*command, *named], cwd=root, env=surroundings, capture_output=True, text=True, check=False)


def is_noticed(root: Path, mutant: Mutant) -> bool:
    module = place(root, mutant)
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace(mutant.line, mutant.broken), encoding="utf-8")
    try:
        return run(root, mutant.tests).returncode == NOTICED
    finally:
        module.write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="TEXT")
    only = parser.parse_args().only
    chosen = [mutant for mutant in MUTANTS if only in mutant.line or only == mutant.room]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "checkout"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT)
        unbroken = run(root, " ".join(dict.fromkeys(test for mutant in chosen for test in mutant.tests.split())))
        if unbroken.returncode:
            raise SystemExit(f"{unbroken.stdout}\nthe tests fail with nothing broken")
        for mutant in chosen:
            noticed = is_noticed(root, mutant)
            missed += not noticed
            print("noticed" if noticed else "MISSED ", f"{mutant.room:10}", mutant.line, flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
