from __future__ import annotations

import dataclasses

import pytest

from coderl.errors import SandboxError
from coderl.sandbox.fake import FakeSandbox
from coderl.sandbox.model import (
    Limits,
    LoadFailure,
    Outcome,
    Program,
    Sandbox,
    Session,
    Stop,
    Tier,
)

PYTHON = Program(kind="python", source=b"print(input())")
ENDED = Outcome(
    exit_code=0,
    signal=None,
    stopped_by=None,
    cpu_s=1.0,
    wall_s=1.0,
    peak_memory_bytes=1000,
    stdout=b"12345",
    stderr=b"",
    tier=Tier.A,
)


def answer_of(outcome: Outcome, limits: Limits) -> Outcome:
    return FakeSandbox(lambda program, data: outcome).open(PYTHON).run(b"", limits)


def test_it_has_the_shape_of_a_sandbox() -> None:
    sandbox = FakeSandbox(lambda program, data: data)
    assert isinstance(sandbox, Sandbox)
    assert isinstance(sandbox.open(PYTHON), Session)


def test_bytes_are_the_standard_output_of_a_run_that_ended_well() -> None:
    with FakeSandbox(lambda program, data: data[::-1]) as sandbox, sandbox.open(PYTHON) as session:
        outcome = session.run(b"abc", Limits())
    assert outcome.ok
    assert outcome.stdout == b"cba"
    assert outcome.work_cpu_s is None


def test_bytes_are_the_result_of_a_call() -> None:
    program = Program(kind="call", entry="f")
    outcome = FakeSandbox(lambda program, data: b"[1]").open(program).run(b"", Limits())
    assert (outcome.stdout, outcome.result) == (b"", b"[1]")


def test_a_measured_run_has_a_work_time() -> None:
    session = FakeSandbox(lambda program, data: data).open(PYTHON)
    assert session.run(b"", Limits(), measure=True).work_cpu_s == 0.0


def test_an_outcome_within_the_limits_is_handed_over_as_it_is() -> None:
    assert answer_of(ENDED, Limits()) == ENDED


@pytest.mark.parametrize(
    ("limits", "stop"),
    [
        (Limits(cpu_s=0.5), Stop.CPU),
        (Limits(memory_bytes=999), Stop.MEMORY),
        (Limits(output_bytes=4), Stop.OUTPUT),
    ],
)
def test_a_limit_stops_an_outcome_that_goes_beyond_it(limits: Limits, stop: Stop) -> None:
    outcome = answer_of(ENDED, limits)
    assert outcome.stopped_by is stop
    assert len(outcome.stdout) <= limits.output_bytes


def test_a_stop_that_the_function_gives_stays() -> None:
    stopped = dataclasses.replace(ENDED, stopped_by=Stop.IDLE, exit_code=None, signal=9)
    assert answer_of(stopped, Limits(cpu_s=0.5)).stopped_by is Stop.IDLE


def test_a_sandbox_error_goes_through() -> None:
    def fail(program: Program, data: bytes) -> bytes:
        raise SandboxError("played")

    with pytest.raises(SandboxError, match="played"):
        FakeSandbox(fail).open(PYTHON).run(b"", Limits())


def test_load_may_refuse_a_program() -> None:
    def refuse(program: Program) -> None:
        raise LoadFailure("SyntaxError")

    with pytest.raises(LoadFailure, match="SyntaxError"):
        FakeSandbox(lambda program, data: data, load=refuse).open(PYTHON)


def test_a_closed_session_takes_no_run() -> None:
    session = FakeSandbox(lambda program, data: data).open(PYTHON)
    session.close()
    session.close()
    with pytest.raises(SandboxError):
        session.run(b"", Limits())


def test_it_remembers_what_it_was_asked() -> None:
    sandbox = FakeSandbox(lambda program, data: data, tier=Tier.B)
    sandbox.open(PYTHON).run(b"x", Limits(cpu_s=3), argv=("a",), files={"f": b"1"}, measure=True)
    (asked,) = sandbox.runs
    assert sandbox.tier is Tier.B
    assert (asked.program, asked.input, asked.limits.cpu_s) == (PYTHON, b"x", 3)
    assert (asked.argv, asked.files, asked.measure) == (("a",), {"f": b"1"}, True)
