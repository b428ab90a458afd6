from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from coderl.complexity.ladder import between, first_size, next_size, predicted_s, worst
from coderl.complexity.model import Growth

CAP_S = 0.16


def climb(cost: Callable[[int], float], min_n: int, max_n: int) -> list[tuple[int, float]]:
    known: list[tuple[int, float]] = []
    size: int | None = first_size(min_n, max_n)
    while size is not None:
        known.append((size, cost(size)))
        size = next_size(known, max_n, CAP_S)
        assert len(known) < 200
    return known


COSTS: dict[str, Callable[[int], float]] = {
    "nothing": lambda n: 0.0,
    "constant": lambda n: 1e-4,
    "log": lambda n: 1e-6 * math.log2(n + 1),
    "linear": lambda n: 6e-8 * n,
    "quadratic": lambda n: 6e-8 * n * n,
    "cubic": lambda n: 6e-8 * n**3,
    "exponential": lambda n: 6e-8 * 2.0 ** min(n, 900),
    "shrinking": lambda n: 0.1 / n,
}


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize(
    ("min_n", "max_n"), [(1, 1), (1, 12), (1, 64), (1, 2**20), (7, 2**50), (100, 100)]
)
def test_a_climb_rises_within_its_bounds_and_ends(name: str, min_n: int, max_n: int) -> None:
    sizes = [n for n, _ in climb(COSTS[name], min_n, max_n)]
    assert sizes == sorted(set(sizes))
    assert min_n <= sizes[0]
    assert sizes[-1] <= max_n


@pytest.mark.parametrize("name", ["linear", "quadratic", "cubic", "exponential"])
def test_no_size_costs_much_more_than_the_cap(name: str) -> None:
    spent = [cost for _, cost in climb(COSTS[name], 1, 64 if name == "exponential" else 2**40)]
    assert max(spent) <= 4 * CAP_S
    assert max(spent) >= CAP_S / 4  # and it comes near it


def test_what_costs_nothing_is_climbed_to_the_top() -> None:
    assert climb(COSTS["nothing"], 1, 2**50)[-1][0] == 2**50
    assert len(climb(COSTS["nothing"], 1, 2**50)) < 30


@pytest.mark.parametrize("max_n", [1, 2, 12, 64])
def test_with_a_small_bound_every_size_counts(max_n: int) -> None:
    assert [n for n, _ in climb(COSTS["nothing"], 1, max_n)] == list(range(1, max_n + 1))


def test_one_size_alone_can_cost_anything_and_ends_the_climb() -> None:
    assert climb(lambda n: 100.0, 1, 2**20) == [(16, 100.0)]


def test_a_prediction_is_never_below_a_power_law_and_never_infinite() -> None:
    assert predicted_s([(16, 1e-9)], 32) == 0.0
    assert predicted_s([(16, 1e-3)], 32) == pytest.approx(4e-3)
    assert predicted_s([(16, 1e-3), (32, 2e-3)], 64) >= 4e-3 * 0.999
    assert predicted_s([(16, 2e-3), (32, 1e-3)], 64) == pytest.approx(1e-3)
    assert math.isfinite(predicted_s([(1, 1e-4), (2, 1.0)], 2**60))


@pytest.mark.parametrize("sizes", [[], [5], [1, 2, 3], [16, 1024], [16, 17, 1000], [1, 2**50]])
@pytest.mark.parametrize("wanted", [0, 3, 12])
def test_more_sizes_are_new_and_between(sizes: list[int], wanted: int) -> None:
    found = between(sizes, wanted)
    assert set(sizes) <= set(found)
    assert found == sorted(set(found))
    assert len(found) >= min(wanted, (sizes[-1] - sizes[0] + 1) if sizes else 0)
    if sizes:
        assert sizes[0] == found[0]
        assert sizes[-1] == found[-1]


def test_the_worst_growth_of_several_families_is_the_answer() -> None:
    assert worst([Growth.LINEAR, Growth.CUBIC, Growth.LOG]) == 1
    assert worst([None, Growth.CONSTANT]) == 1
    assert worst([None, None]) == 0
