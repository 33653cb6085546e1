"""Values from files are the exact numbers that the files hold; what cannot be read is a sentence."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exercises import toml
from flint import fmpq

import derive
from derive.documents.as_json import dumps, from_json
from derive.language.errors import ProblemError
from derive.language.expr import Ref, at
from derive.problem import catalogue
from derive.problem.assembly import load_text

MODEL = "s = W x + b\nL = sum(tanh(s))"
VALUES = 'W = {{ file = "{file}"{name} }}\nx = [1, -2, 3]\nb = 0'
WEIGHTS = np.array([[0.1, -2.5, 1e-3], [3.0, 1 / 3, 7e5]])


def problem(folder: Path, file: str, name: str | None = None) -> Any:
    called = f', name = "{name}"' if name else ""
    path = folder / "mine.toml"
    path.write_text(toml(MODEL, VALUES.format(file=file, name=called), "dL/dW"), encoding="utf-8")
    return catalogue.load(path)


def exact(found: Any, name: str = "W") -> list[Fraction]:
    number = next(number for ref, number in found.given.items() if ref.name == name)
    return [Fraction(int(entry.p), int(entry.q)) for entry in number.entries]


def complaint(folder: Path, file: str, name: str | None = None) -> str:
    with pytest.raises(ProblemError) as caught:
        problem(folder, file, name)
    return str(caught.value)


def safetensors(tensors: dict[str, tuple[str, list[int], bytes]]) -> bytes:
    """The format by hand: the header's length in eight bytes, the header as JSON, the bytes of all tensors."""
    header: dict[str, Any] = {"__metadata__": {"made": "by hand"}}
    body = b""
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


KINDS = ["<f8", ">f8", "<f4", ">f4", "<f2"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_npy_file_is_read_as_the_binary_numbers_that_it_holds(kind: str, order: Any, tmp_path: Path) -> None:
    with np.errstate(over="ignore"):
        weights = np.array(np.clip(WEIGHTS, -6e4, 6e4), dtype=kind, order=order)
    np.save(tmp_path / "w.npy", weights)
    assert exact(problem(tmp_path, "w.npy")) == [Fraction(float(entry)) for entry in weights.ravel("C")]


def test_an_array_of_three_axes_whose_first_runs_fastest_is_read_in_its_order(tmp_path: Path) -> None:
    cube = np.asfortranarray(np.arange(12).reshape(2, 3, 2))
    np.save(tmp_path / "x.npy", cube)
    path = tmp_path / "mine.toml"
    path.write_text(toml("L = sum(t, sum(x[t]))", 'x = { file = "x.npy" }', "L", 't = "0..1"'), encoding="utf-8")
    found = catalogue.load(path)
    for t in (0, 1):
        number = found.given[Ref("x", (at(t),))]
        assert number is not None
        assert (number.shape, list(number.entries)) == ((3, 2), [6 * t + k for k in range(6)])


@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "?"])
def test_whole_numbers_and_truth_values_are_read(kind: str, tmp_path: Path) -> None:
    weights = np.array([[0, 1, 100], [1, 0, 27]]).astype(kind)
    np.save(tmp_path / "w.npy", weights)
    assert exact(problem(tmp_path, "w.npy")) == [int(entry) for entry in weights.ravel()]


def test_the_largest_whole_number_is_exact(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", np.full((1, 3), 2**64 - 1, dtype="u8"))
    assert exact(problem(tmp_path, "w.npy")) == [2**64 - 1] * 3


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_file_is_read_by_name(save: Callable[..., None], tmp_path: Path) -> None:
    save(tmp_path / "all.npz", W=WEIGHTS, U=WEIGHTS * 2)
    assert exact(problem(tmp_path, "all.npz", "U")) == [Fraction(float(entry)) for entry in 2 * WEIGHTS.ravel()]


def test_the_only_array_of_an_npz_file_needs_no_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "all.npz", W=WEIGHTS)
    assert exact(problem(tmp_path, "all.npz")) == [Fraction(float(entry)) for entry in WEIGHTS.ravel()]


