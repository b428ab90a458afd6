"""One program, ready to be run: what a caller has of it, and what its runs are told."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self

from coderl.errors import SandboxError
from coderl.sandbox.inside import wire
from coderl.sandbox.inside.warm import RICH
from coderl.sandbox.link import Answer, Link, Question
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Stop, Tier
from coderl.units import MIB

_INTERPRETED = ("python", "call")
_RICH = re.compile(rb"\b(" + b"|".join(name.encode() for name in RICH) + rb")\b")
_COMPILE_LIMITS = Limits(cpu_s=10.0, idle_s=10.0, memory_bytes=512 * MIB, output_bytes=64 * MIB)
LAZY_BYTES = 8192  # a larger source is compiled apart: what that takes would show in its memory
_MESSAGE_CHARACTERS = 8000
_TOO_LARGE = {
    Stop.CPU: "compiling took more than 10 s",
    Stop.IDLE: "compiling took more than 10 s",
    Stop.MEMORY: "compiling took too much memory",
    Stop.OUTPUT: "the compiled program is larger than 64 MiB",
    Stop.PROCESSES: "the compiler tried to start another process",
}
_AHEAD = 2  # runs that are on their way while the caller looks at the one before


class Owner(Protocol):
    """What a session asks of its sandbox."""

    @property
    def lock(self) -> threading.RLock:
        """Held for every exchange: control group and cores are the sandbox's, not the session's."""
        ...

    def admit(self, limits: Limits) -> None:
        """Raise SandboxError where a run cannot have what these limits grant it."""
        ...

    def link_for(self, session: ZygoteSession) -> Link:
        """The link to the driver that runs this session, once it runs nothing else's."""
        ...

    def forget(self, session: ZygoteSession) -> None:
        """A session has ended."""
        ...


