"""CPU seconds of a whole tree of processes: the caller, and every process that works for it.

Two methods that know nothing of each other:

- `clocks`: the caller's RUSAGE_SELF and RUSAGE_CHILDREN, plus for every living process below a
  server (a keeper, a grader's process) its own run time (/proc/PID/schedstat, nanoseconds) and that
  of the children it has reaped (cutime and cstime of /proc/PID/stat, in ticks of 10 ms). Who ends
  is reaped by a parent that lives, so its time moves up and is never lost; `settle` waits until all
  that was closed has ended and was reaped.
- `cgroup`: a cpuacct control group (version 1) for each way. The benchmark enters it for the length
  of a measurement, and whatever it starts in there stays in there. Exact to the nanosecond; needs a
  writable hierarchy. Containers and their engine are not started by the benchmark: their groups are
  read besides (`Way.other_groups`).

`cgroup` is what is reported where it can be had, because ticks blur short measurements; the other
one is the check. `clocks` cannot see bubblewrap, which ends without reaping its child, nor what an
engine does.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

CPUACCT = Path("/sys/fs/cgroup/cpuacct")
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_SETTLE_S = 10.0
_STILL_S = 0.002


class CpuGroup:
    """A cpuacct group to enter and leave; not `usable` where the kernel gives none."""

    def __init__(self, name: str) -> None:
        self._folder = CPUACCT / f"bench-{os.getpid()}-{name}"
        self._home = CPUACCT / group_of("self")
        try:
            self._folder.mkdir()
            self.usable = True
        except OSError:
            self.usable = False

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Be a member for a while, with all threads."""
        if not self.usable:
            yield
            return
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self._home / "cgroup.procs").write_text(str(os.getpid()))

    def used_s(self) -> float:
        """CPU seconds used by all that ever was a member."""
        return used_in(self._folder)

    def remove(self) -> None:
        """Remove the group, once everything in it has ended."""
        if self.usable:
            remove_group(self._folder)


class Stopwatch:
    """CPU seconds of a tree, between entering and leaving `running`."""

    def __init__(
        self, group: CpuGroup, servers: Callable[[], list[int]], others: Sequence[Path] = ()
    ) -> None:
        self._group = group
        self._servers = servers
        self._others = others
        self.clocks_s = 0.0
        self.cgroup_s: float | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Measure what is done inside."""
        settle(self._servers())
        tree_s = tree_used_s(self._servers())
        with self._group.entered():
            group_s = self._in_groups_s()
            own_s = _own_used_s()
            yield
            own_s = _own_used_s() - own_s
        settle(self._servers())
        if self._group.usable:
            self.cgroup_s = self._in_groups_s() - group_s
        self.clocks_s = own_s + tree_used_s(self._servers()) - tree_s

    def _in_groups_s(self) -> float:
        if not self._group.usable:
            return 0.0
        return self._group.used_s() + sum(used_in(folder) for folder in self._others)


def used_in(folder: Path) -> float:
    """CPU seconds used in a cpuacct group and all below it, ended ones too; 0 before it is made."""
    try:
        return int((folder / "cpuacct.usage").read_text()) / 1e9
    except FileNotFoundError:
        return 0.0


def remove_group(folder: Path) -> None:
    """Remove a control group; the kernel needs a moment after the last exit."""
    for _ in range(100):
        try:
            folder.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)


def children_of(pid: int) -> list[int]:
    """The living children of a process with one thread."""
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants_of(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(below for child in children_of(pid) for below in descendants_of(child))]


def settle(servers: list[int]) -> None:
    """Wait until everything below the servers sleeps: what was closed has ended and was reaped."""
    end = time.monotonic() + _SETTLE_S
    before: list[int] | None = None
    while time.monotonic() < end:
        below = [pid for server in servers for pid in descendants_of(server)]
        asleep = all(_state(pid) == "S" for pid in below)
        if asleep and below == before:
            return
        before = below if asleep else None
        time.sleep(_STILL_S)
    raise RuntimeError(f"something below processes {servers} still works after {_SETTLE_S:.0f} s")


def tree_used_s(servers: list[int]) -> float:
    """CPU seconds of everything below and including these processes, ended ones too."""
    return sum(_used_s(pid) for server in servers for pid in descendants_of(server))


def group_of(process: int | str) -> str:
    """The cpuacct group of a process, relative to the hierarchy; empty for the root."""
    for line in Path(f"/proc/{process}/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "cpuacct" in controllers.split(","):
            return path.lstrip("/")
    return ""


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _used_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own_s = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0
    return own_s + (int(fields[13]) + int(fields[14])) * _TICK_S


def _own_used_s() -> float:
    mine, reaped = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return mine.ru_utime + mine.ru_stime + reaped.ru_utime + reaped.ru_stime
