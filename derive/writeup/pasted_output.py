"""What a program printed and a student pasted: its arrays as literals behind their names, where they begin.

The lines of a text are kept, so that places stay what they are.  A print gets the name in front of it or, where it has
none, the one that what stands above it gives it; without either it is left as it is, for nothing can be said of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.sources.print_forms import SCALAR, PrintedArray, array_of
from derive.sources.print_grids import IS_NUMBER
from derive.writeup.markup import fenced
from derive.writeup.shown_names import OUT, PROMPT, headed, name_above, prompted, said, shown_by
from derive.writeup.undelimited import EXACT_VALUE

MOST_LINES = 80
MOST_TRIES = 8
"""Ends that are tried for a print that begins in a line."""
MOST_FAILED = 150
"""Lines of a text in which no print began though one might have; from then on none is sought."""
NEAR = 6
"""Lines between a program and what it printed."""
BEGINS = re.compile(
    r"[ \t]*(?:[|│┃┌╭⎡⎢⎛⎜\[({+]|[-+−]?\.?\d|(?:\w+\.)?(?:[Tt]ensor|[Aa]rray|[Mm]atrix|ndarray|mat|vec)\("
    r"|<tf\.|Columns? \d|np\.float|Variable containing|shape: \(|\(%o|Out ?\[|,\d"
    r"|ans[ \t]*=|<table|<div>|-{3,}|<NDArray|\\begin\{tabular\})"
)
MAY_BEGIN = re.compile(rf"{BEGINS.pattern}|[ \t]*\$*\\(?:left|begin)")
HEADS = re.compile(r"[ \t]*(?:(?:\"?[^\W\d][\w.]{0,11}\"?|\[,\d+\])(?:[ \t]+|,|$))+")
"""Names over columns."""
NAMED = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+>]\s+)?(?:>>>?[ \t]+)?)(?P<name>[^\W\d][\w/∂̂̄.'^{}\\()\[\] ]{0,40}?|∂[^\s=:]{1,20})[ \t]*"
    r"(?P<sign>:?=|:|≈|<-)[ \t]*(?P<value>.*)"
)
SIGN_OF_PRINT = r"[\s,;:|│┃┆+\-−\[\](){}<>=*⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠─-╿…⋮⋱\\&'\"×%@/^]"
FREE = rf"(?:{SIGN_OF_PRINT}|(?<![\w.])[\d.eE]++(?![\w.]))*+"
"""Signs and numbers."""
GOES_ON = re.compile(rf"{FREE}(?:(?<![\w.])[\w.]{{1,24}}+(?![\w.]){FREE}){{0,12}}+")
"""A line of a print: signs, numbers and a few words; never tried in more than one way, for lines can be long."""
TABLE_OF_WORDS = re.compile(r"[ \t]*\|(?=[^\n]*[^\W\d])(?![^\n]*\b(?:index|column_\d)\b)")
"""A table whose heads say what stands in its columns; it is read as a table."""
PROSE = re.compile(r"(?:[^\W\d_]{2,}[,.]?\s+){3,}")
SETS = re.compile(r"[ \t]*[^\W\d][\w/∂.\[\]^{}\\]{0,40}[ \t]*(?::?=|:)(?!\w)(?![ \t]*(?:True|False|\(|\[\d))")
IN_ONE = re.compile(
    r"\s*(?:[-+]?\d|[\[({]|(?:\w+\.)?(?:[Mm]atrix|[Tt]ensor|[Aa]rray|float\d\d)\(|\\(?:left|begin|frac)\b|\$\$?\\)"
)
"""How the value begins that is all of a block."""
SIZE = re.compile(r"\d{1,4}[×x]\d{1,4}(?: (?:single|double|complex))?\s*")
"""What MATLAB says behind a name, before the numbers."""
PLAIN = re.compile(r"[ \t]*(?:\[[\s\d.,;eE+\-]*\]|\[\s*(?:\[[\s\d.,;eE+\-]*\][\s,]*)+\])\s*")


@dataclass(frozen=True, slots=True)
class Print:
    """An array that was printed: between which lines, the name printed with it, and how it is written everywhere.

    What is read as it stands has no such literal.
    """

    first: int
    stop: int
    name: str
    literal: str
    lead: str = ""


def with_literals(text: str, is_output: bool = False, names: Sequence[str] = ()) -> str:
    """The text with its prints as literals; `names` says what a cell shows, in order."""
    lines = text.split("\n")
    if not is_output and not any(map(MAY_BEGIN.match, lines)):
        return text
    if is_output and (told := line_by_line(lines, names)):
        return told
    fences = {-1: len(lines)} if is_output else fenced(lines)
    inside = {k for first, last in fences.items() for k in range(first + 1, last)}
    found = prints(lines, fences)
    for first, last in [*announced(lines, fences), *fences.items()]:
        one = only_value(lines, first, last, found)
        if one is not None:
            found = [each for each in found if not first <= each.first < last]
            found.append(begun(lines, first, one))
    unnamed = [each for each in found if not each.name]
    given = dict(zip((each.first for each in unnamed), names, strict=True)) if len(names) == len(unnamed) else {}
    for each in found:
        name = each.name or given.get(each.first) or ("" if is_output else name_over(lines, each, fences, unnamed))
        if each.literal and (name or each.first in inside):
            written = f"{each.lead}{name} = {each.literal}" if name else each.literal
            lines[each.first : each.stop] = [written, *[""] * (each.stop - each.first - 1)]
    return "\n".join(lines)


def line_by_line(lines: Sequence[str], names: Sequence[str]) -> str:
    """Values of which each has a line, with their names; nothing where there are not as many of both."""
    held = [k for k, line in enumerate(lines) if line.strip()]
    if len(names) < 2 or len(held) != len(names) or not all(PLAIN.fullmatch(lines[k]) for k in held):
        return ""
    arrays = [array_of(lines[k].strip()) for k in held]
    if any(array is None or array.is_elided for array in arrays):
        return ""
    told = {k: f"{name} = {array.literal}" for k, name, array in zip(held, names, arrays, strict=True) if array}
    return "\n".join(told.get(k, "") for k in range(len(lines)))


def announced(lines: Sequence[str], fences: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The lines that hold a name alone (behind a prompt, as a heading, before a sign), and where what is below ends."""
    borders = {*fences, *fences.values()}
    for k, line in enumerate(lines):
        named = NAMED.fullmatch(line)
        if k in borders or not (
            prompted(line) or headed(line) or (named and not named["value"].strip() and said(line))
        ):
            continue
        start = next((j for j in range(k + 1, len(lines)) if lines[j].strip()), len(lines))
        stop = start
        while stop < len(lines) and lines[stop].strip() and stop not in borders and not PROMPT.match(lines[stop]):
            stop += 1
        if start - k <= 2 and stop > start and not borders & {*range(k + 1, stop)}:
            yield k, stop


