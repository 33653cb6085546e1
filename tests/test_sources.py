"""Containers of other formats: what each construction of their formulas says, and what hostile files come to.

The constructions are those of ECMA-376 part 1, 22.1 (Word) and MathML Core; what they say was written down by hand.
"""

from __future__ import annotations

import io
import zipfile

import pytest

from derive.sources import mathml_formula, omml
from derive.sources.archives import Archive
from derive.sources.markup_tree import DEEPEST, html_tree, xml_tree
from derive.sources.passage import NotText
from derive.sources.source import opened
from derive.writeup.read_file import read_submission

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def r(text: str, style: str = "") -> str:
    return f"<m:r><m:rPr>{style}</m:rPr><m:t>{text}</m:t></m:r>"


def e(*parts: str) -> str:
    return "".join(f"<m:e>{part}</m:e>" for part in parts)


P = '<m:sty m:val="p"/>'
BOLD = '<m:sty m:val="b"/>'
WORD = {
    "sub and sup": (f"<m:sSubSup>{e(r('x'))}<m:sub>{r('1')}</m:sub><m:sup>{r('2')}</m:sup></m:sSubSup>", "x_{1}^{2}"),
    "an array of ones": (f"<m:sSub>{e(r('1', BOLD))}<m:sub>{r('2')}</m:sub></m:sSub>", r"\mathbf{1}_{2}"),
    "a hat is usual": (f"<m:acc>{e(r('y'))}</m:acc>", r"\hat{y}"),
    "a bar above": (f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>{e(r("h"))}</m:bar>', r"\bar{h}"),
    "a macron": (
        f'<m:groupChr><m:groupChrPr><m:chr m:val="¯"/><m:pos m:val="top"/></m:groupChrPr>{e(r("h"))}</m:groupChr>',
        r"\bar{h}",
    ),
    "a brace says nothing": (f"<m:groupChr>{e(r('a+b'))}</m:groupChr>", "a+b"),
    "a fraction": (f"<m:f><m:num>{r('1')}</m:num><m:den>{r('3')}</m:den></m:f>", r"\frac{1}{3}"),
    "a slanted fraction": (
        f'<m:f><m:fPr><m:type m:val="skw"/></m:fPr><m:num>{r("1")}</m:num><m:den>{r("3")}</m:den></m:f>',
        "(1)/(3)",
    ),
    "a sum without upper bound": (
        '<m:nary><m:naryPr><m:chr m:val="∑"/><m:supHide m:val="1"/></m:naryPr>'
        f"<m:sub>{r('t')}</m:sub><m:sup/>{e(r('l'))}</m:nary>",
        r"\sum_{t} l",
    ),
    "a root": (f"<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/>{e(r('d'))}</m:rad>", r"\sqrt{d}"),
    "a root of a degree": (f"<m:rad><m:deg>{r('3')}</m:deg>{e(r('d'))}</m:rad>", r"\sqrt[3]{d}"),
    "brackets": (
        f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>{e(r("1"))}</m:d>',
        r"\left[1\right]",
    ),
    "round ones are usual": (f"<m:d>{e(r('1'), r('2'))}</m:d>", r"\left(1|2\right)"),
    "a matrix": (
        f"<m:m><m:mr>{e(r('1'), r('0'))}</m:mr><m:mr>{e(r('0'), r('1'))}</m:mr></m:m>",
        r"\begin{matrix}1 & 0 \\ 0 & 1\end{matrix}",
    ),
    "a function": (
        f"<m:func><m:fName>{r('tanh', P)}</m:fName>{e('<m:d>' + e(r('x')) + '</m:d>')}</m:func>",
        r"\mathrm{tanh} \left(x\right)",
    ),
    "lines below each other": (
        f"<m:eqArr>{e(r('a&amp;=b'), r('&amp;=c'))}</m:eqArr>",
        r"\begin{aligned}a&=b \\ &=c\end{aligned}",
    ),
    "a line break": (
        f"{r('a=b')}<m:r><w:br {W}/><m:t>=c</m:t></m:r>",
        r"\begin{aligned}a=b \\ =c\end{aligned}",
    ),
    "words": ("<m:r><m:rPr><m:nor/></m:rPr><m:t>for t = 1</m:t></m:r>", r"\text{for t = 1}"),
    "a minus and letters of mathematics": (r("−𝑥⊤"), r"-x\top "),
    "a limit below": (f"<m:limLow>{e(r('W'))}<m:lim>{r('3×3')}</m:lim></m:limLow>", r"\underset{3×3}{W}"),
    "a hat as a sign above, as converters from MathML write it": (
        f"<m:limUpp>{e(r('y'))}<m:lim>{r('^', P)}</m:lim></m:limUpp>",
        r"\hat{y}",
    ),
    "a word above": (f"<m:limUpp>{e(r('='))}<m:lim>{r('def', P)}</m:lim></m:limUpp>", r"\overset{\mathrm{def}}{=}"),
    "a stroke with an exponent": (
        f"{r('‖h')}<m:sSup>{e(r('‖'))}<m:sup>{r('2')}</m:sup></m:sSup>",
        r"\|h\|^{2}",
    ),
    "what was deleted": ("<m:del><m:r><m:t>9</m:t></m:r></m:del>" + r("8"), "8"),
}
PAGE = {
    "a sum": (
        "<munderover><mo>∑</mo><mrow><mi>t</mi><mo>=</mo><mn>0</mn></mrow><mn>2</mn></munderover>",
        r"\sum_{t=0}^{2} ",
    ),
    "a hat and an index": ("<msub><mover><mi>y</mi><mo>^</mo></mover><mn>0</mn></msub>", r"\hat{y}_{0}"),
    "an array of ones": ("<msub><mn>𝟏</mn><mn>2</mn></msub>", r"\mathbf{1}_{2}"),
    "a bar": ("<mover accent='true'><mi>h</mi><mo>¯</mo></mover>", r"\bar{h}"),
    "a transposed one": ("<msup><mi>W</mi><mo>⊤</mo></msup>", r"W^{\top}"),
    "a derivative": (
        "<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><mi>V</mi></mrow></mfrac>",
        r"\frac{∂L}{∂V}",
    ),
    "a function's name": ("<mi>softmax</mi><mo>&#8289;</mo><mo>(</mo><mi>z</mi><mo>)</mo>", r"\mathrm{softmax} (z)"),
    "a matrix": (
        "<mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mo>−</mo><mn>2</mn></mtd></mtr></mtable><mo>]</mo>",
        r"[\begin{matrix}1 & -2\end{matrix}]",
    ),
    "numbers in one element, as Temml sets a list without spaces": (
        "<mi>z</mi><mo>=</mo><mo>[</mo><mn>1,2,3</mn><mo>]</mo>",
        "z=[1,2,3]",
    ),
    "a derivative typed in AsciiMath": (
        "<mi>d</mi><mfrac><mi>L</mi><mi>d</mi></mfrac><msub><mi>h</mi><mn>1</mn></msub><mo>=</mo><mn>2</mn>",
        r"\frac{d L}{d h_{1}}=2",
    ),
    "a derivative of which both letters stand above": (
        "<mfrac><mrow><mi>d</mi><mi>z</mi></mrow><mi>d</mi></mfrac><mi>W</mi>",
        r"\frac{dz}{d W}",
    ),
    "a fraction over a length d": ("<mi>k</mi><mfrac><mi>q</mi><mi>d</mi></mfrac><mi>V</mi>", r"k\frac{q}{d}V"),
    "an index behind a logarithm typed in AsciiMath": (
        "<msub><mrow><mi>log</mi><mover><mi>y</mi><mo>^</mo></mover></mrow><mi>t</mi></msub>",
        r"\mathrm{log} \hat{y}_{t}",
    ),
    "the author's TeX": (
        "<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\bar x</annotation></semantics>",
        r"\bar x",
    ),
}


@pytest.mark.parametrize("name", WORD)
def test_a_construction_of_word_says_what_it_shows(name: str) -> None:
    xml, latex = WORD[name]
    assert omml.formula(xml_tree(f"<m:oMath {M}>{xml}</m:oMath>".encode())) == latex


@pytest.mark.parametrize("name", PAGE)
def test_a_construction_of_mathml_says_what_it_shows(name: str) -> None:
    xml, latex = PAGE[name]
    tree = xml_tree(f"<math>{xml}</math>".encode())
    assert mathml_formula.formula(tree).replace("  ", " ") == latex


def packed(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


def document(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    return packed(word__document_xml=f"<w:document {W} {M}><w:body>{body}</w:body></w:document>")


def typed(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def statements(name: str, data: bytes) -> list[list[str]]:
    return [[side.text for side in chain.sides] for chain in read_submission(name, data).chains]


def test_word_without_an_equation_editor_is_read_as_typed() -> None:
    lowered = typed("L = 2.0144, h") + typed("0", '<w:vertAlign w:val="subscript"/>') + typed(" = [1, 2]")
    assert statements("a.docx", document(lowered)) == [["L", "2.0144"], ["h_0", "[1, 2]"]]


def test_what_is_struck_or_hidden_in_word_is_reported_and_not_judged() -> None:
    struck = typed("L = 3", "<w:strike/>"), typed("L = 4", "<w:vanish/>"), typed("L = 5", '<w:color w:val="FFFFFF"/>')
    found = read_submission("a.docx", document(*struck, typed("L = 2")))
    assert [[side.text for side in chain.sides] for chain in found.chains] == [["L", "2"]]
    assert [gap.text.strip("~!<>- ") for gap in found.unread] == ["L = 3", "L = 4", "L = 5"]


def test_a_file_is_what_its_bytes_say_not_its_name() -> None:
    page = b"<!DOCTYPE html><html><body><p>$L = 2$</p><script>var x = '$L = 3$'</script></body></html>"
    assert statements("a.txt", page) == [["L", "2"]]
    assert statements("a.md", document(typed("L = 2"))) == [["L", "2"]]


def test_tables_of_word_and_of_pages_are_read() -> None:
    rows = [["parameter", "gradient"], ["dL/db", "[1, 2]"]]
    word = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{typed(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    made = packed(word__document_xml=f"<w:document {W} {M}><w:body><w:tbl>{word}</w:tbl></w:body></w:document>")
    assert statements("a.docx", made) == statements("a.html", f"<html><body><table>{page}</table>".encode()) != []


@pytest.mark.parametrize(
    ("blocks", "sides"),
    [
        (["<mi>L</mi>", "<mo>=</mo><mn>2</mn>"], ["L", "2"]),
        (["<mover><mi>h</mi><mo>←</mo></mover>", "<mo>=</mo><mn>2</mn>"], [r"\overleftarrow{h}", "2"]),
        (["<mi>L</mi><mo>=</mo><mn>1</mn>", "<mo>+</mo><mi>k</mi>", "<mo>=</mo><mn>2</mn>"], ["L", "1 +k", "2"]),
    ],
)
def test_a_line_of_a_page_may_stand_in_several_blocks(blocks: list[str], sides: list[str]) -> None:
    """Its sides were read as going on from whatever statement stood above."""
    made = "".join(f"<div><math>{block}</math></div>" for block in ["<mi>M</mi><mo>=</mo><mn>1</mn>", *blocks])
    assert statements("a.html", f"<html><body>{made}</body></html>".encode()) == [["M", "1"], sides]


DEEP = f"{'<w:p>' * 2 * DEEPEST}{'</w:p>' * 2 * DEEPEST}"
HOSTILE = {
    "an entity": packed(word__document_xml=f'<!DOCTYPE d [<!ENTITY a "b">]><w:document {W}><w:body/></w:document>'),
    "broken XML": packed(word__document_xml="<w:document"),
    "no body": packed(word__document_xml=f"<w:document {W}/>"),
    "too deep": packed(
        word__document_xml=f"<w:document {W}>{'<w:p>' * 2 * DEEPEST}{'</w:p>' * 2 * DEEPEST}</w:document>"
    ),
    "packed too well": packed(word__document_xml=" " * 2_000_000),
    "cut off": document(typed("L = 2"))[:60],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_gets_a_sentence(name: str) -> None:
    found = read_submission("a.docx", HOSTILE[name])
    assert not found.chains
    assert len(found.unread) == 1
    assert "the program failed" not in found.unread[0].message


def test_pieces_of_a_formula_in_blocks_of_their_own_are_one() -> None:
    page = (
        "<div><div><math><mi>L</mi></math></div><div><math><mo>=</mo><mi>a</mi></math></div>"
        "<div><math><mo>⊙</mo><mi>b</mi></math></div></div><div><math><mi>c</mi><mo>=</mo><mn>2</mn></math></div>"
        "<div><math><mo>-</mo><mi>d</mi><mo>=</mo><mn>3</mn></math></div>"
    )
    assert statements("a.html", page.encode()) == [["L", "a ⊙b"], ["c", "2"], ["-d", "3"]]


def test_a_page_that_is_too_deep_is_refused() -> None:
    with pytest.raises(NotText):
        html_tree("<html><body>" + "<div>" * 2 * DEEPEST)


def test_an_archive_knows_only_its_members() -> None:
    with pytest.raises(NotText, match="not complete"):
        Archive(packed(a="b")).read("../a")
    with pytest.raises(NotText):
        [*opened("a.docx", packed(a="b")).passages]
