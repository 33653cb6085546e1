"""Text to tokens: one scanner for LaTeX, Unicode, Python and MATLAB."""

from __future__ import annotations

import re

from derive.language.latex_commands import (
    DISPLAYS,
    DISTINCTIONS,
    FONTS,
    LAYOUT,
    LEFT_OUT_WITH_ARGUMENT,
    LETTERS,
    MATRICES,
    PLAIN_GROUPS,
    ROW,
)
from derive.language.patterns import regex
from derive.language.record import record
from derive.language.signs import BY_SPELLING, SIGNS, Sign, longest_first
from derive.reading.function_words import FUNCTIONS
from derive.reading.guard import LARGEST_EXPONENT, MOST_DIGITS
from derive.reading.result import Fault, Refused, Unreadable
from derive.reading.spell import group, spell

ATTRIBUTES = frozenset(
    ".T .mT .transpose .t .sum .dot .mean .max .min .item .reshape .view .unsqueeze .flatten .ravel .squeeze .detach "
    ".numpy .cpu .clone .tolist .copy .astype .shape .grad".split()
)
MODULES = frozenset({"np", "numpy", "torch", "math", "jnp", "F", "nn", "functional", "linalg", "scipy", "special"})
CALLED = {"where": "select"}
"""Functions of a module whose names are words of prose."""
TOKEN = regex(
    r"""
    (?P<space>(?:[ \t\r\n\x01]|\\[,;:!> ]|(?<=\\)~)+)
  | (?P<row>"""
    + ROW
    + r""")
  | \\(?P<macro>[A-Za-z]+)\*?
  | (?P<escaped>\\[^A-Za-z])
  | (?P<number>(?:\d+(?:\.(?![.*/^']|(?![eE][+-]?\d)[A-Za-z])\d*)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?)
  | (?P<word>[A-Za-z][A-Za-z0-9]*)
  | (?P<quoted>(?:(?<==)|(?<==[ ]))(?:"(?:rows|columns)"|'(?:rows|columns)'))
  | (?P<attribute>\.[A-Za-z]\w*)
  | (?P<sign>"""
    + longest_first({typed for sign in SIGNS if sign.kind != "update" for typed in sign.typed.split()})
    + ")",
    re.VERBOSE,
)
SPELLED = regex(r"\s*\{\s*([A-Za-z][A-Za-z0-9]*(?:\\_[A-Za-z0-9]+)*|\d+)\s*\}")
ARGUMENT = regex(r"\s*(?:\[[^\[\]{}]{0,40}\])?\s*\{[^{}]{0,200}\}|\s*-?[\d.]{1,8}(?:pt|em|ex|mm|cm|mu)")
LONE = regex(r"\s*([01])(?![\d.])")
"""A decimal comma; LaTeX sets one in braces without the space that follows a comma in a list."""
ONES = "1"
"""The word for a vector of ones."""
CASES = "cases"
"""What the environment of a case distinction is called, whichever it is."""
ZEROS = "0"
"""The word for zeros in whatever shape is needed."""
BOLD = frozenset({"mathbf", "boldsymbol", "bm", "mathbb", "vec", "pmb", "mathds"})
ENVIRONMENT = regex(r"\s*\{\s*([A-Za-z]{1,20}\*?)\s*\}")
ARRANGING = DISPLAYS | {"document", "center"}
"""Environments that only arrange what stands in them."""
LONGEST_MATRIX = 4_000
"""Characters between the braces of a matrix."""
SETTING = regex(r"'[a-z]{1,10}\d{0,3}(?::\d{1,2})?'")
COLUMNS = regex(r"\s*(?:\[[tbc]\])?\s*\{(?:[^{}\\]|\{(?:[^{}]|\{[^{}]{0,20}\}){0,20}\}){0,80}\}")
SIDE_BY_SIDE = regex(r"\s*\[[lcr]\]")
"""How the columns of `bmatrix*` are aligned."""
AFTER_BOLD = regex(r"[\s.,\x01]*(?:$|[=≈:])")
ALIKE = {":=": "=", "=:": "=", "<=": "<", ">=": ">"}
"""Meanings that the tree of an answer does not tell apart."""
RELATING = frozenset({"=", "≈", "⇒"})


