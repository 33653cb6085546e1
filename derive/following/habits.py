"""Habits of writers that are not the usual ones: rows, each with what suggests it and how a chain is read by it.

A chain that is not true as it is usually meant is read by each habit that something in it suggests, and taken so where
all that it says is true then.  What is likelier than the usual meaning is tried first.  A new habit is a row here and a
statement in `tests/statements` that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from derive.following.sides import ReadSide
from derive.language.expr import Derivative, Entry, is_single, walk
from derive.language.latex import Latex
from derive.problem.spec import LAYOUTS
from derive.reading.conventions import DECLARED, Convention, is_vector
from derive.reading.free import walk_refs
from derive.reading.read import define
from derive.reading.restricted import only_range
from derive.reading.result import Fault
from derive.reading.spellings import as_shown
from derive.reading.stars import along_columns, entry_by_entry
from derive.reading.thousands import has_thousands, without_thousands
from derive.reading.unbound import free_indices, refs_of
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

COUNTS = ("N", "n", "m", "B")
SMALL_ROW = re.compile(
    r"(?:.*(?:\\partial|∂|/d)\s*\{?\s*)?\s*"
    r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?[a-z]\s*\}?\s*_\s*\{?\s*[\da-z]\s*\}?[\s}]*"
)
NAMED_ROW = re.compile(r"(?<![A-Za-z\\])d?[a-z]\s*_\s*\{?\s*[\da-z]")
VEC = re.compile(r"\\(?:operatorname|mathrm|text)\s*\{\s*vec\s*\}|(?<![A-Za-z\\])vec(?=\s*\()")
OVER = r"\\[dt]?frac\s*\{\s*"
TOTAL = re.compile(OVER + r"(?:\\(?:mathrm|text|operatorname)\s*\{?\s*d\s*\}?|d)\s*(?=[\\A-Za-z{])")
PARTIAL = re.compile(rf"({OVER}(?:\\partial|∂))(?!\s*\^)")


def as_known(vocabulary: Vocabulary) -> Vocabulary:
    return vocabulary


def as_it_stands(text: str) -> str:
    return text


def as_named(text: str, _: Vocabulary) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit: what suggests it in a chain, and how it changes the meaning of names, the text, or the left side.

    `is_likelier` tells whether a chain that suggests it is more likely meant so than as usual, `stays` whether the text
    has the habit from there on where a formula is true by it.
    """

    name: str
    suggests: Callable[[Chain, Iterable[ReadSide], Vocabulary], bool]
    words: Callable[[Vocabulary], Vocabulary] = as_known
    text: Callable[[str], str] = as_it_stands
    left: Callable[[str, Vocabulary], str] = as_named
    is_likelier: bool = False
    stays: bool = False

    def of(self, chain: Chain, vocabulary: Vocabulary) -> Chain:
        """The chain as the writer would have written it without the habit."""
        first, *others = (replace(side, text=self.text(side.text)) for side in chain.sides)
        return replace(chain, sides=(replace(first, text=self.left(first.text, vocabulary)), *others))


