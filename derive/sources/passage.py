"""What every source gives: passages of text with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["md", "tex", "ipynb", "txt", "html", "docx", "odt", "pdf", "py", "org", "typ", "zip"]
"""What a file is, told by its bytes and its name."""
PARTS: dict[Kind, str] = {"ipynb": "cell", "docx": "paragraph", "odt": "paragraph", "pdf": "page"}
"""What the parts of a file are, where it has parts: lines are counted within them."""


class NotText(Exception):
    """The file is not one that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is read as one: `kind` is md, tex, output, code or unclear, `line` where it begins, counted from 1.

    `part` counts the cells, paragraphs or pages of the file from 0; in a file without parts it is `None`.
    `code` is the program whose output it is.
    """

    text: str
    kind: str
    line: int = 1
    part: int | None = None
    code: str = ""
