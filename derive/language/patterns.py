"""Patterns that are compiled where they are first used: one answer uses a third of all that could be asked of it."""

from __future__ import annotations

import re
from typing import Any, cast

METHODS = ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer", "scanner", "pattern")


class Uncompiled:
    """A pattern before its first use; after that its methods are those of the compiled one."""

    def __init__(self, source: str, flags: int) -> None:
        self.source, self.flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        found = re.compile(self.source, self.flags)
        self.__dict__.update({method: getattr(found, method) for method in METHODS})
        return getattr(found, name)


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, later."""
    return cast("re.Pattern[str]", Uncompiled(source, flags))
