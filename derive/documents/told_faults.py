"""What readers say of a passage, which is English in the program, in the language of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from derive.documents.words import load_words
from derive.language.patterns import regex
from derive.language.resources import template_folders

PLACE = regex(r"<(\w+)>")


class ToldFaults:
    """Says faults in a language, from `templates/faults/<language>.toml`; without such a file as they are."""

    def __init__(self, language: str, templates: Path | None = None) -> None:
        places = [folder / "faults" / f"{language}.toml" for folder in template_folders(templates)]
        self.sentences = patterns(next((place for place in places if place.exists()), None))

    def __call__(self, fault: str) -> str:
        """A fault; below its first line stands what a student wrote."""
        first, *below = fault.split("\n")
        return "\n".join([self.said(first), *below])

    def said(self, text: str) -> str:
        """A sentence with what stands in its places, or the text itself where there is none for it."""
        for pattern, sentence in self.sentences.items():
            found = pattern.fullmatch(text)
            if found:
                parts = {name: self.said(part) for name, part in found.groupdict().items()}
                return "".join(parts[part] if k % 2 else part for k, part in enumerate(PLACE.split(sentence)))
        return text


@cache
def patterns(path: Path | None) -> Mapping[re.Pattern[str], str]:
    """The sentences of a file by what they translate, those with the most words of their own first."""
    table: Mapping[str, str] = load_words(path) if path else {}
    order = sorted(table, key=lambda text: -len(PLACE.sub("", text)))
    return {re.compile(PLACE.sub(r"(?P<\1>.+?)", escaped(text))): table[text] for text in order}


def escaped(text: str) -> str:
    """A text for a pattern, its places as they are."""
    return "".join(part if k % 2 else re.escape(part) for k, part in enumerate(re.split(r"(<\w+>)", text)))
