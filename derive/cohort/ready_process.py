"""A process that stands ready: it has a problem loaded, and judges each write-up in a copy of itself.

Started as `python -m derive.cohort.ready_process`, it speaks over its standard streams.  Whatever a write-up does to
the copy that judges it, the next one finds this process as it was.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from derive.cohort.by_variant import reporter_for
from derive.cohort.handed_out import Handed
from derive.cohort.limits import Channel, Limits, Outcome, has_processes, needs_limits
from derive.cohort.one_writeup import Reporter, WriteupJob
from derive.language.errors import DeriveError, fault

PROGRAM = (sys.executable, "-P", "-m", "derive.cohort.ready_process")
STARTING = 120.0
SELDOM = 100_000, 50, 100
"""How many new objects wait for the garbage collector: a copy lives for a moment, within limits of memory."""
GRACE = 15.0


def serve(channel: Channel) -> None:
    """Load what the first message tells, then judge one write-up after the other until the stream ends."""
    try:
        needs_limits()
        job = job_of(channel.receive().header["job"])
        reporter = reporter_for(job)
        reporter.warm(job.forms)
    except DeriveError as error:
        channel.send({"status": "refused"}, str(error).encode())
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    channel.send({"status": "ready"})
    while True:
        try:
            asked = channel.receive()
        except EOFError:
            return
        outcome = reporter.apart(asked.header["name"], asked.content, job.forms, job.limits, asked.header["source"])
        channel.send({"status": outcome.status}, outcome.result)
        if outcome.status == "done":
            reporter.writeups.learn(json.loads(outcome.result)["learned"])


def job_of(table: dict[str, Any]) -> WriteupJob:
    pairs = {key: tuple(map(tuple, table[key])) for key in ("changes", "settings")}
    limits = Limits(**table["limits"])
    handed = tuple(Handed(each["number"], each["source"], tuple(each["people"])) for each in table["handed"])
    return WriteupJob(**{**table, **pairs, "forms": tuple(table["forms"]), "limits": limits, "handed": handed})


def main() -> None:
    """Keep the streams for the messages, so that nothing that is printed gets among them."""
    channel = Channel(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    serve(channel)


class Warm:
    """Such a process, seen from outside; it is started anew when it fails."""

    def __init__(self, job: WriteupJob, program: tuple[str, ...] = PROGRAM) -> None:
        self.job = job
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None

    def judge(self, name: str, data: bytes, source: str = "") -> Outcome:
        """What comes of a write-up: its report and documents as JSON.  Errors: a problem that cannot be loaded."""
        for _ in range(2):
            channel = self.channel()
            try:
                channel.send({"name": name, "source": source}, data)
            except OSError:
                self.stop()
                continue
            try:
                return reply(channel, self.job.limits.seconds + GRACE)
            except TimeoutError:
                self.stop()
                return Outcome("time")
            except (EOFError, OSError, ValueError):
                self.stop()
                return Outcome("died")
        return Outcome("died")

    def channel(self) -> Channel:
        process = self.started()
        assert process.stdin is not None
        assert process.stdout is not None
        return Channel(process.stdout.fileno(), process.stdin.fileno())

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
        try:
            channel = self.channel()
            channel.send({"job": asdict(self.job)})
            outcome = reply(channel, STARTING)
        except (EOFError, OSError, ValueError):
            self.stop()
            raise fault("the process that judges write-ups could not be started") from None
        if outcome.status != "ready":
            self.stop()
            raise fault(outcome.result.decode(errors="replace"))
        return self.process

    def stop(self) -> None:
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


def reply(channel: Channel, seconds: float) -> Outcome:
    message = channel.receive(seconds)
    return Outcome(message.header["status"], message.content)


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
    if not has_processes():
        return reporter_here(job).apart(name, data, job.forms, job.limits, source)
    return STABLE.judge(job, name, data, source)


@lru_cache(maxsize=2)
def reporter_here(job: WriteupJob) -> Reporter:
    """What checks write-ups in this process where there are no others."""
    return reporter_for(job)


if __name__ == "__main__":
    main()
