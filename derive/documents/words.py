"""The sentences of a document, from `templates/<table>/<language>.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from derive.language.errors import Complaint, ProblemError
from derive.language.kept_tables import tables
from derive.language.resources import template_folders

DECIMAL = re.compile(r"(-?\d+)\.(\d+)")


@cache
def load_words(path: Path) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", tables(path.read_text(encoding="utf-8")))


class Words:
    """Sentences by key, `words("steps.split", of="$L$")`; a place `<of>` in a sentence is filled in."""

    def __init__(self, language: str, templates: Path | None = None, table: str = "reasons") -> None:
        name = f"{table}/{language}.toml"
        found = [folder / name for folder in template_folders(templates) if (folder / name).exists()]
        if not found:
            raise ProblemError(Complaint("settings.language", f"there is no {name} among the templates"))
        self.language, self.templates = language, templates
        self.tables = load_words(found[0])

    def __call__(self, key: str, **places: object) -> str:
        sentence = self.find(key)
        assert sentence is not None, f"no sentence for {key}"
        return re.sub(r"<(\w+)>", lambda m: self.numeral(str(places[m[1]])), sentence)

    def numeral(self, text: str) -> str:
        """A decimal with the mark of the language; any other text as it is."""
        found = DECIMAL.fullmatch(text)
        return f"{found[1]}{self('decimal_mark')}{found[2]}" if found else text

    def find(self, key: str) -> str | None:
        table: Any = self.tables
        for part in key.split("."):
            if not isinstance(table, Mapping) or part not in table:
                return None
            table = table[part]
        return table if isinstance(table, str) else None

    def listed(self, items: list[str]) -> str:
        """`a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"
