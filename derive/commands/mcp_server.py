"""`derive mcp`: the tools over standard input and output, by the Model Context Protocol.

https://modelcontextprotocol.io.  Nothing else may be printed there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from derive.commands.mcp_tools import Tools
from derive.documents.words import Words
from derive.language.errors import DeriveError, fault

NEEDS = "needs the extra `mcp`: pip install 'derive-steps[mcp]'"


def server(folder: Path | None, solve: Callable[..., Any]) -> Any:
    """The server with all tools.  Errors: `ProblemError` where the SDK is not installed, or there is no such folder."""
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise fault(NEEDS, "mcp") from None
    if folder is not None and not folder.is_dir():
        raise fault("no such folder", f"--folder {folder}")
    app = MCPServer("derive", instructions=Words("en", None, "handout")("mcp.instructions"))
    for tool in Tools(folder, solve).all():
        app.tool()(telling(tool, ToolError))
    return app


def telling(tool: Callable[..., Any], error: type[Exception]) -> Callable[..., Any]:
    """The tool with its complaints as errors that the client is told; the text of any other is kept from it."""

    @functools.wraps(tool)
    def told(*args: Any, **named: Any) -> Any:
        try:
            return tool(*args, **named)
        except DeriveError as found:
            raise error(str(found)) from None

    return told
