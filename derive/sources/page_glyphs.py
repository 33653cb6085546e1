"""What stands on a page of a PDF: characters with their places, rules, and formulas that were put together of them."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from derive.sources.passage import NotText

MOST_CHARACTERS = 400_000
MOST_PAGES = 200
THIN = 1.5
"""Points; what is thinner and longer than that is a rule."""
MATH_FONT = re.compile(
    r"CM(?:MI|SY|EX|BSY|MIB)\d|[TP]XMI|[tp]x(?:mi|sy)|MS[AB]M|EUFM|Math|KaTeX_|MJX|TeX_", re.IGNORECASE
)
ITALIC = re.compile(r"Ital|Obli|Slant|-It\b", re.IGNORECASE)
CORNERS = 8
"""A bracket that is drawn has so many points, at least."""
STRETCHED = 8
"""So many times as large as other signs is the middle piece of a bracket that is stretched between its ends."""
WORD = 3
"""So many italic letters side by side are a word."""
HANGING = re.compile(r"(?:CM|LM|TX|PX|ESS)EX|MathExt", re.IGNORECASE)
"""Fonts whose characters hang below their baseline: Knuth's extension font and those after it."""
EXTENSION = {
    **dict.fromkeys((0, 16, 18, 32, 48, 64), "("),
    **dict.fromkeys((1, 17, 19, 33, 49, 65), ")"),
    **dict.fromkeys((2, 104, 20, 34, 50, 52, 54), "["),
    **dict.fromkeys((3, 105, 21, 35, 51, 53, 55), "]"),
    **dict.fromkeys((8, 110, 26, 40, 56, 58, 60, 62), "{"),
    **dict.fromkeys((9, 111, 27, 41, 57, 59, 61), "}"),
    **dict.fromkeys((12, 13), "|"),
    **dict.fromkeys((80, 88), "∑"),
    **dict.fromkeys((81, 89), "∏"),
    **dict.fromkeys((82, 90), "∫"),
    **dict.fromkeys((98, 99, 100), "\u0302"),
    **dict.fromkeys((101, 102, 103), "\u0303"),
    **dict.fromkeys(range(112, 119), "√"),
}
"""Codes of that font (The TeXbook, appendix F) whose names readers of PDFs do not know."""
HEIGHTS = (
    (range(16), 1.2),
    (range(16, 18), 1.8),
    (range(18, 32), 2.4),
    (range(32, 48), 3.0),
    (range(48, 68), 1.8),
    (range(104, 112), 1.8),
)
"""How far, in sizes, the brackets of that font hang down."""
PIECES = {
    **dict.fromkeys("⎡⎢⎣\uf8ee\uf8ef\uf8f0", "["),
    **dict.fromkeys("⎤⎥⎦\uf8f9\uf8fa\uf8fb", "]"),
    **dict.fromkeys("⎛⎜⎝\uf8eb\uf8ec\uf8ed", "("),
    **dict.fromkeys("⎞⎟⎠\uf8f6\uf8f7\uf8f8", ")"),
    **dict.fromkeys("⎧⎨⎩⎪\uf8f1\uf8f2\uf8f3\uf8f4", "{"),
    **dict.fromkeys("⎫⎬⎭\uf8fc\uf8fd\uf8fe", "}"),
}
"""Pieces of tall brackets, as Unicode and as Adobe's symbol font have them."""
TOPS, BOTTOMS = frozenset("⎡⎤⎛⎞\uf8ee\uf8f9\uf8eb\uf8f6"), frozenset("⎣⎦⎝⎠\uf8f0\uf8fb\uf8ed\uf8f8")
BRACKETS = frozenset("[](){}|")
BULLETS = frozenset("•◦▪●○■–")
"""What LibreOffice sets before the items of a list, in the font of its operators."""
LARGE = 1.5
"""A bracket in type so many times as large as other signs is a tall one."""
UNKNOWN = re.compile(r"\(cid:(\d+)\)")
LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}


