"""The tables of a TOML text; what is no TOML is told with its place."""

from __future__ import annotations

import re
from typing import Any, cast

from derive.language.errors import Complaint, ProblemError
from derive.language.kept_tables import tables


def parse_toml(text: str, place: str) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", tables(text, str))
    except ValueError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        message = re.sub(r" \(at .*", "", str(error))
        if not found:
            raise ProblemError(Complaint(place, f"not TOML: {error}")) from None
        line, column = int(found[1]), int(found[2])
        source = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
        raise ProblemError(Complaint(f"{place}, line {line}", f"not TOML: {message}", source, column)) from None
    except RecursionError:
        raise ProblemError(Complaint(place, "not TOML: nested too deeply")) from None
