"""Gradients that are named in words: `the gradient of the loss with respect to b is …`, `Gradient nach b: …`."""

from __future__ import annotations

import re
from functools import cache

from derive.language.human_words import longest_words, phrases, words
from derive.language.patterns import regex
from derive.language.record import record

WORD = r"[^\W\d_]{2,}(?:-[^\W\d_]+)*"
NAME = r"(?P<name>(?:\\?[^\W\d]|∂)[\w\\^{}()\[\]∂̂̄]{0,30}?)"
OTHER_NAME = regex(r"\\?[^\W\d_]{1,8}|.*[\d_\\{∂].*|.*[^\x00-\x7f].*")
"""What does not look like a word of prose."""


@record
class SpokenGradient:
    """What some words in front of a name make of it: a derivative by it.

    `of` is what is derived as it is written, empty where it is the loss.  A gradient `is_of` a name where nothing says
    whether the name is what is derived, or by what, and `is_bare` where the name only stands beside it.  One `is_clear`
    unless words tell what is derived and that is not the loss.
    """

    of: str = ""
    is_of: bool = False
    is_bare: bool = False
    is_clear: bool = True

    def spelled(self, by: str) -> str:
        """The derivative by a name in LaTeX; without `of` it is that of the loss."""
        return rf"\frac{{\partial {self.of}}}{{\partial {by}}}" if self.of else rf"\nabla_{{{by}}}"


@record
class SpokenLine:
    """A statement about a gradient in words: where its name begins and ends, and where what it is begins."""

    gradient: SpokenGradient
    start: int
    end: int
    value: int


def spoken_before(lead: str) -> SpokenGradient | None:
    """The gradient that the words before a name make of it; nothing where they do not."""
    found = patterns()[0].search(lead) if is_possible(lead) else None
    return meant(found) if found else None


def spoken_line(text: str) -> SpokenLine | None:
    """What a text states of a gradient in words, where it begins with that."""
    found = patterns()[1].match(text) if is_possible(text) else None
    if found is None or not OTHER_NAME.fullmatch(found["name"]):
        return None
    return SpokenLine(meant(found), found.start("name"), found.end("name"), found.end())


def is_statement(text: str) -> bool:
    """Whether some words between a name and a value relate them: `is thus`, a colon."""
    return patterns()[2].fullmatch(text) is not None


def meant(found: re.Match[str]) -> SpokenGradient:
    of = (found["of"] or "").strip("$ ,")
    said = of.split()
    prose = words("articles") | words("losses")
    names = [word for word in said if word.lower() not in prose]
    is_loss = not names and any(word.lower() in words("losses") for word in said)
    is_clear = not said or is_loss or len(names) == 1
    return SpokenGradient(
        names[0] if len(names) == 1 else "", bool(found["alone"]), found["bare"] is not None, is_clear
    )


def ends_in_of(text: str) -> bool:
    """Whether some words want an argument: `the mean of`, `some operation on`."""
    return text.lower().split()[-1:] != [] and text.lower().split()[-1] in words("of", "operates")


def is_possible(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in longest_words("gradients"))


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The words before a name that call its derivative, at the end of a text; a line that begins with them; a verb."""
    several = rf"(?:{WORD}\s+){{0,3}}?"
    of = rf"(?:\s+{phrases('of')}\s+(?P<of>[^.;:=\n]{{1,40}}?))"
    by = rf"{of}?,?\s+{phrases('with_respect_to')}|\s+{phrases('gradient_for')}|\s+(?P<alone>{phrases('of')})"
    before = rf"(?<!\w){phrases('gradients')}(?:(?:{by})\s+{several}|(?P<bare>)\s+)"
    is_said = rf"{phrases('verbs')}(?:\s+(?:{phrases('about')}|{phrases('links')}))*\s*[:=≈]?"
    verb = rf"(?:\s*[:=≈]|\s+{is_said})"
    lead = re.compile(rf"{before}$", re.IGNORECASE)
    line = re.compile(rf"\s*(?:{WORD}\s+){{0,4}}?{before}{NAME}{verb}\s*(?=\S)", re.IGNORECASE)
    return lead, line, re.compile(rf"\s*(?:[:=≈]|{is_said})\s*", re.IGNORECASE)
