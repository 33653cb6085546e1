"""What every room may know: expressions with shapes, numbers, steps, notations, signs and errors.

Comes in: nothing of this program.  Goes out: `Expr`, `Equation`, `Step`, exact numbers and balls, a text or LaTeX for
each expression, the tables of signs and of words, `DeriveError` with its complaints.  Nothing is read or judged here.
First file: `expr.py`.
"""
