"""What programs print for an array, one row for each form, to the literal that it stands for.

The forms were taken from what the programs really print; nothing of them is run.  What is in doubt has no row.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.language.patterns import regex
from derive.language.record import record
from derive.sources.print_grids import (
    IS_NUMBER,
    NOTE,
    NUMBER,
    Rows,
    boxed,
    column_blocks,
    counted_vector,
    grid,
    numbers,
    series,
)

LONGEST = 20_000
"""Characters of a print."""
FACTOR = regex(r"^\s*(1(?:\.0*)?[eE][-+]?\d+)\s*\*\s*(?:\n|(?=\[))")
DOTS = r"(?<![\d.])(?:\.{2,3}|…|⋮|⋯|⋱)(?!\d)"
ELIDED = regex(rf"(?=.*(?:[\[\n]|⋮)).*?{DOTS}.*", 16)
SHOWN = regex(rf"(?:{DOTS}|{NUMBER}|[\s,;|:+=\[\](){{}}─-╿-]|\w{{1,12}}\b)++")
OMITTED = regex(r"reached (?:'max' / )?getOption|omitted \d+ (?:rows|entries)")
MARK = regex(
    r"^\s*(?:(?:Out ?\[\d*\]\s*(?::|=(?:\s*//\w+=)?)|\(%o\d+\))[ \t]*\n?"
    r"|(?:\[\[\d+\]\]|\$\w{1,20})[ \t]*\n(?=\s+\[,1\]))"
)
"""What stands before an output of a notebook or a calculation, or of a part of a list of R."""
OPTION = r"\w{1,20}\s*=\s*(?:\([^()]{0,40}\)|\[[^\[\]]{0,40}\]|\w+\([^()]{0,40}\)|<[^<>]{0,60}>|'[^']{0,40}'|[\w.:]+)"
WRAPPED = regex(
    r"\s*(?:[\w.]{1,20}\.)?(?:[Tt]ensor|[Aa]rray|[Mm]atrix|ndarray|DeviceArray|NDArray|Variable|Parameter|NumericArray|[Vv]ector)"
    rf"\(\s*(?:(?:{OPTION}),\s*)*(?:\d+,\s*\d+,\s*)?(.*?),?(?:\s*,\s*{OPTION})*\s*\)\s*",
    16,
)
TAGGED = regex(rf"\s*<tf\.(?:Tensor|Variable)\b[^<>=\n]{{0,40}}:?\s*(?:{OPTION},?\s*)*?numpy\s*=\s*(.*?)>\s*", 16)
HEADED = regex(r"\s*(?:MatrixForm|TableForm|NumberForm|N|Matrix)\[\s*(\{.*\})\s*(?:,\s*\d+\s*)?\]\s*", 16)
LABELLED = regex(
    r"\s*<xarray\.DataArray [^<>\n]{1,80}>[^\n]{0,40}\n(array\(.*?\))\s*(?:(?:Dimensions|Coordinates)\b.*)?", 16
)
TRAILED = regex(r"(.*?)\s*(?:<NDArray [\w@() ]{1,40}>|, shape=\[[\d, ]+\], strides=\[[\d, ]+\], layout=.{1,60})\s*", 16)
SCALAR = regex(rf"(?:[\w.]{{1,20}}\.)?(?:float\d\d|double|mpf|Float|Decimal|item)\(\s*['\"]?({NUMBER})['\"]?\s*\)")
QUOTED = regex(rf"(['\"])({NUMBER})\1")
PART = regex(r"\b(?:[\w.]{1,12}\.)?(?:array|tensor|Array|matrix)\((\[[^()]{1,2000}\])\)")
"""An array that is an entry of a list."""
SUFFIXED = regex(rf"({NUMBER})[fF](?![\w.])")
SEMICOLONS = regex(rf"\[((?:{NUMBER}|[,;\s])++)\]")
SIDE_BY_SIDE = regex(r"\)[ \t]*\(|^[\[{][^\[\]{}\n]*[\]}][ \t]*[\[{]")
"""Brackets that would be multiplied."""
MINUS = regex(r"[⁻¯](?=\.?\d)")
"""The minus of numbers on calculators and in APL."""
BY_LINES = regex(r"(?<=\])[ \t]*;[ \t]*\n(?=[ \t]*\[)")
"""What ends the rows of a matrix that are each in brackets."""
DECIMAL_COMMAS = regex(r"(?!.*\.)(?=.*\d,\d)(?=.*,[ \t]).*", 16)
"""Commas with room behind them, and others within numbers."""
ANGLES = regex(rf"\s*<\s*(<(?:{NUMBER}|[\s|,<>])+>)\s*>\s*")
QUOTED_LINE = regex(r'\s*"[^"\n]{1,30}"(?:[,;\t]"[^"\n]{1,30}")+\s*')
POWER = regex(r"\*\^(?=[-+]?\d)|`(?:\d+(?:\.\d*)?)?(?:\*\^(?=[-+]?\d))?")
SIGNED = regex(r"(?<=[\[{(,])\s*([-−+]) +(?=[\d.])")
LIST = regex(rf"(?:{NUMBER}|[\[\]{{}}(),\s])++")
LIST_PART = regex(rf"({NUMBER})|([\[{{(])|([\]}})])")
LEAF = regex(r"<t[dh][^<>]{0,80}>([^<>]*)</t([dh])>|<tr\b")
HTML_TABLE = regex(
    r"\s*(?:<div>\s*)?(?:<style.{0,600}?</style>\s*)?<table\b.*</table>\s*(?:<p>[^<>]{0,60}</p>\s*)?(?:</div>)?\s*", 16
)
TABULAR = regex(r"\s*\\begin\{(tabular|array)\}(?:\[\w\])?\{[^{}]*\}(.*)\\end\{\1\}\s*", 16)
TABLE_RULE = regex(r"\\(?:top|mid|bottom)rule|\\hline|\\cline\{[^{}]*\}|\\cmidrule(?:\([lr]+\))?\{[^{}]*\}")
SIZED = regex(r"\s*\((\d{1,3})><(\d{1,3})\)\s*\[([^\[\]]*)\]\s*")
MAT = regex(r"\s*mat\(\s*(?:delim\s*:\s*(?:\"[^\"]{1,2}\"|#?none)\s*,)?([^()]*)\)\s*")
VEC = regex(r"\s*vec\(\s*(?:delim\s*:\s*(?:\"[^\"]{1,2}\"|#?none)\s*,)?([^();]*)\)\s*")


@record
class PrintedArray:
    """The numbers of an array as they were printed, row by row; one row is a list.  An elided one has none."""

    form: str
    rows: tuple[tuple[str, ...], ...] = ()
    is_list: bool = False

    @property
    def is_elided(self) -> bool:
        return not self.rows

    @property
    def literal(self) -> str:
        """The array as it is written everywhere: `[[1, 2], [3, 4]]`."""
        rows = [", ".join(row) for row in self.rows]
        if self.is_list:
            return f"[{rows[0]}]" if len(self.rows[0]) > 1 else rows[0]
        return f"[{', '.join(f'[{row}]' for row in rows)}]"


@record
class PrintForm:
    """A form of printing: its name, and what gives its rows (`None` where a text has another form)."""

    name: str
    rows: Callable[[str], Rows | None]


def unwrapped(text: str) -> str:
    """What an object shows of itself, with its shape, type and device left out."""
    for _ in range(3):
        found = next(
            (match for pattern in (TAGGED, HEADED, LABELLED, WRAPPED, TRAILED) if (match := pattern.fullmatch(text))),
            None,
        )
        if found is None:
            return text
        text = found[1].strip()
    return text


def listed(text: str) -> Rows | None:
    """Lists in lists, in any brackets, as deep as a matrix is; numbers with the marks of their type around them."""
    text = PART.sub(r"\1", QUOTED.sub(r"\2", SCALAR.sub(r"\1", text.strip())))
    text = SUFFIXED.sub(r"\1", text) if text.lstrip()[:1] == "{" else text
    text = SIGNED.sub(r"\1", POWER.sub(lambda found: "e" if "^" in found[0] else "", text)).replace("−", "-")
    text = BY_LINES.sub("\n", text)
    if text[:1] not in ("[", "{", "(") or not LIST.fullmatch(text) or SIDE_BY_SIDE.search(text):
        return None
    stack: list[list[object]] = [[]]
    for number, opening, closing in (found.groups() for found in LIST_PART.finditer(text)):
        if number:
            stack[-1].append(number)
        elif opening:
            stack.append([])
        elif closing and len(stack) < 2:
            return None
        elif closing:
            inner = stack.pop()
            stack[-1].append(inner)
    return plane(stack[0]) if len(stack) == 1 else None


def plane(found: list[object]) -> Rows | None:
    """Nested lists as rows; outer lists of one list alone fall away."""
    while len(found) == 1 and isinstance(found[0], list) and any(isinstance(part, list) for part in found[0]):
        found = found[0]
    rows = [part for part in found if isinstance(part, list)]
    plain = [[entry for entry in row if isinstance(entry, str)] for row in rows]
    is_whole = len(rows) == len(found) and all(len(a) == len(b) for a, b in zip(plain, rows, strict=True))
    return numbers(plain) if is_whole and sum(map(len, plain)) > 1 else None


def by_semicolons(text: str) -> Rows | None:
    """`[1 2; 3 4]` of numbers."""
    found = SEMICOLONS.fullmatch(text)
    return numbers([row.replace(",", " ").split() for row in found[1].split(";")]) if found else None


def times_factor(text: str) -> Rows | None:
    """An array below the power of ten that all its entries are to be multiplied by."""
    found = FACTOR.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    inside = array_of(rest) if rest.strip() else None
    if inside is None or inside.is_elided:
        return None
    power = int(found[1].lower().partition("e")[2])
    return [[scaled(entry, power) for entry in row] for row in inside.rows]


def scaled(entry: str, power: int) -> str:
    """A number times a power of ten, with the digits that it has."""
    mantissa, _, exponent = entry.lower().partition("e")
    return f"{mantissa}e{int(exponent or 0) + power}" if float(mantissa) else entry


def html_table(text: str) -> Rows | None:
    """A table of HTML: its cells, heads with them."""
    if not HTML_TABLE.fullmatch(text):
        return None
    rows: list[list[str]] = []
    for found in LEAF.finditer(text):
        if found[2] is None:
            rows.append([])
        elif rows:
            rows[-1].append(found[1].strip())
    return grid("\n".join("|".join(["", *row, ""]) for row in rows if row))


def tabular(text: str) -> Rows | None:
    """A table of LaTeX that holds numbers and what counts them."""
    found = TABULAR.fullmatch(text)
    if not found:
        return None
    lines = [line.replace("$", "").strip() for line in TABLE_RULE.sub("", found[2]).split("\\\\")]
    return grid("\n".join(f"|{line.replace('&', '|')}|" for line in lines if line))


def sized(text: str) -> Rows | None:
    """`(2><3) [ 1, 2, 3, 4, 5, 6 ]`: the size, and the numbers row by row."""
    found = SIZED.fullmatch(text)
    entries = [entry.strip() for entry in found[3].split(",")] if found else []
    if not found or len(entries) != int(found[1]) * int(found[2]):
        return None
    width = int(found[2])
    return numbers([entries[k : k + width] for k in range(0, len(entries), width)])


def typst(text: str) -> Rows | None:
    """`mat(1, 2; 3, 4)` of numbers."""
    found = MAT.fullmatch(text)
    rows = [[entry.strip() for entry in row.split(",")] for row in found[1].split(";")] if found else []
    return numbers(rows)


def typst_vector(text: str) -> Rows | None:
    found = VEC.fullmatch(text)
    return numbers([[entry.strip()] for entry in found[1].split(",")]) if found else None


def angled(text: str) -> Rows | None:
    """`<<1|2>,<3|4>>` of Maple's, row by row; `<<1,2>|<3,4>>` has columns and is left to nobody."""
    found = ANGLES.fullmatch(text)
    if not found:
        return None
    parts = [part.strip() for part in found[1].strip("<> ").split(">")]
    rows = [part.lstrip(", <").split("|") for part in parts if part]
    return numbers([[entry.strip() for entry in row] for row in rows]) if not found[1].count(">|") else None


