"""A student's program judged line by line, without ever being run: its statements are gone through over arrays.

Comes in: the text of a program (a file, the cells of a notebook, fenced blocks) and a `Judge`.  Goes out: a
`JudgedStatement` for each statement that is about the problem.  The program is gone through at random values of what
the problem gives; what a value is, is told by its numbers first and by its name second, and a line is wrong if with it
mended what follows is right.
First file: `check_program.py`.
"""
