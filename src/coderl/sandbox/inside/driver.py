"""The runs of a sandbox: has one isolated run forked per input and reports what happened to it.

It never executes submitted code and never holds an expected output. It knows one input at a time,
as a descriptor.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import stat
import time
from typing import Any, NoReturn

from . import scratch, wire
from .launch import THREADS, Order, policy_of
from .proc import Proc
from .settings import Settings
from .template import Template
from .watch import Abandoned, Watch

_FLAGS = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
_COLLECTED = 24  # files of a folder: their descriptors go in one packet
_LAST_PID = 9  # of a driver and its templates: a run's number is above


class Driver:
    """The runs of one sandbox, or of one session that has a scratch folder."""

    def __init__(self, settings: Settings, link: socket.socket) -> None:
        self.settings = settings
        self.link = link
        self.watch = Watch(settings, link.fileno())
        self.templates: dict[tuple[str, bool], Template] = {}
        self.out, self.err, self.result, self.made = -1, -1, -1, -1
        self.kills = 0
        self.answers = bytearray(wire.INLINE_BYTES)
        self.last_pid = self._open_last_pid()

    def serve(self) -> NoReturn:
        """Answer until the other end goes away."""
        wire.send(self.link, {"serving": True})
        while (received := wire.receive(self.link)) is not None:
            order, descriptors, _ = received
            try:
                self._one(order, descriptors)
            except Abandoned:
                break
            except (OSError, ValueError) as error:
                wire.send(self.link, {"fault": f"{type(error).__name__}: {error}"})
        os._exit(0)

    def _one(self, order: dict[str, Any], descriptors: list[int]) -> None:
        policy = policy_of(order["kind"])
        wired = bool(order["wired"])
        names: list[str] = order["files"]
        if self.settings.scratch:
            program = [order["name"]] if policy == "runtime" else []
            given = [*descriptors[: len(program)], *descriptors[2 + wired :]]
            self._fill_scratch([*program, *names], given)
        order["measure"] = order["measure"] and policy == "strict" and not wired
        template = self._template(policy, order["rich"])
        self._fresh_files()
        self.watch.expect((self.out, self.err, self.result), policy, template.warm_bytes)
        ack_read, ack_write = os.pipe2(os.O_CLOEXEC) if order["measure"] else (-1, -1)
        if order["compiles"]:
            self.made = os.memfd_create("code", _FLAGS)
        spoken = max(ack_read, self.made)
        group = self.settings.group
        if group:
            group.begin(order["memory_bytes"])
        self.kills = self._kills()  # other sessions have had theirs since
        children_before = resource.getrusage(resource.RUSAGE_CHILDREN)
        given = (
            descriptors[1],
            descriptors[2] if wired else self.out,
            self.err,
            self.result,
            self.watch.status_write,
            spoken if spoken >= 0 else self.watch.status_write,
            self.watch.mark,
            descriptors[0],
        )
        started = time.monotonic()
        try:
            pid = self._fork(template, policy, order, given)
        except BaseException:
            if group:
                group.release()
            raise
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
            if ack_read >= 0:
                os.close(ack_read)
        try:
            report = self.watch.until_the_end(pid, order, started, ack_write)
        except BaseException:  # a fault of ours, or nobody waits: the run must not outlive it
            self.watch.kill(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            if group:
                group.release()
            raise
        finally:
            if ack_write >= 0:
                os.close(ack_write)
            self._end_others(policy)
        if policy == "tool":
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            report["cpu_s"] = (
                after.ru_utime
                + after.ru_stime
                - children_before.ru_utime
                - children_before.ru_stime
            )
        sizes = [os.fstat(fd).st_size for fd in (self.out, self.err, self.result)]
        if report["stop"] in (None, "CPU", "IDLE") and (  # some go on though nothing is written
            max(sizes) > order["output_bytes"] or report["signal"] == signal.SIGXFSZ
        ):
            report["stop"] = "OUTPUT"
        self._account_memory(report, order["memory_bytes"], policy)
        if group:
            group.release()
        self._answer(report, order)

    def _template(self, policy: str, rich: bool) -> Template:
        if (policy, rich) not in self.templates:
            self._reset_last_pid(1)
            self.templates[policy, rich] = Template(self.settings, policy, rich=rich)
        return self.templates[policy, rich]

    def _fork(
        self, template: Template, policy: str, order: dict[str, Any], given: tuple[int, ...]
    ) -> int:
        tool = policy == "tool"
        told = Order(
            kind=order["kind"],
            entry=order["entry"],
            argv=tuple(order["argv"]),
            name=order["name"],
            encoding=order["encoding"],
            prelude=order["prelude"],
            measure=order["measure"],
            compiles=order["compiles"],
            code_bytes=order["code_bytes"],
            cpu_s=order["cpu_s"],
            space_bytes=order["memory_bytes"] if tool and not self.settings.group else 0,
            tasks=THREADS + order["processes"] + 1 if tool and self.settings.private_uid else 0,
        )
        size = self.settings.scratch_bytes if tool else order["output_bytes"] + 1
        try:
            return self._fork_from(template, told, size, given)
        except OSError:  # where memory ran out, the kernel may have taken it for the run
            self.templates = {k: t for k, t in self.templates.items() if t is not template}
            template.close()
            self._end_strays()  # what it forked before it could say so
            return self._fork_from(self._template(policy, order["rich"]), told, size, given)

    def _fork_from(self, template: Template, told: Order, size: int, given: tuple[int, ...]) -> int:
        self._reset_last_pid(_LAST_PID)
        return template.fork(told, size, given)

    def _end_others(self, policy: str) -> None:
        """End what a run may have started, where nothing forbade it to."""
        if policy == "tool" or policy not in self.settings.filters:
            self._end_strays()

    def _end_strays(self) -> None:
        """End all that is not a template; where that cannot be told apart, the templates too."""
        if os.getpid() == 1:
            self.watch.end_namespace()
            self.templates.clear()
        else:
            self.watch.end_tree([template.pid for template in self.templates.values()])

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

    def _reset_last_pid(self, number: int) -> None:
        """Give every run the same number: one that uses up numbers tells the next one nothing."""
        if self.last_pid >= 0:
            try:
                os.pwrite(self.last_pid, b"%d" % number, 0)
            except OSError:
                os.close(self.last_pid)
                self.last_pid = -1

    def _fresh_files(self) -> None:
        """Make a run's own files: the flags and times of used ones would tell of the run before."""
        for name in ("out", "err", "result", "made"):
            if getattr(self, name) >= 0:
                os.close(getattr(self, name))
            setattr(self, name, -1)
        for name in ("out", "err", "result"):
            descriptor = os.memfd_create(name, _FLAGS)
            setattr(self, name, descriptor)
        fcntl.fcntl(self.watch.status_write, fcntl.F_SETFL, os.O_NONBLOCK)

    def _account_memory(self, report: dict[str, Any], memory_bytes: int, policy: str) -> None:
        group = self.settings.group
        if group:
            peak = group.peak_bytes()
        else:
            peak = max(0, report["maxrss_bytes"] - self.watch.free_bytes())
            peak += 0 if policy == "tool" else self.watch.written_bytes()
        report["peak_memory_bytes"] = peak
        failed = report["signal"] == signal.SIGKILL or report["exit_code"]
        if report["stop"] is None and (
            peak > memory_bytes or (failed and self._kills() != self.kills)
        ):
            report["stop"] = "MEMORY"

    def _kills(self) -> int:
        """How many processes the kernel has killed so far for want of memory, where it tells."""
        counter = self.settings.group or self.settings.ceiling
        return counter.kills() if counter else 0

    def _answer(self, report: dict[str, Any], order: dict[str, Any]) -> None:
        limit = order["output_bytes"]
        written = (self.out, self.err, self.result)
        sizes = [os.fstat(fd).st_size for fd in written]
        report["sizes"] = [min(size, limit) for size in sizes]
        collected, found = (
            self._collect(order["collect"]) if report["exit_code"] is not None else ([], [])
        )
        report["collected"] = found
        report["compiled"] = self.made >= 0 and report["marked"]
        if report["compiled"]:
            wire.seal(self.made)  # later runs will have it too
            collected.append(self.made)
            self.made = -1
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
                os.fchmod(descriptor, 0o666)  # the run has another user, and the folder to itself
                wire.copy(remaining.pop(0), descriptor)
            finally:
                os.close(descriptor)

    def _collect(self, names: list[str]) -> tuple[list[int], list[str]]:
        """Open what a tool was asked to make: regular files only, through no link."""
        descriptors: list[int] = []
        found: list[str] = []
        for name in [file for asked in names for file in self._files_of(asked)]:
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

    def _files_of(self, name: str) -> list[str]:
        """A name, or the first files of the folder that it names with a `/` at its end."""
        if not name.endswith("/"):
            return [name]
        try:
            inside = sorted(os.listdir(os.path.join(self.settings.scratch, name)))
        except OSError:
            return []
        return [name + file for file in inside[:_COLLECTED]]
