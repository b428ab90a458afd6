"""Climbing on a machine whose clock is planted."""

from __future__ import annotations

import importlib.util
import json
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coderl.complexity.growth import measure_growth
from coderl.complexity.model import Growth
from coderl.errors import ProblemError
from coderl.languages.model import Submission
from coderl.problems.model import Comparison, GeneratorSource, Interface
from coderl.sandbox.model import Outcome, Program, Stop

# importlib mode puts no test folder on the path
_SPEC = importlib.util.spec_from_file_location("machine", Path(__file__).with_name("machine.py"))
assert _SPEC
assert _SPEC.loader
machine = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(machine)
Machine, GENERATOR, START_S, ended = (
    machine.Machine,
    machine.GENERATOR,
    machine.START_S,
    machine.ended,
)

CALL = Interface(style="call", entry="f")
SUB, REF = (
    Submission(source=b"SUB", language="python"),
    Submission(source=b"REF", language="python"),
)
NS = 60e-9


def fit(sandbox: Any, reference: Submission | None = None, **changes: Any) -> Any:
    given = {
        "interface": CALL,
        "generators": (GENERATOR,),
        "reference": reference,
        "comparison": Comparison(),
    }
    return measure_growth(SUB, sandbox, **{**given, **changes})


def nothing(n: int) -> int:
    return 0


COSTS = {
    Growth.CONSTANT: lambda n: 5e-6,
    Growth.LINEAR: lambda n: NS * n,
    Growth.QUADRATIC: lambda n: NS * n * n,
    Growth.CUBIC: lambda n: NS * n**3,
}


@pytest.mark.parametrize("growth", COSTS)
@pytest.mark.parametrize("style", ["call", "stdin"])
def test_a_planted_growth_is_among_the_plausible(growth: Growth, style: str) -> None:
    sandbox = Machine({b"SUB": (COSTS[growth], nothing)})
    if style == "stdin":
        sandbox.generate = lambda n, seed: b"B%d" % n
    report = fit(sandbox, interface=CALL if style == "call" else Interface())
    assert growth in report.fit.plausible
    assert not report.fit.decided or report.fit.growth is growth
    assert report.relative is None
    assert report.family == "gen"


def test_sizes_rise_and_each_is_measured_again_and_again() -> None:
    report = fit(Machine({b"SUB": (COSTS[Growth.QUADRATIC], nothing)}))
    sizes = [point.n for point in report.series.measurements]
    assert sizes == sorted(set(sizes))
    assert all(len(point.cpu_s) >= 2 for point in report.series.measurements)
    for point in report.series.measurements:
        assert min(point.cpu_s) == pytest.approx(NS * point.n**2, rel=0.01)


