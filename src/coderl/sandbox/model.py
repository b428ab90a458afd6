"""The words of the sandbox: what may be used, what is run, what happened. No process is started
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Literal, Protocol, Self, runtime_checkable

from coderl.records import record
from coderl.units import MIB


class Tier(StrEnum):
    """How strong the isolation in force is.

    A: namespaces, seccomp and Landlock. B: seccomp, Landlock and rlimits. C: rlimits only.
    """

    A = "A"
    B = "B"
    C = "C"

    def meets(self, required: Tier) -> bool:
        """Tell whether this tier is at least as strong as `required`."""
        return self.value <= required.value


class Stop(StrEnum):
    """Which limit ended a run."""

    CPU = "CPU"
    IDLE = "IDLE"
    MEMORY = "MEMORY"
    OUTPUT = "OUTPUT"
    PROCESSES = "PROCESSES"


@record
class Limits:
    """What one run may use.

    `idle_s` bounds wall time minus running minus waiting for a core, so that a busy machine stops
    nobody.
    """

    cpu_s: float = 2.0
    idle_s: float = 4.0
    memory_bytes: int = 256 * MIB
    output_bytes: int = 64 * MIB
    processes: int = 1


@record
class Program:
    """Something that a session loads once and runs many times.

    `kind` says how it is run:

    - `python`: `source` is executed as `__main__` by a warm interpreter; input is standard input.
    - `call`: `source` is executed, then its function `entry` (or the method `entry` of its class
      `Solution`) is called; input is framed arguments (`coderl.sandbox.inside.wire`), the value
      comes back in `Outcome.result`.
    - `native`: `source` is a static or dynamic executable; input is standard input.
    - `tool`: a program of the host (a compiler) that may write to a scratch folder and start
      children.
    - `runtime`: a program of the host (a virtual machine) that finds `source` as the file `name`
      in its working folder; input is standard input. It may start threads and nothing else.
    - `compile`: what a sandbox itself makes of the first two to load them: `source` is compiled
      and not executed.

    `encoding` is how a `call` writes its values: `json` to be judged, `arguments` to be the input
    of another run.

    Words NAME=value at the head of `argv` are the environment of a `native`, `tool` or `runtime`;
    the first other one is the path of the latter two. `{heap_mib}` in it is twice the memory limit
    of a run, in MiB: what bounds a heap, so that what is too much is stopped by the limit, and seen
    from outside. `trees` are files and folders of the host that it may read; a sandbox shows those
    that it was started with.
    """

    kind: Literal["python", "call", "native", "tool", "runtime", "compile"]
    source: bytes = b""
    entry: str = ""
    argv: tuple[str, ...] = ()
    name: str = "main.py"
    encoding: Literal["json", "arguments"] = "json"
    trees: tuple[str, ...] = ()


@record
class Outcome:
    """What physically happened in one run: from wait status, resource usage and cgroup alone.

    `work_cpu_s` is the CPU time between the mark (isolation in place, input deserialised, nothing
    of the submission executed yet) and the moment at which the whole result had arrived; None where
    there was no such moment. `waited_s` is how long a run with wires waited for a core.
    """

    exit_code: int | None
    signal: int | None
    stopped_by: Stop | None
    cpu_s: float
    wall_s: float
    peak_memory_bytes: int
    stdout: bytes
    stderr: bytes
    tier: Tier
    work_cpu_s: float | None = None
    result: bytes | None = None
    files: Mapping[str, bytes] = {}
    waited_s: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the run ended by itself with exit code 0."""
        return self.exit_code == 0 and self.stopped_by is None


@runtime_checkable
class Session(Protocol):
    """One loaded program; every run is a fresh process."""

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
        """Run the program once.

        `files` are put into the scratch folder before the run, and those named in `collect` are
        read from it afterwards (kind `tool`, and any session opened with scratch); a name with a
        `/` at its end collects the files in that folder, 24 at most. `measure` reads
        the run's clock at the moment at which its result is whole (`work_cpu_s`), and turns its
        garbage collector off. `wires` are two descriptors, to read from and to write to, that the
        run has for standard input and output in place of `input` and `Outcome.stdout`; this call
        closes them as soon as the run holds them. Raises SandboxError for our faults only.
        """
        ...

    def runs(self, inputs: Iterable[bytes], limits: Limits) -> Iterator[Outcome]:
        """Run the program once for each input, each in a fresh process, in order.

        The next runs may be on their way while the caller looks at an outcome; where it stops
        looking, they are given up. Raises SandboxError for our faults only.
        """
        ...

    def close(self) -> None:
        """End the session and whatever of it still runs."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


@runtime_checkable
class Sandbox(Protocol):
    """Opens sessions. Whatever has this shape is one."""

    @property
    def tier(self) -> Tier:
        """The tier in force for every run."""
        ...

    def open(self, program: Program, *, scratch: bool = False, lazily: bool = False) -> Session:
        """Load a program.

        Raises LoadFailure where the program itself cannot be loaded (a syntax error), SandboxError
        where we fail. With `lazily` the first run may load it, which is cheaper, and raise
        LoadFailure in place of this call.
        """
        ...

    def sibling(self) -> Sandbox:
        """Another sandbox of the same kind, for what runs at the same time as something here."""
        ...

    def close(self) -> None:
        """End every session and leave nothing behind."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


class LoadFailure(Exception):
    """The program cannot be loaded; the message is the compiler's. The caller turns it into a
    verdict.
    """
