"""Lines that fit, arrays that are whole where it matters, and the order of the readings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from exercises import FEW
from large import wide
from tex import compiled
from tiers import swept

import derive
from derive.api import Exercise
from derive.documents.lines import broken
from derive.language.latex_arrays import blocks, matrix
from derive.language.width import LINE, width
from derive.problem.spec import METHODS

RENAMED = str(Path(__file__).parent / "problems" / "renamed.toml")
PACKAGES = (
    "\\usepackage[T1]{fontenc}\\usepackage{lmodern,microtype,amsmath,amssymb,booktabs,longtable}"
    "\\usepackage[hmargin=20mm,vmargin=17mm]{geometry}\\setlength{\\parindent}{0pt}\\allowdisplaybreaks"
)
ROWS = [[f"{i}.{j:02}" for j in range(14)] for i in range(12)]


@pytest.fixture
def large(tmp_path: Path) -> Exercise:
    path = tmp_path / "wide.toml"
    path.write_text(wide(), encoding="utf-8")
    return derive.load(str(path))


@pytest.mark.parametrize(
    ("digits", "detail", "every"),
    [(30, "full", False), swept((30, "full", True)), swept((30, "normal", True)), swept((4, "full", True))],
)
def test_no_line_is_too_long(digits: int, detail: str, every: bool, large: Exercise, tmp_path: Path) -> None:
    """Of all exercises, each by every method in the sweep and by one of them in the suite, the widest by all."""
    exercises = [*map(derive.load, [*FEW, RENAMED])]
    ways = [(e, METHODS if every else [METHODS[k % len(METHODS)]]) for k, e in enumerate(exercises)]
    settings = {"digits": digits, "detail": detail}
    parts = [
        e.solve(method=m, **settings).to_latex(fragment=True)  # type: ignore[arg-type]
        for e, methods in [*ways, (large, METHODS)]
        for m in methods
    ]
    body = "\n\\clearpage\n".join(parts)
    text = f"\\documentclass[a4paper]{{article}}{PACKAGES}\\begin{{document}}{body}\\end{{document}}"
    assert compiled(text, tmp_path).complaints == []


def section(text: str, title: str) -> str:
    return text.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def entries(text: str) -> list[str]:
    """The cells of the arrays in a text, row by row within each array."""
    arrays = re.findall(r"\\begin\{b?matrix\} (.*?) \\end\{b?matrix\}", text)
    return [cell for array in arrays for row in array.split(" \\\\ ") for cell in row.split(" & ")]


def test_what_is_given_is_shown_whole(large: Exercise) -> None:
    text = section(large.solve().to_markdown(), "What is given")
    written = [text for number in large.problem.given.values() if number for text in number.texts]
    assert sorted(entries(text)) == sorted(written)
    assert "dots" not in text


@pytest.mark.parametrize("method", METHODS)
def test_an_answer_is_shown_whole_and_what_leads_to_it_is_not(method: str, large: Exercise) -> None:
    solution = large.solve(method=method)
    text = solution.to_markdown()
    boxes = "".join(re.findall(r"\\boxed\{.*", text))
    wanted = [row for name in ("h", "dL/dW") for rows in solution[name].value for row in rows]
    assert sorted(entries(boxes)) == sorted(wanted)
    assert sorted(entries(section(text, "The answers"))) == sorted(wanted)
    assert "\\vdots" in section(text, "(a) $h$ and $L$")


def test_a_wide_array_comes_in_blocks_of_columns_that_fit() -> None:
    parts = blocks(ROWS, whole=True)
    assert len(parts) == 2
    assert all(width(part) < LINE for part in parts)
    assert sorted(entries("".join(parts))) == sorted(cell for row in ROWS for cell in row)
    assert all(part.count("\\left") == part.count("\\right") == 1 for part in parts)


def test_a_long_column_is_turned_and_one_beyond_the_page_is_elided() -> None:
    assert matrix([[str(k)] for k in range(100)], whole=True).endswith("^{\\top}")
    assert "\\vdots" in matrix([[str(k)] for k in range(5000)], whole=True)
    assert "\\vdots" in matrix([["1", "2"] for _ in range(41)], whole=True)


def test_an_array_of_which_a_part_is_shown_has_its_size_below() -> None:
    rows = [[f"{i}{j}" for j in range(100, 130)] for i in range(12)]
    assert matrix(rows).startswith("\\underset{12\\times 30}{\\begin{bmatrix} 0100 &")
    assert "underset" not in matrix(rows[:3], whole=True)
    assert "underset" not in matrix([row[:4] for row in rows[:9]])
    assert width(matrix(rows)) < LINE


FACTOR = "\\begin{bmatrix} " + " & ".join(["0.1234"] * 8) + " \\end{bmatrix}"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (f"= {FACTOR} {FACTOR}", "\\cdot \\begin"),
        (f"= {FACTOR} \\hspace{{2pt}} \\mathrm{{diag}}({', '.join(['0.1234'] * 8)})", "\\cdot \\mathrm"),
        (f"= {FACTOR} \\odot {FACTOR}", "\\odot"),
        (f"= {FACTOR} + {FACTOR}", "+"),
        (f"= \\left({FACTOR} + {FACTOR}\\right)^{{\\top}}", "+"),
        (f"= {matrix([['0.123456789'] * 8], whole=True)}", "\\left."),
    ],
)
def test_a_line_that_goes_on_starts_with_a_sign(text: str, starts: str) -> None:
    first, second = broken(text, LINE - 10, LINE - 14)
    assert second.startswith(starts)
    assert width(first) <= LINE
    assert width(second) <= 70 + 10


def test_a_function_keeps_its_argument() -> None:
    text = f"= {FACTOR} \\exp\\left({FACTOR}\\right)"
    assert broken(text, 70, LINE)[1].startswith("\\cdot \\exp\\left(")


@pytest.mark.parametrize("problem", ["rnn", RENAMED])
def test_dot_products_follow_the_product_that_they_write_out(problem: str) -> None:
    text = derive.load(problem).solve(detail="full").to_markdown()
    displays = [re.split(r"(?:=|\\approx) ", d) for d in re.findall(r"\$\$\n(.*?)\n\$\$", text, re.S)]
    written = 0
    for stages in displays:
        for before, stage, after in zip(stages, stages[1:], stages[2:], strict=False):
            if re.search(r"matrix\} [^&]*?\d \\cdot \(?-?\d", stage):
                written += 1
                assert not re.search(r"matrix\} (\\begin|\\hspace\{2pt\} \\mathrm\{diag)", after), after
                assert "matrix} \\begin" in before or "matrix} \\hspace" in before or "} \\quad" in before, before
    assert written > 10
