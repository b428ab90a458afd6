"""The warm server inside: makes the inner half of the isolation once, then forks a driver for every
session.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import sysconfig
from collections.abc import Callable
from typing import Any, NoReturn

from . import harness, isolation, seccomp, wire
from .driver import Driver
from .scratch import remove as remove_scratch
from .settings import Settings

# What submissions import most. A warm module costs a run no import, but every page of it makes
# each fork dearer: large ones that few need are left out.
_PRELOAD = """
abc array ast base64 bisect calendar cmath codecs collections collections.abc contextlib copy csv
dataclasses datetime decimal difflib enum errno fractions functools glob gzip heapq inspect io
itertools json keyword linecache locale marshal math numbers operator os pathlib pickle queue
random re shutil signal stat statistics string struct sys textwrap threading time timeit tokenize
traceback types typing unicodedata warnings weakref zlib
""".split()

_TRIPLET = f"{os.uname().machine}-linux-gnu"
_LIBRARIES = (f"/usr/lib/{_TRIPLET}", f"/lib/{_TRIPLET}", "/usr/lib64", "/lib64")
_TOOLS = (
    "/usr/bin", "/usr/include", "/usr/local/include", "/usr/lib/gcc", "/usr/libexec/gcc",
    f"/usr/{_TRIPLET}",
    "/usr/lib/bfd-plugins", "/etc/alternatives", *_LIBRARIES,
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_SHARED = ("/usr/share/zoneinfo", "/etc/ld.so.cache")
_HIDDEN = ("site-packages", "dist-packages", "__pycache__")


def _standard_library() -> list[str]:
    return sorted(
        {
            sysconfig.get_path("stdlib"),
            sysconfig.get_path("platstdlib"),
            os.path.dirname(os.__file__),
        }
    )


def _binds() -> list[str]:
    links = [path for path in ("/lib", "/lib64", "/bin", "/usr/lib64") if os.path.islink(path)]
    return links + sorted({*_standard_library(), *_LIBRARIES, *_TOOLS, *_SHARED}, key=len)


def _rules(policy: str, scratch: str = "") -> list[tuple[str, int]]:
    """What a run of a policy may touch. The standard library goes in entry by entry: site-packages
    stays out.
    """
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
    else:
        rules += [(path, run) for path in (_LIBRARIES if policy == "native" else _TOOLS)]
    if scratch:
        rules.append((scratch, isolation.LANDLOCK_ALL))
    return rules


def main(link: socket.socket, settings: Settings, map_user: Callable[[], None] | None) -> NoReturn:
    """Become the zygote: isolate, warm up, say so, serve."""
    try:
        isolation.die_with_parent()
        _warm()
        rules = {policy: _rules(policy) for policy in ("strict", "native")}
        _isolate(settings, map_user)
        if settings.tier != "C":
            _prepare(settings, rules)
        if settings.group:
            settings.group.base_bytes = 0
        harness.warm_streams()
        os.environ.clear()
        for entry in sys.path:
            if os.path.isdir(entry):
                sys.path_importer_cache.setdefault(entry, sys.path_hooks[-1](entry))
        gc.collect()
        gc.disable()
        gc.freeze()
    except OSError as error:
        wire.send(link, {"failed": str(error), "mechanisms": settings.mechanisms})
        os._exit(1)
    wire.send(link, {"ready": True, "tier": settings.tier, "mechanisms": settings.mechanisms})
    _serve(link, settings)


def _warm() -> None:
    import importlib

    for name in _PRELOAD:
        importlib.import_module(name)


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
        isolation.private_root(_binds(), masks, _DEVICES)
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
    notes["seccomp"] = isolation.attempt(
        lambda: isolation.install_seccomp(settings.filters["strict"])
    )
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
        source = descriptors[1]
        Driver(settings, session, order, source).serve()
    except BaseException as error:
        with socket.socket(fileno=os.dup(descriptors[0])) as session:
            wire.send(session, {"fault": f"the driver failed: {error!r}"})
        raise
    finally:
        os._exit(1)


def _session_folder(settings: Settings, driver: int) -> str:
    return os.path.join(settings.scratch, f"session-{driver}")


def _become_driver(settings: Settings, order: dict[str, Any], scratch: bool) -> None:
    for score in ("500",):
        try:
            descriptor = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=settings.proc)
            os.write(descriptor, score.encode())
            os.close(descriptor)
        except OSError:
            pass  # only a preference: the largest process is still the run
    if scratch:
        if settings.namespaces:
            isolation.mount_scratch(settings.scratch_bytes)
            settings.scratch = "/scratch"
        else:
            settings.scratch = _session_folder(settings, os.getpid())
            os.mkdir(settings.scratch, 0o700)
            if settings.run_uid is not None:
                os.chown(settings.scratch, settings.run_uid, settings.run_uid)
        if settings.landlock:
            policy = (
                "tool"
                if order["kind"] == "tool"
                else "native"
                if order["kind"] == "native"
                else "strict"
            )
            settings.rulesets = {
                policy: isolation.landlock_ruleset(_rules(policy, settings.scratch))
            }
    else:
        settings.scratch = ""
    if settings.run_uid is None and settings.tier != "C" and os.geteuid() != 1 << 31:
        isolation.drop_capabilities(keep=isolation.CHECKPOINT_RESTORE if settings.namespaces else 0)
