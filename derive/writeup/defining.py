"""What a student introduces: words that make a definition of a statement, and renamings that are told in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derive.language.human_words import longest_words, phrases
from derive.writeup.words_of_prose import ATTACHING, INTRODUCING, PART_OF, STATING

WORD = re.compile(r"[^\W\d_]+")
CLAUSE = re.compile(r"[.;:!?]\s")
LAST_WORDS = 8

WORDS = r"(?:[^\W\d_]{2,}(?:-[^\W\d_]+)*\s+)"
NAME = r"(?:⟦(?P<{0}>\d+)⟧|(?P<{0}_plain>[^\s,.;:()⟦⟧]{{1,24}}))"


def after(name: str) -> str:
    """A name behind a few words: a formula, or as it is written."""
    return rf"\s+(?:{WORDS}{{0,3}}?⟦(?P<{name}>\d+)⟧|{WORDS}{{0,2}}?(?P<{name}_plain>[^\s,.;:()⟦⟧]{{1,24}}))"


NEW_FIRST = [
    rf"\b{phrases('writes_new')}{after('new')}\s+{phrases('instead_of_old')}{after('old')}",
    rf"{NAME.format('new')}\s+{phrases('stands_for')}{after('old')}",
]
OLD_FIRST = [
    rf"\b{phrases('denotes_old')}{after('old')}\s+(?:{phrases('by_new')}\s+){{0,2}}{NAME.format('new')}",
    rf"{NAME.format('old')}\s+{phrases('is_called')}(?:\s+{phrases('by_new')})?\s+{NAME.format('new')}",
]
RENAMINGS = [re.compile(pattern, re.IGNORECASE) for pattern in NEW_FIRST + OLD_FIRST]
FURTHER = re.compile(
    rf"(?:,|\b{phrases('adds')})\s+{NAME.format('new')}\s+{phrases('instead_of_old')}\s+{NAME.format('old')}",
    re.IGNORECASE,
)
"""A renaming more in the same sentence: `I write a for h, and p for y`."""
BRACE = re.compile(r"\\(?:under|over)brace\s*\{")
LABELLED = re.compile(r"\s*[_^]\s*(\{)\s*(?:=\s*:|:\s*=|\\eqqcolon|\\coloneqq)\s*")
ROW_OF = rf"(?<![^\W\d_]){phrases('row_of')}\s*(?:[^\W\d_]+\s+){{0,2}}"
ROW_WORDS = longest_words("row_of")
ROWS_TOLD = [
    re.compile(rf"⟦(?P<row>\d+)⟧[^⟦⟧.;:!?]{{0,60}}{ROW_OF}⟦(?P<array>\d+)⟧", re.IGNORECASE),
    re.compile(rf"⟦(?P<row>\d+)⟧[^⟦⟧.;:!?]{{0,40}}⟦\d+⟧[^⟦⟧.;:!?]{{0,40}}{ROW_OF}⟦(?P<array>\d+)⟧", re.IGNORECASE),
    re.compile(rf"{ROW_OF}⟦(?P<array>\d+)⟧[^⟦⟧.;:!?]{{1,40}}⟦(?P<row>\d+)⟧", re.IGNORECASE),
]
"""That rows of a matrix have names: `$u_1, \\dots, u_4$ are the rows of $B$`."""
ARRAY = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?[A-Z]\s*\}?")
LETTER_OF_ROW = re.compile(
    r"\s*((?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?[a-z]\s*\}?)\s*_\s*(?:\{\s*[\da-z]\s*\}|[\da-z])(?![\w{])"
)
LOOKS_LIKE_A_NAME = re.compile(r"[^\W\d_]|.*(?:[_\\^\[]|[^\x00-\x7f]).*|[a-zA-Z]{1,3}\d{1,3}")


def clause(words: str) -> str:
    """The last clause of some prose."""
    return CLAUSE.split(words)[-1].strip()


def introduces(lead: str) -> bool:
    """Whether the prose in front makes a definition of the statement."""
    words = [word.lower() for word in WORD.findall(clause(lead))]
    if not words or lead.rstrip().endswith((".", "!", "?")):
        return False
    if words[-1] in ATTACHING | INTRODUCING:
        return True
    recent = words[-LAST_WORDS:]
    invites = "let" in recent[:-1] and recent[recent.index("let") + 1] in ("me", "us")
    found = INTRODUCING & set(recent) - ({"let"} if invites else set())
    return bool(found) and not STATING & set(recent)


def attaches(words: str) -> bool:
    """Whether words between two statements make a definition of the second one."""
    found = [word.lower() for word in WORD.findall(words)]
    return bool(found) and bool({found[0], found[-1]} & (ATTACHING | INTRODUCING))


def renamings(text: str) -> Iterator[tuple[str, str, int, int]]:
    """The new and the old name of each renaming with their places in the text.

    Formulas stand in the text as `⟦k⟧`; a name is given as `⟦k⟧` or as it is written.
    """
    for pattern in (*RENAMINGS, FURTHER):
        if pattern is FURTHER and not RENAMINGS[0].search(text):
            continue
        for found in pattern.finditer(text):
            new, old = found["new"] or found["new_plain"], found["old"] or found["old_plain"]
            before = text[found.start() : found.start("old") - 1 if found["old"] else found.start("old_plain")]
            if PART_OF.search(before):
                continue
            plain = [found[f"{which}_plain"] for which in ("new", "old")]
            if any(name is not None and not LOOKS_LIKE_A_NAME.fullmatch(name) for name in plain):
                continue
            new_at = found.start("new" if found["new"] else "new_plain")
            old_at = found.start("old" if found["old"] else "old_plain")
            yield (
                f"⟦{new}⟧" if found["new"] else new,
                f"⟦{old}⟧" if found["old"] else old,
                new_at,
                old_at,
            )


def named_rows(text: str, formula: Callable[[int], str]) -> Iterator[tuple[int, str, str]]:
    """The formula that names rows of a matrix, the name of one of them, and the row that it is: `u_i`, `B_{i,:}`."""
    lowered = text.lower()
    for pattern in ROWS_TOLD if any(word in lowered for word in ROW_WORDS) else ():
        for found in pattern.finditer(text):
            name = LETTER_OF_ROW.match(formula(int(found["row"])))
            array = formula(int(found["array"])).strip()
            if name is not None and ARRAY.fullmatch(array):
                yield int(found["row"]), f"{name[1]}_i", f"{array}_{{i,:}}"
                return


def braced(text: str) -> Iterator[tuple[str, str]]:
    """The name and what it stands for of each `\\underbrace{…}_{=: name}`."""
    if "brace" not in text:
        return
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for place, sign in enumerate(text):
        if sign == "{":
            waiting.append(place)
        elif sign == "}" and waiting:
            ends[waiting.pop()] = place
    for found in BRACE.finditer(text):
        stop = ends.get(found.end() - 1)
        label = LABELLED.match(text, stop + 1) if stop is not None else None
        end = ends.get(label.end(1) - 1) if label is not None else None
        if stop is not None and label is not None and end is not None:
            yield text[label.end() : end].strip(), text[found.end() : stop].strip()
