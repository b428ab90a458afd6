"""The embedded sandbox: starts the zygote of `inside/` by a fresh exec and talks to it.

Owns the caller's side: descriptors, deadlines, and turning a driver's report into an Outcome. Holds
expected outputs nowhere. One sandbox runs one program at a time; `pool.py` has many.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from coderl.errors import SandboxError, SandboxUnavailable
from coderl.sandbox.inside import wire
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Stop, Tier
from coderl.units import MIB

_INSIDE = Path(__file__).parent / "inside"
_BOOT = """
import importlib.util, sys
folder = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "coderl_inside", folder + "/__init__.py", submodule_search_locations=[folder]
)
package = importlib.util.module_from_spec(spec)
sys.modules["coderl_inside"] = package
spec.loader.exec_module(package)
from coderl_inside import keeper
keeper.main(sys.orig_argv[sys.orig_argv.index("-c") + 1], folder, sys.argv[2])
"""
# Hashing is the same in every run; functions are bound before the first fork, not after each;
# memory once taken from the kernel is kept (see harness: warm memory).
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PATH": "/usr/bin:/bin",
    "LD_BIND_NOW": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * MIB),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}
_START_S = 60.0
_LOAD_S = 120.0
_SCRATCH_BYTES = 256 * MIB


class ZygoteSandbox:
    """A warm interpreter behind namespaces, seccomp and Landlock.

    `tier` None takes the strongest of A and B that this machine gives; C, which only sets rlimits,
    must be asked for. `require_tier` raises SandboxUnavailable below that tier. Nothing is started
    before the first `open`.
    """

    def __init__(self, *, tier: Tier | None = None, require_tier: Tier | None = None) -> None:
        self._wanted = (tier,) if tier else (Tier.A, Tier.B)
        self._required = require_tier
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._log = -1
        self._tier: Tier | None = None
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
            try:
                return self._open(program, scratch)
            except _DriverGone:
                if program.kind not in ("python", "call"):
                    raise SandboxError("the sandbox ended while it loaded a program") from None
            try:  # the compiler may have taken the driver with it: let a child compile first
                return self._open(program, scratch, check=True)
            except _DriverGone:
                raise SandboxError(
                    f"the sandbox ended while it loaded a program{self._last_words()}"
                ) from None

    def _open(self, program: Program, scratch: bool, *, check: bool = False) -> ZygoteSession:
        if self._link is None or self._process is None or self._process.poll() is not None:
            self._stop()
            self._start()
        assert self._link is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_LOAD_S)
        source = wire.sealed(program.source, "program")
        message = {
            "kind": program.kind,
            "entry": program.entry,
            "argv": program.argv,
            "name": program.name,
            "encoding": program.encoding,
            "scratch": scratch or program.kind == "tool",
            "check": check,
        }
        try:
            wire.send(self._link, message, [theirs.fileno(), source])
        except OSError as error:
            ours.close()
            raise SandboxError(
                f"the sandbox does not answer: {error}{self._last_words()}"
            ) from None
        finally:
            theirs.close()
            os.close(source)
        session = ZygoteSession(self, ours, self.tier)
        try:
            answer, _, _ = session.hear()
        except BaseException:
            session.close()
            raise
        if "failure" in answer:
            session.close()
            raise LoadFailure(str(answer["failure"]))
        self._sessions.add(session)
        return session

    def _start(self) -> None:
        self.refusals = {}
        for tier in self._wanted:
            if self._required and not tier.meets(self._required):
                continue
            if self._start_at(tier):
                return
        reasons = "; ".join(f"tier {tier}: {reason}" for tier, reason in self.refusals.items())
        wanted = (
            f"tier {self._required} or better"
            if self._required
            else " or ".join(f"tier {t}" for t in self._wanted)
        )
        raise SandboxUnavailable(
            f"this machine does not give {wanted} ({reasons or 'not asked for'}): see `coderl "
            "doctor`"
        )

    def _start_at(self, tier: Tier) -> bool:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_START_S)
        self._log = os.memfd_create("log", os.MFD_CLOEXEC)
        config = json.dumps(
            {"link": theirs.fileno(), "tier": tier.value, "scratch_bytes": _SCRATCH_BYTES}
        )
        interpreter: str = getattr(sys, "_base_executable", None) or sys.executable
        self._process = subprocess.Popen(
            [interpreter, "-s", "-S", "-P", "-B", "-c", _BOOT, str(_INSIDE), config],
            pass_fds=[theirs.fileno()],
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            start_new_session=True,
        )
        theirs.close()
        self._link = ours
        try:
            received = wire.receive(ours)
        except (OSError, TimeoutError) as error:
            received = None
            reason = f"no answer from the sandbox within {_START_S:.0f} s ({error})"
        else:
            reason = f"the sandbox ended at its start{self._last_words()}"
        if received is not None and received[0].get("ready"):
            self._tier = tier
            self.mechanisms = dict(received[0]["mechanisms"])  # type: ignore[arg-type]
            return True
        if received is not None:
            reason = str(received[0].get("failed"))
            self.mechanisms = dict(received[0].get("mechanisms", {}))
        self.refusals[tier] = reason
        self._stop()
        return False

    def _last_words(self) -> str:
        """The last line that the sandbox wrote about itself."""
        if self._log < 0:
            return ""
        text = wire.read_all(self._log).decode(errors="replace").strip()
        return f": {text.splitlines()[-1]}" if text else ""

    def forget(self, session: ZygoteSession) -> None:
        """A session has ended."""
        self._sessions.discard(session)

    def _claim(self) -> None:
        """In a process forked from the owner: leave its sandbox alone, and have our own."""
        if os.getpid() == self._owner:
            return
        for session in list(self._sessions):
            session.close()
        if self._link is not None:
            self._link.close()
        if self._process is not None:
            self._process.returncode = 0  # not our child
        if self._log >= 0:
            os.close(self._log)
        self.__setstate__(self.__getstate__())

    def _stop(self) -> None:
        for session in list(self._sessions):
            session.close()
        if self._link is not None:
            hang_up(self._link)  # the keeper sees it, ends everything and cleans up
            self._link = None
        if self._process is not None:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._log >= 0:
            os.close(self._log)
            self._log = -1
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
        if self._process is not None and self._link is not None:
            self._link.close()
            self._process.poll()

    def __getstate__(self) -> dict[str, Any]:
        return {"wanted": self._wanted, "required": self._required}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(require_tier=state["required"])
        self._wanted = state["wanted"]

    @property
    def lock(self) -> threading.RLock:
        """One run at a time: control group and cores are the sandbox's, not the session's."""
        return self._lock


def hang_up(link: socket.socket) -> None:
    """Close a link for good, though a process that was forked meanwhile may hold a copy of it."""
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
    link.close()


class _DriverGone(Exception):
    """The other end of a session's link has ended."""