def begun(lines: Sequence[str], k: int, found: Print) -> Print:
    """A value with the line above it that holds its name and the sign behind that."""
    named = NAMED.fullmatch(lines[k]) if k >= 0 else None
    name = usable(named["name"]) if named and not named["value"].strip() else ""
    return replace(found, first=k, name=name, lead=named["lead"]) if named and name else found


def only_value(lines: Sequence[str], first: int, last: int, found: Sequence[Print]) -> Print | None:
    """What a block holds, if that is one value and nothing else, and none of the prints found."""
    held = [k for k in range(first + 1, last) if lines[k].strip()]
    if not held or len(held) > MOST_LINES:
        return None
    text = OUT.sub("", "\n".join(lines[held[0] : held[-1] + 1]), count=1)
    inside = [each for each in found if first <= each.first < last]
    if any(each.name or each.first == held[0] for each in inside):
        return None
    array, scalar = array_of(text), SCALAR.sub(r"\1", text.strip())
    if array is None and (
        inside or not IN_ONE.match(text) or PROSE.search(text) or any(SETS.match(lines[k]) for k in held)
    ):
        return None
    if array is not None and not array.is_elided:
        literal = array.literal
    elif IS_NUMBER.fullmatch(scalar):
        literal = scalar
    else:
        literal = " ".join(text.replace("$", "").split())
        literal = literal if array is not None or EXACT_VALUE.fullmatch(literal) else ""
    return Print(held[0], held[-1] + 1, "", literal) if literal else None


def prints(lines: Sequence[str], fences: dict[int, int]) -> list[Print]:
    """The arrays among the lines, none of them in another; none reaches over the border of a fence."""
    found: list[Print] = []
    borders = sorted({*fences, *fences.values(), len(lines)})
    k = failed = 0
    while k < len(lines) and failed < MOST_FAILED:
        end = borders[bisect_left(borders, k)]
        one = print_at(lines, k, min(end, k + MOST_LINES)) if k < end else None
        if one is not None:
            found.append(one)
        elif k < end and BEGINS.match(lines[k]):
            failed += 1
        k = one.stop if one is not None else k + 1
    return found


