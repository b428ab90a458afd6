import math
from collections.abc import Callable

import numpy as np
import pytest

from coderl.complexity.model import Measurement, Relative, Series
from coderl.complexity.reference import WORSE_SLOPE, compare

Cost = Callable[[float], float]
SIZES = [2**k for k in range(6, 16)]


def beside(
    submission: Cost,
    reference: Cost,
    *,
    sizes: list[int] = SIZES,
    start_up_s: float = 150e-6,
    noise: float = 0.03,
    seed: int = 0,
    censored: tuple[tuple[int, float], ...] = (),
) -> Series:
    rng = np.random.default_rng(seed)

    def repeats(cost: Cost, n: int) -> tuple[float, ...]:
        clean = start_up_s + cost(float(n))
        times = clean * np.exp(np.abs(rng.normal(0.0, noise, 4))) + rng.uniform(0.0, 1e-5, 4)
        return tuple(times.tolist())

    taken = [
        Measurement(n=n, cpu_s=repeats(submission, n), reference_cpu_s=repeats(reference, n))
        for n in sizes
    ]
    taken += [
        Measurement(n=n, cpu_s=(t,), reference_cpu_s=repeats(reference, n), censored=True)
        for n, t in censored
    ]
    return Series(measurements=tuple(taken))


def linear(n: float) -> float:
    return 100e-9 * n


def slow_linear(n: float) -> float:
    return 600e-9 * n


def linearithmic(n: float) -> float:
    return 40e-9 * n * math.log2(n)


def n_sqrt_n(n: float) -> float:
    return 30e-9 * n**1.5


def quadratic(n: float) -> float:
    return 20e-9 * n**2


def verdict(series: Series, baseline_cpu_s: float = 0.0) -> str:
    found = compare(series, baseline_cpu_s=baseline_cpu_s)
    assert found is not None
    return found.verdict


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("submission", "reference", "expected"),
    [
        (linear, linear, "not_worse"),
        (slow_linear, linear, "not_worse"),
        (linear, slow_linear, "not_worse"),
        (linear, quadratic, "not_worse"),
        (linear, linearithmic, "not_worse"),
        (quadratic, linear, "worse"),
        (quadratic, linearithmic, "worse"),
        (n_sqrt_n, linear, "worse"),
    ],
)
def test_a_degree_is_told_from_a_factor(
    submission: Cost, reference: Cost, expected: str, seed: int
) -> None:
    series = beside(submission, reference, seed=seed)
    assert verdict(series, baseline_cpu_s=150e-6) == expected


def test_the_slope_of_one_degree_is_one_and_inside_its_interval() -> None:
    found = compare(beside(quadratic, linear), baseline_cpu_s=150e-6)
    assert found is not None
    assert found.slope == pytest.approx(1.0, abs=0.1)
    assert found.slope_low < 1.0 < found.slope_high
    assert found.ratio_at_largest == pytest.approx(0.2 * 2**15, rel=0.15)


def test_a_shared_start_up_does_not_make_a_slow_factor_a_degree() -> None:
    small = [2**k for k in range(4, 12)]
    assert verdict(beside(slow_linear, linear, sizes=small)) != "worse"


def test_a_log_factor_is_not_called_worse() -> None:
    assert verdict(beside(linearithmic, linear)) != "worse"


def test_a_submission_that_was_stopped_is_worse_where_the_reference_was_not() -> None:
    censored = ((2**14, 3.0), (2**15, 3.0))
    found = compare(beside(quadratic, linear, sizes=SIZES[:6], censored=censored))
    assert found is not None
    assert found.verdict == "worse"
    assert found.slope_high > 1.0


def test_a_bound_never_speaks_for_the_submission() -> None:
    without = compare(beside(linear, linear))
    stopped = compare(beside(linear, linear, censored=((2**16, 1e-4),)))
    assert without is not None
    assert stopped is not None
    assert stopped.slope_low == pytest.approx(without.slope_low, abs=0.05)


def test_without_a_reference_there_is_no_answer() -> None:
    assert compare(Series(measurements=(Measurement(n=16, cpu_s=(1e-3,)),))) is None
    assert compare(Series(measurements=())) is None


@pytest.mark.parametrize("sizes", [[64], [64, 128, 256], [100, 110, 120, 130, 140]])
def test_too_little_is_undecided(sizes: list[int]) -> None:
    found = compare(beside(quadratic, linear, sizes=sizes))
    assert found is not None
    assert found.verdict == "undecided"
    assert found.slope_low < WORSE_SLOPE < found.slope_high


def test_an_exponential_is_worse_within_a_few_sizes() -> None:
    few = list(range(8, 20))
    assert verdict(beside(lambda n: 1e-7 * 2**n, linear, sizes=few)) == "worse"
    assert verdict(beside(linear, linear, sizes=few)) == "undecided"


def test_odd_numbers_are_left_out() -> None:
    odd = Measurement(n=2**16, cpu_s=(math.nan, -1.0, 0.0), reference_cpu_s=(1e-3,))
    none = Measurement(n=0, cpu_s=(1e-3,), reference_cpu_s=(1e-3,))
    plain = beside(linear, linear)
    mixed = Series(measurements=(odd, none, *reversed(plain.measurements)))
    assert compare(mixed) == compare(plain)


def test_the_answer_is_the_same_every_time() -> None:
    found: list[Relative | None] = [compare(beside(quadratic, linear)) for _ in range(2)]
    assert found[0] == found[1]
