"""A look at the folder of a practice page: a server that only this machine reaches."""

from __future__ import annotations

import re
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from derive.language.errors import fault
from derive.practice.site import POLICY

HERE = "127.0.0.1"
OWN_NAME = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?", re.IGNORECASE)
TYPES = {
    **{".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"},
    **{".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"},
    ".pack": "application/octet-stream",
}


class Handler(SimpleHTTPRequestHandler):
    """Sends files of the folder with the page's policy, and says nothing on the terminal."""

    def send_head(self) -> Any:
        """The file that is asked for.  A name that leads here from elsewhere is refused: with it the page of another
        place could read this one as its own."""
        if not OWN_NAME.fullmatch(self.headers.get("Host", HERE)):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if "\0" in unquote(self.path) or self.leads_out():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def leads_out(self) -> bool:
        """Whether a link in the folder leads to what is not in it."""
        found = Path(self.translate_path(self.path)).resolve()
        return not found.is_relative_to(Path(self.directory).resolve())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """No listing: the pages link to what there is."""
        self.send_error(404)

    def guess_type(self, path: str | PathLike[str]) -> str:
        """The kind of a file, by the table above rather than by that of the system."""
        return TYPES.get(Path(path).suffix) or super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        return


class Loopback(ThreadingHTTPServer):
    """Says nothing of a browser that goes away in the middle of a file."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def serving(folder: Path, port: int = 0) -> Loopback:
    """A server for the folder.  Errors: no page is in it, or the port is taken."""
    if not (folder / "index.html").is_file():
        raise fault("no page in this folder; expected one that derive page wrote", str(folder))
    try:
        return Loopback((HERE, port), partial(Handler, directory=str(folder)))
    except OSError as error:
        raise fault(f"cannot be used: {error.strerror}", f"--port {port}") from None


def address(server: Loopback) -> str:
    return f"http://{HERE}:{server.server_port}/"
