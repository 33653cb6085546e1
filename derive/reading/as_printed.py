"""An answer that is what a program printed: the name in front of it, and its array as it is written everywhere."""

from __future__ import annotations

from derive.language.patterns import regex
from derive.reading.result import Fault, Unreadable

MAY_BE_PRINTED = regex(
    r"\n|^\s*(?:\[\d+\]\s|[{<]|mat\(|vec\("
    r"|(?:tf\.)?Tensor\(|Matrix\(\d|\w{1,10}\[\s*\{|Out ?\[|\(%o)|\.\.\.|…|⋮|■|\\endpmatrix|\]\s*\["
    r"|^\s*\|(?:\s*[-+−]?\d[\d.eE+-]*\s*\|){2,}\s*$"
)
"""What a print has, and most other answers have not."""
NAME = r"\s*(?:[\w.{}/()\[\]^∂\\]|(?<!\n) (?! *\n)){1,40}?\s*(?:=|:=|<-|≈)[ \t]*(?:\n\s*)?"
LABEL = r"\s*[\w/∂.\[\]]{1,20}:[ \t]*\n"
NAMED = regex(rf"({NAME}|{LABEL})?")
PROMPT = regex(r"^\s*(?:>>>|>>|>|julia>|octave:\d+>|In ?\[\d+\]:|\(%i\d+\)|\$)[ \t]+[^\n=]{1,60}\n")
"""A line in which a value is asked for, not set."""
ELIDED = "three dots stand for entries that are not shown; print all entries"


def as_printed(text: str) -> str:
    """The text with a print in it as a literal; any other as it is.  Errors: `Unreadable` where entries are elided."""
    if not MAY_BE_PRINTED.search(text):
        return text
    from derive.sources.print_forms import array_of, plain_tex

    text = with_matrices(plain_tex(text))
    shown = PROMPT.sub("", text, count=1)
    named = NAMED.match(shown)
    for start in {0, named.end() if named else 0}:
        found = array_of(shown[start:])
        if found is not None and found.is_elided:
            raise Unreadable(ELIDED, text, max(text.find("..."), 0), Fault.NO_VALUE)
        if found is not None:
            return f"{shown[:start].rstrip()} {found.literal}".strip()
    return text


def with_matrices(text: str) -> str:
    """`■(1&2@3&4)` of UnicodeMath as matrices of LaTeX."""
    while (start := text.find("■(")) >= 0:
        depth, stop = 0, start + 1
        while stop < len(text):
            depth += (text[stop] == "(") - (text[stop] == ")")
            if depth == 0:
                break
            stop += 1
        inside = text[start + 2 : stop].replace("@", "\\\\")
        text = f"{text[:start]}\\begin{{matrix}}{inside}\\end{{matrix}}{text[stop + 1 :]}"
    return text
