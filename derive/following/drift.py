"""What was calculated from rounded values."""

from __future__ import annotations

from derive.following.notebook import Notebook
from derive.following.printed import decimals_of
from derive.following.sides import ReadSide
from derive.judging.finding import Finding


def drift(book: Notebook, before: ReadSide | None, digits: int) -> Finding:
    """A value calculated from rounded ones, with the fewest decimals that those have."""
    shown = [value.decimals for value in book.printed.values()]
    if before is not None and before.reading is not None:
        shown += [decimals_of(each.unit) for each in before.reading.literals.values() if each.is_rounded]
    return Finding("rounded", "premature_rounding", details={"decimals": str(min(shown, default=digits))})
