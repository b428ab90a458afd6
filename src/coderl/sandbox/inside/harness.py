"""What a run does, from the fork to its end. Trusted until the mark, hostile after it.

Nothing here can be relied on once submitted code has started: what counts is what the driver sees
from outside.
"""

from __future__ import annotations

import _thread
import atexit
import builtins
import gc
import io
import json
import marshal
import os
import signal
import sys
import time
from _sitebuiltins import Quitter
from collections.abc import Callable, Sequence
from functools import cache
from types import CodeType, ModuleType
from typing import Any, NoReturn, cast

from . import isolation, wire

RESULT_FD, STATUS_FD, ACK_FD, MARK_FD, CODE_FD = 3, 4, 5, 6, 7
FIRST_FREE_FD = 8
LOW_DESCRIPTORS = 12  # below, nothing but a run's own
TRAPPED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
# A terminal's, which must not end a sandbox before its caller does; a run may end itself by them.
IGNORED_BY_US = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)

LEETCODE_PRELUDE = """
import array, bisect, collections, copy, datetime, functools, heapq, itertools, math
import operator, random, re, statistics, string, sys
from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict, defaultdict, deque
from functools import cache, lru_cache, reduce
from heapq import heapify, heappop, heappush, heappushpop, nlargest, nsmallest
from itertools import accumulate, chain, combinations, permutations, product
from math import ceil, comb, factorial, floor, gcd, inf, isqrt, lcm, log, log2, pi, sqrt
from typing import Any, Callable, Dict, Generator, Iterable, Iterator
from typing import List, Optional, Set, Tuple, Union
"""


@cache
def leetcode_prelude() -> dict[str, Any]:
    """The names that a `class Solution` takes for granted."""
    names: dict[str, Any] = {}
    exec(LEETCODE_PRELUDE, names)
    del names["__builtins__"]
    return names


def warm_streams() -> None:
    """Make the standard streams once, before the fork: they are bound to descriptors 0 to 2,
    whatever those are then.
    """
    sys.stdin = io.TextIOWrapper(
        io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8", errors="surrogateescape"
    )
    out, err = (io.BufferedWriter(io.FileIO(fd, "w", closefd=False)) for fd in (1, 2))
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", errors="surrogateescape")
    sys.stderr = io.TextIOWrapper(
        err, encoding="utf-8", errors="backslashreplace", write_through=True
    )
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]


def _mark() -> None:
    """Write down this process's CPU clock, and give away the means to do it again.

    There is one thread yet, and its clock is exact; that of the process lags by up to a tick once
    RLIMIT_CPU is set.
    """
    os.pwrite(MARK_FD, time.thread_time_ns().to_bytes(8, "little"), 0)
    os.close(MARK_FD)


def _report_done() -> None:
    """Tell the driver that the result is whole, and wait until it has read the clock."""
    os.write(STATUS_FD, b"d")
    os.read(ACK_FD, 1)


def _finish(code: int) -> NoReturn:
    """End as an interpreter ends: threads joined, exit handlers run, streams flushed."""
    try:
        if _thread._count():  # pyright: ignore[reportPrivateUsage]
            threading: Any = sys.modules["threading"]
            threading._shutdown()
        atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage]
    except BaseException:  # submitted code runs here: whatever it raises ends it
        code = code or 1
    for stream in (sys.stdout, sys.__stdout__):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            code = code or 120
    try:
        if sys.stderr is not None and not sys.stderr.closed:
            sys.stderr.flush()
    except BaseException:
        pass
    os._exit(code)


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _guarded(body: Callable[[], None]) -> int:
    """Run submitted code; its exit code."""
    try:
        body()
    except SystemExit as error:
        return _exit_code(error)
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next  # our own frames are nobody's business
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        return 1
    return 0


def prepare_main() -> None:
    """Have the module ready that submitted code will run in, and the builtins that come from `site`
    elsewhere.
    """
    for name in ("exit", "quit"):
        setattr(builtins, name, Quitter(name, "Ctrl-D"))
    sys.modules["__main__"] = ModuleType("__main__")
    sys.argv = ["main.py"]


def _main_names(argv: Sequence[str]) -> dict[str, Any]:
    sys.argv += argv
    return sys.modules["__main__"].__dict__


def load(size: int) -> CodeType:
    """The compiled submission. Its descriptor goes: what runs share carries news between them."""
    data = os.pread(CODE_FD, size, 0)
    os.close(CODE_FD)
    return marshal.loads(data)


def compiled(name: str) -> CodeType:
    """The submission, compiled here: the code is put where ACK_FD leads, for later runs.

    Nothing of it has been executed. One that cannot be compiled ends the run with the reason.
    """
    data, failure = _compile(name)
    os.close(CODE_FD)
    if failure:
        _write(RESULT_FD, failure)
        os.write(STATUS_FD, b"e")
        os._exit(0)
    _write(ACK_FD, data)
    return marshal.loads(data)


def run_compiler(name: str) -> NoReturn:
    """Compile a source and execute none of it; write the code, or say what is wrong."""
    data, failure = _compile(name)
    _write(RESULT_FD, data or failure)
    if failure:
        os.write(STATUS_FD, b"e")
    os._exit(0)


