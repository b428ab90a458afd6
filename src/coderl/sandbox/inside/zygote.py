"""The warm server inside: makes the inner half of the isolation once, then forks the drivers: one
for all sessions, and one more for each that has a scratch folder.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from . import harness, isolation, seccomp, wire
from .driver import Driver
from .launch import policy_of
from .scratch import remove as remove_scratch
from .settings import Settings
from .warm import SLIM, freeze, remember_folders, warm

_TRIPLET = f"{os.uname().machine}-linux-gnu"
_LIBRARIES = (f"/usr/lib/{_TRIPLET}", f"/lib/{_TRIPLET}", "/usr/lib64", "/lib64")
_TOOLS = (
    "/usr/bin", "/usr/include", "/usr/local/include", "/usr/lib/gcc", "/usr/libexec/gcc",
    f"/usr/{_TRIPLET}",
    "/usr/lib/bfd-plugins", "/etc/alternatives", *_LIBRARIES,
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_SHARED = ("/usr/share/zoneinfo", "/etc/ld.so.cache", "/usr/lib/locale/C.utf8")
_HIDDEN = ("site-packages", "dist-packages", "__pycache__")


def _standard_library() -> list[str]:
    """Where modules are imported from. Not asked of sysconfig: it would stay in every fork."""
    return sorted(
        {os.path.dirname(os.__file__), *(path for path in sys.path if os.path.isdir(path))}
    )


def _binds(trees: list[str]) -> list[str]:
    links = [path for path in ("/lib", "/lib64", "/bin", "/usr/lib64") if os.path.islink(path)]
    return links + sorted({*_standard_library(), *_LIBRARIES, *_TOOLS, *_SHARED, *trees}, key=len)


def _rules(
    policy: str, scratch: str = "", order: dict[str, Any] | None = None
) -> list[tuple[str, int]]:
    """What a run of a policy may touch. The standard library goes in entry by entry: site-packages
    stays out. A session's order names what its program needs beyond.
    """
    order = order or {"trees": [], "path": "", "writable": True}
    read = isolation.LANDLOCK_READ | isolation.LANDLOCK_LIST
    run = read | isolation.LANDLOCK_EXECUTE
    rules = [(device, isolation.LANDLOCK_READ) for device in _DEVICES]
    rules[0] = (_DEVICES[0], isolation.LANDLOCK_READ | isolation.LANDLOCK_WRITE_FILE)
    rules += [(path, read) for path in _SHARED]
    if policy == "strict":
        rules += [
            (f"{root}/{name}", read)
            for root in _standard_library()
            for name in os.listdir(root)
            if name not in _HIDDEN
        ]
        rules += [(path, read) for path in _LIBRARIES]
    elif policy == "runtime":  # becomes that one program: all else is only read
        rules += [(path, read) for path in (*_LIBRARIES, *order["trees"])]
        rules += [(path, run) for path in (order["path"], *_linkers())]
    else:
        rules += [(path, run) for path in (_LIBRARIES if policy == "native" else _TOOLS)]
        rules += [(path, run) for path in order["trees"]]
    if scratch:
        rules.append((scratch, isolation.LANDLOCK_ALL if order["writable"] else read))
    return rules


def _linkers() -> list[str]:
    """What the kernel starts first to load a dynamic executable."""
    folders = [folder for folder in _LIBRARIES if os.path.isdir(folder)]
    return [
        f"{folder}/{name}"
        for folder in folders
        for name in os.listdir(folder)
        if name.startswith("ld-")
    ]


def main(link: socket.socket, settings: Settings, map_user: Callable[[], None] | None) -> NoReturn:
    """Become the zygote: isolate, warm up, say so, serve."""
    try:
        isolation.die_with_parent()
        warm(SLIM)
        rules = {policy: _rules(policy) for policy in ("strict", "native")}
        _isolate(settings, map_user)
        if settings.tier != "C":
            _prepare(settings, rules)
        if settings.group:
            settings.group.base_bytes = 0
        harness.warm_streams()
        os.environ.clear()
        remember_folders()
        freeze()
    except OSError as error:
        wire.send(link, {"failed": str(error), "mechanisms": settings.mechanisms})
        os._exit(1)
    wire.send(link, {"ready": True, "tier": settings.tier, "mechanisms": settings.mechanisms})
    _serve(link, settings)


def _register_nothing(**_: object) -> None:
    pass


def same_random_numbers() -> None:
    """Start the module random of every run from the same state, as hashing is the same in all.

    A program then does the same thing each time it is judged. Left alone, it would seed itself anew
    in every fork, which also costs more than most of what a run does. The kernel's randomness
    (os.urandom, secrets) stays what it is.
    """
    real: Any = os.register_at_fork
    os.register_at_fork = _register_nothing
    try:
        import random
    finally:
        os.register_at_fork = real
    random.seed(0)


def _isolate(settings: Settings, map_user: Callable[[], None] | None) -> None:
    notes = settings.mechanisms
    if settings.tier == "A":
        isolation.unshare(
            isolation.CLONE_NEWNS
            | isolation.CLONE_NEWNET
            | isolation.CLONE_NEWIPC
            | isolation.CLONE_NEWUTS
        )
        masks = [
            f"{root}/{name}"
            for root in (*_standard_library(), "/usr/lib/python3")
            for name in ("site-packages", "dist-packages")
        ]
        isolation.private_root(_binds(settings.trees), masks, _DEVICES)
        socket.sethostname("sandbox")
        notes["namespaces"] = "ok (pid, mount, network, ipc, uts)"
        if map_user is not None:
            isolation.unshare(isolation.CLONE_NEWUSER)
            map_user()
            isolation.become(0, 0)
        settings.scratch = ""
        isolation.die_with_parent()
    else:
        isolation.adopt_orphans()  # a run whose driver was killed comes to us
    isolation.no_new_privileges()
    isolation.set_dumpable(False)


def _prepare(settings: Settings, rules: dict[str, list[tuple[str, int]]]) -> None:
    """Make the filters and rulesets; tiers A and B stand on both."""
    notes = settings.mechanisms
    try:
        settings.filters = {policy: seccomp.compile_filter(policy) for policy in seccomp.POLICIES}
    except seccomp.UnsupportedMachine as error:
        notes["seccomp"] = f"missing: {error}"
        raise OSError(str(error)) from None
    notes["seccomp"] = isolation.attempt(isolation.Filter(settings.filters["strict"]).install)
    try:
        notes["landlock"] = f"ok (ABI {isolation.landlock_abi()})"
    except OSError as error:
        notes["landlock"] = f"missing: {error}"
    for name in ("seccomp", "landlock"):
        if not notes[name].startswith("ok"):
            raise OSError(f"{name}: {notes[name]}")
    settings.seccomp = settings.landlock = True
    settings.rulesets = {policy: isolation.landlock_ruleset(rows) for policy, rows in rules.items()}


def _serve(link: socket.socket, settings: Settings) -> NoReturn:
    poll = select.poll()
    poll.register(link, select.POLLIN)
    drivers: dict[int, int] = {}  # pidfd -> pid
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == link.fileno():
                received = wire.receive(link)
                if received is None:
                    os._exit(0)
                order, descriptors, _ = received
                pid = _fork_driver(link, settings, order, descriptors)
                for sent in descriptors:
                    os.close(sent)
                if pid > 0:
                    pidfd = os.pidfd_open(pid)
                    drivers[pidfd] = pid
                    poll.register(pidfd, select.POLLIN)
            else:
                ended = drivers.pop(descriptor)
                os.waitpid(ended, 0)
                poll.unregister(descriptor)
                os.close(descriptor)
                if not settings.namespaces:
                    _end_strays(set(drivers.values()))
                    if settings.scratch:
                        remove_scratch(_session_folder(settings, ended))


def _end_strays(drivers: set[int]) -> None:
    """Without a PID namespace a dead driver's run comes to us: end it."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as children:
            strays = {int(child) for child in children.read().split()} - drivers
    except OSError:
        return
    for stray in strays:
        os.kill(stray, signal.SIGKILL)
        os.waitpid(stray, 0)


