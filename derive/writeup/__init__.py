"""A student's file taken apart: chains of statements with their places.  It knows nothing of any problem.

Comes in: bytes.  Goes out: a `Submission` of chains, and what could not be read.  A file is hostile: nothing is run,
it is read in linear time under limits, by loops instead of recursion.
First file: `read_file.py`.
"""
