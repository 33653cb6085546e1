"""How the reading of a program ends where it cannot go on."""

from __future__ import annotations


class Unclear(Exception):
    """What a program does here is not known: a function that is not read, an argument that could be anything."""


class Failing(Exception):
    """The program itself would stop here: shapes that do not fit, an index behind the end."""


class TooMuchWork(Exception):
    """A run has calculated as much as is allowed."""
