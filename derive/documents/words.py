"""The sentences of a document, from `templates/<table>/<language>.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any, cast

from derive.language.errors import Complaint, ProblemError, fault
from derive.language.kept_tables import tables
from derive.language.patterns import regex
from derive.language.resources import template_folders

USUAL = "en"
"""The language that has every sentence."""
DECIMAL = regex(r"(-?\d+)\.(\d+)")


@cache
def load_words(path: Path) -> Mapping[str, Any]:
    try:
        return cast("Mapping[str, Any]", tables(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise fault(f"not TOML: {error}", str(path)) from None


def files(name: str, templates: Path | None) -> list[Path]:
    """The files of a name, the user's own first."""
    return [folder / name for folder in template_folders(templates) if (folder / name).exists()]


def layered(tables_: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Tables in one: what the first does not have is from the next."""
    first, *others = tables_
    return reduce(over, others, first)


def over(above: Mapping[str, Any], below: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entries of two tables, table by table; of two with one name, that above."""
    both = {key: over(above[key], below[key]) for key in above if isinstance(below.get(key), Mapping)}
    return {**below, **above, **both}


class Words:
    """Sentences by key, `words("steps.split", of="$L$")`; a place `<of>` in a sentence is filled in.

    A file of the user's own need only have the sentences that it changes; one that a language lacks is English.
    """

    def __init__(self, language: str, templates: Path | None = None, table: str = "reasons") -> None:
        own = files(f"{table}/{language}.toml", templates)
        if not own:
            told = f"there is no {table}/{language}.toml among the templates"
            raise ProblemError(Complaint("settings.language", told))
        self.language, self.templates = language, templates
        self.place = str(own[0])
        usual = [] if language == USUAL else files(f"{table}/{USUAL}.toml", None)
        self.found: dict[str, str | None] = {}
        self.tables = layered(load_words(path) for path in (*own, *usual))

    def __call__(self, key: str, **places: object) -> str:
        sentence = self.find(key)
        if sentence is None:
            raise fault(f"there is no sentence of that name, {key}", self.place)
        if "<" not in sentence:
            return sentence
        return re.sub(r"<(\w+)>", lambda found: self.put_in(found[1], key, places), sentence)

    def put_in(self, name: str, key: str, places: Mapping[str, object]) -> str:
        """What stands at a place of a sentence.  Errors: a place that the sentence of this key cannot have."""
        if name not in places:
            expected = ", ".join(f"<{each}>" for each in places) or "none"
            raise fault(f"{key} has a place <{name}>; expected {expected}", self.place)
        return self.numeral(str(places[name]))

    def numeral(self, text: str) -> str:
        """A decimal with the mark of the language; any other text as it is."""
        found = DECIMAL.fullmatch(text)
        return f"{found[1]}{self('decimal_mark')}{found[2]}" if found else text

    def find(self, key: str) -> str | None:
        """The sentence of a key, looked for once."""
        if key not in self.found:
            self.found[key] = self.looked_up(key)
        return self.found[key]

    def looked_up(self, key: str) -> str | None:
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
