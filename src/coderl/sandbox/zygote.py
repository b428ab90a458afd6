"""The embedded sandbox: starts the zygote of `inside/` by a fresh exec and talks to it.

Owns the caller's side: descriptors, deadlines, and turning a driver's report into an Outcome. Holds
expected outputs nowhere. One sandbox runs one program at a time; `pool.py` has many.
"""

from __future__ import annotations

import dataclasses
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, Self

from coderl.errors import SandboxError, SandboxUnavailable
from coderl.sandbox.embedded import Embedded
from coderl.sandbox.inside import wire
from coderl.sandbox.inside.warm import RICH
from coderl.sandbox.keepers import START_S, Keeper, Place, hang_up
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Stop, Tier
from coderl.units import MIB

_LOAD_S = 120.0
_RICH = re.compile(rb"\b(" + b"|".join(name.encode() for name in RICH) + rb")\b")
_INTERPRETED = ("python", "call")
_WITH_FILES = ("tool", "runtime")
_COMPILE_LIMITS = Limits(cpu_s=10.0, idle_s=10.0, memory_bytes=512 * MIB, output_bytes=64 * MIB)
_MESSAGE_CHARACTERS = 8000
_TOO_LARGE = {
    Stop.CPU: "compiling took more than 10 s",
    Stop.IDLE: "compiling took more than 10 s",
    Stop.MEMORY: "compiling took more than 512 MiB",
    Stop.OUTPUT: "the compiled program is larger than 64 MiB",
    Stop.PROCESSES: "the compiler tried to start another process",
}


