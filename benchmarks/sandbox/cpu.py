"""CPU seconds of a whole tree of processes: the caller, the keeper, the zygote, drivers and runs.

Two methods that know nothing of each other:

- `clocks`: the caller's RUSAGE_SELF and RUSAGE_CHILDREN, plus for every living process below a
  keeper its own run time (/proc/PID/schedstat, nanoseconds) and that of the children it has reaped
  (cutime and cstime of /proc/PID/stat, in ticks of 10 ms). A driver reaps its runs and the zygote
  its drivers, so a run's time moves up and is never lost; `settle` waits until the zygotes have
  reaped what was closed.
- `cgroup`: a cpuacct control group (version 1) for each way. The benchmark enters it for the length
  of a measurement, and whatever it starts in there stays in there. Exact to the nanosecond; needs a
  writable hierarchy.

`cgroup` is what is reported where it can be had, because ticks blur short measurements; the other
one is the check. `clocks` cannot see bubblewrap: it ends without reaping its child, whose time is
then added to nobody's.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_CPUACCT = Path("/sys/fs/cgroup/cpuacct")
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_SETTLE_S = 5.0


class CpuGroup:
    """A cpuacct group to enter and leave; not `usable` where the kernel gives none."""

    def __init__(self, name: str) -> None:
        self._folder = _CPUACCT / f"bench-{os.getpid()}-{name}"
        self._home = _CPUACCT / _own_group()
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
        return int((self._folder / "cpuacct.usage").read_text()) / 1e9

    def remove(self) -> None:
        """Remove the group, once everything in it has ended."""
        for _ in range(100):
            try:
                if self.usable:
                    self._folder.rmdir()
                return
            except OSError:
                time.sleep(0.02)


class Stopwatch:
    """CPU and wall seconds of a tree, between entering and leaving `running`."""

    def __init__(self, group: CpuGroup, keepers: Callable[[], list[int]]) -> None:
        self._group = group
        self._keepers = keepers
        self.clocks_s = 0.0
        self.cgroup_s: float | None = None

    @contextlib.contextmanager
    def running(self, sessions: int = 0) -> Iterator[None]:
        """Measure; `sessions` is how many drivers are open at both ends."""
        settle(self._keepers(), sessions)
        tree_s = tree_used_s(self._keepers())
        with self._group.entered():
            group_s = self._group.used_s() if self._group.usable else 0.0
            own_s = _own_used_s()
            yield
            own_s = _own_used_s() - own_s
        settle(self._keepers(), sessions)
        if self._group.usable:
            self.cgroup_s = self._group.used_s() - group_s
        self.clocks_s = own_s + tree_used_s(self._keepers()) - tree_s


def children_of(pid: int) -> list[int]:
    """The living children of a process with one thread."""
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants_of(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(below for child in children_of(pid) for below in descendants_of(child))]


def settle(keepers: list[int], sessions: int) -> None:
    """Wait until every closed session's driver has ended and was reaped."""
    end = time.monotonic() + _SETTLE_S
    while time.monotonic() < end:
        drivers = [
            d for keeper in keepers for zygote in children_of(keeper) for d in children_of(zygote)
        ]
        if len(drivers) <= sessions and not any(children_of(d) for d in drivers):
            return
        time.sleep(0.002)
    raise RuntimeError("drivers of closed sessions are still there after 5 s")


def tree_used_s(keepers: list[int]) -> float:
    """CPU seconds of everything below and including these processes, ended ones too."""
    return sum(_used_s(pid) for keeper in keepers for pid in descendants_of(keeper))


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


def _own_group() -> str:
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "cpuacct" in controllers.split(","):
            return path.lstrip("/")
    return ""
