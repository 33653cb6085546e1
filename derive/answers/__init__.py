"""What a student wrote, read: text in LaTeX, Unicode, Python or MATLAB to expressions of the problem.

Everything here treats its input as hostile: a text is scanned and parsed under limits, never run.
"""
