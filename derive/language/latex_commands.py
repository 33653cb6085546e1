"""The commands and environments of LaTeX around the signs, by what they do, for answers and write-ups alike."""

from __future__ import annotations

from derive.language.symbols import GREEK

LETTERS = {name: name for name in GREEK} | {
    "varepsilon": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
    "varrho": "rho",
    "varsigma": "sigma",
    "ell": "ell",
    "imath": "i",
    "jmath": "j",
}
FONTS = frozenset(
    "mathbf boldsymbol bm vec mathrm mathit mathsf mathcal mathbb mathtt pmb operatorname underline mathop mathord "
    "mathscr mathnormal mathds boxed ensuremath fbox".split()
)
WRAPS = frozenset("boxed fbox ensuremath mathbf boldsymbol bm".split())
"""Those that may hold a whole statement."""
TEXT = frozenset("text mbox textrm textit textnormal textbf textsf texttt hbox textup emph".split())
PLAIN_GROUPS = TEXT | {"num", "mathrel", "mathbin"}
"""Commands whose braces only hold together what stands in them."""
STACKED = frozenset("stackrel overset underset".split())

LEFT = frozenset("left bigl Bigl biggl Biggl".split())
RIGHT = frozenset("right bigr Bigr biggr Biggr".split())
SIZES = frozenset("big Big bigg Bigg middle bigm Bigm".split())
WIDE = frozenset("quad qquad hfill enspace".split())
THIN = frozenset("thinspace medspace thickspace".split())
LEFT_OUT = frozenset(
    "displaystyle textstyle scriptstyle scriptscriptstyle mathstrut strut nonumber notag noindent displaybreak "
    "allowbreak nobreak relax qed qedhere qedsymbol IEEEyesnumber IEEEnonumber IEEEyessubnumber".split()
)
BETWEEN_LINES = frozenset("limits nolimits hline centering small large space smallskip medskip bigskip par".split())
LAYOUT = LEFT | RIGHT | SIZES | WIDE | THIN | LEFT_OUT | BETWEEN_LINES
"""Commands that say nothing of what is calculated."""
LEFT_OUT_WITH_GROUP = frozenset("label tag color vspace phantom hphantom vphantom".split())
LEFT_OUT_WITH_ARGUMENT = LEFT_OUT_WITH_GROUP | {"hspace", "textcolor", "kern", "mkern", "mskip"}
"""Commands that are left out with what follows them, a group or a length."""

MATRICES = frozenset(
    "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array psmallmatrix bsmallmatrix".split()
)
DISTINCTIONS = frozenset("cases dcases rcases".split())
DISPLAYS = frozenset(
    "equation align aligned alignat alignedat gather gathered split multline eqnarray flalign displaymath math "
    "subequations dmath IEEEeqnarray multlined".split()
)
"""Environments whose rows are statements; the starred ones too."""
ROW = r"\\\\\*?(?:[ \t]{0,4}\[-?[\d.]{1,8}[ ]?(?:pt|em|ex|mm|cm|in)\])?|\\(?:cr|newline|tabularnewline)(?![A-Za-z])"
"""A pattern for what ends a row."""
