"""What a run does, done a few times in its template before anything is forked from it.

The interpreter then has its caches filled and its instructions specialised there, once: a fork
would do it again, each time on a copy of every page concerned.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from . import harness, wire

_TIMES = 20  # the interpreter specialises what has run eight times
_PROGRAM = """
import sys
def main():
    a, b, c = map(int, input().split())
    rest = [int(x) for x in sys.stdin.readline().split()]
    for line in sys.stdin:
        rest.append(len(line.strip()))
    print(a + b + c, max(rest), sorted(rest)[0], f"{a}", *rest, sep=" ")
    sys.stdout.write(" ".join(map(str, rest)) + "\\n")
if __name__ == "__main__":
    main()
print(sum(range(3)), len([]), str(1), {1: 2}.get(1), abs(-1), min(1, 2))
"""
_FUNCTION = """
class Solution:
    def f(self, a, b):
        return [len(x) for x in a] + [b]
def f(a, b):
    return Solution().f(a, b)
"""
_INPUT = b"1 2 3\n4 5 6\n7 8\n9\n"
_NAMES = ("stdin", "out", "err", "result", "status", "ack", "mark", "code")


class _AtItsEnd(BaseException):
    """Raised where a run would end its process."""


def _stay(code: int) -> NoReturn:
    raise _AtItsEnd(code)


def rehearse() -> None:
    """Run what is ours in the places of a run's. The descriptors from 0 on must be free.

    Raises OSError where a rehearsal does not end as a run does.
    """
    program, function = (
        marshal.dumps(compile(source, "main.py", "exec")) for source in (_PROGRAM, _FUNCTION)
    )
    call = wire.frame([wire.encode_arguments((["a", "bc"], 3))])
    leave, os._exit = os._exit, _stay
    digits = sys.get_int_max_str_digits() if hasattr(sys, "get_int_max_str_digits") else 0
    try:
        for _ in range(_TIMES):
            _act(
                _INPUT,
                program,
                lambda: harness.run_program(harness.load(len(program)), (), measure=False),
                1,
            )
            _act(
                call,
                function,
                lambda: harness.run_calls(
                    harness.load(len(function)), "f", None, "json", measure=False
                ),
                harness.RESULT_FD,
            )
    finally:
        os._exit = leave
    gc.disable()
    if digits:  # what a call lifts for its own result
        sys.set_int_max_str_digits(digits)
    _set_stage()
    os.closerange(0, harness.FIRST_FREE_FD)


def _set_stage() -> None:
    for name in _NAMES:
        os.memfd_create(name, 0)
    harness.warm_streams()
    harness.prepare_main()


def _act(stdin: bytes, code: bytes, run: Callable[[], NoReturn], speaks: int) -> None:
    _set_stage()
    os.pwrite(0, stdin, 0)
    os.pwrite(harness.CODE_FD, code, 0)
    try:
        run()
    except _AtItsEnd as end:
        if end.args != (0,) or not os.fstat(speaks).st_size:
            raise OSError(f"a rehearsal ended with {end.args}") from None
    finally:
        os.closerange(0, harness.FIRST_FREE_FD)
