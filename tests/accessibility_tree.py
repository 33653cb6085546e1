"""What a browser tells a screen reader of a page: its accessibility tree, over Chromium's debugging pipe."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from select import select
from typing import Any

from browser import chromium

OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--remote-debugging-pipe")
PATIENCE = 60.0
"""Seconds to wait for an answer."""


class Browser:
    """A running Chromium; commands of its debugging protocol are JSON texts between zero bytes."""

    def __init__(self) -> None:
        (read_by_it, self.out), (self.back, written_by_it) = os.pipe(), os.pipe()
        command = ["bash", "-c", f'exec "$0" "$@" 3<&{read_by_it} 4>&{written_by_it}', chromium(), *OPTIONS]
        self.process = subprocess.Popen(command, pass_fds=(read_by_it, written_by_it), stderr=subprocess.DEVNULL)
        os.close(read_by_it)
        os.close(written_by_it)
        self.waiting = b""
        self.count = 0
        self.events: list[str] = []

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        os.close(self.out)
        os.close(self.back)

    def message(self) -> Any:
        while b"\0" not in self.waiting:
            assert select([self.back], [], [], PATIENCE)[0], "the browser does not answer"
            read = os.read(self.back, 1 << 16)
            assert read, "the browser ended"
            self.waiting += read
        found, _, self.waiting = self.waiting.partition(b"\0")
        return json.loads(found)

    def ask(self, method: str, session: str = "", **parameters: Any) -> Any:
        self.count += 1
        asked = {
            "id": self.count,
            "method": method,
            "params": parameters,
            **({"sessionId": session} if session else {}),
        }
        os.write(self.out, json.dumps(asked).encode() + b"\0")
        while (answer := self.message()).get("id") != self.count:
            self.events.append(answer.get("method", ""))
        assert "error" not in answer, answer
        return answer["result"]


def told(page: str, folder: Path) -> list[tuple[str, str]]:
    """The roles and names of everything on a page, in the order in which it is read."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    with Browser() as browser:
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.ask("Page.enable", session)
        browser.ask("Page.navigate", session, url=(folder / "page.html").as_uri())
        while "Page.loadEventFired" not in browser.events:
            browser.events.append(browser.message().get("method", ""))
        nodes = browser.ask("Accessibility.getFullAXTree", session)["nodes"]
    return [
        (node.get("role", {}).get("value", ""), node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]
