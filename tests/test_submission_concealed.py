"""What a page hides or strikes out is reported with its place, and is no statement."""

from __future__ import annotations

import pytest

from derive.writeup.concealed import REASONS
from derive.writeup.read_file import read_submission

HIDDEN = [
    ("tex", r"\iffalse $z = 1.75$ \fi"),
    ("tex", r"\iffalse \ifx ab $z = 1$ \fi $z = 1.75$ \fi"),
    ("tex", "\\newif\\ifmine\n\\ifmine $z = 1.75$\\fi"),
    ("tex", r"\iftrue\else $z = 1.75$\fi"),
    ("tex", r"\textcolor{white}{$z = 1.75$}"),
    ("tex", r"$\textcolor{white}{z = 1.75}$"),
    ("tex", r"{\color{white} $z = 1.75$}"),
    ("tex", r"{\color{black!4} $z = 1.75$}"),
    ("tex", r"{\color[gray]{0.97} $z = 1.75$}"),
    ("tex", r"{\color[HTML]{FEFEFE} $z = 1.75$}"),
    ("tex", r"\definecolor{own}{RGB}{254,255,255}{\color{own} $z = 1.75$}"),
    ("tex", "\\newcommand{\\own}[1]{\\textcolor{white}{#1}}\n\\own{$z = 1.75$}"),
    ("tex", "\\begin{comment}\n$z = 1.75$\n\\end{comment}"),
    ("tex", "\\begin{document}None.\\end{document}\n$z = 1.75$"),
    ("tex", r"$\phantom{z = 1.75}$"),
    ("md", r"$\color{white} z = 1.75$"),
    ("md", "```math\n\\color{white} z = 1.75\n```"),
    ("md", "<!-- $z = 1.75$ -->"),
    ("md", "<!-- $z = 1.75$"),
    ("md", "[//]: # ($z = 1.75$)"),
    ("md", "<span style='color: #fff'>$z = 1.75$</span>"),
    ("md", "<span style='color: rgb(255, 255, 255)'>$z = 1.75$</span>"),
    ("md", '<font color="white">$z = 1.75$</font>'),
    ("md", "<div style='display: none'>\n\n$z = 1.75$\n\n<div></div></div>"),
    ("md", "<p hidden>$z = 1.75$</p>"),
    ("md", r"$\color{#FFFFFF} z = 1.75$"),
    ("tex", r"{\fontsize{0.1pt}{0.1pt}\selectfont $z = 1.75$}"),
    ("tex", r"\scalebox{0.001}{$z = 1.75$}"),
    ("tex", r"\resizebox{0.1pt}{!}{$z = 1.75$}"),
    ("tex", r"{\transparent{0}$z = 1.75$}"),
    ("tex", r"\sbox0{$z = 1.75$}"),
    ("tex", r"\setbox0=\hbox{$z = 1.75$}"),
    ("tex", r"\sbox{\said}{$z = 1.75$}\usebox{\shown}"),
    ("html", '<p style="font-size: 0">z = 1.75</p>'),
    ("html", '<p style="opacity: 0.01">z = 1.75</p>'),
    ("html", '<p style="color: rgba(0, 0, 0, 0)">z = 1.75</p>'),
    ("html", '<p><font color="white">z = 1.75</font></p>'),
    ("html", '<p style="position: absolute; left: -9999px">z = 1.75</p>'),
    ("html", '<p style="height: 0; overflow: hidden">z = 1.75</p>'),
    ("html", '<style>.x { display: none }</style><p class="x">z = 1.75</p>'),
    ("html", '<style>p.a, #key { color: #fff !important }</style><p id="key">z = 1.75</p>'),
    ("html", "<style>@media screen { span { font-size: 0 } } h1 { color: red }</style><p><span>z = 1.75</span></p>"),
    ("html", '<style>/* p { } */ .x.y { visibility: hidden }</style><div class="y x"><p>z = 1.75</p></div>'),
    ("md", '<style>.x { display: none }</style>\n\n<p class="x">$z = 1.75$</p>'),
    ("typ", "#hide[$z = 1.75$]"),
    ("typ", "#text(fill: white)[$z = 1.75$]"),
]
STRUCK = [
    ("md", "~~$z = 1.75$~~"),
    ("md", "~~so z = 1.75~~"),
    ("md", "<del>$z = 1.75$</del>"),
    ("md", "<s>$z = 1.75$</s>"),
    ("tex", r"\sout{$z = 1.75$}"),
    ("tex", r"$\cancel{z = 1.75}$"),
    ("html", '<p style="text-decoration: line-through">z = 1.75</p>'),
    ("html", '<style>.no { text-decoration: line-through }</style><p class="no">z = 1.75</p>'),
    ("typ", "#strike[$z = 1.75$]"),
]
SHOWN = [
    ("tex", r"\colorbox{blue}{\textcolor{white}{$z = 1.75$}}"),
    ("tex", "\\newif\\ifmine\\minetrue\n\\ifmine $z = 1.75$\\fi"),
    ("tex", r"\iftrue $z = 1.75$\fi"),
    ("tex", r"\definecolor{own}{RGB}{200,0,0}{\color{own} $z = 1.75$}"),
    ("tex", r"{\color{white} none} $z = 1.75$"),
    ("tex", r"\color{white} none \color{black} $z = 1.75$"),
    ("tex", "\\begin{document}$z = 1.75$\\end{document}\n\nnone"),
    ("md", "<span style='color: #d00'>$z = 1.75$</span>"),
    ("md", "<p style='overflow: hidden'>$z = 1.75$</p>"),
    ("html", "<style>.x { overflow: hidden }</style><p class='x'>z = 1.75</p>"),
    ("md", "<details>\n\n$z = 1.75$\n\n</details>"),
    ("md", "<!-- to do -->\n$z = 1.75$"),
    ("md", "~~none~~ $z = 1.75$"),
    ("md", "$z~~=~~1.75$"),
    ("md", "with $p<s> 1$, $z = 1.75$"),
    ("tex", r"\scalebox{0.8}{$z = 1.75$}"),
    ("tex", r"{\fontsize{9pt}{11pt}\selectfont $z = 1.75$}"),
    ("tex", r"\sbox0{none} $z = 1.75$"),
    ("tex", r"\sbox{\said}{$z = 1.75$}\usebox{\said}"),
    ("tex", r"\setbox0=\hbox{$z = 1.75$}\box0"),
    ("html", '<p style="color: white; background: black">z = 1.75</p>'),
    ("html", '<p style="font-size: 0.9em; opacity: inherit; left: -5px">z = 1.75</p>'),
    ("html", '<style>.x { display: none } .x { display: block }</style><p class="x">z = 1.75</p>'),
    ("html", '<style>.x { display: none }</style><p class="x" style="display: block">z = 1.75</p>'),
    ("html", '<style>.x.y { display: none } .a .x { display: none }</style><p class="x">z = 1.75</p>'),
    ("html", "<style>@media print { p { display: none } }</style><p>z = 1.75</p>"),
    ("html", "<style>body { background: #111 } p { color: white }</style><body><p>z = 1.75</p></body>"),
    ("typ", "#text(fill: red)[$z = 1.75$]"),
]


