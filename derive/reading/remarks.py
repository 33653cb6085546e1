"""What stands behind an answer and is none of it: a tick, the end of a proof, a remark in brackets: `(exact)`."""

from __future__ import annotations

from derive.language.human_words import words
from derive.language.patterns import regex

TICK = regex(r"(?:\\q?quad\b|\\[,;!: ]|\s)*(?:\\(?:checkmark|square|blacksquare|qed)\b|[✓✔✅∎□■☑])\s*\$?\s*$")
REMARK = regex(r"(?<=[\d\])}$])\s+\(([^\W\d_][^()\d=<>\\_^]{0,80})\)[\s.]*$")
WORD = regex(r"[^\W_]+(?:-[^\W_]+)*")


def without_remark(text: str) -> str:
    """The answer itself; the text as it is where nothing of the kind stands behind it."""
    text = TICK.sub("", text)
    found = REMARK.search(text)
    known = {word.lower() for word in words("remarks")} if found else frozenset()
    said = WORD.findall(found[1].lower()) if found else []
    is_remark = found is not None and all(word in known for word in said) and not WORD.sub("", found[1]).strip(" ,;.")
    return text[: found.start()] if found is not None and said and is_remark else text
