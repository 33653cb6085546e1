"""A problem file from a sheet: values, equations and questions as far as they are read, the rest as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from derive.documents.words import Words
from derive.handout.latex_draft import Met, NotPlain, SheetFormula
from derive.handout.problem_text import quoted
from derive.language.errors import DeriveError
from derive.problem.assembly import load_text
from derive.sources.passage import NotText
from derive.sources.source import opened
from derive.writeup.chain import Chain
from derive.writeup.read_file import read_submission

MATRIX = re.compile(
    r"\s*(?:\\left\s*[\[(])?\s*\\begin\{[bp]?matrix\}(.*?)\\end\{[bp]?matrix\}\s*(?:\\right\s*[\])])?\s*", re.DOTALL
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
LISTED = re.compile(r"\[[-\d.,\s\[\]]*\]")
"""A list of numbers as it is typed."""
SPAN = re.compile(r"([a-z])\s*=\s*(-?\d+(?:\s*,\s*-?\d+)*)")
ASKED = re.compile(r"^\s*(?:[-*#]+\s*)?\**\(\w{1,3}\)\**")
DERIVATIVE = re.compile(
    r"\\frac\s*\{\s*\\partial\s*(.+?)\}\s*\{\s*\\partial\s*(.+?)\}\s*|\\partial\s*(.+?)\s*/\s*\\partial\s*(.+)"
)
TYPED = re.compile(r"(?<![\w/$])(d[A-Za-z]\w*(?:\[\w+\])?/d[A-Za-z]\w*(?:\[\w+\])?)(?![\w/$])")
"""A derivative as it is typed, in a sentence."""
MARKS = re.compile(r"\((\d+(?:\.\d+)?)\s*(?:marks?|points?|Punkte?|pts?)\)")
TITLE = re.compile(r"^#\s+(.+)|\\title\{(.+?)\}|\\section\*?\{(.+?)\}", re.MULTILINE)
LONGEST = 120
ONE_HOT_LOSSES = ("CE", "CE_logits", "KL")


@dataclass
class SheetDraft:
    """What was read of a sheet so far."""

    met: Met = field(default_factory=Met)
    values: dict[str, str] = field(default_factory=dict)
    equations: list[tuple[str, str]] = field(default_factory=list)
    spans: dict[str, set[int]] = field(default_factory=dict)
    questions: list[tuple[list[str], str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    rows: bool = False


def draft(name: str, file: str, data: bytes) -> str:
    """The text of a problem file for a sheet (its file's name and bytes).

    What cannot be read stands in it as comments, and so does what is still wrong with it.  Errors: none for what is in
    the sheet.
    """
    found, text = SheetDraft(), plain_text(file, data)
    chains = read_submission(file, data).chains
    found.met.indices |= {index for chain in chains for index, _ in SPAN.findall(chain.trail)}
    for _ in range(3):
        # Which names have an index is only known at the end.
        found = SheetDraft(Met(found.met.notation, found.met.families, found.met.indices))
        for chain in chains:
            enter(found, chain)
        for line in text.splitlines():
            ask(found, line)
    title = next((next(filter(None, m.groups())) for m in TITLE.finditer(text)), name)
    written = "".join(parts(title.strip(), found))
    return faults(name, written) + written


def plain_text(file: str, data: bytes) -> str:
    try:
        return "\n".join(passage.text for passage in opened(file, data).passages if passage.kind != "unclear")
    except NotText:
        return ""


def enter(found: SheetDraft, chain: Chain) -> None:
    """A statement as a value or as an equation."""
    left, *rights = (side.text for side in chain.sides)
    if not rights:
        return
    try:
        name = SheetFormula(left, found.met).formula()
        value = number(rights[-1])
        if value is not None:
            found.values[name] = value
            return
        right = SheetFormula(rights[0], found.met).formula()
        found.equations.append((name, right))
        for index, numbers in SPAN.findall(chain.trail):
            found.spans.setdefault(index, set()).update(map(int, numbers.split(",")))
    except NotPlain as error:
        place = chain.sides[0].line
        found.unread.append(f"line {place}: {left} = {rights[-1]} ({error})")


def number(latex: str) -> str | None:
    """A number or an array of numbers as TOML; nothing for any other text."""
    if NUMBER.fullmatch(latex.strip()):
        return latex.strip()
    body = MATRIX.fullmatch(latex)
    if body is None:
        return listed(latex.strip())
    rows = [[cell.strip() for cell in row.split("&")] for row in re.split(r"\\\\|\\cr", body[1]) if row.strip()]
    rows = [["-inf" if "infty" in cell else cell for cell in row] for row in rows]
    if not all(cell == "-inf" or NUMBER.fullmatch(cell) for row in rows for cell in row):
        return None
    if all(len(row) == 1 for row in rows):
        return f"[{', '.join(row[0] for row in rows)}]"
    return json.dumps(rows).replace('"', "")


def listed(text: str) -> str | None:
    """A typed list of numbers as TOML; nothing for any other text."""
    if not LISTED.fullmatch(text):
        return None
    try:
        json.loads(text)
    except ValueError:
        return None
    return re.sub(r"\s*([\[\],])\s*", r"\1", text).replace(",", ", ")


def ask(found: SheetDraft, line: str) -> None:
    """What a line with a letter in brackets asks for, or a sentence with derivatives as they are typed."""
    marks = MARKS.search(line)
    typed = TYPED.findall(line) if "=" not in line and "$" not in line else []
    if typed:
        found.questions.append((typed, marks[1] if marks else ""))
        return
    if not ASKED.match(line):
        return
    try:
        targets = [target(found, "".join(latex)) for latex in re.findall(r"\$(.+?)\$|\\\((.+?)\\\)", line)]
        if targets:
            found.questions.append((targets, marks[1] if marks else ""))
            return
    except NotPlain:
        pass
    found.unread.append(line.strip())


def target(found: SheetDraft, latex: str) -> str:
    """The quantity or derivative that is asked for."""
    parted = DERIVATIVE.fullmatch(latex.strip())
    if not parted:
        return SheetFormula(latex, found.met).formula()
    of, by = (SheetFormula(side, found.met).formula() for side in filter(None, parted.groups()))
    return f"d{of}/d{by}"


def parts(title: str, found: SheetDraft) -> Iterator[str]:
    """The tables of the file."""
    words = Words("en", None, "handout")
    yield f"# {words('draft.head')}\ntitle = {quoted(title)}\n"
    yield from (f"# {words('draft.unread')} {' '.join(line.split())[:LONGEST]}\n" for line in found.unread)
    yield from (f"# {words('draft.taken')} {line}\n" for line in found.taken)
    notation = {name: latex for name, latex in found.met.notation.items() if is_used(name, found)}
    yield table("settings", ['vectors = "rows"'] if found.rows else [])
    yield table("notation", (f"{name} = {quoted(latex)}" for name, latex in notation.items()))
    spans = {index: sorted(found.spans.get(index, ())) for index in sorted(found.met.indices)}
    yield table("index", (f"{index} = {json.dumps(whole(span))}" for index, span in spans.items() if span))
    yield table("model", ("equations = '''", *equations(found), "'''"))
    yield table("values", (f"{quoted_key(name)} = {as_given(found, name, text)}" for name, text in given(found)))
    for targets, marks in found.questions:
        yield table("[questions]", (f"ask = {json.dumps(targets)}", *([f"marks = {marks}"] if marks else [])))


def table(name: str, lines: Iterable[str]) -> str:
    listed = list(lines)
    return f"\n[{name}]\n" + "".join(f"{line}\n" for line in listed) if listed else ""


def is_used(name: str, found: SheetDraft) -> bool:
    said = [*(side for each in found.equations for side in each), *found.values]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in said)


def whole(span: Sequence[int]) -> list[int]:
    """An index from its first to its last value."""
    return list(range(span[0], span[-1] + 1))


def equations(found: SheetDraft) -> Iterator[str]:
    """The equations; what only names a part of another one stands before that, and only where it is asked for."""
    asked = " ".join(each for targets, _ in found.questions for each in targets)
    parts = [each for each in found.equations if is_part(found, *each)]
    named = [(left, right) for left, right in parts if re.search(rf"(?<!\w)d?{re.escape(left.split('[')[0])}\b", asked)]
    for left, right in found.equations:
        if (left, right) not in parts:
            yield from (f"let {name} = {part}" for name, part in named if part in right)
            yield f"{left} = {right}"


def is_part(found: SheetDraft, left: str, right: str) -> bool:
    """Whether an equation names a part of another's right side, and no other uses the name."""
    others = [other for name, other in found.equations if name != left]
    base = re.compile(rf"(?<![\w.]){re.escape(left.split('[', maxsplit=1)[0])}(?!\w)")
    return any(right in other and right != other for other in others) and not any(map(base.search, others))


def given(found: SheetDraft) -> Iterator[tuple[str, str]]:
    """The values that no equation gives."""
    lefts = {left for left, _ in found.equations}
    return ((name, text) for name, text in found.values.items() if name not in lefts)


def quoted_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_]+", name) else json.dumps(name, ensure_ascii=False)


def as_given(found: SheetDraft, name: str, text: str) -> str:
    """A value; a label of a loss as its class."""
    base = name.split("[", maxsplit=1)[0]
    entries = NUMBER.findall(text) if not text.startswith("[[") else []
    label = re.compile(rf"(?<!\w)(?:{'|'.join(ONE_HOT_LOSSES)})\({re.escape(base)}(?!\w)")
    is_label = any(label.search(right) for _, right in found.equations)
    if is_label and len(entries) > 1 and sorted(entries) == ["0"] * (len(entries) - 1) + ["1"]:
        return f"{{ one_hot = {entries.index('1') + 1} }}"
    return f"{{ mask = {text} }}" if "inf" in text else text


def faults(name: str, text: str) -> str:
    """What is still wrong with a draft, as comments."""
    try:
        load_text(text, name, f"{name}.toml")
        return ""
    except DeriveError as error:
        words = Words("en", None, "handout")
        lines = (line for complaint in error.complaints for line in str(complaint).splitlines()[:1])
        return "".join(f"# {words('draft.wrong')} {line}\n" for line in lines)
