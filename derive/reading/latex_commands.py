"""The commands of LaTeX that may stand in an answer, by what they mean to the reader."""

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
FUNCTIONS = frozenset(
    "tanh exp ln log lg sin cos tan sinh cosh sech max softmax diag sigmoid relu ReLU sign softplus mean CE BCE MSE "
    "eye ones zeros th tgh logsumexp".split()
)
"""Commands that are words, among them operators that people define for themselves."""
FONTS = frozenset(
    "mathbf boldsymbol bm vec mathrm mathit mathsf mathcal mathbb mathtt pmb operatorname underline mathop mathord "
    "mathscr mathnormal mathds boxed ensuremath fbox".split()
)
WORDS = frozenset("text mbox textrm textit textnormal textbf textsf texttt hbox num mathrel mathbin".split())
LAYOUT = frozenset(
    "left right big bigg Big Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm middle quad qquad displaystyle "
    "textstyle scriptstyle scriptscriptstyle limits nolimits mathstrut strut hline hfill noindent nonumber notag "
    "centering small large thinspace medspace thickspace enspace space smallskip medskip bigskip par relax".split()
)
WITH_ARGUMENT = frozenset("phantom hphantom vphantom hspace vspace label tag color textcolor kern mkern mskip".split())
"""Commands that are left out with the argument that follows them."""
MATRICES = frozenset(
    "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array psmallmatrix bsmallmatrix".split()
)
DISTINCTIONS = frozenset("cases dcases rcases".split())
DISPLAYS = frozenset(
    "aligned align align* alignedat split gathered gather gather* equation equation* multline multline* displaymath "
    "math eqnarray eqnarray* flalign flalign* document center".split()
)
