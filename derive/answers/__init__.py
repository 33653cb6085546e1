"""What a student wrote, read: text in LaTeX, Unicode, Python or MATLAB to expressions of the problem.

Everything here treats its input as hostile: a text is scanned and parsed under limits, never run.
"""

from derive.answers.answer import Literal, Member, Misshapen, NotAValue, Reading, Refused, Unreadable
from derive.answers.pieces import Definition
from derive.answers.read import read_answer, read_chain, vocabulary_of
from derive.answers.vocabulary import Vocabulary

__all__ = [
    "Definition",
    "Literal",
    "Member",
    "Misshapen",
    "NotAValue",
    "Reading",
    "Refused",
    "Unreadable",
    "Vocabulary",
    "read_answer",
    "read_chain",
    "vocabulary_of",
]
