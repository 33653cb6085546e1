"""PDF/UA-1 by Typst, which needs no TeX, or PDF by the TeX of the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from derive.documents.formats import Format, by_templates
from derive.language.errors import fault

if TYPE_CHECKING:
    from derive.documents.manuscript import Manuscript

SLOWEST = 120
"""Seconds that TeX may take."""
OWN_SIGNS = r"\n -\u024f\u0300-\u03ff\u1e00-\u1eff\u2000-\u22ff\u25cf-\u27bf\U0001d400-\U0001d7ff"
OTHER_FONTS = re.compile(rf'font:(?! ?"New Computer Modern)|[^{OWN_SIGNS}]')
"""A font or a character for which those of the machine are looked through; Typst has its own for all others."""


def by_typst(source: str) -> bytes:
    """The accessible PDF of a document in Typst.  Errors: Typst is not installed, or refuses the document."""
    try:
        import typst
    except ImportError:
        told = "needs the extra `pdf`: pip install 'derive-steps[pdf]'; with TeX installed, --engine latex does without"
        raise fault(told, "--to pdf") from None
    try:
        made: bytes = typst.compile(
            source.encode(),
            format="pdf",
            pdf_standards="ua-1",
            timestamp=0,
            ignore_system_fonts=OTHER_FONTS.search(source) is None,
        )
    except typst.TypstError as error:
        raise fault(f"Typst refuses the document: {error}", "--to pdf") from None
    return made


def by_latex(source: str) -> bytes:
    """The PDF that pdflatex makes of a document.  Errors: there is no pdflatex, or it refuses the document."""
    program = shutil.which("pdflatex")
    if program is None:
        raise fault("there is no pdflatex on this machine; without --engine Typst makes the PDF", "--engine latex")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "solution.tex").write_text(source, encoding="utf-8")
        command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "solution.tex"]
        for _ in range(2):
            run(command, folder)
        return (folder / "solution.pdf").read_bytes()


def run(command: list[str], folder: Path) -> None:
    try:
        found = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        raise fault(f"pdflatex did not end within {SLOWEST} seconds", "--engine latex") from None
    if found.returncode:
        lines = found.stdout.decode("utf-8", "replace").splitlines()
        said = next((line for line in lines if line.startswith("! ")), f"status {found.returncode}")
        raise fault(f"pdflatex refuses the document: {said}", "--engine latex")


ENGINES = {"typst": ("typ", by_typst), "latex": ("tex", by_latex)}


def as_pdf(row: Format, manuscript: Manuscript) -> bytes:
    """The document as PDF, by the engine that was chosen."""
    from derive.documents.formats import FORMATS

    source, compiled = ENGINES[manuscript.choices.engine]
    return compiled(by_templates(FORMATS[source], manuscript))
