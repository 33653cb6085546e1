"""TeX for tests: without it they skip with a reason, or fail if DERIVE_REQUIRE_TEX is set."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Printed:
    pages: int
    complaints: list[str]


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed"
        if os.environ.get("DERIVE_REQUIRE_TEX"):
            pytest.fail(f"{message}, and DERIVE_REQUIRE_TEX is set")
        pytest.skip(message)
    return found


def compiled(text: str, folder: Path) -> Printed:
    """What pdflatex says of a document: pages, errors, undefined references, overfull boxes."""
    pdflatex = need("pdflatex")
    (folder / "solution.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", "solution.tex"]
    for _ in range(2):
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (folder / "solution.log").read_text(encoding="latin-1")
    marks = ("! ", "Overfull", "undefined", "multiply defined", "LaTeX Warning: Reference", "Missing character")
    complaints = [line for line in log.splitlines() if line.startswith(marks) or "undefined" in line]
    if run.returncode:
        complaints.append(f"pdflatex ended with status {run.returncode}")
    pages = re.search(r"Output written on solution\.pdf \((\d+) page", log.replace("\n", ""))
    return Printed(int(pages[1]) if pages else 0, complaints)
