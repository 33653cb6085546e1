"""How a name looks in LaTeX: what the problem says, else Greek letters, subscripts and upright words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
SUBSCRIPT = re.compile(r"(?P<base>.+?)_(?:\{(?P<braced>[^{}]*)\}|(?P<bare>[^{}\\]))$")


def word(text: str) -> str:
    """A single symbol for a part of a name: `mu` is a Greek letter, `net` an upright word."""
    if text in GREEK:
        return f"\\{text}"
    return text if len(text) <= 1 else f"\\mathrm{{{text}}}"


def symbol(name: str, notation: Mapping[str, str]) -> str:
    """The LaTeX of a bare name: `v1` is `v_{1}`, `net_a2` is `\\mathrm{net}_{a2}`."""
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


def subscript(text: str) -> str:
    parts = text.split("_")
    return ",".join(f"\\{part}" if part in GREEK else part for part in parts if part)


def indexed(latex: str, index: Iterable[str]) -> str:
    """The symbol with indices, joined to a subscript that it has already."""
    texts = tuple(index)
    return with_index(latex, texts) if texts else latex


@lru_cache(maxsize=4096)
def with_index(latex: str, texts: tuple[str, ...]) -> str:
    found = SUBSCRIPT.fullmatch(latex)
    if found:
        return f"{found['base']}_{{{found['braced'] or found['bare']},{','.join(texts)}}}"
    return f"{latex}_{{{','.join(texts)}}}"
