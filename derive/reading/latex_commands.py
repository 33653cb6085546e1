"""The commands of LaTeX that may stand in an answer, by what they mean to the reader."""

from __future__ import annotations

from derive import table
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
WRITTEN = {word for name, row in table.FUNCTIONS.items() for word in (name, *row.spellings) if word.isalpha()}
MORE = {"lg", "tan", "sinh", "cosh", "sech", "max", "zeros", "logsumexp"}
FUNCTIONS = frozenset((WRITTEN | MORE) - {"sum", "sqrt"} - LETTERS.keys())
"""Commands that are words, among them operators that people define for themselves."""
ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "ddot": "ddot",
}
SIGNS = {
    "cdot": "·",
    "times": "×",
    "ast": "*",
    "odot": "⊙",
    "circ": "⊙",
    "bullet": "·",
    "otimes": "⊗",
    "div": "/",
    "oslash": "./",
    "partial": "∂",
    "nabla": "∇",
    "infty": "∞",
    "pm": "±",
    "mp": "±",
    "dots": "…",
    "ldots": "…",
    "cdots": "…",
    "vdots": "…",
    "ddots": "…",
    "lbrace": "\\{",
    "rbrace": "\\}",
    "lbrack": "[",
    "rbrack": "]",
    "langle": "(",
    "rangle": ")",
    "lVert": "‖(",
    "rVert": "‖)",
    "Vert": "‖",
    "prime": "'",
    "top": "⊤",
    "intercal": "⊤",
    "colon": ":",
    "mid": ",",
    "lt": "<",
    "gt": ">",
    "le": "<",
    "leq": "<",
    "ge": ">",
    "geq": ">",
    "ne": "≠",
    "neq": "≠",
    "in": "∈",
    "forall": "∀",
    "sqrt": "√",
    "sum": "∑",
    "prod": "∏",
    "frac": "frac",
    "tfrac": "frac",
    "dfrac": "frac",
    "cfrac": "frac",
}
RELATIONS = {
    "approx": "≈",
    "simeq": "≈",
    "cong": "≈",
    "doteq": "≈",
    "sim": "≈",
    "equiv": "=",
    "coloneqq": "=",
    "eqqcolon": "=",
    "triangleq": "=",
    "Rightarrow": "⇒",
    "implies": "⇒",
    "Longrightarrow": "⇒",
    "Leftrightarrow": "⇒",
    "iff": "⇒",
    "to": "⇒",
    "rightarrow": "⇒",
}
FONTS = frozenset(
    "mathbf boldsymbol bm vec mathrm mathit mathsf mathcal mathbb mathtt pmb operatorname underline mathop mathord "
    "mathscr mathnormal mathds boxed ensuremath fbox".split()
)
WORDS = frozenset("text mbox textrm textit textnormal textbf textsf texttt hbox num".split())
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
