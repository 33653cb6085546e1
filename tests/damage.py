"""What machines do to a text that they recognise, or take out of a page: each damage a function from text to text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

ESCAPES = {"b": "\x08", "f": "\x0c", "t": "\t", "r": "\r", "a": "\x07", "n": "\n", "v": "\x0b"}
MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", re.DOTALL)
PIECES = {"Unicode": ("⎡⎢⎣", "⎤⎥⎦"), "symbol font": ("\uf8ee\uf8ef\uf8f0", "\uf8f9\uf8fa\uf8fb")}
PLAIN = {
    "\\odot": "⊙",
    "^\\top": "⊤",
    "\\tanh": "tanh",
    "\\sigma": "σ",
    "\\qquad": "   ",
    "\\begin{aligned}": "",
    "\\end{aligned}": "",
    "\\\\": "",
    "&=": "=",
    "$": "",
    "-": "−",
}
Damage = Callable[[str], str]


def eaten(text: str, keep: bool = True) -> str:
    """A text whose backslashes were read as escapes of a string; control characters stay, or are left out."""

    def read(found: re.Match[str]) -> str:
        if found[1] == "\\":
            return "\\"
        control = ESCAPES.get(found[1], found[0])
        return control if keep or control == found[0] else " " if found[1] in "tn" else ""

    return re.sub(r"\\(.)", read, text)


def without_backslashes(text: str) -> str:
    return re.sub(r"\\([A-Za-z])", r"\1", text.replace("\\\\", "\\"))


def plain(mark_first: bool, matrix: Callable[[list[list[str]]], str]) -> Damage:
    """A text as it is taken from a page: no markup, accents beside their letters, indices in line."""

    def taken(text: str) -> str:
        text = MATRIX.sub(lambda found: matrix(rows(found[1])), text)
        for name, mark in (("bar", "¯"), ("hat", "ˆ")):
            text = re.sub(rf"\\{name}\{{(\w)\}}", rf"{mark}\1" if mark_first else rf"\1{mark}", text)
        text = re.sub(r"\\frac\{\\partial L\}\{\\partial ([^{}]+)\}", r"∂L/∂\1", text)
        text = re.sub(r"\\frac\{(\w)\}\{(\w)\}", r"\1/\2", text)
        text = re.sub(r"\\mathrm\{(\w+)\}", r"\1", re.sub(r"_\{?(\w)\}?", r"\1", text))
        for latex, sign in PLAIN.items():
            text = text.replace(latex, sign)
        return text

    return taken


def rows(body: str) -> list[list[str]]:
    return [[entry.strip() for entry in row.split("&")] for row in body.split("\\\\")]


def in_pieces(left: str, right: str, piled: bool = False) -> Callable[[list[list[str]]], str]:
    """A matrix with a piece of a bracket at both ends of each row, or with the pieces before and behind all rows."""

    def written(found: list[list[str]]) -> str:
        order = [0, *[1] * (len(found) - 2), 2]
        if piled:
            ends = ["\n".join(side[k] for k in order) for side in (left, right)]
            return "\n".join([ends[0], *(" ".join(row) for row in found), ends[1]])
        lines = [f"{left[k]} {' '.join(row)} {right[k]}" for k, row in zip(order, found, strict=True)]
        return "\n" + "\n".join(lines) + "\n"

    return written


def in_brackets(opening: str, closing: str, inner: bool = True) -> Callable[[list[list[str]]], str]:
    """A matrix as a list in these brackets."""

    def written(found: list[list[str]]) -> str:
        if len(found[0]) == 1:
            return f"{opening}{', '.join(row[0] for row in found)}{closing}"
        return f"{opening}{', '.join('[' + ', '.join(row) + ']' for row in found)}{closing}"

    return written


def numbered(text: str) -> str:
    return "\n".join(f"{k:3d}  {line}" if line.strip() else line for k, line in enumerate(text.split("\n"), 1))


def paged(text: str) -> str:
    """A text with a page number, a head and a caption after every twelve lines."""
    lines = text.split("\n")
    result: list[str] = []
    for k in range(0, len(lines), 12):
        page = k // 12 + 1
        result += [*lines[k : k + 12], "", f"- {page} -", "", f"\x0cSheet 4, L = {page} points", ""]
        result += [f"Figure {page}: how h_1 = 0.5 comes about", ""]
    return "\n".join(result)


DAMAGES: Mapping[str, Damage] = {
    "escapes": eaten,
    "escapes left out": lambda text: eaten(text, keep=False),
    "backslashes": without_backslashes,
    "ampersands": lambda text: eaten(text.replace(" & ", " ")),
    "accents before, pieces": plain(True, in_pieces(*PIECES["Unicode"])),
    "accents behind, pieces of a font": plain(False, in_pieces(*PIECES["symbol font"])),
    "piles of pieces": plain(True, in_pieces(*PIECES["symbol font"], piled=True)),
    "brackets doubled": plain(True, in_brackets("[[", "]]")),
    "brackets open": plain(False, in_brackets("[", "")),
    "brackets lost": plain(True, in_brackets("", "]")),
    "brackets of another kind": plain(True, in_brackets("[", ")")),
    "line numbers": lambda text: numbered(eaten(text)),
    "pages": lambda text: paged(eaten(text)),
}
