"""The process that the caller starts: it outlives what it starts, and nothing outlives it.

It is exec'ed afresh, so that nothing of the caller's memory is in it. It stays outside the
namespaces, waits for the caller's end or the zygote's, and then removes the control group and the
scratch folder, whatever ended whom.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import socket
import sys
from typing import Any, NoReturn

from . import isolation, scratch, wire, zygote
from .cgroup import Ceiling, Group
from .harness import IGNORED_BY_US, LOW_DESCRIPTORS
from .settings import Settings

_STACK_BYTES = 512 * 1024 * 1024
_MAX_TASKS = 512
_SECOND_STAGE = "CODERL_SECOND_STAGE"


def main(boot: str, folder: str, config: str) -> NoReturn:
    """Start a sandbox as `config` says and keep it.

    It is JSON: `tier`, `scratch_bytes`, and `link`, which is a descriptor that was inherited from
    the caller, or the path of a socket to call it at, from a container of which this process is the
    first and all is its own.
    """
    if _SECOND_STAGE not in os.environ:
        _again_with_a_large_stack(boot, folder, config)
    zygote.same_random_numbers()
    settings_in: dict[str, Any] = json.loads(config)
    if isinstance(settings_in["link"], int):
        link, caller = _inherited(settings_in["link"])
    else:
        link, caller = _called(settings_in["link"])
    for number in IGNORED_BY_US:
        signal.signal(number, signal.SIG_IGN)
    isolation.adopt_orphans()
    os.chdir("/")  # the caller's folder is nobody's business
    keeper = _Keeper(settings_in, link)
    try:
        keeper.start()
        keeper.wait(caller)
    except OSError as error:
        with contextlib.suppress(OSError):
            wire.send(link, {"failed": str(error), "mechanisms": keeper.settings.mechanisms})
    finally:
        keeper.clean()
    os._exit(0)


def _again_with_a_large_stack(boot: str, folder: str, config: str) -> NoReturn:
    """The room below the stack is fixed by exec: raise the limit, then exec once more."""
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    size = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(hard, _STACK_BYTES)
    resource.setrlimit(resource.RLIMIT_STACK, (size, hard))
    link = json.loads(config)["link"]
    if isinstance(link, int):
        os.set_inheritable(link, True)
    argv = [
        sys.executable,
        *sys.orig_argv[1 : sys.orig_argv.index("-c")],
        "-c",
        boot,
        folder,
        config,
    ]
    os.execve(sys.executable, argv, {**os.environ, _SECOND_STAGE: "1"})


def _inherited(number: int) -> tuple[socket.socket, int]:
    """The link, and a pidfd of the caller, our parent."""
    link = socket.socket(fileno=_reserve_low_descriptors(number))
    parent = os.getppid()
    caller = os.pidfd_open(parent)
    if os.getppid() != parent:
        os._exit(1)
    return link, caller


def _called(path: str) -> tuple[socket.socket, int]:
    """The link, and a pidfd of the caller, who sends it, as no number here is theirs. What we write
    about ourselves goes to the file that comes with it.
    """
    calling = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    calling.connect(path)
    link = socket.socket(fileno=_reserve_low_descriptors(calling.detach()))
    received = wire.receive(link)
    if received is None:
        os._exit(1)
    log, caller = received[1]
    os.dup2(log, 2)
    os.close(log)
    return link, caller


def _reserve_low_descriptors(link: int) -> int:
    """Fill the places that a run's own descriptors will take, so that nothing of ours is ever
    opened there.
    """
    moved = fcntl.fcntl(link, fcntl.F_DUPFD_CLOEXEC, LOW_DESCRIPTORS)
    for place in range(3, LOW_DESCRIPTORS):
        os.dup2(0, place, inheritable=False)
    if link >= LOW_DESCRIPTORS:
        os.close(link)
    return moved


class _Keeper:
    def __init__(self, config: dict[str, Any], link: socket.socket) -> None:
        self.config = config
        self.link = link
        self.zygote = -1
        self.scratch: str | None = None
        self.settings = Settings(
            tier=config["tier"], proc=os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        )
        self.settings.scratch_bytes = config["scratch_bytes"]
        self.settings.trees = config.get("trees", [])

    def start(self) -> None:
        """Make the outer half of the isolation and fork the zygote, which makes the inner half."""
        settings, notes = self.settings, self.settings.mechanisms
        root = os.geteuid() == 0
        uid = _free_uid()
        if settings.tier == "C":
            notes["seccomp"] = notes["landlock"] = notes["namespaces"] = notes["cgroup"] = (
                "not used at tier C"
            )
        else:
            self._join_cgroup()
        userns = False
        if settings.tier == "A":
            userns = self._enter(root)
        elif settings.tier == "B":
            notes["namespaces"] = "not used at tier B"
        if root and (userns or _readable_by_others()):
            settings.run_uid = 1 if userns else uid + 1
        elif root and settings.tier != "C":
            notes["user"] = (
                "runs keep uid 0 without capabilities: the interpreter lies in a folder that "
                "others cannot enter"
            )
        settings.private_uid = settings.run_uid is not None or (settings.tier == "A" and not root)
        if settings.tier != "A":
            import tempfile

            self.scratch = settings.scratch = tempfile.mkdtemp(
                prefix=f"coderl-{os.getpid()}-", dir=scratch.temporary_folder()
            )
            os.chmod(settings.scratch, 0o711)
        ask_read, ask_write = os.pipe2(os.O_CLOEXEC)
        told_read, told_write = os.pipe2(os.O_CLOEXEC)
        self.zygote = os.fork()
        if self.zygote == 0:
            os.close(ask_read)
            os.close(told_write)
            if settings.group:
                os.read(told_read, 1)

            def map_user() -> None:
                os.write(ask_write, b"m")
                os.read(told_read, 1)

            zygote.main(self.link, settings, map_user if userns and root else None)
        os.close(ask_write)
        os.close(told_read)
        if settings.group:
            settings.group.join(self.zygote)
            os.write(told_write, b"j")
        if userns and root and os.read(ask_read, 1):
            _write(f"/proc/{self.zygote}/uid_map", f"0 {uid} 2")
            _write(f"/proc/{self.zygote}/gid_map", f"0 {uid} 2")
            os.write(told_write, b"m")
        os.close(ask_read)
        os.close(told_write)

    def _join_cgroup(self) -> None:
        notes = self.settings.mechanisms
        try:
            self.settings.group = Group(_MAX_TASKS)
            notes["cgroup"] = f"ok (version {self.settings.group.version})"
        except OSError as error:
            notes["cgroup"] = f"missing: {error}"
            if isinstance(self.config["link"], str):  # all of this container is ours
                self.settings.ceiling = Ceiling.of_this_process()

    def _enter(self, root: bool) -> bool:
        """Enter the namespaces that the keeper has to enter for the zygote; whether there will be a
        user namespace.
        """
        notes = self.settings.mechanisms
        notes["user namespace"] = isolation.attempt(
            lambda: isolation.unshare(isolation.CLONE_NEWUSER)
        )
        possible = notes["user namespace"] == "ok"
        if root:
            isolation.unshare(isolation.CLONE_NEWPID)
        elif possible:
            uid, gid = os.geteuid(), os.getegid()
            isolation.unshare(isolation.CLONE_NEWUSER | isolation.CLONE_NEWPID)
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"1000 {uid} 1")
            _write("/proc/self/gid_map", f"1000 {gid} 1")
        else:
            raise OSError(f"tier A needs root or user namespaces: {notes['user namespace']}")
        self.settings.namespaces = True
        return possible

    def wait(self, caller: int) -> None:
        """Wait until the caller, its end of the link, or the zygote is gone; the link itself is the
        zygote's to read.
        """
        poll = select.poll()
        zygote_fd = os.pidfd_open(self.zygote)
        poll.register(caller, select.POLLIN)
        poll.register(zygote_fd, select.POLLIN)
        poll.register(self.link, 0)
        poll.poll()

    def clean(self) -> None:
        """End whatever is left, and remove what lies outside."""
        if self.zygote > 0:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.zygote, signal.SIGKILL)
        while self._kill_children():
            pass
        if self.settings.group:
            self.settings.group.remove()
        if self.scratch:
            scratch.remove(self.scratch)

    def _kill_children(self) -> bool:
        """Kill and reap the children that there are, adopted orphans included; whether there were
        any.
        """
        with (
            contextlib.suppress(OSError),
            open(f"/proc/self/task/{os.getpid()}/children") as children,
        ):
            for child in children.read().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return False
        return True


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _free_uid() -> int:
    """The first of two user ids that nobody else here has, among those that this user namespace
    knows.
    """
    if os.geteuid() != 0:
        return -1
    with open("/proc/self/uid_map") as rows:
        first, count = max(
            ((int(a), int(n)) for a, _, n in (row.split() for row in rows)),
            key=lambda pair: pair[1],
        )
    base = 1 << 30 if first + count > 1 << 31 else first + count // 2
    room = min(1 << 23, first + count - base) // 2
    return base + 2 * (os.getpid() % room)


def _readable_by_others() -> bool:
    """Whether another user could still import from the standard library."""
    path: str = os.path.dirname(str(os.__file__))
    while True:
        if not os.stat(path).st_mode & 0o001:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)
