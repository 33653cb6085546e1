"""Tables in TOML that were read before are read again without TOML, and are the same; patterns wait for their use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.language import kept_tables
from derive.language.kept_tables import tables
from derive.language.patterns import regex

TEXT = 'title = "ŷ"\n[a]\nb = [1, 0.5, true, { c = "x\\n" }]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of records of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    kept_tables.records.cache_clear()
    kept_tables.WRITTEN.clear()


def kept(folder: Path) -> list[Path]:
    return list(folder.rglob("*.json"))


def test_kept_tables_are_those_of_the_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = {"title": "ŷ", "a": {"b": [1, "0.5", True, {"c": "x\n"}]}}
    binary = {"title": "ŷ", "a": {"b": [1, 0.5, True, {"c": "x\n"}]}}
    assert (tables(TEXT, str), tables(TEXT)) == (exact, binary)
    assert len(kept(folder)) == 2
    monkeypatch.setattr(tomllib, "loads", None)
    assert (tables(TEXT, str), tables(TEXT)) == (exact, binary)


def test_each_reader_of_kept_tables_has_its_own(folder: Path) -> None:
    tables(TEXT)["a"]["b"].clear()
    tables(TEXT)["a"]["b"].clear()
    assert tables(TEXT)["a"]["b"][0] == 1
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("damage", ["", "[]", '["", {"title": "h"}]', "null", "{", "\0"])
def test_damaged_tables_are_as_good_as_none(damage: str, folder: Path) -> None:
    expected = tables(TEXT)
    (record,) = kept(folder)
    record.write_text(damage, encoding="utf-8")
    assert tables(TEXT) == expected


@pytest.mark.parametrize("text", ["day = 2026-11-30\n", "x = nan\n", f"x = 0x{'f' * 4000}\n"])
def test_what_json_would_change_is_read_and_not_kept(text: str, folder: Path) -> None:
    assert repr(tables(text)) == repr(tomllib.loads(text)) if "0x" not in text else tables(text)
    assert not kept(folder)


@pytest.mark.parametrize("text", ["x = ", "[a]\n[a]\n", 'x = "\ud800'])
def test_what_is_no_toml_is_so_each_time(text: str, folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(tomllib.TOMLDecodeError):
            tables(text)
    assert not kept(folder)


def test_one_process_keeps_few_tables(folder: Path) -> None:
    for number in range(kept_tables.MOST_WRITTEN + 3):
        assert tables(f"x = {number}") == {"x": number}
    assert len(kept(folder)) == kept_tables.MOST_WRITTEN


def test_a_pattern_is_compiled_at_its_first_use_and_does_what_re_does() -> None:
    late = regex(r"(?P<letter>[a-z])\d", re.IGNORECASE)
    assert "match" not in vars(late)
    assert late.findall("A1 b2") == re.compile(r"(?P<letter>[a-z])\d", re.I).findall("A1 b2")
    assert (late.pattern, late.sub("-", "A1x"), late.split("pA1q")) == (r"(?P<letter>[a-z])\d", "-x", ["p", "A", "q"])
    with pytest.raises(AttributeError):
        late.length  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(re.error):
        regex("(").search("")
