"""Facts that many tests hold the program against."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

FACTS = Path(__file__).parent / "facts"


@pytest.fixture(scope="session")
def reference() -> Mapping[str, Any]:
    """The true values of the reference exercise by name (`h[1]`, `dL/dU`), as decimal strings in nested lists."""
    table = json.loads((FACTS / "rnn3.json").read_text(encoding="utf-8"))["values"]
    return {re.sub(r"_(\d)", r"[\1]", name): value for name, value in table.items()}
