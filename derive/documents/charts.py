"""Where the parts of a chart stand: tiles of a heat map, bars of shares, points of a curve, in centimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log10

from derive.documents.plain_label import flat, moved

CELL, SMALL_CELL, ROW = 1.7, 0.55, 0.75
"""Centimetres of a heat map's entry: across with its number, across without, and down."""
MOST_NUMBERS = 10
"""Columns up to which entries have their numbers."""
STRIDE, BAR, TALL, MARGIN = 1.9, 1.1, 2.6, 0.4
"""Centimetres from bar to bar, of a bar, of the tallest, and around everything."""
FAR_APART = 100.0
"""From this ratio of the largest to the smallest on, heights go by magnitude."""
LOWEST = 0.08
"""The part of the height that the smallest of such magnitudes has."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle by its middle; `tone` runs from -100 to 100, `text` stands in it or, of a bar, above it."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    text: str = ""
    text_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A label by its middle: characters in runs as in `plain_label`, LaTeX, and as characters in a row."""

    x: float
    y: float
    runs: list[tuple[str, int, int]]
    latex: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a `kind`, heat, shares or norms; `rows` are its texts with their tones, `told` what it shows in words.

    The title has formulas, the heading has words for them.
    """

    kind: str
    title: str
    heading: str
    told: str
    language: str
    width: float
    height: float
    tiles: tuple[Tile, ...]
    marks: tuple[Mark, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    rows: tuple[tuple[tuple[str, int], ...], ...] = ()
    labels: tuple[str, ...] = ()
    id: str = "chart"
    form: str = "chart"

    @property
    def numbers(self) -> list[str]:
        """The texts of bars or points as plain numbers."""
        return [text.removesuffix(" %").replace(",", ".").replace("−", "-") for row in self.rows for text, _ in row]


def tones(values: Sequence[float]) -> list[int]:
    """Each value as a part of the largest, in hundredths with its sign."""
    largest = max(map(abs, values), default=0.0) or 1.0
    return [round(100 * value / largest) for value in values]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart is called, with formulas and in words, and what it shows in words, in a language."""

    title: str
    heading: str
    told: str
    language: str

    def of(self, kind: str, width: float, height: float, tiles: Sequence[Tile]) -> Chart:
        """The chart that is called so, as far as it has tiles."""
        sizes = width, height
        return Chart(kind, self.title, self.heading, self.told, self.language, *sizes, tuple(tiles))


def heat_map(rows: Sequence[Sequence[tuple[str, float]]], caption: Caption) -> Chart:
    """A matrix of texts and values as tiles."""
    flat = tones([value for row in rows for _, value in row])
    columns = len(rows[0])
    wide = CELL if columns <= MOST_NUMBERS else SMALL_CELL
    tiles, shaded = [], []
    for i, row in enumerate(rows):
        y = MARGIN + (len(rows) - i - 0.5) * ROW
        own = flat[i * columns : (i + 1) * columns]
        shaded.append(tuple((text, tone) for (text, _), tone in zip(row, own, strict=True)))
        tiles += [
            Tile(MARGIN + (j + 0.5) * wide, y, wide, ROW, tone, text if wide == CELL else "", y)
            for j, (text, tone) in enumerate(shaded[-1])
        ]
    width, height = 2 * MARGIN + columns * wide, 2 * MARGIN + len(rows) * ROW
    return replace(caption.of("heat", width, height, tiles), rows=tuple(shaded))


def heights(values: Sequence[float]) -> list[float]:
    """Each value as a part of the largest; far apart and above zero, they go by their magnitude."""
    largest, smallest = max(values, default=0.0), min(values, default=0.0)
    if largest <= 0:
        return [0.0 for _ in values]
    if not is_far_apart(values):
        return [value / largest for value in values]
    span = log10(largest / smallest)
    return [LOWEST + (1 - LOWEST) * log10(value / smallest) / span for value in values]


def is_far_apart(values: Sequence[float]) -> bool:
    """Whether heights go by magnitude."""
    return min(values, default=0.0) > 0 and max(values) / min(values) >= FAR_APART


def columns(kind: str, labels: Sequence[str], values: Sequence[tuple[str, float]], caption: Caption) -> Chart:
    """Bars with their texts above and their labels below; of norms, points on a curve."""
    parts = heights([value for _, value in values])
    places = [MARGIN + (k + 0.5) * STRIDE for k in range(len(values))]
    base = MARGIN + 0.5
    tops = [base + part * TALL for part in parts]
    tiles = [
        Tile(x, (base + top) / 2, BAR, top - base, round(100 * part), text, top + (0.35 if kind == "norms" else 0.25))
        for x, top, part, (text, _) in zip(places, tops, parts, values, strict=True)
    ]
    marks = tuple(Mark(x, MARGIN, moved(label), label) for x, label in zip(places, labels, strict=True))
    points = tuple(zip(places, tops, strict=True)) if kind == "norms" else ()
    rows = (tuple((text, tile.tone) for (text, _), tile in zip(values, tiles, strict=True)),)
    width, height = 2 * MARGIN + len(values) * STRIDE, base + TALL + MARGIN
    chart = caption.of(kind, width, height, tiles)
    return replace(chart, marks=marks, points=points, rows=rows, labels=tuple(map(flat, labels)))
