"""The worked solution as pages: sections and blocks of strings, set by the templates of a format.

Comes in: a `Derivation` and its `Proof`.  Goes out: a `Document`, Markdown, LaTeX or JSON.  What somebody else wrote is
made harmless here too.  Nothing knows of students.
First file: `solution.py`.
"""
