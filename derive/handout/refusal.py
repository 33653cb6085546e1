"""Why numbers are not handed out."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """Why numbers are not handed out; the value is the key of a sentence."""

    NO_VALUE = "no_value"
    KINK = "kink"
    SATURATED = "saturated"
    SMALL = "small"
    ZERO = "zero"
    BOUNDARY = "boundary"
    MISTAKES = "mistakes"
    TAKEN = "taken"
