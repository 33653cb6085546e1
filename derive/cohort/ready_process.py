"""A process that stands ready: it has a problem loaded, and judges each write-up in a copy of itself.

Started as `python -m derive.cohort.ready_process`, it speaks over its standard streams: a line of JSON, then as many
bytes as the line says.  Whatever a write-up does to the copy that judges it, the next one finds this process as it
was.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from derive.cohort.limits import PIECE, Limits, Outcome
from derive.cohort.one_writeup import Reporter, WriteupJob
from derive.language.errors import DeriveError, fault

PROGRAM = (sys.executable, "-P", "-m", "derive.cohort.ready_process")
STARTING = 120.0
GRACE = 15.0
LONGEST_HEADER = 100_000_000


def send(stream: IO[bytes], header: Any, content: bytes = b"") -> None:
    stream.write(json.dumps({**header, "size": len(content)}).encode() + b"\n" + content)
    stream.flush()


def serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Load what the first message tells, then judge one write-up after the other until the stream ends."""
    try:
        job = job_of(json.loads(incoming.readline(LONGEST_HEADER))["job"])
        reporter = Reporter(job.load(), job.reveal, Path(job.templates) if job.templates else None).warm()
    except DeriveError as error:
        send(outgoing, {"status": "refused"}, str(error).encode())
        return
    gc.collect()
    gc.freeze()
    send(outgoing, {"status": "ready"})
    while line := incoming.readline(LONGEST_HEADER):
        header = json.loads(line)
        data = incoming.read(header["size"])
        outcome = reporter.apart(header["name"], data, job.forms, job.limits, header["source"])
        send(outgoing, {"status": outcome.status}, outcome.result)
        if outcome.status == "done":
            reporter.writeups.learn(json.loads(outcome.result)["learned"])


def job_of(table: dict[str, Any]) -> WriteupJob:
    pairs = {key: tuple(map(tuple, table[key])) for key in ("changes", "settings")}
    limits = Limits(**table["limits"])
    return WriteupJob(**{**table, **pairs, "forms": tuple(table["forms"]), "limits": limits})


def main() -> None:
    """Keep the streams for the messages, so that nothing that is printed gets among them."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    serve(incoming, outgoing)


class Warm:
    """Such a process, seen from outside; it is started anew when it fails."""

    def __init__(self, job: WriteupJob, program: tuple[str, ...] = PROGRAM) -> None:
        self.job = job
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.unread = b""

    def judge(self, name: str, data: bytes, source: str = "") -> Outcome:
        """What comes of a write-up: its report and documents as JSON.  Errors: a problem that cannot be loaded."""
        for _ in range(2):
            process = self.started()
            try:
                assert process.stdin is not None
                send(process.stdin, {"name": name, "source": source}, data)
            except OSError:
                self.stop()
                continue
            try:
                return self.reply(process, self.job.limits.seconds + GRACE)
            except TimeoutError:
                self.stop()
                return Outcome("time")
            except (EOFError, OSError, ValueError):
                self.stop()
                return Outcome("died")
        return Outcome("died")

    def started(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is None:
            return self.process
        self.stop()
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            self.program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        assert self.process.stdin is not None
        try:
            send(self.process.stdin, {"job": asdict(self.job)})
            outcome = self.reply(self.process, STARTING)
        except (EOFError, OSError, TimeoutError):
            self.stop()
            raise fault("the process that judges write-ups could not be started") from None
        if outcome.status != "ready":
            self.stop()
            raise fault(outcome.result.decode(errors="replace"))
        return self.process

    def reply(self, process: subprocess.Popen[bytes], seconds: float) -> Outcome:
        end = time.monotonic() + seconds
        while b"\n" not in self.unread:
            self.unread += self.piece(process, end)
        line, _, content = self.unread.partition(b"\n")
        header = json.loads(line)
        pieces, left = [content], header["size"] - len(content)
        while left > 0:
            pieces.append(self.piece(process, end))
            left -= len(pieces[-1])
        self.unread = b""
        return Outcome(header["status"], b"".join(pieces))

    def piece(self, process: subprocess.Popen[bytes], end: float) -> bytes:
        assert process.stdout is not None
        left = end - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(process.stdout.fileno(), PIECE)
        if not piece:
            raise EOFError
        return piece

    def stop(self) -> None:
        self.unread = b""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        self.process = None


class Stable:
    """The ready processes of this one, by what they have loaded; each is lent to one thread at a time."""

    def __init__(self, program: tuple[str, ...] = PROGRAM) -> None:
        self.program = program
        self.idle: dict[WriteupJob, list[Warm]] = {}
        self.lock = threading.Lock()
        self.owner = os.getpid()

    def judge(self, job: WriteupJob, name: str, data: bytes, source: str = "") -> Outcome:
        if self.owner != os.getpid():
            self.idle, self.lock, self.owner = {}, threading.Lock(), os.getpid()
        with self.lock:
            idle = self.idle.setdefault(job, [])
            warm = idle.pop() if idle else Warm(job, self.program)
        try:
            return warm.judge(name, data, source)
        finally:
            with self.lock:
                self.idle.setdefault(job, []).append(warm)

    def dismiss(self) -> None:
        """End the processes that nobody uses."""
        if self.owner != os.getpid():
            return
        with self.lock:
            for warm in [warm for idle in self.idle.values() for warm in idle]:
                warm.stop()
            self.idle.clear()


STABLE = Stable()
atexit.register(STABLE.dismiss)


def judge(job: WriteupJob, name: str, data: bytes, source: str = "") -> Outcome:
    """What comes of a write-up.  This is the work that an executor takes, in a thread, a process or on a cluster."""
    return STABLE.judge(job, name, data, source)


if __name__ == "__main__":
    main()
