"""The segments of a row to statements, and to what leads to them or qualifies them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from derive.language.signs import BY_SPELLING
from derive.language.spoken_gradients import ends_in_of, spoken_before
from derive.language.spoken_sums import spoken_sum
from derive.sources.file_limits import DEEPEST, LONGEST_CHAIN
from derive.writeup.asides import Aside
from derive.writeup.chain import Side
from derive.writeup.defining import attaches, braced, introduces
from derive.writeup.drafts import Draft, TextPlaces, UnreadParts, side, trimmed, written
from derive.writeup.formula_row import Segment
from derive.writeup.items import Item
from derive.writeup.undelimited import NAME_OR_SLOPE
from derive.writeup.words_of_prose import (
    CONDITIONAL,
    INDEX_LETTERS,
    JOINING,
    LOOSE_INDEX_LETTERS,
    QUALIFYING,
    SOMETHING_ELSE,
)

PROPORTION = "what is only said to be proportional is not judged"
PROPORTIONAL = frozenset(spelling for spelling, sign in BY_SPELLING.items() if sign.meaning == "∝")


class Above(Protocol):
    """What a row needs to know of the text above it."""

    report: UnreadParts
    current: Draft | None
    heading: str
    cell: int | None
    places: TextPlaces
    parts: list[Aside]

    @property
    def is_amid_words(self) -> bool: ...

    def remember(self, words: str) -> None: ...

    def lead(self, display: bool) -> str: ...
    def begin(self, draft: Draft) -> None: ...
    def finish(self) -> None: ...


class RowReader:
    """Takes the segments of one row; what stands between its statements leads to them or qualifies them."""

    def __init__(self, weaver: Above, display: bool, lead: str) -> None:
        self.weaver = weaver
        self.display = display
        self.lead = lead
        self.row_lead = ""
        self.made: Draft | None = None
        self.in_words = False

    def read(self, segments: Sequence[Segment]) -> None:
        for segment in segments:
            if segment.deepest > DEEPEST:
                first = next(item for part in segment.sides for item in part)
                self.unread(segment, first, f"brackets nested deeper than {DEEPEST}")
            else:
                self.take(segment)
        if self.row_lead and self.made is None and self.display:
            self.weaver.remember(self.row_lead)

    def unread(self, segment: Segment, first: Item, message: str) -> None:
        line, _ = self.weaver.places(first.at)
        self.weaver.report.add(whole(segment), line, self.weaver.cell, message, "limit")
        self.weaver.current = None

    def take(self, segment: Segment) -> None:
        if segment.starts_with_relation:
            self.go_on(segment)
        elif segment.is_empty:
            self.note(segment.text)
        elif segment.relations and not is_condition(segment):
            self.start(segment)
        elif says_proportion(segment):
            self.unread(segment, segment.sides[0][0], PROPORTION)
        elif segment.text.strip() and self.is_side(segment):
            self.side_in_words(segment, segment.text)
        elif segment.relations or qualifies(segment):
            self.note(segment.text + whole(segment))
        elif self.in_words:
            self.note((", " if "sep" in segment.before else "") + segment.text + whole(segment))
        else:
            self.bare(segment)

    def note(self, words: str) -> None:
        """Words or a condition: behind a statement they qualify it, in front they lead to it."""
        self.in_words = True
        words = words if words.startswith(",") else f" {words}"
        if self.made is not None:
            self.made.trail += words
        else:
            self.row_lead += words

    def start(self, segment: Segment) -> None:
        weaver = self.weaver
        between = segment.text
        if not self.display and self.made is None:
            self.lead = weaver.lead(display=False)
        words = f"{self.lead} {self.row_lead} {between}"
        says_more = words.strip() and words.lower().split()[-1] not in JOINING
        is_named = NAME_OR_SLOPE.fullmatch(written(trimmed(segment.sides[0]))) is not None
        is_new = is_named and not spoken_sum(words) and not ends_in_of(words)
        if self.is_side(segment) and says_more and not is_new:
            self.side_in_words(segment, words)
            return
        if self.made is not None and not self.made.relations:
            self.row_lead += " " + self.made.sides[0].text
        lead = f"{self.lead} {self.row_lead} {between}"
        introduced = introduces(lead) or (self.made is not None and attaches(between))
        if not introduced and weaver.current is not None and weaver.current.introduced:
            introduced = lead.strip(" ,\n").lower() in JOINING
        first = side(segment.sides[0], weaver.places)
        if first is None:
            self.unread(segment, segment.relations[0], "a left side that cannot be taken apart")
            return
        weaver.finish()
        draft = Draft([first], [], weaver.cell, lead, "", weaver.heading, introduced)
        self.lead = self.row_lead = ""
        self.extend(draft, segment)
        if draft.relations or draft.hanging:
            weaver.begin(draft)
            weaver.current = self.made = draft

    def is_side(self, segment: Segment) -> bool:
        """Whether an expression behind words belongs to the side of a statement that still waits for it."""
        draft = self.made or self.weaver.current
        return draft is not None and bool(draft.hanging) and "sep" not in segment.before

    def side_in_words(self, segment: Segment, words: str) -> None:
        """A side that begins with words: `= column sums of X`, of which what is no sum is not read."""
        weaver = self.weaver
        draft = self.made or weaver.current
        found = side(segment.sides[0], weaver.places)
        assert draft is not None
        called = spoken_sum(words)
        self.lead = self.row_lead = ""
        if found is not None and (called or not ends_in_of(words)):
            text = called.format(found.text) if called else found.text
            draft.sides.append(replace(found, text=text))
            draft.relations.append(draft.hanging)
        elif found is not None:
            weaver.report.add(f"{words.strip()} {found.text}", found.line, weaver.cell, "an operation in words")
        draft.hanging = ""
        self.extend(draft, segment)
        weaver.current = self.made = draft

    def go_on(self, segment: Segment) -> None:
        """A statement that begins with a relation continues the one above."""
        weaver = self.weaver
        draft = self.made or weaver.current
        if draft is None:
            self.unread(segment, segment.relations[0], "begins with a relation, and no statement stands above it")
            return
        if self.made is None and SOMETHING_ELSE.search("".join(part.text for part in weaver.parts)):
            self.unread(segment, segment.relations[0], "begins with a relation behind words that name something else")
            return
        if draft.cell != weaver.cell:
            last = draft.sides[-1]
            line, column = weaver.places(segment.relations[0].at)
            draft = Draft([Side(last.text, line, column)], [], weaver.cell, "", "", weaver.heading)
            weaver.begin(draft)
        if not draft.is_begun:
            weaver.begin(draft)
        self.extend(draft, segment)
        weaver.current = self.made = draft

    def extend(self, draft: Draft, segment: Segment) -> None:
        self.in_words = False
        for relation, items in zip(segment.relations, segment.sides[1:], strict=True):
            found = side(items, self.weaver.places)
            if relation.value == "=:" and found is not None:
                self.introduce(found, draft.sides[-1], draft)
                continue
            if found is None and trimmed(items):
                self.unread(segment, relation, "a side that is too long")
                return
            if found is None:
                draft.hanging = "=" if relation.value == "=:" else relation.value  # nothing is named by it
            elif len(draft.sides) >= LONGEST_CHAIN:
                self.unread(segment, relation, f"a chain of more than {LONGEST_CHAIN} sides")
                return
            else:
                draft.sides.append(found)
                draft.relations.append(draft.hanging or relation.value)
                draft.hanging = ""
                for name, meant in braced(found.text):
                    place = (found.line, found.column)
                    self.introduce(Side(name, *place), Side(meant, *place), draft)

    def introduce(self, name: Side, named: Side, draft: Draft) -> None:
        """`… =: D_t` names the side before it, a brace what stands above it."""
        self.weaver.begin(Draft([name, named], [":="], draft.cell, "", "", draft.heading, introduced=True))

    def bare(self, segment: Segment) -> None:
        """An expression without relation: it may belong to the side before it, or wait for a relation below."""
        weaver = self.weaver
        found = side(segment.sides[0], weaver.places)
        if found is None:
            return
        is_next = self.display or not weaver.is_amid_words
        if self.made is None and weaver.current is not None and weaver.current.hanging and is_next:
            draft = weaver.current
            draft.sides.append(found)
            draft.relations.append(draft.hanging)
            draft.hanging = ""
            self.made = draft
        elif self.made is None:
            if self.display:
                weaver.finish()
                self.made = weaver.current = Draft(
                    [found], [], weaver.cell, f"{self.lead} {self.row_lead}", "", weaver.heading
                )
        elif "arrow" in segment.before and self.made.relations:
            self.made.sides.append(found)
            self.made.relations.append("⇒")
        elif "sep" in segment.before or (segment.first is not None and segment.first.kind == "op"):
            joint = ", " if "sep" in segment.before else " "
            last = self.made.sides[-1]
            self.made.sides[-1] = Side(last.text + joint + found.text, last.line, last.column)
        else:
            self.note(segment.text + whole(segment))


def says_proportion(segment: Segment) -> bool:
    """Whether something is said to be proportional to something else."""
    return segment.order and any(item.text in PROPORTIONAL for item in segment.sides[0])


def whole(segment: Segment) -> str:
    """A segment as text."""
    pieces = [written(trimmed(segment.sides[0]))]
    for relation, items in zip(segment.relations, segment.sides[1:], strict=True):
        pieces += [relation.text, written(trimmed(items))]
    return " ".join(piece for piece in pieces if piece)


def qualifies(segment: Segment) -> bool:
    """Whether an expression without relation is a condition, a remark in brackets, or follows words."""
    if segment.order or "text" in segment.before:
        return True
    kept = trimmed(segment.sides[0])
    if not kept or kept[0].text != "(" or "row" in segment.before:
        return False
    remark = kept[-1].text == ")" and any(item.kind in ("relation", "order") for item in kept)
    return remark or "wide" in segment.before or "sep" not in segment.before


def is_condition(segment: Segment) -> bool:
    """Whether an equation only names values of an index: `t = 1`, `t = 0, …, T`."""
    if len(segment.relations) != 1:
        return False
    left, right = written(trimmed(segment.sides[0])), written(trimmed(segment.sides[1]))
    said = segment.text.lower().split()
    if said and said[-1].strip("(") in CONDITIONAL:
        return spoken_before(f"{segment.text.strip()} ") is None
    qualified = bool(said) and said[-1].strip("(") in QUALIFYING
    if left not in (LOOSE_INDEX_LETTERS if qualified else INDEX_LETTERS) or not right:
        return False
    return len(right) < 24 and "." not in right.replace("...", "").replace("..", "")
