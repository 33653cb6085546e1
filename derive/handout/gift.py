"""GIFT, which Moodle and others read: a numerical question for each entry.

https://docs.moodle.org/en/GIFT_format.  Braces end an answer unless they are escaped, a blank line ends the question,
and a backslash before an n is a new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.handout.exercise_html import MATHJAX
from derive.handout.moodle import moodle_share, told
from derive.handout.posed import Posed, PosedExercise
from derive.handout.wording import wording

SPECIAL = re.compile(r"([{}=~#:])")
ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?\s*")
"""The end of a row, which two backslashes would not be any more."""
NEW_LINE = re.compile(r"\\(?=n)")


def gift(exercises: Sequence[PosedExercise]) -> str:
    """The questions of all exercises, a blank line between each two."""
    return "\n".join(
        line for exercise in exercises for question in exercise.questions for line in entries(exercise, question)
    )


def entries(exercise: PosedExercise, question: Posed) -> Iterator[str]:
    said = wording(exercise, MATHJAX)
    intro = said.intro()
    for entry, value in enumerate(question.entries):
        title, html = escaped(said.title(question, entry)), escaped(intro + said.asks(question, entry))
        answers = [f"={value}:{question.tolerance}#{escaped(said.words('ask.right'))}"]
        answers += [
            f"=%{share}%{near.entries[entry]}:{question.tolerance}#{escaped(near.hint)}"
            for near in told(question, entry)
            if "." not in (share := moodle_share(near.share)) and share != "0"
        ]
        yield f"::{title}::[html]{html} {{#\n" + "".join(f"  {each}\n" for each in answers) + "}\n"


def escaped(text: str) -> str:
    """A text on one line in which nothing is taken for an answer."""
    flat = ROW_END.sub(r"\\cr ", " ".join(text.split()))
    return SPECIAL.sub(r"\\\1", NEW_LINE.sub(r"\\\\", flat))
