"""One relation after another: each held against the truth, and against what stands before it.

Comes in: the chains of a write-up.  Goes out: a `Judged` for each relation.  The notebook keeps what was printed so
far, explanations say why a side is not the truth, readings try other ways to read a line.
First file: `follow.py`.
"""