class ZygoteSession:
    """One program, ready to be run. `own` is the link to a driver that is this session's alone."""

    def __init__(
        self, sandbox: Owner, tier: Tier, program: Program, *, own: Link | None = None
    ) -> None:
        self._sandbox = sandbox
        self.own = own
        self._tier = tier
        self._owner = os.getpid()
        self._code = wire.sealed(program.source, "code")
        self._program = program
        self._code_bytes = len(program.source)
        self._compiled = program.kind not in _INTERPRETED
        self._prelude = program.kind == "call" and b"class Solution" in program.source
        # A native program needs no module, and one with files beside it may import them.
        self._rich = program.kind in _INTERPRETED and (
            own is not None or self._prelude or bool(_RICH.search(program.source))
        )

    def run(
        self,
        input: bytes,
        limits: Limits,
        *,
        argv: Sequence[str] = (),
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        measure: bool = False,
        wires: tuple[int, int] | None = None,
    ) -> Outcome:
        """Run the program once, in a fresh process. Raises SandboxError for our faults only."""
        given = list(wires) if wires else []  # ours to close
        try:
            self._check_open()
            if wires is None:
                given.append(wire.sealed(input))
            for name, data in (files or {}).items():
                if not name.endswith("/"):
                    given.append(wire.sealed(data, "file"))
            with self._sandbox.lock:
                if measure or limits.memory_bytes < _COMPILE_LIMITS.memory_bytes // 8:
                    self.load()
                order = self._order(limits, argv, files or {}, collect, measure, wires is not None)
                link = self._sandbox.link_for(self)
                question = self._ask(link, order, given, limits)
                link.settle(question)
        finally:
            for descriptor in given:
                os.close(descriptor)
        return self._outcome(question.take())

    def runs(self, inputs: Iterable[bytes], limits: Limits) -> Iterator[Outcome]:
        """Run the program once for each input, each in a fresh process, in order.

        The next runs are on their way while the caller looks at an outcome. No run comes near the
        input of another: it is forked before the next order is read. Raises SandboxError for our
        faults only.
        """
        waiting: list[tuple[Link, Question]] = []
        try:
            for data in inputs:
                with self._sandbox.lock:
                    self._check_open()
                    order = self._order(limits, (), {}, (), False, False)
                    link = self._sandbox.link_for(self)
                    waiting.append((link, self._ask(link, order, [wire.sealed(data)], limits)))
                if len(waiting) > _AHEAD or not self._compiled:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            for link, question in waiting:  # nobody takes these: have what still runs end
                if question.answer is None and question.error is None:
                    link.hang_up()
                question.drop()

    def _next(self, waiting: list[tuple[Link, Question]]) -> Outcome:
        link, question = waiting[0]
        with self._sandbox.lock:
            link.settle(question)
        del waiting[0]
        return self._outcome(question.take())

    def _check_open(self) -> None:
        if os.getpid() != self._owner:
            raise SandboxError("a session belongs to the process that opened it")
        if self._code < 0:
            raise SandboxError("the session is closed")

    def _ask(
        self, link: Link, order: dict[str, object], given: list[int], limits: Limits
    ) -> Question:
        """Send an order; what is given with it is closed here, as the other end of a pipe must see
        it close with the run.
        """
        self._check_open()
        try:
            return link.ask(order, [self._code, *given], 180 + 40 * (limits.cpu_s + limits.idle_s))
        finally:
            while given:
                os.close(given.pop())

    def _order(
        self,
        limits: Limits,
        argv: Sequence[str],
        files: Mapping[str, bytes],
        collect: Sequence[str],
        measure: bool,
        wired: bool,
    ) -> dict[str, object]:
        self._sandbox.admit(limits)
        return {
            "kind": self._program.kind,
            "entry": self._program.entry,
            "argv": [*_argv(self._program, limits), *argv],
            "name": self._program.name,
            "encoding": self._program.encoding,
            "prelude": self._prelude,
            "rich": self._rich,
            "compiles": not self._compiled,
            "code_bytes": self._code_bytes,
            "cpu_s": limits.cpu_s,
            "idle_s": limits.idle_s,
            "memory_bytes": limits.memory_bytes,
            "output_bytes": limits.output_bytes,
            "processes": limits.processes,
            "files": list(files),
            "collect": list(collect),
            "measure": measure,
            "wired": wired,
        }

    def _outcome(self, answer: Answer) -> Outcome:
        report, received, blobs = answer
        try:
            return self._read(report, received, blobs)
        finally:
            for descriptor in received:
                os.close(descriptor)

    def _read(self, report: dict[str, Any], received: list[int], blobs: list[bytes]) -> Outcome:
        if report["inline"]:
            texts, collected = blobs, received
        else:
            texts = [
                os.pread(fd, size, 0) for fd, size in zip(received, report["sizes"], strict=False)
            ]
            collected = received[3:]
        if not self._compiled:
            self._take_code(report, texts[2], collected[len(report["collected"]) :])
        return Outcome(
            exit_code=report["exit_code"],
            signal=report["signal"],
            stopped_by=Stop(report["stop"]) if report["stop"] else None,
            cpu_s=report["cpu_s"],
            wall_s=report["wall_s"],
            waited_s=report["waited_s"],
            peak_memory_bytes=report["peak_memory_bytes"],
            stdout=texts[0],
            stderr=texts[1],
            result=texts[2],
            work_cpu_s=report["work_cpu_s"],
            tier=self._tier,
            files={
                name: wire.read_all(fd)
                for name, fd in zip(report["collected"], collected, strict=False)
            },
        )

    def load(self) -> None:
        """Compile now, in a run of its own that executes nothing. Raises LoadFailure."""
        if self._compiled:
            return
        order = {**self._order(_COMPILE_LIMITS, (), {}, (), False, False), "kind": "compile"}
        empty = [wire.sealed(b"")]
        with self._sandbox.lock:
            link = self._sandbox.link_for(self)
            question = self._ask(link, {**order, "compiles": False}, empty, _COMPILE_LIMITS)
            link.settle(question)
        report, received, blobs = question.take()
        try:
            said = blobs[2] if report["inline"] else wire.read_all(received[2])
        finally:
            for descriptor in received:
                os.close(descriptor)
        self._check_loaded(report, said, loaded=report["exit_code"] == 0)
        self._change_code(wire.sealed(said, "code"), len(said))

    def _take_code(self, report: dict[str, Any], said: bytes, made: list[int]) -> None:
        """What the first run compiled, for those to come. Raises LoadFailure where it could not."""
        self._check_loaded(report, said, loaded=report["marked"])
        self._change_code(os.dup(made[0]), os.fstat(made[0]).st_size)

    def _check_loaded(self, report: dict[str, Any], said: bytes, *, loaded: bool) -> None:
        if report["unloadable"]:
            raise LoadFailure(said.decode("utf-8", "replace")[:_MESSAGE_CHARACTERS])
        if loaded:
            return
        if report["stop"]:
            raise LoadFailure(_TOO_LARGE[Stop(report["stop"])])
        if report["signal"]:
            name = signal.Signals(report["signal"]).name
            raise LoadFailure(
                f"the compiler was ended by {name}: the source is too deep or too large"
            )
        raise SandboxError(f"the compiler ended with exit code {report['exit_code']}")

    def _change_code(self, descriptor: int, size: int) -> None:
        os.close(self._code)
        self._code, self._code_bytes, self._compiled = descriptor, size, True

    def close(self) -> None:
        """End the session, and its driver where it has one of its own."""
        if self._code >= 0:
            os.close(self._code)
            self._code = -1
        if self.own is not None:
            if os.getpid() == self._owner:
                self.own.end()
            else:
                self.own.let_go()
        self._sandbox.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _argv(program: Program, limits: Limits) -> list[str]:
    heap = str(max(32, 2 * limits.memory_bytes // MIB))
    filled = program.kind == "runtime"
    return [word.replace("{heap_mib}", heap) if filled else word for word in program.argv]
