"""What a page hides or strikes out (white text, `\\iffalse`, `\\sout{…}`, `~~…~~`), told apart from what it shows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from derive.language.signs import RELATIONS
from derive.sources.unseen_styles import NUMBER
from derive.writeup.tokens import PlacedToken, is_blank_line, joined, partners, skip_space, tokenize
from derive.writeup.white import Palette

REASONS = {
    "hidden": "hidden from whoever reads the page, so it was not judged",
    "struck": "struck out, so it was not judged",
    "program": "a program in a language that is not read, so it was not judged",
}
"""Kinds of tokens for what was told apart, with what is said of it."""
GROUPS = {
    **dict.fromkeys(("\\phantom", "\\hphantom", "\\vphantom", "\\censor"), "hidden"),
    **dict.fromkeys(("\\sout", "\\st", "\\xout", "\\cancel", "\\bcancel", "\\xcancel"), "struck"),
}
"""What becomes of the group behind a command, if it states something."""
PUT_AWAY = frozenset({"\\sbox", "\\savebox", "\\setbox", "\\newsavebox"})
"""What is set in a box, and shown where the box is used, if anywhere."""
TAKEN_OUT = frozenset({"\\usebox", "\\box", "\\copy", "\\unhbox", "\\unhcopy", "\\unvbox", "\\unvcopy"})
SHRUNK = {"\\scalebox": 0.1, "\\resizebox": 1.0}
"""What sets a group in a size, and from which number on it can be read."""
SWITCHED = {"\\fontsize": 1.5, "\\transparent": 0.1}
"""What sets all that follows in a size or an opacity, and from which number on it can be read."""
MOST_BEFORE_BOX = 12
BOXES = {"\\colorbox": 1, "\\fcolorbox": 2}
"""How many colours stand before what is set on the last of them."""
STRIKING = frozenset({"\\sout", "\\st", "\\xout"})
"""Commands that strike text out, and never cancel a factor."""
SPACE = frozenset({"space", "line", "\\;", "\\,", "\\:", "\\!", "\\ ", "\\quad"})
CONDITIONS = {"\\iffalse": False, "\\iftrue": True}
NO_CONDITIONS = frozenset({"\\iff", "\\ifthenelse"})
QUIET = frozenset({"space", "word", "number", "{", "}", "&", "_", "^", "=", "-", "+", ",", ".", "(", ")"})
"""Kinds of tokens that neither conceal anything nor begin or end mathematics."""
OPENS, CLOSES = frozenset({"\\(", "\\["}), frozenset({"\\)", "\\]"})
STRIKE = ["~", "~"]
MAY_CONCEAL = re.compile(
    "|".join(map(re.escape, ("\\if", "\\newif", "\\color", "\\textcolor", *GROUPS, *PUT_AWAY, *SHRUNK, *SWITCHED)))
)
"""How the commands begin without which nothing is concealed but by tildes: most texts have none."""
Found = tuple[int, int, str]
"""The first token of a concealed part, the one behind it, and its kind."""


def told_apart(tokens: list[PlacedToken], markdown: bool) -> list[PlacedToken]:
    """The tokens with one token of kind `hidden` or `struck` for each part that is concealed."""
    result: list[PlacedToken] = []
    place = 0
    texts = {token.text for token in tokens}
    may_conceal = (markdown and "~" in texts) or any(map(MAY_CONCEAL.match, texts))
    for first, stop, kind in Concealing(tokens, markdown).found() if may_conceal else ():
        if first < place:
            continue
        content = joined(tokens[first:stop])
        result += [*tokens[place:first], PlacedToken(kind, content, tokens[first].at)]
        place = stop
    result += tokens[place:]
    return [part for token in result for part in (within(token) if token.kind == "math" else [token])]


def within(token: PlacedToken) -> list[PlacedToken]:
    """A display that was taken whole, with room in place of what it conceals, and that by itself."""
    if not MAY_CONCEAL.search(token.text):
        return [token]
    inner = tokenize(token.text, 0, len(token.text), markdown=True)
    text = token.text
    concealed = []
    for first, stop, kind in Concealing(inner, markdown=False).found():
        start, end = inner[first].at, inner[stop].at if stop < len(inner) else len(text)
        concealed.append(PlacedToken(kind, text[start:end], token.at + start))
        text = text[:start] + " " * (end - start) + text[end:]
    return [token._replace(text=text), *concealed]


def says_something(text: str) -> bool:
    """Whether a relation or a number stands in what is concealed."""
    tokens = tokenize(text, 0, len(text), markdown=True)
    return any(token.kind == "number" or token.text in RELATIONS for token in tokens)


class Concealing:
    """One walk over tokens; `markdown` says that tildes strike out."""

    def __init__(self, tokens: Sequence[PlacedToken], markdown: bool) -> None:
        self.tokens = tokens
        self.markdown = markdown
        self.partners = partners(tokens)
        self.palette = Palette()
        self.conditions = dict(CONDITIONS)
        self.math = ""
        self.related = [k for k, token in enumerate(tokens) if token.text in RELATIONS]
        self.branches = branches(tokens)
        self.boxed = 0

    def found(self) -> Iterator[Found]:
        """The concealed parts in their order."""
        behind = 0
        for k, token in enumerate(self.tokens):
            if token.kind in QUIET:
                continue
            self.enter(token)
            parts: Iterator[Found] = iter(())
            if token.kind == "command" and k >= behind:
                parts = self.command(k)
            elif token.kind == "~" and self.markdown and not self.math and k >= behind:
                parts = self.strike(k)
            for part in parts:
                behind = part[1]
                yield part

    def enter(self, token: PlacedToken) -> None:
        """Keep whether mathematics goes on here, by the sign that began it."""
        if token.kind in ("$", "$$"):
            self.math = "" if self.math else token.kind
        elif token.text in OPENS:
            self.math = token.text
        elif token.text in CLOSES or (is_blank_line(token) and self.math == "$"):
            self.math = ""

    def command(self, k: int) -> Iterator[Found]:
        name = self.tokens[k].text
        if name == "\\newif" and k + 1 < len(self.tokens):
            self.conditions.setdefault(self.tokens[k + 1].text, False)
        elif name in self.conditions and not self.is_declared(k):
            yield from self.conditional(k)
        elif name in GROUPS:
            first, stop = self.group(k + 1)
            if stop and self.is_value_struck(k, first, stop):
                yield k, stop + 1, "struck"
            elif stop and self.states(first, stop):
                yield first, stop, GROUPS[name]
        elif name.endswith(("true", "false")) and f"\\if{name[1:].removesuffix('true')}" in self.conditions:
            self.conditions[f"\\if{name[1:].removesuffix('true')}"] = True
        elif name in ("\\definecolor", "\\colorlet"):
            self.palette.learn(self.arguments(k + 1, 3 if name == "\\definecolor" else 2))
        elif name in BOXES:
            self.box(k + 1, BOXES[name])
        elif name in PUT_AWAY:
            yield from self.put_away(k)
        elif name in SHRUNK or name in SWITCHED:
            yield from self.shrunk(k)
        elif name in ("\\color", "\\textcolor") and k >= self.boxed:
            yield from self.coloured(k, is_switch=name == "\\color")

    def put_away(self, k: int) -> Iterator[Found]:
        """The first group that states something behind a command that fills a box which is shown nowhere."""
        if self.box_name(k) in self.shown_boxes:
            return
        for place in range(k + 1, min(k + MOST_BEFORE_BOX, len(self.tokens))):
            stop = self.partners.get(place, 0) if self.tokens[place].kind == "{" else 0
            if stop and self.states(place + 1, stop):
                yield place + 1, stop, "hidden"
                return

    @cached_property
    def shown_boxes(self) -> frozenset[str]:
        return frozenset(self.box_name(k) for k, token in enumerate(self.tokens) if token.text in TAKEN_OUT)

    def box_name(self, k: int) -> str:
        """What stands behind a command as the name of a box: `{\\said}`, `\\said` or `0`."""
        first, stop = self.group(k + 1)
        behind = self.tokens[first:stop] if stop else self.tokens[k + 1 : k + 2]
        return joined(behind).strip()

    def shrunk(self, k: int) -> Iterator[Found]:
        """What is too small or too faint to be read: the last group behind, or all up to the end of the group."""
        name = self.tokens[k].text
        first, stop = self.group(k + 1)
        size = NUMBER.match(joined(self.tokens[first:stop]).strip()) if stop else None
        if size is None or float(size[0]) >= {**SHRUNK, **SWITCHED}[name]:
            return
        if name in SWITCHED:
            yield stop + 1, self.scope_end(stop + 1), "hidden"
            return
        for _ in range(2):
            first, stop = self.group(stop + 1)
            if stop and self.states(first, stop):
                yield first, stop, "hidden"
                return

    def is_value_struck(self, k: int, first: int, stop: int) -> bool:
        """Whether a value is struck behind a relation, with another one behind it: `= \\cancel{0.41} 0.45`."""
        if self.tokens[k].text in STRIKING:
            return not self.states(first, stop)
        if GROUPS[self.tokens[k].text] != "struck":
            return False
        before = next((token for token in reversed(self.tokens[:k]) if not SPACE & {token.kind, token.text}), None)
        behind = next((token for token in self.tokens[stop + 1 :] if not SPACE & {token.kind, token.text}), None)
        if before is None or before.text not in RELATIONS or behind is None:
            return False
        is_value = any(token.kind == "number" for token in self.tokens[first:stop])
        return is_value and (behind.kind == "number" or behind.text in ("-", "(", "[", "\\begin"))

    def is_declared(self, k: int) -> bool:
        """Whether a condition only gets its name here."""
        return k > 0 and self.tokens[k - 1].text == "\\newif"

    def group(self, k: int) -> tuple[int, int]:
        """The tokens within the group that begins here, as its first and the one behind its last; zeros for none."""
        k = skip_space(self.tokens, k)
        return (k + 1, self.partners[k]) if k in self.partners else (0, 0)

    def arguments(self, k: int, count: int) -> list[str]:
        found: list[str] = []
        for _ in range(count):
            first, stop = self.group(k)
            found.append(joined(self.tokens[first:stop]))
            k = stop + 1 if stop else k
        return found

    def coloured(self, k: int, is_switch: bool) -> Iterator[Found]:
        """What is set in white: the group behind, or all up to the end of the group that the switch stands in."""
        place, model = self.model(k + 1)
        first, stop = self.group(place)
        if not stop or not self.palette.is_white(joined(self.tokens[first:stop]), model):
            return
        first, stop = (stop + 1, self.scope_end(stop + 1)) if is_switch else self.group(stop + 1)
        if stop:
            yield first, stop, "hidden"

    def states(self, first: int, stop: int) -> bool:
        """Whether a relation stands among the tokens from one on to another."""
        place = bisect_left(self.related, first)
        return place < len(self.related) and self.related[place] < stop

    def box(self, k: int, colours: int) -> None:
        """Keep where something is set on a colour other than white, on which white is read."""
        *_, colour = self.arguments(k, colours)
        for _ in range(colours):
            k = self.group(k)[1] + 1
        if not self.palette.is_white(colour):
            self.boxed = max(self.boxed, self.group(k)[1])

    def model(self, k: int) -> tuple[int, str]:
        """The place behind `[rgb]`, and what stands in the brackets."""
        k = skip_space(self.tokens, k)
        if k < len(self.tokens) and self.tokens[k].kind == "[":
            stop = next((j for j in range(k, min(k + 6, len(self.tokens))) if self.tokens[j].kind == "]"), k)
            return stop + 1, joined(self.tokens[k + 1 : stop])
        return k, ""

    def scope_end(self, k: int) -> int:
        """Where a switch ends that stands before a place: with its group, its formula, or at the next switch."""
        level, inside = 0, bool(self.math)
        while k < len(self.tokens):
            token = self.tokens[k]
            level += (token.kind == "{" or token.text == "\\begin") - (token.kind == "}" or token.text == "\\end")
            if level < 0 or (level == 0 and token.text in ("\\color", "\\normalcolor")):
                return k
            if inside and (token.kind in ("$", "$$") or token.text in CLOSES):
                return k
            k += 1
        return k

    def conditional(self, k: int) -> Iterator[Found]:
        """The branch of a condition that is not taken."""
        otherwise, stop = self.branches.get(k, (0, len(self.tokens)))
        if not self.conditions[self.tokens[k].text]:
            yield k + 1, otherwise or stop, "hidden"
        elif otherwise:
            yield otherwise + 1, stop, "hidden"

    def strike(self, k: int) -> Iterator[Found]:
        """`~~…~~` within a paragraph, the second pair not in a formula that begins after the first."""
        if not self.is_strike(k):
            return
        inside = False
        for place in range(k + 2, len(self.tokens)):
            token = self.tokens[place]
            inside ^= token.kind in ("$", "$$")
            if is_blank_line(token):
                return
            if not inside and self.is_strike(place):
                yield k, place + 2, "struck"
                return

    def is_strike(self, k: int) -> bool:
        return [token.text for token in self.tokens[k : k + 2]] == STRIKE


def branches(tokens: Sequence[PlacedToken]) -> dict[int, tuple[int, int]]:
    """For each condition that is closed the places of its `\\else`, 0 if it has none, and of its `\\fi`."""
    found: dict[int, tuple[int, int]] = {}
    waiting: list[list[int]] = []
    for k, token in enumerate(tokens):
        if token.kind != "command":
            continue
        is_declared = k > 0 and tokens[k - 1].text == "\\newif"
        if token.text.startswith("\\if") and token.text not in NO_CONDITIONS and not is_declared:
            waiting.append([k, 0])
        elif waiting and token.text == "\\else":
            waiting[-1][1] = k
        elif waiting and token.text == "\\fi":
            first, otherwise = waiting.pop()
            found[first] = (otherwise, k)
    return found
