"""Lemmas: what a student says of a function of a variable of his own, `\\tanh'(z) = 1 - \\tanh^2(z)`.

Such a line is about no quantity of the problem, so it is followed in a small problem of its own, with that variable
given and the function of it as the only equation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from derive.following.reasoning import Reasoning
from derive.following.sides import read_side
from derive.judging.effort import is_too_much
from derive.language.errors import DeriveError
from derive.language.expr import Call, Number, Ref, walk
from derive.language.plain import plain
from derive.problem.assembly import load_text
from derive.problem.problem import Problem
from derive.reading.result import Unreadable
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain, Side

FRACTION = re.compile(r"\s*\\[dt]?frac\s*(?=\{)")
LETTER = r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?(\\?[A-Za-z]+)\s*\}?"
D = r"(?:\\partial|∂|\\mathrm\{d\}|\\text\{d\}|d)"
BELOW = re.compile(rf"{LETTER}\s*(?:_\s*\{{?\s*([a-z])\s*\}}?)?")
MARK = re.compile(rf"{D}\s*")
PRIMED = re.compile(r"\s*(?:\\left)?\((.+?)(?:\\right)?\)\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)\s*")
APPLIED = re.compile(
    rf"\s*\\?[A-Za-z]+(?:\s*\{{[A-Za-z]+\}})?\s*'?\s*(?:\\left)?\(\s*{LETTER}\s*(?:\\right)?\).*", re.DOTALL
)
OF_ENTRY = re.compile(
    rf"(\s*\\?[A-Za-z]+(?:\s*\{{[A-Za-z]+\}})?\s*(?:\\left)?\(\s*{LETTER})\s*_\s*\{{?\s*([a-z])\s*\}}?\s*((?:\\right)?\)\s*)"
)
VARIABLE = re.compile(r"(?<![A-Za-z\\])[a-df-z](?![A-Za-z])")
ENTRY = re.compile(r"(.*?)\s*_\s*\{?\s*([a-z])\s*\}?\s*", re.DOTALL)
SHAPES = ("scalar", "vector 3")
OUT = "lemma"
LONGEST = 400


@dataclass(frozen=True, slots=True)
class LemmaSide:
    """A left side taken apart: the function, its variable, the entries of both, and whether a derivative is meant."""

    body: str
    variable: str
    entries: tuple[str, str] = ("", "")
    is_slope: bool = True

    @property
    def left(self) -> str:
        """The left side in the small problem."""
        above, below = (f"_{{{entry}}}" if entry else "" for entry in self.entries)
        if not self.is_slope:
            return OUT + above if above else self.body
        return rf"\frac{{\partial {OUT}{above}}}{{\partial {self.variable}{below}}}"


def claimed(left: str) -> LemmaSide | None:
    """What a left side claims something of, if it is a function of a variable, or the derivative of one."""
    if len(left) > LONGEST:
        return None
    return slope(left) or primed(left) or applied(left)


def slope(left: str) -> LemmaSide | None:
    """`\\frac{d}{dz} \\tanh(z)` and `\\frac{d \\tanh(z)}{dz}`."""
    parts = differentiated(left)
    found = BELOW.fullmatch(parts[1]) if parts else None
    if parts is None or found is None:
        return None
    body, entry = unindexed(parts[0]) if found[2] else (parts[0], "")
    return LemmaSide(body, found[1].lstrip("\\"), (entry, found[2] or ""))


def differentiated(left: str) -> tuple[str, str] | None:
    """What is differentiated and what by, in `\\frac{d}{dh} (V h + c)` and `\\frac{d (V h + c)}{dh}`."""
    start = FRACTION.match(left)
    above = group(left, start.end()) if start else None
    below = group(left, above[1]) if above else None
    if above is None or below is None:
        return None
    marks = [MARK.match(part[0].strip()) for part in (above, below)]
    inside, by = (
        part[0].strip()[mark.end() :] if mark else "" for part, mark in zip((above, below), marks, strict=True)
    )
    behind = left[below[1] :].strip()
    return (inside or behind, by) if all(marks) and by and bool(inside) != bool(behind) else None


def primed(left: str) -> LemmaSide | None:
    """`(\\tanh z)'`."""
    found = PRIMED.fullmatch(left)
    if not found:
        return None
    letters = set(VARIABLE.findall(found[1]))
    letter = re.search(rf"(?:\(|\s){LETTER}\s*\)?\s*$", found[1])
    name = letter[1].lstrip("\\") if letter else letters.pop() if len(letters) == 1 else ""
    return LemmaSide(found[1], name) if name else None


def applied(left: str) -> LemmaSide | None:
    """`\\tanh'(z)`, `\\tanh(z)`, `\\mathrm{softmax}(z)_i`, `\\mathrm{softmax}(z_i)`."""
    if (one := OF_ENTRY.fullmatch(left)) is not None:
        return LemmaSide(one[1] + one[4], one[2].lstrip("\\"), (one[3], ""), is_slope=False)
    found = APPLIED.fullmatch(left)
    if not found:
        return None
    body, entry = unindexed(left)
    return LemmaSide(body, found[1].lstrip("\\"), (entry, ""), is_slope=False)


def group(text: str, start: int) -> tuple[str, int] | None:
    """What stands in the braces that open at or behind a place, and the place behind them."""
    while start < len(text) and text[start].isspace():
        start += 1
    level = 0
    for k in range(start, len(text)):
        level += (text[k] == "{") - (text[k] == "}")
        if level == 0:
            return (text[start + 1 : k], k + 1) if text[start] == "{" else None
    return None


def unindexed(body: str) -> tuple[str, str]:
    found = ENTRY.fullmatch(body)
    return (found[1], found[2]) if found else (body, "")


def small_problems(claim: LemmaSide, problem: Problem) -> list[Reasoning]:
    """What judges a claim: the problems in which a claim may be meant: its variable is a number, or a column."""
    if not re.fullmatch(r"[A-Za-z]{1,12}", claim.variable) or claim.variable == OUT:
        return []
    return [found for shape in SHAPES if (found := small_problem(claim, shape, own_functions(problem)))]


def own_functions(problem: Problem) -> str:
    """The functions that the file of a problem defines, as such a file has them."""
    calls = [(call, plain(body)) for call, body in problem.functions if isinstance(call, Call)]
    return "".join(f'{call.operation.name} = "{body}"\n' for call, body in calls)


def small_problem(claim: LemmaSide, shape: str, functions: str) -> Reasoning | None:
    try:
        bare = stated(claim.variable, claim.variable, shape, functions)
        if not claim.is_slope and not claim.entries[0]:
            return bare
        text = claim.body.replace("\\,", " ").strip()
        body = read_side(Side(text, 1, 1), Vocabulary.of(bare.problem), None).meant
        if body is None or any(isinstance(part, Ref) and part.name != claim.variable for part in walk(body)):
            return None
        return (
            None
            if isinstance(body, Number) or is_too_much(body)
            else stated(plain(body), claim.variable, shape, functions)
        )
    except (DeriveError, Unreadable):
        return None


@lru_cache(maxsize=64)
def stated(body: str, variable: str, shape: str, functions: str) -> Reasoning:
    text = f'title = "{OUT}"\n[functions]\n{functions}[model]\nequations = "{OUT} = {body}"\n'
    text += f'[values]\n{variable} = "{shape}"\n[[questions]]\nask = "{OUT}"\n'
    return Reasoning.of(load_text(text, OUT, OUT))


def named(parts: tuple[str, str], index: str) -> tuple[Side, Side, str]:
    """A name for what is differentiated, what it stands for, and the derivative with that name in it."""
    own = OUT + (f"_{{{index}}}" if index else "")
    return Side(own, 1, 1), Side(parts[0], 1, 1), rf"\frac{{\partial {own}}}{{\partial {parts[1]}}}"


def restated(chain: Chain, left: str) -> Chain:
    """The chain with another left side."""
    first, *others = chain.sides
    return replace(chain, sides=(replace(first, text=left), *others))
