from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from coderl.errors import ProblemError, SandboxError
from coderl.judge.grade import judge
from coderl.judge.judgement import CaseResult
from coderl.judge.verdict import Verdict
from coderl.languages.model import Submission
from coderl.problems.model import Comparison, Interface, Problem
from coderl.problems.model import TestCase as Case
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import Limits, LoadFailure, Outcome, Program, Stop, Tier

SUBMISSION = Submission(source=b"", language="python")
GOOD = Outcome(
    exit_code=0,
    signal=None,
    stopped_by=None,
    cpu_s=0.5,
    wall_s=0.75,
    peak_memory_bytes=1000,
    stdout=b"",
    stderr=b"",
    tier=Tier.B,
)


def problem(*cases: tuple[str, str], **changes: Any) -> Problem:
    made = Problem(
        id="p",
        name="P",
        statement="",
        interface=Interface(),
        limits=Limits(cpu_s=1.0, output_bytes=100),
        cases=tuple(
            Case(name=f"secret/{i}", input=data.encode(), expected=expected.encode())
            for i, (data, expected) in enumerate(cases)
        ),
        comparison=Comparison(),
    )
    return dataclasses.replace(made, **changes)


def echo(program: Program, data: bytes) -> bytes:
    return data


THREE = problem(("1", "1"), ("2", "2"), ("3", "3"))


def test_what_is_right_everywhere_is_accepted() -> None:
    judgement = judge(THREE, SUBMISSION, FakeSandbox(echo, tier=Tier.B))
    assert judgement.verdict is Verdict.AC
    assert (judgement.passed, judgement.total, judgement.pass_rate) == (3, 3, 1.0)
    assert judgement.tier is Tier.B
    assert [case.name for case in judgement.cases] == ["secret/0", "secret/1", "secret/2"]


def test_the_verdict_is_that_of_the_first_case_that_is_not_accepted() -> None:
    cases = problem(("1", "1"), ("2", "no"), ("3", "3"), ("", "crash"))

    def answer(program: Program, data: bytes) -> bytes | Outcome:
        return data or dataclasses.replace(GOOD, exit_code=1)

    judgement = judge(cases, SUBMISSION, FakeSandbox(answer))
    assert [case.verdict.name for case in judgement.cases] == ["AC", "WA", "AC", "RE"]
    assert (judgement.verdict, judgement.pass_rate) == (Verdict.WA, 0.5)
    assert judgement.note.startswith("secret/1: ")


def test_stopping_at_the_first_counts_what_did_not_run_as_not_passed() -> None:
    cases = problem(("1", "1"), ("2", "no"), ("3", "3"), ("4", "4"))
    seen: list[CaseResult] = []
    judgement = judge(cases, SUBMISSION, FakeSandbox(echo), stop_at_first=True, on_case=seen.append)
    assert (len(judgement.cases), judgement.total, judgement.pass_rate) == (2, 4, 0.25)
    assert tuple(seen) == judgement.cases


def test_a_problem_without_cases_is_an_error_and_not_a_pass() -> None:
    with pytest.raises(ProblemError, match="without test cases"):
        judge(problem(), SUBMISSION, FakeSandbox(echo))


def test_what_cannot_be_loaded_is_a_compile_error_and_no_case_runs() -> None:
    def load(program: Program) -> None:
        raise LoadFailure("line 1\nis wrong")

    sandbox = FakeSandbox(echo, load=load)
    judgement = judge(THREE, SUBMISSION, sandbox)
    assert (judgement.verdict, judgement.cases, judgement.pass_rate) == (Verdict.CE, (), 0.0)
    assert judgement.note == "line 1\nis wrong"
    assert sandbox.runs == []


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"exit_code": 1}, Verdict.RE),
        ({"exit_code": None, "signal": 11}, Verdict.RE),
        ({"cpu_s": 1.5}, Verdict.TLE),
        ({"stopped_by": Stop.IDLE}, Verdict.TLE),
        ({"peak_memory_bytes": 2**40}, Verdict.MLE),
        ({"stdout": b"1" * 101}, Verdict.OLE),
        ({"stopped_by": Stop.PROCESSES, "exit_code": None, "signal": 31}, Verdict.RE),
    ],
)
def test_a_right_output_does_not_save_a_run_that_ended_badly(
    change: dict[str, Any], verdict: Verdict
) -> None:
    outcome = dataclasses.replace(GOOD, **{"stdout": b"1", **change})
    judgement = judge(problem(("", "1")), SUBMISSION, FakeSandbox(lambda p, d: outcome))
    assert judgement.verdict is verdict
    assert (judgement.cases[0].wall_s, judgement.passed) == (0.75, 0)


