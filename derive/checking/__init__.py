"""Judging what a student wrote: the truth at a point, the usual mistakes, the digits, the verdict.

Nothing here needs SymPy: values are balls, and mistakes are the rows' own.
"""
