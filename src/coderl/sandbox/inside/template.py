"""The process that every run is forked from: isolated as a run is, warm, and never changed.

A driver has one for each policy. It is apart from its driver because a fork makes every page that
either side then writes a fault and a copy: this side writes next to nothing. Its children are the
driver's (CLONE_PARENT), which alone waits for them. It executes nothing of a submission, holds a
run's descriptors while it forks, and has no rights beyond a run's but to fork and to receive them.
"""

from __future__ import annotations

import marshal
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import harness, isolation, seccomp, wire
from .launch import THREADS, Ground, Order, become_run, limits_of_all
from .proc import Proc
from .rehearsal import rehearse
from .settings import Settings
from .warm import RICH, freeze, warm

_ORDER_BYTES = wire.PACKET_BYTES
_PID = struct.Struct("=i")


class Template:
    """A driver's side of one template."""

    def __init__(self, settings: Settings, policy: str, *, rich: bool) -> None:
        """Fork it. Raises OSError where it cannot be isolated."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            _become_template(settings, policy, theirs, rich=rich)
        theirs.close()
        self._link = ours
        self._output_bytes = -1
        answer = ours.recv(4096)
        if not answer.startswith(b"r"):
            why = answer[1:].decode(errors="replace") or "it ended at its start"
            raise OSError(f"a template could not be isolated: {why}")
        self.warm_bytes = int(answer[1:])

    def fork(self, order: Order, output_bytes: int, descriptors: Sequence[int]) -> int:
        """Fork one run; its pid. `descriptors` take the places from 0 on, in order."""
        data = marshal.dumps((output_bytes, tuple(order)))
        wanted = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("=8i", *descriptors))]
        self._link.sendmsg([data], wanted)
        (pid,) = _PID.unpack(self._link.recv(_PID.size) or _PID.pack(0))
        if pid <= 0:
            why = os.strerror(-pid) if pid else "its template has ended"
            raise OSError(f"no run could be forked: {why}")
        return pid

    def close(self) -> None:
        """End it."""
        self._link.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _become_template(
    settings: Settings, policy: str, link: socket.socket, *, rich: bool
) -> NoReturn:
    """In the forked child: give up whatever no run may have, then fork on demand."""
    try:
        if rich:
            warm(RICH)
            harness.leetcode_prelude()
        os.closerange(0, harness.LOW_DESCRIPTORS)
        if policy == "strict":
            rehearse()
        freeze()
        resident = _resident_bytes(settings)
        ground = _isolate(settings, policy)
        ground.prelude = harness.leetcode_prelude() if rich else None
        number = _only_link(link)
    except BaseException as error:
        link.send(b"f" + repr(error).encode()[:200])
        os._exit(1)
    os.write(number, b"r%d" % resident)
    _serve(socket.socket(fileno=number), ground)


def _isolate(settings: Settings, policy: str) -> Ground:
    for which in harness.IGNORED_BY_US:
        signal.signal(which, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _offer_as_victim(settings)
    if settings.run_uid is not None:
        isolation.become(settings.run_uid, settings.run_uid)
    elif settings.namespaces:
        isolation.drop_capabilities()
    isolation.die_with_parent()
    isolation.set_dumpable(False)
    tasks = THREADS + 2 if settings.private_uid and policy != "tool" else None
    isolation.set_limits(limits_of_all(policy, tasks))
    if settings.scratch:
        os.chdir(settings.scratch)
        sys.path.insert(0, settings.scratch)
    ruleset = settings.rulesets.get(policy, -1)
    if ruleset >= 0:
        isolation.restrict_landlock(ruleset)
    last: isolation.Filter | None = None
    if policy in settings.filters:
        last = isolation.Filter(seccomp.last_filter(policy), seccomp.PID_MARK)
        isolation.Filter(settings.filters[policy]).install()
    harness.prepare_main()
    return Ground(
        policy=policy,
        outlives=not settings.namespaces,
        last_filter=last,
        prelude=None,
    )


def _only_link(link: socket.socket) -> int:
    """Close every descriptor but the link: a run's take the places from 0 on as they arrive."""
    number = harness.LOW_DESCRIPTORS
    os.dup2(link.detach(), number)
    os.closerange(number + 1, 1 << 20)
    return number


def _serve(link: socket.socket, ground: Ground) -> NoReturn:
    """Fork for each message, until the driver is gone. What is touched here is copied anew each
    time: little.
    """
    places = harness.FIRST_FREE_FD
    space = socket.CMSG_SPACE(4 * places)
    written, named = -1, -1
    while True:
        data, _, _, _ = link.recvmsg(_ORDER_BYTES, space)
        if not data:
            os._exit(0)
        size, told = marshal.loads(data)
        if size != written:
            isolation.set_soft_limit(resource.RLIMIT_FSIZE, size)
            written = size
        pid = isolation.fork_sibling()
        if pid == 0:
            become_run(ground, told)
        if pid != named and ground.last_filter is not None:
            ground.last_filter.name(pid)  # the next run will have the same
            named = pid
        os.closerange(0, places)
        link.send(_PID.pack(pid))


def _offer_as_victim(settings: Settings) -> None:
    """When memory runs out, let the kernel end a run, and never its driver."""
    try:
        isolation.set_dumpable(True)  # else the file is root's
        descriptor = Proc(settings.proc).open("self/oom_score_adj", os.O_WRONLY)
        os.write(descriptor, b"1000")
        os.close(descriptor)
    except OSError:
        pass  # only a preference: the largest process is still the run


def _resident_bytes(settings: Settings) -> int:
    """What every run holds before it has done anything."""
    try:
        with open("self/statm", opener=Proc(settings.proc).open) as numbers:
            return int(numbers.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
