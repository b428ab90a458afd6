"""What a driver decides about a run."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from coderl.sandbox.inside.settings import Settings
from coderl.sandbox.inside.watch import Watch

ORDER = {"cpu_s": 5.0, "idle_s": 5.0, "memory_bytes": 1 << 30, "processes": 1}


class SlowToDie(Watch):
    """A machine on which a killed run holds nothing any more, but takes its time to end."""

    asked = 0
    killing: threading.Timer | None = None

    def kill(self, pid: int) -> None:
        if self.killing is None:
            self.killing = threading.Timer(0.1, os.kill, (pid, signal.SIGKILL))
            self.killing.start()

    def _overdrawn(self, pidfd: int, order: dict[str, Any]) -> str | None:
        self.asked += 1
        return "MEMORY" if self.asked == 1 else None


@pytest.fixture
def sleeper() -> Iterator[tuple[int, int]]:
    """A run, and its pidfd."""
    pid = os.fork()
    if pid == 0:
        time.sleep(30)
        os._exit(0)
    pidfd = os.pidfd_open(pid)
    yield pid, pidfd
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.close(pidfd)
    os.waitpid(pid, 0)


def test_a_run_that_takes_its_time_to_end_was_stopped_by_what_stopped_it(
    sleeper: tuple[int, int],
) -> None:
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    driver, caller = socket.socketpair()
    with driver, caller:
        watch = SlowToDie(Settings("B", proc), driver.fileno())
        watch.expect((), "strict", 0)
        assert watch._follow(*sleeper, ORDER, time.monotonic(), -1) == "MEMORY"
    os.close(proc)
