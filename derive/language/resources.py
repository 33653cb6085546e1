"""Where templates and sentences lie: the user's folder, the installed package, or beside it in a checkout."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def template_folders(templates: Path | None = None) -> list[Path]:
    """The folders to look in, in order."""
    folders = [templates] if templates else []
    return [*folders, PACKAGE / "templates", PACKAGE.parent / "templates"]


@cache
def document_languages() -> tuple[str, ...]:
    """The human languages of documents and reports: those that `templates/reasons/` has a file for, English first."""
    folder = next(folder / "reasons" for folder in template_folders() if (folder / "reasons").is_dir())
    return tuple(sorted((path.stem for path in folder.glob("*.toml")), key=lambda name: (name != "en", name)))


def cache_folder() -> Path | None:
    """A folder of the user's for compiled templates and grammar; `None` where it cannot be made."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "derive" / f"{sys.version_info[0]}{sys.version_info[1]}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
