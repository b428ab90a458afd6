# ruff: noqa: E501  programs, as they are
"""Submissions and validators that talk: who ended first, what each could see, and that nothing hangs."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coderl.errors import ProblemError
from coderl.judge.grade import judge
from coderl.judge.judgement import Judgement
from coderl.languages.model import Submission
from coderl.problems.package import read_package
from coderl.sandbox.model import Limits, Sandbox
from coderl.units import MIB

pytestmark = pytest.mark.sandbox

# Sends the number of the input, wants it doubled, then says bye.
DOUBLE = """
import sys
number = int(open(sys.argv[1]).read())
print(number, flush=True)
if sys.stdin.readline().strip() != str(2 * number):
    open(sys.argv[3] + "judgemessage.txt", "w").write("not doubled")
    sys.exit(43)
print("bye", flush=True)
sys.exit(42)
"""
RIGHT = "print(2 * int(input()), flush=True)\nassert input() == 'bye'\n"

Talk = Callable[..., Judgement]


@pytest.fixture
def talk(strongest: Sandbox, tmp_path: Path) -> Talk:
    def run(
        submission: str, validator: str = DOUBLE, *, language: str = "python", **limits: float
    ) -> Judgement:
        folder = tmp_path / "p"
        for name, text in {
            "problem.yaml": "name: x\nvalidation: custom interactive\n",
            "data/secret/1.in": "21\n",
            "data/secret/1.ans": "SECRET\n",
            "output_validators/check.py": validator,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        problem = read_package(folder)
        few = Limits(cpu_s=0.5, idle_s=0.7, memory_bytes=128 * MIB, output_bytes=MIB)
        problem = dataclasses.replace(problem, limits=dataclasses.replace(few, **limits))
        return judge(problem, Submission(source=submission.encode(), language=language), strongest)

    return run


@pytest.mark.parametrize(
    ("submission", "verdict"),
    [
        (RIGHT, "AC"),
        ("print(2 * int(input()), flush=True)\n", "AC"),
        ("print(3 * int(input()), flush=True)\ninput()\n", "WA"),
        ("", "WA"),
        ("int(input())\n", "WA"),
        ("import os\nos.close(1)\ninput()\ninput()\n", "TLE"),
        ("1 / 0\n", "RE"),
        ("input()\n1 / 0\n", "RE"),
        (f"{RIGHT}1 / 0\n", "RE"),
        ("import sys\ninput()\nsys.stdin.readline()\n", "TLE"),
        ("import time\ntime.sleep(60)\n", "TLE"),
        ("while True: pass\n", "TLE"),
        (f"{RIGHT}while True: pass\n", "TLE"),
        ("x = bytearray(b'x') * (1 << 30)\n", "MLE"),
        ("while True: print('x' * 1000)\n", "WA"),
        ("import os\nos.fork()\n", "RE"),
        ("def f(:\n", "CE"),
    ],
)
def test_who_ended_first_and_how_decides(talk: Talk, submission: str, verdict: str) -> None:
    before = threading.active_count()
    assert talk(submission).verdict == verdict
    assert threading.active_count() == before


def test_a_rejection_that_comes_first_holds(talk: Talk) -> None:
    crash = "print(1, flush=True)\nimport sys\nsys.stdin.read()\n1 / 0\n"
    judgement = talk(crash)
    assert judgement.verdict == "WA"
    assert "not doubled" in judgement.note


def test_what_a_validator_does_wrong_is_the_packages_fault(talk: Talk) -> None:
    for validator in ("1 / 0\n", "import sys\nsys.exit(0)\n", "import os\nos.abort()\n"):
        with pytest.raises(ProblemError, match="the output validator ended"):
            talk("import sys\nsys.stdin.read()\n", validator)


def test_a_validator_that_writes_to_one_that_has_gone_is_not_at_fault(talk: Talk) -> None:
    chatty = "import time\ntime.sleep(0.3)\nfor _ in range(10**5): print('x' * 1000, flush=True)\n"
    judgement = talk("pass\n", chatty)
    assert judgement.verdict == "WA"
    assert "before the validator had heard all" in judgement.note


def test_more_output_than_allowed_is_an_output_limit(talk: Talk) -> None:
    listens = "import sys\nprint(1, flush=True)\nsys.stdin.read()\nsys.exit(42)\n"
    assert talk("while True: print('x' * 1000)\n", listens, cpu_s=5.0).verdict == "OLE"


def test_large_messages_both_ways_do_not_block(talk: Talk) -> None:
    validator = "import sys\nfor _ in range(3):\n    print('x' * 200_000, flush=True)\n    if len(sys.stdin.readline()) != 200_001: sys.exit(43)\nsys.exit(42)\n"
    assert talk("for _ in range(3): print(input(), flush=True)\n", validator).verdict == "AC"


def test_a_compiled_submission_talks_too(talk: Talk) -> None:
    source = "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n << std::endl; }\n"
    assert talk(source, language="cpp").verdict == "AC"


def test_the_submission_sees_neither_input_nor_answer(talk: Talk) -> None:
    spy = """
import os
seen = []
for folder in ("/", ".", "..", "/scratch", "/tmp", "/proc", "/dev/shm"):
    try: seen += os.listdir(folder)
    except OSError: pass
for name in ("input", "answer", "/scratch/input", "/scratch/answer", "/proc/self/fd/3"):
    try: seen.append(open(name).read())
    except OSError: pass
for number in range(3, 64):
    try: seen.append(os.read(number, 10))
    except OSError: pass
bad = [x for x in seen if x in ("input", "answer", "feedback") or "SECRET" in str(x) or b"21" == x]
print(2 * int(input()) if not bad else bad, flush=True)
"""
    judgement = talk(spy)
    assert judgement.verdict == "AC", judgement.note


def test_fifty_conversations_leave_nothing(talk: Talk) -> None:
    talk(RIGHT)
    before, started = len(list(Path("/proc/self/fd").iterdir())), time.monotonic()
    for _ in range(50):
        assert talk(RIGHT).verdict == "AC"
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert time.monotonic() - started < 100


def multi_pass(folder: Path, validator: str, passes: int) -> Path:
    for name, text in {
        "problem.yaml": f"problem_format_version: 2025-09\nname: x\ntype: multi-pass\nlimits: {{validation_passes: {passes}}}\n",
        "data/secret/1.in": "0\n",
        "data/secret/1.ans": "3\n",
        "output_validator/check.py": validator,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


COUNT = """
import os, sys
feedback, said = sys.argv[3], sys.stdin.read().split()
assert not os.path.exists(feedback + "nextpass.in"), "left from the last pass"
with open(feedback + "log", "a") as log: log.write("x")
passes = len(open(feedback + "log").read())
if said != [str(passes)]: sys.exit(43)
if passes < 3: open(feedback + "nextpass.in", "w").write(str(passes))
sys.exit(42)
"""


def test_a_submission_is_run_on_what_the_validator_made(strongest: Sandbox, tmp_path: Path) -> None:
    more = Submission(source=b"print(int(input()) + 1)", language="python")
    one = Submission(source=b"print(1)", language="python")
    problem = read_package(multi_pass(tmp_path / "p", COUNT, 3))
    assert judge(problem, more, strongest).verdict == "AC"
    assert judge(problem, one, strongest).verdict == "WA"
    problem = read_package(multi_pass(tmp_path / "q", COUNT, 2))
    with pytest.raises(ProblemError, match="more than the 2 passes"):
        judge(problem, more, strongest)
