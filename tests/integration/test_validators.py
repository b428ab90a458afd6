# ruff: noqa: E501  programs and expected lines, as they are
"""Output validators that do not end: in process, so that their limits can be short."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from coderl.errors import ProblemError
from coderl.judge.checking import Checking
from coderl.judge.grade import judge
from coderl.languages.model import Submission
from coderl.problems.model import Problem
from coderl.problems.package import read_package
from coderl.sandbox.model import Sandbox
from coderl.units import MIB

pytestmark = pytest.mark.sandbox


def package(folder: Path, validator: str) -> Path:
    for name, text in {
        "problem.yaml": "name: x\nvalidation: custom\n",
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "SECRET\n",
        "output_validators/check.py": validator,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def problem_at(folder: Path, validator: str) -> Problem:
    """A problem whose validator has little time and room."""
    problem = read_package(package(folder, validator))
    short = dataclasses.replace(
        problem.validation, cpu_s=0.3, idle_s=0.3, memory_bytes=64 * MIB, output_bytes=MIB
    )
    return dataclasses.replace(problem, validation=short)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("while True: pass", "CPU"),
        ("import time; time.sleep(99)", "IDLE"),
        ("x = bytearray(b'x') * 10**9", "MEMORY"),
        ("while True: print('x' * 10**6)", "OUTPUT"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("import os; os._exit(42 + 256 * 0 + 1 - 1 + 100)", "exit code 142"),
    ],
)
def test_a_validator_that_does_not_end_well_is_the_packages_fault(
    strongest: Sandbox, tmp_path: Path, source: str, words: str
) -> None:
    problem = problem_at(tmp_path / "p", source)
    submission = Submission(source=b"print(1)", language="python")
    with pytest.raises(ProblemError, match=r"check\.py: the output validator ended") as caught:
        judge(problem, submission, strongest)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_case_leaves_nothing_for_the_next(strongest: Sandbox, tmp_path: Path) -> None:
    source = (
        "import os, sys\nseen = os.path.exists('mark') or os.listdir('feedback')\n"
        "open('mark', 'w').close(); open('feedback/mark', 'w').close()\nsys.exit(43 if seen else 42)\n"
    )
    problem = problem_at(tmp_path / "p", source)
    with Checking(problem, strongest) as check:
        assert [check(problem.cases[0], b"x").right for _ in range(3)] == [True] * 3


def test_a_judge_message_is_the_note_of_the_case(strongest: Sandbox, tmp_path: Path) -> None:
    source = (
        "import sys\nopen(sys.argv[3] + 'judgemessage.txt', 'w').write('not 1')\nsys.exit(43)\n"
    )
    problem = problem_at(tmp_path / "p", source)
    with Checking(problem, strongest) as check:
        assert check(problem.cases[0], b"x").note == "not 1"


@pytest.mark.parametrize(
    "trick",
    [
        "os.symlink('answer', m)",
        "os.mkfifo(m)",
        "os.mkdir(m)",
        "open(m, 'wb').write(b'\\xff' * 10**7)",
    ],
)
def test_a_hostile_judge_message_harms_nothing(
    strongest: Sandbox, tmp_path: Path, trick: str
) -> None:
    source = f"import os, sys\nm = sys.argv[3] + 'judgemessage.txt'\ntry:\n    {trick}\nexcept OSError:\n    pass\nsys.exit(43)\n"
    problem = problem_at(tmp_path / "p", source)
    with Checking(problem, strongest) as check:
        match = check(problem.cases[0], b"x")
    assert not match.right
    assert len(match.note) < 2000
    assert "SECRET" not in match.note
