"""What is handed out to a class: variants of an exercise with other numbers.

Comes in: a problem, a seed, a roster.  Goes out: problem files as hard and as instructive, their sheets and answers,
and a table that tells what makes each of them different.
First file: `vary.py`, then `screen.py` for what makes numbers fit to be handed out.
"""
