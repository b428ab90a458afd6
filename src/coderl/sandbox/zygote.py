"""The sandbox: has a keeper started, asks it for drivers, and opens sessions on them.

Holds expected outputs nowhere. One sandbox runs one program at a time; `pool.py` has many.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import Any, Self

from coderl.errors import SandboxError, SandboxUnavailable
from coderl.sandbox.embedded import Embedded
from coderl.sandbox.inside import wire
from coderl.sandbox.keepers import START_S, Keeper, Place
from coderl.sandbox.link import DriverGone, Link
from coderl.sandbox.model import Limits, Program, Tier
from coderl.sandbox.session import LAZY_BYTES, ZygoteSession
from coderl.units import format_bytes

_LOAD_S = 120.0
_WITH_FILES = ("tool", "runtime")


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
        self._latest: Link | None = None
        self._sibling: ZygoteSandbox | None = None
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

    def open(
        self, program: Program, *, scratch: bool = False, lazily: bool = False
    ) -> ZygoteSession:
        """Load a program. Raises LoadFailure with the compiler's message, SandboxError where we
        fail. With `lazily` its first run loads it, and raises LoadFailure.
        """
        self._claim()
        with self._lock:
            own = scratch or program.kind in _WITH_FILES
            link = self._driver(program, writable=scratch) if own else None
            session = ZygoteSession(self, self.tier, program, own=link)
            self._sessions.add(session)
            if not lazily or len(program.source) > LAZY_BYTES:
                try:
                    session.load()
                except BaseException:
                    session.close()
                    raise
            return session

    def sibling(self) -> ZygoteSandbox:
        """Another sandbox like this one, for what has to run at the same time; it ends with this
        one.
        """
        self._claim()
        with self._lock:
            if self._sibling is None:
                self._sibling = ZygoteSandbox(require_tier=self._required, place=self._place)
            return self._sibling

    def admit(self, limits: Limits) -> None:
        """Raise SandboxError where the place is too small: what a run is then ended by would be no
        limit of its own.
        """
        most = self._place.memory_bytes
        if most is not None and limits.memory_bytes > most:
            raise SandboxError(
                f"a run may use {format_bytes(limits.memory_bytes)}, but this sandbox has only "
                f"{format_bytes(most)} for one: open it with a larger memory_bytes"
            )

    def link_for(self, session: ZygoteSession) -> Link:
        """The link to the driver that runs a session. What runs ahead for another ends first: a
        sandbox runs one program at a time.
        """
        link = session.own or self._standing_driver()
        if self._latest is not None and self._latest is not link:
            self._latest.settle()
        self._latest = link
        return link

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
        self._standing = self._latest = None
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None
        self._tier = None

    def interrupt(self) -> None:
        """End, from any thread, what runs now: whoever waits for it gets a SandboxError."""
        standing, latest, keeper = self._standing, self._latest, self._keeper
        if self._sibling is not None:
            self._sibling.interrupt()
        for link in (standing, latest):
            if link is not None:
                link.interrupt()
        if keeper is not None:
            with contextlib.suppress(OSError):
                keeper.link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End every session and leave nothing behind. The next `open` starts anew."""
        self._claim()
        with self._lock:
            if self._sibling is not None:
                self._sibling.close()
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
