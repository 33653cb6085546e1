"""PDF for everybody: compiled without a warning, read by a screen reader, nothing beyond the page."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from browser import judge
from click.testing import CliRunner
from tex import need

import derive
from derive.cli import main
from derive.documents.blocks import Display, Document, Section, Table, Text
from derive.documents.formats import Choices
from derive.documents.lines import SetLine
from derive.documents.manuscript import Manuscript
from derive.documents.pdf import OTHER_FONTS
from derive.language.errors import ProblemError

typst = pytest.importorskip("typst", reason="typst is not installed")


@cache
def source() -> str:
    return derive.load("rnn").solve().render("typ")


@cache
def printed() -> bytes:
    made, warnings = typst.compile_with_warnings(source().encode(), format="pdf", pdf_standards="ua-1", timestamp=0)
    assert [str(warning.message) for warning in warnings] == []
    return bytes(made)


def by_hand(language: str = "en", title: str = "Übung & Lösung #1 [*]") -> Manuscript:
    wide = r" + ".join(rf"\frac{{\partial L}}{{\partial W_{{{k}}}}}" for k in range(40))
    blocks = (
        Text('Words with $\\frac{1}{3}$, **bold** and #signs* of _Typst_ [1] = \\ "quoted".'),
        Display((SetLine("L", "= \\frac{1}{3} x"), SetLine("", f"\\quad {{}} + {wide}"))),
        Table(("name", "value"), (("$x$", "$\\frac{1}{3}$"),)),
    )
    document = Document(title, (), (Section("(a) $\\partial L/\\partial V$ and $\\hat{y}_{0}$", blocks),), language)
    return Manuscript(lambda: document)


def structure(pdf: bytes) -> list[tuple[str, str]]:
    """The kinds of the tags of a file with their alternative texts, in the order of reading."""
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed")
    from io import BytesIO

    found: list[tuple[str, str]] = []

    def visit(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                visit(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", ""))))
            visit(node.get("/K"))

    with pikepdf.open(BytesIO(pdf)) as file:
        assert str(file.Root.Lang) in ("en", "de")
        visit(file.Root.StructTreeRoot)
        with file.open_outline() as outline:
            found += [("bookmark", str(item.title)) for item in outline.root]
    return found


def test_every_formula_of_a_solution_is_spoken_and_its_table_has_heads() -> None:
    tags = structure(printed())
    said = [alt for kind, alt in tags if kind == "/Formula"]
    assert len(said) > 150
    assert all(alt.strip() for alt in said)
    assert "the derivative of l sub 2 by h sub 1" in said
    assert any(alt.endswith("is approximately the row minus 2.4070, minus 3.2252, minus 0.8200") for alt in said)
    assert [kind for kind, _ in tags].count("/TH") == 4


def test_bookmarks_are_words() -> None:
    found = [title for kind, title in structure(by_hand().written("pdf")) if kind == "bookmark"]
    assert found == ["(a) the derivative of L by V and y hat sub 0"]


def test_a_document_tells_its_language_and_speaks_it() -> None:
    tags = structure(by_hand("de").written("pdf"))
    assert ("/Formula", "ein Drittel") in tags
    assert ("bookmark", "(a) die Ableitung von L nach V and y Dach Index 0") in tags


def test_a_formula_wider_than_the_page_is_made_to_fit() -> None:
    """As wide as the page: measured in the document itself, since no checker sees what leaves the page."""
    text = by_hand().written("typ")
    assert isinstance(text, str)
    scaled = "scale(room.width / wide * 100%, reflow: true, whole))"
    assert scaled in text
    probe = text.replace(scaled, f"let made = {scaled}\n  [#metadata(measure(made).width / room.width)<made>]\n  made")
    (part,) = json.loads(typst.query(probe.encode(), "<made>", field="value"))
    assert 0.95 < part <= 1.0001


def test_no_formula_of_a_solution_is_wider_than_the_page() -> None:
    """Of those that are set without being measured as well: here all are."""
    unmeasured = next(line for line in source().splitlines() if line.startswith("#let shown("))
    all_measured = source().replace(unmeasured, "#let shown(alt, body) = fitted(alt, body, center)")
    probe = all_measured.replace("set align(alignment)", "[#metadata(wide / room.width)<wide>]; set align(alignment)")
    widths = json.loads(typst.query(probe.encode(), "<wide>", field="value"))
    assert len(widths) > 60
    assert max(widths) <= 1


def test_a_checker_of_accessibility_has_nothing_to_say(tmp_path: Path) -> None:
    judge("outloud")
    (tmp_path / "rnn.pdf").write_bytes(printed())
    command = [sys.executable, "-m", "outloud.cli", "--json", "report.json", "rnn.pdf"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "0 error(s), 0 warning(s)" in run.stdout, run.stdout + run.stderr


def test_without_typst_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    run = CliRunner().invoke(main, ["solve", "mlp", "--to", "md,pdf", "-o", str(tmp_path / "out")])
    assert run.exit_code == 2
    assert "pip install 'derive-steps[pdf]'" in run.output
    assert not (tmp_path / "out").exists()


def test_a_part_for_another_document_is_no_pdf(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["solve", "mlp", "--to", "pdf", "--fragment", "-o", str(tmp_path / "out")])
    assert run.exit_code == 2
    assert "--fragment" in run.output
    assert not (tmp_path / "out").exists()


def test_tex_makes_the_pdf_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    need("pdflatex")
    solution = derive.load("logistic").solve()
    made = solution.written("pdf", Choices(engine="latex"))
    assert made[:5] == b"%PDF-"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProblemError, match="there is no pdflatex on this machine"):
        solution.written("pdf", Choices(engine="latex"))


def test_an_exercise_of_scalars_is_short_and_its_low_steps_take_a_line() -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed")
    from io import BytesIO

    made = derive.load("mazur").solve().written("pdf")
    assert isinstance(made, bytes)
    with pikepdf.open(BytesIO(made)) as file:
        assert len(file.pages) <= 6


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('#set text(font: "New Computer Modern")\n$∂ L \\/ ∂ h_(1) ≈ 0.5$ Übung', False),
        ('#set text(font: "Source Sans 3")', True),
        ('#"勾配";', True),
    ],
)
def test_fonts_of_the_machine_are_looked_for_only_where_typst_has_none(source: str, found: bool) -> None:
    assert bool(OTHER_FONTS.search(source)) is found
