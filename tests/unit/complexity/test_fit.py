import math
from collections.abc import Callable

import numpy as np
import pytest

from coderl.complexity.basis import basis
from coderl.complexity.fit import PLAUSIBLE_WEIGHT, fit_growth
from coderl.complexity.model import Fit, Growth, Measurement, Series

Simulate = Callable[..., Series]
VALUES = (Growth.CONSTANT, Growth.LOG, Growth.SQRT)  # seen only where n is a value
CLEAR = (Growth.LINEAR, Growth.LINEARITHMIC, Growth.QUADRATIC, Growth.CUBIC)


def series(*rows: tuple[int, float], censored: tuple[tuple[int, float], ...] = ()) -> Series:
    taken = [Measurement(n=n, cpu_s=(t, t * 1.02)) for n, t in rows]
    taken += [Measurement(n=n, cpu_s=(t,), censored=True) for n, t in censored]
    return Series(measurements=tuple(taken))


def planted(simulate: Simulate, growth: Growth, seed: int, **machine: float) -> Series:
    per_step_s = 1e-5 if growth is Growth.LOG else 60e-9
    machine = {"per_step_s": per_step_s, **machine}
    return simulate(growth, seed, as_value=growth in VALUES, **machine)


def off_by(fit: Fit, growth: Growth) -> int:
    assert fit.growth is not None
    return abs(fit.growth.rank - growth.rank)


@pytest.mark.parametrize("growth", Growth)
def test_a_growth_planted_on_a_quiet_machine_is_found(simulate: Simulate, growth: Growth) -> None:
    for seed in range(10):
        assert fit_growth(planted(simulate, growth, seed)).growth is growth


@pytest.mark.parametrize("growth", CLEAR)
def test_the_four_common_growths_are_decided_on_a_busy_machine(
    simulate: Simulate, growth: Growth
) -> None:
    for seed in range(10):
        fit = fit_growth(planted(simulate, growth, seed, noise=0.06, outliers=0.2, repeats=4))
        assert (fit.growth, fit.decided) == (growth, True)


@pytest.mark.parametrize("growth", Growth)
@pytest.mark.parametrize(
    "machine",
    [
        {"noise": 0.06, "outliers": 0.2},
        {"noise": 0.05, "outliers": 0.1, "repeats": 1},
        {"cache_drift": 0.06},
        {"saw_tooth": 0.2},
        {"bad_first": 1.0},
        {"start_up_s": 300e-6},
        {"start_up_s": 0.0},
    ],
    ids=str,
)
def test_a_decision_is_never_off_by_more_than_one(
    simulate: Simulate, growth: Growth, machine: dict[str, float]
) -> None:
    if growth in VALUES and "cache_drift" in machine:
        pytest.skip("a value fills no cache")
    for seed in range(5):
        fit = fit_growth(planted(simulate, growth, seed, **machine))
        assert not fit.decided or off_by(fit, growth) <= 1


def test_a_saw_tooth_of_resizing_tables_leaves_the_log_factor_open(simulate: Simulate) -> None:
    fit = fit_growth(simulate(Growth.LINEAR, saw_tooth=0.2))
    assert not fit.decided
    assert Growth.LINEAR in fit.plausible
    assert "near tie" in fit.reason


@pytest.mark.parametrize("base", [1.618, 2.0, 3.0])
def test_an_exponential_has_any_base(base: float) -> None:
    sizes = range(4, 1 + int(math.log(1e6) / math.log(base)))
    fit = fit_growth(series(*((n, 1e-4 + 1e-7 * base**n) for n in sizes)))
    assert (fit.growth, fit.decided) == (Growth.EXPONENTIAL, True)


def test_a_factorial_is_no_exponential() -> None:
    fit = fit_growth(series(*((n, 1e-4 + 1e-7 * math.factorial(n)) for n in range(3, 11))))
    assert (fit.growth, fit.decided) == (Growth.FACTORIAL, True)


def test_a_cubic_at_small_sizes_is_no_exponential() -> None:
    fit = fit_growth(series(*((n, 1e-5 + 1e-6 * n**3) for n in range(4, 25))))
    assert fit.growth is Growth.CUBIC


def test_a_linear_term_beside_the_square_does_not_hide_it() -> None:
    fit = fit_growth(series(*((2**k, 1e-4 + 1e-7 * 2**k + 1e-9 * 4**k) for k in range(4, 15))))
    assert fit.growth is Growth.QUADRATIC


