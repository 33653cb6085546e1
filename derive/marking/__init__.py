"""Marks from verdicts, and the report as data.

Comes in: lines with their verdicts.  Goes out: what each question earns and why, the first error of each part, and
`Report`, to and from JSON (`report.schema.json`).
First file: `marks.py`.
"""
