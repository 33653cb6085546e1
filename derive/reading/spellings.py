"""The spellings of a problem's names: in its file, in its symbols, and as people shorten them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from derive.language.patterns import regex
from derive.language.record import record
from derive.language.symbols import GREEK, symbol
from derive.reading.decorations import names_of_steps
from derive.reading.indices import shown
from derive.reading.parse import cursor_over
from derive.reading.result import Unreadable
from derive.reading.scan import scan
from derive.reading.tree import Name, Part
from derive.reading.whole_symbols import Signs, whole_symbols
from derive.reading.written_names import written_name

ACCENTED = regex(r"(.+?)(hat|bar|tilde|dot)(.*)")


@record
class Spellings:
    """The spellings of a problem's names: as they stand in its file, as they are shown, and shortened."""

    exact: Mapping[str, str]
    shown: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]
    hidden: frozenset[str] = frozenset()
    """Names in the file of the problem that no reader sees: `g` where γ is shown."""
    whole: Mapping[Signs, str] = field(default_factory=dict)
    """Symbols that look like formulas, by their signs."""


def candidates(known: Spellings, pieces: list[Part]) -> Iterator[tuple[int, str]]:
    """The names that some pieces can spell, with how near the spelling is."""
    if any(piece.offset or piece.kind == "[" for piece in pieces):
        return
    raw = pieces[0].text
    for piece in pieces[1:]:
        raw += piece.text if piece.kind == "" else "_" + piece.text
    if raw in known.exact:
        yield 1, raw
        return
    marked = pieces[0].text + "".join(("^" if p.kind == "^" else "") + p.text for p in pieces[1:])
    if marked in GREEK and len(pieces) > 1:
        return  # `x_i` is no ξ.
    for name in known.shown.get(marked, ()):
        yield (0 if "^" in marked else 1), name
    for name in known.short.get(marked, ()):
        yield 5 if name in known.hidden else 2, name


class Anything:
    """A vocabulary in which everything is a name, for reading a problem's own symbols."""

    def knows(self, name: Name) -> bool:
        return True

    def knows_word(self, word: str) -> bool:
        return True

    def is_shown(self, word: str) -> bool:
        return True

    def is_mark(self, word: str, mark: str) -> bool:
        return False

    def is_raised(self, name: Name) -> bool:
        return False

    def is_one_hot(self, name: Name) -> bool:
        return False

    def members(self, word: str) -> tuple[int, ...]:
        return ()

    def is_index(self, word: str) -> bool:
        return False

    def is_array(self, word: str) -> bool:
        return False

    def is_function_of(self, name: Name, variables: Sequence[Name]) -> bool:
        return False

    def is_variable(self, name: Name, variable: Name) -> bool:
        return False

    def is_own(self, name: Name) -> bool:
        return False

    def variable_asked(self, name: Name) -> str:
        return ""

    def function(self, word: str) -> str | None:
        return None

    def split(self, word: str, parts: tuple[Part, ...]) -> tuple[str, ...]:
        return ()


class Definable(Anything):
    """A vocabulary for the left side of a definition: everything is a name, but a superscript may be a power."""

    def is_shown(self, word: str) -> bool:
        return False

    def is_mark(self, word: str, mark: str) -> bool:
        return mark.isalpha() and mark != "T"


def read_symbol(text: str) -> str | None:
    """The key of a name in LaTeX or plain text; nothing where that is no simple name."""
    try:
        tokens = names_of_steps(scan(text), lambda word: True)
        naming = cursor_over(tokens, text, Anything())
        name = written_name(naming)
    except Unreadable:
        return None
    return shown(name.word, name.parts) if naming.token.kind == "stop" else None


def spellings(names: Iterable[str], notation: Mapping[str, str]) -> Spellings:
    exact: dict[str, str] = {}
    shown: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[str, ...]] = {}
    hidden: set[str] = set()
    read = {name: read_symbol(symbol(name, notation)) for name in names}
    for name, latex in read.items():
        exact[name] = name
        own = read_symbol(name) or name.replace("_", "")
        if latex and latex != own:
            shown[latex] = (*shown.get(latex, ()), name)
        if latex and not forms(latex) & forms(own):
            hidden.add(name)
        for spelled in {own, name.replace("_", "")} | {latex or own}:
            for form in forms(spelled):
                if name not in short.get(form, ()):
                    short[form] = (*short.get(form, ()), name)
    return Spellings(exact, shown, short, frozenset(hidden), whole_symbols(read, notation, read))


def as_shown(found: Spellings, names: Collection[str]) -> Spellings:
    """The spellings with some names only as the problem shows them: `q^{(3)}` for `q3`, and not `q_3`."""
    exact = {form: name for form, name in found.exact.items() if name not in names}
    short = {form: tuple(name for name in known if name not in names) for form, known in found.short.items()}
    return replace(found, exact=exact, short=short)


def forms(spelled: str) -> set[str]:
    """A key, and the same with the accent in front: `zhat`, `hatz`."""
    found = ACCENTED.fullmatch(spelled)
    plain = spelled.replace("^", "")
    return {plain, f"{found[2]}{found[1]}{found[3]}"} if found else {plain}
