"""Work that is done in a process of its own, with limits on time and memory, so that it may fail alone."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60.0
MEMORY = 1_500_000_000
"""Bytes of address space beyond what the process starts with."""
LARGEST_RESULT = 200_000_000
PIECE = 1 << 16
DONE, OUT_OF_MEMORY, FAILED = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `done` with its result, or `time`, `memory` or `died` without one."""

    status: str
    result: bytes = b""


def can_fork() -> bool:
    return hasattr(os, "fork")


def apart(work: Callable[[], bytes], limits: Limits) -> Outcome:
    """The result of some work that is done in a copy of this process; where there are no such copies, in this one."""
    if not can_fork():
        return Outcome("done", work())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        in_child(work, writing, limits)
    os.close(writing)
    try:
        return collected(child, reading, limits)
    finally:
        os.close(reading)


def in_child(work: Callable[[], bytes], writing: int, limits: Limits) -> None:
    """Do the work, hand over the result, and end at once, without what the copied process would do at its end."""
    status = FAILED
    try:
        restrain(limits)
        silence()
        result = work()
        with open(writing, "wb", closefd=False) as pipe:
            pipe.write(result)
        status = DONE
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as error:
        status = OUT_OF_MEMORY if isinstance(error.__context__, MemoryError) else FAILED
    finally:
        os._exit(status)


def silence() -> None:
    """Nothing that the work prints reaches anybody, and it has nothing to read."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)


def restrain(limits: Limits) -> None:
    """Limits on memory, time, and files, which the system enforces."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = address_space() + limits.memory
    seconds = int(limits.seconds) + 2
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(min(sys.getrecursionlimit(), 3000))


def address_space() -> int:
    """Bytes of address space in use."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def collected(child: int, reading: int, limits: Limits) -> Outcome:
    """What the child hands over before its time is up."""
    end = time.monotonic() + limits.seconds
    pieces: list[bytes] = []
    size = 0
    while size <= LARGEST_RESULT:
        left = end - time.monotonic()
        ready = left > 0 and select.select([reading], [], [], left)[0]
        if not ready:
            return ended(child, Outcome("time"))
        piece = os.read(reading, PIECE)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == DONE:
        return Outcome("done", b"".join(pieces))
    return Outcome({OUT_OF_MEMORY: "memory", -int(signal.SIGXCPU): "time"}.get(code, "died"))


def ended(child: int, outcome: Outcome) -> Outcome:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return outcome
