"""The pages of the Python API: `python tests/api_pages.py FOLDER` (pip install 'derive-steps[docs]').

The façade is loaded when it is first used, so it is used once before it is described; nothing else is public.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pdoc

import derive


def main(folder: str) -> None:
    """Write the pages; a name that stands for nothing, or says nothing of itself, is an error."""
    for name in derive.__all__:
        setattr(derive, name, getattr(derive, name))
    pdoc.render.configure(docformat="markdown", show_source=False)
    pdoc.pdoc("derive", "!derive.", output_directory=Path(folder))
    page = (Path(folder) / "derive.html").read_text(encoding="utf-8")
    missing = [name for name in derive.__all__ if f'id="{name}"' not in page]
    if missing:
        sys.exit(f"not on the page: {', '.join(missing)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
