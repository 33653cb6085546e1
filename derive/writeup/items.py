"""The tokens of a formula to items: what they are to somebody who takes statements apart.

Kinds: relation, arrow, step, order, op, open, close, sep, colon, wide, text, row, amp, space, line, begin, end, {, },
wrap, atom.  What belongs together is one item: `\\left(`, `:=`, `\\overset{!}{=}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.language.latex_commands import DISPLAYS
from derive.language.signs import BY_SPELLING, RELATIONS
from derive.writeup.layout_commands import (
    BETWEEN,
    LEFT,
    LEFT_OUT,
    LEFT_OUT_WITH_GROUP,
    RIGHT,
    SIZES,
    STACKED,
    TEXT,
    THIN,
    WIDE,
    WRAPS,
)
from derive.writeup.tokens import PlacedToken, environment, joined, partners, skip_space
from derive.writeup.words_of_prose import FUNCTION_WORDS, INDEX_LETTERS, QUALIFYING

AS_ITEMS = {"near": "order", "tie": "atom", "accent": "atom", "raised": "atom", "mark": "atom"}
"""Kinds of signs that are no kinds of items; a sign that is near only before a value makes no statement elsewhere."""
SIMPLE = (
    {spelling: AS_ITEMS.get(sign.kind, sign.kind) for spelling, sign in BY_SPELLING.items()}
    | dict.fromkeys(WIDE, "wide")
    | dict.fromkeys(THIN, "space")
    | dict.fromkeys(WRAPS, "wrap")
    | {"&": "amp"}
)
BEFORE_NUMBER = frozenset({"-", "−", "(", "[", "\\left", "\\boxed", "{"})
OR = frozenset({"\\lor", "\\vee", "∨"})
"""Signs for "or", between statements."""
DEFINING_MARKS = frozenset("def define triangle Delta wedge".split())
SEPARATING = frozenset({"relation", "arrow", "step", "order", "update"})
JOINT = frozenset(each for each, kind in SIMPLE.items() if kind in SEPARATING and each.isascii() and each[0] != "\\")
BEGINS = frozenset(each[0] for each in JOINT if len(each) > 1)
PLAIN_KINDS = {"word": "atom", "number": "atom"} | {kind: kind for kind in ("space", "line", "row", "{", "}")}
"""Kinds of tokens that are the same items whatever they say."""
LONGEST = max(map(len, JOINT))
"""Characters of the longest sign that is typed as several."""


@dataclass(slots=True)
class Item:
    """A piece of a formula with its place; `value` is the meaning of a relation, the name of an environment."""

    kind: str
    text: str
    at: int
    value: str = ""


class Itemizer:
    """The first pass."""

    def __init__(self, tokens: Sequence[PlacedToken]) -> None:
        self.tokens = tokens
        self.partners = partners(tokens)
        self.items: list[Item] = []

    def read(self) -> list[Item]:
        k = 0
        while k < len(self.tokens):
            token = self.tokens[k]
            if token.kind == "%":
                while k < len(self.tokens) and self.tokens[k].kind != "line":
                    k += 1
            elif token.kind == "command":
                k = self.command(k)
            elif token.kind == "{" and (found := self.lone_relation(k)):
                self.add("relation", found.text, token.at, found.value)
                k = self.partners[k] + 1
            else:
                k = self.sign(k)
        return self.items

    def add(self, kind: str, text: str, at: int, value: str = "") -> None:
        self.items.append(Item(kind, text, at, value))

    def sign(self, k: int) -> int:
        token = self.tokens[k]
        if token.kind in PLAIN_KINDS:
            self.add(PLAIN_KINDS[token.kind], token.text, token.at)
            return k + 1
        if token.text in BEGINS and not self.is_script(k) and (joint := self.joint(k)):
            if SIMPLE[joint] == "update":
                self.add("op", joint[0], token.at)
                self.add("relation", joint[1:], token.at + 1, RELATIONS[joint[1:]])
                return k + len(joint)
            self.add(SIMPLE[joint], joint, token.at, RELATIONS.get(joint, ""))
            return k + len(joint)
        if token.text in ("~", "∼") and self.is_near(k):
            self.add("relation", token.text, token.at, "≈")
        elif token.text == ":" and self.is_division(k):
            self.add("op", "/", token.at)
        elif token.text in OR:
            self.add("text", " or ", token.at)
        elif token.kind == "," and self.is_within_number(k):
            self.add("atom", token.text, token.at)
        elif token.kind == "text":
            self.add(token.kind, token.text, token.at)
        else:
            self.add(SIMPLE.get(token.text, "atom"), token.text, token.at, RELATIONS.get(token.text, ""))
        return k + 1

    def is_script(self, k: int) -> bool:
        """Whether a sign stands alone above or below a name, so that `w^+= w` is no `+=`."""
        return k > 0 and self.tokens[k - 1].text in ("^", "_")

    def joint(self, k: int) -> str:
        """The longest sign of several characters that begins here."""
        text = joined(self.tokens[k : k + LONGEST])
        return next((text[:n] for n in range(min(LONGEST, len(text)), 1, -1) if text[:n] in JOINT), "")

    def is_near(self, k: int) -> bool:
        """Whether a tilde between spaces, or `∼`, stands before a value; without them it is but a space of LaTeX."""
        spaced = k > 0 and self.tokens[k - 1].kind == "space" == self.tokens[min(k + 1, len(self.tokens) - 1)].kind
        return (spaced or self.tokens[k].text == "∼") and self.is_before_value(k + 1)

    def is_division(self, k: int) -> bool:
        """Whether a colon divides a value by another behind a relation, `= 6,0431 : 3`, and is no range or slice."""
        first = next((j + 1 for j in range(k - 1, -1, -1) if self.tokens[j].kind in ("row", "line")), 0)
        related = next((j for j in range(first, k) if self.tokens[j].text in RELATIONS), None)
        if related is None or joined(self.tokens[first:related]).strip().split(" ")[-1] in INDEX_LETTERS:
            return False
        before = next((token for token in reversed(self.tokens[related + 1 : k]) if token.kind != "space"), None)
        behind = next((token for token in self.tokens[k + 1 :] if token.kind != "space"), None)
        texts = [token.text for token in self.tokens[related + 1 : k]]
        ends = (
            before is not None
            and texts.count("[") <= texts.count("]")
            and (before.kind == "number" or before.text in (")", "]", "}"))
        )
        return ends and behind is not None and (behind.kind == "number" or behind.text in ("(", "["))

    def is_within_number(self, k: int) -> bool:
        around = self.tokens[k - 1 : k + 2] if k else []
        return len(around) == 3 and around[0].kind == around[2].kind == "number" and around[2].at == around[1].end

    def command(self, k: int) -> int:
        token = self.tokens[k]
        name = token.text
        if name in LEFT_OUT:
            return k + 1
        if name in OR:
            self.add("text", " or ", token.at)
            return k + 1
        if name in LEFT_OUT_WITH_GROUP:
            stop = self.partners.get(skip_space(self.tokens, k + 1))
            return k + 1 if stop is None else stop + 1
        if name in ("\\begin", "\\end"):
            return self.environment(k)
        if name in LEFT or name in RIGHT or name in SIZES:
            return self.delimiter(k)
        if name in TEXT or name in BETWEEN:
            return self.words(k)
        if name in STACKED and (found := self.stacked(k)):
            return found
        if name == "\\textcolor":
            stop = self.partners.get(skip_space(self.tokens, k + 1))
            self.add("wrap", "", token.at)
            return k + 1 if stop is None else stop + 1
        if name in ("\\(", "\\)", "\\[", "\\]", "\\limits", "\\nolimits"):
            return k + 1
        if name == "\\sim" and self.is_before_value(k + 1):
            self.add("relation", name, token.at, "≈")
            return k + 1
        kind = SIMPLE.get(name, "atom")
        self.add(kind, name, token.at, RELATIONS.get(name, ""))
        return k + 1

    def is_before_value(self, k: int) -> bool:
        """Whether a number, a vector or a matrix begins here: `\\sim` then means that it is near."""
        k = skip_space(self.tokens, k)
        while k < len(self.tokens) and self.tokens[k].text in BEFORE_NUMBER:
            k = skip_space(self.tokens, k + 1)
        if k >= len(self.tokens):
            return False
        return self.tokens[k].kind == "number" or (self.tokens[k].text == "\\begin" and self.is_matrix(k))

    def is_matrix(self, k: int) -> bool:
        return environment(self.tokens, k)[0].rstrip("*").endswith(("matrix", "array"))

    def environment(self, k: int) -> int:
        token = self.tokens[k]
        name, after = environment(self.tokens, k)
        if token.text == "\\begin":
            if after < len(self.tokens) and self.tokens[after].kind == "[":
                stop = next(
                    (j for j in range(after, min(after + 6, len(self.tokens))) if self.tokens[j].kind == "]"), 0
                )
                after = stop + 1 if stop and name.rstrip("*") in DISPLAYS else after
            if name.rstrip("*") in ("array", "alignat", "alignedat", "IEEEeqnarray") and after in self.partners:
                after = self.partners[after] + 1
        self.add(token.text[1:], joined(self.tokens[k:after]), token.at, name.rstrip("*"))
        return after

    def delimiter(self, k: int) -> int:
        """`\\left(` and its kind with the bracket that follows."""
        token = self.tokens[k]
        j = skip_space(self.tokens, k + 1)
        if j >= len(self.tokens):
            return j
        sign = self.tokens[j]
        if sign.kind == "row" or sign.kind in ("{", "}", "&", "$"):
            return k + 1
        kind = "open" if token.text in LEFT else "close" if token.text in RIGHT else SIMPLE.get(sign.text, "atom")
        if sign.kind == "word" and len(sign.text) > 1:
            return k + 1
        self.add(kind, joined(self.tokens[k : j + 1]), token.at, "left" if token.text in ("\\left", "\\right") else "")
        return j + 1

    def words(self, k: int) -> int:
        """Words of prose become text, `\\text{softmax}` stays a name; mathematics within the words is mathematics."""
        token = self.tokens[k]
        first = skip_space(self.tokens, k + 1)
        stop = self.partners.get(first)
        if stop is None:
            self.add("atom", token.text, token.at)
            return k + 1
        inside = self.tokens[first + 1 : stop]
        between = token.text in BETWEEN
        if not between and not self.is_prose(inside, stop):
            self.add("atom", joined(self.tokens[k : stop + 1]), token.at)
            return stop + 1
        if between:
            self.add("row", "\\\\", token.at)
        formula = False
        for word in inside:
            if word.kind == "$" or (word.kind == "command" and word.text in ("\\(", "\\)")):
                formula = not formula
            elif formula:
                self.add(SIMPLE.get(word.text, "atom"), word.text, word.at, RELATIONS.get(word.text, ""))
            else:
                self.add("text", word.text, word.at)
        if between:
            self.add("wide", " ", self.tokens[stop].at)
        return stop + 1

    def is_prose(self, inside: Sequence[PlacedToken], stop: int) -> bool:
        text = joined(inside)
        words = text.split()
        if not words:
            return True
        following = self.tokens[stop + 1] if stop + 1 < len(self.tokens) else None
        attached = following is not None and following.kind in ("_", "^", "(", "[")
        attached = attached or (following is not None and following.text in LEFT)
        if words[0].strip(",.;:(").lower() in FUNCTION_WORDS | QUALIFYING:
            return True
        if all(not any(c.isalpha() for c in word) for word in words):
            return all(c in ",.;: " for c in text)
        return not attached and (len(words) > 1 or text != text.strip() or text[0] == "(" or text[-1] in ".,:;)")

    def lone_relation(self, k: int) -> Item | None:
        """The relation that a group holds and nothing else."""
        stop = self.partners.get(k)
        if stop is None or stop - k > 8:
            return None
        inside = [token for token in self.tokens[k + 1 : stop] if token.kind not in ("space", "line")]
        text = "".join(token.text for token in inside)
        return Item("relation", text, self.tokens[k].at, RELATIONS[text]) if text in RELATIONS else None

    def stacked(self, k: int) -> int:
        """`\\overset{!}{=}` is a relation; the index behind it, or 0 for another use."""
        above = skip_space(self.tokens, k + 1)
        if above not in self.partners:
            return 0
        below = skip_space(self.tokens, self.partners[above] + 1)
        relation = self.lone_relation(below) if below in self.partners else None
        if relation is None:
            return 0
        marks = {token.text.lstrip("\\") for token in self.tokens[above : self.partners[above]]}
        value = ":=" if marks & DEFINING_MARKS else relation.value
        stop = self.partners[below] + 1
        self.add("relation", joined(self.tokens[k:stop]), self.tokens[k].at, value)
        return stop
