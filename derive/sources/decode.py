"""The bytes of a file to text: its encoding, line ends, and characters that only confuse."""

from __future__ import annotations

import re

from derive.sources.passage import NotText

ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
"""Characters without width that come along with pasted text; those that turn its direction stay, and are refused."""
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x85]")
BINARY = {
    b"PK\x03\x04": "a zip archive or an office document",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "an archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\xd0\xcf\x11\xe0": "an office document",
}
"""How files that are no text begin, and what they are."""


def decode(content: bytes) -> tuple[str, bool]:
    """The text of a file with `\\n` at its lines' ends, and whether its bytes had to be taken for Latin-1.

    Errors: `NotText`.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return tidied(content.decode("utf-16")), False
        except UnicodeDecodeError:
            raise NotText(binary("bytes that are no text")) from None
    for start, what in BINARY.items():
        if content.startswith(start):
            raise NotText(binary(what))
    if b"\0" in content:
        raise NotText(binary("bytes that are no text"))
    try:
        return tidied(content.decode("utf-8-sig")), False
    except UnicodeDecodeError:
        return tidied(content.decode("latin-1")), True


def binary(what: str) -> str:
    return f"not a text file: found {what}; expected Markdown, LaTeX, a notebook or plain text, best in UTF-8"


def tidied(text: str) -> str:
    """One kind of line end and of space, nothing without width; tabulators and form feeds stay (`restored.py`)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    return SPACES.sub(" ", ZERO_WIDTH.sub("", text))
