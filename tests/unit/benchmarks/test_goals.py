from typing import Any

import pytest

from benchmarks.sandbox.goals import GOALS, ratios, spread, weigh
from benchmarks.sandbox.ways import WORKLOADS


def row(way: str, n: int, *, workload: str = "run", workers: int = 2, **fields: Any) -> Any:
    values = {"per_s": 100.0, "cpu_ms": 1.0, **fields}
    return {"way": way, "round": n, "workload": workload, "workers": workers, **values}


def found(rows: list[Any], text: str, skipped: dict[str, str] | None = None) -> Any:
    (goal,) = [g for g in weigh(rows, 2, skipped or {}) if g["goal"].startswith(text)]
    return goal


BWRAP = "≥ 10× bubblewrap's runs/s: a run"
BARE = "full isolation ≤ 1.2× the CPU of the bare zygote: a run"
DOCKER = "zygote in a container"


def test_a_ratio_is_taken_within_its_round_and_not_between_medians() -> None:
    rows = [row("A", n, per_s=10.0**n) for n in (1, 2, 3)]
    rows += [row("bwrap", n, per_s=10.0 ** (n - 1)) for n in (3, 2, 1)]
    like = {"workload": "run", "workers": 2}
    assert ratios(rows, {"way": "A", **like}, {"way": "bwrap", **like}, "per_s") == [10.0] * 3


def test_a_round_that_one_of_the_two_lacks_gives_no_ratio() -> None:
    rows = [row("A", 1), row("A", 2), row("bwrap", 2)]
    assert ratios(rows, {"way": "A"}, {"way": "bwrap"}, "per_s") == [1.0]


def test_a_goal_is_met_by_its_median_and_says_in_how_many_rounds() -> None:
    rows = [row("A", n, per_s=p) for n, p in ((1, 90.0), (2, 100.0), (3, 120.0))]
    rows += [row("bwrap", n, per_s=10.0) for n in (1, 2, 3)]
    goal = found(rows, BWRAP)
    assert goal["met"] is True
    assert goal["ratio"] == {"median": 10.0, "min": 9.0, "max": 12.0}
    assert goal["in_rounds"] == pytest.approx(2 / 3, abs=1e-3)


def test_a_ratio_below_the_bound_is_not_met() -> None:
    goal = found([row("A", 1, per_s=99.9), row("bwrap", 1, per_s=10.0)], BWRAP)
    assert (goal["met"], goal["in_rounds"]) == (False, 0.0)


@pytest.mark.parametrize(("cpu_ms", "met"), [(1.1, True), (1.3, False)])
def test_isolation_may_cost_at_most_a_fifth_more(cpu_ms: float, met: bool) -> None:
    rows = [row("A", 1, workers=1, cpu_ms=cpu_ms), row("C", 1, workers=1, cpu_ms=1.0)]
    assert found(rows, BARE)["met"] is met


def test_cpu_time_is_compared_with_one_worker() -> None:
    rows = [row("A", 1, workers=2, cpu_ms=9.0), row("C", 1, workers=2)]
    rows += [row("A", 1, workers=1, cpu_ms=1.0), row("C", 1, workers=1)]
    assert found(rows, BARE)["ratio"]["median"] == 1.0


def test_what_was_not_measured_is_neither_met_nor_missed_and_says_why() -> None:
    goal = found([row("docker", 1)], DOCKER, {"docker-run": "no engine answers"})
    assert goal["met"] is None
    assert goal["why"] == "docker-run: no engine answers"


def test_what_was_not_asked_for_says_so() -> None:
    assert found([row("A", 1)], BWRAP)["why"] == "bwrap: not asked for"


def test_cpu_time_that_is_not_known_gives_no_ratio() -> None:
    rows = [row("A", 1, workers=1, cpu_ms=None), row("C", 1, workers=1)]
    goal = found(rows, BARE)
    assert (goal["met"], goal["why"]) == (None, "its CPU time is not known")


def test_every_goal_names_a_workload_and_two_ways_that_take_part_in_it() -> None:
    from benchmarks.sandbox.__main__ import all_ways

    ways = {way.name: way for way in all_ways(None, None, None)}
    for goal in GOALS:
        assert goal.workload in WORKLOADS
        assert goal.workload in ways[goal.one].workloads
        assert goal.workload in ways[goal.other].workloads


def test_a_spread_is_median_least_and_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "min": 1.0, "max": 3.0}
