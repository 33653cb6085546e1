"""Names as a text spells them: with labels (`v_c`, `\\mu_{\\mathcal B}`), or as a conditional (`P(y \\mid x)`).

What is found is put in for the whole text, so that its errors are found as well; the verdicts show it as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from derive.following.judged import Judged
from derive.following.raised_layers import raised_layers
from derive.following.relation import FALSE_VERDICTS
from derive.following.rewording import Rewording, reworded
from derive.following.sides import read_side
from derive.language.expr import Entry, Ref
from derive.reading.name_meanings import Quantity
from derive.reading.read import meaning
from derive.reading.tree import Name
from derive.reading.vocabulary import COUNTING, Vocabulary
from derive.writeup.chain import Chain, Side

Judge = Callable[[Chain], list[Judged]]
STYLE = r"\\(?:text|textrm|textsc|textit|mathrm|mathcal|mathit|mathsf|mathbf|operatorname)\s*"
INSIDE = rf"(?:{STYLE}(?:\{{\s*[A-Za-z]+\s*\}}|[A-Za-z]+)|\(?[A-Za-z]+\)?)"
BASE = r"(?:\\(?:hat|bar|tilde|vec|mathbf|boldsymbol|bm)\s*\{?\s*)?\\?[A-Za-z]+\s*\}?"
STEP = r"((?:\s*_\s*(?:\{\s*[A-Za-z\d+-]{1,6}\s*\}|[A-Za-z\d]))?)\s*"
TOKENS = re.compile(r"\\?[A-Za-z]+|\d+|\S")
LABELLED = re.compile(
    rf"\s*({BASE}){STEP}([_^]\s*(?:\{{\s*{INSIDE}\s*\}}|{STYLE}\{{[A-Za-z]+\}}|[A-Za-z](?![A-Za-z])))(.*)"
)
"""A name with a word or a letter below or above it, and what follows."""
SCRIPTS = re.compile(r"\s*(?:[_^]\s*(?:\{[^{}=]{1,12}\}|[A-Za-z\d])\s*){0,2}")
LETTERS = re.compile(r"[A-Za-z]+(?=\W*$)")
TURNED = ("T", "top", "prime", "intercal")
ANEW = ("new", "neu", "old", "alt", "next")
"""Labels that tell a value from what it was before a step."""
LINE = r"(?:\\mid|\\[|]|\\Vert|\\parallel|[|‖∥;=∣]|\\vert)"
CONDITIONAL = re.compile(
    rf"((?:{STYLE}\{{\s*[A-Za-z]+\s*\}}|[A-Za-z]+)(?:_\s*\{{?\s*(?:{STYLE}\{{?)?\s*[A-Za-z]+\s*\}}{{0,2}})?)"
    rf"\s*(?:\\left|\\[bB]igg?l?)?\(([^()]{{0,80}}{LINE}[^()]{{0,80}})(?:\\right|\\[bB]igg?r?)?\)"
)
"""A probability, a likelihood or a divergence with what it is of: `P(y = 1 \\mid x)`, `KL(q \\| p)`."""
LIKELY = re.compile(r"(?<![A-Za-z\\_])(?:P|p|Pr)\s*\([^()|]{1,40}(?:\\mid|\|)[^()|]{1,40}\)")
"""A probability on the right of a relation."""
MOST_LABELS, MOST_CHAINS = 12, 4


def own_spellings(chains: Sequence[Chain], vocabulary: Vocabulary, judge: Judge) -> Rewording:
    """The spellings of a text that its relations tell."""
    whole = {**raised_layers(chains, vocabulary), **conditionals(chains, vocabulary)}
    return {**whole, **labels([reworded(chain, whole) for chain in chains], vocabulary, judge)}


def conditionals(chains: Iterable[Chain], vocabulary: Vocabulary) -> Rewording:
    """Names of the text's own for the probabilities and divergences that stand on the left of a relation."""
    found: dict[re.Pattern[str], str] = {}
    for given in (each for chain in chains for side in chain.sides[1:] for each in LIKELY.findall(side.text)):
        found[spelling(given)] = r"\\mathrm{Pgiven}"
    for chain in chains:
        told = CONDITIONAL.fullmatch(chain.sides[0].text.strip()) if len(chain.sides) > 1 else None
        if told is None:
            continue
        word = "".join(re.findall(r"(?<![A-Za-z\\])[A-Za-z]+", told[1]))
        is_known = vocabulary.knows(Name(word, (), 0, 0)) or len(word) == 1
        found[spelling(told[0])] = rf"\\mathrm{{{word}{'given' if is_known else ''}}}"
    return found


def spelling(written: str, between: str = "", rest: str = "") -> re.Pattern[str]:
    """Where something stands, however it is spaced, with what may stand before its rest."""
    whole = r"\s*".join(map(re.escape, TOKENS.findall(written)))
    end = r"\s*".join(map(re.escape, TOKENS.findall(rest)))
    return re.compile(rf"(?<![A-Za-z\\]){whole}{between}{end}(?![A-Za-z])")


def labels(chains: Sequence[Chain], vocabulary: Vocabulary, judge: Judge) -> Rewording:
    """Names with labels that name a quantity, where a relation is true of it alone."""
    found: dict[re.Pattern[str], str] = {}
    seen: dict[tuple[str, str], list[Chain]] = {}
    for chain in chains:
        parts = LABELLED.fullmatch(chain.sides[0].text) if len(chain.sides) > 1 else None
        if parts is not None and may_be_label(parts, vocabulary):
            seen.setdefault((parts[1], parts[3]), []).append(chain)
    for (name, label), where in list(seen.items())[:MOST_LABELS]:
        one: Rewording = {spelling(name, STEP, label): name.replace("\\", r"\\") + r"\g<1>"}
        if any(is_true(reworded(chain, one), judge) for chain in where[:MOST_CHAINS]):
            found |= one
    return found


def may_be_label(parts: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether what stands below or above a name may only tell it from others."""
    word = LETTERS.search(parts[3])
    if word is None or not SCRIPTS.fullmatch(parts[4]) or word[0] in (*TURNED, *ANEW, *COUNTING, *vocabulary.ranges):
        return False
    whole = meaning(parts[0].strip(), vocabulary)
    is_known = isinstance(whole, Quantity) and not any(place.name == word[0] for place in whole.entry)
    bare = read_side(Side(parts[1] + parts[2] + parts[4], 1, 1), vocabulary, None).expr
    return isinstance(bare, Ref | Entry) and not is_known


def is_true(chain: Chain, judge: Judge) -> bool:
    """Whether a formula of a chain is true, or something of it with nothing of it false."""
    judged = judge(chain)
    is_false = any(each.finding.verdict in FALSE_VERDICTS for each in judged)
    return any(each.finding.is_accepted and (each.kind == "formula" or not is_false) for each in judged)
