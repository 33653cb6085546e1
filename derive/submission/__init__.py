"""A student's file taken apart: chains of statements with their places.  Nothing is judged, and nothing is run.

Everything here treats its input as hostile: it is read in linear time under limits, by loops instead of recursion.
"""

from derive.submission.model import Chain, Side, Submission, Unread
from derive.submission.read import read_submission

__all__ = ["Chain", "Side", "Submission", "Unread", "read_submission"]
