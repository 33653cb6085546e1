"""Which colours cannot be seen on a white page: names and models of LaTeX's xcolor."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.sources.unseen_styles import FAINT, NUMBER, hexadecimal, is_faint

WHOLE = {"rgb": 1.0, "RGB": 255.0, "gray": 1.0, "cmy": 1.0, "cmyk": 1.0}
MIXED = re.compile(r"(\w+)!(\d+(?:\.\d+)?)(?:!(\w+))?")
LEVELS = {"white": 1.0, "black": 0.0, "gray": 0.5, "lightgray": 0.75, "darkgray": 0.25}
"""How light the colours are that have no hue."""


class Palette:
    """The colours of a document by their names."""

    def __init__(self) -> None:
        self.white = {"white"}

    def learn(self, arguments: Sequence[str]) -> None:
        """A colour with a name of the writer's own: its name, its model if there is one, and what it is."""
        name, *model, colour = (each.strip() for each in arguments)
        if self.is_white(colour, model[0] if model else ""):
            self.white.add(name)
        else:
            self.white.discard(name)

    def is_white(self, colour: str, model: str = "") -> bool:
        """Whether a colour is white or so nearly that it cannot be read."""
        colour, model = colour.strip(), model.strip()
        if model == "HTML" or colour.startswith("#"):
            return is_faint(hexadecimal(colour))
        if model in WHOLE:
            parts = [float(each) / WHOLE[model] for each in NUMBER.findall(colour)]
            return is_faint([1 - part for part in parts] if model.startswith("cmy") else parts)
        return colour in self.white or self.is_mixed_white(colour)

    def is_mixed_white(self, colour: str) -> bool:
        """`black!5`, `white!95!red`: a share of one colour, the rest of another, which is white if not named."""
        found = MIXED.fullmatch(colour)
        if found is None:
            return False
        share = min(float(found[2]) / 100, 1.0)
        names = (found[1], found[3] or "white")
        first, second = (1.0 if name in self.white else LEVELS.get(name, 0.0) for name in names)
        return share * first + (1 - share) * second >= FAINT
