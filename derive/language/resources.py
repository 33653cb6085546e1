"""Where templates and sentences lie: the user's folder, the installed package, or beside it in a checkout."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def template_folders(templates: Path | None = None) -> list[Path]:
    """The folders to look in, in order."""
    folders = [templates] if templates else []
    return [*folders, PACKAGE / "templates", PACKAGE.parent / "templates"]


def cache_folder() -> Path | None:
    """A folder of the user's for compiled templates and grammar; `None` where it cannot be made."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "derive" / f"{sys.version_info[0]}{sys.version_info[1]}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
