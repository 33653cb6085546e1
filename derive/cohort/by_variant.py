"""Write-ups held each against its own variant: that of the roster, else the one it names, else whose numbers it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from derive.cohort.handed_out import Handed
from derive.cohort.one_writeup import Reporter, WriteupJob
from derive.cohort.roster import owner
from derive.feedback.check_writeup import Heard
from derive.following.whole_text import follow
from derive.judging.other_variants import Variants
from derive.language.human_words import phrases
from derive.marking.report import Report
from derive.problem.assembly import load_text
from derive.problem.problem import Problem
from derive.sources.passage import NotText
from derive.sources.source import opened
from derive.writeup.read_file import read_submission

UNMATCHED = "unmatched"
LONGEST_LOOKED_AT = 200_000
"""Characters of a text in which the number of a variant is looked for."""


def reporter_for(job: WriteupJob, problem: Problem | None = None) -> Reporter:
    """What checks the write-ups of a job."""
    found, templates = problem or job.load(), Path(job.templates) if job.templates else None
    if not job.handed:
        return Reporter(found, job.reveal, templates)
    return VariantReporter(found, job.handed, job.reveal, templates)


class VariantReporter(Reporter):
    """Checks write-ups each against the variant that its writer was given; `problem` is what they are variants of."""

    def __init__(
        self,
        problem: Problem,
        handed: Iterable[Handed],
        reveal: str = "hint",
        templates: Path | None = None,
        explains: bool = False,
    ) -> None:
        self.handed = {each.number: each for each in handed}
        self.problems = {each.number: read(problem, each) for each in self.handed.values()}
        self.others = Variants(self.problems)
        self.reveal, self.explains = reveal, explains
        self.made: dict[str, Reporter] = {}
        super().__init__(problem, reveal, templates, self.others)

    def warm(self, forms: tuple[str, ...] = ()) -> Reporter:
        """Nothing: what one variant needs is of no use to the next."""
        return self

    def of(self, number: str) -> Reporter:
        """What checks the write-ups on one variant."""
        if number not in self.made:
            self.made[number] = Reporter(self.problems[number], self.reveal, self.templates, self.others, self.explains)
        return self.made[number]

    def check(self, name: str, data: bytes, heard: Heard | None = None) -> Report:
        number = self.number(name, data)
        if number is None:
            problem = self.writeups.problem
            return Report(name, problem.name, problem.title, (), reveal=self.reveal, stopped=UNMATCHED)
        return replace(self.of(number).check(name, data, heard), variant=number)

    def written(self, report: Report, form: str) -> str:
        own = self.of(report.variant) if report.variant in self.problems else None
        return own.written(report, form) if own else super().written(report, form)

    def number(self, name: str, data: bytes) -> str | None:
        """The variant that a submission is on; nothing where that is not clear."""
        numbers = list(self.handed)
        place = owner(name, [each.people for each in self.handed.values()])
        if place is not None:
            return numbers[place]
        return self.named(name, data) or self.used(name, data)

    def named(self, name: str, data: bytes) -> str | None:
        """The only variant whose number a text names."""
        try:
            texts = [passage.text for passage in opened(name, data).passages if passage.kind != "unclear"]
        except NotText:
            return None
        found = {str(int(each)) for each in naming().findall("\n".join(texts)[:LONGEST_LOOKED_AT])}
        known = found & {*self.handed}
        return known.pop() if len(found) == len(known) == 1 else None

    def used(self, name: str, data: bytes) -> str | None:
        """The variant of which most numbers in a text are, those that it was given or what follows from them."""
        judged = follow(self.writeups.reasoning, read_submission(name, data))
        told = Counter(each.finding.details["variant"] for each in judged if "variant" in each.finding.details)
        first, second = (*told.most_common(2), ("", 0), ("", 0))[:2]
        return first[0] if first[1] > second[1] and first[0] in self.handed else None


def read(problem: Problem, handed: Handed) -> Problem:
    """The problem of a variant, under the name of the one that it varies."""
    settings = {**asdict(problem.settings), "dialect": dict(problem.settings.dialect)}
    return load_text(handed.source, problem.name, f"variant {handed.number}", None, settings)


@cache
def naming() -> re.Pattern[str]:
    """How a text names its variant: the word and a number, with what may stand between."""
    between = r"(?:\s*n(?:o|r|um(?:ber|mer)?)?)?[^\w\n]{0,8}"
    return re.compile(rf"(?<!\w){phrases('variant')}{between}(\d{{1,4}})(?![\w])", re.IGNORECASE)