class ZygoteSession:
    """One program, loaded in a driver of its own."""

    def __init__(self, sandbox: ZygoteSandbox, link: socket.socket, tier: Tier) -> None:
        self._sandbox = sandbox
        self._link = link
        self._tier = tier
        self._owner = os.getpid()
        self._unheard = False  # whether an answer is still to come

    def hear(self) -> tuple[dict[str, Any], list[int], list[bytes]]:
        """Receive one answer. Raises _DriverGone at its end, SandboxError for what the driver calls
        a fault.
        """
        try:
            received = wire.receive(self._link)
        except TimeoutError:
            raise SandboxError(
                "the sandbox did not answer in time: the machine is too busy, or the sandbox is "
                "stopped"
            ) from None
        except OSError as error:
            raise SandboxError(f"the link to the sandbox failed: {error}") from None
        self._unheard = False
        if received is None:
            raise _DriverGone
        if received[0].get("fault"):
            for descriptor in received[1]:
                os.close(descriptor)
            raise SandboxError(f"the sandbox failed: {received[0]['fault']}")
        return received

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
        descriptors = list(wires) if wires else [wire.sealed(input)]
        if os.getpid() != self._owner:
            for descriptor in descriptors:
                os.close(descriptor)
            raise SandboxError("a session belongs to the process that opened it")
        given = files or {}
        started = time.monotonic()
        with self._sandbox.lock:
            try:
                if self._unheard:  # it would be taken for this run's
                    raise SandboxError("an earlier run of this session was given up: open another")
                for name, data in given.items():
                    if not name.endswith("/"):
                        descriptors.append(wire.sealed(data, "file"))
                order = {
                    "cpu_s": limits.cpu_s,
                    "idle_s": limits.idle_s,
                    "memory_bytes": limits.memory_bytes,
                    "output_bytes": limits.output_bytes,
                    "processes": limits.processes,
                    "argv": list(argv),
                    "files": list(given),
                    "collect": list(collect),
                    "measure": measure,
                    "wired": wires is not None,
                }
                self._link.settimeout(180 + 40 * (limits.cpu_s + limits.idle_s))
                self._unheard = True
                wire.send(self._link, order, descriptors)
                while descriptors:  # the other end of a pipe must see it close with the run
                    os.close(descriptors.pop())
                report, received, blobs = self.hear()
            except _DriverGone:
                raise SandboxError(
                    f"the sandbox ended during a run after {time.monotonic() - started:.1f} s"
                ) from None
            except OSError as error:
                raise SandboxError(f"the sandbox does not answer: {error}") from None
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
        try:
            return self._outcome(report, received, blobs)
        finally:
            for descriptor in received:
                os.close(descriptor)

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
        """End the session: its driver sees the link close, and all that it started ends with it."""
        if os.getpid() == self._owner:
            hang_up(self._link)
        else:
            self._link.close()
        self._sandbox.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
