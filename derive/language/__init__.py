"""What every room may know: expressions with shapes, numbers, steps, notations and errors.

Comes in: nothing of this program.  Goes out: `Expr`, `Equation`, `Step`, exact numbers and balls, a text or LaTeX
for each expression, `DeriveError` with its complaints.  Nothing is derived, read or judged here.
First file: `expr.py`.
"""
