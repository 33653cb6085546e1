"""A problem to steps, one module for each method, and SymPy's own derivation held against them.

Comes in: a `Problem`.  Goes out: a `Derivation`, the steps with reasons and certified numbers, and its `Proof`.
Nothing here prints, and nothing knows of students.
First file: `derivation.py`.
"""
