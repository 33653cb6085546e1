"""Entries of a problem file's tables: keys and types checked, every fault noted with its key path."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from derive.language.errors import Complaint, ProblemError, nearest


class Faults:
    """The complaints of one file, collected; `raise_any` ends the reading with all of them."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []

    def add(self, place: str, message: str, source: str = "", column: int = 0) -> None:
        self.complaints.append(Complaint(place, message, source, column))

    def extend(self, place: str, complaints: Iterable[Complaint]) -> None:
        for complaint in complaints:
            path = ": ".join(filter(None, (place, complaint.place)))
            self.complaints.append(replace(complaint, place=path))

    def leave_out(self, places: Container[str]) -> None:
        """Drops what was said of some places, where something else that was said comes first."""
        others = [complaint for complaint in self.complaints if complaint.place not in places]
        self.complaints = others or self.complaints

    def raise_any(self) -> None:
        if self.complaints:
            unique = list(dict.fromkeys(self.complaints))
            raise ProblemError(*unique)


def known(table: Mapping[str, Any], keys: tuple[str, ...], path: str, faults: Faults) -> None:
    for key in table:
        if key not in keys:
            faults.add(f"{path}{key}", f"unknown key{nearest(key, keys)}")


def typed(table: Mapping[str, Any], key: str, kind: type, path: str, faults: Faults, default: Any = None) -> Any:
    value = table.get(key, default)
    if value is not None and not isinstance(value, kind):
        names: dict[Any, str] = {str: "a string", dict: "a table", list: "a list of tables"}
        faults.add(f"{path}{key}", f"found {shown(value)}; expected {names[kind]}")
        return default
    return value


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def read_choices(
    table: Mapping[str, Any], allowed: Mapping[str, tuple[str, ...]], path: str, faults: Faults
) -> dict[str, Any]:
    """The entries of a table whose keys and values are both from closed sets."""
    known(table, tuple(allowed), f"{path}.", faults)
    result = {}
    for key, choices in allowed.items():
        if key in table:
            if table[key] not in choices:
                close = nearest(str(table[key]), choices)
                tail = close if "known" not in close else f"; expected one of {', '.join(choices)}"
                faults.add(".".join(filter(None, (path, key))), f"found {shown(table[key])}{tail}")
            else:
                result[key] = table[key]
    return result


def read_strings(table: Mapping[str, Any], path: str, faults: Faults) -> dict[str, str]:
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            faults.add(f"{path}.{key}", f"found {shown(value)}; expected a string")
    return {key: value for key, value in table.items() if isinstance(value, str)}
