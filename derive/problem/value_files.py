"""Values that stand in a file of their own: `U = { file = "weights.npz", name = "U" }`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from flint import fmpq

from derive.language.errors import Complaint, DeriveError, nearest
from derive.problem.binary_arrays import MOST_ENTRIES, Stored, fail, read_npy, read_npz, read_safetensors
from derive.problem.given import read_scalar

LARGEST_FILE = 200_000_000
PICKLED = (".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib")
KEYS = ("file", "name")
Reader = Callable[[bytes, str | None], Stored]


def read_csv(data: bytes) -> Stored:
    """Rows of decimals, which are exact as they are written; one column has one axis."""
    try:
        text = data.decode("utf-8-sig")
        rows = [row for row in csv.reader(StringIO(text), delimiter=";" if ";" in text else ",") if any(row)]
    except (UnicodeDecodeError, csv.Error):
        raise fail("damaged; expected rows of numbers between commas or semicolons, as UTF-8 text") from None
    if not rows:
        raise fail("there is no number in it")
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        raise fail(f"ragged: rows of {' and '.join(map(str, lengths))} entries")
    if len(rows) * lengths[0] > MOST_ENTRIES:
        raise fail(f"{len(rows) * lengths[0]} entries; the limit is {MOST_ENTRIES}")
    cells = [cell_number(cell, i, j) for i, row in enumerate(rows, 1) for j, cell in enumerate(row, 1)]
    shape = (len(rows),) if lengths == [1] else (len(rows), lengths[0])
    return Stored(shape, tuple(value for value, _ in cells), tuple(text for _, text in cells))


def cell_number(cell: str, row: int, column: int) -> tuple[fmpq, str]:
    try:
        return read_scalar(cell)
    except DeriveError as error:
        raise fail(f"row {row}, column {column}: {error.complaints[0].message}") from None


def unnamed(read: Callable[[bytes], Stored]) -> Reader:
    """A reader of files with one array, which has no name."""

    def reader(data: bytes, name: str | None) -> Stored:
        if name is not None:
            raise fail(f"it holds one array without a name; leave name = {name!r} out")
        return read(data)

    return reader


READERS: dict[str, Reader] = {
    ".npz": read_npz,
    ".npy": unnamed(read_npy),
    ".csv": unnamed(read_csv),
    ".safetensors": read_safetensors,
}


def from_files(value: Any, folder: Path | None) -> Any:
    """A value as it stands in `[values]`, with the array in place of the table that names it."""
    match value:
        case {"file": _}:
            return from_file(value, folder)
        case {**only} if len(only) == 1:
            ((key, inner),) = only.items()
            return {key: from_files(inner, folder)}
    return value


def from_file(table: dict[str, Any], folder: Path | None) -> Stored:
    """The array that a table `{ file, name }` names, `folder` being that of the problem file."""
    for key, item in table.items():
        if key not in KEYS:
            raise fail(f"unknown key {key}{nearest(key, KEYS)}")
        if not isinstance(item, str) or not item:
            raise fail(f"found {key} = {item!r}; expected a string")
    file = table["file"]
    if folder is None:
        raise fail(f"{file} is a file; a value comes from a file only where the problem is one too")
    try:
        return reader(file)(content(folder / file), table.get("name"))
    except DeriveError as error:
        raise type(error)(*(Complaint(file, c.message) for c in error.complaints)) from None


def reader(file: str) -> Reader:
    suffix = Path(file).suffix.lower()
    if suffix in PICKLED:
        raise fail("a pickled file could run anything, so it is not read; save the array as .npz or .safetensors")
    if suffix not in READERS:
        raise fail(f"expected a file that ends in {', '.join(READERS)}")
    return READERS[suffix]


def content(path: Path) -> bytes:
    """The bytes of a file.  Errors: none there, too large, or not to be read."""
    try:
        if not path.is_file():
            raise fail("no such file; it is sought from the folder of the problem file on")
        if path.stat().st_size > LARGEST_FILE:
            raise fail(f"larger than {LARGEST_FILE} bytes")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise fail(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
