"""A sandbox made of a function, for tests: ours and yours. It starts no process and isolates
nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Self

from coderl.errors import SandboxError
from coderl.records import record
from coderl.sandbox.model import Limits, Outcome, Program, Stop, Tier

Answer = Callable[[Program, bytes], Outcome | bytes]


@record
class FakeRun:
    """One run that a FakeSandbox was asked for."""

    program: Program
    input: bytes
    limits: Limits
    argv: tuple[str, ...] = ()
    files: Mapping[str, bytes] = {}
    measure: bool = False


class FakeSandbox:
    """Answer every run by a function of the program and the input.

    Bytes stand for a run that ended well and wrote them: to its result where the program's kind is
    `call`, to its standard output otherwise. An Outcome is handed over once the limits have been
    applied to its numbers. What the function raises goes through: SandboxError plays a sandbox that
    fails. `load` is called by `open` and may raise LoadFailure. `runs` lists what was asked for.

    >>> with FakeSandbox(lambda program, data: data.upper()) as sandbox:
    ...     sandbox.open(Program(kind="python")).run(b"abc", Limits()).stdout
    b'ABC'
    """

    def __init__(
        self, answer: Answer, *, load: Callable[[Program], None] | None = None, tier: Tier = Tier.A
    ) -> None:
        self._answer = answer
        self._load = load
        self._tier = tier
        self.runs: list[FakeRun] = []

    @property
    def tier(self) -> Tier:
        """The tier that every outcome names."""
        return self._tier

    def open(self, program: Program, *, scratch: bool = False, lazily: bool = False) -> FakeSession:
        """Load a program: calls `load`, and nothing else."""
        if self._load is not None:
            self._load(program)
        return FakeSession(self, program)

    def answer(self, asked: FakeRun) -> Outcome:
        """Ask the function, and hold its answer against the limits."""
        self.runs.append(asked)
        answer = self._answer(asked.program, asked.input)
        if isinstance(answer, bytes):
            answer = _wrote(answer, asked, self._tier)
        return _within(answer, asked.limits)

    def sibling(self) -> FakeSandbox:
        """The same one: nothing here takes time."""
        return self

    def close(self) -> None:
        """Do nothing: the next `open` works as before."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class FakeSession:
    """One program of a FakeSandbox."""

    def __init__(self, sandbox: FakeSandbox, program: Program) -> None:
        self._sandbox = sandbox
        self._program = program
        self._closed = False

    def run(
        self,
        input: bytes,
        limits: Limits,
        *,
        argv: Sequence[str] = (),
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        measure: bool = False,
        wires: tuple[int, int] | None = None,
    ) -> Outcome:
        """Ask the sandbox's function. Raises SandboxError once the session is closed.

        With `wires` all that can be read is the input, and what the function wrote is written.
        """
        if self._closed:
            raise SandboxError("the session is closed")
        if wires is not None:
            with open(wires[0], "rb") as source:
                input = source.read()
        outcome = self._sandbox.answer(
            FakeRun(
                program=self._program,
                input=input,
                limits=limits,
                argv=tuple(argv),
                files=files or {},
                measure=measure,
            )
        )
        if wires is None:
            return outcome
        with contextlib.suppress(BrokenPipeError), open(wires[1], "wb") as target:
            target.write(outcome.stdout)
        return dataclasses.replace(outcome, stdout=b"")

    def runs(self, inputs: Iterable[bytes], limits: Limits) -> Iterator[Outcome]:
        """Ask for each input in turn."""
        return (self.run(data, limits) for data in inputs)

    def close(self) -> None:
        """Take no more runs."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _wrote(data: bytes, asked: FakeRun, tier: Tier) -> Outcome:
    call = asked.program.kind == "call"
    return Outcome(
        exit_code=0,
        signal=None,
        stopped_by=None,
        cpu_s=0.0,
        wall_s=0.0,
        peak_memory_bytes=0,
        stdout=b"" if call else data,
        stderr=b"",
        tier=tier,
        work_cpu_s=0.0 if asked.measure else None,
        result=data if call else b"",
    )


def _within(outcome: Outcome, limits: Limits) -> Outcome:
    """What a real sandbox would have made of these numbers."""
    texts = (outcome.stdout, outcome.stderr, outcome.result or b"")
    stop: Stop | None = None
    if outcome.stopped_by is not None:
        stop = outcome.stopped_by
    elif outcome.cpu_s > limits.cpu_s:
        stop = Stop.CPU
    elif max(len(text) for text in texts) > limits.output_bytes:
        stop = Stop.OUTPUT
    elif outcome.peak_memory_bytes > limits.memory_bytes:
        stop = Stop.MEMORY
    stdout, stderr, result = (text[: limits.output_bytes] for text in texts)
    return dataclasses.replace(
        outcome,
        stopped_by=stop,
        stdout=stdout,
        stderr=stderr,
        result=None if outcome.result is None else result,
    )
