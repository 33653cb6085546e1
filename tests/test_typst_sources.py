"""Typst's formulas as LaTeX, archives of one submission."""

from __future__ import annotations

import io
import zipfile

import pytest

from derive.sources.passage import NotText
from derive.sources.source import opened
from derive.sources.typst_formula import NotTypst, converted
from derive.sources.typst_markup import passages


@pytest.mark.parametrize(
    ("typst", "latex"),
    [
        ("h_(t-1)/2", r"\frac{h_{t-1}}{2}"),
        ("(partial L)/(partial W)", r"\frac{\partial  L}{\partial  W}"),
        ("1/2 x", r"\frac{1}{2} x"),
        ("tanh(x)/2", r"\frac{\tanh(x)}{2}"),
        ("x_10^top", r"x_{10}^{\top }"),
        ("mat(1, 2; 3, 4)", r"\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}"),
        ('mat(delim: "[", -1; 0)', r"\begin{bmatrix}-1 \\ 0\end{bmatrix}"),
        ("vec(1, 2)", r"\begin{pmatrix}1 \\ 2\end{pmatrix}"),
        ("sum_(t=0)^2 l_t", r"\sum _{t=0}^{2} l_{t}"),
        ("a dot.o b != c", r"a \odot  b \ne  c"),
        ("f'(x)", "f'(x)"),
        ("a = b \\ = c", r"\begin{aligned}a = b  \\  = c\end{aligned}"),
        ('op("softmax")(x)', r"\mathrm{softmax}(x)"),
    ],
)
def test_a_formula(typst: str, latex: str) -> None:
    assert " ".join(converted(typst).split()) == " ".join(latex.split())


@pytest.mark.parametrize("typst", ["unknown.thing", "#x", "mat(1, 2", "a / ", "(a", "(" * 500])
def test_what_is_not_understood_is_not_read(typst: str) -> None:
    with pytest.raises(NotTypst):
        converted(typst)


def test_code_and_comments_are_left_out_and_lines_stay() -> None:
    text = "#set page(\n  width: 3cm)\n= One // L = 3\n$ L\n  = 2 $\n$#f(x) = 3$ is $a$\n"
    read, unclear = passages(text)
    assert read.text.split("\n") == ["", "", "# One ", "$$L ", "= 2$$", " is $a$", ""]
    assert (unclear.kind, unclear.line) == ("unclear", 6)


def archive(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"a/b.md": "$L = 2$", "a/figure.png": "x", "__MACOSX/._b.md": "no", "README.md": "no"},
        {"part.tex": "no", "main.tex": "$L = 2$"},
    ],
)
def test_the_write_up_of_an_archive_is_read(files: dict[str, str]) -> None:
    file = opened("x.zip", archive(**files))
    assert [passage.text for passage in file.passages] == ["$L = 2$"]
    assert file.kind in ("md", "tex")


@pytest.mark.parametrize(
    "files", [{"a.md": "1", "b.md": "2"}, {"a.png": "1"}, {"../../out.md": "1"}, {"inner.zip": "PK"}]
)
def test_an_archive_that_does_not_tell_gets_a_sentence(files: dict[str, str]) -> None:
    with pytest.raises(NotText, match="the archive does not tell which file is the write-up"):
        opened("x.zip", archive(**files))


def test_an_archive_in_an_archive_is_not_opened() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("a.md", archive(**{"b.md": "$L = 2$"}))
    with pytest.raises(NotText):
        opened("x.zip", data.getvalue())
