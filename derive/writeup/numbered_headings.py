"""The exercises of a file that holds several: which one a heading begins."""

from __future__ import annotations

import re

from derive.language.human_words import phrases

NUMBER = rf"\W*(?:{phrases('numbered')}\W*)?(\d{{1,3}})"
HEADING = re.compile(rf"\W*{phrases('exercises')}(?![^\W\d_]){NUMBER}", re.IGNORECASE)


def exercise_of(heading: str) -> int:
    """The number of the exercise that a heading begins, `Exercise 2 (a)`; 0 where it begins none."""
    found = HEADING.match(heading)
    return int(found[1]) if found else 0
