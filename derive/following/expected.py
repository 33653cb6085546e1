"""What should have stood in a line, for the tutor."""

from __future__ import annotations

from derive.following.own_point import evaluated
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.language.evaluate import decimals
from derive.language.expr import Expr


def expected(judge: Judge, asked: Expr | None, finding: Finding) -> str:
    """The true value of what is asked, to the digits asked, where something else was found; else nothing."""
    if finding.verdict not in ("wrong", "slip") or judge.home is None or asked is None:
        return ""
    value = evaluated(judge.home, asked, judge.problem.settings.layout, {})
    texts = decimals(value, judge.digits) if value is not None else []
    if value is None or any(text is None for text in texts):
        return ""
    columns = value.columns
    rows = [", ".join(text or "" for text in texts[k : k + columns]) for k in range(0, len(texts), columns)]
    return rows[0] if not value.shape else f"[{'; '.join(rows)}]"
