"""A whole class: files of answers, folders of write-ups, each judged in a process with limits.

Comes in: a folder or a file.  Goes out: a report for each submission and the overview; a run that was stopped goes on
where it was.
First file: `cohort.py`, then `limits.py` for the one way in which work is limited.
"""
