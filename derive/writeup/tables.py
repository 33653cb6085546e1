"""Tables: a value is given to the name that stands over its column or before its row; neighbours are never equated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from derive.language.human_words import phrases
from derive.language.signs import RELATIONS
from derive.language.spoken_gradients import SpokenGradient
from derive.writeup.tokens import PlacedToken, environment, joined, skip_space, slope
from derive.writeup.undelimited import NAME_OR_SLOPE
from derive.writeup.words_of_prose import GRADIENTS, INDEX_LETTERS, NO_VALUES, TIMES

RULER = re.compile(r"[\s|:\-]*-[\s|:\-]*")
VALUE = re.compile(
    r"(?:[\s\d.,;()\[\]&{}^+\-−'|Tᵀ]|\\\\|\\(?:begin|end|left|right|top|mathsf|,|;|quad)|[bpBv]?(?:small)?matrix)*+"
)
ENTRY = re.compile(rf"{phrases('entry')}\s*(\d{{1,2}})", re.IGNORECASE)
"""The head of a column with one entry of each row's quantity."""
TIME = re.compile(r"(?:([a-zτ])\s*=\s*)?(\d{1,3})")
PLAIN_NAME = re.compile(r"[^\W\d_]|(?=.*[_\[\d∂/ₜ₀-₉]|.*[^\x00-\x7f])[^\s=]{1,24}")
BASE = re.compile(r"(?:\\[a-zA-Z]+\s*\{?\s*)?\\?[^\W\d_]+\s*\}?")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
WORDS = re.compile(r"[^\W\d_]+")
SLOPES = frozenset({"\\partial", "\\nabla", "\\frac", "\\dfrac"})
NO_MATH = frozenset({"space", "line", "$", "$$"})
RULES = frozenset(
    "\\hline \\toprule \\midrule \\bottomrule \\cline \\cmidrule \\noalign \\addlinespace \\rowcolor \\centering "
    "\\endhead \\endfirsthead \\endfoot \\endlastfoot".split()
)
"""Commands between rows, left out with the groups behind them."""
TABULAR = frozenset("tabular tabular* tabularx longtable tabulary".split())
INDEX_BEHIND = frozenset({"_", "[", "(", "{"})


@dataclass(frozen=True)
class Cell:
    """What stands between two bars; `content` is it without the marks of mathematics around it."""

    tokens: Sequence[PlacedToken]

    @cached_property
    def content(self) -> list[PlacedToken]:
        kept = [token for token in self.tokens if token.text not in ("\\(", "\\)")]
        worth = [k for k, token in enumerate(kept) if token.kind not in NO_MATH]
        return kept[worth[0] : worth[-1] + 1] if worth else []

    @cached_property
    def text(self) -> str:
        return joined(self.content).strip()

    def with_rest(self, rest: Cell) -> Cell:
        """A formula with what goes on in the cell below it."""
        mark = [token for token in self.tokens if token.kind in ("$", "$$")][:1]
        return Cell([*mark, *self.content, *rest.content, *mark])

    @property
    def lines(self) -> tuple[Cell, list[PlacedToken]]:
        """What stands before the first tag, which breaks the line, and the rest."""
        first = parted(self.tokens, "<")[0]
        return Cell(first), list(self.tokens[len(first) :])

    @property
    def goes_on(self) -> bool:
        """Whether the cell begins with a relation and has no other."""
        return self.relations == [0]

    @property
    def is_formula(self) -> bool:
        return any(token.kind in ("$", "$$") or token.text == "\\(" for token in self.tokens)

    @property
    def states(self) -> bool:
        return bool(self.relations)

    @cached_property
    def relations(self) -> list[int]:
        """Where relations stand; those in braces belong to an index, as in the `_{t=2}` behind a bar."""
        found, depth = [], 0
        for k, token in enumerate(self.content):
            depth += (token.text == "{") - (token.text == "}")
            if token.text in RELATIONS and depth <= 0:
                found.append(k)
        return found

    @property
    def is_value(self) -> bool:
        """Whether the cell holds a number, a vector or a matrix."""
        return bool(VALUE.fullmatch(self.text)) and any(c.isdigit() for c in self.text)

    @property
    def is_one_formula(self) -> bool:
        return self.is_formula and not any(token.kind in ("$", "$$") for token in self.content)

    @property
    def is_worth(self) -> bool:
        """Whether the cell can stand behind a name."""
        return self.goes_on or (not self.states and (self.is_value or self.is_one_formula))

    @property
    def time(self) -> str:
        """The step that the cell names, as `0` or `t = 0`."""
        found = TIME.fullmatch(self.text)
        return found[2] if found and (found[1] is None or found[1] in INDEX_LETTERS) else ""

    @property
    def counter(self) -> str:
        """The letter of the index whose value the cell tells, `i = 1`."""
        found = TIME.fullmatch(self.text)
        return found[1] or "" if found else ""

    @property
    def name(self) -> list[PlacedToken]:
        """The name that the cell holds, alone or in front of what defines it; empty where it holds none."""
        name = self.content[: self.relations[0] if self.relations else None]
        if not name or self.is_value or self.time or any(token.text in ("\\log", "\\ln") for token in name):
            return []
        is_one = self.is_one_formula if self.is_formula else PLAIN_NAME.fullmatch(self.text)
        return name if is_one else []


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """The cells of a table row by row, the first row the header where there is one, and where the table ends."""

    header: list[Cell]
    rows: list[list[Cell]]
    end: int

    def statements(self) -> Iterator[tuple[list[PlacedToken], Cell]]:
        """Row by row each cell with the tokens of the name that it is the value of; no name where it has none."""
        corner = self.header[0] if self.header else Cell([])
        index = index_of(corner)
        yield from (([], head) for head in self.header if head.states and head.text not in RELATIONS)
        for row in self.rows:
            label, taken = row[0], False
            if label.states:
                yield [], label
            for column, cell in enumerate(row[1:], 1):
                head = self.header[column] if column < len(self.header) else Cell([])
                name = name_for(label, head, corner, index, taken) if cell.lines[0].is_worth else []
                taken = taken or bool(name)
                yield name, cell