@pytest.mark.parametrize("budget_s", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("growth", COSTS)
def test_the_budget_is_kept(growth: Growth, budget_s: float) -> None:
    sandbox = Machine({b"SUB": (COSTS[growth], nothing), b"REF": (COSTS[growth], nothing)})
    assert fit(sandbox, budget_s=budget_s).cpu_s_spent <= 1.5 * budget_s
    assert fit(sandbox, REF, budget_s=budget_s).cpu_s_spent <= 3 * budget_s


def test_the_same_as_the_reference_is_not_worse() -> None:
    sandbox = Machine({name: (COSTS[Growth.LINEAR], nothing) for name in (b"SUB", b"REF")})
    report = fit(sandbox, REF)
    assert report.relative.verdict == "not_worse"
    assert report.relative.ratio_at_largest == pytest.approx(1.0)
    assert report.wrong_at is None


def test_a_degree_more_than_the_reference_is_worse() -> None:
    sandbox = Machine(
        {b"SUB": (COSTS[Growth.QUADRATIC], nothing), b"REF": (COSTS[Growth.LINEAR], nothing)}
    )
    relative = fit(sandbox, REF).relative
    assert relative.verdict == "worse"
    assert relative.slope == pytest.approx(1.0, abs=0.1)


def test_both_get_the_same_inputs() -> None:
    sandbox = Machine({name: (COSTS[Growth.LINEAR], nothing) for name in (b"SUB", b"REF")})
    fit(sandbox, REF)
    of = {name: {calls for who, calls in sandbox.calls if who == name} for name in (b"SUB", b"REF")}
    assert of[b"REF"] <= of[b"SUB"]


@pytest.mark.parametrize("at", [16, 200, 5000])
def test_the_smallest_wrong_size_is_told(at: int) -> None:
    sandbox = Machine(
        {
            b"SUB": (COSTS[Growth.LINEAR], lambda n: n if n < at else -n),
            b"REF": (COSTS[Growth.LINEAR], lambda n: n),
        }
    )
    wrong_at = fit(sandbox, REF).wrong_at
    assert at <= wrong_at <= 4 * at


def test_a_value_within_the_tolerance_is_not_wrong() -> None:
    sandbox = Machine(
        {
            b"SUB": (COSTS[Growth.LINEAR], lambda n: n + 1e-12),
            b"REF": (COSTS[Growth.LINEAR], lambda n: n),
        }
    )
    assert fit(sandbox, REF).wrong_at is None


@pytest.mark.parametrize("fault", ["exit", "idle", "output", "silent"])
def test_a_submission_that_fails_ends_the_ladder_and_keeps_what_was_measured(fault: str) -> None:
    ends = {
        "exit": ended(1e-4, exit_code=1, stderr=b"Traceback\nKeyError: 7"),
        "idle": ended(1e-4, stopped_by=Stop.IDLE),
        "output": ended(1e-4, stopped_by=Stop.OUTPUT),
        "silent": ended(1e-4, b""),
    }
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    play = sandbox._answer

    def failing(program: Program, data: bytes) -> Outcome | bytes:
        outcome = play(program, data)
        largest = max(sandbox.calls[-1][1], default=0) if sandbox.calls else 0
        return ends[fault] if program.source == b"SUB" and largest > 3000 else outcome

    sandbox._answer = failing
    report = fit(sandbox)
    assert report.ended.startswith("the submission failed at n = ")
    assert {"exit": "KeyError: 7", "idle": "IDLE", "output": "OUTPUT", "silent": "no value"}[
        fault
    ] in report.ended.replace("before it returned a value", "no value")
    points = report.series.measurements
    assert points
    assert all(point.n <= 3000 and len(point.cpu_s) >= 2 for point in points)


@pytest.mark.parametrize("answer", ["exit", "silent"])
def test_a_submission_that_fails_at_once_has_no_growth(answer: str) -> None:
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    bad = ended(1e-4, b"") if answer == "silent" else ended(1e-4, exit_code=3)
    play = sandbox._answer
    sandbox._answer = lambda program, data: bad if program.source == b"SUB" else play(program, data)
    report = fit(sandbox)
    assert report.fit.growth is None
    assert not report.fit.decided
    assert report.ended


@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_reference_that_fails_is_the_packages_fault(when: str) -> None:
    sandbox = Machine({name: (COSTS[Growth.LINEAR], nothing) for name in (b"SUB", b"REF")})
    play = sandbox._answer

    def failing(program: Program, data: bytes) -> Outcome | bytes:
        outcome = play(program, data)
        bad = program.source == b"REF" and (when == "at once" or sandbox.calls[-1][1])
        return ended(1e-4, exit_code=1, stderr=b"NameError: x") if bad else outcome

    sandbox._answer = failing
    with pytest.raises(ProblemError, match=r"the reference failed .*NameError: x"):
        fit(sandbox, REF)


def test_a_reference_that_is_too_slow_leaves_the_submission_alone() -> None:
    sandbox = Machine(
        {b"SUB": (COSTS[Growth.LINEAR], nothing), b"REF": (COSTS[Growth.CUBIC], nothing)}
    )
    report = fit(sandbox, REF)
    assert report.relative.verdict in ("not_worse", "undecided")
    assert Growth.LINEAR in report.fit.plausible


def test_a_cost_that_jumps_beyond_the_limit_is_a_lower_bound() -> None:
    sandbox = Machine({b"SUB": (lambda n: 1e-4 if n < 1000 else 60.0, nothing)})
    report = fit(sandbox)
    (last,) = [point for point in report.series.measurements if point.censored]
    assert last.n >= 1000


def test_a_program_that_sleeps_is_not_waited_for_all_day() -> None:
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    play = sandbox._answer
    waited = 0.0

    def sleeping(program: Program, data: bytes) -> Outcome | bytes:
        nonlocal waited
        outcome = play(program, data)
        if program.source != b"SUB" or not isinstance(outcome, Outcome):
            return outcome
        waited += 4.0
        return ended(outcome.cpu_s, outcome.result or b"", wall_s=outcome.cpu_s + 4.0)

    sandbox._answer = sleeping
    report = fit(sandbox)
    assert waited <= 100
    assert "waited" in report.ended


def test_a_program_that_remembers_earlier_calls_is_called_once_a_run() -> None:
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    play = sandbox._answer

    def remembering(program: Program, data: bytes) -> Outcome | bytes:
        outcome = play(program, data)
        if program.source != b"SUB" or not isinstance(outcome, Outcome):
            return outcome
        called = sandbox.calls[-1][1]
        spent = START_S + sum(NS * 200 * n for n in set(called))
        return ended(spent, json.dumps([0 for _ in called]).encode())

    sandbox._answer = remembering
    report = fit(sandbox)
    for point in report.series.measurements[2:]:
        assert min(point.cpu_s) == pytest.approx(NS * 200 * point.n, rel=0.05)


@pytest.mark.parametrize("bounds", [(1, 1), (1, 3), (5, 5), (2**30, 2**30)])
def test_too_few_sizes_give_no_decision(bounds: tuple[int, int]) -> None:
    generator = GeneratorSource(name="gen", source=b"GEN", min_n=bounds[0], max_n=bounds[1])
    report = fit(Machine({b"SUB": (lambda n: 1e-3, nothing)}), generators=(generator,))
    assert not report.fit.decided


def test_a_problem_without_generators_is_an_error_with_the_mend() -> None:
    with pytest.raises(ProblemError, match="add one with generate"):
        fit(Machine({}), generators=())


def test_a_generator_that_cannot_make_the_smallest_input_is_the_packages_fault() -> None:
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    play = sandbox._answer
    stopped = ended(5.0, stopped_by=Stop.CPU)
    sandbox._answer = lambda p, d: stopped if p.source == b"GEN" else play(p, d)
    with pytest.raises(ProblemError, match=r"smallest input .*generate\(16, …\).*CPU limit"):
        fit(sandbox)


def test_a_generator_that_gives_up_later_ends_the_ladder() -> None:
    sandbox = Machine({b"SUB": (COSTS[Growth.LINEAR], nothing)})
    play = sandbox._answer

    def limited(program: Program, data: bytes) -> Outcome | bytes:
        asked = program.source == b"GEN" and marshal.loads(data[8:])[0] > 1000
        return ended(1.0, stopped_by=Stop.MEMORY) if asked else play(program, data)

    sandbox._answer = limited
    report = fit(sandbox)
    assert "MEMORY limit" in report.ended
    assert report.series.measurements[-1].n <= 1000


def test_the_worst_family_is_the_answer() -> None:
    easy = GeneratorSource(name="easy", source=b"EASY", min_n=1, max_n=2**20)
    sandbox = Machine({b"SUB": (lambda n: NS * n * n if n > 0 else NS * -n, nothing)})
    play = sandbox._answer

    def both(program: Program, data: bytes) -> Outcome | bytes:
        if program.source == b"EASY":
            pairs = [marshal.loads(one) for one, _ in machine.frames_of(data)]
            return machine.frame([b"T" + marshal.dumps((-n,)) for n, _ in pairs])
        return play(program, data)

    sandbox._answer = both
    report = fit(sandbox, generators=(easy, GENERATOR))
    assert report.family == "gen"
    assert report.fit.growth is Growth.QUADRATIC


@pytest.fixture(autouse=True)
def _no_module_left() -> Iterator[None]:
    yield
    assert "machine" not in sys.modules


def test_a_jump_is_not_climbed_step_by_step() -> None:
    sandbox = Machine({b"SUB": (lambda n: NS * n if n < 1000 else 0.5, nothing)})
    play = sandbox._answer
    runs = 0

    def limited(program: Program, data: bytes) -> Outcome | bytes:
        nonlocal runs
        runs += 1
        outcome = play(program, data)
        if isinstance(outcome, Outcome) and outcome.cpu_s > 0.4:
            return ended(0.64, stopped_by=Stop.CPU)
        return outcome

    sandbox._answer = limited
    report = fit(sandbox)
    assert runs < 600
    assert report.series.measurements[-1].censored


def test_a_submission_that_is_stopped_where_the_reference_is_not_is_worse() -> None:
    sandbox = Machine(
        {
            b"SUB": (lambda n: NS * n if n < 1000 else 100.0, nothing),
            b"REF": (COSTS[Growth.LINEAR], nothing),
        }
    )
    play = sandbox._answer

    def limited(program: Program, data: bytes) -> Outcome | bytes:
        outcome = play(program, data)
        if isinstance(outcome, Outcome) and outcome.cpu_s > 0.64:
            return ended(0.64, stopped_by=Stop.CPU)
        return outcome

    sandbox._answer = limited
    report = fit(sandbox, REF)
    assert report.series.measurements[-1].reference_cpu_s
    assert report.relative.verdict != "not_worse"