class ZygoteSandbox:
    """A warm interpreter behind namespaces, seccomp and Landlock.

    `tier` None takes the strongest of A and B that this machine gives; C, which only sets rlimits,
    must be asked for. `require_tier` raises SandboxUnavailable below that tier. `trees` are files
    and folders of this machine that programs may need (see Program). Nothing is started before the
    first `open`.
    """

    def __init__(
        self,
        *,
        tier: Tier | None = None,
        require_tier: Tier | None = None,
        place: Place | None = None,
        trees: tuple[str, ...] = (),
    ) -> None:
        tiers = (tier,) if tier else (Tier.A, Tier.B)
        self._place: Place = place or Embedded(tiers, trees)
        self._required = require_tier
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._keeper: Keeper | None = None
        self._tier: Tier | None = None
        self._standing: Link | None = None
        self._sessions: set[ZygoteSession] = set()
        self.mechanisms: dict[str, str] = {}
        self.refusals: dict[Tier, str] = {}

    @property
    def tier(self) -> Tier:
        """The tier in force. Starts the sandbox where it is not running."""
        self._claim()
        with self._lock:
            if self._tier is None:
                self._start()
            assert self._tier is not None
            return self._tier

    def open(self, program: Program, *, scratch: bool = False) -> ZygoteSession:
        """Load a program. Raises LoadFailure with the compiler's message, SandboxError where we
        fail.
        """
        self._claim()
        with self._lock:
            code = self._compiled(program) if program.kind in _INTERPRETED else program.source
            own = scratch or program.kind in _WITH_FILES
            link = self._driver(program, writable=scratch) if own else self._standing_driver()
            session = ZygoteSession(self, link, self.tier, program, code, own=own)
            self._sessions.add(session)
            return session

    def _compiled(self, program: Program) -> bytes:
        """Compile a program in a run of its own, which executes none of it."""
        compiler = dataclasses.replace(program, kind="compile")
        link = self._standing_driver()
        with ZygoteSession(self, link, self.tier, compiler, program.source) as session:
            outcome = session.run(b"", _COMPILE_LIMITS)
        answer = outcome.result or b""
        if outcome.ok and answer.startswith(b"C"):
            return answer[1:]
        if outcome.ok and answer.startswith(b"E"):
            raise LoadFailure(answer[1:].decode("utf-8", "replace")[:_MESSAGE_CHARACTERS])
        if outcome.stopped_by is not None:
            raise LoadFailure(_TOO_LARGE[outcome.stopped_by])
        if outcome.signal is not None:
            name = signal.Signals(outcome.signal).name
            raise LoadFailure(
                f"the compiler was ended by {name}: the source is too deep or too large"
            )
        raise SandboxError(f"the compiler of Python ended with exit code {outcome.exit_code}")

    def _standing_driver(self) -> Link:
        if self._alive() and self._standing is not None and not self._standing.lost:
            return self._standing
        if self._standing is not None:
            self._standing.hang_up()
        self._standing = self._driver()
        return self._standing

    def _alive(self) -> bool:
        return self._keeper is not None and self._keeper.alive()

    def _driver(self, program: Program | None = None, *, writable: bool = False) -> Link:
        """Have a driver forked, one with a scratch folder for a program; the link to it."""
        if not self._alive():
            self._stop()
            self._start()
        assert self._keeper is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        link = Link(ours)
        try:
            wire.send(self._keeper.link, _driver_order(program, writable), [theirs.fileno()])
        except OSError as error:
            link.hang_up()
            raise SandboxError(
                f"the sandbox does not answer: {error}{self._last_words()}"
            ) from None
        finally:
            theirs.close()
        try:
            link.hear(_LOAD_S)
        except DriverGone:
            link.hang_up()
            raise SandboxError(
                f"the sandbox ended while it started a driver{self._last_words()}"
            ) from None
        except BaseException:
            link.hang_up()
            raise
        return link

    def _start(self) -> None:
        self.refusals = {}
        for tier in self._place.tiers:
            if self._required and not tier.meets(self._required):
                continue
            if self._start_at(tier):
                return
        reasons = "; ".join(f"tier {tier}: {reason}" for tier, reason in self.refusals.items())
        wanted = (
            f"tier {self._required} or better"
            if self._required
            else " or ".join(f"tier {t}" for t in self._place.tiers)
        )
        raise SandboxUnavailable(
            f"this machine does not give {wanted} ({reasons or 'not asked for'}): see `coderl "
            "doctor`"
        )

    def _start_at(self, tier: Tier) -> bool:
        self._keeper = self._place.start(tier)
        try:
            received = wire.receive(self._keeper.link)
        except (OSError, TimeoutError) as error:
            received = None
            reason = f"no answer from the sandbox within {START_S:.0f} s ({error})"
        else:
            reason = f"the sandbox ended at its start{self._last_words()}"
        if received is not None:
            reason = str(received[0].get("failed"))
            self.mechanisms = {**received[0].get("mechanisms", {}), **self._keeper.mechanisms}
            if received[0].get("ready"):
                self._tier = tier
                return True
        self.refusals[tier] = reason
        self._stop()
        return False

    def _last_words(self) -> str:
        return self._keeper.last_words() if self._keeper is not None else ""

    def forget(self, session: ZygoteSession) -> None:
        """A session has ended."""
        self._sessions.discard(session)

    def _claim(self) -> None:
        """In a process forked from the owner: leave its sandbox alone, and have our own."""
        if os.getpid() == self._owner:
            return
        for session in list(self._sessions):
            session.close()
        if self._standing is not None:
            self._standing.let_go()
        if self._keeper is not None:
            self._keeper.let_go()
        self.__setstate__(self.__getstate__())

    def _stop(self) -> None:
        for session in list(self._sessions):
            session.close()
        if self._standing is not None:
            self._standing.hang_up()
            self._standing = None
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None
        self._tier = None

    def close(self) -> None:
        """End every session and leave nothing behind. The next `open` starts anew."""
        self._claim()
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if self._standing is not None:
            self._standing.let_go()
        if self._keeper is not None:
            self._keeper.let_go()

    def __getstate__(self) -> dict[str, Any]:
        return {"place": self._place, "required": self._required}

    def __setstate__(self, state: dict[str, Any]) -> None:
        ZygoteSandbox.__init__(self, require_tier=state["required"], place=state["place"])

    @property
    def keeper_pid(self) -> int:
        """The process above all others of this sandbox; 0 where there is none to be seen."""
        return self._keeper.pid if self._keeper is not None else 0

    @property
    def lock(self) -> threading.RLock:
        """One run at a time: control group and cores are the sandbox's, not the session's."""
        return self._lock


def _driver_order(program: Program | None, writable: bool) -> dict[str, object]:
    if program is None:
        return {"kind": "python", "scratch": False}
    path = next((word for word in program.argv if "=" not in word), "")
    return {
        "kind": program.kind,
        "scratch": True,
        "writable": writable or program.kind != "runtime",
        "path": path,
        "trees": program.trees,
    }


