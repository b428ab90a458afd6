"""What a run did is what its outcome says, byte for byte."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from coderl.sandbox.model import Limits, Outcome, Program, Sandbox, Stop

Run = Callable[..., Outcome]
MB = 1_000_000
CAT = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())"


def test_an_outcome_names_the_tier(run: Run, sandbox: Sandbox) -> None:
    assert run("").tier is sandbox.tier


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", 0),
        ("raise SystemExit", 0),
        ("raise SystemExit(0)", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit(255)", 255),
        ("import sys; sys.exit(-1)", 255),
        ("import sys; sys.exit(256)", 0),
        ("import sys; sys.exit('no')", 1),
        ("import os; os._exit(7)", 7),
        ("1 / 0", 1),
        ("raise KeyboardInterrupt", 1),
        ("import atexit, os; atexit.register(os._exit, 9)", 9),
    ],
)
def test_the_exit_code_is_the_programs(run: Run, source: str, code: int) -> None:
    outcome = run(source)
    assert (outcome.exit_code, outcome.signal, outcome.stopped_by) == (code, None, None)


@pytest.mark.parametrize("name", "SIGKILL SIGTERM SIGABRT SIGSEGV SIGUSR1 SIGHUP SIGFPE".split())
def test_a_signal_is_named(run: Run, name: str) -> None:
    outcome = run(f"import os, signal; os.kill(os.getpid(), signal.{name})")
    assert (outcome.exit_code, outcome.signal) == (None, signal.Signals[name])
    assert outcome.stopped_by is None


def test_an_abort_is_an_abort(run: Run) -> None:
    assert run("import os; os.abort()").signal == signal.SIGABRT


def test_an_interrupt_can_be_caught(run: Run) -> None:
    source = (
        "import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('caught')"
    )
    assert run(source).stdout == b"caught\n"


def test_an_uncaught_exception_is_on_standard_error_without_our_frames(run: Run) -> None:
    outcome = run("def f():\n    1 / 0\nf()")
    text = outcome.stderr.decode()
    assert outcome.exit_code == 1
    assert text.startswith('Traceback (most recent call last):\n  File "main.py", line 3')
    assert text.endswith("ZeroDivisionError: division by zero\n")
    assert "harness" not in text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no newline at the end",
        b"\n",
        b"a\r\nb\rc\n",
        b"\0\0\0",
        bytes(range(256)),
        b"\xff\xfe invalid utf-8 \xc3",
        "ünïcödé 🐍\n".encode(),
        b"x" * 16_384,
        b"x" * 16_385,
    ],
    ids=range(10),
)
def test_bytes_go_through_unchanged(run: Run, data: bytes) -> None:
    outcome = run(CAT, data)
    assert outcome.stdout == data
    assert outcome.stderr == b""
    assert run("import sys\nsys.stderr.buffer.write(sys.stdin.buffer.read())", data).stderr == data


def test_text_goes_through_unchanged(run: Run) -> None:
    data = b"plain\n\xff\xfe\nlast"
    assert run("import sys\nprint(sys.stdin.read(), end='')", data).stdout == data


def test_ten_megabytes_go_through(run: Run) -> None:
    data = os.urandom(10 * MB)
    assert run(CAT, data, limits=Limits(cpu_s=10)).stdout == data


def test_arguments_and_name(sandbox: Sandbox) -> None:
    source = b"import sys\nprint(sys.argv, __name__)"
    with sandbox.open(Program(kind="python", source=source)) as session:
        outcome = session.run(b"", Limits(), argv=("a", "b c", "é"))
    assert outcome.stdout == "['main.py', 'a', 'b c', 'é'] __main__\n".encode()


def test_output_before_a_crash_is_kept(run: Run) -> None:
    outcome = run("import os\nprint('before', flush=True)\nos.abort()")
    assert outcome.stdout == b"before\n"


def test_standard_error_is_flushed_at_the_end(run: Run) -> None:
    assert run("import sys; sys.stderr.buffer.write(b'kept')").stderr == b"kept"


def test_output_is_flushed_at_the_end(run: Run) -> None:
    source = (
        "import atexit, threading, time\natexit.register(print, 'exit')\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()\n"
        "print('main')"
    )
    assert run(source).stdout == b"main\nthread\nexit\n"


# --- limits ----------------------------------------------------------------------------------


def test_a_spinning_program_is_stopped_by_the_cpu_limit(run: Run) -> None:
    outcome = run("while True: pass", limits=Limits(cpu_s=0.3))
    assert outcome.stopped_by is Stop.CPU
    assert not outcome.ok
    assert 0.3 <= outcome.cpu_s < 0.8


def test_two_spinning_threads_are_stopped_by_the_cpu_limit(run: Run) -> None:
    source = (
        "import hashlib, threading\ndef burn():\n    while True: hashlib.sha256(bytes(1000000))\n"
        "threading.Thread(target=burn).start()\nburn()"
    )
    outcome = run(source, limits=Limits(cpu_s=0.4))
    assert outcome.stopped_by is Stop.CPU
    assert 0.4 <= outcome.cpu_s < 1.2


def test_a_program_just_below_the_cpu_limit_is_not_stopped(run: Run) -> None:
    source = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')"
    outcome = run(source, limits=Limits(cpu_s=0.6))
    assert outcome.ok
    assert outcome.stdout == b"done\n"


@pytest.mark.parametrize(
    "source",
    [
        "import time; time.sleep(60)",
        "import os; os.read(os.pipe()[0], 1)",
        "import threading; threading.Event().wait()",
        "import select; select.select([], [], [])",
        "import signal; signal.pause()",
        "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()",
    ],
)
def test_an_idle_program_is_stopped_by_the_idle_limit(run: Run, source: str) -> None:
    outcome = run(source, limits=Limits(idle_s=0.3))
    assert outcome.stopped_by is Stop.IDLE
    assert outcome.cpu_s < 0.3
    assert 0.3 <= outcome.wall_s < 5


def test_a_busy_machine_makes_no_program_idle(run: Run) -> None:
    import subprocess
    import sys

    spin = [sys.executable, "-c", "while True: pass"]
    hogs = [subprocess.Popen(spin) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        time.sleep(0.1)
        source = "import time\nwhile time.process_time() < 0.5: pass\nprint('done')"
        outcome = run(source, limits=Limits(cpu_s=2, idle_s=0.25))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert outcome.stdout == b"done\n", outcome
    assert outcome.stopped_by is None


def test_a_program_may_sleep_for_less_than_the_idle_limit(run: Run) -> None:
    assert run("import time; time.sleep(0.2)", limits=Limits(idle_s=1)).ok


@pytest.mark.parametrize(
    "source",
    [
        "kept = []\nwhile True: kept.append(b'x' * 1000000)",
        "kept = b'x' * 500_000_000",
        "kept = bytearray(500_000_000)\nfor i in range(0, len(kept), 4096): kept[i] = 1",
        "kept = [0] * 60_000_000",
    ],
)
def test_a_greedy_program_is_stopped_by_the_memory_limit(run: Run, source: str) -> None:
    outcome = run(source, limits=Limits(cpu_s=20, memory_bytes=100 * MB))
    assert outcome.stopped_by is Stop.MEMORY
    assert not outcome.ok


def test_memory_below_the_limit_is_given_and_counted(run: Run) -> None:
    outcome = run("kept = b'x' * 50_000_000", limits=Limits(memory_bytes=100 * MB))
    assert outcome.ok
    assert 48 * MB <= outcome.peak_memory_bytes < 75 * MB


@pytest.mark.parametrize("stream", [1, 2])
def test_endless_output_is_stopped_by_the_output_limit(run: Run, stream: int) -> None:
    source = f"import os\nwhile True: os.write({stream}, b'x' * 65536)"
    outcome = run(source, limits=Limits(output_bytes=MB))
    assert outcome.stopped_by is Stop.OUTPUT
    assert max(len(outcome.stdout), len(outcome.stderr)) == MB


def test_endless_text_is_stopped_by_the_output_limit(run: Run) -> None:
    outcome = run("while True: print('x' * 1000)", limits=Limits(output_bytes=MB))
    assert outcome.stopped_by is Stop.OUTPUT


def test_output_up_to_the_limit_is_allowed_and_no_byte_more(run: Run) -> None:
    source = "import os, sys\nos.write(1, b'x' * int(sys.stdin.read()))"
    limits = Limits(output_bytes=100_000)
    exact, more = run(source, b"100000", limits=limits), run(source, b"100001", limits=limits)
    assert exact.ok
    assert len(exact.stdout) == 100_000
    assert more.stopped_by is Stop.OUTPUT
    assert len(more.stdout) == 100_000


def test_a_process_is_stopped_by_the_process_limit(run: Run, sandbox: Sandbox) -> None:
    if sandbox.tier.value == "C":
        pytest.skip("tier C lets a run start processes")
    for source in ("import os; os.fork()", "import subprocess; subprocess.run(['/bin/true'])"):
        outcome = run(source)
        assert outcome.stopped_by is Stop.PROCESSES
        assert not outcome.ok


# --- what is allowed -------------------------------------------------------------------------


def test_threads_are_allowed(run: Run) -> None:
    source = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(16) as pool: print(sum(pool.map(lambda x: x * x, range(1000))))"
    )
    assert run(source).stdout == b"332833500\n"


def test_deep_recursion_in_a_thread_with_a_large_stack_is_allowed(run: Run) -> None:
    source = (
        "import sys, threading\nsys.setrecursionlimit(1 << 25)\nthreading.stack_size(128 << 20)\n"
        "def depth(n): return 0 if n == 0 else 1 + depth(n - 1)\n"
        "t = threading.Thread(target=lambda: print(depth(100000)))\nt.start()\nt.join()"
    )
    assert run(source, limits=Limits(cpu_s=10)).stdout == b"100000\n"


def test_deep_recursion_in_the_main_thread_is_allowed(run: Run) -> None:
    source = (
        "import sys\nsys.setrecursionlimit(1 << 25)\n"
        "depth = lambda n: 0 if n == 0 else 1 + max([depth(n - 1)], key=lambda x: x)\n"
        "print(depth(50000))"
    )
    assert run(source, limits=Limits(cpu_s=10)).stdout == b"50000\n"


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nasync def f(): await asyncio.sleep(0.01); return 1\n"
        "print(asyncio.run(f()))",
        "import socket\na, b = socket.socketpair()\na.sendall(b'1')\nprint(b.recv(1).decode())",
        "import random; random.seed(1); print(random.randint(1, 1))",
        "import decimal, fractions; print(fractions.Fraction(2, 2))",
        "import datetime, zoneinfo; print(1)",
        "import time; time.sleep(0.001); print(1)",
        "import sqlite3; print(sqlite3.connect(':memory:').execute('select 1').fetchone()[0])",
        "import threading; print(threading.active_count())",
        "import signal\nsignal.signal(signal.SIGALRM, lambda *_: print(1))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()",
        "import sys; sys.stdout.write('1\\n'); sys.stdout.close()",
        "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\nprint(A().x)",
        "import pickle\nclass A: pass\nprint(1 if pickle.loads(pickle.dumps(A())) else 0)",
        "open('/dev/null', 'w').write('x'); print(1)",
        "import os; print(len(os.urandom(1)))",
    ],
)
def test_ordinary_programs_run(run: Run, source: str) -> None:
    outcome = run(source)
    assert (outcome.stdout, outcome.exit_code) == (b"1\n", 0), outcome.stderr.decode()
