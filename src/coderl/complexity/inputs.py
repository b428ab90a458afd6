"""Scaled inputs: made by a problem's generator inside the sandbox, kept for every program that is
measured on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from coderl.errors import ProblemError
from coderl.problems.model import GeneratorSource
from coderl.sandbox.inside.wire import encode_arguments, frame, unframe
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Sandbox
from coderl.units import GIB, MIB

_LIMITS = Limits(cpu_s=5.0, idle_s=5.0, memory_bytes=2 * GIB, output_bytes=256 * MIB)
_TAGS = {"call": b"T", "stdin": b"B"}
_WANTED = {"call": "a tuple of the positional arguments", "stdin": "str or bytes"}


class TooLarge(Exception):
    """The generator could not make an input of this size within its limits: the ladder ends below
    it.
    """


class Inputs:
    """The inputs of one generator, by size. They are opaque here: only runs in the sandbox take
    them apart.
    """

    def __init__(
        self, sandbox: Sandbox, generator: GeneratorSource, style: Literal["call", "stdin"]
    ) -> None:
        self._generator = generator
        self._style: Literal["call", "stdin"] = style
        self._kept: dict[int, list[bytes]] = {}
        self._last_n, self._last_s = 1, 0.0
        self.cpu_s = 0.0
        program = Program(
            kind="call",
            source=generator.source,
            entry="generate",
            name=f"{generator.name}.py",
            encoding="arguments",
        )
        try:
            self._session = sandbox.open(program)
        except LoadFailure as error:
            raise ProblemError(f"generator {generator.name}: is not Python: {error}") from None

    def get(self, n: int, count: int) -> Sequence[bytes]:
        """`count` inputs of size n with the seeds 0, 1, 2 … Raises TooLarge, and ProblemError where
        the generator fails.
        """
        kept = self._kept.setdefault(n, [])
        if len(kept) < count:
            kept += self._generate(n, range(len(kept), count))
        return kept[:count]

    def cost_s(self, n: int) -> float:
        """What making one input of size n may cost, judged by the last one that was made."""
        return self._last_s * max(1.0, n / self._last_n)

    def _generate(self, n: int, seeds: range) -> list[bytes]:
        arguments = frame([encode_arguments((n, seed)) for seed in seeds])
        outcome = self._session.run(arguments, _LIMITS)
        self.cpu_s += outcome.cpu_s
        self._last_s, self._last_n = outcome.cpu_s / len(seeds), n
        if outcome.stopped_by is not None:
            raise TooLarge(f"generate({n}, …) was stopped: {outcome.stopped_by} limit")
        if outcome.exit_code != 0:
            raise ProblemError(
                f"generator {self._generator.name}: generate({n}, {seeds[0]}) failed: "
                f"{_last_line(outcome)}"
            )
        try:
            frames = unframe(outcome.result or b"")
        except ValueError:
            frames = []
        if len(frames) != len(seeds) or any(f[:1] != _TAGS[self._style] for f in frames):
            raise ProblemError(
                f"generator {self._generator.name}: generate({n}, {seeds[0]}) must return "
                f"{_WANTED[self._style]} "
                f"for a {self._style} problem"
            )
        return [f[1:] for f in frames]

    def close(self) -> None:
        """End the generator's session."""
        self._session.close()


def _last_line(outcome: Outcome) -> str:
    lines = outcome.stderr.decode("utf-8", "replace").strip().splitlines()
    return (
        ascii(lines[-1])[1:-1][:200]
        if lines
        else f"exit code {outcome.exit_code}, signal {outcome.signal}"
    )
