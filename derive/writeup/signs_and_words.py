"""The commands and words that take a write-up apart: displays, relations, what joins, introduces and qualifies."""

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

INTRODUCING = frozenset("let define denote set sei put abbreviate introduce setze definiere bezeichne seien".split())
"""Words that make a definition of the statement behind them wherever they stand in the clause."""
ATTACHING = frozenset("where with mit wobei write call using wherein".split())
"""Words that do so directly before it."""
QUALIFYING = frozenset("for if when für falls wenn whenever unless at bei in as since because while".split())
CONDITIONAL = frozenset("for if when für falls wenn whenever unless".split())
JOINING = frozenset("and und or oder so hence thus therefore then also which that we get have".split())
INDEX_LETTERS = frozenset("t i j k n τ \\tau".split())
LOOSE_INDEX_LETTERS = INDEX_LETTERS | frozenset("p q r s m l".split())

TIMES = frozenset("step time index timestep schritt zeit zeitschritt".split()) | {"time step"}
"""What stands over a column of values of an index."""
NO_VALUES = frozenset(
    "shape size dim dims dimension dimensions form points pts marks meaning description name type units unit space "
    "step steps time index count page question task remark why reason größe punkte bedeutung".split()
)
"""Heads of columns that hold no value of what is named before the row."""

FUNCTION_WORDS = frozenset(
    "the an of is are be was it its this that these those we you they he she get got gets give gives have has had "
    "hence thus therefore then so now since because from by to into onto in on at as and or but not no if else when "
    "where with for all each every let define denote set put call write using use used uses via also only our my your "
    "first second third last next final finally here there which what who follows following obtain obtains find found "
    "see compute computed computing calculate calculated plug plugging insert rounded rounding approximately about "
    "roughly same both yields yield than more less over under per der die das den dem des ein eine ist sind und oder "
    "mit für wir daraus damit somit folgt ergibt aus nach wobei sei gilt bei auf zu im am als auch nicht wenn falls "
    "dann nun noch jetzt".split()
)
"""Words of prose, short ones among them, that are no names."""
NOUNS = frozenset(
    "step time value values result results answer gradient derivative derivatives loss shape shapes row column vector "
    "matrix question part marks mark output input error cost wert lösung".split()
)
"""Words that are prose between others, and a name where they are all of a left side."""
MATHEMATICAL = frozenset(
    "tanh sinh cosh sech sin cos tan exp log ln lg softmax sigmoid relu diag sum mean max min sign dot outer inner "
    "transpose matmul array tensor zeros ones eye softplus onehot gelu silu "
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega hat bar tilde dtype float int double requires grad partial nabla frac cdot odot".split()
)