@dataclass(slots=True, eq=False)
class PlacedGlyph:
    """A character or a formula: its LaTeX, its extent, its baseline and the size of its type, in points.

    `is_math` tells that its font is one of mathematics or that it was put together; `is_tall` that it is a bracket or
    a piece of one (`end` tells of which end), `font` is empty for what was put together.  `is_sized` tells that its
    shape is set under it.  `edge` is where it ends without its scripts, `top` and `bottom` are those of its ink, about.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str = ""
    is_math: bool = False
    is_tall: bool = False
    hangs: bool = False
    height: float = 0.0
    is_piece: bool = False
    is_sized: bool = False
    end: str = ""
    edge: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.edge = self.right
        self.top, self.bottom = self.base + 0.72 * self.size, self.base - 0.22 * self.size

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal line."""

    left: float
    right: float
    height: float


@dataclass(slots=True)
class PrintedPage:
    """The characters and rules of a page."""

    items: list[PlacedGlyph]
    rules: list[Stroke]
    has_pictures: bool = False


def pages(data: bytes) -> Iterator[PrintedPage]:
    """The pages of a PDF.  Errors: `NotText` for one that is damaged, locked or too large."""
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException

    left = MOST_CHARACTERS
    try:
        for number, page in enumerate(layouts(data)):
            if number >= MOST_PAGES:
                raise NotText(f"the PDF has more than {MOST_PAGES} pages; the rest is not read")
            found = taken(page)
            left -= len(found.items)
            if left < 0:
                raise NotText(f"the PDF has more than {MOST_CHARACTERS} characters; the rest is not read")
            yield found
    except (PDFException, PSException, ValueError, OSError):
        raise NotText("the PDF is damaged or locked; print it to a new PDF, or hand in the source") from None


