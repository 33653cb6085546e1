"""Slips of the pen in single entries: a sign, a digit, two rows exchanged."""

from __future__ import annotations

from flint import fmpq

from derive.judging.digits import unit_beside, unit_of, within
from derive.language.evaluate import decimal
from derive.language.expr import Shape
from derive.language.numbers import Array, Scalar, is_infinite
from derive.language.record import record


@record
class EntrySlip:
    """What slipped, and in which entries (row, column; counted from 1)."""

    name: str
    places: tuple[tuple[int, int], ...]


def places(off: list[int], shape: Shape) -> tuple[tuple[int, int], ...]:
    columns = shape[1] if shape else 1
    return tuple((k // columns + 1, k % columns + 1) for k in off)


def entry_slip(value: Array, truth: Array, off: list[int], digits: int) -> EntrySlip | None:
    """What explains the wrong entries of a value in the shape of the truth; `None` if nothing small does."""
    where = places(off, truth.shape)
    if len(off) == 1 and not any(is_infinite(array.entries[off[0]]) for array in (value, truth)):
        written, true = value.entries[off[0]], truth.entries[off[0]]
        if is_alike(written, -true, digits) and len(value.entries) > 1:
            return EntrySlip("sign_in_one_entry", where)
        if one_digit(written, true, digits):
            return EntrySlip("digit_in_one_entry", where)
    swapped = swapped_rows(value, truth, digits)
    if swapped:
        return EntrySlip("rows_swapped", swapped)
    if len(off) < len(value.entries):
        return EntrySlip("entry_wrong", where)
    return None


def is_alike(written: Scalar, true: Scalar, digits: int) -> bool:
    """Whether a number is another one but for the last digit asked."""
    return within(written, true, unit_beside(written, true, digits) * fmpq(3, 2))


def one_digit(written: Scalar, true: Scalar, digits: int) -> bool:
    """Whether one digit differs, two neighbours changed places, or the point moved by one."""
    texts = decimal(written, digits), decimal(true, digits)
    left, right = (text.replace(".", "") if text else "" for text in texts)
    if texts[0] is None or texts[1] is None or len(left) != len(right) or "e" in left + right:
        return moved_point(written, true, digits)
    differing = [k for k, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(differing) == 1:
        return left[differing[0]] != "-" != right[differing[0]]
    if len(differing) == 2 and differing[1] == differing[0] + 1:
        a, b = differing
        return left[a] == right[b] and left[b] == right[a]
    return moved_point(written, true, digits)


def moved_point(written: Scalar, true: Scalar, digits: int) -> bool:
    """Whether the number is ten times too large or too small."""
    tolerance = unit_of(digits) * 10
    return any(within(written, true * factor, tolerance) for factor in (fmpq(10), fmpq(1, 10))) and not within(
        written, fmpq(0), tolerance * 2
    )


def swapped_rows(value: Array, truth: Array, digits: int) -> tuple[tuple[int, int], ...]:
    """Two rows of the truth exchanged (two entries of a column); their numbers."""
    rows, true = value.by_rows(), truth.by_rows()

    def alike(a: list[Scalar], b: list[Scalar]) -> bool:
        return all(is_alike(x, y, digits) for x, y in zip(a, b, strict=True))

    wrong = [k for k in range(len(rows)) if not alike(rows[k], true[k])]
    if len(wrong) != 2:
        return ()
    a, b = wrong
    return ((a + 1, 0), (b + 1, 0)) if alike(rows[a], true[b]) and alike(rows[b], true[a]) else ()