def quoted(text: str) -> Rows | None:
    """Lines of numbers in quotation marks, as spreadsheets write those with decimal commas."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not all(QUOTED_LINE.fullmatch(line) for line in lines):
        return None
    return grid(
        "\n".join(
            ";".join(line.strip()[1:-1].replace('";"', '","').replace('"\t"', '","').split('","')) for line in lines
        )
    )


FORMS = (
    PrintForm("angle brackets", angled),
    PrintForm("quoted", quoted),
    PrintForm("lists", listed),
    PrintForm("rows ended by semicolons", by_semicolons),
    PrintForm("size and numbers", sized),
    PrintForm("typst matrix", typst),
    PrintForm("typst vector", typst_vector),
    PrintForm("factor", times_factor),
    PrintForm("columns", column_blocks),
    PrintForm("vector of R", counted_vector),
    PrintForm("series", series),
    PrintForm("box", boxed),
    PrintForm("page", html_table),
    PrintForm("tabular", tabular),
    PrintForm("grid", grid),
)
"""The forms, in the order in which they are tried; each but the last has marks of its own."""

PMATRIX = regex(r"\\ifx\\endpmatrix\\undefined(?:\\pmatrix\{\\else(\\begin\{pmatrix\})|\}\\else(\\end\{pmatrix\}))\\fi")
ROW_OF_TEX = regex(r"\\cr(?![A-Za-z])")
CORNER = regex(r"(?<=\n)[ \t]*\.\.(?=[ \t]+[^.\s])")
"""The corner of a table between lines of `====`, whose cell is empty."""
POLARS = regex(r"^\s*shape: \(\d+,\)\nSeries: '[^'\n]{0,40}' \[\w+\]\n(?=\[)")
NESTED = regex(r"\s*[\[({]\s*[\[({]")
BROKEN = regex(r"(?<=[\d.,\]])\\\n(?=[\d.,\]\[-])")
"""A line of Maxima's that goes on in the next."""


