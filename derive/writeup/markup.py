"""A LaTeX document, Markdown or plain text to tokens; headings, code, quotes and programs are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.language.human_words import phrases
from derive.writeup.concealed import told_apart
from derive.writeup.macros import Macros
from derive.writeup.tokens import VERBATIM, PlacedToken, environment, is_blank_line, joined, tokenize
from derive.writeup.undelimited import BANNER

FENCE = re.compile(r"[ \t>]*(```+|~~~+)[ \t]*([^\n`]*)")
BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,200})\1[ \t]*:?")
TITLE = re.compile(rf"{phrases('headings')}\s+[\w().,: \[\]-]{{1,50}}", re.IGNORECASE)
CAPTION = re.compile(rf"{phrases('captions')}[ ]?\d{{1,3}}(?:\.\d{{1,3}})?[ ]?[:.—–-][ \t]", re.IGNORECASE)
"""What a line begins with that tells what a picture or a table shows."""
COMMENT_START, COMMENT_END = "<!--", "-->"
MATH_FENCES = frozenset({"math", "latex", "tex", "katex"})
OPTIONS = re.compile(r"(?:[ \t]*:[\w-]+:[^\n]*\n)*+")
"""Options of MyST's directives, `:label: eq1`."""
ROLE = re.compile(r"\{math\}(`+)([^`\n]+)\1")
COLONS = re.compile(r"^(:{3,})(\{math\}[^\n]*\n.*?\n)\1[ \t]*$", re.MULTILINE | re.DOTALL)
PROGRAMS = frozenset(
    "python py python3 ipython matlab octave julia r c cpp c++ java javascript js bash sh shell json yaml toml".split()
)
PYTHON = frozenset("code-cell python py python3 ipython ipython3 pycon numpy".split())
IS_PYTHON = re.compile(r"(?i)python|^$|^\[(?!.*language).*\]$")
"""The options of a listing of Python, or of one that does not name its language."""
ASSIGNS = re.compile(r"=|<-|←")
CODE = re.compile(
    r"^\s*(?:>>>|In \[|import |from \w+ import|def |class |for .*:\s*$|if .*:\s*$|while |return\b|print\(|#|@|\$ |%)"
    r"|\bnp\.(?!array)|\btorch\.|\blambda\b|;\s*$",
    re.MULTILINE,
)

MARKED_OUTPUT = re.compile(r"\$[^$]|\\begin\{|\\\[|\\\(")
"""Output that is itself mathematics in LaTeX or Markdown."""


def markdown_tokens(text: str) -> list[PlacedToken]:
    """The tokens of a Markdown file, with tokens of kind heading, math, plain and output for what has its own lines."""
    text = with_dollars(text) if "{math}" in text else text
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    fences = fenced(lines)
    raw, text = text, without_comments(text)
    result: list[PlacedToken] = []
    k, first = front_matter(lines), starts[front_matter(lines)]
    while k < len(lines):
        stop = fences.get(k)
        heading, used = heading_at(lines, k) if stop is None else ("", 0)
        if stop is None and not heading:
            k += 1
            continue
        result += inline(text, first, starts[k])
        if stop is not None:
            result += block(raw if lines[k].lstrip()[:1] != ">" else text, lines, starts, k, stop)
            k = stop + 1
        else:
            result.append(PlacedToken("heading", heading, starts[k] + indent(lines[k])))
            k += used
        first = min(starts[k], len(text))
    return result + inline(text, first, len(text))


def with_dollars(text: str) -> str:
    """MyST's formulas as Markdown's, every character in its place: roles, and fences of colons."""
    text = ROLE.sub(lambda found: f"{' ' * (5 + len(found[1]))}${found[2]}${' ' * (len(found[1]) - 1)}", text)
    return COLONS.sub(lambda found: "`" * len(found[1]) + found[2] + "`" * len(found[1]), text)


def front_matter(lines: list[str]) -> int:
    """The number of lines of a YAML header."""
    if lines[0].rstrip() != "---":
        return 0
    return next((k + 1 for k in range(1, min(len(lines), 60)) if lines[k].rstrip() in ("---", "...")), 0)


def fenced(lines: list[str]) -> dict[int, int]:
    """For the first line of each fenced block its last one."""
    found: dict[int, int] = {}
    opened, mark = -1, ""
    for k, line in enumerate(lines):
        fence = FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence is None:
            continue
        if opened < 0:
            opened, mark = k, fence[1]
        elif fence[1][0] == mark[0] and len(fence[1]) >= len(mark) and not fence[2].strip():
            found[opened] = k
            opened = -1
    return found


