"""Solutions for Word: a package that is whole, with formulas of its own that say what the other formats say."""

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derive import load
from derive.cohort.one_writeup import check_writeup

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


@cache
def package(name: str, language: str = "en") -> bytes:
    found = load(name, None, {"language": language}).solve(verify=False).written("docx")
    assert isinstance(found, bytes)
    return found


def document(name: str, language: str = "en") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(package(name, language))) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def test_every_part_is_well_formed_and_named_where_it_must_be() -> None:
    with zipfile.ZipFile(io.BytesIO(package("rnn"))) as archive:
        names = archive.namelist()
        trees = {name: ElementTree.fromstring(archive.read(name)) for name in names}
    assert names[0] == "[Content_Types].xml"
    told = {each.get("PartName", "").lstrip("/") for each in trees[names[0]]} - {""}
    assert told == {"word/document.xml", "word/styles.xml", "docProps/core.xml"}
    for relations, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        assert {folder + str(each.get("Target")) for each in trees[relations]} <= set(names)


def test_paragraphs_use_styles_that_there_are() -> None:
    with zipfile.ZipFile(io.BytesIO(package("rnn"))) as archive:
        styles = ElementTree.fromstring(archive.read("word/styles.xml"))
    known = {each.get(f"{WORD}styleId") for each in styles.iter(f"{WORD}style")}
    used = {each.get(f"{WORD}val") for each in document("rnn").iter(f"{WORD}pStyle")}
    assert used == {"Title", "Heading1", "Step", "Formula", "ListBullet"}
    assert used < known


def test_formulas_are_words_own() -> None:
    tree = document("rnn")
    kinds = {each.tag.removeprefix(MATH) for each in tree.iter() if each.tag.startswith(MATH)}
    assert {"f", "m", "d", "sSub", "sSup", "nary", "bar", "acc", "limLow", "borderBox"} <= kinds
    assert len(list(tree.iter(f"{MATH}oMathPara"))) > 60


@pytest.mark.parametrize("name", ["rnn", "mazur", "lstm"])
def test_a_solution_is_read_back_by_the_reader_of_students_files(name: str, tmp_path: Path) -> None:
    path = tmp_path / "solution.docx"
    path.write_bytes(package(name))
    lines = check_writeup(name, path).lines
    right = [line for line in lines if line.verdict == "right"]
    unread = [line for line in lines if line.verdict == "unread"]
    assert len(right) + len(unread) == len(lines) > 180
    assert len(unread) <= 8


def test_pandoc_takes_the_document(tmp_path: Path) -> None:
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    path = tmp_path / "solution.docx"
    path.write_bytes(package("rnn"))
    run = subprocess.run(["pandoc", str(path), "-t", "markdown"], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    plain = re.sub(r"\s+", " ", run.stdout)
    assert r"\tanh" in plain or r"\text{tanh}" in plain
    assert r"\frac{\partial" in plain
    assert "# (a)" in plain
    assert "0.2773" in plain


def test_a_german_document_has_german_words_and_decimal_commas() -> None:
    tree = document("rnn", "de")
    text = "".join(each.text or "" for each in tree.iter() if each.tag in (f"{WORD}t", f"{MATH}t"))
    assert "Lokale Ableitungen" in text
    assert "0,3630" in text
    assert "0.3630" not in text


def test_the_same_solution_gives_the_same_bytes() -> None:
    again = load("rnn", None, {"language": "en"}).solve(verify=False).written("docx")
    assert again == package("rnn")


def test_formulas_have_nothing_that_other_programs_show_as_marks() -> None:
    """Alignment marks, breaks within a formula and a relation without a left side, which LibreOffice shows as signs."""
    tree = document("rnn")
    texts = [each.text or "" for each in tree.iter(f"{MATH}t")]
    assert not any("&" in text for text in texts)
    assert not [each for math in tree.iter(f"{MATH}oMath") for each in math.iter(f"{WORD}br")]
    starts = [next(math.iter(f"{MATH}t")).text or "" for math in tree.iter(f"{MATH}oMath")]
    assert not {"=", "≈"} & set(starts)


def test_no_cell_of_the_answers_is_cut() -> None:
    """Two thirds of an em for a digit, and the page is as wide as the columns or wider."""
    table = next(document("rnn").iter(f"{WORD}tbl"))
    across = [int(each.get(f"{WORD}w", "0")) for each in table.iter(f"{WORD}gridCol")]
    assert sum(across) <= 9638
    assert across[1] > 3 * 7 * 105 > across[3]
