"""A problem file to a `Problem`: equations with shapes, unrolled over their indices, values and questions.

Comes in: the text of `problem.toml`, or a name of the catalogue in `networks/`.  Goes out: `Problem`, or all that is
wrong with the file at once.  `grammar.py` and `build.py` read the notation of problem files, never a student's.
First file: `assembly.py`.
"""
