"""Matrices whose brackets a machine took apart, lost, doubled or mistook, and those whose entries are no more parted.

Nothing but numbers may stand in them: what is left then says in one way only what the matrix was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LEFT, RIGHT = "⎡⎢⎣\uf8ee\uf8ef\uf8f0⎛⎜⎝\uf8eb\uf8ec\uf8ed", "⎤⎥⎦\uf8f9\uf8fa\uf8fb⎞⎟⎠\uf8f6\uf8f7\uf8f8"
TOP, BOTTOM = "⎡\uf8ee⎛\uf8eb", "⎣\uf8f0⎝\uf8ed"
NUMBER = r"[-+−–]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+−]?\d+)?"
ENTRY = re.compile(NUMBER)
PIECED = re.compile(rf"([=≈])\s*([{LEFT}][\s\d.eE+−–{LEFT}{RIGHT}-]*[{RIGHT}])([ \t]*,(?=[ \t]*\S))?")
"""A sign, a run of pieces and numbers behind it, and a comma behind that."""
GROUP = re.compile(rf"([{LEFT}\s]+)([^{LEFT}{RIGHT}]+)([{RIGHT}\s]+)")
MATRIX = re.compile(r"(\\begin\{[bpBv]?matrix\})([^&{}]*?)(\\end\{[bpBv]?matrix\})")
ROW_END = re.compile(r"\\\\|\\(?=[\s\d-])")
TWICE = re.compile(r"\\begin\{([bpBv]?matrix)\}\s*\\begin\{\1\}([^{}]*)\\end\{\1\}\s*\\end\{\1\}")
"""A matrix that is all of another."""
VALUE = re.compile(
    r"([=≈][ \t]*)([\[({\d.+−-](?:[\d.,;eE+−\-\[\](){}]|[ \t](?![ \t]))*)"
    r"(?=\$*[ \t]*$|[ \t]*[^=≈\n\[\](){}]{1,40}[=≈])",
    re.MULTILINE,
)
"""What stands behind a sign and is made as a list of numbers is, up to the end of the line or another statement."""
STOPS = " \t,.;"
PART = re.compile(rf"({NUMBER})|([\[({{])|([\])}}])|[,;\s]+")
CLOSES = {"[": "]", "(": ")", "{": "}"}
LEAST = 2
"""Numbers that a list has at least."""
MORE = re.compile(r"\n[ \t]*[\d\[({+−.-]")
"""A line below that goes on with a list."""


def with_whole_brackets(text: str) -> str:
    """The text with matrices in brackets of one piece each; it keeps the number of its lines."""
    return PIECED.sub(in_one_piece, text)


def in_one_piece(found: re.Match[str]) -> str:
    sign, body, comma = found.groups()
    rows = rows_of(body)
    return f"{sign} {listed(rows)}{comma or ''}" + "\n" * found[0].count("\n") if rows else found[0]


def rows_of(body: str) -> list[list[str]]:
    """The rows between pieces of brackets: each between two pieces, or all of them between two piles."""
    groups = GROUP.findall(body)
    if "".join("".join(group) for group in groups) != body:
        return []
    if len(groups) > 1:
        kinds = [left.strip() for left, _, _ in groups]
        outer = kinds[0] in TOP and kinds[-1] in BOTTOM and not any(kind in TOP + BOTTOM for kind in kinds[1:-1])
        return fitting([row for _, row, _ in groups]) if outer and all(len(kind) == 1 for kind in kinds) else []
    left, inside, _ = groups[0]
    rows = [row for row in inside.split("\n") if row.strip()]
    entries = inside.split()
    if len(rows) == 1 and len("".join(left.split())) == len(entries):
        rows = entries
    return fitting(rows) if len(rows) > 1 else []


def fitting(rows: Sequence[str]) -> list[list[str]]:
    """Rows of as many numbers each; none where they are not."""
    found = [[entry.replace("−", "-").replace("–", "-") for entry in row.split()] for row in rows]
    is_whole = all(ENTRY.fullmatch(entry) for row in found for entry in row)
    return found if is_whole and found and found[0] and len({len(row) for row in found}) == 1 else []


def listed(rows: Sequence[Sequence[str]]) -> str:
    if len(rows[0]) == 1:
        return f"[{', '.join(row[0] for row in rows)}]"
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"


def with_parted_entries(text: str) -> str:
    """The text with `&` in matrices whose rows hold numbers side by side."""
    return MATRIX.sub(parted, text)


def parted(found: re.Match[str]) -> str:
    """A matrix with its entries parted, where some number without a sign shows that none is subtracted."""
    rows = fitting(ROW_END.split(found[2].rstrip().removesuffix("\\\\")))
    if not rows or len(rows[0]) < LEAST or all(entry[0] in "+-" for row in rows for entry in row[1:]):
        return found[0]
    return (
        found[1] + " " + " \\\\ ".join(" & ".join(row) for row in rows) + " " + found[3] + "\n" * found[2].count("\n")
    )


def with_closed_brackets(text: str) -> str:
    """The text with lists of numbers in brackets that fit together, where they say what the list is."""
    text = TWICE.sub(r"\\begin{\1}\2\\end{\1}", text)
    return VALUE.sub(lambda found: found[1] + closed(found[2], is_within(found) or MORE.match(text, found.end())), text)


def is_within(found: re.Match[str]) -> bool:
    """Whether a bracket that is open before a value may be closed behind it: `(t = 1, 2)`."""
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    inside = found[2]
    return any(
        inside.count(opening) < inside.count(closing) and still_open(before, opening, closing)
        for opening, closing in CLOSES.items()
    )


def still_open(text: str, opening: str, closing: str) -> int:
    """How many brackets a text leaves open; those that it closes may have been opened in the line above."""
    count = 0
    for character in text:
        count = max(0, count + (character == opening) - (character == closing))
    return count


def closed(value: str, goes_on: object) -> str:
    """A list of numbers with its brackets; the text where nothing is amiss or more than one list may be meant."""
    parts = list(PART.finditer(value))
    if "".join(part[0] for part in parts) != value or sum(bool(part[1]) for part in parts) < LEAST:
        return value
    opened = [part[2] for part in parts if part[2]]
    closing = [part[3] for part in parts if part[3]]
    more = len(opened) - len(closing)
    if (not opened and not closing) or (fits(parts) and depth(parts) < 3) or goes_on:
        return value
    if not set("[]{},;") & set(value):
        return value
    text = "".join("[" if part[2] else "]" if part[3] else part[0] for part in parts)
    tail = text[len(text.rstrip(STOPS)) :]
    text = "[" * -more + text.strip(STOPS) + "]" * more
    while text.startswith("[[[") and text.endswith("]]]"):
        text = text[1:-1]
    return text + tail if is_list(text) else value


def fits(parts: Sequence[re.Match[str]]) -> bool:
    """Whether every bracket is closed by one of its kind."""
    stack: list[str] = []
    for part in parts:
        if part[2]:
            stack.append(CLOSES[part[2]])
        elif part[3] and (not stack or stack.pop() != part[3]):
            return False
    return not stack


def depth(parts: Sequence[re.Match[str]]) -> int:
    """How many brackets a list begins with."""
    return next((k for k, part in enumerate(parts) if not part[2]), len(parts))


def is_list(text: str) -> bool:
    """Whether brackets hold one list of numbers or one list of such lists of one length."""
    parts = list(PART.finditer(text))
    level, lengths, highest = 0, [0], 0
    for part in parts:
        level += bool(part[2]) - bool(part[3])
        highest = max(highest, level)
        if level < 0:
            return False
        if part[2]:
            lengths.append(0)
        elif part[1]:
            if level == 0:
                return False
            lengths[-1] += 1
    inner = [length for length in lengths if length]
    return level == 0 and highest <= LEAST and (highest == 1 or (len(set(inner)) == 1 and ";" not in text))
