"""Templates of the user's own: a letterhead, another sentence; in a sandbox, and a mistake is told with its place."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_pdf import structure

import derive
from derive.cli import main
from derive.documents.formats import Choices

HEADS = {
    "md": "**University of Nowhere**",
    "tex": r"\noindent\textbf{University of Nowhere}\hfill Sheet 3\par\hrule",
    "html": "<header><p>University of Nowhere</p></header>",
    "docx": "<w:p><w:r><w:t>University of Nowhere, << document.title | e >></w:t></w:r></w:p>",
}
README = Path(__file__).parent.parent / "README.md"


def run(*words: str) -> tuple[int, str, str]:
    shown = CliRunner().invoke(main, list(words))
    return shown.exit_code, shown.stdout, shown.stderr


def folder_with(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_letterhead_stands_once_above_the_title_in_every_format(tmp_path: Path) -> None:
    own = folder_with(tmp_path, {f"letterhead/{form}.j2": text for form, text in HEADS.items()})
    solution = derive.load("logistic").solve()
    for form in ("md", "tex", "html"):
        for edition in ("solution", "sheet", "slides"):
            text = str(solution.written(form, Choices(templates=own, edition=edition)))
            assert text.count("University of Nowhere") == 1, (form, edition)
            whole = text.partition("<body>")[2] if form == "html" else text.partition("\\begin{document}")[2] or text
            assert whole.index("University of Nowhere") < whole.index("Logistic regression, one")
    word = solution.written("docx", Choices(templates=own))
    assert isinstance(word, bytes)
    inner = zipfile.ZipFile(BytesIO(word)).read("word/document.xml").decode()
    assert "University of Nowhere, Logistic regression, one example" in inner
    assert run("show", "logistic", "--templates", str(own))[1].startswith("**University of Nowhere**")


def test_the_letterhead_in_the_readme_makes_an_accessible_pdf(tmp_path: Path) -> None:
    shown = re.search(r"```typst\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert shown
    own = folder_with(tmp_path, {"letterhead/typ.j2": shown[1]})
    made = derive.load("logistic").solve().written("pdf", Choices(templates=own, edition="sheet"))
    assert isinstance(made, bytes)
    assert any(kind == "/Formula" for kind, _ in structure(made))


MISTAKES = [
    (
        "md/leaves.j2",
        "<% macro title(text) %>\n<< text.foo.bar >><% endmacro %>",
        "leaves.j2, line 2: 'str object' has no",
    ),
    ("md/leaves.j2", "\n\n<% if %>", "leaves.j2, line 3: Expected an expression"),
    ("md/solution.md.j2", '<< "".__class__.__mro__ >>', "solution.md.j2, line 1: access to attribute '__class__'"),
    ("md/solution.md.j2", '<% include "nothing.j2" %>', "nothing.j2"),
    ("reasons/en.toml", "x = ", "en.toml: not TOML"),
    ("reasons/en.toml", '[document]\ngiven = "What <foo>"', "document.given has a place <foo>; expected none"),
    ("reasons/en.toml", "[document]\ngiven = 3", "there is no sentence of that name, document.given"),
]


@pytest.mark.parametrize(("name", "text", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, text: str, told: str, tmp_path: Path) -> None:
    own = folder_with(tmp_path, {name: text})
    status, shown, said = run("solve", "logistic", "--templates", str(own), "-o", "-")
    assert (status, shown) == (2, "")
    assert told in said
    assert "at fault" not in said


def test_no_template_of_a_user_reaches_the_program(tmp_path: Path) -> None:
    reaches = (
        "document.__class__",
        "document.sections.__getattribute__('x')",
        "''.format.__globals__",
        "self.__init__",
    )
    for reach in reaches:
        own = folder_with(tmp_path, {"letterhead/md.j2": f"<< {reach} >>"})
        assert run("show", "logistic", "--templates", str(own))[0] == 2, reach
    own = folder_with(tmp_path, {"letterhead/md.j2": "<< '{0.__class__}'.format(document) >>"})
    assert run("show", "logistic", "--templates", str(own))[0] == 2


def test_a_single_block_of_ones_own_changes_that_block_wherever_it_is_used(tmp_path: Path) -> None:
    """The others are as they were, and those that use it use the new one: a step its display."""
    block = "<% macro display(lines) %>\n[[<< lines | length >>]]\n<% endmacro %>"
    own = folder_with(tmp_path, {"md/leaves.j2": block})
    text = str(derive.load("logistic").solve(verify=False).written("md", Choices(templates=own)))
    assert text.startswith("# Logistic regression, one example")
    assert re.search(r"\*\*Step 1\.\*\* .*\n+\[\[1\]\]", text)
    assert "$$" not in text
    folder_with(tmp_path, {"md/leaves.j2": "\n\n" + block.replace("lines | length", "lines.none.such")})
    said = run("solve", "logistic", "--templates", str(own), "-o", "-")[2]
    assert "leaves.j2, line 4: 'tuple object' has no attribute 'none'; mend the template" in said


def handed_in(folder: Path) -> str:
    (folder / "h.md").write_text("$L = 0.1602$", encoding="utf-8")
    return str(folder / "h.md")


def test_reports_and_variants_have_the_letterhead_and_the_sentences_too(tmp_path: Path) -> None:
    files = {f"letterhead/{form}.j2": text for form, text in HEADS.items()}
    own = folder_with(tmp_path / "own", {**files, "verdicts/en.toml": '[report]\nsubmission = "Handed in by"'})
    words = ("--templates", str(own), "--to", "md,tex,html", "-o", str(tmp_path / "out"))
    assert run("check", "logistic", handed_in(tmp_path), *words)[0] < 2
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert text.count("University of Nowhere") == 1, path.name
        assert "Handed in by" in text
    words = ("--count", "1", "--solutions", "--templates", str(own), "-o", str(tmp_path / "class"))
    assert run("vary", "logistic", *words)[0] == 0
    for folder in ("sheets", "solutions"):
        (sheet,) = (tmp_path / "class" / folder).iterdir()
        assert sheet.read_text(encoding="utf-8").startswith("**University of Nowhere**")


@pytest.mark.parametrize("words", [("check", "logistic", "h.md"), ("vary", "logistic", "--count", "1")])
def test_a_mistake_in_a_report_or_a_variant_is_told_and_nothing_is_written(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    kind = "report" if words[0] == "check" else "solution"
    handed_in(tmp_path)
    own = folder_with(tmp_path / "own", {f"md/{kind}.md.j2": "\n<% include 'nothing.j2' %>"})
    given = [str(tmp_path / word) if word.endswith(".md") else word for word in words]
    status, _, said = run(*given, "--templates", str(own), "-o", str(tmp_path / "out"))
    assert status == 2, said
    assert "nothing.j2" in said
    assert not (tmp_path / "out").exists()
