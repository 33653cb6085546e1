"""What is said of a formula whose shapes do not fit together: the same in answers and in write-ups."""

from __future__ import annotations

from collections.abc import Iterable

from derive.judging.finding import Finding, wrong

DEPENDS = "whether this is right depends on what is a row and what is transposed; write the transposes"


def in_conventions(
    loosely: Finding | None, otherwise: Iterable[bool], throughout: Iterable[bool], fault: str
) -> Finding:
    """Wrong where it is true in no way to lay it out, loose notation where it is in all, else unread.

    `loosely` is what is found with vectors transposed as they would have to be; `otherwise` tells for each other
    convention under which the formula has the shape that is asked for whether it is true, `throughout` where
    that convention holds for all of it; `fault` says what does not fit together.
    """
    others = tuple(otherwise)
    is_true = loosely is not None and loosely.is_accepted
    if is_true and all(others):
        return Finding("shorthand", details={"expected": "transposes"})
    if is_true or any(others) or any(throughout):
        return Finding("unread", details={"fault": DEPENDS}, why="shape")
    if loosely is None or (loosely.verdict == "wrong" and loosely.diagnosis is None):
        return wrong("wrong_shape", fault=fault)
    return (
        loosely if loosely.verdict in ("wrong", "refused") else Finding("unread", details={"fault": fault}, why="shape")
    )