def index_of(corner: Cell) -> str:
    """The index whose values the first column lists: its letter, `t` where the corner says so in words."""
    text = corner.text.lower()
    return text if text in INDEX_LETTERS else "t" if text in TIMES else ""


def name_for(label: Cell, head: Cell, corner: Cell, index: str, taken: bool) -> list[PlacedToken]:
    """The name of a value by the label of its row and the head of its column; empty where they do not tell."""
    if label.time and (index or "=" in label.text):
        return at_time(head.name, label.time, label.counter or index or "t")
    if not label.name:
        return []
    if head.time and ("=" in head.text or index):
        return at_time(label.name, head.time, "t")
    if (entry := ENTRY.fullmatch(head.text.strip())) is not None:
        return at_entry(label.name, entry[1])
    words = set(WORDS.findall(head.text.lower()))
    plain = (not head.is_formula or head.text in RELATIONS) and not words & NO_VALUES
    name = label.name if plain and not taken else []
    return gradient(name) if words & GRADIENTS or GRADIENTS & set(WORDS.findall(corner.text.lower())) else name


def gradient(name: list[PlacedToken]) -> list[PlacedToken]:
    """What stands in a table of gradients: a derivative as it is, and that by any other name."""
    if not name or NAME_OR_SLOPE.fullmatch(joined(name).strip()) is None or name[0].text[0] in "∂d":
        return name
    return name if name[0].text in SLOPES else slope(SpokenGradient(), name)


def at_time(name: list[PlacedToken], time: str, index: str) -> list[PlacedToken]:
    """A name with a step in place of its index, or behind it where it has none; empty where neither can be."""
    found: list[PlacedToken] = []
    replaced = False
    for k, token in enumerate(name):
        before, after = name[k - 1].kind if k else "", name[k + 1].kind if k + 1 < len(name) else ""
        if token.text.endswith("ₜ") and index == "t":
            token, replaced = token._replace(text=token.text[:-1] + time.translate(SUBSCRIPTS)), True
        elif token.text == index and before in INDEX_BEHIND:
            if after in ("-", "+"):
                return []
            token, replaced = PlacedToken("number", time, token.at), True
        found.append(token)
    if replaced or not name or not BASE.fullmatch(joined(name).strip()):
        return found if replaced else []
    end = name[-1].end
    return [
        *found,
        PlacedToken("_", "_", end),
        PlacedToken("{", "{", end),
        PlacedToken("number", time, end),
        PlacedToken("}", "}", end),
    ]


def at_entry(name: list[PlacedToken], place: str) -> list[PlacedToken]:
    """An entry of what a row is about, `(r_2)_{1}`."""
    start, end = name[0].at, name[-1].end
    behind = (PlacedToken(sign, sign, end) for sign in (")", "_", "{"))
    return [PlacedToken("(", "(", start), *name, *behind, PlacedToken("number", place, end), PlacedToken("}", "}", end)]


