from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from coderl.errors import ProblemError, UsageError
from coderl.judge.checking import Checking
from coderl.problems.model import Comparison, Interface, Problem
from coderl.problems.model import TestCase as Case
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Stop, Tier

CASE = Case(name="secret/1", input=b"in", expected=b"answer")
END = Outcome(
    exit_code=42,
    signal=None,
    stopped_by=None,
    cpu_s=0,
    wall_s=0,
    peak_memory_bytes=0,
    stdout=b"",
    stderr=b"",
    tier=Tier.A,
)


def custom(validator: Path, *args: str) -> Problem:
    return Problem(
        id="p",
        name="P",
        statement="",
        interface=Interface(),
        limits=Limits(),
        cases=(CASE,),
        comparison=Comparison(kind="custom", validator=validator, validator_args=args),
    )


@pytest.fixture
def validator(tmp_path: Path) -> Path:
    path = tmp_path / "check.py"
    path.write_text("exit(42)")
    return path


def ends(**changes: Any) -> FakeSandbox:
    return FakeSandbox(lambda program, data: dataclasses.replace(END, **changes))


def test_42_accepts_and_43_rejects(validator: Path) -> None:
    with Checking(custom(validator), ends()) as check:
        assert check(CASE, b"out").right
    with Checking(custom(validator), ends(exit_code=43)) as check:
        match = check(CASE, b"out")
    assert not match.right
    assert match.note == "rejected by the output validator"


def test_a_validator_is_called_as_the_format_says(validator: Path) -> None:
    sandbox = ends()
    with Checking(custom(validator, "flag", "7"), sandbox) as check:
        check(CASE, b"out")
    (run,) = sandbox.runs
    assert run.input == b"out"
    assert run.argv == ("input", "answer", "feedback/", "flag", "7")
    assert run.files == {"input": b"in", "answer": b"answer", "feedback/": b""}


def test_flags_of_a_group_reach_the_validator(validator: Path) -> None:
    problem = custom(validator)
    case = dataclasses.replace(
        CASE, comparison=dataclasses.replace(problem.comparison, validator_args=("group",))
    )
    sandbox = ends()
    with Checking(problem, sandbox) as check:
        check(case, b"out")
    assert sandbox.runs[0].argv[3:] == ("group",)


@pytest.mark.parametrize(
    ("message", "note"),
    [
        (b"too few\n", "too few"),
        (b"\x1b[31mred", "\\x1b[31mred"),
        (b"\xff", "\\ufffd"),
        (b"a\nb", "a\\nb"),
        (b"x" * 10**6, "x" * 200),
        (b"   ", "rejected by the output validator"),
    ],
)
def test_a_judge_message_becomes_a_short_printable_note(
    validator: Path, message: bytes, note: str
) -> None:
    sandbox = ends(exit_code=43, files={"feedback/judgemessage.txt": message})
    with Checking(custom(validator), sandbox) as check:
        assert check(CASE, b"out").note == note


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"exit_code": 0}, "exit code 0"),
        (
            {"exit_code": 1, "stderr": b"Traceback\nKeyError: 3"},
            "exit code 1, not 42 or 43: KeyError",
        ),
        ({"exit_code": 44}, "exit code 44"),
        ({"exit_code": None, "signal": 11}, "signal 11"),
        ({"exit_code": None, "signal": 9, "stopped_by": Stop.CPU}, "CPU"),
        ({"exit_code": 42, "stopped_by": Stop.OUTPUT}, "OUTPUT"),
        ({"exit_code": None, "signal": 9, "stopped_by": Stop.MEMORY}, "MEMORY"),
    ],
)
def test_any_other_end_of_a_validator_is_the_packages_fault(
    validator: Path, end: dict[str, Any], words: str
) -> None:
    with (
        Checking(custom(validator), ends(**end)) as check,
        pytest.raises(ProblemError, match=r"check\.py") as caught,
    ):
        check(CASE, b"out")
    assert words in str(caught.value)


def test_a_validator_that_does_not_build_is_the_packages_fault(validator: Path) -> None:
    def load(program: Program) -> None:
        raise LoadFailure("SyntaxError")

    with pytest.raises(ProblemError, match="does not build"):
        Checking(custom(validator), FakeSandbox(lambda p, d: END, load=load))


@pytest.mark.parametrize(
    "names", [(), ("a.txt",), ("a.py", "b.py"), ("main.py", "validate.cpp"), ("folder/check.py",)]
)
def test_a_validator_folder_needs_one_program(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = tmp_path / "validator"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    with pytest.raises(ProblemError, match="one program is needed"):
        Checking(custom(folder), ends())


def test_the_files_beside_a_validator_are_there_when_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "validator"
    folder.mkdir()
    (folder / "main.py").write_text("import words")
    (folder / "words.py").write_text("x = 1")
    sandbox = ends()
    with Checking(custom(folder), sandbox) as check:
        check(CASE, b"out")
    assert sandbox.runs[0].files["words.py"] == b"x = 1"


@pytest.mark.parametrize("name", ["check.sh", "check", "check.java"])
def test_a_validator_in_an_unknown_language_is_a_usage_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("exit 42")
    with pytest.raises(UsageError, match="check"):
        Checking(custom(path), ends())
