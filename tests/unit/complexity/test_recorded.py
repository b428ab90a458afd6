"""The numbers of merit, on real curves: 105 labelled functions as they were measured."""

from collections.abc import Mapping
from typing import Any

import pytest

from coderl.complexity.fit import fit_growth
from coderl.complexity.model import Fit, Growth, Measurement, Series

Recorded = list[Mapping[str, Any]]
PLAIN_LOOPS = (
    "sum_loop kadane two_pointer kmp is_pal prefix merge_sort harmonic fenwick bsearch_each "
    "bits_each pairs in_list palin_sub selection matmul triples floyd obst count_tri"
).split()


def curve(one: Mapping[str, Any], start_up_s: float, cap_s: float) -> Series:
    """Give the curve as a measurer with a start-up and a cap on a call would have seen it."""
    return Series(
        measurements=tuple(
            Measurement(n=n, cpu_s=tuple(t * 1e-6 + start_up_s for t in times))
            for n, times in zip(one["n"], one["cpu_us"], strict=True)
            if min(times) * 1e-6 <= cap_s
        )
    )


@pytest.fixture(scope="module", params=[(150e-6, 1.0), (0.0, 1.0), (150e-6, 0.02)], ids=str)
def fits(recorded: Recorded, request: pytest.FixtureRequest) -> list[tuple[Fit, Growth, str]]:
    found: list[tuple[Fit, Growth, str]] = []
    for one in recorded:
        fit = fit_growth(curve(one, *request.param))
        found.append((fit, Growth(one["growth"]), f"{one['part']} {one['name']}: {fit.reason}"))
    return found


def off_by(fit: Fit, growth: Growth) -> int:
    assert fit.growth is not None
    return abs(fit.growth.rank - growth.rank)


def test_no_decision_is_off_by_more_than_one(fits: list[tuple[Fit, Growth, str]]) -> None:
    assert not [what for fit, growth, what in fits if fit.decided and off_by(fit, growth) > 1]


def test_most_growths_are_right_and_nearly_all_within_one(
    fits: list[tuple[Fit, Growth, str]],
) -> None:
    assert sum(off_by(fit, growth) == 0 for fit, growth, _ in fits) >= 0.83 * len(fits)
    assert sum(off_by(fit, growth) <= 1 for fit, growth, _ in fits) >= 0.95 * len(fits)


def test_a_decision_is_right(fits: list[tuple[Fit, Growth, str]]) -> None:
    decided = [(fit, growth) for fit, growth, _ in fits if fit.decided]
    assert len(decided) >= 0.55 * len(fits)
    assert sum(off_by(fit, growth) == 0 for fit, growth in decided) >= 0.94 * len(decided)


def test_the_true_growth_stays_plausible(fits: list[tuple[Fit, Growth, str]]) -> None:
    assert sum(growth in fit.plausible for fit, growth, _ in fits) >= 0.92 * len(fits)


def test_plain_loops_of_the_common_growths_are_right(
    fits: list[tuple[Fit, Growth, str]],
) -> None:
    plain = [one for one in fits if one[2].split(":")[0].split()[1] in PLAIN_LOOPS]
    assert len(plain) == len(PLAIN_LOOPS)
    assert not [what for fit, growth, what in plain if off_by(fit, growth)]
    assert sum(fit.decided for fit, _, _ in plain) >= 0.8 * len(plain)
