"""What is run, how each run must end, and one program that tries to leave things behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from coderl.sandbox.model import Limits, Outcome, Program, Stop
from coderl.units import KIB, MIB

LITTER = f"coderl-soak-litter-{os.getpid()}"


@dataclass(frozen=True)
class Case:
    """A program, its limits, and what must come out; `weight` is how often it is drawn."""

    name: str
    weight: int
    program: Program
    right: Callable[[Outcome], bool]
    limits: Limits = field(default_factory=Limits)
    load_fails: bool = False
    scratch: bool = False
    needs_walls: bool = False  # rlimits alone, tier C, do not stop it


def _python(source: str) -> Program:
    return Program(kind="python", source=source.encode())


def _stopped(by: Stop) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.stopped_by is by


SUM = _python("a, b, c = map(int, input().split())\nprint(a + b + c)\n")

# A compiler starts children and writes temporary files; a machine without one copies a file.
GIVEN = {"given.c": b"int main(void) { return 0; }\n"}
TOOL = Program(
    kind="tool",
    argv=("/usr/bin/gcc", "-o", "made", "given.c")
    if Path("/usr/bin/gcc").exists()
    else ("/usr/bin/cp", "given.c", "made"),
    name="given.c",
)

_LITTERER = f"""
import os, sys, threading
left = 0
for folder in ("/tmp", "/dev/shm", "/var/tmp", "."):
    try:
        with open(folder + "/{LITTER}", "w") as file:
            file.write("x" * 1000)
        left += 1
    except OSError:
        pass
held = [os.pipe() for _ in range(10)]
threading.Thread(target=lambda: threading.Event().wait(0.001)).start()
print(left)
"""

CASES = (
    Case("sum", 60, SUM, lambda o: o.ok and o.stdout == b"12\n"),
    Case(
        "big output",
        6,
        _python("print('x' * 200_000)"),
        lambda o: o.ok and len(o.stdout) == 200_001,
    ),
    Case(
        "exception",
        8,
        _python("raise KeyError('no')"),
        lambda o: o.exit_code == 1 and b"KeyError" in o.stderr,
    ),
    Case("exit code", 4, _python("import sys; sys.exit(7)"), lambda o: o.exit_code == 7),
    Case(
        "abort", 3, _python("import os; os.abort()"), lambda o: not o.stopped_by and bool(o.signal)
    ),
    Case("endless loop", 2, _python("while True: pass"), _stopped(Stop.CPU), Limits(cpu_s=0.05)),
    Case(
        "sleep",
        2,
        _python("import time; time.sleep(60)"),
        _stopped(Stop.IDLE),
        Limits(idle_s=0.05),
    ),
    Case(
        "memory",
        3,
        _python("x = bytearray(200 << 20); print(len(x))"),
        _stopped(Stop.MEMORY),
        Limits(memory_bytes=32 * MIB),
    ),
    Case(
        "output flood",
        3,
        _python("while True: print('y' * 1000)"),
        _stopped(Stop.OUTPUT),
        Limits(output_bytes=256 * KIB),
    ),
    Case("fork", 2, _python("import os; os.fork()"), _stopped(Stop.PROCESSES), needs_walls=True),
    Case("litter", 4, _python(_LITTERER), lambda o: o.ok and o.stdout == b"0\n", needs_walls=True),
    Case("syntax error", 6, _python("def f(:\n  pass\n"), lambda o: False, load_fails=True),
    Case(
        "call",
        6,
        Program(kind="call", source=b"def f(): return [1, 2, 3]\n", entry="f"),
        lambda o: o.ok and o.result == b"[[1,2,3]]",
    ),
    Case(
        "tool",
        1,
        TOOL,
        lambda o: o.ok and len(o.files["made"]) > 0,
        Limits(cpu_s=20.0, processes=16),
        scratch=True,
    ),
)
