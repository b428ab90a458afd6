"""Watching one run: its limits, its clock, its end. Reads clocks and counters, never what it says.

One Watch serves a session, one run at a time.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import time
from collections.abc import Collection, Sequence
from typing import Any

from . import scratch, wire
from .launch import THREADS
from .proc import Proc
from .settings import Settings

_TICK_S = 0.002
_LOAD_S = 10.0  # how long compiling a source may take
_SCRATCH_ENTRIES = 1024
_SCRATCH_TICK_S = 0.02
_STOP_S = 0.2  # how long a run may take to stop for its clock
_TOOL_CORES = 4  # a tool may keep so many busy: its time is capped by wall time over this


class Abandoned(Exception):
    """Nobody waits for this run any more."""


class Watch:
    """What a driver sees of its runs. `link` is where those who wait for them are."""

    def __init__(self, settings: Settings, link: int) -> None:
        self._settings = settings
        self._link = link
        self._policy = ""
        self._proc = Proc(settings.proc)
        self.mark = os.memfd_create("mark", os.MFD_CLOEXEC)
        self._status, self.status_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._cores = len(os.sched_getaffinity(0))
        self._warm_bytes = 0
        self._files: Sequence[int] = ()
        self._fault: str | None = None
        self._work_ns: int | None = None
        self._unloadable = False

    def free_bytes(self) -> int:
        """What a run holds without its doing: the warm interpreter, which a compiled program
        replaces.
        """
        return 0 if self._policy in ("native", "runtime") else self._warm_bytes

    def expect(self, files: Sequence[int], policy: str, warm_bytes: int) -> None:
        """Get ready for a run that will write to these files and starts with so much memory."""
        self._files, self._policy, self._warm_bytes = files, policy, warm_bytes
        self._fault, self._work_ns, self._unloadable = None, None, False
        os.pwrite(self.mark, bytes(8), 0)

    def until_the_end(
        self, pid: int, order: dict[str, Any], started: float, ack: int
    ) -> dict[str, Any]:
        """Wait for the end of a run, stopping it at its limits; the report of what happened."""
        pidfd = os.pidfd_open(pid)
        try:
            stop = self._follow(pid, pidfd, order, started, ack)
            waited_s = self._proc.waited_s(pidfd) if order["wired"] else 0.0
        finally:
            os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        wall_s = time.monotonic() - started
        self._hear_the_rest()
        mark_s = self._mark_s()
        cpu_s = max(0.0, usage.ru_utime + usage.ru_stime - mark_s)
        code = os.waitstatus_to_exitcode(status)
        if stop is None:
            stop = self._stop_of(code, cpu_s, order["cpu_s"])
        work_ns = self._work_ns
        return {
            "exit_code": code if code >= 0 else None,
            "signal": -code if code < 0 else None,
            "stop": stop,
            "fault": self._fault,
            "marked": mark_s > 0,
            "unloadable": self._unloadable,
            "cpu_s": cpu_s,
            "wall_s": wall_s,
            "waited_s": waited_s,
            "work_cpu_s": None if work_ns is None else max(0.0, work_ns / 1e9 - mark_s),
            "maxrss_bytes": usage.ru_maxrss * 1024,
        }

    def _stop_of(self, code: int, cpu_s: float, limit_s: float) -> str | None:
        """The limit that ended a run which nobody here stopped."""
        if code == -signal.SIGSYS:
            return "PROCESSES"
        by_limit = -code in (signal.SIGXCPU, signal.SIGKILL) and cpu_s >= limit_s
        return "CPU" if by_limit or (cpu_s > limit_s and self._policy != "tool") else None

    def _follow(
        self, pid: int, pidfd: int, order: dict[str, Any], started: float, ack: int
    ) -> str | None:
        """Sleep until something happens or a limit can be reached; the limit that was."""
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        poll.register(self._status, select.POLLIN)
        poll.register(self._link, 0)
        clock = (~pid << 3) | 2
        limit_s, idle_limit_s = order["cpu_s"], order["idle_s"]
        far_s = 60 + 20 * (limit_s + idle_limit_s)
        tick_s = self._tick_s()
        stop: str | None = None
        credit_s, waited_s = 0.0, 0.0
        delay_s = min(limit_s / self._cores, idle_limit_s)
        while True:
            ready = poll.poll(max(1, math.ceil(min(delay_s, tick_s) * 1000)))
            events = {descriptor for descriptor, _ in ready}
            if self._status in events:
                self._hear(pid, clock, ack)
                if ack >= 0 and self._mark_s():
                    poll.unregister(self._status)
            if pidfd in events:
                return stop
            if self._link in events:
                raise Abandoned
            if stop or self._fault:  # it is ending: what it holds meanwhile does not change why
                self.kill(pid)
                continue
            wall_s = time.monotonic() - started
            used_s = time.clock_gettime_ns(clock) / 1e9
            # Before its mark a run is ours, and compiles at most.
            cpu_s = used_s - self._mark_s() if self._mark_s() else used_s - _LOAD_S + limit_s
            idle_s = wall_s - used_s - credit_s
            if idle_s > idle_limit_s:  # no more credit than has passed: none to sleep on later
                before_s, waited_s = waited_s, self._proc.waited_s(pidfd)
                credit_s += min(max(0.0, waited_s - before_s), idle_s)
                idle_s = wall_s - used_s - credit_s
            if self._policy == "tool":  # its children's clocks are not ours to read: each has
                cpu_s, idle_s = wall_s / _TOOL_CORES, 0.0  # RLIMIT_CPU, and this is the cap
            if cpu_s >= limit_s:
                stop = "CPU"
            elif idle_s >= idle_limit_s:
                stop = "IDLE"
            else:
                stop = self._overdrawn(pidfd, order)
            if wall_s > far_s and stop is None:
                self._fault = (
                    f"the run got too little of this machine: {used_s:.2f} CPU-s in {wall_s:.0f} s"
                )
            if stop or self._fault:
                self.kill(pid)
            delay_s = max(_TICK_S, min((limit_s - cpu_s) / self._cores, idle_limit_s - idle_s))

    def _watches_memory(self) -> bool:
        return self._settings.group is None and self._policy != "tool"

    def _watches_scratch(self) -> bool:
        return bool(self._settings.scratch) and not self._settings.namespaces

    def _tick_s(self) -> float:
        """How often to look at what no kernel mechanism bounds here."""
        if self._watches_memory():
            return 2 * _TICK_S
        return _SCRATCH_TICK_S if self._watches_scratch() else math.inf

    def _overdrawn(self, pidfd: int, order: dict[str, Any]) -> str | None:
        """The limit that a run is beyond and that no kernel mechanism bounds here."""
        if self._watches_scratch():
            size, entries = scratch.held(self._settings.scratch)
            if size > self._settings.scratch_bytes or entries > _SCRATCH_ENTRIES:
                return "OUTPUT"
        if self._watches_memory():
            held = max(0, self._proc.resident_bytes(pidfd) - self.free_bytes())
            if held + self.written_bytes() > order["memory_bytes"]:
                return "MEMORY"
            if self._proc.tasks(pidfd) > THREADS + order["processes"]:
                return "PROCESSES"
        return None

    def written_bytes(self) -> int:
        """How much the run has put into its files."""
        return sum(os.fstat(descriptor).st_size for descriptor in self._files)

    def _hear(self, pid: int, clock: int, ack: int) -> None:
        """Take what the run put into the status pipe.

        The result is frozen first, then every thread is stopped, then the clock is read: whatever
        made the result is on it. A clock read while threads run would lag by up to a tick.
        """
        self._note_fault(os.read(self._status, 256))
        if self._fault or ack < 0 or self._work_ns is not None or not self._mark_s():
            return
        try:
            out, _, result = self._files
            wire.seal(out)
            wire.seal(result)
            if self._stopped(pid):
                self._work_ns = time.clock_gettime_ns(clock)
            os.kill(pid, signal.SIGCONT)
        except OSError:
            pass  # it is still mapped for writing: nothing is whole, and the run stays untimed
        with contextlib.suppress(BrokenPipeError):  # it has hung up or ended
            os.write(ack, b"a")

    def _note_fault(self, said: bytes) -> None:
        """A run that failed before its mark was ours until then, and may be believed."""
        if said[:1] == b"e" and not self._mark_s():
            self._unloadable = True
        if said[:1] == b"f" and not self._mark_s():
            why = said[1:].decode(errors="replace")
            self._fault = f"a run could not be isolated: {why}"

    def _hear_the_rest(self) -> None:
        """Empty the status pipe: a run that failed before its mark may have spoken last."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self._note_fault(os.read(self._status, 65536))

    @staticmethod
    def _stopped(pid: int) -> bool:
        """Stop every thread of a run, or see its end. One that keeps waking itself is not timed."""
        os.kill(pid, signal.SIGSTOP)
        deadline = time.monotonic() + _STOP_S
        states = os.WSTOPPED | os.WEXITED | os.WNOWAIT | os.WNOHANG
        while os.waitid(os.P_PID, pid, states) is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(20e-6)
        return True

    def _mark_s(self) -> float:
        return int.from_bytes(os.pread(self.mark, 8, 0), "little") / 1e9

    def kill(self, pid: int) -> None:
        """Kill a run, and at once what a tool has started."""
        with contextlib.suppress(ProcessLookupError):
            if self._policy == "tool":
                os.killpg(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)

    def end_tree(self, keep: Collection[int]) -> None:
        """End and reap whatever a run has started, as the adopter of orphans; not those kept."""
        while strays := [child for child in self._proc.children() if child not in keep]:
            for stray in strays:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(stray, signal.SIGKILL)
            for stray in strays:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(stray, 0)

    def end_namespace(self) -> None:
        """End and reap every other process of our PID namespace, where we are its first."""
        while True:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            try:
                os.wait()
            except ChildProcessError:
                return
