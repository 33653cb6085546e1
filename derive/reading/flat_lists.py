"""Lists of plain numbers in a statement, which do not tell whether they are rows or columns."""

from __future__ import annotations

from enum import IntFlag

from derive.reading.tree import Rows, Transpose, descend


class FlatLists(IntFlag):
    """The lists of plain numbers in something: whether there are any, and any with a transpose behind them."""

    NONE = 0
    ANY = 1
    TURNED = 3


def flat_lists(node: object) -> FlatLists:
    """The flat lists in a node and all nodes in it."""
    found = FlatLists.NONE
    for part in descend(node):
        match part:
            case Transpose(body=Rows(flat=True)):
                found |= FlatLists.TURNED
            case Rows(flat=True):
                found |= FlatLists.ANY
    return found
