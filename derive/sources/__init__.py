"""A file of whatever format to passages of text with their places: the containers, not the mathematics in them.

Comes in: bytes and a name.  Goes out: passages of Markdown, LaTeX or printed output, in the order of the file; the
formulas of Word files, web pages and PDFs are LaTeX in it.  A file is hostile: nothing is run, no entity is expanded,
no archive is unpacked beyond its limits.
First file: `source.py`.
"""
