"""Grids that a program printed line by line: rows and columns of numbers, with what stands over and before them.

Each function gives the rows of numbers as they were printed, or `None` where the lines are no such grid for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from derive.language.patterns import regex

Rows = list[list[str]]

NUMBER = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
IS_NUMBER = regex(NUMBER)
WHOLE = regex(r"\d{1,4}")
DECIMAL_COMMA = regex(r"[-+−]?\d+,\d+(?:[eE][-+]?\d+)?|[-+−]?0")
RULE = regex(r"[\s|+:=\-─-╿┄┈]*[=\-─-╿][\s|+:=\-─-╿┄┈]*")
"""A line that is drawn between rows, by itself."""
NOTE = regex(
    r"\s*(?:(?:Name: .{1,40}|dtype: \w+|Length: \d+|Freq: \w+)(?:, (?:dtype: \w+|Length: \d+))*"
    r"|\[\d+ rows x \d+ columns\]|\[torch\.\w+ of size [\dx]+\]|Variable containing:|shape: \(\d+(?:, ?\d+)?\)"
    r"|\d+(?:×|x)\d+(?:(?:×|x)1)? (?:Matrix|Array|[aA]djoint|[tT]ranspose|SMatrix|MMatrix)[{(].{1,80}:"
    r"|\(\d+><\d+\)|\[:, :, 1\] =|\d+(?:×|x)\d+ (?:single|double|gpuArray)(?: \w+)? matrix"
    r"|\w{1,20} ?= ?\d+(?:×|x)\d+(?: \w+)?)\s*"
)
"""A line that says of what kind the grid is."""
KINDS = regex(r"[\s│|]*(?:(?:[fiu]\d\d|str|double|<dbl>|<num>)[\s│|]*)+")
TYPED = regex(r"(?:Name: .{1,40}, |Length: \d+, )*dtype: \w+\s*$")
"""The last line of a series."""
IS_VECTOR = regex(r"^\s*\d+-element (?:\w*Vector|Array)\{.{1,60}:[ \t]*$", 8)
INDEX_HEADS = frozenset({"", "..", "index", "idx", "(index)", "rowname", "rownames", "row", "i", "#"})
NAME = regex(r"\"?[^\W\d][\w.]{0,19}\"?|\[,?\d+,?\]|column_\d+|[ft]\d\d")
LABEL = regex(r"[^\W\d][\w .,_()-]{0,29}")
COUNTED = regex(r"\[(\d+),\]|\[,(\d+)\]|(\d{1,4})")
OPENING, CLOSING = "⎡⎢⎣⎛⎜⎝┌│└⌈⌊|[!(", "⎤⎥⎦⎞⎟⎠┐│┘⌉⌋|]!)"
ENTRY = regex(rf"{NUMBER}|-?[\w.()*/^+-]{{1,60}}")
APART = regex(r"(?:^|(?<=\s))([-+−]) (?=[\d.])")
COUNTED_VECTOR = regex(r"\s*\[(\d+)\]((?:\s+\S+)+)\s*")
COLUMNS = regex(r"\s*Columns? (\d+)(?:(?: and | through |-| to )(\d+))?:?\s*")


def grid(text: str) -> Rows | None:
    """A table with or without rules, heads and row labels; blocks of columns one below the other are put together."""
    lines = [line for line in text.replace("┆", "│").split("\n") if line.strip() and not is_passed_over(line)]
    if not lines:
        return None
    sign = separator(lines)
    table = [cells(line, sign) for line in lines]
    if sign == "," and not any("." in cell for row in table for cell in row):
        return None
    starts = [k for k in range(len(table)) if is_head(table, k)]
    if starts[:1] != [0] or len(starts) == 1:
        return block(table)
    blocks = [block(table[start:stop]) for start, stop in pairwise([*starts, len(table)])]
    return beside(blocks) if in_order(table[start] for start in starts) else None


def is_passed_over(line: str) -> bool:
    """Whether a line draws a rule or says of what kind the grid is."""
    return any(pattern.fullmatch(line) for pattern in (NOTE, RULE, KINDS))


def separator(lines: Sequence[str]) -> str:
    """What stands between the cells of all lines: a bar, a tab, a comma, a semicolon, or white space."""
    signs = ("│", "┃", "|", "\t", ";", ",") if "[" not in lines[-1] else ("│", "┃", "|")
    return next((sign for sign in signs if all(sign in line for line in lines)), "")


def cells(line: str, sign: str) -> list[str]:
    line = line.rstrip().removesuffix("\\").rstrip()
    if not sign:
        return [cell.replace("−", "-") for cell in line.split()]
    parts = [part.strip() for part in line.split(sign)]
    if sign in "│┃|":
        parts = parts[1:] if not parts[0] and line.lstrip().startswith(sign) else parts
        parts = parts[:-1] if not parts[-1] and len(parts) > 1 else parts
    if sign == ";" and all(DECIMAL_COMMA.fullmatch(part) or not any(c in ".," for c in part) for part in parts):
        parts = [part.replace(",", ".") for part in parts]
    return [part.replace("−", "-") for part in parts]


def is_number(cell: str) -> bool:
    return IS_NUMBER.fullmatch(cell) is not None


def is_head(table: Rows, k: int) -> bool:
    """Whether a row names columns: words, or numbers counted from 0 or 1 above rows with one cell more."""
    row, below = table[k], table[k + 1 : k + 2]
    if not below or not row:
        return False
    named = row[1:] if len(row) == len(below[0]) and row[0].lower() in INDEX_HEADS else row
    if not named or any(is_number(cell) and not WHOLE.fullmatch(cell) for cell in named):
        return False
    if all(NAME.fullmatch(cell) for cell in named):
        return not is_number(row[0])
    return is_counted(named) and len(below[0]) == len(named) + 1


def is_counted(labels: Sequence[str]) -> bool:
    """Whether labels are whole numbers that follow one another."""
    found = [COUNTED.fullmatch(label) for label in labels]
    counts = [int(next(filter(None, match.groups()))) for match in found if match]
    return len(counts) == len(labels) > 0 and all(b == a + 1 for a, b in pairwise(counts))


def in_order(heads: Iterable[Sequence[str]]) -> bool:
    """Whether the heads of blocks go on with one another, as far as they are counted."""
    labels = [label for head in heads for label in head if label not in INDEX_HEADS]
    return is_counted(labels) or (len(set(labels)) == len(labels) and not any(map(is_number, labels)))


def block(table: Rows) -> Rows | None:
    """The numbers below one head, row labels left out."""
    head, *body = table
    if not is_head(table, 0):
        return without_counts(table) or numbers(table) or without_labels(table)
    widths = {len(row) for row in body}
    if len(widths) != 1:
        return None
    width = widths.pop()
    named = head[1:] if len(head) == width and head[0].lower() in INDEX_HEADS else head
    if len(named) == width - 1:
        return numbers([row[1:] for row in body]) if are_labels([row[0] for row in body]) else None
    looks_labelled = width > 1 and len(body) > 1 and is_counted([row[0] for row in body])
    return numbers(body) if len(named) == width and not looks_labelled else None


def without_labels(table: Rows) -> Rows | None:
    """Rows that begin with `[1,]` or a word each and have no head."""
    first = [row[0] for row in table if row]
    is_marked = len(first) == len(table) and all(cell.startswith("[") for cell in first) and is_counted(first)
    is_named = len(set(first)) == len(table) > 1 and all(NAME.fullmatch(cell) for cell in first)
    return numbers([row[1:] for row in table]) if is_marked or is_named else None


def without_counts(table: Rows) -> Rows | None:
    """Numbers with a point below a head `0 1 2`, or behind labels 0, 1, 2, that have none, as no printed column has."""
    if not all(table):
        return None
    first, *below = table
    if len(below) > 1 and len(first) > 2 and first[0] in ("0", "1") and is_counted(first) and have_points(below):
        return numbers(below)
    column, rest = [row[0] for row in table], [row[1:] for row in table]
    is_labelled = len(table) > 2 and column[0] in ("0", "1") and is_counted(column)
    return numbers(rest) if is_labelled and have_points(rest) else None


def have_points(rows: Rows) -> bool:
    return all(row and all("." in cell and is_number(cell) for cell in row) for row in rows)


def are_labels(column: Sequence[str]) -> bool:
    starts = column[0].strip("[,]") in ("0", "1") or not is_number(column[0])
    return starts and (is_counted(column) or all(LABEL.fullmatch(label) for label in column))


def numbers(rows: Sequence[Sequence[str]]) -> Rows | None:
    """The rows, if they are equally long and hold nothing but numbers."""
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        return None
    return [list(row) for row in rows] if all(is_number(cell) for row in rows for cell in row) else None


def beside(blocks: Sequence[Rows | None]) -> Rows | None:
    """Blocks of columns side by side."""
    found = [rows for rows in blocks if rows is not None]
    if len(found) != len(blocks) or len({len(rows) for rows in found}) != 1:
        return None
    return [[cell for row in rows for cell in row] for rows in zip(*found, strict=True)]


def column_blocks(text: str) -> Rows | None:
    """What stands below `Columns 1 and 2:` and the like, side by side."""
    lines = text.split("\n")
    heads = [(k, found) for k, line in enumerate(lines) if (found := COLUMNS.fullmatch(line))]
    if not heads or any(line.strip() for line in lines[: heads[0][0]]):
        return None
    expected = 1
    blocks = []
    for (start, found), stop in zip(heads, [*(k for k, _ in heads[1:]), len(lines)], strict=True):
        first, last = int(found[1]), int(found[2] or found[1])
        rows = grid("\n".join(lines[start + 1 : stop]))
        if first != expected or rows is None or len(rows[0]) != last - first + 1:
            return None
        blocks.append(rows)
        expected = last + 1
    return beside(blocks)


def boxed(text: str) -> Rows | None:
    """Rows in brackets that are drawn over several lines, with or without empty rows between."""
    rows = []
    lines = [line.strip().rstrip(",") for line in text.split("\n") if line.strip()]
    for line in lines:
        if len(line) < 2 or line[0] not in OPENING or CLOSING[OPENING.index(line[0])] != line[-1]:
            return None
        inside = APART.sub(r"\1", line[1:-1]).replace(",", " ").split()
        if inside and not all(ENTRY.fullmatch(entry) for entry in inside):
            return None
        rows += [inside] if inside else []
    if len(lines) < 2 or not rows or len({len(row) for row in rows}) != 1:
        return None
    is_drawn = len(lines) > len(rows) or lines[0][0] not in "[(|"
    return [[entry.replace("−", "-") for entry in row] for row in rows] if is_drawn or numbers(rows) else None


def counted_vector(text: str) -> Rows | None:
    """A vector with the place of the first number of each line before it, `[1] 0.1 0.2`, as R prints it."""
    found: list[str] = []
    for line in text.strip().split("\n"):
        match = COUNTED_VECTOR.fullmatch(line)
        if match is None or int(match[1]) != len(found) + 1:
            return None
        found += match[2].split()
    return numbers([found])


def series(text: str) -> Rows | None:
    """Labels and values one below the other that end with the type of the values; or a vector under its kind."""
    if IS_VECTOR.search(text):
        rows = grid(IS_VECTOR.sub("", text))
        return [[row[0] for row in rows]] if rows and len(rows[0]) == 1 else None
    lines = text.strip().split("\n")
    table = [line.rsplit(None, 1) for line in lines[:-1] if line.strip()]
    if not TYPED.match(lines[-1]) or not table or any(len(row) != 2 for row in table):
        return None
    return numbers([[row[1] for row in table]]) if are_labels([row[0].strip() for row in table]) else None
