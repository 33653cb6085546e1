"""Programs within a text: fenced blocks of Python in Markdown, listings in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.sources.passage import Passage
from derive.writeup.markup import IS_PYTHON
from derive.writeup.printed_fences import python_fences

LISTING = re.compile(
    r"\\begin\{(lstlisting|minted|pythoncode|python)\}((?:\[[^\]\n]*\])?(?:\{[^}\n]*\})?)[^\n]*\n(.*?)\\end\{\1\}",
    re.DOTALL,
)


def fenced_programs(passage: Passage) -> Iterator[Passage]:
    """The programs in a passage of Markdown or LaTeX, with the lines on which they begin."""
    text = passage.text
    if passage.kind == "tex":
        for found in LISTING.finditer(text):
            if IS_PYTHON.search(found[2]) or found[1].startswith("python"):
                yield Passage(found[3], "code", passage.line + text.count("\n", 0, found.start(3)), passage.part)
        return
    if passage.kind == "output" or ("```" not in text and "~~~" not in text):
        return
    lines = text.split("\n")
    for first, last, is_printed in python_fences(lines):
        if not is_printed:
            yield Passage("\n".join(lines[first + 1 : last]), "code", passage.line + first + 1, passage.part)
