"""How much of a submission is read at most."""

from __future__ import annotations

LARGEST_FILE = 64_000_000
"""Bytes of a file; only a notebook with pictures comes near."""
LONGEST_TEXT = 1_000_000
"""Characters that are read, a notebook's pictures left out."""
MOST_MARKS = 3_000_000
"""Brackets and commas of a notebook: what its size in memory depends on."""
LONGEST_FORMULA = 40_000
"""Tokens of one display."""
MOST_CHAINS = 10_000
LONGEST_CHAIN = 400
"""Sides of one chain."""
LONGEST_SIDE = 20_000
DEEPEST = 60
"""Nested brackets and environments within one side."""
MOST_UNREAD = 200
EXPANSION = 4
"""Work on macros: so many tokens for each of the text, and …"""
FREE_EXPANSION = 100_000
"""… so many for nothing."""
LONGEST_ECHO = 120
"""Characters of a passage that is reported as unread."""
LONGEST_LEAD = 160