def test_our_failure_is_raised_and_never_a_verdict() -> None:
    def broken(program: Program, data: bytes) -> bytes:
        raise SandboxError("the disk is full")

    with pytest.raises(SandboxError, match="the disk is full"):
        judge(THREE, SUBMISSION, FakeSandbox(broken))


def test_expected_outputs_never_reach_a_run() -> None:
    secret = problem(("in", "SECRET-ANSWER"), ("in", "SECRET-ANSWER"))
    sandbox = FakeSandbox(echo)
    judge(secret, SUBMISSION, sandbox)
    assert len(sandbox.runs) == 2
    assert "SECRET-ANSWER" not in repr(sandbox.runs)


@pytest.mark.parametrize(
    "stderr",
    [b"\x1b[2Jboo", b"\xff\xfe", b"a\0b", b"x" * 10**6, b"one\rtwo\x85three", b"\xe2\x80\xa8"],
)
def test_a_note_is_one_short_printable_line(stderr: bytes) -> None:
    outcome = dataclasses.replace(GOOD, exit_code=1, stderr=stderr)
    judgement = judge(problem(("", "1")), SUBMISSION, FakeSandbox(lambda p, d: outcome))
    assert judgement.note.isprintable()
    assert judgement.note.isascii()
    assert len(judgement.note) < 300


@pytest.mark.parametrize(
    "output",
    [b"", b"\0", b"\xff" * 50, b"1\0", b"\x1b[2J", b" " * 99, b"1 " * 40, b"inf", b"1e999", b"nan"],
)
def test_any_output_is_right_or_wrong(output: bytes) -> None:
    judgement = judge(problem(("", "1")), SUBMISSION, FakeSandbox(lambda p, d: output))
    assert judgement.verdict is Verdict.WA
    assert judgement.note.isprintable()


CALL = problem(("[1, [2]]", "3"), interface=Interface(style="call", entry="f"))


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (b"[3]", Verdict.AC),
        (b"[3.0]", Verdict.AC),
        (b"[4]", Verdict.WA),
        (b'["3"]', Verdict.WA),
        (b"[true]", Verdict.WA),
        (b"[3,3]", Verdict.WA),
        (b"[]", Verdict.WA),
        (b"", Verdict.WA),
        (b"3", Verdict.WA),
        (b"[3", Verdict.WA),
        (b"[3]]", Verdict.WA),
        (b"[\xff]", Verdict.WA),
        (b"[" * 50 + b"]" * 50, Verdict.WA),
        (b"[NaN]", Verdict.WA),
        (b"[" + b"3" * 90 + b"]", Verdict.WA),
    ],
)
def test_the_value_that_came_back_decides_in_call_style(result: bytes, verdict: Verdict) -> None:
    judgement = judge(CALL, SUBMISSION, FakeSandbox(lambda p, d: result))
    assert judgement.verdict is verdict


def test_what_a_call_prints_is_not_its_answer() -> None:
    outcome = dataclasses.replace(GOOD, stdout=b"3", result=b"[4]")
    assert judge(CALL, SUBMISSION, FakeSandbox(lambda p, d: outcome)).verdict is Verdict.WA


@pytest.mark.parametrize("text", ["{}", "3", "[1", "", "null", "[" * 2000])
def test_a_call_style_case_that_is_no_array_is_the_packages_fault(text: str) -> None:
    broken = problem((text, "3"), interface=Interface(style="call", entry="f"))
    with pytest.raises(ProblemError, match=r"secret/0\.in"):
        judge(broken, SUBMISSION, FakeSandbox(lambda p, d: b"[3]"))


def test_each_case_is_compared_as_its_group_says() -> None:
    both = problem(("", "abc"), ("", "abc"))
    strict = dataclasses.replace(both.cases[1], comparison=Comparison(case_sensitive=True))
    both = dataclasses.replace(both, cases=(both.cases[0], strict))
    judgement = judge(both, SUBMISSION, FakeSandbox(lambda p, d: b"ABC"))
    assert [case.verdict.name for case in judgement.cases] == ["AC", "WA"]
