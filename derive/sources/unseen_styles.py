"""What the styles of HTML and Word do not show: what is white or clear, of no size, or placed off the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.language.patterns import regex

FAINT = 0.9
"""From here on, on each of red, green and blue, a colour on white is not read; black is 0, white is 1."""
NUMBER = re.compile(r"\d*\.?\d+")
HEX = re.compile(r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
CSS_RGB = re.compile(r"rgba?\(([^()]*)\)")
NOTHING = r"(?:0(?:\.0\d*)?|\.0\d*)(?![.\d])"
INVISIBLE = regex(
    r"(?:^|[\"']|(?<![:\s])\s)\s*hidden(?=\s*(?:=|$|\s[\w-]+=))|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    rf"|opacity\s*:\s*{NOTHING}|font-size\s*:\s*(?:{NOTHING}|0?\.\d+(?:px|pt))|transform\s*:\s*scale\(\s*{NOTHING}"
    r"|(?:text-indent|left|right|top|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?![.\d])[^\"']*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
COLOUR = re.compile(r"(?<![\w-])color\s*[:=]\s*[\"']?\s*(rgba?\([^()]*\)|[#\w]+)", re.IGNORECASE)
BEHIND = re.compile(
    r"(?<![\w-])(?:background(?:-color)?|bgcolor)\s*[:=]\s*[\"']?\s*(rgba?\([^()]*\)|[#\w]+)", re.IGNORECASE
)
STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;\"']*line-through", re.IGNORECASE)


def is_unseen(attributes: str) -> bool:
    """Whether the attributes of a tag, or a style, say that what stands within is not seen."""
    colour, behind = COLOUR.search(attributes), BEHIND.search(attributes)
    is_on_white = behind is None or is_white_in_css(behind[1])
    is_white = colour is not None and is_on_white and is_white_in_css(colour[1])
    return is_white or INVISIBLE.search(attributes) is not None


def is_white_in_css(colour: str) -> bool:
    """Whether a colour of a style sheet cannot be seen: `white`, `#fff`, `rgb(255, 255, 255)`, `transparent`."""
    colour = colour.strip().lower()
    found = CSS_RGB.fullmatch(colour)
    if found is not None:
        parts = [float(each) for each in NUMBER.findall(found[1])]
        is_clear = len(parts) == 4 and parts[3] == 0
        return is_clear or is_faint([part / 255 for part in parts[:3]])
    return colour in ("white", "snow", "ivory", "transparent") or is_faint(hexadecimal(colour))


def hexadecimal(colour: str) -> list[float]:
    """The parts of `FFFFFF` or `fff`; none where it is no such number."""
    found = HEX.fullmatch(colour)
    if found is None:
        return []
    width = len(found[1]) // 3
    return [int(found[1][k : k + width], 16) / (16**width - 1) for k in range(0, 3 * width, width)]


def is_faint(parts: Sequence[float]) -> bool:
    return bool(parts) and all(part >= FAINT for part in parts)