def array_of(text: str) -> PrintedArray | None:
    """The array that a text prints, whole; `None` for anything else, a single number among it."""
    text = MINUS.sub("-", BROKEN.sub("", MARK.sub("", text)).rstrip(" \t\n;")) if len(text) <= LONGEST else ""
    if not any(c.isdigit() for c in text):
        return None
    inside = POLARS.sub("", CORNER.sub("index", unwrapped(text)))
    if is_elided(inside):
        return PrintedArray("elided")
    if IS_NUMBER.fullmatch(inside.strip()):
        return PrintedArray("object", ((inside.strip(),),), True) if inside != text else None
    if inside.lstrip()[:1] in ("[", "(", "{") and DECIMAL_COMMAS.fullmatch(inside):
        return None
    for form in FORMS:
        rows = form.rows(inside.strip("\n"))
        if rows is not None:
            is_list = len(rows) == 1 and not NESTED.match(inside)
            return PrintedArray(form.name, tuple(map(tuple, rows)), is_list)
    return None


def is_elided(text: str) -> bool:
    """Whether dots stand for entries that are not shown."""
    text = "\n".join(line for line in text.split("\n") if not NOTE.fullmatch(line))
    dotted = ELIDED.fullmatch(text) and SHOWN.fullmatch(text)
    return bool(dotted or OMITTED.search(text)) and sum(c.isdigit() for c in text) > 1


def plain_tex(text: str) -> str:
    """The text with the matrices that Maxima writes for two dialects of TeX in one of them, line by line."""
    if "\\endpmatrix" not in text:
        return text
    return ROW_OF_TEX.sub(r"\\\\", PMATRIX.sub(lambda found: found[1] or found[2], text))
