"""One session: loads a program, then forks one isolated run per input and reports what happened to
it.

It never executes submitted code and never holds an expected output. It knows one input at a time,
as a descriptor.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import mmap
import os
import resource
import select
import signal
import socket
import stat
import sys
import time
from types import CodeType
from typing import Any, NoReturn

from . import harness, isolation, scratch, seccomp, wire
from .settings import Settings

_LOAD_CPU_S = 10
_LOAD_MEMORY_BYTES = 512 * 1024 * 1024
_TICK_S = 0.002
_THREADS = 64
_OPEN_FILES = 64
_SCRATCH_ENTRIES = 1024
_SCRATCH_TICK_S = 0.02
_STOP_S = 0.2  # how long a run may take to stop for its clock
_WAITING_THREADS = 4


class Driver:
    """The state of one session."""

    def __init__(
        self, settings: Settings, link: socket.socket, program: dict[str, Any], source: int
    ) -> None:
        self.settings = settings
        self.link = link
        self.program = program
        self.kind: str = program["kind"]
        self.source = source
        self.code: CodeType | None = None
        self.prelude: dict[str, Any] | None = None
        self.policy = {"native": "native", "tool": "tool"}.get(self.kind, "strict")
        self.filter = settings.filters.get(self.policy, b"")
        self.out, self.err, self.result = -1, -1, -1
        self.mark = os.memfd_create("mark", os.MFD_CLOEXEC)
        self.status_read, self.status_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.kills = 0
        self.answers = mmap.mmap(-1, wire.INLINE_BYTES)
        self.answers.madvise(mmap.MADV_DONTFORK)  # what a run printed stays out of the next one
        self.last_pid = self._open_last_pid()
        self.cores = len(os.sched_getaffinity(0))
        self.base_rss = 0

    # --- loading
    # -------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Compile, under limits of its own. Raises ValueError with the compiler's message."""
        if self.kind not in ("python", "call"):
            return
        source = wire.read_all(self.source)
        os.close(self.source)
        resource.setrlimit(resource.RLIMIT_CPU, (_LOAD_CPU_S, resource.RLIM_INFINITY))
        space = resource.getrlimit(resource.RLIMIT_AS)
        if self.settings.group:
            self.settings.group.begin(_LOAD_MEMORY_BYTES)
        else:
            isolation.set_limits([(resource.RLIMIT_AS, 2 * _LOAD_MEMORY_BYTES, space[1])])
        try:
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if self.program.get("check"):
                    self._compile_apart(source)
                self.code = compile(source, self.program["name"], "exec", dont_inherit=True)
        except SyntaxError as error:
            import traceback

            raise ValueError(
                "".join(traceback.format_exception_only(type(error), error)).strip()
            ) from None
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from None
        finally:
            if self.settings.group:
                self.settings.group.release()
            resource.setrlimit(resource.RLIMIT_AS, space)
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if self.kind == "call" and b"class Solution" in source:
            self.prelude = {}
            exec(harness.LEETCODE_PRELUDE, self.prelude)
            self.prelude.pop("__builtins__", None)

    def _compile_apart(self, source: bytes) -> None:
        """Compile in a child first: the second try, after the compiler took the driver with it."""
        pid = os.fork()
        if pid == 0:
            try:
                compile(source, self.program["name"], "exec", dont_inherit=True)
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            name = signal.Signals(os.WTERMSIG(status)).name
            raise ValueError(
                f"the compiler was ended by {name}: the source is too deep or too large"
            )

    # --- one run
    # ---------------------------------------------------------------------------------------------------

    def serve(self) -> NoReturn:
        """Answer until the other end goes away."""
        try:
            self.load()
        except ValueError as error:
            wire.send(self.link, {"failure": str(error)[:8000]})
            os._exit(0)
        self.base_rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        wire.send(self.link, {"loaded": True})
        while (received := wire.receive(self.link)) is not None:
            order, descriptors, _ = received
            try:
                self._one(order, descriptors)
            except (OSError, ValueError) as error:
                wire.send(self.link, {"fault": f"{type(error).__name__}: {error}"})
        os._exit(0)

    def _one(self, order: dict[str, Any], descriptors: list[int]) -> None:
        self._fresh_files()
        os.pwrite(self.mark, bytes(8), 0)
        names: list[str] = order["files"]
        if self.settings.scratch:
            self._fill_scratch(names, descriptors[1:])
        order["measure"] = order["measure"] and self.policy == "strict"
        ack_read, ack_write = os.pipe2(os.O_CLOEXEC) if order["measure"] else (-1, -1)
        group = self.settings.group
        if group:
            group.begin(order["memory_bytes"])
            self.kills = group.kills()  # other sessions have had theirs since
        self._reset_last_pid()
        children_before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._become_run(order, descriptors[0], ack_read)
        if ack_read >= 0:
            os.close(ack_read)
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            report = self._watch(pid, order, started, ack_write)
        except BaseException:  # a fault of ours: the run must not outlive it
            self._kill(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            if group:
                group.release()
            raise
        finally:
            if ack_write >= 0:
                os.close(ack_write)
            if self.policy == "tool" or not self.filter:
                self._end_tree()
        if self.policy == "tool":
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            report["cpu_s"] = (
                after.ru_utime
                + after.ru_stime
                - children_before.ru_utime
                - children_before.ru_stime
            )
        sizes = [os.fstat(fd).st_size for fd in (self.out, self.err, self.result)]
        if report["stop"] is None and (
            max(sizes) > order["output_bytes"] or report["signal"] == signal.SIGXFSZ
        ):
            report["stop"] = "OUTPUT"
        self._account_memory(report, order["memory_bytes"])
        if group:
            group.release()
        self._answer(report, order)

    def _open_last_pid(self) -> int:
        """Where the next process number of our own namespace is chosen; -1 where we have none."""
        if not self.settings.namespaces:
            return -1
        try:
            return self._open_proc("sys/kernel/ns_last_pid", os.O_WRONLY | os.O_CLOEXEC)
        except OSError:
            return -1

    def _reset_last_pid(self) -> None:
        """Give every run the same number: one that uses up numbers tells the next one nothing."""
        if self.last_pid >= 0:
            try:
                os.pwrite(self.last_pid, b"1", 0)
            except OSError:
                os.close(self.last_pid)
                self.last_pid = -1

    def _fresh_files(self) -> None:
        """Make a run's own files: the flags and times of used ones would tell of the run before."""
        for name in ("out", "err", "result"):
            if getattr(self, name) >= 0:
                os.close(getattr(self, name))
            descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            setattr(self, name, descriptor)
        fcntl.fcntl(self.status_write, fcntl.F_SETFL, os.O_NONBLOCK)

    def _become_run(self, order: dict[str, Any], stdin: int, ack: int) -> NoReturn:
        """In the child: give up everything, in the order in which rights are needed, and run."""
        try:
            for descriptor, place in (
                (stdin, 0), (self.out, 1), (self.err, 2), (self.result, harness.RESULT_FD),
                (self.status_write, harness.STATUS_FD), (ack if ack >= 0 else self.status_write, harness.ACK_FD),
                (self.mark, harness.MARK_FD),
            ):  # fmt: skip
                os.dup2(descriptor, place)
            first = harness.FIRST_FREE_FD
            if self.kind == "native":
                os.dup2(self.source, first, inheritable=False)
                first += 1
            settings = self.settings
            ruleset = settings.rulesets.get(self.policy, -1)
            if ruleset >= 0:
                os.dup2(ruleset, first)
            for number in harness.IGNORED_BY_US:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._offer_as_victim()
            if settings.run_uid is not None:
                isolation.become(settings.run_uid, settings.run_uid)
            elif settings.namespaces:
                isolation.drop_capabilities()
            isolation.die_with_parent()
            isolation.set_dumpable(False)
            self._limit(order)
            if settings.scratch:
                os.chdir(settings.scratch)
                sys.path.insert(0, settings.scratch)
            if ruleset >= 0:
                isolation.restrict_landlock(first)
            os.closerange(first, 1 << 20)
            if self.filter:
                isolation.install_seccomp(seccomp.for_pid(self.filter, os.getpid()))
        except BaseException as error:  # ours: the run never started
            os.write(harness.STATUS_FD, b"f" + repr(error).encode()[:200])
            os._exit(125)
        if not order["measure"]:
            os.close(harness.STATUS_FD)
            os.close(harness.ACK_FD)
        if self.kind == "native":
            os.close(harness.RESULT_FD)
            harness.run_native(harness.FIRST_FREE_FD, (*self.program["argv"], *order["argv"]))
        elif self.kind == "tool":
            os.close(harness.RESULT_FD)
            harness.run_tool((*self.program["argv"], *order["argv"]))
        assert self.code is not None
        if self.kind == "call":
            harness.run_calls(
                self.code,
                self.program["entry"],
                self.prelude,
                self.program["encoding"],
                measure=order["measure"],
            )
        harness.run_program(self.code, order["argv"], measure=order["measure"])

    def _offer_as_victim(self) -> None:
        """When memory runs out, let the kernel end the run, and never its driver."""
        with contextlib.suppress(OSError):
            isolation.set_dumpable(True)  # else the file is root's
            descriptor = self._open_proc("self/oom_score_adj", os.O_WRONLY)
            os.write(descriptor, b"1000")
            os.close(descriptor)

    def _limit(self, order: dict[str, Any]) -> None:
        cpu = math.ceil(order["cpu_s"])
        size = order["output_bytes"] + 1
        tool = self.policy == "tool"
        if tool:
            size = self.settings.scratch_bytes
            os.setpgid(0, 0)
        else:
            cpu += 5  # a backstop: the driver stops a run long before
        limits = [
            (resource.RLIMIT_CPU, cpu, cpu + 2),
            (resource.RLIMIT_FSIZE, size, size),
            (resource.RLIMIT_CORE, 1, 1),  # with 0 a kernel that pipes its cores dumps them
            (
                resource.RLIMIT_NOFILE,
                _OPEN_FILES if not tool else 256,
                _OPEN_FILES if not tool else 256,
            ),
            (resource.RLIMIT_MEMLOCK, 0, 0),
        ]
        if self.settings.private_uid:
            tasks = _THREADS + order["processes"]
            limits.append((resource.RLIMIT_NPROC, tasks, tasks))
        if tool and not self.settings.group:
            limits.append((resource.RLIMIT_AS, order["memory_bytes"], order["memory_bytes"]))
        isolation.set_limits(limits)

    # --- watching
    # --------------------------------------------------------------------------------------------------

    def _watch(self, pid: int, order: dict[str, Any], started: float, ack: int) -> dict[str, Any]:
        """Wait for the end of a run, stopping it at its limits. Reads clocks, never what the run
        says.
        """
        pidfd = os.pidfd_open(pid)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        poll.register(self.status_read, select.POLLIN)
        clock = (~pid << 3) | 2
        cpu_limit, idle_limit = order["cpu_s"], order["idle_s"]
        far_s = 60 + 20 * (cpu_limit + idle_limit)
        watch_memory = self.settings.group is None and self.policy != "tool"
        watch_scratch = bool(self.settings.scratch) and not self.settings.namespaces
        tick = _TICK_S * 2 if watch_memory else _SCRATCH_TICK_S if watch_scratch else math.inf
        tasks_limit = _THREADS + order["processes"]
        stop, fault, work_ns = None, None, None
        credit, waited = 0.0, 0.0
        delay = min(cpu_limit / self.cores, idle_limit)
        while True:
            ready = poll.poll(max(1, math.ceil(min(delay, tick) * 1000)))
            events = {descriptor for descriptor, _ in ready}
            if self.status_read in events:
                fault, work_ns = self._heard(pid, clock, ack, fault, work_ns)
                if ack >= 0 and self._mark_s():
                    poll.unregister(self.status_read)
            if pidfd in events:
                break
            wall = time.monotonic() - started
            used = time.clock_gettime_ns(clock) / 1e9
            cpu = used - self._mark_s() if self._mark_s() else 0.0
            idle = wall - used - credit
            if idle > idle_limit:  # no more credit than has passed: none is left to sleep on later
                waited_before, waited = waited, self._waited_s(pidfd)
                credit += min(max(0.0, waited - waited_before), idle)
                idle = wall - used - credit
            if self.policy == "tool":
                idle = 0.0
                cpu = (
                    wall / 4
                    # its children's clocks are not ours to read: each has RLIMIT_CPU, and this is the
                    # cap
                )
            if cpu >= cpu_limit:
                stop = "CPU"
            elif idle >= idle_limit:
                stop = "IDLE"
            elif watch_scratch and self._overfull():
                stop = "OUTPUT"
            elif watch_memory and self._held_bytes(pidfd) > order["memory_bytes"]:
                stop = "MEMORY"
            elif watch_memory and self._tasks(pidfd) > tasks_limit:
                stop = "PROCESSES"
            elif wall > far_s:
                fault = f"the run got too little of this machine: {used:.2f} CPU-s in {wall:.0f} s"
            if stop or fault:
                self._kill(pid)
            delay = max(_TICK_S, min((cpu_limit - cpu) / self.cores, idle_limit - idle))
        _, status, usage = os.wait4(pid, 0)
        wall = time.monotonic() - started
        os.close(pidfd)
        fault = self._drain(fault)
        mark_s = self._mark_s()
        cpu_s = max(0.0, usage.ru_utime + usage.ru_stime - mark_s)
        code = os.waitstatus_to_exitcode(status)
        if (
            stop is None
            and code < 0
            and cpu_s >= cpu_limit
            and -code in (signal.SIGXCPU, signal.SIGKILL)
        ):
            stop = "CPU"
        elif stop is None and cpu_s > cpu_limit and self.policy != "tool":
            stop = "CPU"
        elif stop is None and -code == signal.SIGSYS:
            stop = "PROCESSES"
        return {
            "exit_code": code if code >= 0 else None, "signal": -code if code < 0 else None, "stop": stop, "fault": fault,
            "cpu_s": cpu_s, "wall_s": wall, "work_cpu_s": None if work_ns is None else max(0.0, work_ns / 1e9 - mark_s),
            "maxrss_bytes": usage.ru_maxrss * 1024,
        }  # fmt: skip

    def _heard(
        self, pid: int, clock: int, ack: int, fault: str | None, work_ns: int | None
    ) -> tuple[str | None, int | None]:
        """Take what the run put into the status pipe.

        The result is frozen first, then every thread is stopped, then the clock is read: whatever
        made the result is on it. A clock read while threads run would lag by up to a tick.
        """
        said = os.read(self.status_read, 256)
        if said[:1] == b"f" and not self._mark_s():
            return f"a run could not be isolated: {said[1:].decode(errors='replace')}", work_ns
        if ack >= 0 and work_ns is None and self._mark_s():
            try:
                wire.seal(self.out)
                wire.seal(self.result)
                if self._stopped(pid):
                    work_ns = time.clock_gettime_ns(clock)
                os.kill(pid, signal.SIGCONT)
            except OSError:
                pass  # it is still mapped for writing: nothing is whole, and the run stays untimed
            with contextlib.suppress(BrokenPipeError):  # it has hung up or ended
                os.write(ack, b"a")
        return fault, work_ns

    def _stopped(self, pid: int) -> bool:
        """Stop every thread of a run, or see its end. One that keeps waking itself is not timed."""
        os.kill(pid, signal.SIGSTOP)
        deadline = time.monotonic() + _STOP_S
        states = os.WSTOPPED | os.WEXITED | os.WNOWAIT | os.WNOHANG
        while os.waitid(os.P_PID, pid, states) is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(20e-6)
        return True

    def _drain(self, fault: str | None) -> str | None:
        """Empty the status pipe; a run that failed before its mark may have spoken last."""
        while True:
            try:
                said = os.read(self.status_read, 65536)
            except BlockingIOError:
                return fault
            if said[:1] == b"f" and not self._mark_s():
                fault = f"a run could not be isolated: {said[1:].decode(errors='replace')}"

    def _mark_s(self) -> float:
        return int.from_bytes(os.pread(self.mark, 8, 0), "little") / 1e9

    def _free_rss(self) -> int:
        """What a run holds resident before it has done anything: the warm interpreter, which a
        compiled program replaces.
        """
        return 0 if self.policy == "native" else self.base_rss

    def _proc(self, pidfd: int) -> str:
        """The run's folder below the caller's /proc: its pid out there is known from the descriptor
        alone.
        """
        with open(f"/proc/self/fdinfo/{pidfd}", opener=self._open_proc) as info:
            pid = next(line.split()[1] for line in info if line.startswith("Pid:"))
        return f"/proc/{pid}"

    def _open_proc(self, path: str, flags: int) -> int:
        return os.open(path.removeprefix("/proc/"), flags, dir_fd=self.settings.proc)

    def _waited_s(self, pidfd: int) -> float:
        """How long the run has been waiting for a core.

        Over the few threads that waited longest: those of a pool take turns, but a crowd that waits
        at once would earn many times the wall time, and sleep it away later.
        """
        try:
            folder = self._proc(pidfd)
            waited: list[int] = []
            tasks = os.open(
                f"{folder}/task".removeprefix("/proc/"),
                os.O_RDONLY | os.O_DIRECTORY,
                dir_fd=self.settings.proc,
            )
            try:
                for thread in os.listdir(tasks):
                    with open(
                        f"{folder}/task/{thread}/schedstat", opener=self._open_proc
                    ) as numbers:
                        waited.append(int(numbers.read().split()[1]))
            finally:
                os.close(tasks)
            return sum(sorted(waited)[-_WAITING_THREADS:]) / 1e9
        except (OSError, StopIteration, IndexError):
            return 0.0

    def _resident(self, pidfd: int) -> int:
        try:
            folder = self._proc(pidfd)
            pages = self._pages(folder)
            if not pages:  # its first thread has ended: what it holds is seen through the others
                tasks = self._open_proc(f"{folder}/task", os.O_RDONLY | os.O_DIRECTORY)
                try:
                    threads = os.listdir(tasks)
                finally:
                    os.close(tasks)
                pages = max(self._pages(f"{folder}/task/{thread}") for thread in threads)
            return pages * resource.getpagesize()
        except (OSError, StopIteration, IndexError, ValueError):
            return 0

    def _overfull(self) -> bool:
        """Whether a scratch folder that is no file system of its own is beyond its bounds."""
        size, entries = scratch.held(self.settings.scratch)
        return size > self.settings.scratch_bytes or entries > _SCRATCH_ENTRIES

    def _held_bytes(self, pidfd: int) -> int:
        """What a run holds, without a control group to tell: its memory and its output."""
        return max(0, self._resident(pidfd) - self._free_rss()) + self._written_bytes()

    def _written_bytes(self) -> int:
        return sum(os.fstat(fd).st_size for fd in (self.out, self.err, self.result))

    def _tasks(self, pidfd: int) -> int:
        try:
            return (
                os.stat(
                    f"{self._proc(pidfd)}/task".removeprefix("/proc/"), dir_fd=self.settings.proc
                ).st_nlink
                - 2
            )
        except (OSError, StopIteration, IndexError):
            return 0

    def _pages(self, folder: str) -> int:
        with open(f"{folder}/statm", opener=self._open_proc) as numbers:
            return int(numbers.read().split()[1])

    def _kill(self, pid: int) -> None:
        try:
            if self.policy == "tool":
                os.killpg(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def _end_tree(self) -> None:
        """End and reap whatever a run has started: as pid 1 of its namespace, or as the adopter of
        every orphan.
        """
        while True:
            try:
                if os.getpid() == 1:
                    os.kill(-1, signal.SIGKILL)
                else:
                    with open(
                        f"/proc/self/task/{os.getpid()}/children", opener=self._open_proc
                    ) as children:
                        for child in children.read().split():
                            os.kill(int(child), signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
            try:
                os.wait()
            except ChildProcessError:
                return

    # --- answering
    # -------------------------------------------------------------------------------------------------

    def _account_memory(self, report: dict[str, Any], memory_bytes: int) -> None:
        group = self.settings.group
        if group:
            peak = group.peak_bytes()
            if report["signal"] == signal.SIGKILL or report["exit_code"]:
                kills = group.kills()
                if kills != self.kills and report["stop"] is None:
                    report["stop"] = "MEMORY"
        else:
            peak = max(0, report["maxrss_bytes"] - self._free_rss())
            peak += 0 if self.policy == "tool" else self._written_bytes()
        report["peak_memory_bytes"] = peak
        if report["stop"] is None and peak > memory_bytes:
            report["stop"] = "MEMORY"

    def _answer(self, report: dict[str, Any], order: dict[str, Any]) -> None:
        limit = order["output_bytes"]
        written = (self.out, self.err, self.result)
        sizes = [os.fstat(fd).st_size for fd in written]
        report["sizes"] = [min(size, limit) for size in sizes]
        collected, found = self._collect(order["collect"]) if report["exit_code"] == 0 else ([], [])
        report["collected"] = found
        if sum(report["sizes"]) <= wire.INLINE_BYTES and report["work_cpu_s"] is None:
            rest = memoryview(self.answers)
            blobs: list[memoryview] = []
            for fd, size in zip(written, report["sizes"], strict=True):
                os.preadv(fd, [rest[:size]], 0)
                blobs.append(rest[:size])
                rest = rest[size:]
            wire.send(self.link, {**report, "inline": True}, collected, blobs)
        else:
            wire.send(self.link, {**report, "inline": False}, [*written, *collected])
        for fd in written:
            os.close(fd)
        self.out, self.err, self.result = -1, -1, -1
        for fd in collected:
            os.close(fd)

    def _fill_scratch(self, names: list[str], contents: list[int]) -> None:
        root = self.settings.scratch
        scratch.empty(root)
        remaining = list(contents)
        for name in names:
            path = os.path.join(root, name.rstrip("/"))
            if name.endswith("/"):
                os.mkdir(path, 0o777)
                os.chmod(path, 0o777)
                continue
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
            try:
                wire.copy(remaining.pop(0), descriptor)
            finally:
                os.close(descriptor)

    def _collect(self, names: list[str]) -> tuple[list[int], list[str]]:
        """Open what a tool was asked to make: regular files only, through no link."""
        descriptors: list[int] = []
        found: list[str] = []
        for name in names:
            path = os.path.join(self.settings.scratch, name)
            if os.path.realpath(os.path.dirname(path)) != os.path.realpath(
                self.settings.scratch
            ) + os.path.dirname("/" + name).rstrip("/"):
                continue  # a folder on the way has become a link
            try:
                descriptor = os.open(
                    path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                )
            except OSError:
                continue
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                made = os.memfd_create("collected", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
                descriptors.append(made)
                wire.copy(descriptor, made)
                wire.seal(made)
                found.append(name)
            os.close(descriptor)
        return descriptors, found
