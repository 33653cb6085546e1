"""Signs that a keyboard lacks, as they are typed: `||x||`, `w <- w - …`, `grad_w L`."""

from __future__ import annotations

import re

TYPED = (
    (re.compile(r"\|\|([^|\n]{1,60})\|\|(?=\s*(?:[_^=≈+*/<>·-]|\\(?:approx|leq?|geq?)))"), r"‖\1‖"),
    (re.compile(r"(?<=[\w)\]}'])[ \t]<-{1,2}[ \t](?=[\w(\[\\])"), " ← "),
    (re.compile(r"(?<![\w\\])grad_(\w{1,4}|\{\w{1,8}\})(?=[ \t]+[A-Z]\b)"), r"∇_\1"),
    (re.compile(r"\\(?:operatorname|mathrm|text)\s*\{\s*grad\s*\}\s*(?=_)"), r"\\nabla"),
)
"""How a sign is typed, and the sign.  Bars in pairs are those of a norm where something is said of it."""


def with_signs(text: str) -> str:
    """The text with signs in place of what was typed for them; no line gets longer."""
    for typed, sign in TYPED:
        text = typed.sub(sign, text)
    return text
