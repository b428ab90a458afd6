"""A machine made of a seed: growth, start-up, noise, caches, resizing tables, outliers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coderl.complexity.basis import basis
from coderl.complexity.model import Growth, Measurement, Series

SMALLEST = {Growth.EXPONENTIAL: 4, Growth.FACTORIAL: 3}
MOST_CPU_S = 0.3


def ladder(growth: Growth, per_step_s: float, as_value: bool) -> list[int]:
    """Give the sizes that a measurer would: ratio 2, or 4 for a value; one by one for 2^n, n!."""
    if growth in SMALLEST:
        sizes = list(range(SMALLEST[growth], 40))
    else:
        sizes = [4**k for k in range(2, 26)] if as_value else [2**k for k in range(4, 21)]
    cost = basis(growth, np.array(sizes, dtype=np.float64)) * per_step_s
    return [n for n, t in zip(sizes, cost, strict=True) if t < MOST_CPU_S][-14:]


def simulate(
    growth: Growth,
    seed: int = 0,
    *,
    per_step_s: float = 60e-9,
    start_up_s: float = 150e-6,
    noise: float = 0.03,
    outliers: float = 0.05,
    cache_drift: float = 0.0,
    saw_tooth: float = 0.0,
    bad_first: float = 0.0,
    repeats: int = 5,
    as_value: bool = False,
) -> Series:
    """Plant a growth. `cache_drift` is per doubling above n = 16384."""
    rng = np.random.default_rng(seed)
    sizes = ladder(growth, per_step_s, as_value)
    n = np.array(sizes, dtype=np.float64)
    t = basis(growth, n) * per_step_s
    t = t * np.exp(cache_drift * np.maximum(0.0, np.log2(n / 16384)))
    t = t * (1.0 + saw_tooth * np.array([-1.0, 1.0] * len(n))[: len(n)]) + start_up_s
    t[0] *= 1.0 + bad_first
    measurements: list[Measurement] = []
    for size, cost in zip(sizes, t, strict=True):
        times = cost * np.exp(np.abs(rng.normal(0.0, noise, repeats))) + rng.uniform(
            0, 15e-6, repeats
        )
        times = times * np.where(rng.random(repeats) < outliers, 1.5, 1.0)
        measurements.append(Measurement(n=size, cpu_s=tuple(times.tolist())))
    return Series(measurements=tuple(measurements))


@pytest.fixture(name="simulate")
def _simulate() -> Callable[..., Series]:
    return simulate


@pytest.fixture(scope="session")
def recorded() -> list[Mapping[str, Any]]:
    """Real curves of labelled Python functions, measured on a shared 2-core machine."""
    text = (Path(__file__).parent / "recorded.json").read_text()
    return json.loads(text)