@pytest.mark.parametrize(
    ("kind", "code"), [("F64", "<f8"), ("F32", "<f4"), ("F16", "<f2"), ("I64", "<i8"), ("U8", "u1")]
)
def test_a_safetensors_file_is_read_by_name(kind: str, code: str, tmp_path: Path) -> None:
    weights = np.array([[1, 2.5, 3], [4, 5, 0]]).astype(code)
    other = np.zeros(2, "<f4").tobytes()
    data = safetensors({"a": ("F32", [2], other), "W": (kind, [2, 3], weights.tobytes())})
    (tmp_path / "w.safetensors").write_bytes(data)
    assert exact(problem(tmp_path, "w.safetensors", "W")) == [Fraction(float(entry)) for entry in weights.ravel()]


def test_brain_floats_are_the_upper_halves_of_floats(tmp_path: Path) -> None:
    """1.5 is 3FC0, -2 is C000, 1/128 is 3C00."""
    data = safetensors({"W": ("BF16", [1, 3], bytes.fromhex("C03F00C0003C"))})
    (tmp_path / "w.safetensors").write_bytes(data)
    assert exact(problem(tmp_path, "w.safetensors")) == [Fraction(3, 2), -2, Fraction(1, 128)]


def test_a_file_that_safetensors_itself_wrote_is_read(tmp_path: Path) -> None:
    theirs = pytest.importorskip("safetensors.numpy")
    theirs.save_file({"W": WEIGHTS.astype("f4"), "b": np.zeros(2)}, tmp_path / "w.safetensors")
    assert exact(problem(tmp_path, "w.safetensors", "W")) == [
        Fraction(float(entry)) for entry in WEIGHTS.astype("f4").ravel()
    ]