@pytest.mark.parametrize(
    ("kind", "text", "reason"), [(*each, "hidden") for each in HIDDEN] + [(*each, "struck") for each in STRUCK]
)
def test_what_is_concealed_is_reported_and_states_nothing(kind: str, text: str, reason: str) -> None:
    found = read_submission(f"student.{kind}", text.encode())
    assert found.chains == ()
    assert [each.message for each in found.unread] == [REASONS[reason]]
    assert "1.75" in found.unread[0].text


@pytest.mark.parametrize(("kind", "text"), SHOWN)
def test_what_is_shown_is_read(kind: str, text: str) -> None:
    found = read_submission(f"student.{kind}", text.encode())
    assert [chain.sides[-1].text for chain in found.chains] == ["1.75"]
    assert found.unread == ()


def test_a_value_in_white_is_no_value() -> None:
    found = read_submission("student.tex", rb"$z = \textcolor{white}{1.75}$")
    assert [(each.text, each.message) for each in found.unread] == [("1.75", REASONS["hidden"])]
    assert not any("1.75" in side.text for chain in found.chains for side in chain.sides)


def test_what_is_concealed_keeps_its_line() -> None:
    found = read_submission("student.md", b"none\n\n~~$z = 2$~~\n\n$z = 1.75$")
    assert [each.line for each in found.unread] == [3]
    assert [chain.sides[0].line for chain in found.chains] == [5]


def test_what_is_never_closed_is_still_read() -> None:
    for text in (r"\iffalse", r"\iftrue", "<del>", "<p hidden>", "~~ ", r"\cancel{", r"{\color{white}"):
        read_submission("student.md", (text * 2_000).encode())
        read_submission("student.tex", (text * 2_000).encode())


PROGRAMS = [
    ("md", "```julia\nz = 1.75\n```", 2),
    ("md", "```{r}\n\nz <- 1.75\n```", 3),
    ("md", "```octave\nz = 1.75;\n```", 2),
    ("tex", "\\begin{lstlisting}[language=R]\nz <- 1.75\n\\end{lstlisting}", 2),
    ("md", "# z = 1.75", 1),
    ("txt", "# z = 1.75", 1),
    ("txt", "% z = 1.75", 1),
]


@pytest.mark.parametrize(("format", "text", "line"), PROGRAMS, ids=[text for _, text, _ in PROGRAMS])
def test_programs_and_remarks_that_are_not_read_are_told(format: str, text: str, line: int) -> None:
    found = read_submission(f"student.{format}", text.encode())
    assert not found.chains
    assert [each.line for each in found.unread] == [line]