def markdown_tables(tokens: Sequence[PlacedToken]) -> dict[int, WrittenTable]:
    """The tables of Markdown: a line with bars, a ruler below it, and what follows without a blank line."""
    found: dict[int, WrittenTable] = {}
    if not any(token.kind == "|" for token in tokens):
        return found
    lines = list(lines_of(tokens))
    k = 0
    while k + 1 < len(lines):
        ruler = joined(tokens[slice(*lines[k + 1])])
        if not (is_barred(tokens, lines[k]) and "|" in ruler and RULER.fullmatch(ruler)):
            k += 1
            continue
        stop = k + 2
        while stop < len(lines) and is_barred(tokens, lines[stop]) and not gap(tokens, lines[stop]):
            stop += 1
        header = cells(tokens, *lines[k], "|")
        rows = whole([cells(tokens, *line, "|") for line in lines[k + 2 : stop]])
        found[skip_space(tokens, lines[k][0])] = WrittenTable(header, rows, lines[stop - 1][1])
        k = stop
    return found


def lines_of(tokens: Sequence[PlacedToken]) -> Iterator[tuple[int, int]]:
    start = 0
    for k, token in enumerate(tokens):
        if token.kind == "line":
            yield start, k
            start = k + 1
    yield start, len(tokens)


def is_barred(tokens: Sequence[PlacedToken], line: tuple[int, int]) -> bool:
    return any(tokens[k].kind == "|" for k in range(*line))


def gap(tokens: Sequence[PlacedToken], line: tuple[int, int]) -> bool:
    return line[0] > 0 and tokens[line[0] - 1].text.count("\n") > 1


def cells(tokens: Sequence[PlacedToken], start: int, stop: int, bar: str) -> list[Cell]:
    """The cells of a line; a bar within a formula separates nothing."""
    found = [Cell(part) for part in parted(without_rules(tokens[start:stop]), bar)]
    if bar == "|":
        found = found[1:] if not found[0].content and len(found) > 1 else found
        found = found[:-1] if not found[-1].content and len(found) > 1 else found
    return found


def whole(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows, a value whose brackets close in the next one put together; nothing else stands in that one."""
    found: list[list[Cell]] = []
    for row in rows:
        filled = [k for k, cell in enumerate(row) if cell.content]
        above = found[-1] if found else []
        place = filled[0] if len(filled) == 1 else len(above)
        if place < len(above) and above[place].text.endswith("\\right.") and row[place].text.startswith("\\left."):
            above[place] = above[place].with_rest(row[place])
        else:
            found.append(row)
    return found


def without_rules(tokens: Sequence[PlacedToken]) -> list[PlacedToken]:
    kept: list[PlacedToken] = []
    level, behind = 0, False
    for token in tokens:
        if token.text in RULES:
            behind = True
        elif behind and (level or token.kind == "{"):
            level += (token.kind == "{") - (token.kind == "}")
        else:
            behind = False
            kept.append(token)
    return kept


def parted(tokens: Sequence[PlacedToken], sign: str) -> list[list[PlacedToken]]:
    """The tokens cut at a sign that stands in no formula."""
    found: list[list[PlacedToken]] = [[]]
    inside = False
    for token in tokens:
        if token.kind in ("$", "$$") or token.text in ("\\(", "\\)"):
            inside = not inside
        if token.kind == sign and not inside:
            found.append([])
        else:
            found[-1].append(token)
    return found


def latex_table(tokens: Sequence[PlacedToken], first: int) -> WrittenTable | None:
    """The table of the `\\begin{tabular}` at an index; `None` for another environment or one that never ends."""
    name, start = environment(tokens, first)
    if name not in TABULAR:
        return None
    stop = next((k for k in range(start, len(tokens)) if ends(tokens, k, name)), None)
    if stop is None:
        return None
    rows = [cells(row, 0, len(row), "&") for row in parted(tokens[start:stop], "row")]
    rows[0] = without_columns(rows[0])
    rows = whole([row for row in rows if any(cell.content for cell in row)])
    headed = bool(rows) and not any(cell.is_value for cell in rows[0][1:])
    end = environment(tokens, stop)[1]
    return WrittenTable(rows[0] if headed else [], rows[1:] if headed else rows, end)


def ends(tokens: Sequence[PlacedToken], place: int, name: str) -> bool:
    return tokens[place].text == "\\end" and environment(tokens, place)[0] == name


def without_columns(row: list[Cell]) -> list[Cell]:
    """The first row without the groups that say how columns are set."""
    tokens = row[0].tokens
    k, level = 0, 0
    while k < len(tokens) and (level or tokens[k].kind in ("{", "space", "line")):
        level += (tokens[k].kind == "{") - (tokens[k].kind == "}")
        k += 1
    return [Cell(tokens[k:]), *row[1:]]
