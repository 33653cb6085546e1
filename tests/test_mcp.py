"""The tools for assistants, called by the SDK's own client, in memory and over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from derive import api
from derive.commands.mcp_server import server
from derive.commands.mcp_tools import Tools
from derive.language.errors import ProblemError
from derive.problem import catalogue

RIGHT = "[0.3630, -0.0457, -0.3172]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inside").mkdir()
    text = (catalogue.CATALOGUE / "logistic.toml").read_text(encoding="utf-8")
    (tmp_path / "inside" / "mine.toml").write_text(text, encoding="utf-8")
    (tmp_path / "outside.toml").write_text(text, encoding="utf-8")
    (tmp_path / "inside" / "link.toml").symlink_to(tmp_path / "outside.toml")
    return tmp_path / "inside"


async def session(client: Any) -> None:
    """What an assistant may ask, right and wrong."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"problems", "solve", "check", "check_writeup", "lint", "vary", "dialects"}
    assert tools["solve"].input_schema["required"] == ["problem"]
    assert tools["solve"].output_schema["title"] == "ToldSolution"
    assert all(tool.description for tool in tools.values())

    async def ask(tool: str, **given: Any) -> Any:
        return await client.call_tool(tool, given)

    solved = await ask("solve", problem="rnn", questions=["dL/dc", "L"])
    first, second = solved.structured_content["results"]
    assert (first["shape"], first["value"]) == ([3, 1], [["0.3630"], ["-0.0457"], ["-0.3172"]])
    assert (second["shape"], second["value"]) == ([], [["2.0144"]])
    assert len(solved.content) == 1, "a matrix keeps its rows"
    judged = await ask("check", problem="rnn", question="dL/dc", answer=RIGHT)
    assert judged.structured_content["verdict"] == "right"
    wrong = await ask("check", problem="rnn", question="dL/dc", answer="[1.0890, -0.1372, -0.9517]")
    assert wrong.structured_content["diagnosis"] == "missing_mean_factor"
    report = await ask("check_writeup", problem="mine.toml", text="$$z = 1.75$$\n\n$$\\hat y = 0.3$$\n")
    assert [line["verdict"] for line in report.structured_content["lines"]] == ["right", "wrong"]
    varied = await ask("vary", problem="logistic", count=2, seed=7)
    assert [each["number"] for each in varied.structured_content["variants"]] == [1, 2]
    assert "rounding boundary" in (await ask("lint", problem="rnn")).structured_content["warnings"][0]
    assert (await ask("dialects", operation="relu")).structured_content["lines"]
    assert "mine.toml" in (await ask("problems")).structured_content["files"]
    for tool, given, told in (
        ("solve", {"problem": "rnnn"}, "did you mean rnn"),
        ("solve", {"problem": "../outside.toml"}, "no problem"),
        ("solve", {"problem": "link.toml"}, "no problem"),
        ("solve", {"problem": "rnn", "questions": ["dL/dX"]}, "X"),
        ("solve", {"problem": "rnn", "digits": 99}, "expected 0 to 30"),
        ("vary", {"problem": "rnn", "count": 500}, "expected 1 to 20"),
        ("check", {"problem": "rnn", "question": "dL/dc", "answer": "1" * 300_000}, "the limit is 200000"),
    ):
        found = await ask(tool, **given)
        assert found.is_error, given
        assert told in found.content[0].text, found.content[0].text


def test_the_sdks_own_client_gets_what_it_asks_for(folder: Path) -> None:
    mcp = pytest.importorskip("mcp")

    async def both() -> None:
        async with mcp.Client(server(folder, api.solve_problem)) as client:
            await session(client)
        command = ["-m", "derive", "mcp", "--folder", str(folder)]
        stdio = mcp.StdioServerParameters(command=sys.executable, args=command, env={**os.environ})
        async with mcp.Client(stdio) as client:
            solved = await client.call_tool("solve", {"problem": "rnn", "questions": ["L"]})
            assert solved.structured_content["results"][0]["value"] == [["2.0144"]]

    asyncio.run(both())


def test_no_path_of_the_client_leads_anywhere(folder: Path) -> None:
    tools = Tools(folder, api.solve_problem)
    for name in ("../outside.toml", str(folder / "mine.toml"), "link.toml", "inside/mine.toml", "", "."):
        with pytest.raises(ProblemError, match="no problem"):
            tools.found(name)
    assert tools.found("mine.toml").title == catalogue.load("logistic").title
    with pytest.raises(ProblemError, match="no problem"):
        Tools(None, api.solve_problem).found("mine.toml")


def test_what_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(ProblemError, match=r"pip install 'derive-steps\[mcp\]'"):
        server(None, api.solve_problem)
