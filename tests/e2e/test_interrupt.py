"""Ctrl-C, kill -9 and the end of the caller: nothing is left."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.sandbox

Write = Callable[[Mapping[str, str | bytes]], Path]

ENDLESS = {
    "p/problem.yaml": "name: x\nlimits: {time_limit: 600}\nentry: f\n",
    "p/data/secret/1.in": "[1]\n",
    "p/data/secret/1.ans": "1\n",
    "p/generators/g.py": "def generate(n, seed): return (n,)\n",
    "spin.py": "def f(n):\n    while True: pass\n",
    "sleep.py": "import time\ndef f(n): time.sleep(600)\n",
    "slow.py": "def f(n):\n    t = 0\n    for i in range(10**6): t += i\n    return n\n",
}
VERBS = {
    "grade": ["grade", "spin.py", "--problem", "p", "--json"],
    "fit": ["fit", "slow.py", "--problem", "p", "--budget", "600s"],
    "run": ["run", "spin.py", "--cpu", "600s"],
}


@pytest.fixture
def start(
    tmp_path: Path, write: Write, environment: dict[str, str], command: tuple[str, ...]
) -> Any:
    """Start a verb, and wait until its run is under way: (the process, all that it started)."""
    started: list[subprocess.Popen[bytes]] = []

    def run(arguments: list[str]) -> tuple[subprocess.Popen[bytes], list[psutil.Process]]:
        write(
            {**ENDLESS, "spin.py": ENDLESS["spin.py"] + "\nf(1) if __name__ == '__main__' else 0\n"}
        )
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        parent = psutil.Process(process.pid)
        end = time.monotonic() + 30
        while time.monotonic() < end and process.poll() is None:
            children = parent.children(recursive=True)
            if len(children) >= 3 and _busy(children):
                return process, children
            time.sleep(0.05)
        raise AssertionError((process.poll(), process.communicate(timeout=5)))

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def _busy(children: list[psutil.Process]) -> bool:
    try:
        return sum(sum(child.cpu_times()[:4]) for child in children[1:]) > 0.3
    except psutil.NoSuchProcess:
        return False


def _left(children: list[psutil.Process]) -> list[psutil.Process]:
    return psutil.wait_procs(children, timeout=20)[1]


@pytest.mark.parametrize("verb", VERBS)
def test_an_interrupt_ends_it_all_with_exit_code_130(start: Any, verb: str) -> None:
    process, children = start(VERBS[verb])
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - asked < 10
    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip() == "coderl: error: interrupted"
    assert _left(children) == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_when_the_caller_is_killed_nothing_goes_on(start: Any, end: signal.Signals) -> None:
    process, children = start(VERBS["grade"])
    process.send_signal(end)
    process.communicate(timeout=20)
    assert process.returncode == -end
    assert _left(children) == []


def test_two_interrupts_are_one_interrupt(start: Any) -> None:
    process, children = start(VERBS["grade"])
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    _, err = process.communicate(timeout=20)
    assert process.returncode in (130, -signal.SIGINT)
    assert b"Traceback" not in err
    assert _left(children) == []


def test_when_a_helper_of_the_sandbox_is_killed_the_file_is_judged_anew(start: Any) -> None:
    process, children = start([*VERBS["grade"]])
    children[0].kill()
    assert not _left(children)
    deadline = time.monotonic() + 20
    while not (again := psutil.Process(process.pid).children(recursive=True)):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert _left(again) == []


def test_where_no_helper_lives_it_is_our_failure(start: Any) -> None:
    process, children = start(VERBS["grade"])
    while process.poll() is None:
        for child in psutil.Process(process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3, (out, err)
    said = json.loads(out) if out else None
    if said:
        assert said["verdict"] is None
        assert said["error"]
    else:
        assert err.startswith(b"coderl: error: ")
        assert err.count(b"\n") == 1
    assert _left(children) == []