@record(frozen=False)
class Token:
    """A piece of the text.  `kind` is num, word, sign, relation, accent, row, begin, end, attribute or stop."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    broken: bool = False

    def __str__(self) -> str:
        return "the end" if self.kind == "stop" else repr(self.text)


EITHER_COMMA = regex(r"(?:,|\{,\})(\d+)")
BRACED_COMMA = regex(r"\{,\}(\d+)")
"""In LaTeX the decimal comma has braces, as the comma between two items has not."""


class Scanner:
    """Scans one text; `decimal` reads a comma between two digits as a decimal point."""

    def __init__(self, text: str, decimal: bool = False) -> None:
        self.text = text
        self.spelled, self.places = spell(text)
        self.decimal = decimal
        self.tokens: list[Token] = []
        self.hidden: set[int] = set()
        self.lefts: list[int] = []
        self.is_bold = False
        self.ends: set[int] = set()
        self.open: list[str] = []
        self.latex = "\\" in text

    def scan(self) -> list[Token]:
        position, spaced, broken = 0, False, False
        while position < len(self.spelled):
            found = TOKEN.match(self.spelled, position)
            if not found:
                raise self.fault(f"cannot read {self.text[self.places[position]]!r}", position)
            kind, text = str(found.lastgroup), str(found[str(found.lastgroup)])
            if kind == "space":
                spaced = spaced or text.strip("\x01") != ""
                broken = broken or "\n" in text
                position = found.end()
                continue
            before = len(self.tokens)
            position = getattr(self, f"scan_{kind}")(text, found.start(), found.end())
            if len(self.tokens) > before:
                self.tokens[before].spaced, self.tokens[before].broken = spaced, broken
                spaced = broken = False
        end = len(self.text)
        self.tokens.append(Token("stop", "", end, end))
        return self.tokens

    def fault(self, message: str, position: int) -> Unreadable:
        return Unreadable(message, self.text, self.places[position], Fault.SIGN)

    def refusal(self, message: str, position: int, kind: Fault = Fault.FORBIDDEN) -> Refused:
        return Refused(message, self.text, self.places[position], kind)

    def add(self, kind: str, text: str, start: int, end: int) -> int:
        last = self.places[end - 1] + 1 if end > start else self.places[start]
        self.tokens.append(Token(kind, text, self.places[start], last))
        if kind == "begin":
            self.open.append(text)
        elif kind == "end" and self.open:
            self.open.pop()
        return end

    def scan_row(self, text: str, start: int, end: int) -> int:
        return self.add("row", "\\\\", start, end)

    def scan_macro(self, text: str, start: int, end: int) -> int:
        if text in LAYOUT:
            return self.delimiter(text, start, end) if text in ("left", "right", "middle") else end
        if text in LETTERS:
            return self.add("word", LETTERS[text], start, end)
        if text in FUNCTIONS:
            return self.add("word", text, start, end)
        if f"\\{text}" in BY_SPELLING:
            return self.add_sign(BY_SPELLING[f"\\{text}"], start, end)
        if text in FONTS or text in PLAIN_GROUPS:
            return self.font(text, start, end)
        if text in LEFT_OUT_WITH_ARGUMENT:
            found = ARGUMENT.match(self.spelled, end)
            return found.end() if found else end
        if text in ("begin", "end"):
            return self.environment(text, start, end)
        if text in MATRICES and (inside := self.plain_matrix(end)):
            return self.add("begin", text, start, inside)
        return self.add("macro", text, start, end)

    def font(self, macro: str, start: int, end: int) -> int:
        """A word in some font is the word; other text loses its braces, formulas keep them."""
        found = SPELLED.match(self.spelled, end)
        if found:
            if found[1] in (ONES, ZEROS) and macro in BOLD:
                return self.add("word", found[1], found.start(1), found.end())
            kind = "num" if found[1].isdigit() else "word"
            return self.add(kind, found[1].replace("\\", ""), found.start(1), found.end())
        if macro in BOLD and (bold := LONE.match(self.spelled, end)):
            return self.add("word", bold[1], bold.end() - 1, bold.end())
        opening = end + len(self.spelled[end:]) - len(self.spelled[end:].lstrip())
        if macro in PLAIN_GROUPS and self.spelled[opening : opening + 1] == "{":
            closing = self.spelled.find("}", opening)
            if closing >= 0 and "{" not in self.spelled[opening + 1 : closing]:
                self.hidden |= {opening, closing}
        return end

    def delimiter(self, macro: str, start: int, end: int) -> int:
        """What `\\left` and `\\right` stand before; `\\left. x \\right|_{t=1}` is `(x)|_{t=1}`."""
        end += len(self.spelled[end:]) - len(self.spelled[end:].lstrip(" "))
        following = self.spelled[end : end + 1]
        if macro == "left":
            is_brace = self.spelled.startswith("\\{", end)
            self.lefts.append(len(self.tokens) if following == "." or is_brace else -1)
        elif macro == "right" and self.lefts:
            opened = self.lefts.pop()
            if opened >= 0 and following == "." and opened < len(self.tokens):
                self.distinguish(opened)
            elif opened >= 0 and following == "|" and opened < len(self.tokens):
                place = self.tokens[opened].start
                self.tokens.insert(opened, Token("sign", "(", place, place))
                self.add("sign", ")", start, start)
        return end + 1 if following == "." else end

    def distinguish(self, opened: int) -> None:
        """Take `\\left\\{ \\begin{array} … \\end{array} \\right.` for a case distinction."""
        brace, *inside = self.tokens[opened:]
        if brace.text == "\\{" and len(inside) > 1 and (inside[0].kind, inside[-1].kind) == ("begin", "end"):
            inside[0].text = inside[-1].text = CASES
            del self.tokens[opened]

    def plain_matrix(self, end: int) -> int:
        """The place behind the brace of `\\pmatrix{…}`, whose partner ends the matrix; 0 where there is none."""
        first, last = group(self.spelled, end, LONGEST_MATRIX)
        if last:
            self.ends.add(last)
        return first

    def environment(self, macro: str, start: int, end: int) -> int:
        found = ENVIRONMENT.match(self.spelled, end)
        if found and found[1].rstrip("*") in DISTINCTIONS:
            return self.add(macro, CASES, start, found.end())
        name = found[1] if found else ""
        if found and name.endswith("*") and name[:-1] in MATRICES:
            aligned = SIDE_BY_SIDE.match(self.spelled, found.end())
            return self.add(macro, name[:-1], start, aligned.end() if aligned else found.end())
        if not found or (name not in MATRICES and name.rstrip("*") not in ARRANGING):
            what = found[1] if found else self.spelled[end : end + 12]
            raise self.fault(f"found the environment {what!r}; expected a matrix", start)
        if name.rstrip("*") in ARRANGING:
            return found.end()
        end = found.end()
        if macro == "begin" and found[1] == "array":
            columns = COLUMNS.match(self.spelled, end)
            end = columns.end() if columns else end
        return self.add(macro, found[1], start, end)

    def scan_escaped(self, text: str, start: int, end: int) -> int:
        if text in ("\\(", "\\)", "\\[", "\\]"):
            return end
        if text in BY_SPELLING:
            return self.add_sign(BY_SPELLING[text], start, end)
        if text == "\\\n":
            return self.add("row", "\\\\", start, end) if self.open else end
        if text in ("\\_", "\\*", "\\&"):
            return self.scan_sign(text[1], start, end)
        raise self.fault(f"cannot read {text!r}", start)

    def scan_number(self, text: str, start: int, end: int) -> int:
        fraction = (EITHER_COMMA if self.decimal else BRACED_COMMA).match(self.spelled, end)
        if fraction and text.isdigit() and not self.in_index():
            text, end = f"{text}.{fraction[1]}", fraction.end()
        mantissa, _, exponent = text.lower().partition("e")
        if sum(c.isdigit() for c in mantissa) > MOST_DIGITS:
            raise self.refusal(f"a number with more than {MOST_DIGITS} digits", start, Fault.LIMIT)
        if exponent and (len(exponent) > 6 or abs(int(exponent)) > LARGEST_EXPONENT):
            raise self.refusal(f"an exponent beyond {LARGEST_EXPONENT}", start, Fault.LIMIT)
        return self.add("num", text, start, end)

    def in_index(self) -> bool:
        """Whether a bracket of indices has just been opened."""
        last = self.tokens[-2:]
        if len(last) < 2 or last[1].text not in ("[", "{"):
            return False
        return last[0].text == "_" if last[1].text == "{" else last[0].kind == "word" and not last[1].spaced

    def scan_word(self, text: str, start: int, end: int) -> int:
        if text in MODULES and self.spelled[end : end + 1] == "." and self.spelled[end + 1 : end + 2].isalpha():
            return end + 1
        is_called = self.spelled[start - 1 : start] == "." and self.spelled[end : end + 1] == "("
        return self.add("word", CALLED.get(text, text) if is_called else text, start, end)

    def scan_quoted(self, text: str, start: int, end: int) -> int:
        """A word in quotes that is an argument, `axis="rows"`."""
        return self.add("word", text[1:-1], start, end)

    def scan_attribute(self, text: str, start: int, end: int) -> int:
        if text not in ATTRIBUTES:
            raise self.refusal(f"found {text!r}; of attributes only .T and the like are read", start)
        return self.add("attribute", text, start, end)

    def scan_sign(self, text: str, start: int, end: int) -> int:
        if start in self.ends and self.open:
            return self.add("end", self.open[-1], start, end)
        if text == "$" or start in self.hidden or (text == "**" and self.is_emphasis(end)):
            return end
        if self.latex and text[0] == "~":
            return start + 1
        if text == "'" and (printed := self.printed_setting(start)):
            return printed
        if text == "'" and self.opens_string(start):
            raise self.refusal("found a string, which is not read", start)
        if text == "!" and [token.kind for token in self.tokens[-2:]] == ["macro", "sign"]:
            return end
        if text == "!":
            raise self.refusal("found a factorial, which is not read", start)
        return self.add_sign(BY_SPELLING[text], start, end)

    def add_sign(self, sign: Sign, start: int, end: int) -> int:
        meaning = ALIKE.get(sign.meaning, sign.meaning)
        kind = "relation" if meaning in RELATING else "accent" if sign.kind == "accent" else "sign"
        return self.add(kind, meaning, start, end)

    def is_emphasis(self, end: int) -> bool:
        """Whether two stars open or close what Markdown sets in bold: at the start of a side, and at its end."""
        last = self.tokens[-1] if self.tokens else None
        if not self.is_bold and (last is None or last.kind == "relation"):
            self.is_bold = "**" in self.spelled[end:]
            return self.is_bold
        ends = self.is_bold and AFTER_BOLD.match(self.spelled, end) is not None
        self.is_bold = self.is_bold and not ends
        return ends

    def printed_setting(self, start: int) -> int | None:
        """The place behind the string in `device='cuda:0'`, as arrays are printed."""
        names = [token.text for token in self.tokens[-2:]]
        found = SETTING.match(self.spelled, start) if names in (["device", "="], ["dtype", "="]) else None
        return self.add("word", "printed", start, found.end()) if found else None

    def opens_string(self, start: int) -> bool:
        """Whether an apostrophe stands where nothing can be transposed."""
        if not self.tokens:
            return True
        last = self.tokens[-1]
        closed = last.kind in ("word", "num", "attribute", "end") or last.text in (")", "]", "}", "'", "^", "{", "\\}")
        return not closed


def scan(text: str, decimal: bool = False) -> list[Token]:
    """The tokens of a text, closed by one of the kind `stop`."""
    return Scanner(text, decimal).scan()
