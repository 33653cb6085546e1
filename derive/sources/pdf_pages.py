"""PDFs: the lines of each page, from the places of their characters, never from the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from derive.sources.page_glyphs import pages
from derive.sources.page_lines import text_of
from derive.sources.passage import NotText, Passage

PICTURES = (
    "a PDF of pictures alone, such as a scan, in which no character can be read; "
    "hand in a PDF made from the source, or the source"
)


def passages(data: bytes) -> Iterator[Passage]:
    """The pages of a PDF; a line that its places do not tell is a passage of the kind `unclear`.  Errors: `NotText`."""
    found = False
    for number, page in enumerate(pages(data)):
        text = text_of(page)
        found = found or bool(page.items)
        yield Passage("\n".join(text.lines), "md", 1, number)
        for line, told in text.unclear:
            yield Passage(told, "unclear", line, number)
    if not found:
        raise NotText(PICTURES)