def _argv(program: Program, limits: Limits) -> list[str]:
    heap = str(max(32, 2 * limits.memory_bytes // MIB))
    filled = program.kind == "runtime"
    return [word.replace("{heap_mib}", heap) if filled else word for word in program.argv]


class DriverGone(Exception):
    """The other end of a link has ended."""


class Link:
    """A link to a driver: one question at a time. `lost` once an answer was not waited for."""

    def __init__(self, socket: socket.socket) -> None:
        self._socket = socket
        self.lost = False

    def ask(
        self, order: Mapping[str, object], descriptors: Sequence[int], timeout_s: float
    ) -> None:
        """Send a question. Raises OSError, or SandboxError where an earlier answer is still due."""
        if self.lost:  # its answer would be taken for this one's
            raise SandboxError("an earlier run of this sandbox was given up: open another session")
        self._socket.settimeout(timeout_s)
        self.lost = True
        wire.send(self._socket, order, descriptors)

    def hear(self, timeout_s: float | None = None) -> tuple[dict[str, Any], list[int], list[bytes]]:
        """Receive one answer. Raises DriverGone at its end, SandboxError for what the driver calls
        a fault.
        """
        if timeout_s is not None:
            self._socket.settimeout(timeout_s)
        try:
            received = wire.receive(self._socket)
        except TimeoutError:
            raise SandboxError(
                "the sandbox did not answer in time: the machine is too busy, or the sandbox is "
                "stopped"
            ) from None
        except OSError as error:
            raise SandboxError(f"the link to the sandbox failed: {error}") from None
        if received is None:
            raise DriverGone
        self.lost = False
        if received[0].get("fault"):
            for descriptor in received[1]:
                os.close(descriptor)
            raise SandboxError(f"the sandbox failed: {received[0]['fault']}")
        return received

    def hang_up(self) -> None:
        """Close it for good, though a process that was forked meanwhile may hold a copy of it."""
        self.lost = True
        hang_up(self._socket)

    def let_go(self) -> None:
        """Close our copy of a link that another process owns."""
        self.lost = True
        self._socket.close()


class ZygoteSession:
    """One program, ready to be run. `own` says that its driver ends with it."""

    def __init__(
        self,
        sandbox: ZygoteSandbox,
        link: Link,
        tier: Tier,
        program: Program,
        code: bytes,
        *,
        own: bool = False,
    ) -> None:
        self._sandbox = sandbox
        self._link = link
        self._tier = tier
        self._own = own
        self._owner = os.getpid()
        self._code = wire.sealed(code, "code")
        self._program = program
        self._code_bytes = len(code)
        self._prelude = program.kind == "call" and b"class Solution" in program.source
        # A native program needs no module, and one with files beside it may import them.
        self._rich = program.kind in _INTERPRETED and (
            own or self._prelude or bool(_RICH.search(program.source))
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
            if os.getpid() != self._owner:
                raise SandboxError("a session belongs to the process that opened it")
            if self._code < 0:
                raise SandboxError("the session is closed")
            if wires is None:
                given.append(wire.sealed(input))
            for name, data in (files or {}).items():
                if not name.endswith("/"):
                    given.append(wire.sealed(data, "file"))
            with self._sandbox.lock:
                report, received, blobs = self._ask(
                    self._order(limits, argv, files or {}, collect, measure, wires is not None),
                    given,
                    180 + 40 * (limits.cpu_s + limits.idle_s),
                )
        finally:
            for descriptor in given:
                os.close(descriptor)
        try:
            return self._outcome(report, received, blobs)
        finally:
            for descriptor in received:
                os.close(descriptor)

    def _order(
        self,
        limits: Limits,
        argv: Sequence[str],
        files: Mapping[str, bytes],
        collect: Sequence[str],
        measure: bool,
        wired: bool,
    ) -> dict[str, object]:
        return {
            "kind": self._program.kind,
            "entry": self._program.entry,
            "argv": [*_argv(self._program, limits), *argv],
            "name": self._program.name,
            "encoding": self._program.encoding,
            "prelude": self._prelude,
            "rich": self._rich,
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

    def _ask(
        self, order: dict[str, object], given: list[int], timeout_s: float
    ) -> tuple[dict[str, Any], list[int], list[bytes]]:
        started = time.monotonic()
        try:
            self._link.ask(order, [self._code, *given], timeout_s)
            while given:  # the other end of a pipe must see it close with the run
                os.close(given.pop())
            return self._link.hear()
        except DriverGone:
            self._link.hang_up()
            raise SandboxError(
                f"the sandbox ended during a run after {time.monotonic() - started:.1f} s"
            ) from None
        except OSError as error:
            raise SandboxError(f"the sandbox does not answer: {error}") from None

    def _outcome(self, report: dict[str, Any], received: list[int], blobs: list[bytes]) -> Outcome:
        if report["inline"]:
            texts, collected = blobs, received
        else:
            texts = [
                os.pread(fd, size, 0) for fd, size in zip(received, report["sizes"], strict=False)
            ]
            collected = received[3:]
        return Outcome(
            exit_code=report["exit_code"],
            signal=report["signal"],
            stopped_by=Stop(report["stop"]) if report["stop"] else None,
            cpu_s=report["cpu_s"],
            wall_s=report["wall_s"],
            peak_memory_bytes=report["peak_memory_bytes"],
            stdout=texts[0],
            stderr=texts[1],
            result=texts[2],
            work_cpu_s=report["work_cpu_s"],
            tier=self._tier,
            files={
                name: wire.read_all(fd)
                for name, fd in zip(report["collected"], collected, strict=True)
            },
        )

    def close(self) -> None:
        """End the session, and its driver where it has one of its own."""
        if self._code >= 0:
            os.close(self._code)
            self._code = -1
        if self._own:
            if os.getpid() == self._owner:
                self._link.hang_up()
            else:
                self._link.let_go()
        self._sandbox.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
