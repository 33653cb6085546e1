"""What a pasted print is the value of: told by a prompt, the code above it, a heading, or the sentence before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.language.human_words import phrases

SIMPLE = r"[^\W\d]\w{0,30}(?:\.grad|\.T|\[\d{1,2}\]|\[['\"]\w{1,20}['\"]\])?"
PROMPT = re.compile(r"[ \t]*(?:>>>|>>|>|julia>|sage:|octave:\d+>|In ?\[\d*\]:|\(%i\d+\))[ \t]+(\S.*?);?[ \t]*")
OUT = re.compile(r"[ \t]*(?:Out ?\[\d*\]\s*(?::|=)|\(%o\d+\)|ans[ \t]*=)[ \t]*")
SHOWING = (
    re.compile(r"(?:print|disp|display|pprint|show|cat|show\(stdout,)\s*\(\s*(.*?)\s*\)"),
    re.compile(
        r"(?:np|numpy|jnp|torch)\.(?:round|around|asarray|array)\(\s*(.*?)\s*(?:,\s*(?:decimals\s*=\s*)?\d{1,2}\s*)?\)"
    ),
    re.compile(r"(?:round|signif|float|N|evalf)\(\s*(.*?)\s*(?:,\s*\d{1,2}\s*)?\)"),
    re.compile(
        r"(.*?)\.(?:round\(\d{0,2}\)|numpy\(\)|tolist\(\)|item\(\)|detach\(\)|cpu\(\)|evalf\(\d{0,2}\)|n\(\d{0,2}\)|data)"
    ),
)
"""What a program writes around a name to show its value."""
NAME = re.compile(SIMPLE)
HEADED = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+|[=\-*_~]{3,}[ \t]*|\*\*)(.*?)(?:[ \t]*#*|[ \t]*[=\-*_~]{3,}|\*\*:?)[ \t]*:?"
)
TITLED = re.compile(rf"\s*{phrases('headings')}\s+[\w.]{{1,6}}\s*[:.)-]\s*(.*)", re.IGNORECASE)
NUMBERED = re.compile(rf"\s*(?:{phrases('headings')}\s+)?\(?(?:[\d.]+|[a-z])[.):]+\s", re.IGNORECASE)
FORMULA = re.compile(r"\$([^$\n]{1,120})\$|\\\(([^\n]{1,120}?)\\\)|`([^`\n]{1,60})`")
SIGNED = re.compile(r"[^\W\d_]|(?=.*(?:[/_∂\[^∇]|[^\W\d_]\d|[^\x00-\x7f]))[^\s=,;:\"]{2,30}")
BY = re.compile(
    rf"{phrases('gradients')}\s+{phrases('of')}\s+(?:\w+\s+)?⟦0⟧,?\s+{phrases('with_respect_to')}\s+(?:\w+\s+)?⟦1⟧",
    re.IGNORECASE,
)
NOTHING = r"[\s:.,…]*(?:=|≈)?\s*"
ENDING = re.compile(
    rf"(?:^|(.*?)(?:^|\s))⟦0⟧\s*(?:=|≈|:|{phrases('verbs')}|{phrases('shows')}){NOTHING}", re.IGNORECASE
)
STARTING = re.compile(
    rf"[\s\-*>]*{phrases('for')}\s+(?:\w+\s+){{0,2}}⟦0⟧,?\s+(?:\w+\s+){{0,3}}{phrases('shows')}{NOTHING}", re.IGNORECASE
)
ENDED = re.compile(rf"(?:\s*[:=≈]|\s+{phrases('verbs')}\s*[:=]?)\s*$", re.IGNORECASE)
ASSIGNED = re.compile(rf"({SIMPLE})\s*=\s*[^=:]{{1,80}}:\s*")
"""A line that says how something is calculated, and what its value is below: `dO = (O - Y)/3:`."""
TAKEN = re.compile(rf"(?<!\w)(?<!value )(?<!values )(?<!output ){phrases('by_means_of')}\s*$", re.IGNORECASE)
"""A word that makes of the name behind it something that is used, not something that is shown."""


def shown(expression: str) -> str:
    """The name whose value a line of code shows; nothing for a formula, an assignment, a statement."""
    expression = expression.strip().rstrip(";")
    for _ in range(4):
        if NAME.fullmatch(expression):
            return expression
        found = next((match for pattern in SHOWING if (match := pattern.fullmatch(expression))), None)
        if found is None:
            return ""
        expression = found[1].strip()
    return ""


def shown_by(code: str) -> list[str]:
    """What each line of a program shows that has no indent, in order; nothing where it also prints in a loop."""
    found: list[str] = []
    whole = (line.split("  #")[0].rstrip() for line in code.strip().split("\n"))
    lines = [part for line in whole for part in one_by_one(line)]
    for k, line in enumerate(lines):
        is_last = k == len(lines) - 1
        if "print" in line or "disp(" in line or is_last:
            name = shown(line) if line[:1] not in (" ", "\t") else ""
            if not name and ("print" in line or "disp(" in line):
                return []
            found += [name] if name else []
    return found


def one_by_one(line: str) -> list[str]:
    """The statements of a line, `print(a); print(b)`, without what stands in brackets or quotes taken apart."""
    parts = [line] if re.search(r"[\[\"']", line) else [part for part in line.split(";") if part.strip()]
    return [parts[0], *(part.strip() for part in parts[1:])] if parts else [line]


def prompted(line: str) -> str:
    """The name that is asked for behind a prompt."""
    found = PROMPT.fullmatch(line)
    return shown(found[1]) if found else ""


def headed(line: str) -> str:
    """The one quantity that a heading or a banner names."""
    found = HEADED.fullmatch(line) or TITLED.fullmatch(line)
    if not found or not found[1].strip():
        return ""
    formulas = [next(filter(None, each.groups())) for each in FORMULA.finditer(found[1])]
    if formulas:
        return formulas[0].strip() if len(formulas) == 1 and not re.search(r"[=<>]", formulas[0]) else ""
    words = [word.strip("().,:;") for word in NUMBERED.sub("", found[1]).split()]
    named = [word for word in words if SIGNED.fullmatch(word)]
    alone = len(words) == 1 or not re.fullmatch(r"[a-zA-Z]", named[0] if named else "")
    return named[0] if len(named) == 1 and alone else ""


def said(line: str) -> str:
    """The quantity whose value a sentence announces in its last words."""
    formulas: list[str] = []

    def kept(found: re.Match[str]) -> str:
        formulas.append(next(filter(None, found.groups())).strip())
        return f"⟦{len(formulas) - 1}⟧"

    words = FORMULA.sub(kept, line.replace("**", "")).strip()
    if len(formulas) == 2 and BY.search(words):
        return f"\\frac{{\\partial {formulas[0]}}}{{\\partial {formulas[1]}}}"
    if not formulas:
        if (assigned := ASSIGNED.fullmatch(words)) is not None:
            return assigned[1]
        *before, last = ENDED.sub("", words).rsplit(None, 1) or [""]
        if last.count("(") != last.count(")") or not ENDED.search(words) or not SIGNED.fullmatch(last):
            return ""
        formulas, words = [last], f"{' '.join(before)} ⟦0⟧:"
    if len(formulas) != 1 or re.search(r"[=<>]", formulas[0]):
        return ""
    ending = ENDING.fullmatch(words)
    if ending and not TAKEN.search(ending[1] or ""):
        return formulas[0]
    return formulas[0] if STARTING.fullmatch(words) else ""


def name_above(lines: Sequence[str], k: int) -> str:
    """What the nearest line above a print, blank ones passed over, says that it is the value of."""
    while k > 0 and not lines[k - 1].strip():
        k -= 1
    line = lines[k - 1] if k else ""
    return prompted(line) or headed(line) or said(line)
