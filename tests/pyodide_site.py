"""A practice page for tests in a real browser, with the interpreter's files as the ordinary clients give them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import missing

from derive.practice.loopback import address, serving
from derive.practice.runtime import runtime
from derive.practice.site import Offer, site, written
from derive.problem import catalogue


def built(folder: Path, *names: str, offer: Offer | None = None) -> Path:
    """The folder of a page for problems of the catalogue; without the interpreter the test skips, or fails."""
    found = runtime(None)
    if found is None:
        missing("pyodide (by npm) with python-flint for it (by pip)")
    written(site([catalogue.load(name) for name in names], offer or Offer("hint", 2), found), folder)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder as long as its server runs."""
    with serving(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address(server)
        server.shutdown()
