"""The commands of LaTeX that arrange a write-up: displays, headings, text among formulas, room."""

from __future__ import annotations

DISPLAYS = frozenset(
    "equation align aligned alignat alignedat gather gathered split multline eqnarray flalign displaymath math "
    "subequations dmath IEEEeqnarray multlined".split()
)
"""Environments whose rows are statements; the starred ones too."""
ALIGNABLE = frozenset("array cases dcases rcases matrix numcases".split())
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

TEXT = frozenset(
    "\\text \\mbox \\textrm \\textit \\textnormal \\textbf \\textsf \\texttt \\hbox \\textup \\emph".split()
)
BETWEEN = frozenset({"\\intertext", "\\shortintertext"})
WRAPS = frozenset("\\boxed \\fbox \\ensuremath \\mathbf \\boldsymbol \\bm".split())
LEFT_OUT = frozenset(
    "\\displaystyle \\textstyle \\nonumber \\notag \\noindent \\displaybreak \\allowbreak \\nobreak \\relax "
    "\\qed \\qedhere \\qedsymbol \\IEEEyesnumber \\IEEEnonumber \\IEEEyessubnumber".split()
)
LEFT_OUT_WITH_ARGUMENT = frozenset("\\label \\tag \\color \\vspace \\phantom \\hphantom \\vphantom".split())
STACKED = frozenset("\\stackrel \\overset \\underset".split())
LEFT = frozenset("\\left \\bigl \\Bigl \\biggl \\Biggl".split())
RIGHT = frozenset("\\right \\bigr \\Bigr \\biggr \\Biggr".split())
SIZES = frozenset("\\big \\Big \\bigg \\Bigg \\middle \\bigm \\Bigm".split())
WIDE = frozenset("\\quad \\qquad \\hfill \\enspace".split())
THIN = frozenset("\\, \\; \\: \\! \\> \\  \\thinspace \\medspace \\thickspace".split()) | {"\\ ", "\\\n"}
