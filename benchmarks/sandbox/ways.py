"""The ways to run a program: each is given the same one and must print the right sum."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from coderl.errors import SandboxError
from coderl.sandbox.model import Limits, Program, Tier
from coderl.sandbox.zygote import ZygoteSandbox, ZygoteSession

from .cpu import CpuGroup

SOURCE = b"a, b, c = map(int, input().split())\nprint(a + b + c)\n"
PROGRAM = Program(kind="python", source=SOURCE)
LIMITS = Limits()


class Unavailable(Exception):
    """This way cannot be measured here; the message says why."""


class Way:
    """One contender: `run` is called from `workers` threads, each with its own `worker` number."""

    name: str
    label: str
    all_reaped = True  # whether every process's time ends up with a parent that we can read

    def __init__(self) -> None:
        self.group = CpuGroup(self.name)

    def start(self, workers: int) -> None:
        """Do what is done once. Raises Unavailable."""

    def begin(self, workers: int) -> int:
        """Do what is not measured before a measurement; how many sessions are now open."""
        return 0

    def run(self, worker: int, data: bytes) -> bytes:
        """Run the program once on an input; what it printed."""
        raise NotImplementedError

    def submission(self, inputs: Sequence[bytes]) -> list[bytes]:
        """Run one submission on many inputs; the outputs."""
        return [self.run(0, data) for data in inputs]

    def end(self) -> None:
        """Undo `begin`."""

    def keepers(self) -> list[int]:
        """The processes of ours whose trees belong to this way."""
        return []

    def stop(self) -> None:
        """Undo `start`."""
        self.group.remove()


class Ours(Way):
    """ZygoteSandbox, one for each worker. `fresh` opens a session per program, else one is kept."""

    def __init__(self, tier: Tier, *, fresh: bool) -> None:
        self.tier = tier
        self.fresh = fresh
        self.name = f"{tier.value}-{'fresh' if fresh else 'run'}"
        walls = "no walls (tier C)" if tier is Tier.C else f"tier {tier.value}"
        self.label = f"{walls}, {'open + run + close' if fresh else 'run only'}"
        self.sandboxes: list[ZygoteSandbox] = []
        self.sessions: list[ZygoteSession] = []
        super().__init__()

    def start(self, workers: int) -> None:
        with self.group.entered():
            for _ in range(workers):
                sandbox = ZygoteSandbox(tier=self.tier)
                try:
                    assert sandbox.tier is self.tier
                except SandboxError as error:
                    raise Unavailable(_without_paths(str(error))) from None
                self.sandboxes.append(sandbox)

    def begin(self, workers: int) -> int:
        if not self.fresh:
            self.sessions = [sandbox.open(PROGRAM) for sandbox in self.sandboxes[:workers]]
        return len(self.sessions)

    def run(self, worker: int, data: bytes) -> bytes:
        if not self.fresh:
            return self.sessions[worker].run(data, LIMITS).stdout
        with self.sandboxes[worker].open(PROGRAM) as session:
            return session.run(data, LIMITS).stdout

    def submission(self, inputs: Sequence[bytes]) -> list[bytes]:
        with self.sandboxes[0].open(PROGRAM) as session:
            return [session.run(data, LIMITS).stdout for data in inputs]

    def end(self) -> None:
        for session in self.sessions:
            session.close()
        self.sessions = []

    def keepers(self) -> list[int]:
        return [sandbox._process.pid for sandbox in self.sandboxes if sandbox._process is not None]

    def stop(self) -> None:
        for sandbox in self.sandboxes:
            sandbox.close()
        super().stop()


class Subprocess(Way):
    """A plain `python -I -S -E`: no walls, no limits."""

    name = "python"
    label = "python -I -S -E, no walls"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="bench-")
        self.program = Path(self.folder.name) / "main.py"
        self.argv: list[str] = []

    def start(self, workers: int) -> None:
        self.program.write_bytes(SOURCE)
        self.argv = self.command()

    def command(self) -> list[str]:
        """What is executed for a run."""
        return [interpreter(), "-I", "-S", "-E", str(self.program)]

    def run(self, worker: int, data: bytes) -> bytes:
        return subprocess.run(self.argv, input=data, capture_output=True, check=True).stdout

    def stop(self) -> None:
        self.folder.cleanup()
        super().stop()


class Bubblewrap(Subprocess):
    """bubblewrap around the same command: namespaces, a read-only root; no seccomp, no limits."""

    name = "bwrap"
    label = "bubblewrap + python"
    all_reaped = False

    def start(self, workers: int) -> None:
        if shutil.which("bwrap") is None:
            raise Unavailable("bwrap is not installed: apt-get install bubblewrap")
        super().start(workers)
        done = subprocess.run(self.argv, input=b"1 2 3\n", capture_output=True)
        if done.stdout != b"6\n":
            words = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
            raise Unavailable(_without_paths(f"bwrap fails here: {words[-1]}"))

    def command(self) -> list[str]:
        walls = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        for path in ("/usr", "/lib", "/lib64", "/bin", sys.base_prefix):
            if Path(path).is_symlink():
                walls += ["--symlink", str(Path(path).readlink()), path]
            elif Path(path).exists() and not (path != "/usr" and path.startswith("/usr/")):
                walls += ["--ro-bind", path, path]
        for device in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
            walls += ["--dev-bind", device, device]
        walls += ["--ro-bind", str(self.program), "/main.py"]
        return [str(shutil.which("bwrap")), *walls, interpreter(), "-I", "-S", "-E", "/main.py"]


def interpreter() -> str:
    """The interpreter itself: a shim of a version manager would be measured with it."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def all_ways() -> list[Way]:
    """Every way, in the order in which a round goes through them."""
    ours = [Ours(tier, fresh=fresh) for tier in (Tier.A, Tier.B, Tier.C) for fresh in (True, False)]
    return [*ours, Subprocess(), Bubblewrap()]


def bubblewrap_version() -> str | None:
    """The version of bubblewrap, where there is one."""
    if shutil.which("bwrap") is None:
        return None
    done = subprocess.run(["bwrap", "--version"], capture_output=True, text=True)
    return done.stdout.strip().removeprefix("bubblewrap ")


def _without_paths(text: str) -> str:
    return re.sub(r"(?<![\w.])/[\w./-]+", "PATH", text)
