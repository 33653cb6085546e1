"""Letters that a text uses for a function of the model, `h = \\phi(a)`, `f(z) = \\tanh z`: with the function put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from derive.following.judged import Judged
from derive.following.rewording import Rewording, reworded
from derive.language.expr import Call, walk
from derive.language.operation import Acts, Operation, Role
from derive.problem.problem import Problem
from derive.reading.name_meanings import Quantity
from derive.reading.read import meaning
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

LETTERS = (
    "\\phi",
    "\\varphi",
    "\\psi",
    "\\rho",
    "\\sigma",
    "φ",
    "ϕ",
    "ψ",
    "σ",
    "f",
    "g",
    "s",
    "F",
    "G",
    "S",
    "h",
    "act",
)
"""Letters for functions, as they are written."""
FREE = ("\\phi", "\\varphi", "φ", "ϕ")
"""Those that name a function of the table where nobody says what they are, which hardly anybody means."""
PRIMES = r"\s*(?:'+|\^\s*\{\s*(?:'|\\prime)\s*\}|\^\s*\\prime)?\s*"
OPEN = r"(?:\\left|\\[bB]igg?l?)?\s*\("
VARIABLE = re.compile(rf"{OPEN}\s*(?:[a-z]|\\cdot|\\[a-z]{{2,4}})\s*(?:\\right)?\)")
LONGEST_LETTER = 3
"""Shorter names of functions are no words of prose."""
Judge = Callable[[Chain], Sequence[Judged]]


def before_bracket(letter: str) -> re.Pattern[str]:
    """Where a letter stands before a bracket, perhaps with a prime between."""
    is_command = letter.startswith("\\")
    ahead, behind = (r"(?<![\\_^])", "(?![A-Za-z])") if is_command else (r"(?<![\w\\}'^.])", "")
    return re.compile(rf"{ahead}{re.escape(letter)}{behind}(?={PRIMES}{OPEN})")


PATTERNS = {letter: before_bracket(letter) for letter in LETTERS}


def functions_of_letters(chains: Sequence[Chain], problem: Problem, vocabulary: Vocabulary, judge: Judge) -> Rewording:
    """The functions of the model in place of the letters of a text for them; `judge` judges a chain by itself."""
    texts = [side.text for chain in chains for side in chain.sides]
    used = [letter for letter in LETTERS if any(letter in text and PATTERNS[letter].search(text) for text in texts)]
    rows = list(dict.fromkeys(activations(problem))) if used else []
    found = {
        letter: told(letter, chains, rows, vocabulary, judge)
        for letter in used
        if not vocabulary.knows_word(letter.lstrip("\\")) or any(defines(letter, chain) for chain in chains)
    }
    return {
        pattern: text
        for letter, row in found.items()
        if row is not None
        for pattern, text in named(letter, row).items()
    }


def named(letter: str, row: Operation) -> Rewording:
    """A function in place of a letter for it."""
    return {PATTERNS[letter]: rf"\\operatorname{{{row.name.replace('_', '')}}}"}


def told(
    letter: str, chains: Sequence[Chain], rows: Sequence[Operation], vocabulary: Vocabulary, judge: Judge
) -> Operation | None:
    """The function that a letter is, by its definition, else by words about it, else by what is calculated with it."""
    definitions = [chain for chain in chains if defines(letter, chain)]
    verdicts = {row.name: [verdict(chain, letter, row, judge) for chain in definitions] for row in rows}
    right = [row for row in rows if definitions and set(verdicts[row.name]) == {"right"}]
    is_known = vocabulary.knows_word(letter.lstrip("\\"))
    if right or is_known or any("wrong" in each for each in verdicts.values()):
        return right[0] if len(right) == 1 else None
    named = [row for row in rows if any(is_named(letter, row, chain.lead) for chain in chains)]
    if not named and letter not in FREE and vocabulary.function(letter.lstrip("\\")):
        return None
    put = {row.name: row for row in named or applied(letter, chains, vocabulary) if row in rows}
    return next(iter(put.values())) if len(put) == 1 else None


def defines(letter: str, chain: Chain) -> bool:
    """Whether a chain says what a letter does to a variable, `f(z) = …`."""
    left = chain.sides[0].text.strip()
    return len(chain.sides) > 1 and left.startswith(letter) and bool(VARIABLE.fullmatch(left[len(letter) :].strip()))


def verdict(chain: Chain, letter: str, row: Operation, judge: Judge) -> str:
    """What a definition is for a function: right, wrong, or unread."""
    short = replace(chain, sides=chain.sides[:2], relations=chain.relations[:1])
    found = judge(reworded(short, named(letter, row)))
    if found and all(each.finding.is_accepted for each in found):
        return "right"
    return "wrong" if any(each.finding.verdict == "wrong" for each in found) else "unread"


def is_named(letter: str, row: Operation, words: str) -> bool:
    """Whether prose gives a function a letter, `s = sigmoid`."""
    names = "|".join(re.escape(name) for name in (row.name, *row.spellings) if len(name) > LONGEST_LETTER)
    if not names or letter not in words:
        return False
    saying = rf"(?<![\w\\]){re.escape(letter)}\s*(?:=|:=?|is|for|denotes)\s*(?:the\s+)?(?:{names})\b"
    return re.search(saying, words, re.IGNORECASE) is not None


def applied(letter: str, chains: Sequence[Chain], vocabulary: Vocabulary) -> Iterator[Operation]:
    """The functions that the model applies where a text has a letter, `H = \\phi(A)`."""
    for chain in chains:
        if not any(PATTERNS[letter].match(side.text.strip()) for side in chain.sides[1:]):
            continue
        found = meaning(chain.sides[0].text, vocabulary)
        for target, equation in vocabulary.problem.bound.items():
            if isinstance(found, Quantity) and target.name == found.name and isinstance(equation.rhs, Call):
                yield equation.rhs.operation


def activations(problem: Problem) -> Iterator[Operation]:
    """The functions that the model applies entry by entry."""
    for equation in problem.equations:
        for part in walk(equation.rhs):
            if isinstance(part, Call) and part.operation.acts is Acts.ENTRIES and part.operation.role is Role.FUNCTION:
                yield part.operation