def without_comments(text: str) -> str:
    """The text with comments and marks of quotation as spaces, every character in its place."""
    if COMMENT_START in text:
        pieces, place = [], 0
        while (start := text.find(COMMENT_START, place)) >= 0 and (stop := text.find(COMMENT_END, start)) >= 0:
            stop += len(COMMENT_END)
            pieces += [text[place:start], re.sub(r"[^\n]", " ", text[start:stop])]
            place = stop
        text = "".join([*pieces, text[place:]])
    if ">" not in text:
        return text
    return re.sub(r"^ {0,3}>[> ]*(?![>=])", lambda found: " " * len(found[0]), text, flags=re.MULTILINE)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def heading_at(lines: list[str], k: int) -> tuple[str, int]:
    """The heading that begins in a line and the number of its lines; nothing where none does."""
    line = lines[k].strip()
    if not line or len(line) > 300:
        return "", 0
    if line[0] == "#":
        bare = line.lstrip("#")
        return (
            (bare.strip().rstrip("#").strip(), 1) if bare[:1] in (" ", "\t") and len(line) - len(bare) < 7 else ("", 0)
        )
    if line[:2] in ("**", "__") and "=" not in line and (found := BOLD_LINE.fullmatch(line)):
        return found[2].strip(), 1
    if line[0] in "=*-~#+" and (banner := BANNER.fullmatch(line)) and banner[2]:
        return banner[2], 1
    if (TITLE.fullmatch(line) and "=" not in line) or CAPTION.match(line):
        return line, 1
    below = lines[k + 1].strip() if k + 1 < len(lines) else ""
    above = lines[k - 1].strip() if k else ""
    if len(below) > 2 and set(below) in ({"="}, {"-"}) and not above and not set(line) & set("$=|"):
        return line, 2
    return "", 0


def block(text: str, lines: list[str], starts: list[int], first: int, last: int) -> list[PlacedToken]:
    """A fenced block: mathematics, what a program printed, what is left unread of a program."""
    fence = FENCE.match(lines[first])
    kind = fence[2].strip().split(" ")[0].strip("{}.").lower() if fence else ""
    start, stop = starts[first + 1], starts[last]
    gap = PlacedToken("line", "\n\n", start)
    if kind in MATH_FENCES:
        options = OPTIONS.match(text, start, stop)
        start = options.end() if options else start
        return [PlacedToken("math", text[start:stop], start), gap]
    content = text[start:stop]
    if kind in PYTHON:
        return [gap]
    if kind in PROGRAMS:
        return [gap, *program(content, start), gap]
    return [gap, PlacedToken("output" if CODE.search(content) else "plain", content, start), gap]


def program(content: str, start: int) -> Iterator[PlacedToken]:
    """The lines of a program in another language that assign something, each as a token that is not read."""
    for line in content.splitlines(keepends=True):
        if ASSIGNS.search(line):
            yield PlacedToken("program", line.strip(), start + indent(line))
        start += len(line)


def inline(text: str, start: int, stop: int) -> list[PlacedToken]:
    """The tokens of lines without blocks; inline code is one token."""
    tokens = tokenize(text, start, stop, markdown=True)
    if not any(token.kind == "ticks" for token in tokens):
        return tokens
    result: list[PlacedToken] = []
    hopeless: dict[str, int] = {}
    k = 0
    while k < len(tokens):
        token = tokens[k]
        k += 1
        if token.kind != "ticks" or k < hopeless.get(token.text, 0):
            result.append(token)
            continue
        end = k
        while end < len(tokens) and not ends_code(tokens[end], token.text) and not is_blank_line(tokens[end]):
            end += 1
        if end < len(tokens) and ends_code(tokens[end], token.text):
            result.append(PlacedToken("code", text[token.end : tokens[end].end - len(token.text)], token.end))
            k = end + 1
        else:
            hopeless[token.text] = end
            result.append(token)
    return result


def ends_code(token: PlacedToken, ticks: str) -> bool:
    """Whether a token ends a span of code; a stroke before the last tick belongs to the code (CommonMark 0.31, 6.1)."""
    return token.text == ticks or (ticks == "`" and token.text == "\\`")


def latex_tokens(text: str, macros: Macros) -> list[PlacedToken]:
    """The tokens of the document's body; what it conceals is a token each, as in `told_apart`."""
    return body(told_apart(macros.expand(scanned(text)), markdown=False))


def scanned(text: str) -> list[PlacedToken]:
    """The tokens of the whole file; what stands verbatim is one token."""
    result: list[PlacedToken] = []
    place = 0
    hopeless: set[str] = set()
    while found := VERBATIM.search(text, place):
        end = f"\\end{{{found[1]}{found[2]}}}"
        commented = "%" in text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        stop = -1 if commented or end in hopeless else text.find(end, found.end())
        if stop < 0:
            if not commented:
                hopeless.add(end)
            result += tokenize(text, place, found.end(), markdown=False)
            place = found.end()
            continue
        result += tokenize(text, place, found.start(), markdown=False)
        content = text[found.end() : stop]
        if found[1].lower() == "verbatim":
            result.append(PlacedToken("output" if CODE.search(content) else "plain", content, found.end()))
        elif found[1] in ("lstlisting", "minted"):
            options, _, lines = content.partition("\n")
            if not IS_PYTHON.search(options.strip()):
                result += program(lines, found.end() + len(options) + 1)
        elif found[1] == "comment":
            result.append(PlacedToken("hidden", content, found.end()))
        place = stop + len(end)
    return result + tokenize(text, place, len(text), markdown=False)


def body(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """What stands between the beginning and the end of the document; all of it where neither is marked."""
    start, stop = 0, len(tokens)
    behind: list[PlacedToken] = []
    for k, token in enumerate(tokens):
        if token.kind == "command" and token.text in ("\\begin", "\\end"):
            name, after = environment(tokens, k)
            if name == "document" and token.text == "\\begin":
                start = after
            elif name == "document":
                stop, behind = k, tokens[after:]
                break
    return [*tokens[start:stop], *([PlacedToken("hidden", joined(behind), behind[0].at)] if behind else [])]