def _fork_driver(
    link: socket.socket, settings: Settings, order: dict[str, Any], descriptors: list[int]
) -> int:
    scratch = bool(order["scratch"])
    try:
        if settings.namespaces:
            pid = isolation.clone(
                isolation.CLONE_NEWPID | (isolation.CLONE_NEWNS if scratch else 0)
            )
        else:
            pid = os.fork()
    except OSError as error:
        session = socket.socket(fileno=descriptors.pop(0))
        wire.send(session, {"fault": f"no driver could be started: {error}"})
        session.close()
        return 0
    if pid:
        return pid
    try:
        link.close()
        isolation.die_with_parent()
        if not settings.namespaces:
            isolation.adopt_orphans()
        _become_driver(settings, order, scratch)
        session = socket.socket(fileno=os.dup(descriptors[0]))
        os.close(descriptors[0])
        Driver(settings, session).serve()
    except BaseException as error:
        with socket.socket(fileno=os.dup(descriptors[0])) as session:
            wire.send(session, {"fault": f"the driver failed: {error!r}"})
        raise
    finally:
        os._exit(1)


def _session_folder(settings: Settings, driver: int) -> str:
    return os.path.join(settings.scratch, f"session-{driver}")


def _become_driver(settings: Settings, order: dict[str, Any], scratch: bool) -> None:
    if scratch:
        hidden = [path for path in order["trees"] if not os.path.exists(path)]
        if hidden:
            raise OSError(f"{hidden[0]} is not shown in it: name it in trees when it is started")
        if settings.namespaces:
            isolation.mount_scratch(settings.scratch_bytes)
            settings.scratch = "/scratch"
        else:
            settings.scratch = _session_folder(settings, os.getpid())
            os.mkdir(settings.scratch, 0o700)
            if settings.run_uid is not None:
                os.chown(settings.scratch, settings.run_uid, settings.run_uid)
        if settings.landlock:
            policy = policy_of(order["kind"])
            settings.rulesets = {
                policy: isolation.landlock_ruleset(_rules(policy, settings.scratch, order))
            }
    else:
        settings.scratch = ""
    if settings.run_uid is None and settings.tier != "C" and os.geteuid() != 1 << 31:
        isolation.drop_capabilities(keep=isolation.CHECKPOINT_RESTORE if settings.namespaces else 0)
