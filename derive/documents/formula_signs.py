"""The signs of the documents' LaTeX: the Unicode of each and what it is among its neighbours."""

from __future__ import annotations

import unicodedata

from derive.documents.foreign_latex import GREEK, SAME, SAME_ACCENT
from derive.documents.formula import Kind

VARIANTS = {"varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ"}
UNICODE_NAMES = {"lambda": "lamda", "Lambda": "Lamda"}


def greek(name: str) -> str:
    """A Greek letter by its LaTeX name; small epsilon and phi are the usual ones of the print."""
    if name in VARIANTS:
        return VARIANTS[name]
    case = "SMALL" if name.islower() else "CAPITAL"
    return unicodedata.lookup(f"GREEK {case} LETTER {UNICODE_NAMES.get(name, name).upper()}")


ORDINARY = {
    **{"partial": "∂", "nabla": "∇", "infty": "∞", "top": "⊤", "prime": "′", "ell": "ℓ", "forall": "∀"},
    **{"ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "bullet": "•", "dagger": "†"},
    **{"vert": "|", "Vert": "‖", "checkmark": "✓", "angle": "∠", "hbar": "ℏ", "emptyset": "∅", "aleph": "ℵ"},
}
OPERATORS = {
    **{"cdot": "·", "times": "×", "odot": "⊙", "circ": "∘", "otimes": "⊗", "oplus": "⊕", "ast": "∗", "star": "⋆"},
    **{"pm": "±", "mp": "∓", "div": "÷", "cup": "∪", "cap": "∩", "setminus": "∖"},
}
RELATIONS = {
    **{"approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "neq": "≠", "ne": "≠", "le": "≤", "leq": "≤"},
    **{"ge": "≥", "geq": "≥", "ll": "≪", "gg": "≫", "in": "∈", "to": "→", "rightarrow": "→", "Rightarrow": "⇒"},
    **{"iff": "⇔", "propto": "∝", "mapsto": "↦", "hookrightarrow": "↪", "nrightarrow": "↛", "mid": "∣"},
}
LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}
FUNCTIONS = frozenset("tanh sinh cosh exp log ln sin cos tan max min arg det dim gcd inf sup lim arctan".split())
BRACKETS = {
    **{"(": ("(", Kind.OPEN), ")": (")", Kind.CLOSE), "[": ("[", Kind.OPEN), "]": ("]", Kind.CLOSE)},
    **{"\\lbrace": ("{", Kind.OPEN), "\\rbrace": ("}", Kind.CLOSE), "\\{": ("{", Kind.OPEN)},
    **{"\\}": ("}", Kind.CLOSE), "\\langle": ("⟨", Kind.OPEN), "\\rangle": ("⟩", Kind.CLOSE)},
    **{"\\lvert": ("|", Kind.OPEN), "\\rvert": ("|", Kind.CLOSE), "\\lVert": ("‖", Kind.OPEN)},
    "\\rVert": ("‖", Kind.CLOSE),
}
BARS = {"|": "|", "\\|": "‖", "\\vert": "|", "\\Vert": "‖"}
KEYS = {
    **{"+": ("+", Kind.OPERATOR), "-": ("−", Kind.OPERATOR), "*": ("∗", Kind.OPERATOR), "/": ("/", Kind.OPERATOR)},
    **{"=": ("=", Kind.RELATION), "<": ("<", Kind.RELATION), ">": (">", Kind.RELATION), ":": (":", Kind.COMMA)},
    **{",": (",", Kind.COMMA), ";": (";", Kind.COMMA), ".": (".", Kind.ORDINARY), "!": ("!", Kind.ORDINARY)},
    **{"|": ("|", Kind.ORDINARY), "\\|": ("‖", Kind.ORDINARY), "?": ("?", Kind.ORDINARY), "\\_": ("_", Kind.LETTER)},
    **{"\\%": ("%", Kind.ORDINARY), "\\&": ("&", Kind.ORDINARY), "\\#": ("#", Kind.ORDINARY)},
}

COMMANDS: dict[str, tuple[str, Kind]] = {
    **{name: (greek(name), Kind.LETTER) for name in GREEK},
    **{name: (sign, Kind.ORDINARY) for name, sign in ORDINARY.items()},
    **{name: (sign, Kind.OPERATOR) for name, sign in OPERATORS.items()},
    **{name: (sign, Kind.RELATION) for name, sign in RELATIONS.items()},
    **{name: (sign, Kind.LARGE) for name, sign in LARGE.items()},
    **{name: (name, Kind.WORD) for name in FUNCTIONS},
}
"""Commands without arguments, by name."""

GAPS = {
    **{"\\quad": 1.0, "\\qquad": 2.0, "\\,": 1 / 6, "\\:": 2 / 9, "\\>": 2 / 9, "\\;": 5 / 18, "\\!": 0.0},
    **{"\\ ": 1 / 3, "~": 1 / 3},
}
ACCENTS = {
    **{"bar": "bar", "hat": "hat", "tilde": "tilde", "vec": "vec", "dot": "dot", "ddot": "ddot", "overline": "bar"},
    **{"widehat": "hat", "widetilde": "tilde", "underline": "underline", "mathring": "ring", "check": "check"},
    **{"overrightarrow": "vec", "overleftarrow": "left", "breve": "breve", "acute": "acute", "grave": "grave"},
}
ALPHABETS = frozenset("mathbf mathcal mathbb mathsf mathit mathfrak mathscr mathtt boldsymbol".split())
SIZES = {
    **{"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0, "bigl": 1.2, "Bigl": 1.8, "biggl": 2.4, "Biggl": 3.0},
    **{"bigr": 1.2, "Bigr": 1.8, "biggr": 2.4, "Biggr": 3.0},
}
NO_EFFECT = frozenset("displaystyle textstyle limits nolimits scriptstyle mathstrut strut".split())


def usual(command: str) -> str:
    """The name of a command without its backslash; of two that mean the same, one."""
    name = SAME.get(command, command)[1:]
    return SAME_ACCENT.get(name, name)
