"""PDFs: the lines of each page, from the places of their characters, never from the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from derive.sources.page_columns import columns, gutter_of
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
    gutter: float | None = None
    for number, page in enumerate(pages(data)):
        gutter = gutter_of(page.items, gutter)
        texts = [text_of(part) for part in columns(page, gutter)]
        found = found or bool(page.items)
        yield Passage("\n".join(line for text in texts for line in text.lines), "md", 1, number)
        first = 0
        for text in texts:
            for line, told in text.unclear:
                yield Passage(told, "unclear", first + line, number)
            first += len(text.lines)
    if not found:
        raise NotText(PICTURES)
