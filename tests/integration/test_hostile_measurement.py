# ruff: noqa: E501  programs and expected lines, as they are
"""Submissions that would rather not be measured: an honest answer or a clear refusal, never a hang or a traceback.

No time is asserted, only what was said. The planted cheat of each must not be rewarded with a decided better growth.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from coderl.complexity.growth import GrowthReport, measure_growth
from coderl.complexity.model import Growth
from coderl.languages.model import Submission
from coderl.problems.families import read_generator
from coderl.problems.model import GeneratorSource, Interface
from coderl.sandbox.model import Sandbox

pytestmark = pytest.mark.sandbox

LIST = b"import random\nMAX_N = 4096\ndef generate(n, seed):\n    r = random.Random(seed)\n    return ([r.randrange(10**6) for _ in range(n)],)\n"
VALUE = b"MAX_N = 2**22\ndef generate(n, seed):\n    return (n,)\n"
REFERENCE = "def f(a):\n    s = 0\n    for x in a:\n        s += x\n    return s\n"
QUADRATIC = "def work(a):\n    c = 0\n    for x in a:\n        for y in a:\n            c += x < y\n    return c\n"

Measure = Callable[..., GrowthReport]


def generator(source: bytes, max_n: int) -> GeneratorSource:
    return GeneratorSource(name="gen", source=source, min_n=1, max_n=max_n)


@pytest.fixture
def measure(strongest: Sandbox) -> Measure:
    def run(
        source: str,
        *,
        reference: str | None = REFERENCE,
        of: bytes = LIST,
        language: str = "python",
        budget_s: float = 1.0,
    ) -> GrowthReport:
        started = time.monotonic()
        report = measure_growth(
            Submission(source=source.encode(), language=language),
            strongest,
            interface=Interface(style="call", entry="f"),
            generators=(generator(of, 4096 if of is LIST else 2**22),),
            reference=None
            if reference is None
            else Submission(source=reference.encode(), language="python"),
            budget_s=budget_s,
        )
        assert time.monotonic() - started < 100
        return report

    return run


def better(report: GrowthReport, than: Growth) -> bool:
    fit = report.fit
    return fit.decided and fit.growth is not None and fit.growth.rank < than.rank


def test_slow_for_large_inputs_only_is_not_decided_to_be_cheap(measure: Measure) -> None:
    report = measure(
        f"{QUADRATIC}\ndef f(a):\n    if len(a) > 1000:\n        work(a)\n    return sum(a)\n"
    )
    assert not better(report, Growth.LINEAR)
    assert report.relative is not None
    assert report.relative.verdict != "not_worse"


@pytest.mark.parametrize("where", ["import", "call"])
@pytest.mark.slow
def test_one_that_sleeps_is_given_up(measure: Measure, where: str) -> None:
    nap = "import time\n{0}\ndef f(a):\n    {1}\n    return sum(a)\n"
    report = measure(
        nap.format(*(("time.sleep(1)", "pass") if where == "import" else ("pass", "time.sleep(1)")))
    )
    assert report.ended
    assert report.cpu_s_spent < 10


MEMOS = {
    "dict": "memo = {}\ndef f(n):\n    if n not in memo:\n        s = 0\n        for i in range(n): s += i\n        memo[n] = s\n    return memo[n]\n",
    "lru_cache": "from functools import lru_cache\n@lru_cache(None)\ndef f(n):\n    s = 0\n    for i in range(n): s += i\n    return s\n",
    "table": "table = [0]\ndef f(n):\n    while len(table) <= n: table.append(table[-1] + len(table))\n    return table[n]\n",
}


@pytest.mark.parametrize("name", MEMOS)
def test_what_is_remembered_between_calls_does_not_make_a_call_cheaper(
    measure: Measure, name: str
) -> None:
    report = measure(MEMOS[name], reference=None, of=VALUE)
    assert not better(report, Growth.LINEAR)
    assert not report.fit.decided or report.fit.growth in (Growth.LINEAR, Growth.LINEARITHMIC)


IMPORTS = {
    "short": f"t = 0\nfor i in range(20_000): t += i\n{REFERENCE}",
    "long": f"t = 0\nfor i in range(10**7): t += i\n{REFERENCE}",
    "endless": f"while True: pass\n{REFERENCE}",
    "exit": f"import sys\nsys.exit(0)\n{REFERENCE}",
    "raise": f"1 / 0\n{REFERENCE}",
    "memory": f"x = b'x' * 10**7\n{REFERENCE}",
}


@pytest.mark.parametrize("name", IMPORTS)
def test_work_at_import_is_nobodys_growth(measure: Measure, name: str) -> None:
    report = measure(IMPORTS[name])
    assert not better(report, Growth.LINEAR)
    if name in ("endless", "exit", "raise"):
        assert report.fit.growth is None
        assert report.ended


ENDS = {
    "os._exit": ("import os\ndef f(a): os._exit(0)\n", "before it returned a value"),
    "sys.exit": ("import sys\ndef f(a): sys.exit(0)\n", "before it returned a value"),
    "kill": ("import os\ndef f(a): os.kill(os.getpid(), 9)\n", "signal"),
    "abort": ("import os\ndef f(a): os.abort()\n", "signal"),
    "raise": ("def f(a): raise KeyError('no')\n", "KeyError"),
    "fork": ("import os\ndef f(a): os.fork()\n", ""),
    "object": ("def f(a): return object()\n", "TypeError"),
    "stop": ("import os, signal\ndef f(a): os.kill(os.getpid(), signal.SIGSTOP)\n", ""),
    "closes": ("import os\ndef f(a):\n    os.closerange(0, 50)\n    return 1\n", ""),
}


@pytest.mark.parametrize("name", ENDS)
def test_one_that_ends_early_has_no_growth_and_the_reason_is_told(
    measure: Measure, name: str
) -> None:
    source, words = ENDS[name]
    report = measure(source)
    assert report.fit.growth is None
    assert not report.fit.decided
    assert words in report.ended
    assert report.ended


LATE = {
    "wrong": "def f(a): return sum(a) if len(a) < 500 else 0\n",
    "none": "def f(a): return sum(a) if len(a) < 500 else None\n",
    "text": "def f(a): return sum(a) if len(a) < 500 else 'x'\n",
    "deep": "def f(a):\n    r = []\n    for _ in range(len(a) // 10): r = [r]\n    return sum(a) if len(a) < 500 else r\n",
}


@pytest.mark.parametrize("name", LATE)
def test_a_wrong_result_for_large_inputs_is_told(measure: Measure, name: str) -> None:
    report = measure(LATE[name])
    assert report.wrong_at is not None
    assert 500 <= report.wrong_at <= 4096


FAILS = {
    "raise": ("def f(a):\n    assert len(a) < 500\n    return sum(a)\n", "AssertionError"),
    "recursion": ("def f(a):\n    return a[0] + f(a[1:]) if a else 0\n", "RecursionError"),
    "exit": (
        "import os\ndef f(a):\n    if len(a) > 500: os._exit(0)\n    return sum(a)\n",
        "before it returned",
    ),
}


@pytest.mark.parametrize("name", FAILS)
def test_a_failure_at_large_inputs_ends_the_ladder_there(measure: Measure, name: str) -> None:
    source, words = FAILS[name]
    report = measure(source)
    assert words in report.ended
    assert report.series.measurements
    assert all(len(point.cpu_s) > 1 for point in report.series.measurements)


NOISY = {
    "prints": "def f(a):\n    print('x' * 1000)\n    return sum(a)\n",
    "floods": "def f(a):\n    for _ in range(10**4): print('x' * 10**5)\n    return sum(a)\n",
    "mutates": "def f(a):\n    s = sum(a)\n    a.clear()\n    a.extend([1] * 100)\n    return s\n",
    "sorts": "def f(a):\n    a.sort()\n    return sum(a)\n",
    "large result": "def f(a): return [a] * len(a)\n",
    "huge result": "def f(a): return 'x' * 10**9\n",
    "huge integer": "def f(a): return 1 << (len(a) * 1000)\n",
    "threads": "import threading\ndef f(a):\n    t = threading.Thread(target=sum, args=(a,))\n    t.start()\n    t.join()\n    return sum(a)\n",
    "daemon": "import threading\ndef spin():\n    while True: pass\ndef f(a):\n    threading.Thread(target=spin, daemon=True).start()\n    return sum(a)\n",
    "late thread": "import threading\ndef spin():\n    t = 0\n    for i in range(10**6): t += i\ndef f(a):\n    threading.Thread(target=spin).start()\n    return sum(a)\n",
    "timer": "import signal\nsignal.signal(signal.SIGPROF, lambda *a: None)\nsignal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)\ndef f(a): return sum(a)\n",
    "handlers": "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, lambda *a: None)\n    except (OSError, ValueError): pass\ndef f(a): return sum(a)\n",
    "alarm": "import signal\nsignal.alarm(1)\ndef f(a): return sum(a)\n",
    "atexit": "import atexit\n@atexit.register\ndef g():\n    t = 0\n    for i in range(10**6): t += i\ndef f(a): return sum(a)\n",
    "gc": "import gc\ngc.set_threshold(1)\nclass X:\n    def __del__(self): pass\ndef f(a):\n    X()\n    return sum(a)\n",
    "patches": "import time, json, os, marshal\ntime.thread_time_ns = lambda: 0\njson.dumps = None\nos.write = None\nmarshal.loads = None\ndef f(a): return sum(a)\n",
    "trace": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\ndef f(a): return sum(a)\n",
    "list subclass": "class L(list):\n    def __iter__(self):\n        while True: yield 1\ndef f(a): return L(a)\n",
    "stdout": "import sys\nsys.stdout = sys.stderr = sys.stdin = None\ndef f(a): return sum(a)\n",
    "result": "import os\ndef f(a):\n    os.write(3, b'[1]')\n    return sum(a)\n",
    "done": "import os\nos.write(4, b'd')\ndef f(a): return sum(a)\n",
}


@pytest.mark.parametrize("name", NOISY)
def test_anything_else_ends_with_an_answer_or_a_reason(measure: Measure, name: str) -> None:
    report = measure(NOISY[name], reference=None, budget_s=0.5)
    assert report.fit.growth is not None or report.ended or report.fit.reason
    assert all(cost > 0 for point in report.series.measurements for cost in point.cpu_s)


PEEK = """
import sys
frame, inputs = sys._getframe(), []
while frame is not None:
    if "arguments" in frame.f_locals:
        inputs = frame.f_locals["arguments"]
    frame = frame.f_back
t = 0
for i in range({spin}): t += i
known = {{id(a): work(a) for (a,) in inputs}}
def f(a):
    return known.get(id(a)) or work(a)
"""


@pytest.mark.parametrize("spin", [0, 20_000, 100_000])
def test_answers_that_were_found_at_import_are_not_for_nothing(measure: Measure, spin: int) -> None:
    """The inputs can be reached through frames before the call: work done there must count."""
    report = measure(QUADRATIC + PEEK.format(spin=spin), reference=None)
    assert not better(report, Growth.LINEARITHMIC)
    assert all(cost > 2e-9 for point in report.series.measurements for cost in point.cpu_s)


def test_a_generator_file_has_the_bounds_that_it_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("g") / "gen.py"
    path.write_bytes(LIST)
    assert read_generator(path).max_n == 4096
