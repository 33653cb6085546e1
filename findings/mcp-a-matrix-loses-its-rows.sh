#!/usr/bin/env bash
# The MCP SDK 2.3.0: a tool that returns a matrix as lists of numbers tells its entries one by one, and no rows.
#
# One would guess: the text that goes to the assistant is the value as JSON, as it is for a model or a dictionary.
# What happens: lists are taken apart at every depth, and each number is a block of text of its own. A matrix of 2 by 3
# and its transpose flattened, or a list of six, tell the same. Only the structured content, which many clients do not
# hand on, has the rows.
# Seen: "2 x 3: 1.0|2.0|3.0|4.0|5.0|6.0; 3 x 2: 1.0|2.0|3.0|4.0|5.0|6.0; dictionary: one block"
# Why it matters: a gradient has a shape, and whether W or its transpose is meant is what students get wrong. Our tools
# return a table of texts: tests/test_mcp.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'mcp==2.3.0'
found=$("$folder/venv/bin/python" - <<'PY'
import asyncio

import mcp
from mcp.server import MCPServer

app = MCPServer("gradients")


@app.tool()
def wide() -> list[list[float]]:
    return [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@app.tool()
def tall() -> list[list[float]]:
    return [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


@app.tool()
def named() -> dict[str, list[list[float]]]:
    return {"value": [[1.0, 2.0], [3.0, 4.0]]}


async def told() -> None:
    async with mcp.Client(app) as client:
        texts = [[each.text for each in (await client.call_tool(name, {})).content] for name in ("wide", "tall", "named")]
    assert len(texts[2]) == 1
    two, three = map("|".join, texts[:2])
    print(f"2 x 3: {two}; 3 x 2: {three}; dictionary: one block")


asyncio.run(told())
PY
)
echo "$found"
test "$found" = "2 x 3: 1.0|2.0|3.0|4.0|5.0|6.0; 3 x 2: 1.0|2.0|3.0|4.0|5.0|6.0; dictionary: one block"