def test_a_flat_curve_at_the_cost_of_an_empty_run_says_nothing() -> None:
    flat = series(*((2**k, 1.1e-4) for k in range(4, 21)))
    assert fit_growth(flat).decided
    fit = fit_growth(flat, baseline_cpu_s=1e-4)
    assert not fit.decided
    assert fit.plausible == (Growth.CONSTANT, Growth.LOG)
    assert "empty run" in fit.reason


def test_a_baseline_that_took_too_much_does_not_steepen_the_curve() -> None:
    rng = np.random.default_rng(0)
    taken = [
        Measurement(
            n=2**k,
            cpu_s=tuple(max(1e-9, 60e-9 * 2**k + x) for x in rng.normal(-2e-6, 1e-6, 5).tolist()),
        )
        for k in range(4, 18)
    ]
    fit = fit_growth(Series(measurements=tuple(taken)))
    assert fit.growth is not None
    assert fit.growth.rank <= Growth.LINEARITHMIC.rank


def test_a_stopped_run_rules_out_what_would_have_finished() -> None:
    rows = [(n, 1e-4 + 2e-6 * 2**n) for n in (3, 4, 5, 6)]
    open_fit = fit_growth(series(*rows))
    bound = fit_growth(series(*rows, censored=((24, 1.0),)))
    assert bound.growth is Growth.EXPONENTIAL
    assert bound.weights[Growth.CUBIC] < open_fit.weights[Growth.CUBIC] + 1e-12
    assert bound.weights[Growth.LINEAR] < PLAUSIBLE_WEIGHT


def test_too_few_sizes_are_undecided_and_say_so() -> None:
    fit = fit_growth(series((16, 1e-3), (32, 2e-3), (64, 4e-3)))
    assert not fit.decided
    assert "3 distinct sizes" in fit.reason


def test_a_narrow_range_is_undecided_and_says_so() -> None:
    fit = fit_growth(series(*((n, n * 1e-5) for n in (100, 150, 200, 250, 300))))
    assert not fit.decided
    assert "3.0 times" in fit.reason


@pytest.mark.parametrize(
    "measurements",
    [
        (),
        (Measurement(n=16, cpu_s=(1e-3,)),),
        (Measurement(n=16, cpu_s=()), Measurement(n=32, cpu_s=())),
        tuple(Measurement(n=n, cpu_s=(math.nan, 0.0, -1.0, math.inf)) for n in (1, 2, 4)),
        (Measurement(n=16, cpu_s=(1e-3,)), Measurement(n=16, cpu_s=(2e-3,))),
        (Measurement(n=-4, cpu_s=(1e-3,)), Measurement(n=0, cpu_s=(1e-3,))),
        (Measurement(n=64, cpu_s=(1.0,), censored=True),),
    ],
)
def test_where_nothing_can_be_said_nothing_is(measurements: tuple[Measurement, ...]) -> None:
    fit = fit_growth(Series(measurements=measurements))
    assert fit.growth is None
    assert not fit.decided
    assert fit.plausible == tuple(Growth)
    assert "nothing can be said" in fit.reason


def test_order_and_repetition_of_sizes_do_not_matter(simulate: Simulate) -> None:
    straight = simulate(Growth.QUADRATIC)
    split = [Measurement(n=one.n, cpu_s=(t,)) for one in straight.measurements for t in one.cpu_s]
    mixed = Series(
        measurements=tuple(split[i] for i in np.random.default_rng(1).permutation(len(split)))
    )
    assert fit_growth(mixed).weights == pytest.approx(fit_growth(straight).weights)


def test_values_of_n_may_be_huge() -> None:
    rows = [(2**k, 1e-4 + 1e-6 * k) for k in range(4, 1200, 60)]
    assert fit_growth(series(*rows)).growth is Growth.LOG


def test_weights_are_named_and_sum_to_one(simulate: Simulate) -> None:
    weights = fit_growth(simulate(Growth.LINEAR)).weights
    assert set(weights) == {str(growth) for growth in Growth}
    assert sum(weights.values()) == pytest.approx(1.0)


def test_a_basis_value_and_a_fit_speak_of_the_same_n() -> None:
    n = np.array([2.0**k for k in range(6, 14)])
    costs = basis(Growth.LINEAR_SQRT, n) * 1e-8
    rows = [(int(size), float(cost)) for size, cost in zip(n, costs, strict=True)]
    assert fit_growth(series(*rows)).growth is Growth.LINEAR_SQRT
