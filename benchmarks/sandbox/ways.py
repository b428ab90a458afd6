"""The ways to run a program: each is given the same one and must print the right sum.

A way takes part in the workloads that it names:

- `run`: one run. Ours have the program loaded already; a command starts anew each time.
- `one`, `thirty`: a whole submission, from its source to the decision on 1 or 30 tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from coderl.errors import SandboxError
from coderl.judge.grade import judge
from coderl.judge.verdict import Verdict
from coderl.languages.model import Submission
from coderl.problems.model import Comparison, Interface, Problem, TestCase
from coderl.sandbox.model import Session, Tier
from coderl.sandbox.zygote import ZygoteSandbox

from .cpu import CpuGroup
from .programs import LIMITS, PROGRAM, SOURCE, Test, WrongOutput, tests

WORKLOADS = {"run": 1, "one": 1, "thirty": 30}


class Unavailable(Exception):
    """This way cannot be measured here: why, and the command that brings it."""

    def __init__(self, why: str, bring: str = "") -> None:
        super().__init__(without_paths(why))
        self.bring = bring


class Way:
    """One contender, called from `workers` threads, each with its own `worker` number."""

    name: str
    label: str
    workloads: tuple[str, ...] = ("run", "one", "thirty")
    same: tuple[str, ...] = ()  # workloads that are `run` over again: its rows stand for them
    all_reaped = True  # whether every process's time ends up with a parent that we can read
    covers = "all processes"  # what the CPU time of the control groups holds
    version = ""

    def __init__(self) -> None:
        self.other_groups: list[Path] = []

    @cached_property
    def group(self) -> CpuGroup:
        """The control group in which this way is measured."""
        return CpuGroup(self.name)

    def start(self, workers: int) -> None:
        """Do what is done once. Raises Unavailable."""

    def begin(self, workload: str, workers: int) -> None:
        """Do what is not measured before a measurement."""

    def run(self, worker: int, data: bytes) -> bytes:
        """Run the program once on an input; what it printed."""
        raise NotImplementedError

    def submission(self, worker: int, given: Sequence[Test]) -> bool:
        """Take one submission from its source to the answer whether it is right on every test."""
        return all(self.run(worker, data) == right for data, right in given)

    def do(self, workload: str, worker: int, given: Sequence[Test]) -> None:
        """Do one unit of a workload. Raises WrongOutput."""
        if workload == "run":
            ((data, right),) = given
            output = self.run(worker, data)
            if output != right:
                raise WrongOutput(f"{self.label}: {output!r} instead of {right!r}")
        elif not self.submission(worker, given):
            raise WrongOutput(f"{self.label}: a right submission was refused")

    def end(self) -> None:
        """Undo `begin`."""

    def servers(self) -> list[int]:
        """The long-living processes of this way, by which `clocks` finds the others."""
        return []

    def stop(self) -> None:
        """Undo `start`, where it was called."""
        if "group" in vars(self):
            self.group.remove()


class Ours(Way):
    """A sandbox of coderl for each worker."""

    def __init__(self, name: str, label: str) -> None:
        self.name, self.label = name, label
        self.sandboxes: list[ZygoteSandbox] = []
        self.sessions: list[Session] = []
        super().__init__()

    def make(self) -> ZygoteSandbox:
        """One sandbox, not yet started. Raises Unavailable."""
        raise NotImplementedError

    def start(self, workers: int) -> None:
        with self.group.entered():
            for _ in range(workers):
                try:
                    self.sandboxes.append(self.make())
                    self.version = f"tier {self.sandboxes[-1].tier}"
                    right = self.submission(len(self.sandboxes) - 1, tests(1))
                except SandboxError as error:
                    raise Unavailable(str(error), "see `coderl doctor`") from None
                if not right:
                    raise WrongOutput(f"{self.label}: a right submission was refused")

    def begin(self, workload: str, workers: int) -> None:
        if workload == "run":
            self.sessions = [sandbox.open(PROGRAM) for sandbox in self.sandboxes[:workers]]

    def run(self, worker: int, data: bytes) -> bytes:
        return self.sessions[worker].run(data, LIMITS).stdout

    def submission(self, worker: int, given: Sequence[Test]) -> bool:
        with self.sandboxes[worker].open(PROGRAM, lazily=True) as session:
            return outputs(session, [data for data, _ in given]) == [right for _, right in given]

    def end(self) -> None:
        for session in self.sessions:
            session.close()
        self.sessions = []

    def servers(self) -> list[int]:
        pids = [sandbox.keeper_pid for sandbox in self.sandboxes]
        return [pid for pid in pids if pid]

    def mechanisms(self) -> dict[str, str]:
        """What is in force."""
        return dict(self.sandboxes[0].mechanisms) if self.sandboxes else {}

    def stop(self) -> None:
        for sandbox in self.sandboxes:
            sandbox.close()
        self.sandboxes = []
        super().stop()


class Embedded(Ours):
    """ZygoteSandbox at a tier."""

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        walls = "bare zygote (tier C, no walls)" if tier is Tier.C else f"coderl, tier {tier}"
        super().__init__(tier.value, walls)

    def make(self) -> ZygoteSandbox:
        sandbox = ZygoteSandbox(tier=self.tier)
        assert sandbox.tier is self.tier
        return sandbox


class Judged(Embedded):
    """`coderl.judge` over a sandbox: what `coderl grade` does, checker and all."""

    workloads = ("one", "thirty")

    def __init__(self, tier: Tier) -> None:
        super().__init__(tier)
        self.name, self.label = f"judge-{tier}", f"coderl.judge, tier {tier}"

    def submission(self, worker: int, given: Sequence[Test]) -> bool:
        submission = Submission(source=SOURCE, language="python")
        judgement = judge(problem_of(given), submission, self.sandboxes[worker], stop_at_first=True)
        return judgement.verdict is Verdict.AC


def outputs(session: Session, inputs: Sequence[bytes]) -> list[bytes]:
    """The outputs of one session on many inputs, in order."""
    return [outcome.stdout for outcome in session.runs(inputs, LIMITS)]


def problem_of(given: Sequence[Test]) -> Problem:
    """These tests as a problem."""
    cases = (TestCase(name=f"secret/{n}", input=i, expected=o) for n, (i, o) in enumerate(given))
    return Problem(
        id="sum",
        name="sum",
        statement="",
        interface=Interface(),
        limits=LIMITS,
        cases=tuple(cases),
        comparison=Comparison(),
    )


def without_paths(text: str) -> str:
    """A message without what only this machine knows."""
    text = re.sub(r"\bunix://[^\s:,;]+", "its socket", text)
    return re.sub(r"(?<![\w.:/])/[\w.+-]+(?:/[\w.+-]+)+", "PATH", text)
