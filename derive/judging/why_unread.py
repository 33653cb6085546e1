"""Of which class it is that a statement was not read."""

from __future__ import annotations

from derive.judging.finding import NOT_JUDGED, Finding
from derive.reading.result import Fault

BY_FAULT = {
    Fault.SIGN: "notation",
    Fault.GRAMMAR: "notation",
    Fault.FORBIDDEN: "notation",
    Fault.UNKNOWN_NAME: "name",
    Fault.WITHOUT_INDEX: "name",
    Fault.INDEX: "name",
    Fault.NO_QUANTITY: "name",
    Fault.NUMBERED: "unclear",
    Fault.UNCLEAR: "unclear",
    Fault.NO_VALUE: "unclear",
    Fault.BEYOND: "beyond",
    Fault.SHAPE: "shape",
    Fault.LIMIT: "limit",
}


def why_unread(finding: Finding) -> str:
    """The class of a finding that is no judgement; nothing for one that is."""
    if finding.verdict not in NOT_JUDGED:
        return ""
    return finding.why or ("limit" if finding.verdict == "refused" else "unclear")
