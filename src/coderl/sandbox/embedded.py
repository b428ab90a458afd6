"""Keepers on this machine: a fresh exec of this interpreter, one end of a socket pair its link."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

from coderl.sandbox.inside import wire
from coderl.sandbox.keepers import (
    BOOT,
    ENVIRONMENT,
    INSIDE,
    SCRATCH_BYTES,
    START_S,
    hang_up,
    last_line,
)
from coderl.sandbox.model import Tier


class Embedded:
    """This machine. Tier C must be asked for.

    `trees` are files and folders that are shown read-only at tier A: toolchains.
    """

    memory_bytes: int | None = None

    def __init__(
        self, tiers: tuple[Tier, ...] = (Tier.A, Tier.B), trees: tuple[str, ...] = ()
    ) -> None:
        self.tiers = tiers
        self.trees = trees

    def start(self, tier: Tier) -> EmbeddedKeeper:
        """Start a keeper in a session of its own, with no environment and no memory of ours."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        log = os.memfd_create("log", os.MFD_CLOEXEC)
        settings = {
            "link": theirs.fileno(),
            "tier": tier.value,
            "scratch_bytes": SCRATCH_BYTES,
            "trees": self.trees,
        }
        interpreter: str = getattr(sys, "_base_executable", None) or sys.executable
        try:
            process = subprocess.Popen(
                [interpreter, *BOOT, str(INSIDE), json.dumps(settings)],
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            os.close(log)
            raise
        finally:
            theirs.close()
        return EmbeddedKeeper(process, ours, log)


class EmbeddedKeeper:
    """A keeper that is a child of ours."""

    def __init__(self, process: subprocess.Popen[bytes], link: socket.socket, log: int) -> None:
        self._process = process
        self._log = log
        self.pid = process.pid
        self.link = link
        self.link.settimeout(START_S)
        self.mechanisms: dict[str, str] = {}

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def last_words(self) -> str:
        """The last line that it wrote about itself."""
        return last_line(wire.read_all(self._log)) if self._log >= 0 else ""

    def end(self) -> None:
        """Hang up, wait for its end, and leave nothing behind."""
        hang_up(self.link)  # it sees that, ends everything and cleans up
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close_log()

    def let_go(self) -> None:
        """Close what this process has of it: it ends by itself, or it is another process's."""
        self.link.close()
        self._process.poll()  # in a process that was forked from its parent, this counts as ended
        self._close_log()

    def _close_log(self) -> None:
        if self._log >= 0:
            os.close(self._log)
            self._log = -1
