"""Typst's markup as Markdown with LaTeX, line by line; what is code in it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.sources.file_limits import LONGEST_TEXT
from derive.sources.passage import NotText, Passage
from derive.sources.typst_formula import NotTypst, converted

COMMENT = re.compile(r"(?<![:\\])//[^\n]*|/\*.*?\*/", re.DOTALL)
HEADING = re.compile(r"^(=+)(?=[ \t])", re.MULTILINE)
CODE = re.compile(r"^[ \t]*#(?:set|show|let|import|include|pagebreak|v|h|outline|bibliography)\b[^\n]*", re.MULTILINE)
FORMULA = re.compile(r"(?<!\\)\$((?:[^$\\\"]|\\.|\\\n|\"(?:[^\"\\]|\\.)*+\"){0,4000}+)\$", re.DOTALL)
UNSEEN = re.compile(
    r"#(hide|strike(?:\([^()]*\))?|text\([^()]*(?:fill:\s*(?:white|rgb\(\"#f{3,6}\"\)|luma\(255\))|size:\s*0(?:\.\d+)?pt)[^()]*\))"
    r"\[([^\[\]]{0,4000})\]",
    re.IGNORECASE,
)
"""What is hidden, too small or white to be seen, or struck out, with what stands in it."""
DELIMITER = re.compile(r"#set\s+math\.(?:mat|vec)\(\s*delim:\s*(\"[^\"]\")")
MOST_DOLLARS = 20_000


def passages(text: str) -> Iterator[Passage]:
    """The text as Markdown; a formula that is not understood is a passage of the kind `unclear`.  Errors: `NotText`."""
    if len(text) > LONGEST_TEXT:
        raise NotText(f"the text has {len(text)} characters; the limit is {LONGEST_TEXT}")
    if text.count("$") > MOST_DOLLARS:
        raise NotText(f"the text has more than {MOST_DOLLARS} dollar signs")
    delimiter = DELIMITER.search(text)
    text = COMMENT.sub(blank, text)
    text = without_code(with_marks(text))
    text = HEADING.sub(lambda found: "#" * len(found[1]), text)
    pieces: list[str] = []
    unclear: list[Passage] = []
    place = 0
    for found in FORMULA.finditer(text):
        pieces.append(text[place : found.start()])
        place = found.end()
        try:
            pieces.append(formula(found[1], delimiter[1] if delimiter else ""))
        except NotTypst:
            pieces.append("\n" * found[0].count("\n"))
            line = text.count("\n", 0, found.start()) + 1
            unclear.append(Passage(" ".join(found[1].split()), "unclear", line))
    yield Passage("".join([*pieces, text[place:]]), "md")
    yield from (each for each in unclear if "=" in each.text)


def with_marks(text: str) -> str:
    """The text with what is hidden, white or struck marked as Markdown has it."""
    while found := UNSEEN.search(text):
        kind = found[1]
        before, after = ("~~", "~~") if kind.startswith("strike") else ("<!-- ", " -->")
        text = text[: found.start()] + before + found[2] + after + text[found.end() :]
    return text


def formula(body: str, delimiter: str) -> str:
    """A formula between dollars; it is a display where there is room behind and before its dollars."""
    if delimiter:
        body = re.sub(r"\b(mat|vec)\((?!\s*delim)", rf"\1(delim: {delimiter}, ", body)
    is_display = body[:1].isspace() and body[-1:].isspace()
    latex = converted(body.strip())
    lines = "\n" * max(0, body.count("\n") - latex.count("\n"))
    return f"$${latex}$${lines}" if is_display else f"${latex}${lines}"


def blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def without_code(text: str) -> str:
    """The text without its settings and definitions, also those over several lines."""
    pieces, place = [], 0
    for found in CODE.finditer(text):
        if found.start() < place:
            continue
        stop = found.start()
        depth = 0
        while stop < len(text):
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[stop], 0)
            if text[stop] == "\n" and depth <= 0:
                break
            stop += 1
        pieces += [text[place : found.start()], "\n" * text.count("\n", found.start(), stop)]
        place = stop
    return "".join([*pieces, text[place:]])
