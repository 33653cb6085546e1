"""How a name looks in LaTeX: what the problem says, else Greek letters, subscripts and upright words.

What the problem says may have places for indices: `W^{(#1)}` with the index 2 is `W^{(2)}`.  An index without a place
joins the subscript.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from derive.language.patterns import regex

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
ATOM = regex(r"\\(?:[A-Za-z]+|.)|\{|\}|.", re.DOTALL)
UPRIGHT = "\\mathrm{"
PLACE = regex(r"#(\d)")


def command_of(letter: str) -> str:
    """The name that LaTeX has for a Greek letter, `θ` or `Δ`; any other as it is."""
    found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(letter, ""))
    if not found:
        return letter
    name = found[2].lower().replace("lamda", "lambda")
    name = name.capitalize() if found[1] == "CAPITAL" else name
    return name if name in GREEK else letter


def word(text: str) -> str:
    """A single symbol for a part of a name: `mu` is a Greek letter, `net` an upright word."""
    text = command_of(text) if len(text) == 1 else text
    if text in GREEK:
        return f"\\{text}"
    return text if len(text) <= 1 else f"\\mathrm{{{text}}}"


def symbol(name: str, notation: Mapping[str, str]) -> str:
    """The LaTeX of a bare name: `v1` is `v_{1}`, `net_a2` is `\\mathrm{net}_{a2}`."""
    return without_places(pattern(name, notation))


def pattern(name: str, notation: Mapping[str, str]) -> str:
    """The LaTeX of a name, with the places that the problem gives to its indices."""
    return notation[name] if name in notation else usual_symbol(name)


@lru_cache(maxsize=1024)
def usual_symbol(name: str) -> str:
    """The LaTeX of a name of which the problem says nothing."""
    primes = len(name) - len(name.rstrip("'"))
    bare = name.rstrip("'")
    found = re.fullmatch(r"([^\W\d_]+)_?(\w*)", bare)
    if not found:
        return f"\\mathrm{{{bare.replace('_', chr(92) + '_')}}}" + "'" * primes
    letters, rest = found.groups()
    base = word(letters) + "'" * primes
    return f"{base}_{{{subscript(rest)}}}" if rest else base


def italic(names: Iterable[str]) -> dict[str, str]:
    """Names of several letters in italics: `net` is `\\mathit{net}`."""
    usual = ((name, usual_symbol(name)) for name in names)
    return {name: latex.replace(UPRIGHT, "\\mathit{") for name, latex in usual if latex.startswith(UPRIGHT)}


def subscript(text: str) -> str:
    parts = (command_of(part) if len(part) == 1 else part for part in text.split("_"))
    return ",".join(f"\\{part}" if part in GREEK else part for part in parts if part)


def indexed(latex: str, index: Iterable[str]) -> str:
    """The symbol with indices: each in its place, the others joined to a subscript that is there already."""
    texts = tuple(index)
    return with_index(latex, texts) if texts else without_places(latex)


@lru_cache(maxsize=4096)
def with_index(latex: str, texts: tuple[str, ...]) -> str:
    placed = {int(place) for place in PLACE.findall(latex)}
    filled = PLACE.sub(lambda found: texts[int(found[1]) - 1], latex)
    rest = [text for place, text in enumerate(texts, 1) if place not in placed]
    return with_script(filled, "_", ",".join(rest)) if rest else filled


@lru_cache(maxsize=1024)
def without_places(latex: str) -> str:
    """The symbol of a name that stands without its indices."""
    if "#" not in latex:
        return latex
    return "".join(base + ("" if PLACE.search(script) else script) for base, script in scripts(latex))


def with_script(latex: str, sign: str, content: str) -> str:
    """The symbol with a subscript `_` or a superscript `^`, joined to the one that it ends in."""
    pieces = scripts(latex)
    own = ending(pieces, sign)
    if own is None:
        return f"{latex}{sign}{{{content}}}"
    base, script = pieces[own]
    inner = script[1:].strip()
    inner = inner[1:-1] if inner.startswith("{") else inner
    pieces[own] = base, f"{sign}{{{inner},{content}}}"
    return "".join(map("".join, pieces))


def has_subscript(latex: str) -> bool:
    return ending(scripts(latex), "_") is not None


def ending(pieces: Sequence[tuple[str, str]], sign: str) -> int | None:
    """The place of the script of a kind that a formula ends in; a prime or another script may stand behind it."""
    for k in range(len(pieces) - 1, -1, -1):
        base, script = pieces[k]
        if script.startswith(sign):
            return k
        if base.strip("' "):
            return None
    return None


def scripts(latex: str) -> list[tuple[str, str]]:
    """A formula as runs of what stands on the line, each with the script behind it, `_{…}` or `^{…}`, or none."""
    found: list[tuple[str, str]] = []
    line = ""
    waiting = list(groups(latex))[::-1]
    while waiting:
        atom = waiting.pop()
        if atom not in "_^":
            line += atom
            continue
        script = atom
        while waiting and (script == atom or script.endswith(" ")):
            script += waiting.pop()
        while waiting and script[1:].lstrip().startswith("\\") and waiting[-1].startswith("{"):
            script += waiting.pop()
        found.append((line, script))
        line = ""
    return [*found, (line, "")] if line else found


def groups(latex: str) -> Iterator[str]:
    """The commands, signs and whole groups in braces that a formula is made of."""
    depth, group = 0, ""
    for found in ATOM.finditer(latex):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        group += found[0]
        if depth <= 0:
            yield group
            depth, group = 0, ""
    if group:
        yield group
