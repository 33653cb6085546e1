"""How a document is set: how wide its lines are, and whether it goes into another document."""

from __future__ import annotations

import re

from derive.language.errors import Complaint, ProblemError
from derive.language.record import record
from derive.language.width import LINE

PRINTED = 483.7
"""Points across a line of the printed page, A4 with margins of 20 mm, which `LINE` digits fill."""
POINTS = {"pt": 1.0, "cm": 28.4528, "mm": 2.84528, "in": 72.27}
NAMED = {"\\columnwidth": 212.0, "\\linewidth": 345.0, "\\textwidth": 345.0, "beamer": 262.0}
"""Points across what classes call so, at letters of 10 pt: a column of the narrowest usual two-column class, a line of
`article`, a slide of `beamer` (307 pt at its 11 pt sans serif letters)."""
LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?) ?(pt|cm|mm|in)")
NARROWEST, BROADEST = 150.0, 2000.0


@record
class Page:
    """What a document is set for: digits on a line; `labels`, the word before the number in the label of each step."""

    line: float = LINE
    labels: str = ""

    @property
    def is_fragment(self) -> bool:
        return bool(self.labels)


PRINTED_PAGE = Page()


def line_of(width: str) -> float:
    """The digits on a line of a width such as `8.5cm`, `\\columnwidth` or `beamer`.

    Errors: neither a length nor one of these names; a length that holds no matrix, or that no paper has.
    """
    found = LENGTH.fullmatch(width.strip())
    points = float(found[1]) * POINTS[found[2]] if found else NAMED.get(width.strip())
    if points is None:
        names = ", ".join(NAMED)
        raise ProblemError(Complaint("--width", f"found {width!r}; expected a length such as 8.5cm, or one of {names}"))
    if not NARROWEST <= points <= BROADEST:
        raise ProblemError(Complaint("--width", f"found {width}; expected between 5.3cm and 70cm"))
    return LINE * points / PRINTED


def label_word(name: str) -> str:
    """A problem's name as it may stand in a label of LaTeX."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "step"
