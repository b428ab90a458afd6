"""From the fork to the first instruction of a run: every right is given up, in the order in which
the rights are needed, seccomp last.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import sys
from dataclasses import dataclass
from types import CodeType
from typing import Any, NoReturn

from . import harness, isolation, seccomp
from .proc import Proc
from .settings import Settings

THREADS = 64
_OPEN_FILES = 64


@dataclass(slots=True)
class Loaded:
    """The program of a session, ready to be run, and the policy that it is run under."""

    program: dict[str, Any]
    policy: str
    source: int
    code: CodeType | None = None
    prelude: dict[str, Any] | None = None


@dataclass(slots=True)
class Descriptors:
    """What a run gets: input, files to write to, and a way to speak to its driver."""

    stdin: int
    out: int
    err: int
    result: int
    status: int
    ack: int
    mark: int


def become_run(
    settings: Settings, loaded: Loaded, order: dict[str, Any], given: Descriptors
) -> NoReturn:
    """In the forked child: give up everything and run. Tells the driver where that fails."""
    policy, kind = loaded.policy, loaded.program["kind"]
    try:
        for descriptor, place in (
            (given.stdin, 0),
            (given.out, 1),
            (given.err, 2),
            (given.result, harness.RESULT_FD),
            (given.status, harness.STATUS_FD),
            (given.ack if given.ack >= 0 else given.status, harness.ACK_FD),
            (given.mark, harness.MARK_FD),
        ):
            os.dup2(descriptor, place)
        first = harness.FIRST_FREE_FD
        if kind == "native":
            os.dup2(loaded.source, first, inheritable=False)
            first += 1
        ruleset = settings.rulesets.get(policy, -1)
        if ruleset >= 0:
            os.dup2(ruleset, first)
        for number in harness.IGNORED_BY_US:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _offer_as_victim(settings)
        if settings.run_uid is not None:
            isolation.become(settings.run_uid, settings.run_uid)
        elif settings.namespaces:
            isolation.drop_capabilities()
        isolation.die_with_parent()
        isolation.set_dumpable(False)
        _limit(settings, policy, order)
        if settings.scratch:
            os.chdir(settings.scratch)
            sys.path.insert(0, settings.scratch)
        if ruleset >= 0:
            isolation.restrict_landlock(first)
        os.closerange(first, 1 << 20)
        if policy in settings.filters:
            isolation.install_seccomp(seccomp.for_pid(settings.filters[policy], os.getpid()))
    except BaseException as error:  # ours: the run never started
        os.write(harness.STATUS_FD, b"f" + repr(error).encode()[:200])
        os._exit(125)
    if not order["measure"]:
        os.close(harness.STATUS_FD)
        os.close(harness.ACK_FD)
    if kind == "native":
        os.close(harness.RESULT_FD)
        harness.run_native(harness.FIRST_FREE_FD, (*loaded.program["argv"], *order["argv"]))
    elif kind == "tool":
        os.close(harness.RESULT_FD)
        harness.run_tool((*loaded.program["argv"], *order["argv"]))
    assert loaded.code is not None
    if kind == "call":
        harness.run_calls(
            loaded.code,
            loaded.program["entry"],
            loaded.prelude,
            loaded.program["encoding"],
            measure=order["measure"],
        )
    harness.run_program(loaded.code, order["argv"], measure=order["measure"])


def _offer_as_victim(settings: Settings) -> None:
    """When memory runs out, let the kernel end the run, and never its driver."""
    with contextlib.suppress(OSError):
        isolation.set_dumpable(True)  # else the file is root's
        descriptor = Proc(settings.proc).open("self/oom_score_adj", os.O_WRONLY)
        os.write(descriptor, b"1000")
        os.close(descriptor)


def _limit(settings: Settings, policy: str, order: dict[str, Any]) -> None:
    cpu = math.ceil(order["cpu_s"])
    size = order["output_bytes"] + 1
    tool = policy == "tool"
    if tool:
        size = settings.scratch_bytes
        os.setpgid(0, 0)
    else:
        cpu += 5  # a backstop: the driver stops a run long before
    limits = [
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_FSIZE, size, size),
        (resource.RLIMIT_CORE, 1, 1),  # with 0 a kernel that pipes its cores dumps them
        (
            resource.RLIMIT_NOFILE,
            _OPEN_FILES if not tool else 256,
            _OPEN_FILES if not tool else 256,
        ),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ]
    if settings.private_uid:
        tasks = THREADS + order["processes"]
        limits.append((resource.RLIMIT_NPROC, tasks, tasks))
    if tool and not settings.group:
        limits.append((resource.RLIMIT_AS, order["memory_bytes"], order["memory_bytes"]))
    isolation.set_limits(limits)
