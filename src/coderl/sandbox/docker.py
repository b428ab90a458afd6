"""The Docker sandbox: one long-lived hardened container, with the same keeper in it at tier B.

Owns what the container may do and how the link to its keeper is made. `engine.py` speaks with the
engine; runs are spoken with in `zygote.py`, as everywhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from coderl.errors import SandboxError, SandboxUnavailable, UsageError
from coderl.sandbox.callers import label_of_this_process, may_be_removed
from coderl.sandbox.engine import CALLER_LABEL, Engine, ImageMissing
from coderl.sandbox.inside import scratch, wire
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
from coderl.sandbox.zygote import ZygoteSandbox
from coderl.units import GIB, MIB, format_bytes

IMAGE = "coderl/sandbox:1"
_LEAST_BYTES = 4 * GIB
_RESERVE_BYTES = 1 * GIB  # for the scratch folders, the outputs and the warm processes
_TASKS = 512
_SHARED = "/coderl"
_NOBODY = "65534:65534"
_END_S = 15.0
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class DockerSandbox(ZygoteSandbox):
    """A sandbox in a container of its own, which ends with it, or with the caller.

    `memory_bytes` is the container's limit: 1 GiB of it is the sandbox's own, a run can have the
    rest. Where it is left out, it is half of this machine's memory, and 4 GiB at least. Nothing is
    started before the first `open`, which raises SandboxUnavailable, naming the mend, where there
    is no engine, no permission or no image.
    """

    def __init__(
        self,
        *,
        image: str = IMAGE,
        memory_bytes: int | None = None,
        require_tier: Tier | None = None,
    ) -> None:
        super().__init__(require_tier=require_tier)
        size = _usual_bytes() if memory_bytes is None else memory_bytes
        self._place = Containers(image, size)  # may raise: all else is in place for __del__


def _usual_bytes() -> int:
    return max(_LEAST_BYTES, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)


class Containers:
    """Containers of one image, on the engine of this machine."""

    tiers: tuple[Tier, ...] = (Tier.B,)

    def __init__(self, image: str, memory_bytes: int) -> None:
        if memory_bytes < 2 * _RESERVE_BYTES:
            raise UsageError(
                f"a container of {format_bytes(memory_bytes)} has no room for runs: give it "
                f"{format_bytes(2 * _RESERVE_BYTES)} or more"
            )
        self._image = image
        self._limit_bytes = memory_bytes
        self.memory_bytes: int | None = memory_bytes - _RESERVE_BYTES

    def start(self, tier: Tier) -> ContainerKeeper:
        """Start a container and wait for its keeper's call. Raises SandboxUnavailable."""
        with Engine() as engine, _shared_folder() as (folder, listener):
            _sweep(engine)
            name = folder.parent.name
            try:
                warnings = engine.create(
                    name,
                    self._image,
                    ["python3", *BOOT, f"{_SHARED}/inside", self._settings(tier)],
                    self._host_config(str(folder)),
                    user=_NOBODY,
                    environment={**ENVIRONMENT, "PATH": _PATH},
                    labels={CALLER_LABEL: label_of_this_process()},
                    network_disabled=True,
                    healthcheck={"test": ["NONE"]},
                    stop_signal="SIGKILL",
                    working_dir="/",
                )
                link = _called_by(engine, name, listener)
                return ContainerKeeper(name, link, self._mechanisms(engine, warnings))
            except ImageMissing:
                raise SandboxUnavailable(_how_to_build(self._image)) from None
            except BaseException:  # an interrupt too, wherever it comes
                engine.remove(name)
                raise

    def _settings(self, tier: Tier) -> str:
        return json.dumps(
            {"link": f"{_SHARED}/link", "tier": tier.value, "scratch_bytes": SCRATCH_BYTES}
        )

    def _host_config(self, folder: str) -> dict[str, Any]:
        profile = (sandboxes_folder() / "seccomp.json").read_text()
        return {
            "AutoRemove": True,
            "NetworkMode": "none",
            "ReadonlyRootfs": True,
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges", f"seccomp={profile}"],
            "IpcMode": "private",
            "ShmSize": 1 * MIB,
            "Memory": self._limit_bytes,
            "MemorySwap": self._limit_bytes,
            "PidsLimit": _TASKS,
            "Ulimits": [{"Name": "core", "Soft": 1, "Hard": 1}],
            "Tmpfs": {"/tmp": f"size={2 * SCRATCH_BYTES},nr_inodes=16384,mode=1777"},
            "Mounts": [{"Type": "bind", "Source": folder, "Target": _SHARED, "ReadOnly": True}],
            "LogConfig": {"Type": "none"},
            "Init": False,  # the keeper is the first process: its end is the container's
        }

    def _mechanisms(self, engine: Engine, warnings: list[str]) -> dict[str, str]:
        container = f"Docker {engine.version}, image {self._image}, no network, read-only"
        size = f"{format_bytes(self._limit_bytes)} and {_TASKS} tasks for all runs together"
        limits = f"missing: {' '.join(warnings)}" if warnings else f"ok (the container's: {size})"
        return {"container": f"ok ({container})", "cgroup": limits}


