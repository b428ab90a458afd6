"""From the fork to the first instruction of a run: the last rights are given up, seccomp last.

What is the same for every run of a template has been given up there already.
"""

from __future__ import annotations

import math
import os
import resource
from typing import Any, NamedTuple, NoReturn

from . import harness, isolation

THREADS = 64
_OPEN_FILES = 64
_TOOL_FILES = 256


class Order(NamedTuple):
    """What a driver tells a run, beside its descriptors."""

    kind: str
    entry: str
    argv: tuple[str, ...]
    name: str
    encoding: str
    prelude: bool
    measure: bool
    compiles: bool  # the code is source yet: compile it first, and put it where ACK_FD leads
    code_bytes: int
    cpu_s: float
    space_bytes: int  # of address space; 0 is no limit
    tasks: int  # of the run's user; 0 is the template's limit


def policy_of(kind: str) -> str:
    """The policy that a kind of program is run under."""
    return kind if kind in ("native", "tool", "runtime") else "strict"


class Ground:
    """What every run of a template stands on."""

    __slots__ = ("last_filter", "outlives", "policy", "prelude")

    def __init__(
        self,
        policy: str,
        *,
        outlives: bool,
        last_filter: isolation.Filter | None,
        prelude: dict[str, Any] | None,
    ) -> None:
        self.policy = policy
        self.outlives = outlives  # no PID namespace ends a run with its driver
        self.last_filter = last_filter
        self.prelude = prelude


def limits_of_all(policy: str, tasks: int | None) -> list[tuple[int, int, int]]:
    """The rlimits that every run of a template has, as (which, soft, hard)."""
    files = _OPEN_FILES if policy != "tool" else _TOOL_FILES
    limits = [
        (resource.RLIMIT_CORE, 1, 1),  # with 0 a kernel that pipes its cores dumps them
        (resource.RLIMIT_NOFILE, files, files),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ]
    if tasks is not None:
        limits.append((resource.RLIMIT_NPROC, tasks, tasks))
    return limits


def _limit_tool(cpu_s: float, space_bytes: int, tasks: int) -> None:
    """Bound each process of a tool; what has one process its driver watches."""
    os.setpgid(0, 0)
    cpu = math.ceil(cpu_s)
    limits = [(resource.RLIMIT_CPU, cpu, cpu + 2)]
    if space_bytes:
        limits.append((resource.RLIMIT_AS, space_bytes, space_bytes))
    if tasks:
        limits.append((resource.RLIMIT_NPROC, tasks, tasks))
    isolation.set_limits(limits)


def become_run(ground: Ground, told: tuple[Any, ...]) -> NoReturn:
    """In the forked child: give up the rest and run. Tells the driver where that fails.

    `told` are the fields of an Order. What is touched here is copied for each run: little.
    """
    try:
        os.closerange(harness.FIRST_FREE_FD, 1 << 20)
        kind, entry, argv, name, encoding, prelude, measure, compiles, code_bytes, *limits = told
        if ground.outlives:
            isolation.die_with_parent()
        if ground.policy == "tool":
            _limit_tool(*limits)
        if ground.last_filter is not None:
            ground.last_filter.name(os.getpid())
            ground.last_filter.install()
    except BaseException as error:  # ours: the run never started
        os.write(harness.STATUS_FD, b"f" + repr(error).encode()[:200])
        os._exit(125)
    if kind == "compile":
        harness.run_compiler(name)
    if kind in ("python", "call"):
        code = harness.compiled(name) if compiles else harness.load(code_bytes)
        if not measure:
            os.closerange(harness.STATUS_FD, harness.MARK_FD)
        if kind == "python":
            harness.run_program(code, argv, measure=measure)
        names = ground.prelude if prelude else None
        harness.run_calls(code, entry, names, encoding, measure=measure)
    os.closerange(harness.STATUS_FD, harness.MARK_FD)
    os.close(harness.RESULT_FD)
    if kind == "native":
        harness.run_native(argv)
    if kind == "runtime":
        harness.run_runtime(argv)
    harness.run_tool(argv)