def counts_oddly(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A letter that counts no steps elsewhere would count them here: it may stand for an entry."""
    return any(
        count is None and name not in vocabulary.ranges and not vocabulary.is_end(name)
        for side in sides
        if side.expr is not None
        for name, count in free_indices(side.expr)
    )


def counts_both(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A letter counts steps, not from 0, and entries as well."""
    steps, places = set[str](), set[str]()
    for part in (part for side in sides if side.expr is not None for part in walk(side.expr)):
        steps.update(i.name for ref in refs_of(part) for i in ref.index)
        places.update(i.name for i in part.index) if isinstance(part, Entry) else None
    return first_step(vocabulary) > 0 and bool(places & {*steps, *vocabulary.ranges} - {""})


def first_step(vocabulary: Vocabulary) -> int:
    whole = only_range(vocabulary)
    return whole.start if whole is not None else 0


def as_steps(vocabulary: Vocabulary) -> Vocabulary:
    """Letters count entries as they count steps."""
    return replace(vocabulary, shift=first_step(vocabulary))


def has_both_signs(chain: Chain, _: Iterable[ReadSide], __: Vocabulary) -> bool:
    """Both d and ∂ stand in it."""
    texts = [side.text for side in chain.sides]
    return any(map(TOTAL.search, texts)) and any(map(PARTIAL.search, texts))


def without_steps(vocabulary: Vocabulary) -> Vocabulary:
    """Names that may stand without the index of the step."""
    return replace(vocabulary, is_timeless=True)


def with_direct(text: str) -> str:
    """∂⁺ for ∂."""
    return PARTIAL.sub(r"\1^{+}", text)


def counts_examples(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A letter that nobody introduced may be how many examples there are."""
    unknown = any(side.fault is not None and side.fault.kind is Fault.UNKNOWN_NAME for side in sides)
    return unknown and bool(vocabulary.facts.examples)


def with_examples(vocabulary: Vocabulary) -> Vocabulary:
    """Letters for the number of examples."""
    for letter in COUNTS:
        if not vocabulary.knows_word(letter):
            vocabulary = define(letter, str(vocabulary.facts.examples), vocabulary)
    return vocabulary


def groups_digits(chain: Chain, _: Iterable[ReadSide], __: Vocabulary) -> bool:
    """A comma in a number may set its thousands apart."""
    return any(has_thousands(side.text) for side in chain.sides[1:])


def is_told(_: Chain, __: Iterable[ReadSide], ___: Vocabulary) -> bool:
    """The text itself says so."""
    return True


def laid_by(convention: Convention) -> Callable[[Vocabulary], Vocabulary]:
    return lambda vocabulary: replace(vocabulary, laid=convention.name)


def names_parameter(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A given quantity is said to be a number: its gradient may be meant, as in a table of gradients."""
    head, *others = sides
    name = head.expr.of if isinstance(head.expr, Entry) else head.expr
    is_number = bool(others) and all(side.kind == "number" for side in others)
    return is_number and name in vocabulary.problem.given and vocabulary.facts.final is not None


def as_gradient(text: str, vocabulary: Vocabulary) -> str:
    """∂L/∂b for b."""
    assert vocabulary.facts.final is not None
    loss = Latex(vocabulary.problem.notation)(vocabulary.facts.final)
    return rf"\frac{{\partial {loss}}}{{\partial {text}}}"


def picks_rows(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A matrix has one index, or a small letter that may be a row of what has the capital one."""
    faults = [(side.fault.kind, side.source.text) for side in sides if side.fault is not None]
    return any(k is Fault.INDEX or (k is Fault.UNKNOWN_NAME and SMALL_ROW.fullmatch(text)) for k, text in faults)


def names_row(_: Chain, sides: Iterable[ReadSide], __: Vocabulary) -> bool:
    """A small letter with an index is unknown, anywhere in a formula."""
    unknown = (side for side in sides if side.fault is not None and side.fault.kind is Fault.UNKNOWN_NAME)
    return any(NAMED_ROW.search(side.source.text) for side in unknown)


def with_rows(vocabulary: Vocabulary) -> Vocabulary:
    return replace(vocabulary, has_rows=True)


def with_standing_rows(vocabulary: Vocabulary) -> Vocabulary:
    return replace(vocabulary, has_rows=True, rows_stand=True)


def has_numbered(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A quantity of the problem whose name is written like an entry of another one, `q3` beside `q`."""
    numbered = vocabulary.problem.numbered
    used = {ref.name for side in sides if side.expr is not None for ref in walk_refs(side.expr)}
    return bool(numbered) and (not used.isdisjoint(numbered) or any(side.expr is None for side in sides))


def with_entries(vocabulary: Vocabulary) -> Vocabulary:
    """`q_3` as the third entry of q."""
    return replace(vocabulary, spellings=as_shown(vocabulary.spellings, vocabulary.problem.numbered))


def has_gradients(_: Chain, sides: Iterable[ReadSide], vocabulary: Vocabulary) -> bool:
    """A formula with the gradient of a scalar by a vector, which is a column or a row."""
    usual = vocabulary.problem.settings.layout
    formulas = (s for s in sides if s.reading is not None and s.reading.layout == usual and s.kind == "formula")
    parts = (part for s in formulas if s.expr is not None for part in walk(s.expr))
    return any(isinstance(p, Derivative) and is_single(p.of.shape) and is_vector(p.by) for p in parts)


def in_other_layout(vocabulary: Vocabulary) -> Vocabulary:
    """With rows for gradients of scalars in place of columns, or the other way round."""
    return replace(vocabulary, layout=next(each for each in LAYOUTS if each != vocabulary.problem.settings.layout))


def has_vec(chain: Chain, _: Iterable[ReadSide], __: Vocabulary) -> bool:
    """A vec, which some define by rows."""
    return any(VEC.search(side.text) for side in chain.sides)


def with_flatten(text: str) -> str:
    return VEC.sub(r" \\operatorname{flatten}", text)


def has_stars(chain: Chain, _: Iterable[ReadSide], __: Vocabulary) -> bool:
    """A star between what it may multiply entry by entry."""
    return any(entry_by_entry(side.text) != side.text for side in chain.sides[1:])


def has_plain_sums(chain: Chain, _: Iterable[ReadSide], __: Vocabulary) -> bool:
    return any(along_columns(side.text) != side.text for side in chain.sides[1:])


def with_plain_sums(text: str) -> str:
    return along_columns(entry_by_entry(text))


TIMELESS = Habit("timeless", counts_oddly, words=without_steps, is_likelier=True)
"""What holds for every step is said without its index."""
DIRECT = Habit("direct", has_both_signs, text=with_direct)
"""∂ is the direct derivative, beside d for the whole one."""
COUNTED = Habit("counted", counts_examples, words=with_examples)
"""The mean over all examples is told by a letter for how many there are: `(P - Y)/N`."""
STARRED = Habit("starred", has_stars, text=entry_by_entry)
"""Stars multiply entry by entry."""
SUMMED = Habit("summed", has_plain_sums, text=with_plain_sums)
"""Sums are taken along columns where no axis is named, and stars multiply entry by entry."""
NAMED = Habit("named", names_parameter, left=as_gradient)
"""A gradient is told under the name of its parameter."""
GROUPED = Habit("grouped", groups_digits, text=without_thousands)
"""Thousands are set apart: `100,352`."""
ROWS = Habit("rows", picks_rows, words=with_rows)
"""A matrix with one index is one of its rows."""
BY_ROWS = Habit("by_rows", has_vec, text=with_flatten)
"""A vec stacks the rows of a matrix."""
STANDING = Habit("standing", names_row, words=with_standing_rows, stays=True)
"""The rows of a matrix are columns under a small letter: `x_iᵀ w`."""
ENTRIES = Habit("entries", has_numbered, words=with_entries)
"""What looks like the name of another quantity is an entry: `q_3` of q beside a vector `q3`."""
LAID = Habit("laid", has_gradients, words=in_other_layout)
"""Gradients lie the other way round, where a formula has a shape in either layout: `rows((∂L/∂z)^T, 1, 1)`."""
TOGETHER = Habit("together", counts_both, words=as_steps)
"""An entry for each step has the number of the step: `k = \\sum_t \\alpha_t h_t`."""
HABITS = (TIMELESS, TOGETHER, DIRECT, COUNTED, STARRED, SUMMED, NAMED, GROUPED, ROWS, ENTRIES, LAID, STANDING, BY_ROWS)
OTHER_VECTORS = tuple(Habit(each.name, is_told, words=laid_by(each), is_likelier=True) for each in DECLARED)
"""Those of a text that says that its vectors are rows in a problem where they are columns, or the other way round."""
UNTOLD_VECTORS = OTHER_VECTORS[:1]
"""What a text may mean throughout that says nothing of its vectors: all lie the other way round, weights do not."""
ROWS_FOUND = "vectors_found_turned"
"""The note on what is true where vectors lie the other way round than those of the problem."""