def layouts(data: bytes) -> Iterator[Any]:
    """The pages as pdfminer has them, without its search for paragraphs, which `extract_pages` always makes."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import stream_value

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        for content in map(stream_value, page.contents):
            content.data = without_silent(content.get_data())
        interpreter.process_page(page)
        yield device.get_result()


SILENT = re.compile(
    rb"""(?P<string>\((?:[^()\\]|\\.)*\))
    | /[\w.\#-]+ \s* (?: <<[^<>()]*>> | /[\w.\#-]+ ) \s* BDC\b | \bEMC\b
    | /\w+ \s+ (?:cs|CS)\b
    | (?<![\w.\#/+-]) (?:[-+.\d]+\s+){1,4} (?:scn|SCN|sc|SC|rg|RG|g|G|k|K)\b
    | (?<![\w.\#/+-]) \d \s+ Tr\b""",
    re.VERBOSE | re.DOTALL,
)
"""Marks for screen readers, colours and modes of painting, of which Typst has some at each character; and strings."""
INLINE_IMAGE = re.compile(rb"\bBI\b.*\bID\b", re.DOTALL)


def without_silent(content: bytes) -> bytes:
    """What paints a page without what changes no place: reading it takes most of the time."""
    if INLINE_IMAGE.search(content):
        return content
    return SILENT.sub(lambda found: found["string"] or b" ", content)


def taken(layout: Any) -> PrintedPage:
    from pdfminer.layout import LTChar, LTCurve, LTImage

    page = PrintedPage([], [])
    waiting: list[Any] = [layout]
    uprights: list[Any] = []
    curves: list[Any] = []
    while waiting:
        each = waiting.pop()
        if isinstance(each, LTChar):
            page.items += character(each)
        elif isinstance(each, LTCurve):
            if abs(each.y1 - each.y0) < THIN < each.x1 - each.x0:
                page.rules.append(Stroke(each.x0, each.x1, (each.y0 + each.y1) / 2))
            elif each.x1 - each.x0 < THIN < each.y1 - each.y0:
                uprights.append(each)
            else:
                curves.append(each)
        elif isinstance(each, LTImage):
            page.has_pictures = True
        elif isinstance(each, Iterable):
            waiting.extend(reversed(list(each)))
    usual = median(item.size for item in page.items) if page.items else 0.0
    page.items = [item for item in page.items if not (item.is_piece and item.size > STRETCHED * usual)]
    enlarge(page.items, usual)
    mark_letters(page.items)
    page.items += drawn_brackets(curves, page.items)
    page.rules = [rule for rule in page.rules if not any(frames(upright, rule) for upright in uprights)]
    return page


def enlarge(items: list[PlacedGlyph], usual: float) -> None:
    """Mark as tall the brackets that are set in larger type than all else, as LibreOffice does."""
    for item in items:
        if item.text in BRACKETS and not item.is_tall and item.size > LARGE * usual > 0:
            item.height = (item.top - item.bottom) / usual
            item.is_tall = item.hangs = item.is_math = True
            item.base, item.size = item.top, usual


def drawn_brackets(curves: list[Any], items: list[PlacedGlyph]) -> Iterator[PlacedGlyph]:
    """Tall brackets that are drawn and no characters, as web pages have them."""
    size = median(item.size for item in items) if items else 0.0
    for curve in curves:
        width, height = curve.x1 - curve.x0, curve.y1 - curve.y0
        if not (1 < width < 0.9 * size and 1.7 * size < height < 40 * size and len(curve.pts) >= CORNERS):
            continue
        is_left = sum(x for x, _ in curve.pts) / len(curve.pts) < (curve.x0 + curve.x1) / 2
        edge = curve.x0 if is_left else curve.x1
        has_corner = any(abs(x - edge) < 0.15 * width and abs(y - curve.y0) < 0.05 * height for x, y in curve.pts)
        sign = ("[]" if has_corner else "()")[not is_left]
        yield PlacedGlyph(sign, curve.x0, curve.x1, curve.y1, size, "drawn", True, True, True, height / size)


def mark_letters(items: list[PlacedGlyph]) -> None:
    """Mark as mathematics one or two italic letters by themselves, on a page with mathematics in another font."""
    if not any(item.is_math for item in items):
        return
    letters = [item for item in items if ITALIC.search(item.font) and not item.is_math and item.text.isalpha()]
    letters.sort(key=lambda each: (round(each.base), each.left))
    runs: list[list[PlacedGlyph]] = []
    for item in letters:
        last = runs[-1][-1] if runs else None
        is_next = last is not None and abs(last.base - item.base) < 1 and -1 < item.left - last.right < 0.12 * item.size
        if is_next:
            runs[-1].append(item)
        else:
            runs.append([item])
    for item in (item for run in runs if len(run) < WORD for item in run):
        item.is_math = True


def frames(upright: Any, rule: Stroke) -> bool:
    """Whether a vertical line meets an end of a rule: then they are the edges of a box or a table."""
    at_end = min(abs(upright.x0 - rule.left), abs(upright.x0 - rule.right)) < 2
    return bool(at_end and upright.y0 - 2 <= rule.height <= upright.y1 + 2)


def character(found: Any) -> Iterator[PlacedGlyph]:
    """A character as an item; spaces are gaps."""
    text, font = found.get_text(), str(found.fontname)
    unknown = UNKNOWN.fullmatch(text)
    hangs = bool(HANGING.search(font))
    code = int(unknown[1]) if unknown else ord(text) if len(text) == 1 else -1
    if hangs and (unknown or (len(text) == 1 and text.isascii() and text not in BRACKETS)):
        text = EXTENSION.get(code, text)
    height = next((high for codes, high in HEIGHTS if hangs and code in codes), 1.8)
    text = LIGATURES.get(text, text)
    if text.isspace() or not text:
        return
    if len(text) == 1 and (ord(text) in range(0x1D400, 0x1D800) or text in "ℎ"):
        text = unicodedata.normalize("NFKC", text)
        font = f"{font}Math"
    size = found.size
    width = (found.x1 - found.x0) / (size or 1)
    tall = text in PIECES or (text in BRACKETS and (hangs or width > WIDE))
    yield PlacedGlyph(
        PIECES.get(text, text),
        found.x0,
        found.x1,
        found.matrix[5],
        size,
        font,
        bool(MATH_FONT.search(font)) or ("OpenSymbol" in font and text not in BULLETS),
        tall or UNKNOWN.fullmatch(text) is not None,
        hangs,
        height,
        text in PIECES or (unknown is not None and (not hangs or code in range(48, 68))),
        end="top" if text in TOPS else "bottom" if text in BOTTOMS else "",
    )


WIDE = 0.47
"""How wide for its size a bracket is at least that was stretched; plain ones have 0.28 (square) to 0.39 (round)."""
