"""What programs print is read as an answer, in every form that was captured, and in each form that varies it.

`tests/facts/prints.jsonl` holds what the programs printed (November 2026, with their versions) for the reference
exercise; what is wanted of a changed digit needs no capture.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from print_programs import PRINTERS, Printer, Rows, csv_of_europe, octave, unicode_math

from derive.feedback.check_answer import Checker
from derive.problem import catalogue
from derive.sources.print_forms import array_of

FACTS = Path(__file__).parent / "facts"
PRINTS = [json.loads(line) for line in (FACTS / "prints.jsonl").read_text("utf-8").splitlines()]
TRUTH = json.loads((FACTS / "rnn3.json").read_text("utf-8"))
SHAPES = ((1, 3), (3, 1), (2, 4), (4, 2), (2, 2), (5, 6))
AMBIGUOUS = {(csv_of_europe, (3, 1))}
"""Printed so, it can be something else: two columns of whole numbers."""
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d*[1-9]\d*(?![\de]|e-1\d)|(?<![\d.])\d\.\d+(?=e[-+]0)")


@cache
def checker() -> Checker:
    return Checker(catalogue.load("rnn"))


def name(fact: dict[str, Any]) -> str:
    return f"{fact['program']}, {fact['kind']}, {fact['question']}"


def one_digit_off(text: str) -> str:
    """The text with the first digit behind the point of one number changed."""
    found = random.Random(len(text)).choice(list(DECIMAL.finditer(text)))
    place = text.index(".", found.start()) + 1
    return f"{text[:place]}{(int(text[place : place + 1] or 0) + 3) % 10}{text[place + 1 :]}"


@pytest.mark.parametrize("fact", PRINTS, ids=name)
def test_what_a_program_printed_is_read(fact: dict[str, Any]) -> None:
    assert checker().check(fact["question"], fact["text"]).verdict == fact["want"]


@pytest.mark.parametrize("fact", [fact for fact in PRINTS if DECIMAL.search(fact["text"])], ids=name)
def test_one_other_digit_is_never_right(fact: dict[str, Any]) -> None:
    verdict = checker().check(fact["question"], one_digit_off(fact["text"])).verdict
    assert verdict == "unread" if fact["want"] == "unread" else verdict in ("wrong", "slip")


def true_rows(question: str) -> list[list[float]]:
    found = TRUTH["values"][question]
    return [[float(entry) for entry in row] if isinstance(row, list) else [float(row)] for row in found]


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda printer: printer.__name__)
def test_an_array_comes_back_from_every_form_in_every_shape(printer: Printer) -> None:
    if printer is unicode_math:
        return
    for shape in SHAPES:
        values = random.Random(str(shape))
        rows = [[round(values.uniform(-9, 9), 4) for _ in range(shape[1])] for _ in range(shape[0])]
        text = printer(rows).removeprefix("ans =\n")
        found = array_of(text)
        if (printer, shape) in AMBIGUOUS:
            assert found is None
            continue
        assert found is not None, text
        assert flat([[float(entry) for entry in row] for row in found.rows]) == pytest.approx(flat(rows), abs=1e-3)
        assert len(found.rows) == len(rows), text


def flat(rows: Rows) -> list[float]:
    return [entry for row in rows for entry in row]


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda printer: printer.__name__)
@pytest.mark.parametrize(("question", "quantity"), [("dL/dV", "dL/dV"), ("dL/dh[1]", "dL/dh_1")])
def test_every_form_is_judged_as_an_answer(printer: Printer, question: str, quantity: str) -> None:
    rows = true_rows(quantity)
    assert checker().check(question, printer(rows)).verdict in ("right", "rounded")
    rows[1][0] += 0.0123
    assert checker().check(question, printer(rows)).verdict in ("wrong", "slip")


GRID = " 0.2773 -0.1984  0.1602\n 0.0556 -0.0519  0.1193\n-0.3329  0.2503 -0.2795"
COUNTED = "\n".join(f"[{k},] {row}" for k, row in enumerate(GRID.split("\n"), 1))
BRACED = "}, {".join(", ".join(row.split()) for row in GRID.split("\n"))
BARE = {
    "pandas without its head": (
        "0  0.277279 -0.198394  0.160215\n1  0.055579 -0.051914  0.119313\n2 -0.332858  0.250309 -0.279528"
    ),
    "pandas without its index": (
        "        0         1         2\n"
        " 0.277279 -0.198394  0.160215\n"
        " 0.055579 -0.051914  0.119313\n"
        "-0.332858  0.250309 -0.279528"
    ),
    "named rows without a head": (
        "h1  0.277279 -0.198394  0.160215\nh2  0.055579 -0.051914  0.119313\nh3 -0.332858  0.250309 -0.279528"
    ),
    "CSV without its index": ("0,1,2\n0.27728,-0.19839,0.16022\n0.05558,-0.05191,0.11931\n-0.33286,0.25031,-0.27953\n"),
    "lines of equal signs": (
        "====  =======  =======  =======\n"
        "  ..        0        1        2\n"
        "====  =======  =======  =======\n"
        "   0   0.2773  -0.1984   0.1602\n"
        "   1   0.0556  -0.0519   0.1193\n"
        "   2  -0.3329   0.2503  -0.2795\n"
        "====  =======  =======  ======="
    ),
    "HTML with wide cells": (
        "<table>\n"
        "<thead>\n"
        '<tr><th style="text-align: right;">  </th><th>     0</th><th>     1</th><th>     2</th></tr>\n'
        "</thead>\n"
        "<tbody>\n"
        "<tr><td> 0</td><td> 0.2773</td><td>-0.1984</td><td> 0.1602</td></tr>\n"
        "<tr><td> 1</td><td> 0.0556</td><td>-0.0519</td><td> 0.1193</td></tr>\n"
        "<tr><td> 2</td><td>-0.3329</td><td> 0.2503</td><td>-0.2795</td></tr>\n"
        "</tbody>\n"
        "</table>"
    ),
    "MATLAB with its size": f"dV = 3×3\n{GRID}",
    "MATLAB of single numbers": f"dV =\n\n  3×3 single matrix\n\n{GRID}",
    "Julia of three dimensions": f"3×3×1 Array{{Float64, 3}}:\n[:, :, 1] =\n{GRID}",
    "Julia transposed": f"3×3 adjoint(::Matrix{{Float64}}) with eltype Float64:\n{GRID}",
    "a part of a list of R": "$dV\n        [,1]    [,2]    [,3]\n" + COUNTED,
    "the first of a list of R": "[[1]]\n        [,1]    [,2]    [,3]\n" + COUNTED,
    "MatrixForm": f"MatrixForm[{{{{{BRACED}}}}}]",
    "Maple with its size": "Matrix(3, 3, [[" + BRACED.replace("}, {", "], [") + "]])",
    "Maple in angle brackets": "<<" + BRACED.replace("}, {", ">,<").replace(", ", "|") + ">>",
    "rows in brackets ended by semicolons": "[" + BRACED.replace("}, {", "];\n[") + "]",
    "quoted with decimal commas": "\n".join(
        ",".join(f'"{x}"' for x in row.split()) for row in GRID.replace(".", ",").split("\n")
    ),
    "the minus of a calculator": "[[" + BRACED.replace("}, {", "][").replace(",", "").replace("-", "⁻") + "]]",
    "the minus of APL": GRID.replace("-", "¯"),
    "xarray": "<xarray.DataArray (o: 3, h: 3)> Size: 72B\narray([["
    + BRACED.replace("}, {", "],\n       [")
    + "]])\nDimensions without coordinates: o, h",
}
"""Prints of dL/dV with less around it than usual: pandas 3.0 and tabulate 0.9."""


@pytest.mark.parametrize("text", BARE.values(), ids=BARE.keys())
def test_what_stands_around_a_print_may_be_left_out(text: str) -> None:
    assert checker().check("dL/dV", text).verdict in ("right", "rounded")
    assert checker().check("dL/dV", text.replace("0.055", "0.065").replace("0,055", "0,065")).verdict == "wrong"


def test_commas_within_numbers_and_between_them_are_no_list_of_whole_numbers() -> None:
    assert array_of("[0,3630, -0,0457, -0,3172]") is None
    assert checker().check("dL/dc", "[0,3630, -0,0457, -0,3172]").verdict in ("right", "rounded")


def test_a_row_between_bars_and_a_series_of_polars() -> None:
    assert checker().check("yhat[0]", "| 0.0885 | 0.0723 | 0.8391 |").verdict in ("right", "rounded")
    shown = "shape: (3,)\nSeries: 'g' [f64]\n[\n\t-0.918855\n\t-1.047325\n\t-0.116135\n]"
    assert checker().check("dL/dh[1]", shown).verdict in ("right", "rounded")
    assert checker().check("dL/dh[1]", shown.replace("-1.04", "1.04")).verdict == "wrong"


UNCLEAR = {
    "three numbers with decimal commas, or two columns": "0,2773\n-0,1984\n0,1602",
    "a product": "(0.5)(0.3)",
    "a difference": "[0.5 - 0.3]",
    "one number": "2.0144",
    "a formula": "[tanh(1), 0]",
    "rows of two lengths": "0.1 0.2\n0.3",
    "a head that counts other columns": "   1   3\n0  0.1 0.2\n1 0.3 0.4",
    "blocks of which one is left out": " Columns 1 and 2:\n\n 0.1 0.2\n 0.3 0.4\n\n Column 4:\n\n 0.5\n 0.6\n",
    "a vector that does not begin at its first entry": "[3] 0.1 0.2",
    "columns with an index, or a matrix of three columns": "0 0.1 0.2\n1 0.3 0.4",
}


@pytest.mark.parametrize("text", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_may_be_something_else_is_no_print(text: str) -> None:
    found = array_of(text)
    assert found is None or (text.startswith("0 ") and found.rows[0] == ("0", "0.1", "0.2"))


ELIDED: dict[str, Callable[[], str]] = {
    "numpy": lambda: "[[ 0.27 ...  0.16]\n ...\n [-0.33 ... -0.28]]",
    "torch": lambda: "tensor([[ 0.1,  ...,  0.2],\n        ...,\n        [ 0.3,  ...,  0.4]])",
    "pandas": lambda: (
        "      0   ...   99\n0   0.1  ...  0.2\n..  ...  ...  ...\n99  0.3  ...  0.4\n\n[100 rows x 100 columns]"
    ),
    "julia": lambda: "100×3 Matrix{Float64}:\n 0.1  0.2  0.3\n ⋮\n 0.4  0.5  0.6",
    "R": lambda: octave([[0.1], [0.2]]) + ' [ reached getOption("max.print") -- omitted 98 rows ]',
}


@pytest.mark.parametrize("text", [make() for make in ELIDED.values()], ids=ELIDED.keys())
def test_entries_that_are_left_out_are_asked_for(text: str) -> None:
    record = checker().check("dL/dV", text)
    assert record.verdict == "unread"
    assert "print all entries" in record.message
