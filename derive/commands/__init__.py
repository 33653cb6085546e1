"""What the command line does, behind `cli.py`: from what stands on it to what is printed and written.

Comes in: options and files.  Goes out: an exit status, what is printed, and files.
`answers.py` is `check` and `lint` of answers, `writeups.py` is `check` of write-ups and `total`.
First file: `answers.py`.
"""
