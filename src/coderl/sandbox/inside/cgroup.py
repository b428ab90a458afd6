"""Control groups, version 1 and 2: an exact memory peak, an out-of-memory count, and a bound on
tasks.

One group a sandbox, not one a run: the zygote joins it once and every run is born in it, which
costs a run nothing. The keeper makes and removes it; the driver, which has no way to the file
system any more, uses descriptors opened here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re

_ROOT = "/sys/fs/cgroup"
_PREFIX = "coderl-"
_LEAST_BYTES = 8 << 20  # below, a driver could not fork; the peak is held against a smaller limit


class Group:
    """The control group of one sandbox, by its descriptors. Raises OSError where this machine gives
    none.
    """

    def __init__(self, max_tasks: int) -> None:
        self.folders: list[str] = []
        memory, pids, self.version = _parents()
        for parent in {memory, pids}:
            _sweep(parent)
        name = f"{_PREFIX}{os.getpid()}"
        try:
            folder = self._make(memory, name)
            tasks = folder if pids == memory else self._make(pids, name)
            if self.version == 1:
                self.limit = os.open(f"{folder}/memory.limit_in_bytes", os.O_RDWR | os.O_CLOEXEC)
                self.peak = os.open(f"{folder}/memory.max_usage_in_bytes", os.O_RDWR | os.O_CLOEXEC)
                self.usage = os.open(f"{folder}/memory.usage_in_bytes", os.O_RDONLY | os.O_CLOEXEC)
                self.events = os.open(f"{folder}/memory.oom_control", os.O_RDONLY | os.O_CLOEXEC)
                with contextlib.suppress(OSError):  # what is swapped out would not count
                    _put(f"{folder}/memory.swappiness", "0")
            else:
                self.limit = os.open(f"{folder}/memory.max", os.O_RDWR | os.O_CLOEXEC)
                self.peak = os.open(f"{folder}/memory.peak", os.O_RDWR | os.O_CLOEXEC)
                self.usage = os.open(f"{folder}/memory.current", os.O_RDONLY | os.O_CLOEXEC)
                self.events = os.open(f"{folder}/memory.events", os.O_RDONLY | os.O_CLOEXEC)
                with contextlib.suppress(OSError):
                    _put(f"{folder}/memory.swap.max", "0")
            _put(f"{tasks}/pids.max", str(max_tasks))
        except OSError:
            self.remove()
            raise
        self.members = [f"{f}/cgroup.procs" for f in self.folders]
        self.limit_bytes = -1
        self.base_bytes = 0

    def _make(self, parent: str, name: str) -> str:
        folder = f"{parent}/{name}"
        os.mkdir(folder, 0o755)
        self.folders.append(folder)
        return folder

    def join(self, pid: int) -> None:
        """Put a process, and all that it will start, into the group."""
        for member in self.members:
            _put(member, str(pid))

    def begin(self, memory_bytes: int) -> None:
        """Set the limit for the next run and start a new peak; what the warm processes hold does
        not count.
        """
        self.base_bytes = _number(self.usage)
        wanted = self.base_bytes + max(memory_bytes, _LEAST_BYTES)
        if abs(wanted - self.limit_bytes) > 256 * 1024:
            wanted += 128 * 1024
            os.pwrite(self.limit, b"%d" % wanted, 0)
            self.limit_bytes = wanted
        if self.version == 1:
            os.pwrite(self.peak, b"0", 0)
        else:
            os.pwrite(self.peak, b"reset", 0)

    def release(self) -> None:
        """Lift the limit: between runs nothing of ours may be killed for what a run left behind."""
        if self.limit_bytes != -1:
            os.pwrite(self.limit, b"-1" if self.version == 1 else b"max", 0)
            self.limit_bytes = -1

    def peak_bytes(self) -> int:
        """The most that the run held at once, beyond what was held before it."""
        return max(0, _number(self.peak) - self.base_bytes)

    def kills(self) -> int:
        """How many processes the kernel has killed here for want of memory."""
        return _kills_in(self.events)

    def remove(self) -> None:
        """Remove the group; whatever was in it has ended."""
        for folder in self.folders:
            _remove(folder)
        self.folders = []


class Ceiling:
    """A group that others limit, and in which all is ours: what is killed there is a run."""

    def __init__(self, events: int) -> None:
        self._events = events

    @classmethod
    def of_this_process(cls) -> Ceiling | None:
        """The memory group of this process, as a container sees it; None where there is none."""
        for path in (f"{_ROOT}/memory/memory.oom_control", f"{_ROOT}/memory.events"):
            with contextlib.suppress(OSError):
                return cls(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        return None

    def kills(self) -> int:
        """How many processes the kernel has killed here for want of memory."""
        return _kills_in(self._events)


def _kills_in(events: int) -> int:
    match = re.search(rb"^oom_kill (\d+)", os.pread(events, 1024, 0), re.MULTILINE)
    return int(match[1]) if match else 0


def _number(descriptor: int) -> int:
    return int(os.pread(descriptor, 64, 0))


def _put(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _remove(folder: str) -> None:
    import time

    for _ in range(50):
        try:
            os.rmdir(folder)
            return
        except FileNotFoundError:
            return
        except OSError:  # still emptying: the kernel needs a moment after the last exit
            time.sleep(0.01)


def _parents() -> tuple[str, str, int]:
    """The folders to make the memory and pids groups in, and the version. Raises OSError."""
    with open("/proc/self/cgroup") as lines:
        mine = {
            controllers: path
            for _, controllers, path in (line.rstrip("\n").split(":", 2) for line in lines)
        }
    for controllers, path in mine.items():
        if "memory" in controllers.split(","):
            pids = next((p for c, p in mine.items() if "pids" in c.split(",")), "/")
            return _existing(f"{_ROOT}/memory", path), _existing(f"{_ROOT}/pids", pids), 1
    if "" in mine:
        folder = _existing(_ROOT, mine[""])
        for candidate in (folder, os.path.dirname(folder)):
            with contextlib.suppress(OSError), open(f"{candidate}/cgroup.subtree_control") as given:
                if {"memory", "pids"} <= set(given.read().split()):
                    return candidate, candidate, 2
    raise OSError(errno.ENOENT, "no writable control group with the memory and pids controllers")


def _existing(root: str, path: str) -> str:
    folder = os.path.normpath(f"{root}/{path}")
    if not os.path.isdir(folder):
        folder = root
    if not os.access(folder, os.W_OK):
        raise OSError(errno.EACCES, f"{folder} is not writable")
    return folder


def _sweep(parent: str) -> None:
    """Remove the groups of keepers that are gone; a group with anything alive in it does not let
    itself be removed.
    """
    for name in os.listdir(parent):
        owner = name.removeprefix(_PREFIX)
        if name.startswith(_PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
            with contextlib.suppress(OSError):
                os.rmdir(f"{parent}/{name}")
