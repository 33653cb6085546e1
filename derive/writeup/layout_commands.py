"""The commands of LaTeX that arrange a write-up: displays, headings, text among formulas, room."""

from __future__ import annotations

from collections.abc import Iterable

from derive.language import latex_commands as known

ALIGNABLE = frozenset({"array", "matrix", "numcases"}) | known.DISTINCTIONS
"""Environments that are displays only where they stand alone and hold statements."""

SECTIONS = frozenset(
    "\\part \\chapter \\section \\subsection \\subsubsection \\paragraph \\subparagraph \\question".split()
)
WITH_ARGUMENT = frozenset(
    "\\label \\ref \\eqref \\cite \\citep \\citet \\input \\include \\includegraphics \\vspace \\hspace \\usepackage "
    "\\documentclass \\href \\url \\footnotemark \\setlength \\setcounter \\pagestyle \\thispagestyle \\bibliography "
    "\\bibliographystyle \\color \\tag \\cref \\autoref \\setstretch \\geometry \\graphicspath \\fontsize".split()
)
"""Commands of prose that are left out with the groups behind them."""


def spelled(names: Iterable[str]) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names)


BETWEEN = frozenset({"\\intertext", "\\shortintertext"})
TEXT = spelled(known.TEXT)
WRAPS = spelled(known.WRAPS)
LEFT_OUT = spelled(known.LEFT_OUT)
LEFT_OUT_WITH_GROUP = spelled(known.LEFT_OUT_WITH_GROUP)
STACKED = spelled(known.STACKED)
LEFT, RIGHT, SIZES = spelled(known.LEFT), spelled(known.RIGHT), spelled(known.SIZES)
WIDE = spelled(known.WIDE)
THIN = spelled(known.THIN) | spelled(", ; : ! >".split()) | {"\\ ", "\\\n"}