def _compile(name: str) -> tuple[bytes, bytes]:
    """The code of the source at CODE_FD, or what is wrong with it."""
    import warnings

    source = wire.read_all(CODE_FD)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(source, name, "exec", dont_inherit=True)
        return marshal.dumps(code), b""
    except SyntaxError as error:
        import traceback

        told = "".join(traceback.format_exception_only(type(error), error)).strip()
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        told = f"{type(error).__name__}: {error}"
    return b"", told.encode("utf-8", "replace")


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def run_program(code: CodeType, argv: Sequence[str], *, measure: bool) -> NoReturn:
    """Execute a whole program with standard input and output."""
    names = _main_names(argv)
    if measure:
        _warm_memory(os.fstat(0).st_size)
    else:
        gc.enable()
    _mark()
    status = _guarded(lambda: exec(code, names))
    if measure and status == 0:
        try:
            sys.stdout.flush()
        except BaseException:
            _finish(120)
        _report_done()
    _finish(status)


def run_calls(
    code: CodeType,
    entry: str,
    prelude: dict[str, Any] | None,
    encoding: str,
    *,
    measure: bool,
) -> NoReturn:
    """Call a function once for each frame of the input and write the list of its values to the
    result.

    `encoding` is `json` for a result that is judged, `arguments` for a generator whose result is
    the next run's input.
    """
    data = wire.read_all(0)
    loaded = [(marshal.loads(frame), called) for frame, called in wire.frames_of(data)]
    arguments = [value for value, called in loaded if called]
    del loaded  # what is not called with is gone: else work on it at import would pass for overhead
    names = _main_names(())
    if prelude:
        names.update(prelude)
    write, encode = _write, _encode_json if encoding == "json" else _encode_arguments
    if measure:
        _warm_memory(len(data))
        gc.collect()
        gc.freeze()
    else:
        gc.enable()

    def body() -> None:
        exec(code, names)
        function = _entry(names, entry)
        write(RESULT_FD, encode([function(*a) for a in arguments]))
        if measure:
            _report_done()

    _mark()
    _finish(_guarded(body))


_SMALL_BYTES = 460  # of a bytes object that fills the largest class of small blocks, 512 bytes
_BLOCKS_AN_ARENA = 1900  # of that class, in the megabyte that the interpreter takes at a time
_FIRST_WARM_BYTES, _MOST_WARM_BYTES = 1 << 20, 48 << 20
_kept: list[bytes] = []


def _warm_memory(input_bytes: int) -> None:
    """Have memory ready for what the call may build, in proportion to its input.

    The first touch of a page costs as much as some hundred steps of a program, and only what does
    not fit into memory already there pays it: a curve would bend where that begins. A block in each
    arena is kept, else the interpreter would give the arena back.
    """
    size = min(_FIRST_WARM_BYTES + 8 * input_bytes, _MOST_WARM_BYTES)
    large = b"\1" * size
    del large
    small = [b"\1" * _SMALL_BYTES for _ in range(size // 512)]
    _kept.extend(small[::_BLOCKS_AN_ARENA])


def _entry(names: dict[str, Any], entry: str) -> Callable[..., Any]:
    if callable(function := names.get(entry)):
        return function
    if isinstance(solution := names.get("Solution"), type) and hasattr(solution, entry):
        return getattr(solution(), entry)
    raise NameError(
        f"the submission defines neither a function {entry!r} nor a class Solution with that method"
    )


def _plain(value: Any) -> Any:
    """What JSON has no word for. Raises TypeError for anything but a plain value."""
    if isinstance(value, (set, frozenset)):
        return {"$set": list(cast("set[Any]", value))}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": bytes(value).hex()}
    raise TypeError(f"a value of type {type(value).__name__} cannot be returned")


def _encode_json(values: list[Any]) -> bytes:
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    return json.dumps(values, default=_plain, separators=(",", ":")).encode()


def _encode_arguments(values: list[Any]) -> bytes:
    """One frame a value: T and the encoded tuple, or B and the raw input."""
    frames: list[bytes] = []
    for value in values:
        if isinstance(value, tuple):
            frames.append(b"T" + marshal.dumps(cast("Any", value)))
        elif isinstance(value, (bytes, str)):
            frames.append(b"B" + (value.encode() if isinstance(value, str) else value))
        else:
            raise TypeError(
                f"generate must return a tuple, str or bytes, not {type(value).__name__}"
            )
    return wire.frame(frames)


def run_native(argv: Sequence[str]) -> NoReturn:
    """Become the compiled program."""
    for trapped in TRAPPED_BY_PYTHON:
        signal.signal(trapped, signal.SIG_DFL)
    os.set_inheritable(CODE_FD, False)
    variables, words = _environment(argv, {})
    _mark()
    isolation.exec_descriptor(CODE_FD, words, [f"{name}={v}" for name, v in variables.items()])
    os._exit(127)


def run_runtime(argv: Sequence[str]) -> NoReturn:
    """Become a program of the host that runs a file in the scratch folder."""
    for trapped in TRAPPED_BY_PYTHON:
        signal.signal(trapped, signal.SIG_DFL)
    os.close(CODE_FD)
    variables, words = _environment(argv, _OF_HOST)
    _mark()
    isolation.exec_path(words, [f"{name}={value}" for name, value in variables.items()])
    os._exit(127)


_OF_HOST = {"LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}  # what programs of the host rely on


def _environment(argv: Sequence[str], always: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The environment that words NAME=value at the head of an argv ask for, and the rest of it."""
    words = list(argv)
    variables = dict(always)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    return variables, words


def run_tool(argv: Sequence[str]) -> NoReturn:
    """Become a program of the host, in the scratch folder."""
    for trapped in TRAPPED_BY_PYTHON:
        signal.signal(trapped, signal.SIG_DFL)
    os.close(CODE_FD)
    variables, words = _environment(argv, _OF_HOST)
    _mark()
    os.execve(words[0], words, {"PATH": "/usr/bin:/bin", "TMPDIR": ".", **variables})
