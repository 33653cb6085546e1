"""A page to practise on, which needs no server: the engine runs in the reader's browser.

Comes in: problems, and the files of a Python that browsers run.  Goes out: a folder for any web server, and what the
page in it asks of the engine and hears.
First file: `session.py` for the requests of the page, then `site.py` for the folder.
"""
