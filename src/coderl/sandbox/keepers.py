"""Where a sandbox's keeper runs, and what the caller has of one: a link, and the means to end it.

A place is settings only, so that a sandbox can be pickled. `embedded.py` starts keepers on this
machine, `docker.py` in containers; `zygote.py` speaks with either in the same way.
"""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from typing import Protocol

from coderl.sandbox.model import Tier
from coderl.units import MIB

INSIDE = Path(__file__).parent / "inside"
START_S = 60.0
SCRATCH_BYTES = 256 * MIB
# Arguments of an interpreter that becomes a keeper; the folder and its settings, as JSON, follow.
BOOT = (
    "-s",
    "-S",
    "-P",
    "-B",
    "-c",
    """
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
""",
)
# Hashing is the same in every run; functions are bound before the first fork, not after each;
# memory once taken from the kernel is kept (see harness: warm memory).
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PATH": "/usr/bin:/bin",
    "LD_BIND_NOW": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * MIB),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}


class Keeper(Protocol):
    """A keeper that has been started. The first message on `link` tells whether it is ready.

    `pid` is its number on this machine, 0 where it cannot be seen.
    """

    link: socket.socket
    pid: int
    mechanisms: dict[str, str]

    def alive(self) -> bool:
        """Whether it still runs."""
        ...

    def last_words(self) -> str:
        """The last line that it wrote about itself."""
        ...

    def end(self) -> None:
        """Hang up, wait for its end, and leave nothing behind."""
        ...

    def let_go(self) -> None:
        """Close what this process has of it: it ends by itself, or it is another process's."""
        ...


class Place(Protocol):
    """Where keepers are started. `tiers` are those that it may give, the strongest first, and
    `memory_bytes` is what one run can have there; None is no bound of its own.
    """

    tiers: tuple[Tier, ...]
    memory_bytes: int | None

    def start(self, tier: Tier) -> Keeper:
        """Start a keeper. Raises SandboxUnavailable where this place cannot be had at all."""
        ...


def hang_up(link: socket.socket) -> None:
    """Close a socket for good, though a process that was forked meanwhile may hold a copy of it."""
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
    link.close()


def last_line(text: bytes) -> str:
    """The last line of what a keeper wrote, to put behind a message."""
    said = text.decode(errors="replace").strip()
    return f": {said.splitlines()[-1]}" if said else ""