class ContainerKeeper:
    """The first process of a container."""

    def __init__(self, container: str, link: socket.socket, mechanisms: dict[str, str]) -> None:
        self._container = container
        self._log = os.memfd_create("log", os.MFD_CLOEXEC)
        self.link = link
        self.pid, _, _ = struct.unpack(
            "=3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        )
        self.mechanisms = mechanisms
        caller = os.pidfd_open(os.getpid())
        try:
            wire.send(link, {}, [self._log, caller])
        except OSError as error:
            self.let_go()
            raise SandboxError(f"the container ended at its start: {error}") from None
        finally:
            os.close(caller)

    def alive(self) -> bool:
        """Whether it still runs."""
        poll = select.poll()
        poll.register(self.link, 0)
        return not poll.poll(0)

    def last_words(self) -> str:
        """The last line that it wrote about itself."""
        return last_line(wire.read_all(self._log)) if self._log >= 0 else ""

    def end(self) -> None:
        """Hang up, wait until the container is gone, and leave nothing behind."""
        hang_up(self.link)
        self._close_log()
        # Without its engine a container ends all the same, and is removed when the engine is back.
        with contextlib.suppress(SandboxUnavailable), Engine() as engine:
            engine.wait_for_the_end_of(self._container, _END_S)

    def let_go(self) -> None:
        """Close what this process has of it: it ends by itself, or it is another process's."""
        self.link.close()
        self._close_log()

    def _close_log(self) -> None:
        if self._log >= 0:
            os.close(self._log)
            self._log = -1


@contextlib.contextmanager
def _shared_folder() -> Generator[tuple[Path, socket.socket]]:
    """A folder with the keeper's code and a socket that it calls at. Both are of no use after that.

    The code is copied, as the caller's may lie where nobody else can read. Only the caller's user
    can enter the folder above; the container sees it past that.
    """
    above = Path(tempfile.mkdtemp(prefix=f"coderl-{os.getpid()}-", dir=scratch.temporary_folder()))
    try:
        folder = above / "shared"
        (folder / "inside").mkdir(parents=True)
        for source in INSIDE.glob("*.py"):
            shutil.copyfile(source, folder / "inside" / source.name)
            (folder / "inside" / source.name).chmod(0o644)
        for path in (folder, folder / "inside"):
            path.chmod(0o755)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            _bind(listener, folder)
            yield folder, listener
    finally:
        scratch.remove(str(above))


def _bind(listener: socket.socket, folder: Path) -> None:
    """Listen in a folder, however long its path is."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        listener.bind(f"/proc/self/fd/{descriptor}/link")
    finally:
        os.close(descriptor)
    (folder / "link").chmod(0o666)
    listener.listen(1)
    listener.settimeout(0.5)


def _called_by(engine: Engine, container: str, listener: socket.socket) -> socket.socket:
    """Start a container; the link to its keeper, once that has called."""
    deadline = time.monotonic() + START_S
    with engine.started(container) as said:
        while time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):
                link, _ = listener.accept()
                link.settimeout(START_S)
                return link
            if not engine.running(container):
                raise SandboxUnavailable(f"the container ended at its start{last_line(said())}")
    raise SandboxError(f"the container did not answer within {START_S:.0f} s")


def _sweep(engine: Engine) -> None:
    """Remove the containers of callers that are gone: those that were never started."""
    for container, label, running in engine.containers():
        if may_be_removed(label, running=running):
            engine.remove(container)


def sandboxes_folder() -> Path:
    """Where the profile and the Dockerfile are: in the wheel, or in a source checkout."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "_sandboxes", here.parents[3] / "sandboxes"):
        if folder.is_dir():
            return folder
    raise SandboxUnavailable("sandboxes/ is missing from this installation: reinstall coderl")


def _how_to_build(image: str) -> str:
    if image != IMAGE:
        return f"Docker has no image {image}: build or pull it, or leave it out to use {IMAGE}"
    return f"Docker has no image {image}: docker build -t {image} {sandboxes_folder()}"
