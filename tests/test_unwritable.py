"""Folders that refuse files, and disks that are full: one sentence with the place, and no file that is not whole."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main

REFUSING = Path("/sys/derive")
"""A folder that not even root can make."""
HANDED = Path(__file__).parent / "submissions"
COMMANDS = (
    ("solve", "logistic"),
    ("show", "logistic", "--to", "tex"),
    ("vary", "logistic", "--count", "1"),
    ("graph", "logistic"),
    ("export", "logistic", "--to", "gift"),
    ("check", "logistic", str(HANDED / "empty.md")),
    ("check", "logistic", str(HANDED)),
    ("autograder", "logistic"),
)
ROOM = 20_000
"""Bytes that a file may have: enough for Markdown, too few for a web page."""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_folder_that_refuses_files_is_told_in_a_sentence(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*command, "-o", str(REFUSING / "out")])
    assert shown.exit_code == 2, shown.output
    said = [line for line in shown.stderr.splitlines() if line]
    assert len(said) == 1
    assert said[0].startswith(f"derive: {REFUSING}")
    assert "cannot be " in said[0]
    assert not REFUSING.exists()


def test_a_file_that_the_disk_has_no_room_for_leaves_none_that_is_not_whole(tmp_path: Path) -> None:
    """The kernel stops the writing midway."""
    words = ["solve", "logistic", "--to", "md,html", "-o", str(tmp_path / "out")]
    run = subprocess.run(
        [sys.executable, "-m", "derive", *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
    )
    assert run.returncode == 2, run.stderr
    assert run.stderr.strip().splitlines() == [
        f"derive: {tmp_path / 'out' / 'solution.html'}: cannot be written: File too large"
    ]
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {"solution.md"}
