"""Equations set in lines: what stands left and right of the relation, and where a long formula may go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from derive.language.width import TOKEN, head, line_width, width, widths

OPENING, CLOSING = ("(", "["), (")", "]")
FIXED = ("\\Biggl", "\\Biggr")
BLOCK = re.compile(r"\\left(\[|\.) \\begin\{matrix\}")
NO_FACTOR = ("=", "\\approx", "\\quad", "\\qquad", "\\right", "\\end", "\\Biggr", "\\boxed", "\\to", "\\\\")
SUMMED = re.compile(r"\\(?:sum|prod)(?:[_^]\{[^{}]*\}|\s)*$")
"""The end of a text that ends with the sign of a sum, which no line may part from its terms."""
LONGEST_SIGN = 80
DEEPEST = 3
"""Nested brackets within which a line may still end."""
MOSTLY = 0.45
"""The part of a line that must be filled for it to end before a plus or minus rather than within a product."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may end; `sign` is what the next line then starts with, `rank` 0 is best."""

    place: int
    rank: int
    sign: str = ""


def breaks(latex: str, deepest: int = 0) -> list[Break]:
    """The places outside of groups and of all but `deepest` round brackets."""
    found = []
    closed = round_ = 0
    previous = ""
    for match in TOKEN.finditer(latex):
        token = match.group()
        if token.isspace():
            continue
        first = head(token)
        is_delimiter = previous in ("\\left", "\\right", *FIXED)
        if not closed and round_ <= deepest and not is_delimiter and previous:
            found += at_token(latex, match.start(), first, previous)
        if not is_delimiter:
            round_ += (token in OPENING) - (token in CLOSING) if not closed else 0
        elif previous in FIXED:
            round_ += 1 if previous == FIXED[0] else -1
        closed += token in ("{", "\\begin", "\\left")
        closed -= token in ("}", "\\end", "\\right")
        previous = token if first is token else "}"
    return found


def at_token(latex: str, start: int, token: str, previous: str) -> list[Break]:
    """The break before a token, if there is one."""
    after_factor = previous in ("}", "]", ")") and latex[start - 1] == " "
    if token in ("+", "-") and previous not in (*OPENING, ",", "=", "\\approx"):
        return [Break(start, 0)]
    if token in ("\\odot", "\\cdot", "\\to"):
        return [Break(start, 1)]
    if token == "\\qquad":
        return [Break(start, 0)]
    if token == "\\hspace":
        return [Break(start, 1, "\\cdot ")]
    if previous in (",", ";"):
        return [Break(start, 2)]
    if latex.startswith(("\\left.", "\\boxed{\\left."), start):
        return [Break(start, 0)]
    if after_factor and SUMMED.search(latex[max(0, start - LONGEST_SIGN) : start]):
        return []
    if after_factor and (token.isalnum() or (token.startswith("\\") and token not in NO_FACTOR)):
        return [Break(start, 1, "\\cdot ")]
    return []


def unpaired(latex: str, levels: int = 1) -> str:
    """The formula with its outer brackets of fixed size, so that a line may break between them."""
    depth = 0
    parts = []
    kept: list[bool] = []
    for match in TOKEN.finditer(latex):
        token = match.group()
        if token == "\\left":
            kept.append(depth >= levels or BLOCK.match(latex, match.start()) is not None)
            depth += 1
            token = token if kept[-1] else FIXED[0]
        elif token == "\\right":
            depth -= 1
            token = token if kept.pop() else FIXED[1]
        parts.append(token)
    return "".join(parts)


def broken(latex: str, first: float, limit: float) -> list[str]:
    """A formula as lines that fit; `first` is what the first line has room for."""
    if width(latex) <= first:
        return [latex]
    best: list[str] = []
    for deepest in range(DEEPEST):
        for text in dict.fromkeys((latex, unpaired(latex, deepest + 1))):
            lines = fitted(text, breaks(text, deepest), first, limit)
            if width(lines[0]) <= first and all(width(line) <= limit for line in lines):
                return lines
            if not best or excess(lines, first, limit) < excess(best, first, limit):
                best = lines
    return best


def excess(lines: list[str], first: float, limit: float) -> float:
    """How far the widest line is too wide."""
    return max([width(lines[0]) - first, *(width(line) - limit for line in lines[1:])])


