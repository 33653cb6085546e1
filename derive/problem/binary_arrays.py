"""Arrays in the formats `.npy`, `.npz` and `.safetensors`, as the exact numbers that their bytes stand for.

All three are small published formats, so they are read here: to load NumPy takes longer than most solutions, and what
knows numbers only can unpickle nothing.  Sources: NumPy enhancement proposal 1 ("A Simple File Format for NumPy
Arrays"), and the section "Format" in the README of safetensors.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from math import isfinite, prod
from typing import Any

from flint import fmpq

from derive.language.errors import Complaint, ProblemError, nearest
from derive.language.patterns import regex
from derive.language.record import record

MOST_ENTRIES = 2_000_000
NO_TENSORS = "damaged; expected tensors as safetensors writes them"
ENCRYPTED = 1
MAGIC = b"\x93NUMPY"
HEADER = regex(r"\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\s]*)\),?\s*\}\s*")
CODES = {"f2": "e", "f4": "f", "f8": "d", "b1": "?", "bf2": "H"} | {
    kind + str(size): letter.upper() if kind == "u" else letter
    for size, letter in ((1, "b"), (2, "h"), (4, "i"), (8, "q"))
    for kind in "iu"
}
"""The letters of `struct` for the kinds of numbers, by NumPy's names for them; `bf2` is the upper half of an `f4`."""
TENSOR_KINDS = {"F64": "f8", "F32": "f4", "F16": "f2", "BF16": "bf2", "BOOL": "b1"} | {
    f"{'U' if kind == 'u' else 'I'}{8 * size}": f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)
}


@record
class Stored:
    """An array of any number of axes as it was stored, its entries row by row, with their texts where it was text."""

    shape: tuple[int, ...]
    entries: tuple[fmpq, ...]
    texts: tuple[str, ...] = ()

    def parts(self, arity: int) -> Iterator[tuple[tuple[int, ...], Stored]]:
        """The arrays along the first axes, each with its place there."""
        if len(self.shape) < arity:
            raise fail(f"it has {len(self.shape)} axes; expected {arity} for the indices, and those of each array")
        if arity == 0:
            yield (), self
            return
        for k in range(self.shape[0]):
            for rest, part in self.row(k).parts(arity - 1):
                yield (k, *rest), part

    def row(self, place: int) -> Stored:
        size = prod(self.shape[1:])
        here = slice(place * size, (place + 1) * size)
        return Stored(self.shape[1:], self.entries[here], self.texts[here])


def fail(message: str) -> ProblemError:
    return ProblemError(Complaint("", message))


def read_npy(data: bytes) -> Stored:
    """The array of a `.npy` file.  Errors: damage, and every kind of entry that is no finite real number."""
    try:
        magic, version = struct.unpack_from("<6sB", data)
        start, length = (10, "<H") if version == 1 else (12, "<I")
        end = start + int(struct.unpack_from(length, data, 8)[0])
    except struct.error:
        magic, end = b"", 0
    if magic != MAGIC or end > len(data):
        raise fail("damaged; expected an array as numpy.save writes it")
    header = HEADER.fullmatch(data[start:end].decode("latin-1"))
    if header is None:
        raise fail("the entries are records; expected an array of numbers")
    kind, fortran, axes = header.groups()
    if kind.endswith("O"):
        raise fail("the entries are Python objects (dtype object), which need pickle and are not read; save numbers")
    shape = tuple(int(axis) for axis in axes.split(",") if axis.strip())
    stored = decoded(data[end:], kind[1:], shape, ">" if kind[0] == ">" else "<", kind)
    return Stored(shape, by_rows(stored.entries, shape)) if fortran == "True" else stored


def by_rows(entries: tuple[fmpq, ...], shape: tuple[int, ...]) -> tuple[fmpq, ...]:
    """The entries of an array whose first axis runs fastest, row by row."""
    if len(shape) < 2:
        return entries
    return tuple(entry for k in range(shape[0]) for entry in by_rows(entries[k :: shape[0]], shape[1:]))


def decoded(data: bytes, kind: str, shape: tuple[int, ...], order: str, called: str) -> Stored:
    """The numbers of a shape in a run of bytes."""
    if kind not in CODES:
        raise fail(f"the entries are of dtype {called}; expected real numbers, such as float64, float32 or int64")
    count = prod(shape)
    if count > MOST_ENTRIES:
        raise fail(f"{count} entries; the limit is {MOST_ENTRIES}")
    code = f"{order}{count}{CODES[kind]}"
    if len(data) != struct.calcsize(code):
        raise fail(f"damaged: {len(data)} bytes for {count} entries of dtype {called}")
    values = struct.unpack(code, data)
    if kind == "bf2":
        values = struct.unpack(f"<{count}f", b"".join(struct.pack("<HH", 0, value) for value in values))
    odd = next((k for k, value in enumerate(values) if not isfinite(value)), None)
    if odd is not None:
        raise fail(f"{entry_place(odd, shape)} is {values[odd]}; expected finite numbers")
    return Stored(shape, tuple(fmpq(*value.as_integer_ratio()) for value in values))


def entry_place(number: int, shape: tuple[int, ...]) -> str:
    """Where an entry stands, each axis counted from 0 as the programs do that write such files."""
    places = []
    for axis in reversed(shape):
        number, place = divmod(number, axis)
        places.append(place)
    return f"entry [{', '.join(map(str, reversed(places)))}]"


def read_npz(data: bytes, name: str | None) -> Stored:
    """An array of a `.npz` file."""
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
    from zlib import error as ZlibError

    try:
        with ZipFile(BytesIO(data)) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            member = members[chosen(members, name)]
            if member.flag_bits & ENCRYPTED or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile
            if member.file_size > 16 * MOST_ENTRIES:
                raise fail(f"{member.file_size} bytes; the limit is {MOST_ENTRIES} entries")
            found = archive.read(member)
    except (BadZipFile, ZlibError, EOFError, OSError):
        raise fail("damaged; expected arrays as numpy.savez writes them") from None
    return read_npy(found)


def read_safetensors(data: bytes, name: str | None) -> Stored:
    """A tensor of a `.safetensors` file."""
    tensors, start = tensor_headers(data)
    match tensors[chosen(tensors, name)]:
        case {"dtype": str(kind), "shape": [*axes], "data_offsets": [int(first), int(last)]} if first >= 0 and all(
            isinstance(axis, int) and axis >= 0 for axis in axes
        ):
            return decoded(data[start + first : start + last], TENSOR_KINDS.get(kind, ""), tuple(axes), "<", kind)
    raise fail(NO_TENSORS)


def tensor_headers(data: bytes) -> tuple[dict[str, Any], int]:
    """What the head of a `.safetensors` file says of each tensor, and where their bytes begin."""
    try:
        end = 8 + int(struct.unpack_from("<Q", data)[0])
        header = json.loads(data[8:end]) if end <= len(data) else None
    except (struct.error, ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise fail(NO_TENSORS)
    return {key: tensor for key, tensor in header.items() if key != "__metadata__"}, end


def chosen(arrays: Mapping[str, Any], name: str | None) -> str:
    """The name of the array that is meant: the one that is asked for, or the only one."""
    if not arrays:
        raise fail("there is no array in it")
    if name is None and len(arrays) > 1:
        raise fail(f'it holds {", ".join(sorted(arrays))}; say which with name = "{min(arrays)}"')
    if name is not None and name not in arrays:
        raise fail(f"it holds no {name}{nearest(name, arrays)}")
    return next(iter(arrays)) if name is None else name
