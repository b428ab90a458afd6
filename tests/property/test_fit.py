"""For every curve the fit answers, its weights are weights, and bounds only push upward."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coderl.complexity.basis import basis
from coderl.complexity.fit import fit_growth
from coderl.complexity.model import Growth, Measurement, Series
from coderl.complexity.reference import compare

LADDERS = {Growth.EXPONENTIAL: range(4, 22), Growth.FACTORIAL: range(3, 11)}
BY_VALUE = (Growth.CONSTANT, Growth.LOG, Growth.SQRT)
LARGEST_S = {Growth.CONSTANT: 5e-4, Growth.LOG: 2e-3}

seeds = st.integers(0, 2**32 - 1)
growths = st.sampled_from(list(Growth))
ends_s = st.floats(0.03, 0.3)
start_ups_s = st.floats(2e-5, 3e-4)


def plant(growth: Growth, seed: int, end_s: float, start_up_s: float, noise: float) -> Series:
    """Plant a growth that costs `end_s` at the largest n."""
    rng = np.random.default_rng(seed)
    if growth in LADDERS:
        sizes = list(LADDERS[growth])
    elif growth in BY_VALUE:
        sizes = [4**k for k in range(3, 20)]
    else:
        most = {Growth.QUADRATIC: 12, Growth.QUADRATIC_LOG: 11, Growth.CUBIC: 9}.get(growth, 15)
        sizes = [2**k for k in range(4, most + 1)]
    cost = basis(growth, np.array(sizes, dtype=np.float64))
    cost = start_up_s + cost * (LARGEST_S.get(growth, end_s) / cost[-1])
    rows = [cost * np.exp(np.abs(rng.normal(0.0, noise, len(cost)))) for _ in range(5)]
    repeats = np.transpose(rows).tolist()
    return Series(
        measurements=tuple(
            Measurement(n=n, cpu_s=tuple(times)) for n, times in zip(sizes, repeats, strict=True)
        )
    )


any_time = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(1e-7, 10.0),
    st.sampled_from([0.0, -1.0, 1e-9, 1e-300, 1e300]),
)
any_measurement = st.builds(
    Measurement,
    n=st.one_of(st.integers(-3, 40), st.integers(1, 2**60), st.just(10**400)),
    cpu_s=st.lists(any_time, max_size=4).map(tuple),
    reference_cpu_s=st.lists(any_time, max_size=4).map(tuple),
    censored=st.booleans(),
)
any_series = st.lists(any_measurement, max_size=16).map(
    lambda measurements: Series(measurements=tuple(measurements))
)


@settings(max_examples=300)
@given(any_series, any_time)
def test_a_fit_is_a_value_whatever_was_measured(series: Series, baseline_cpu_s: float) -> None:
    fit = fit_growth(series, baseline_cpu_s=baseline_cpu_s)
    assert sum(fit.weights.values()) == pytest.approx(1.0)
    assert all(0.0 <= weight <= 1.0 for weight in fit.weights.values())
    assert set(fit.weights) == {str(growth) for growth in Growth}
    assert fit.growth is None or fit.growth in fit.plausible
    assert not fit.decided or fit.plausible == (fit.growth,)
    assert fit.reason


@settings(max_examples=300)
@given(any_series, any_time)
def test_a_comparison_is_a_value_whatever_was_measured(
    series: Series, baseline_cpu_s: float
) -> None:
    found = compare(series, baseline_cpu_s=baseline_cpu_s)
    if found is not None:
        assert found.verdict in {"not_worse", "worse", "undecided"}
        assert found.slope_low <= found.slope_high
        assert math.isfinite(found.slope_low)
        assert math.isfinite(found.slope_high)


@settings(max_examples=200, deadline=None)
@given(growths, seeds, ends_s, start_ups_s)
def test_a_planted_growth_is_recovered_under_noise(
    growth: Growth, seed: int, end_s: float, start_up_s: float
) -> None:
    fit = fit_growth(plant(growth, seed, end_s, start_up_s, noise=0.03))
    assert growth in fit.plausible
    assert fit.growth is not None
    assert abs(fit.growth.rank - growth.rank) <= 1


@settings(max_examples=100, deadline=None)
@given(growths, seeds, st.floats(1e-3, 1e3), st.floats(0.0, 1e-4))
def test_a_slower_machine_gives_the_same_answer(
    growth: Growth, seed: int, factor: float, baseline_cpu_s: float
) -> None:
    series = plant(growth, seed, 0.1, 1e-4, noise=0.05)
    slower = Series(
        measurements=tuple(
            Measurement(n=one.n, cpu_s=tuple(t * factor for t in one.cpu_s))
            for one in series.measurements
        )
    )
    here = fit_growth(series, baseline_cpu_s=baseline_cpu_s)
    there = fit_growth(slower, baseline_cpu_s=baseline_cpu_s * factor)
    assert dict(there.weights) == pytest.approx(dict(here.weights), abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(growths, seeds, st.integers(2, 20), st.floats(1e-6, 100.0), st.floats(1.01, 50.0))
def test_a_stopped_run_never_makes_the_growth_smaller(
    growth: Growth, seed: int, kept: int, bound_s: float, step: float
) -> None:
    measured = plant(growth, seed, 0.1, 1e-4, noise=0.1).measurements[:kept]
    stopped = Measurement(n=math.ceil(measured[-1].n * step) + 1, cpu_s=(bound_s,), censored=True)
    without = fit_growth(Series(measurements=measured)).growth
    bound = fit_growth(Series(measurements=(*measured, stopped))).growth
    assert without is not None
    assert bound is not None
    assert bound.rank >= without.rank
