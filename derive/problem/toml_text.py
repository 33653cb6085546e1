"""The tables of a TOML text; what is no TOML is told with its place."""

from __future__ import annotations

import re
from typing import Any, cast

from derive.language.errors import Complaint, ProblemError
from derive.language.kept_tables import tables

NOT_TOML = (
    (r"=[\s\[\d,.]*\d\s*/\s*\d", '; a fraction stands in quotes: "1/3"'),
    (r"^\s*[^\x00-\x7F]", '; a name with other letters than a to z stands in quotes: "σ" = 1'),
    (r"^\s*\w+\[[^\]]*\]\s*=", '; a name with an index stands in quotes: "h[0]" = 0'),
)
"""Patterns of lines that are no TOML, with what is said of them."""


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
        told = next((told for pattern, told in NOT_TOML if re.search(pattern, source)), "")
        raise ProblemError(Complaint(f"{place}, line {line}", f"not TOML: {message}{told}", source, column)) from None
    except RecursionError:
        raise ProblemError(Complaint(place, "not TOML: nested too deeply")) from None
