"""Letters for numbers of the model, told or untold: `N = 4`, the d of `\\sqrt{d_k}`, ε, the end of a sum up to K."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.following.sides import read_side
from derive.language.expr import Call, Expr, Number, walk
from derive.problem.problem import Problem
from derive.reading.read import define, meaning
from derive.reading.result import Unreadable
from derive.reading.vocabulary import Vocabulary
from derive.table.elementwise import SQRT
from derive.writeup.chain import Chain, Side

SIZE = r"[A-Zdnm]"
BELOW = r"_\s*(?:\{\s*(?:\\(?:text|mathrm)\s*\{\s*)?\w+\s*\}?\s*\}|\w)"
LETTER = re.compile(rf"{SIZE}(?:{BELOW})?|\\epsilon|\\varepsilon|ε")
"""A letter that may stand for a size, perhaps with an index, or for a small number."""
WHOLE = re.compile(r"\d{1,4}")
ABOVE = re.compile(rf"\\sum(?:\\limits)?\s*_\s*\{{\s*[a-z]\s*=\s*[01]\s*\}}\s*\^\s*\{{?\s*({SIZE})\s*(?:-\s*1\s*)?\}}?")
UNDER_ROOT = re.compile(rf"\\sqrt\s*\{{\s*({SIZE}(?:{BELOW})?)\s*\}}")
EPSILON = re.compile(r"\\(?:var)?epsilon(?![A-Za-z])|ε|ϵ")
SMALL = 1e-2


def is_size(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Whether a chain gives a letter that names nothing else a whole number, `N = 4`."""
    if len(chain.sides) != 2 or not WHOLE.fullmatch(chain.sides[1].text.strip()):
        return False
    letter = chain.sides[0].text.strip()
    return bool(LETTER.fullmatch(letter)) and meaning(letter, vocabulary) is None


TINY = re.compile(r"10\s*\^\s*\{?\s*[-−]\s*\d{1,2}\s*\}?|1e-?\d{1,2}|0\.0{2,10}1")
"""What no array is."""


def tells_size(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Whether a chain introduces such a letter, which is no statement: `let N = 4`."""
    letter, *numbers = (side.text.strip() for side in chain.sides)
    if len(numbers) == 1 and TINY.fullmatch(numbers[0]) and vocabulary.is_array(letter):
        return True  # The step of a difference quotient, `h = 10^{-4}`, whatever h is in the problem.
    return chain.is_definition and letter in vocabulary.last and numbers == [str(vocabulary.last[letter])]


def with_sizes(chains: Sequence[Chain], problem: Problem, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with the letters for sizes that a text uses."""
    sizes = {*sizes_of(problem), *map(len, vocabulary.ranges.values())}
    for chain in chains:
        if is_size(chain, vocabulary) and int(chain.sides[1].text) in sizes:
            vocabulary = with_number(chain.sides[0].text.strip(), chain.sides[1].text.strip(), vocabulary)
    texts = [side.text for chain in chains for side in chain.sides]
    for letter in dict.fromkeys(name for text in texts for name in ABOVE.findall(text)):
        vocabulary = with_bound(letter, [side for c in chains for side in c.sides], problem, vocabulary)
    roots = list(dict.fromkeys(under_roots(problem)))
    for letter in dict.fromkeys(name for text in texts for name in UNDER_ROOT.findall(text)):
        if len(roots) == 1 and meaning(letter, vocabulary) is None:
            vocabulary = with_number(letter, roots[0], vocabulary)
    small = list(dict.fromkeys(small_numbers(problem)))
    if len(small) == 1 and any(map(EPSILON.search, texts)) and meaning("\\epsilon", vocabulary) is None:
        vocabulary = with_number("\\epsilon", small[0], vocabulary)
    return vocabulary


def sizes_of(problem: Problem) -> set[int]:
    """How many entries the arrays of a problem have along their rows and columns."""
    return {length for ref in (*problem.given, *problem.bound) for length in ref.shape if length > 1}


def with_number(letter: str, number: str, vocabulary: Vocabulary) -> Vocabulary:
    try:
        defined = define(letter, number, vocabulary)
    except Unreadable:
        return vocabulary
    return defined.let(letter, int(number)) if number.isdigit() else defined


def with_bound(letter: str, sides: Sequence[Side], problem: Problem, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with the upper bound of sums, where these are over all entries: the largest that all have."""
    if meaning(letter, vocabulary) is not None or vocabulary.is_end(letter) or letter in vocabulary.last:
        return vocabulary
    pattern = re.compile(ABOVE.pattern.replace(SIZE, letter))
    using = [side for side in sides if pattern.search(side.text)]
    for number in sorted(sizes_of(problem), reverse=True):
        tried = with_number(letter, str(number), vocabulary)
        if any(read_side(side, tried, None).expr is not None for side in using):
            return tried
    return vocabulary


def numbers_in(expr: Expr) -> Iterator[Number]:
    yield from (part for part in walk(expr) if isinstance(part, Number) and part.texts)


def under_roots(problem: Problem) -> Iterator[str]:
    """The whole numbers under roots in the model."""
    for equation in problem.equations:
        for part in walk(equation.rhs):
            if isinstance(part, Call) and part.operation is SQRT:
                yield from (n.texts[0] for n in numbers_in(part.args[0]) if n.texts[0].isdigit())


def small_numbers(problem: Problem) -> Iterator[str]:
    """The small numbers that the model adds somewhere, so that nothing is divided by 0."""
    for equation in problem.equations:
        for number in numbers_in(equation.rhs):
            text = number.texts[0]
            if re.fullmatch(r"0\.0+\d+|1e-\d+", text) and 0 < float(text) < SMALL:
                yield text