def fitted(latex: str, places: list[Break], first: float, limit: float) -> list[str]:
    """The formula cut at the best places that still fit, line after line."""
    ends = [*places, Break(len(latex), 0)]
    cuts = [Break(0, 0)]
    room = first
    next_ = 0
    while True:
        inside = within(latex, cuts[-1], ends[next_:], room)
        if ends[-1] in inside or next_ == len(ends) - 1:
            break
        chosen = choose(inside, latex, cuts[-1], room) if inside else ends[next_]
        cuts.append(chosen)
        next_ = ends.index(chosen) + 1
        room = limit
    return [piece(latex, a, b) for a, b in pairwise([*cuts, ends[-1]])]


def within(latex: str, start: Break, ends: Sequence[Break], room: float) -> list[Break]:
    """The places up to which a line may reach, tried until one is too far."""
    found = []
    sign = width(start.sign)
    for end, reached in zip(ends, widths(latex, start.place, (end.place for end in ends)), strict=True):
        if reached + sign > room:
            break
        found.append(end)
    return found


def choose(inside: list[Break], latex: str, start: Break, room: float) -> Break:
    """The last place of the best rank that leaves the line mostly filled; else simply the last."""
    for rank in (0, 1):
        last = next((b for b in reversed(inside) if b.rank <= rank), None)
        if last and width(latex[start.place : last.place]) >= MOSTLY * room:
            return last
    return inside[-1]


def piece(latex: str, start: Break, end: Break) -> str:
    """One line of a formula, with the sign that it starts with."""
    text = latex[start.place : end.place].strip()
    return start.sign + re.sub(r"^\\hspace\{\dpt\} ", "", text) if start.sign else text


Relation = Literal["=", "\\approx"]
INDENT = 4.0
"""Digits by which a continued line is set in."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of an aligned display: what stands left and right of the alignment point."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One reading of a right-hand side, with the relation that leads to it."""

    relation: Relation
    text: str


def set_lines(left: str, stages: list[Stage]) -> list[SetLine]:
    """The stages side by side as far as they fit, each in lines of its own where they do not."""
    lines: list[SetLine] = []
    head, current = left, ""
    taken = width(left)
    for stage in stages:
        text = f"{stage.relation} {stage.text}"
        if current and taken + width(current) + width(text) <= line_width():
            current = f"{current} {text}"
            continue
        if current:
            lines.append(SetLine(head, current))
            head = ""
        first, *rest = broken(text, line_width() - taken, line_width() - taken - INDENT)
        if rest:
            lines.append(SetLine(head, first))
            head = ""
            lines += [SetLine("", continued(part)) for part in rest[:-1]]
            current = continued(rest[-1])
        else:
            current = first
    lines.append(SetLine(head, current))
    return lines


def fitting(lines: Iterable[SetLine]) -> list[SetLine]:
    """The lines, each that is too wide in several."""
    found = []
    for line in lines:
        taken = width(line.left)
        first, *rest = broken(line.right, line_width() - taken, line_width() - taken - INDENT)
        found += [SetLine(line.left, first), *(SetLine("", continued(part)) for part in rest)]
    return found


def continued(part: str) -> str:
    """A part of a formula on a line of its own; a sign at its start keeps the space of one between two terms."""
    return f"\\quad {{}} {part}" if part.startswith(("+", "-", "\\cdot", "\\odot", "\\to")) else f"\\quad {part}"


def boxed(text: str) -> str:
    """A result in a box; one in blocks of columns gets a box for each."""
    return f"\\boxed{{{text}}}".replace("\\right.\\left.", "\\right.} \\boxed{\\left.")


def carried(stages: list[Stage]) -> list[Stage]:
    """What follows a rounded reading is approximate, even where the value itself is exact."""
    rounded = [k for k, stage in enumerate(stages) if stage.relation != "="]
    first = rounded[0] if rounded else len(stages)
    return [Stage("\\approx" if k >= first else stage.relation, stage.text) for k, stage in enumerate(stages)]


def distinct(stages: list[Stage]) -> list[Stage]:
    """The stages without those that repeat the one before."""
    return [s for k, s in enumerate(stages) if k == 0 or s.text != stages[k - 1].text]
