from __future__ import annotations

import itertools

import pytest

from coderl.judge.verdict import Verdict, verdict_of
from coderl.sandbox.model import Outcome, Stop, Tier


def outcome(exit_code: int | None, signal: int | None, stop: Stop | None) -> Outcome:
    return Outcome(
        exit_code=exit_code,
        signal=signal,
        stopped_by=stop,
        cpu_s=0,
        wall_s=0,
        peak_memory_bytes=0,
        stdout=b"the right answer",
        stderr=b"",
        tier=Tier.A,
    )


STOPS = {
    Stop.CPU: Verdict.TLE,
    Stop.IDLE: Verdict.TLE,
    Stop.MEMORY: Verdict.MLE,
    Stop.OUTPUT: Verdict.OLE,
    Stop.PROCESSES: Verdict.RE,
}


def test_every_limit_has_its_verdict() -> None:
    assert set(STOPS) == set(Stop)


@pytest.mark.parametrize(
    ("stop", "end"), list(itertools.product(Stop, [(0, None), (1, None), (None, 9)]))
)
def test_a_limit_comes_before_the_way_it_ended(
    stop: Stop, end: tuple[int | None, int | None]
) -> None:
    assert verdict_of(outcome(*end, stop)) is STOPS[stop]


@pytest.mark.parametrize("end", [(1, None), (255, None), (42, None), (None, 11), (None, 9)])
def test_any_other_end_than_exit_code_0_is_a_runtime_error(
    end: tuple[int | None, int | None],
) -> None:
    assert verdict_of(outcome(*end, None)) is Verdict.RE


def test_after_exit_code_0_the_output_decides() -> None:
    assert verdict_of(outcome(0, None, None)) is None


def test_the_seven_verdicts_are_spelt_as_people_know_them() -> None:
    assert [str(v) for v in Verdict] == ["AC", "WA", "TLE", "MLE", "OLE", "RE", "CE"]