@pytest.mark.parametrize(
    "text", ["0.1,-2.5,1e-3\n3,1/3,7\n", "0.1; -2.5; 1e-3\r\n3; 1/3; 7\r\n", "\ufeff0.1,-2.5,1e-3\n\n3,1/3,7"]
)
def test_decimals_in_a_csv_file_are_exact(text: str, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text(text, encoding="utf-8", newline="")
    expected = [Fraction(1, 10), Fraction(-5, 2), Fraction(1, 1000), 3, Fraction(1, 3), 7]
    assert exact(problem(tmp_path, "w.csv")) == expected


def family(folder: Path, values: str) -> Any:
    path = folder / "mine.toml"
    model = "s[t] = W x[t]\nl[t] = CE(y[t], softmax(s[t]))\nL = sum(t, l[t])"
    path.write_text(toml(model, f"W = [[1, 2], [3, 4]]\n{values}", "dL/dW", 't = "1..3"'), encoding="utf-8")
    return catalogue.load(path)


def test_the_first_axis_of_a_family_is_its_index(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", x=np.array([[1, 2], [3, 4], [5, 6.5]]), y=np.array([1, 2, 1]))
    found = family(tmp_path, 'x = { file = "x.npz", name = "x" }\ny = { one_hot = { file = "x.npz", name = "y" } }')
    assert found.given[Ref("x", (at(3),))].entries == (5, fmpq(13, 2))
    assert found.given[Ref("x", (at(3),))].shape == (2, 1)
    assert [found.given[Ref("y", (at(t),))].entries for t in (1, 2, 3)] == [(1, 0), (0, 1), (1, 0)]


def test_labels_from_a_csv_file_are_classes(tmp_path: Path) -> None:
    (tmp_path / "y.csv").write_text("1\n2\n2\n", encoding="utf-8")
    found = family(tmp_path, 'x = [[1, 2], [3, 4], [5, 6]]\ny = { one_hot = { file = "y.csv" } }')
    assert [found.given[Ref("y", (at(t),))].entries for t in (1, 2, 3)] == [(1, 0), (0, 1), (0, 1)]


def test_a_value_from_a_file_may_be_changed_for_once(tmp_path: Path) -> None:
    """The file need not even be there."""
    path = tmp_path / "mine.toml"
    path.write_text(toml(MODEL, VALUES.format(file="w.npy", name=""), "dL/dW"), encoding="utf-8")
    assert exact(catalogue.load(path, {"W": "[[1, 2, 3]]"})) == [1, 2, 3]
    np.save(tmp_path / "other.npy", np.array([[4, 5, 6]]))
    assert exact(catalogue.load(path, {"W": '{ file = "other.npy" }'})) == [4, 5, 6]


def broken(folder: Path) -> dict[str, bytes]:
    """Files that hold no array that could be meant, by name."""
    array, pickled, records = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.save(array, WEIGHTS)
    np.save(pickled, np.array([[1, None]], dtype=object), allow_pickle=True)
    np.save(records, np.zeros(2, dtype=[("a", "f4"), ("b", "f4")]))
    objects, two, encrypted = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez(objects, W=np.array([[1, None]], dtype=object))
    np.savez(two, weights=WEIGHTS, bias=WEIGHTS)
    with zipfile.ZipFile(encrypted, "w") as archive:
        archive.writestr("W.npy", b"no array")
    saved: dict[str, bytes] = {}
    for name, entries in {
        "nan": [1, np.nan, 2],
        "inf": [[1, 2], [-np.inf, 3]],
        "complex": [1j],
        "text": ["a"],
        "cube": np.zeros((2, 3, 4)),
        "none": np.zeros((0, 3)),
    }.items():
        kept = io.BytesIO()
        np.save(kept, np.array(entries))
        saved[f"{name}.npy"] = kept.getvalue()
    return saved | {
        "cut.npy": array.getvalue()[:-1],
        "short.npy": array.getvalue()[:9],
        "object.npy": pickled.getvalue(),
        "records.npy": records.getvalue(),
        "objects.npz": objects.getvalue(),
        "two.npz": two.getvalue(),
        "inner.npz": encrypted.getvalue(),
        "no.npz": b"PK nothing",
        "cut.npz": two.getvalue()[:-30],
        "model.pkl": pickle.dumps(WEIGHTS),
        "model.pt": b"",
        "w.h5": b"",
        "words.csv": b"1,2\n3,four\n",
        "gap.csv": b"1,2\n,3\n",
        "nan.csv": b"1,nan\n",
        "ragged.csv": b"1,2\n3\n",
        "empty.csv": b"\n",
        "latin.csv": b"\xff\xfe1,2",
        "cut.safetensors": safetensors({"W": ("F32", [2], b"\0" * 7)}),
        "eight.safetensors": safetensors({"W": ("F8_E4M3", [2], b"\0\0")}),
        "far.safetensors": struct.pack("<Q", 2**60) + b"{}",
        "list.safetensors": struct.pack("<Q", 2) + b"[]",
        "minus.safetensors": safetensors({"W": ("U8", [-2, -1], b"\0\0")}),
        "bare.safetensors": safetensors({}),
    }


COMPLAINTS = {
    "nan.npy": "values.W: nan.npy: entry [1] is nan; expected finite numbers",
    "inf.npy": "entry [1, 0] is -inf",
    "complex.npy": "the entries are of dtype <c16; expected real numbers",
    "text.npy": "the entries are of dtype <U1; expected real numbers",
    "cube.npy": "it has 3 axes besides the indices; expected a matrix, a vector or a number",
    "none.npy": "it has no entries",
    "cut.npy": "damaged: 47 bytes for 6 entries of dtype <f8",
    "short.npy": "damaged; expected an array as numpy.save writes it",
    "object.npy": "the entries are Python objects (dtype object), which need pickle and are not read; save numbers",
    "records.npy": "the entries are records; expected an array of numbers",
    "objects.npz": "the entries are Python objects",
    "two.npz": 'it holds bias, weights; say which with name = "bias"',
    "inner.npz": "damaged; expected an array as numpy.save writes it",
    "no.npz": "damaged; expected arrays as numpy.savez writes them",
    "cut.npz": "damaged; expected arrays as numpy.savez writes them",
    "model.pkl": "a pickled file could run anything, so it is not read; save the array as .npz or .safetensors",
    "model.pt": "a pickled file could run anything",
    "w.h5": "expected a file that ends in .npz, .npy, .csv, .safetensors",
    "words.csv": "row 2, column 2: found 'four'; expected a number",
    "gap.csv": "row 2, column 1: found ''; expected a number",
    "nan.csv": "row 1, column 2: found 'nan'; expected a number",
    "ragged.csv": "ragged: rows of 1 and 2 entries",
    "empty.csv": "there is no number in it",
    "latin.csv": "damaged; expected rows of numbers",
    "cut.safetensors": "damaged: 7 bytes for 2 entries of dtype F32",
    "eight.safetensors": "the entries are of dtype F8_E4M3",
    "far.safetensors": "damaged",
    "list.safetensors": "damaged; expected tensors as safetensors writes them",
    "minus.safetensors": "damaged",
    "bare.safetensors": "there is no array in it",
    "absent.npy": "absent.npy: no such file; it is sought from the folder of the problem file on",
}


@pytest.mark.parametrize("file", COMPLAINTS)
def test_what_is_wrong_with_a_file_is_a_sentence(file: str, tmp_path: Path) -> None:
    data = broken(tmp_path).get(file)
    if data is not None:
        (tmp_path / file).write_bytes(data)
    assert COMPLAINTS[file] in complaint(tmp_path, file)


def test_a_wrong_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", weights=WEIGHTS, bias=WEIGHTS)
    assert "it holds no weight; did you mean weights?" in complaint(tmp_path, "w.npz", "weight")
    np.save(tmp_path / "w.npy", WEIGHTS)
    assert "it holds one array without a name; leave name = 'W' out" in complaint(tmp_path, "w.npy", "W")


def test_a_wrong_shape_is_the_complaint_of_the_equation(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", WEIGHTS.T)
    assert "a product of 3×2 and 3×1 does not exist" in complaint(tmp_path, "w.npy")


def test_too_few_axes_for_an_index_are_said(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array(3.0))
    with pytest.raises(ProblemError, match="it has 0 axes; expected 1 for the indices"):
        family(tmp_path, 'x = { file = "x.npy" }\ny = { one_hot = [1, 2, 1] }')


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('{ file = "w.npy", nam = "W" }', "unknown key nam; did you mean name?"),
        ("{ file = 3 }", "found file = 3; expected a string"),
        ('{ file = "w.npy", name = 3 }', "found name = 3; expected a string"),
    ],
)
def test_a_table_that_names_no_file_is_a_sentence(table: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(toml(MODEL, f"W = {table}\nx = [1, -2, 3]\nb = 0", "dL/dW"), encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        catalogue.load(path)
    assert expected in str(caught.value)


def test_a_problem_that_is_no_file_reads_none() -> None:
    with pytest.raises(ProblemError, match=r"a value comes from a file only where the problem is one too"):
        load_text(toml(MODEL, VALUES.format(file="/etc/w.npy", name=""), "dL/dW"), "text", "text.toml")


def test_a_sheet_says_that_its_numbers_are_rounded_and_calculates_with_the_exact_ones(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", W=np.array([[0.1, 0.2, 0.7]], "f4"))
    problem(tmp_path, "w.npz", "W")
    solution = derive.load(tmp_path / "mine.toml").solve(digits=12)
    text = solution.to_markdown()
    assert "W \\approx" in text
    assert "The values of $W$ are binary numbers from files; they enter exactly and are shown rounded." in text
    s = sum(Fraction(float(np.float32(w))) * x for w, x in zip(("0.1", "0.2", "0.7"), (1, -2, 3), strict=True))
    slope = 1 / np.cosh(float(s)) ** 2
    assert abs(float(solution["dL/dW"].value[0][2]) - 3 * slope) < 1e-11
    assert abs(slope - 1 / np.cosh(1.8) ** 2) > 1e-9


def test_short_binary_numbers_are_shown_as_they_are(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", W=np.array([[0.5, -2.25, 3]], "f4"))
    problem(tmp_path, "w.npz", "W")
    text = derive.load(tmp_path / "mine.toml").solve().to_markdown()
    assert "W = \\begin{bmatrix} 0.5 & -2.25 & 3 \\end{bmatrix}" in text
    assert "from files" not in text


def test_a_derivation_in_json_finds_its_files_again(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", W=np.array([[0.1, 0.2, 0.7]], "f4"))
    problem(tmp_path, "w.npz", "W")
    derivation = derive.load(tmp_path / "mine.toml").solve().derivation
    assert from_json(dumps(derivation), tmp_path).steps == derivation.steps
    with pytest.raises(ProblemError, match="only where the problem is one too"):
        from_json(dumps(derivation))
