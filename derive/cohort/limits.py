"""The one way in which work is limited: a copy of this process, and messages to and from it.

The copy has limits on time, memory and files, prints to nobody, and hands over bytes and JSON, never objects: whatever
a student's text does to it, what comes back is data.

In a browser there are no processes: there the work is done in this one, and the page, which has the clock, ends the
whole interpreter where it takes too long.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Protocol

from derive.language.errors import fault

SECONDS = 60.0
MEMORY = 1_500_000_000
"""Bytes of address space beyond what the process starts with."""
LARGEST_RESULT = 200_000_000
LONGEST_HEADER = 100_000_000
PIECE = 1 << 16
SPARE_SECONDS = 2
MOST_FILES = 64
DONE, OUT_OF_MEMORY, FAILED = 0, 3, 4
UNLIMITED = (
    "this system sets no limits on the time and memory of a process, so nothing that others wrote is judged here; "
    "expected Linux, macOS or the Windows Subsystem for Linux"
)


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `done` with its result, or `time`, `memory` or `died` without one."""

    status: str
    result: bytes = b""


@dataclass(frozen=True, slots=True)
class Message:
    header: dict[str, Any]
    content: bytes = b""


class Channel:
    """Two ends of pipes for messages: a line of JSON, then as many bytes as the line says."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self.rest = bytearray()

    def send(self, header: Mapping[str, Any], content: bytes = b"") -> None:
        """Errors: `OSError` where nobody reads any more."""
        left = memoryview(json.dumps({**header, "size": len(content)}).encode() + b"\n" + content)
        while left:
            left = left[os.write(self.writing, left) :]

    def receive(self, seconds: float | None = None) -> Message:
        """The next message.  Errors: `TimeoutError`; `EOFError` where no more will come; `ValueError` if it is none."""
        end = None if seconds is None else time.monotonic() + seconds
        while (stop := self.rest.find(b"\n")) < 0:
            if len(self.rest) > LONGEST_HEADER:
                raise ValueError("no message")
            self.rest += self.piece(end)
        header = json.loads(self.rest[:stop])
        last = stop + 1 + header["size"]
        if header["size"] > LARGEST_RESULT:
            raise ValueError("too large a message")
        while len(self.rest) < last:
            self.rest += self.piece(end)
        content = bytes(self.rest[stop + 1 : last])
        del self.rest[:last]
        return Message(header, content)

    def piece(self, end: float | None) -> bytes:
        left = None if end is None else end - time.monotonic()
        if left is not None and (left <= 0 or not select.select([self.reading], [], [], left)[0]):
            raise TimeoutError
        piece = os.read(self.reading, PIECE)
        if not piece:
            raise EOFError
        return piece

    def close(self) -> None:
        for end in {self.reading, self.writing}:
            os.close(end)


class Taking(Protocol):
    """Whatever takes messages."""

    def send(self, header: Mapping[str, Any], content: bytes = b"") -> None: ...


class Gathered:
    """Messages that stay where they were sent, in the form that they have at the other end of a channel."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, header: Mapping[str, Any], content: bytes = b"") -> None:
        self.messages.append(Message(json.loads(json.dumps({**header, "size": len(content)})), content))


Work = Callable[[Taking], None]
Serving = Callable[[Channel], None]


class Copy:
    """A copy of this process at its work, seen from the one that started it."""

    def __init__(self, work: Serving, limits: Limits) -> None:
        needs_limits()
        (reading, sending), (taking, writing) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            in_copy(work, Channel(taking, sending), limits)
        os.close(sending)
        os.close(taking)
        self.channel = Channel(reading, writing)
        self.status = ""

    def ended(self, waiting: bool = True) -> str:
        """How it ended; nothing as long as it has not and nobody is waiting."""
        if not self.status:
            pid, status = os.waitpid(self.pid, 0 if waiting else os.WNOHANG)
            if not pid:
                return ""
            code = os.waitstatus_to_exitcode(status)
            self.status = {DONE: "done", OUT_OF_MEMORY: "memory", -int(signal.SIGXCPU): "time"}.get(code, "died")
            self.channel.close()
        return self.status

    def stop(self) -> None:
        if not self.status:
            os.kill(self.pid, signal.SIGKILL)
            self.ended()


@cache
def has_processes() -> bool:
    """Whether work can be given to a process; in a browser that is found by trying, since `os.fork` is there.

    Systems that are no browser are not asked: one that only fails now must not be taken for one without processes.
    """
    if sys.platform != "emscripten":
        return True
    try:
        pid = os.fork()
    except OSError:
        return False
    if pid == 0:
        os._exit(DONE)
    os.waitpid(pid, 0)
    return True


def needs_limits() -> None:
    """Errors: `ProblemError` where a process cannot be copied, or a copy not limited."""
    try:
        import resource
    except ImportError:
        raise fault(UNLIMITED) from None
    if not hasattr(os, "fork") or not hasattr(resource, "RLIMIT_AS"):
        raise fault(UNLIMITED)


def apart(work: Work, limits: Limits) -> tuple[str, list[Message]]:
    """How some work in a copy of this process ended (as an `Outcome` says it), and all that it handed over till then.

    Without processes it is done here.  Errors: `ProblemError` where the system has no such limits.
    """
    if not has_processes():
        return in_place(work)
    copy = Copy(work, limits)
    end = time.monotonic() + limits.seconds
    found: list[Message] = []
    try:
        while sum(len(message.content) for message in found) <= LARGEST_RESULT:
            found.append(copy.channel.receive(end - time.monotonic()))
    except EOFError:
        return copy.ended(), found
    except TimeoutError:
        return "time", found
    except ValueError:
        return "died", found
    finally:
        copy.stop()
    return "died", found


def in_place(work: Work) -> tuple[str, list[Message]]:
    """The same of work that is done in this process, as far as it ends by itself."""
    gathered = Gathered()
    try:
        work(gathered)
    except MemoryError:
        return "memory", gathered.messages
    except Exception as error:
        return "memory" if isinstance(error.__context__, MemoryError) else "died", gathered.messages
    return "done", gathered.messages


def in_copy(work: Serving, channel: Channel, limits: Limits) -> NoReturn:
    """Do the work and end at once, without what the copied process would do at its end."""
    status = FAILED
    try:
        silence(channel)
        restrain(limits)
        work(channel)
        status = DONE
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as error:
        status = OUT_OF_MEMORY if isinstance(error.__context__, MemoryError) else FAILED
    finally:
        os._exit(status)


def silence(channel: Channel) -> None:
    """Nothing that the work prints reaches anybody, and of what the copied process had open it has its channel only."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(stream, mode) for stream, mode in enumerate("rww"))
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) not in (channel.reading, channel.writing):
            with suppress(OSError):
                os.close(int(name))


def restrain(limits: Limits) -> None:
    """Limits on memory, time, and files, which the system enforces."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = address_space() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow(limits.seconds)
    sys.setrecursionlimit(min(sys.getrecursionlimit(), 3000))


def allow(seconds: float) -> None:
    """So much processor time from now on; the system ends the process that uses more."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = int(used.ru_utime + used.ru_stime + seconds) + SPARE_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def address_space() -> int:
    """Bytes of address space in use."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
