# ruff: noqa: E501  programs and expected lines, as they are
"""A sandbox whose clock is planted: what a run costs is a function of what it is called with."""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable
from typing import Any

from coderl.problems.model import GeneratorSource
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.inside.wire import frame, frames_of
from coderl.sandbox.model import Limits, Outcome, Program, Stop, Tier

START_S = 100e-6
Cost = Callable[[int], float]
GENERATOR = GeneratorSource(name="gen", source=b"GEN", min_n=1, max_n=2**20)


def ended(
    cpu_s: float,
    result: bytes = b"",
    *,
    stdout: bytes = b"",
    stopped_by: Stop | None = None,
    exit_code: int | None = 0,
    wall_s: float | None = None,
    stderr: bytes = b"",
) -> Outcome:
    return Outcome(
        exit_code=None if stopped_by else exit_code,
        signal=9 if stopped_by else None,
        stopped_by=stopped_by,
        cpu_s=cpu_s,
        wall_s=cpu_s if wall_s is None else wall_s,
        peak_memory_bytes=0,
        stdout=stdout,
        stderr=stderr,
        tier=Tier.A,
        work_cpu_s=None if stopped_by or exit_code else cpu_s,
        result=result,
    )


class Machine(FakeSandbox):
    """Plays the generator GEN, whose input is (n,) or the text of n, and the programs given by their source.

    A program is `(cost, value)`, both functions of n; `calls` lists what each was called with.
    """

    def __init__(self, programs: dict[bytes, tuple[Cost, Callable[[int], Any]]]) -> None:
        super().__init__(self._play)
        self.programs = programs
        self.calls: list[tuple[bytes, tuple[int, ...]]] = []
        self.generate: Callable[[int, int], bytes] = lambda n, seed: b"T" + marshal.dumps((n,))

    def _play(self, program: Program, data: bytes) -> Outcome | bytes:
        if program.source == b"GEN":
            return frame([self.generate(*marshal.loads(one)) for one, _ in frames_of(data)])
        if program.source not in self.programs:
            return ended(START_S)  # the empty program
        cost, value = self.programs[program.source]
        if program.kind != "call":
            n = int(data)
            return ended(START_S + cost(n), stdout=json.dumps(value(n)).encode())
        called = [marshal.loads(one)[0] for one, called in frames_of(data) if called]
        self.calls.append((program.source, tuple(called)))
        spent = START_S + sum(cost(n) for n in called)
        return ended(spent, json.dumps([value(n) for n in called]).encode())


LIMITS = Limits(cpu_s=10.0)
