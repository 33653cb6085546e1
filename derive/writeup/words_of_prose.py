"""What words do in a write-up: they introduce, qualify, stand over columns, or are but prose between names."""

from __future__ import annotations

import re

from derive.language.human_words import phrases, words

ATTACHING = words("where", "attaches")
"""Words that make a definition of the statement directly behind them."""
INTRODUCING = words("introduces")
"""Words that do so wherever they stand in the clause."""
STATING = words("states")
JOINING = words("and")
CONDITIONAL = words("for", "unless")
OFFERING = words("or", "alternatively")
"""Words behind a statement that offer something else in its place."""
QUALIFYING = CONDITIONAL | words("qualifies")
PART_OF = re.compile(rf"{phrases('parts')}\s+{phrases('of')}\s+(?:{phrases('articles')}\s+)?$", re.IGNORECASE)
"""That a part of what comes next is spoken of, or what is made of it: the first row of, the norm of the."""
SOMETHING_ELSE = re.compile(
    rf"(?:[,;.:(]|(?<!\w){phrases('and')}(?!\w))\s*(?:{phrases('articles')}\s+(?:\w+\s+)?)?{phrases('parts')}\s*$",
    re.IGNORECASE,
)
"""Words in front of `= 5.61` that name something other than what stands above: `, the sum`."""
INDEX_LETTERS = frozenset("t i j k n τ \\tau".split())
LOOSE_INDEX_LETTERS = INDEX_LETTERS | frozenset("p q r s m l".split())
TIMES = words("times")
"""What stands over a column of values of an index."""
NO_VALUES = words("no_values")
"""Heads of columns that hold no value of what is named before the row."""
GRADIENTS = frozenset(word.lower().rstrip("*") + end for word in words("gradients") for end in ("", "s"))
"""Heads of columns of gradients, whose rows are named by what one derives by."""
FUNCTION_WORDS = words("short_words")
"""Words of prose, short ones among them, that are no names."""
NOUNS = words("nouns")
"""Words that are prose between others, and a name where they are all of a left side."""
MATHEMATICAL = frozenset(
    "tanh sinh cosh sech sin cos tan exp log ln lg softmax sigmoid relu diag sum mean max min sign dot outer inner "
    "transpose matmul array tensor zeros ones eye softplus onehot gelu silu "
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega hat bar tilde dtype float int double requires grad partial nabla frac cdot odot".split()
)
