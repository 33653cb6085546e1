"""Facts that many tests hold the program against."""

from __future__ import annotations

import gc
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

STARTED = time.monotonic()
FACTS = Path(__file__).parent / "facts"
PROCESSES = 2
SELDOM = 50_000, 20, 20
"""How many new objects wait for the garbage collector: thousands of tests and cases are looked through each time."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite is shared between processes; for a part of it, starting them costs more than they save.

    Each of the processes comes by here too and must not start others.
    """
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    is_first = "PYTEST_XDIST_WORKER" not in os.environ
    if is_whole and is_first and config.pluginmanager.has_plugin("xdist") and config.option.numprocesses is None:
        config.option.numprocesses, config.option.dist = PROCESSES, "worksteal"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where the sweep has only so many seconds, what is left of it then is skipped and counted as that."""
    most = float(os.environ.get("DERIVE_SWEEP_SECONDS", "inf"))
    if item.get_closest_marker("sweep") and time.monotonic() - STARTED > most:
        pytest.skip(f"the sweep has {most:.0f} seconds")


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so that the garbage collector need not look through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@pytest.fixture(scope="module")
def kept_ready() -> Iterator[None]:
    """A process that stands ready is kept from one run over a folder to the next, which may ask for the same; there is
    one at a time where a test gives no executor of its own."""
    from derive.cohort import cohort, ready_process

    with pytest.MonkeyPatch.context() as patch:
        stable = ready_process.Stable()
        dismiss = stable.dismiss
        patch.setattr(stable, "dismiss", lambda: None)
        patch.setattr(ready_process, "STABLE", stable)
        patch.setattr(cohort, "processors", lambda: 1)
        yield
        dismiss()


@pytest.fixture(scope="session")
def reference() -> Mapping[str, Any]:
    """The true values of the reference exercise by name (`h[1]`, `dL/dU`), as decimal strings in nested lists."""
    table = json.loads((FACTS / "rnn3.json").read_text(encoding="utf-8"))["values"]
    return {re.sub(r"_(\d)", r"[\1]", name): value for name, value in table.items()}
