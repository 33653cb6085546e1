"""Formulas for a row of a batch, `\\hat x_i = (x_i - \\mu) / \\sqrt{\\sigma^2 + \\epsilon}`, read column by column.

What is done to each column alone says the same of the entries in it: `x_i` is `X_{iq}`, and a row `\\mu` is `\\mu_q`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flint import fmpq

from derive.following.judged import Judged
from derive.following.own_spellings import Judge
from derive.following.relation import FALSE_VERDICTS
from derive.following.rewording import Rewording, put_in
from derive.language.expr import Number, Ref, walk
from derive.language.latex import Latex
from derive.language.record import record
from derive.problem.problem import Problem
from derive.reading.tree import Name
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain, Side

COLUMN = "q"
ACCENT = re.compile(r"(\\(?:hat|bar|tilde))\s*\{?\s*([A-Z])\s*\}?")
ROW = r"\s*(?:_|\^\s*(?=\{\s*\())\s*(?:\{\s*\(?([a-z\d])\)?\s*\}|([a-z\d])(?![A-Za-z,]))"
NO_LETTERS = re.compile(
    r"(?:\\(?:begin|end)\{\w+\}|\\(?:left|right|quad|qquad|top|cdot|approx|[\\ ,;:!])|\^\s*\{?T\}?|[^A-Za-z\\])*"
)
COUNT = re.compile(r"(?<=[{/^])\s*[mNnB]\s*(?=[}\s)\\]|$)")
"""A letter for the number of examples, where a number stands: `\\frac{1}{N}`, `\\sum_{i=1}^{m}`."""
TINY = fmpq(1, 1000)
EPSILON = re.compile(r"\\(?:var)?epsilon(?![A-Za-z])|[εϵ]")


@record
class ByColumns:
    """Reads formulas for rows of matrices by what is put in for the `rows`, and for all that stands in a column."""

    rows: Rewording
    all: Rewording
    defined: int
    """How many names the text had defined: a letter among them is no row."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, before: ByColumns | None = None) -> ByColumns:
        defined = len(vocabulary.definitions)
        if before is not None and before.defined == defined:
            return before
        rows = matrices(vocabulary)
        return cls(rows, {**rows, **lying(vocabulary), **constant(vocabulary)} if rows else {}, defined)

    def __call__(self, chain: Chain, vocabulary: Vocabulary, judge: Judge, may_be_false: bool) -> tuple[Chain, ...]:
        """The formulas of a chain column by column, if they are true so, and then its numbers; else nothing.

        They `may_be_false` where others of the text were true so.
        """
        count = formulas_in(chain)
        if count < 2 or not any(pattern.search(side.text) for side in chain.sides for pattern in self.rows):
            return ()
        sides = tuple(column(side, self.all, vocabulary) for side in chain.sides[:count])
        formulas = replace(chain, sides=sides, relations=chain.relations[: count - 1])
        verdicts = [each.finding for each in judge(formulas)]
        is_true = bool(verdicts) and all(each.is_accepted for each in verdicts)
        is_said = may_be_false and all(each.is_accepted or each.verdict in FALSE_VERDICTS for each in verdicts)
        if not is_true and not is_said:
            return ()
        rest = replace(chain, sides=(chain.sides[0], *chain.sides[count:]), relations=chain.relations[count - 1 :])
        return (formulas, rest) if chain.sides[count:] else (formulas,)


def formulas_in(chain: Chain) -> int:
    """How many sides stand before the numbers; all two where there is one relation alone."""
    if len(chain.sides) == 2:
        return 2
    return next((k for k, side in enumerate(chain.sides) if k and NO_LETTERS.fullmatch(side.text)), len(chain.sides))


def as_told(judged: list[Judged], chain: Chain) -> list[Judged]:
    """The verdicts on the parts of a chain with its own sides."""
    texts = [side.text for side in chain.sides[1:]]
    if len(judged) != len(texts):
        return [replace(each, left=chain.sides[0].text) for each in judged]
    return [replace(each, left=chain.sides[0].text, text=text) for each, text in zip(judged, texts, strict=True)]


def column(side: Side, spellings: Rewording, vocabulary: Vocabulary) -> Side:
    """One side in one column."""
    text = put_in(side.text, spellings)
    return replace(side, text=COUNT.sub(str(vocabulary.facts.examples), text) if vocabulary.facts.examples else text)


def matrices(vocabulary: Vocabulary) -> Rewording:
    """Rows of matrices by small letters, `x_i`, where these name nothing else."""
    found: dict[re.Pattern[str], str] = {}
    for ref, shown in names(vocabulary.problem):
        accented, plain = ACCENT.fullmatch(shown), re.fullmatch(r"[A-Z]", shown)
        if len(ref.shape) != 2 or ref.shape[0] != vocabulary.facts.examples or not (accented or plain):
            continue
        letter = (accented[2] if accented else shown).lower()
        word = letter + (accented[1].lstrip("\\") if accented else "")
        if is_known(word, vocabulary):
            continue
        start = rf"\{accented[1]}\s*(?:\{{\s*{letter}\s*\}}|{letter})" if accented else rf"(?<![A-Za-z\\]){letter}"
        found[re.compile(start + ROW)] = shown.replace("\\", r"\\") + rf"_{{\g<1>\g<2>{COLUMN}}}"
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0].pattern)))


def is_known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a letter names something else, with or without an index."""
    return vocabulary.knows_word(word) or vocabulary.knows(Name(word, (), 0, 0))


def lying(vocabulary: Vocabulary) -> Rewording:
    """Rows, one for all examples, by the entry in a column."""
    shown = (
        text for ref, text in names(vocabulary.problem) if len(ref.shape) == 2 and ref.shape[0] == 1 != ref.shape[1]
    )
    return {
        re.compile(spaced(text) + r"(?![A-Za-z_^])"): text.replace("\\", r"\\") + f"_{{{COLUMN}}}" for text in shown
    }


def spaced(text: str) -> str:
    """A pattern for a name, with or without braces around an exponent."""
    start, _, raised = text.partition("^")
    inside = re.escape(raised.strip("{}"))
    above = rf"\s*\^\s*(?:\{{\s*{inside}\s*\}}|{inside})" if raised else ""
    return rf"(?<![A-Za-z\\]){re.escape(start)}{above}"


def constant(vocabulary: Vocabulary) -> Rewording:
    """The one small number of the equations for an ε that names nothing."""
    parts = (part for equation in vocabulary.problem.equations for part in walk(equation.rhs))
    tiny = {part.entries[0] for part in parts if isinstance(part, Number) and 0 < abs(part.entries[0]) < TINY}
    if len(tiny) != 1 or vocabulary.knows_word("epsilon"):
        return {}
    number = tiny.pop()
    return {EPSILON: f"{int(number.p) / int(number.q):.12f}".rstrip("0")}


def names(problem: Problem) -> Iterator[tuple[Ref, str]]:
    """The quantities without an index, as they are shown."""
    latex = Latex(problem.notation)
    for ref in dict.fromkeys((*problem.given, *problem.bound)):
        if not ref.index:
            yield ref, latex(ref)
