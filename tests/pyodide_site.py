"""A practice page for tests in a real browser, with the interpreter's files as the ordinary clients give them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import missing

from derive.practice.loopback import address, serving
from derive.practice.own_numbers import OwnNumbers
from derive.practice.packing import ALGEBRA, numbers_files, on_demand, package_files, program_files
from derive.practice.runtime import fetching_folder, looked_up, runtime
from derive.practice.site import Offer, site, written
from derive.problem import catalogue


def built(folder: Path, *names: str, offer: Offer | None = None, own: OwnNumbers | None = None) -> Path:
    """The folder of a page for problems of the catalogue; without the interpreter the test skips, or fails."""
    found = runtime(None)
    if found is None:
        missing("pyodide (by npm) with python-flint for it (by pip)")
    written(site([catalogue.load(name) for name in names], offer or Offer("hint", 2), found, own), folder)
    return folder


def loose(folder: Path) -> Path:
    """An engine that Node.js takes from plain files, without compiling or packing; it is not fetched for this."""
    kept = fetching_folder()
    found = looked_up(kept)[0] if kept else None
    if found is None and os.environ.get("DERIVE_REQUIRE_BROWSER"):
        found = runtime(None)
    if found is None:
        missing("pyodide in the cache (derive page fetches it)")
    assert found is not None
    (folder / "engine").symlink_to(found.interpreter[0].parent)
    wheel = dict(numbers_files(found.numbers))
    wheel["flint/__init__.py"] = on_demand(wheel["flint/__init__.py"].decode()).encode()
    algebra = (each for name in ALGEBRA for each in package_files(name))
    for name, data in (*program_files(), *wheel.items(), *algebra):
        (folder / "loose" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "loose" / name).write_bytes(data)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder as long as its server runs."""
    with serving(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address(server)
        server.shutdown()
