"""The kinds of files that are read, one row each: how they are told, and what takes them apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from derive.sources.decode import decode
from derive.sources.file_limits import LARGEST_FILE, LONGEST_TEXT
from derive.sources.passage import Kind, NotText, Passage

LATEX_DOCUMENT = re.compile(r"\\documentclass|\\begin\{document\}")
WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
PROGRAM = re.compile(r"^(?:import|from)\s+(?:numpy|torch|jax|tensorflow|cupy|math)\b", re.MULTILINE)
FENCED = re.compile(r"^[ \t>]*(?:```|~~~)|\$\$|\\begin\{", re.MULTILINE)
HEAD = 2_000
"""Characters at the beginning of a text among which a web page says that it is one."""
MARKED_UP = re.compile(r"\$|\\\(|\\\[|\\begin\{|^#{1,6} ", re.MULTILINE)
MAIN = frozenset({"main", "solution", "submission", "abgabe", "loesung", "index"})
"""How the write-up is named among other files."""
ZIP, PDF = b"PK\x03\x04", b"%PDF-"


@dataclass(frozen=True)
class Source:
    """A kind of file: the ends of its names, and the passages of its bytes or, where it is text, of its text."""

    kind: Kind
    suffixes: tuple[str, ...]
    of_text: Callable[[str], Iterator[Passage]] | None = None
    of_bytes: Callable[[bytes], Iterator[Passage]] | None = None


def whole(kind: str) -> Callable[[str], Iterator[Passage]]:
    """Text that is read as it stands."""

    def passages(text: str) -> Iterator[Passage]:
        if len(text) > LONGEST_TEXT:
            raise NotText(f"the text has {len(text)} characters; the limit is {LONGEST_TEXT}")
        yield Passage(text, kind)

    return passages


def notebook(text: str) -> Iterator[Passage]:
    from derive.sources.jupyter import cells

    return cells(text)


def web_page(text: str) -> Iterator[Passage]:
    from derive.sources.web_page import passages

    return passages(text)


def word(data: bytes) -> Iterator[Passage]:
    from derive.sources.word import passages

    return passages(data)


def open_document(data: bytes) -> Iterator[Passage]:
    from derive.sources.open_document import passages

    return passages(data)


def pdf(data: bytes) -> Iterator[Passage]:
    from derive.sources.pdf_pages import passages

    return passages(data)


def org(text: str) -> Iterator[Passage]:
    from derive.sources.org_text import passages

    return passages(text)


def typst(text: str) -> Iterator[Passage]:
    from derive.sources.typst_markup import passages

    return passages(text)


SOURCES = (
    Source("md", (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd"), whole("md")),
    Source("tex", (".tex", ".latex", ".ltx"), whole("tex")),
    Source("ipynb", (".ipynb",), notebook),
    Source("html", (".html", ".htm", ".xhtml"), web_page),
    Source("docx", (".docx",), of_bytes=word),
    Source("odt", (".odt",), of_bytes=open_document),
    Source("pdf", (".pdf",), of_bytes=pdf),
    Source("txt", (".txt",), whole("txt")),
    Source("py", (".py", ".pyw"), whole("code")),
    Source("org", (".org",), org),
    Source("typ", (".typ",), typst),
    Source("zip", (".zip",)),
)
BY_KIND = {source.kind: source for source in SOURCES}
BY_SUFFIX = {suffix: source for source in SOURCES for suffix in source.suffixes}
READABLE = frozenset(BY_SUFFIX)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file once its kind is known; `is_latin` where its bytes had to be taken for Latin-1."""

    kind: Kind
    passages: Iterator[Passage]
    is_latin: bool = False


def opened(name: str, data: bytes, is_packed: bool = False) -> Opened:
    """A file by its bytes first and its name second; of an archive the one file in it that is a write-up.

    Errors: `NotText`, also while the passages are read.
    """
    if len(data) > LARGEST_FILE:
        raise NotText(f"the file has {len(data)} bytes; the limit is {LARGEST_FILE}")
    packed = packed_kind(data)
    if packed == "zip" and not is_packed:
        return opened(*submission_in(data), is_packed=True)
    if packed is not None and BY_KIND[packed].of_bytes is not None:
        reader = BY_KIND[packed].of_bytes
        assert reader is not None
        return Opened(packed, reader(data))
    text, is_latin = decode(data)
    source = BY_SUFFIX.get(PurePosixPath(name).suffix.lower(), BY_KIND["txt"])
    source = by_text(text) if source.kind == "txt" or source.of_text is None else source
    assert source.of_text is not None
    return Opened(source.kind, source.of_text(text), is_latin)


def packed_kind(data: bytes) -> Kind | None:
    """What a file is that is no text; `None` for other files."""
    if data[:1024].lstrip().startswith(PDF):
        return "pdf"
    if not data.startswith(ZIP):
        return None
    from derive.sources.archives import Archive
    from derive.sources.word import DOCUMENT

    archive = Archive(data)
    if DOCUMENT in archive:
        return "docx"
    return "odt" if "content.xml" in archive else "zip"


def submission_in(data: bytes) -> tuple[str, bytes]:
    """The name and the bytes of the write-up in an archive.  Errors: `NotText` where none or several may be it."""
    from derive.sources.archives import Archive

    archive = Archive(data)
    paths = [PurePosixPath(name) for name in archive.names]
    readable = [path for path in paths if path.suffix.lower() in READABLE - {".zip"} and is_handed_in(path)]
    chosen = readable if len(readable) == 1 else [path for path in readable if path.stem.lower() in MAIN]
    if len(chosen) != 1:
        found = ", ".join(path.name for path in readable[:5]) or "none"
        raise NotText(
            f"the archive does not tell which file is the write-up: found {found}; expected one or a main one"
        )
    return chosen[0].name, archive.read(str(archive.names[paths.index(chosen[0])]))


def is_handed_in(path: PurePosixPath) -> bool:
    """Whether a file of an archive is somebody's work, and no mark of a system or a note beside it."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.stem.lower() != "readme"


def by_text(text: str) -> Source:
    """What a file without a telling name holds."""
    if LATEX_DOCUMENT.search(text):
        return BY_KIND["tex"]
    if text.lstrip().startswith("<") and WEB_PAGE.search(text[:HEAD]):
        return BY_KIND["html"]
    if PROGRAM.search(text) and not FENCED.search(text):
        return BY_KIND["py"]
    return BY_KIND["md" if MARKED_UP.search(text) else "txt"]
