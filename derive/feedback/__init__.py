"""What is said of a student's work: sentences, records, the report on one, the overview of all.

Comes in: an answer or a write-up; they are judged, followed and marked by the rooms below.  Goes out: `Record`,
`Report`, and documents, Gradescope's file or lines for the terminal made of them.
First file: `check_writeup.py`.
"""
