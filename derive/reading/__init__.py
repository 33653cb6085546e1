"""A statement in LaTeX, Unicode, Python or MATLAB to expressions of a problem.

Comes in: a text and a vocabulary.  Goes out: a `Reading`, or why there is none.  A text is hostile: it is scanned and
parsed under limits, never run.  The tree says what was written, the meaning what it stands for.
First file: `read.py`.
"""
