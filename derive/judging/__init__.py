"""The verdict on one answer: truth at a point, digits, and the usual mistakes by their names.

Comes in: a `Reading` and a `Problem`.  Goes out: a `Finding`, as data without words.
Numbers are held against each other as far as they were written; there is no tolerance.
First file: `judge.py`.
"""