def print_at(lines: Sequence[str], k: int, end: int) -> Print | None:
    """The longest array that begins in a line, with the name before it."""
    named = NAMED.fullmatch(lines[k])
    named = named if named and named["name"].count("(") == named["name"].count(")") else None
    if named and (not named["value"].strip() or SIZE.fullmatch(named["value"])):
        start = next((j for j in range(k + 1, min(k + 3, end)) if lines[j].strip()), end)
        return behind(lines, k, start, end, named) if start < end else None
    if named and BEGINS.match(named["value"]):
        changed = [*lines[:k], named["value"], *lines[k + 1 : end]]
        return behind(changed, k, k, end, named) or Print(k, closed(changed, k, end), named["name"], "")
    if (named and SETS.match(lines[k])) or TABLE_OF_WORDS.match(lines[k]):
        return None
    found = longest(lines, k, end) if BEGINS.match(lines[k]) or is_head(lines, k) else None
    return Print(k, found[1], "", found[0].literal) if found else None


def behind(lines: Sequence[str], k: int, start: int, end: int, named: re.Match[str]) -> Print | None:
    """The value whose name stands in line k, left as it is where it can be read so."""
    found = longest(lines, start, end)
    if found is None or (start == k and found[1] == k + 1):
        return None
    is_read = (start <= k + 1 and named["sign"] == "=") or start == k
    if is_read and is_plain(lines[start : found[1]]):
        return Print(k, found[1], named["name"], "")
    return Print(k, found[1], usable(named["name"]), found[0].literal, named["lead"])


def closed(lines: Sequence[str], k: int, end: int) -> int:
    """The line behind the one that closes the brackets which a line opens."""
    depth = 0
    for stop in range(k, end):
        depth += sum(lines[stop].count(sign) for sign in "([{") - sum(lines[stop].count(sign) for sign in ")]}")
        if depth <= 0 or not lines[stop].strip():
            return stop + 1
    return k + 1


def is_plain(lines: Sequence[str]) -> bool:
    """Whether a value is read as it stands, behind a name and a sign."""
    return PLAIN.fullmatch("\n".join(lines)) is not None


def is_head(lines: Sequence[str], k: int) -> bool:
    """Whether names stand over columns of numbers."""
    below = lines[k + 1] if k + 1 < len(lines) else ""
    return HEADS.fullmatch(lines[k]) is not None and any(c.isdigit() for c in below) and bool(BEGINS.match(below))


def usable(name: str) -> str:
    """The name before a sign; of several words the one that a sentence ends with, nothing where that is no name."""
    name = name.strip()
    if OUT.match(f"{name} =") or name == "ans":
        return ""
    return said(f"{name}:") if " " in name else name


def longest(lines: Sequence[str], start: int, end: int) -> tuple[PrintedArray, int] | None:
    """The array from a line on, and the line behind it."""
    stop = start
    while stop < end and goes_on(lines, start, stop):
        stop += 1
    tries = 0
    while stop > start and tries < MOST_TRIES:
        if lines[stop - 1].strip():
            tries += 1
            array = array_of(OUT.sub("", "\n".join(lines[start:stop])))
            if array is not None and not array.is_elided and (stop - start > 1 or array.form not in ("grid",)):
                return array, stop
        stop -= 1
    return None


def goes_on(lines: Sequence[str], start: int, k: int) -> bool:
    """Whether a line can belong to the print above it."""
    line = lines[k]
    if not line.strip():
        return k + 1 < len(lines) and not (k > start and not lines[k - 1].strip())
    if k > start and SETS.match(line) and not line.lstrip().startswith(("Name:", "dtype:", "Length:")):
        return False
    return not PROSE.search(line) and GOES_ON.fullmatch(line) is not None


def name_over(lines: Sequence[str], found: Print, fences: dict[int, int], unnamed: Sequence[Print]) -> str:
    """What gives a print its name: the line above it, above the fence that it opens, or the program before that."""
    above = found.first
    while above > 0 and not lines[above - 1].strip():
        above -= 1
    last = fences.get(above - 1)
    if last is None:
        return name_above(lines, above)
    if is_waited_for(lines, above - 1):
        return ""
    if sum(above <= each.first < last for each in unnamed) > 1:
        return ""
    return name_above(lines, above - 1) or shown_before(lines, above - 1, fences)


def is_waited_for(lines: Sequence[str], fence: int) -> bool:
    """Whether the text above a fence ends in an equals sign, whose right side the fence holds."""
    above = next((lines[k].strip() for k in range(fence - 1, max(fence - 4, -1), -1) if lines[k].strip()), "")
    return above[-1:] in ("=", "≈") and above.strip("=≈ ") != ""


def shown_before(lines: Sequence[str], k: int, fences: dict[int, int]) -> str:
    """What the program shows whose fence ends shortly above a line, if it shows one value."""
    code = next((first for first, last in fences.items() if 0 < k - last <= NEAR), None)
    shown = shown_by("\n".join(lines[code + 1 : fences[code]])) if code is not None else []
    return shown[0] if len(shown) == 1 else ""
