"""One session: loads a program, then forks one isolated run per input and reports what happened to
it.

It never executes submitted code and never holds an expected output. It knows one input at a time,
as a descriptor.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import resource
import signal
import socket
import stat
import time
from typing import Any, NoReturn

from . import harness, isolation, scratch, wire
from .launch import Descriptors, Loaded, become_run
from .proc import Proc
from .settings import Settings
from .watch import Watch

_LOAD_CPU_S = 10
_LOAD_MEMORY_BYTES = 512 * 1024 * 1024


class Driver:
    """The state of one session."""

    def __init__(
        self, settings: Settings, link: socket.socket, program: dict[str, Any], source: int
    ) -> None:
        self.settings = settings
        self.link = link
        policy = {"native": "native", "tool": "tool"}.get(program["kind"], "strict")
        self.loaded = Loaded(program=program, policy=policy, source=source)
        self.watch = Watch(settings, policy)
        self.out, self.err, self.result = -1, -1, -1
        self.kills = 0
        self.answers = mmap.mmap(-1, wire.INLINE_BYTES)
        self.answers.madvise(mmap.MADV_DONTFORK)  # what a run printed stays out of the next one
        self.last_pid = self._open_last_pid()

    def load(self) -> None:
        """Compile, under limits of its own. Raises ValueError with the compiler's message."""
        if self.loaded.program["kind"] not in ("python", "call"):
            return
        source = wire.read_all(self.loaded.source)
        os.close(self.loaded.source)
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
                if self.loaded.program.get("check"):
                    self._compile_apart(source)
                self.loaded.code = compile(
                    source, self.loaded.program["name"], "exec", dont_inherit=True
                )
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
        if self.loaded.program["kind"] == "call" and b"class Solution" in source:
            prelude: dict[str, Any] = {}
            exec(harness.LEETCODE_PRELUDE, prelude)
            prelude.pop("__builtins__", None)
            self.loaded.prelude = prelude

    def _compile_apart(self, source: bytes) -> None:
        """Compile in a child first: the second try, after the compiler took the driver with it."""
        pid = os.fork()
        if pid == 0:
            try:
                compile(source, self.loaded.program["name"], "exec", dont_inherit=True)
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            name = signal.Signals(os.WTERMSIG(status)).name
            raise ValueError(
                f"the compiler was ended by {name}: the source is too deep or too large"
            )

    def serve(self) -> NoReturn:
        """Answer until the other end goes away."""
        try:
            self.load()
        except ValueError as error:
            wire.send(self.link, {"failure": str(error)[:8000]})
            os._exit(0)
        self.watch.remember_warm_memory()
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
        self.watch.expect((self.out, self.err, self.result))
        wired = bool(order["wired"])
        names: list[str] = order["files"]
        if self.settings.scratch:
            self._fill_scratch(names, descriptors[1 + wired :])
        order["measure"] = order["measure"] and self.loaded.policy == "strict" and not wired
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
            given = Descriptors(
                stdin=descriptors[0],
                out=descriptors[1] if wired else self.out,
                err=self.err,
                result=self.result,
                status=self.watch.status_write,
                ack=ack_read,
                mark=self.watch.mark,
            )
            become_run(self.settings, self.loaded, order, given)
        if ack_read >= 0:
            os.close(ack_read)
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            report = self.watch.until_the_end(pid, order, started, ack_write)
        except BaseException:  # a fault of ours: the run must not outlive it
            self.watch.kill(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            if group:
                group.release()
            raise
        finally:
            if ack_write >= 0:
                os.close(ack_write)
            if self.loaded.policy == "tool" or self.loaded.policy not in self.settings.filters:
                self.watch.end_tree()
        if self.loaded.policy == "tool":
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
            return Proc(self.settings.proc).open(
                "sys/kernel/ns_last_pid", os.O_WRONLY | os.O_CLOEXEC
            )
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
        fcntl.fcntl(self.watch.status_write, fcntl.F_SETFL, os.O_NONBLOCK)

    def _account_memory(self, report: dict[str, Any], memory_bytes: int) -> None:
        group = self.settings.group
        if group:
            peak = group.peak_bytes()
            if report["signal"] == signal.SIGKILL or report["exit_code"]:
                kills = group.kills()
                if kills != self.kills and report["stop"] is None:
                    report["stop"] = "MEMORY"
        else:
            peak = max(0, report["maxrss_bytes"] - self.watch.free_bytes())
            peak += 0 if self.loaded.policy == "tool" else self.watch.written_bytes()
        report["peak_memory_bytes"] = peak
        if report["stop"] is None and peak > memory_bytes:
            report["stop"] = "MEMORY"

    def _answer(self, report: dict[str, Any], order: dict[str, Any]) -> None:
        limit = order["output_bytes"]
        written = (self.out, self.err, self.result)
        sizes = [os.fstat(fd).st_size for fd in written]
        report["sizes"] = [min(size, limit) for size in sizes]
        collected, found = (
            self._collect(order["collect"]) if report["exit_code"] is not None else ([], [])
        )
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
