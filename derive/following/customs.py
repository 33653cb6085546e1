"""What a whole text shows of how its names are meant: rows, looked for before its first line is judged.

A custom holds throughout; what single lines suggest is a habit (`habits.py`).  A new one is a row here, a field of the
vocabulary that reads by it, and a statement in `tests/statements` that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from derive.following.sizes import with_sizes
from derive.reading.marked_gradients import marked_gradients
from derive.reading.raised_steps import compounds, raised_names
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

Chains = Sequence[Chain]
LINE = re.compile(r"\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?([a-z])\s*\}?\s*_\s*\{?\s*([a-z])\s*\}?\s*")
ROW = re.compile(
    r"[\s({]*(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?([A-Za-z])\s*\}?\s*(?:_\s*\{|\[)\s*([a-z])\s*,\s*:\s*[\]}]"
    r"[\s)}]*(?:'|\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?\s*T\s*\}?)\s*\}?)?\s*"
)
BRACKETED = re.compile(r"[\w}\])]\[\s*(\d{1,2})\s*\]")


@dataclass(frozen=True, slots=True)
class Custom:
    """One custom: what names mean in a text that has it; the same vocabulary where a text has not."""

    name: str
    words: Callable[[Chains, Vocabulary], Vocabulary]


def by_customs(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """What names mean by all customs of a text."""
    for custom in CUSTOMS:
        vocabulary = custom.words(chains, vocabulary)
    return vocabulary


def with_errors(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """A δ stands before names: `\\delta h_t` is one name on the left of a statement."""
    found = compounds(chain.sides[0].text for chain in chains if len(chain.sides) > 1)
    return replace(vocabulary, compounds=found) if found else vocabulary


def with_accents(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """An accent stands for a gradient, `\\bar w = \\partial L/\\partial w`."""
    pairs = [(chain.sides[0].text, chain.sides[1].text) for chain in chains if len(chain.sides) == 2]
    found = frozenset(marked_gradients(pairs, vocabulary))
    return replace(vocabulary, accents=found) if found else vocabulary


def with_raised(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """Steps stand above names, `h^2` or `h^{(t)}`."""
    found = raised_names(texts(chains), vocabulary)
    return replace(vocabulary, raised=found) if found else vocabulary


def with_letters_for_sizes(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """Letters stand for the sizes of arrays, `W \\in \\mathbb{R}^{n \\times m}`."""
    return with_sizes(chains, vocabulary.problem, vocabulary)


def with_first_entry(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """Entries in square brackets are counted from 1 where one of them is only that way, `\\hat y_0[3]`.

    Where the problem has entries itself they are counted as there, unless some are counted from 0.
    """
    problem = vocabulary.problem
    found = {int(number) for text in texts(chains) for number in BRACKETED.findall(text)}
    lengths = {max(ref.shape, default=0) for ref in problem.bound}
    first = int((bool(found & lengths) or problem.scope.counts_from_one) and 0 not in found)
    return vocabulary if first == vocabulary.first else replace(vocabulary, first=first)


def with_row_letters(chains: Chains, vocabulary: Vocabulary) -> Vocabulary:
    """Rows of a matrix have a letter of their own, `u_w = B_{w,:}^\\top`."""
    told = [
        (ROW.fullmatch(side.text), LINE.fullmatch(chain.sides[0].text)) for chain in chains for side in chain.sides[1:2]
    ]
    found = {name[1]: row[1] for row, name in told if row and name and row[2] == name[2]}
    known = {letter: array for letter, array in found.items() if vocabulary.is_array(array)}
    free = {letter: array for letter, array in known.items() if not vocabulary.is_array(letter)}
    return replace(vocabulary, row_letters=free) if free else vocabulary


def texts(chains: Chains) -> Iterator[str]:
    return (side.text for chain in chains for side in chain.sides)


CUSTOMS = (
    Custom("errors", with_errors),
    Custom("accents", with_accents),
    Custom("steps_above", with_raised),
    Custom("letters_for_sizes", with_letters_for_sizes),
    Custom("entries_counted_from", with_first_entry),
    Custom("row_letters", with_row_letters),
)
