"""Files that mean harm: they end in a message, or in what can be read of them."""

from __future__ import annotations

import json

import pytest
from tiers import swept

from derive.sources.file_limits import LONGEST_TEXT, MOST_CHAINS
from derive.writeup.read_file import read_submission


def messages(name: str, data: bytes) -> list[str]:
    return [unread.message for unread in read_submission(name, data).unread]


BINARY = "not a text file: found "
EXPECTED = "expected Markdown, LaTeX, a notebook or plain text, best in UTF-8"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.md", b"PK\x03\x04 and more", "the archive is damaged; save the document again, or hand in a PDF"),
        ("a.tex", b"a\0b", f"{BINARY}bytes that are no text; {EXPECTED}"),
        ("a.ipynb", b"%PDF-1.7", "the PDF is damaged or locked; print it to a new PDF, or hand in the source"),
        ("a.ipynb", b"{", "not a notebook: its JSON cannot be read"),
        ("a.ipynb", b"[" * 100_000, "not a notebook: its JSON cannot be read"),
        ("a.ipynb", b'{"a":' * 100_000, "not a notebook: its JSON cannot be read"),
        ("a.ipynb", b'{"cells":' + b"1" * 100_000 + b"}", "not a notebook: its JSON cannot be read"),
        ("a.ipynb", b'{"cells": 3}', "not a notebook: no cells in it"),
        ("a.ipynb", b"[]", "not a notebook: no cells in it"),
        ("a.ipynb", b'{"cells": [' + b"[]," * 1_600_000 + b"1]}", "the notebook has more than 3000000 entries"),
        ("a.md", b"x" * (LONGEST_TEXT + 1), f"the text has {LONGEST_TEXT + 1} characters; the limit is {LONGEST_TEXT}"),
        ("a.md", b"$x = " + b"(" * 10_000 + b"1" + b")" * 10_000 + b"$", "brackets nested deeper than 60"),
        ("a.md", b"$x = " + b"1 + " * 30_000 + b"$", "a formula that is too long"),
        ("a.md", b"$x = " + b"1111 + " * 4_000 + b"1$", "a side that is too long"),
        ("a.md", b"$" + b"x = " * 1_000 + b"1$", "a chain of more than 400 sides"),
    ],
)
def test_what_is_not_read_is_told(name: str, data: bytes, message: str) -> None:
    found = read_submission(name, data)
    assert [unread.message for unread in found.unread] == [message]


def test_environments_nested_ten_thousand_deep() -> None:
    frames = b"\\begin{aligned}" * 10_000 + b"x = 1" + b"\\end{aligned}" * 10_000
    assert read_submission("a.tex", frames + b"\n\n$y = 2$").chains[-1].sides[1].text == "2"
    matrices = b"$x = " + b"\\begin{bmatrix}" * 10_000 + b"1" + b"\\end{bmatrix}" * 10_000 + b"$\n\n$y = 2$"
    found = read_submission("a.tex", matrices)
    assert [chain.sides[1].text for chain in found.chains] == ["2"]
    assert len(found.unread) == 1


@pytest.mark.parametrize(
    "bomb",
    [
        b"".join(b"\\def\\%c{\\%c\\%c}" % (97 + k, 98 + k, 98 + k) for k in range(25)) + b"$x = \\a$",
        b"\\def\\a{\\b}\\def\\b{\\a}$x = \\a$",
        b"\\newcommand{\\a}[1]{#1#1}$x = " + b"\\a{" * 5_000 + b"1" + b"}" * 5_000 + b"$",
        b"\\newcommand{\\a}[1]{#1}" + b"\\a{" * 50_000,
    ],
)
def test_macros_that_explode_are_given_up(bomb: bytes) -> None:
    found = read_submission("a.tex", bomb + b"\n\n$y = 2$")
    assert "macros that grow beyond the limit; they are not expanded any more" in [u.message for u in found.unread]


def test_statements_without_number() -> None:
    found = read_submission("a.txt", b"x = 1\n" * (MOST_CHAINS + 5))
    assert len(found.chains) == MOST_CHAINS
    assert [unread.line for unread in found.unread] == [MOST_CHAINS + 1]


def test_the_pictures_of_a_notebook_do_not_count() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 5_000_000, "text/plain": "<Figure>"}}
    cells = [{"cell_type": "code", "outputs": [picture]}, {"cell_type": "markdown", "source": "$x = 1$"}]
    found = read_submission("a.ipynb", json.dumps({"cells": cells}).encode())
    assert [(chain.cell, chain.sides[1].text) for chain in found.chains] == [(1, "1")]
    assert found.unread == ()


REPEATED = [
    "$", "$$ ", "$a ", "\\[x=1", "\\begin{align}", "`a ", "```\n", "<!-- ", "\\begin{verbatim}", "\\section{",
    "= ", "{", "\\left(", "\\text{for ", "| $x$ ", "\\overset{", "h*{t} ", "a\n---\n\n", "x = [\n",
    "+ ) \\\\ ", "write ", "\\to a", "a: 1 2\n", ">",
]  # fmt: skip


@pytest.mark.parametrize(("text", "times"), [c for t in REPEATED for c in ((t, 1_000), swept((t, 20_000)))])
def test_anything_repeated_is_read_to_its_end(text: str, times: int) -> None:
    many = text * times
    for kind in ("md", "tex", "txt"):
        found = read_submission(f"a.{kind}", many.encode())
        last = many.count("\n") + 1
        assert all(1 <= place.line <= last for place in (*found.unread, *(chain.sides[0] for chain in found.chains)))


def test_a_line_of_many_numbers_and_signs_is_no_print_at_once() -> None:
    """Every digit could belong to a word or stand between two; with all ways tried this would not end."""
    text = (
        r"$$\left[ \begin{array}{ccc} 0.2773"
        + "\n -0.1984 & 0.1602 \\cr 0.0656 & -0.0519" * 6
        + r" # \end{array}\right]$$"
    )
    assert messages("a.md", text.encode()) == []
