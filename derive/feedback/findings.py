"""What is said of an answer: sentences for a finding, revealing as much as the reader may see."""

from __future__ import annotations

import re

from derive.documents.told_faults import ToldFaults
from derive.documents.words import Words
from derive.judging.finding import Finding
from derive.language.expr import describe
from derive.language.patterns import regex

SHAPE = regex(r"(\d+)×(\d+)")
REVEALS = ("none", "hint", "full")


class Remarks:
    """Sentences on findings.  `reveal` is `none` (the verdict alone), `hint` (for students) or `full` (for tutors)."""

    def __init__(self, words: Words, reveal: str = "hint") -> None:
        self.words = words
        self.reveal = reveal
        self.faults = ToldFaults(words.language, words.templates)

    def verdict(self, finding: Finding) -> str:
        return self.words(f"verdict.{finding.verdict}")

    def message(self, finding: Finding) -> str:
        """Everything that is said of a finding, in one paragraph."""
        if self.reveal == "none":
            return self.faults(finding.details.get("fault", "")) if finding.verdict in ("unread", "refused") else ""
        return " ".join(filter(None, (self.opening(finding), *self.noted(finding), self.others(finding))))

    def opening(self, finding: Finding) -> str:
        if finding.diagnosis:
            return self.mistakes(finding.diagnosis, finding)
        if finding.verdict in ("unread", "refused") and "fault" in finding.details:
            return self.faults(finding.details["fault"])
        if "expected" in finding.details:
            return self.words(f"{finding.verdict}.{finding.details['expected']}")
        return self.words(f"{finding.verdict}.{self.reveal}", unknown=self.words("unknown_mistake"))

    def mistakes(self, names: str, finding: Finding) -> str:
        parts = [self.mistake(name, finding) for name in names.split("+")]
        return parts[0] if len(parts) == 1 else self.words("both", first=parts[0], second=parts[1])

    def mistake(self, name: str, finding: Finding) -> str:
        if name == "wrong_shape" and "found" not in finding.details:
            return self.words(f"shapes_inside.{self.reveal}", fault=self.faults(finding.details.get("fault", "")))
        sentence = self.words.find(f"mistakes.{name}.{self.reveal}")
        assert sentence is not None, f"no sentence for {name}"
        return self.filled(sentence, finding)

    def filled(self, sentence: str, finding: Finding) -> str:
        """A sentence with what was found in its places."""
        return re.sub(r"<(\w+)>", lambda m: self.shape(finding.details.get(m[1], "…")), sentence)

    def shape(self, text: str) -> str:
        """A shape as a person says it; any other text as it is."""
        if text == describe(()):
            return self.words("shapes.single")
        found = SHAPE.fullmatch(text)
        if found is None:
            return text
        rows, columns = map(int, found.groups())
        if 1 not in (rows, columns):
            return self.words("shapes.matrix", rows=rows, columns=columns)
        kind = "single" if rows == columns else "column" if columns == 1 else "row"
        return self.words(f"shapes.{kind}", count=rows * columns)

    def noted(self, finding: Finding) -> list[str]:
        sentences = (self.words.find(f"notes.{note}") or note for note in finding.notes)
        return [self.filled(sentence, finding) for sentence in sentences]

    def others(self, finding: Finding) -> str:
        if self.reveal != "full" or not finding.also:
            return ""
        return self.words("also", remarks=" ".join(self.mistakes(name, finding) for name in finding.also))
