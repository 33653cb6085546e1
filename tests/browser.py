"""A browser for tests, and axe in it: without them a test skips with the tool's name, or fails if they are required."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
RUN = """
document.querySelectorAll("details").forEach(each => { each.open = true; });
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const told = document.createElement("pre");
  told.id = "told";
  told.textContent = JSON.stringify(found.violations.map(each => [each.id, each.nodes.length, each.nodes[0].html]));
  document.body.append(told);
});
"""


def missing(what: str) -> None:
    message = f"{what} is not installed"
    if os.environ.get("DERIVE_REQUIRE_BROWSER"):
        pytest.fail(f"{message}, and DERIVE_REQUIRE_BROWSER is set")
    pytest.skip(message)


def judge(module: str) -> Any:
    """A module of the extra `judges`."""
    try:
        return importlib.import_module(module)
    except ImportError:
        message = f"{module.partition('.')[0]} is not installed (extra `judges`)"
    if os.environ.get("DERIVE_REQUIRE_JUDGES"):
        pytest.fail(f"{message}, and DERIVE_REQUIRE_JUDGES is set")
    pytest.skip(message)


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("chromium")
    return str(found)


def axe() -> str:
    """The script of axe-core."""
    return global_package("axe-core/axe.min.js").read_text(encoding="utf-8")


def global_package(place: str) -> Path:
    """A file of a package, where npm installs packages for all."""
    npm = shutil.which("npm")
    if npm is None:
        missing(f"npm (for {place})")
    root = subprocess.run([str(npm), "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    if not (Path(root) / place).exists():
        missing(place)
    return Path(root) / place


def shown(page: str, folder: Path, width: int = 1280, *options: str) -> str:
    """The elements of a page as the browser has them after it was loaded."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command += [f"--window-size={width},1000", "--virtual-time-budget=20000", *options, "--dump-dom"]
    run = subprocess.run(
        [*command, (folder / "page.html").as_uri()], capture_output=True, text=True, check=False, timeout=120
    )
    return run.stdout


def violations(page: str, folder: Path, *options: str) -> list[Any]:
    """What axe finds on a page, with all that folds open."""
    tried = POLICY.sub("", page).replace("</body>", f"<script>{axe()}</script><script>{RUN}</script></body>")
    found = re.search(r'<pre id="told">(.*?)</pre>', shown(tried, folder, 1280, *options), re.S)
    assert found, "axe did not end"
    told: list[Any] = json.loads(unescape(found[1]))
    return told
