"""Is the submission no worse than the reference? Pure; it names no growth.

Shared physics of the machine cancel in the ratio q(n) = t_submission / t_reference, so its slope
in ln n says by how many degrees of n the two differ, without saying which growth either has.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from coderl.complexity.basis import LARGEST_N, Array, sizes
from coderl.complexity.misfit import ANY_TIME_S, NO_TIME_S, far_doublings
from coderl.complexity.model import Relative, Series
from coderl.records import record

# Half way between a log factor (0.10 to 0.17 over the usual sizes) and half a degree less that
# factor (0.35 and more): a log factor is not "worse", n sqrt n beside n log n is.
WORSE_SLOPE = 0.25
FEWEST_SIZES = 4
SMALLEST_RANGE = 4.0  # of n; in a narrower one 2^n is seen to be worse, but nothing to be as good
WIDEST = 10.0  # an end of the interval of which nothing is known

NOISE = 0.04  # of ln q at one size; the gap between the two least repeats comes on top
START_UP_NOISE = 0.10  # in units of the smallest time
START_UP_MOST = 0.9  # of the smallest time, where the baseline is unknown
BASELINE_SURE = 0.95  # of the baseline, where it is known
BASELINE_DOUBT = 0.1
WALK = 0.05  # of ln q, per doubling of n: the two meet caches and resizing at different sizes
DRIFT = 0.03
FAR_WALK = 0.10  # the same two where the data leave the near caches: one may hash, the other stream
FAR_DRIFT = 0.06
TAIL_DOUBLINGS = 4.0  # this far below the largest n a step counts half as much as at the top
QUANTILE = 1.96  # two-sided 95 %


Mask = NDArray[np.bool_]


@record
class Pairs:
    """Both programs at the same sizes, by growing n; a `bound` time is the least it may be."""

    n: Array
    cpu_s: Array
    reference_cpu_s: Array
    noise: Array
    bound: Mask


def compare(series: Series, *, baseline_cpu_s: float = 0.0) -> Relative | None:
    """Compare the submission with its reference; None where the series holds no reference.

    The interval covers noise, the drift of caches, and every start-up cost that both may share.
    """
    pairs = _pairs(series)
    if pairs is None:
        return None
    measured = ~pairs.bound
    ratio = pairs.cpu_s / pairs.reference_cpu_s
    largest = float(ratio[measured][-1] if measured.any() else ratio[-1])
    wide = float(pairs.n[-1] / pairs.n[0]) >= SMALLEST_RANGE
    if len(pairs.n) < FEWEST_SIZES or int(measured.sum()) < 2:
        return _relative(0.0, -WIDEST, WIDEST, largest)
    low, slope, high = _interval(pairs, *_start_up(pairs, baseline_cpu_s))
    return _relative(slope, low, high if wide else WIDEST, largest)


def _relative(slope: float, low: float, high: float, ratio: float) -> Relative:
    verdict = "undecided"
    if high < WORSE_SLOPE:
        verdict = "not_worse"
    elif low > WORSE_SLOPE:
        verdict = "worse"
    return Relative(
        slope=slope, slope_low=low, slope_high=high, verdict=verdict, ratio_at_largest=ratio
    )


def _pairs(series: Series) -> Pairs | None:
    """Keep the least time at each n; a bound only where nothing was measured."""
    kept: dict[int, tuple[bool, float, float, float]] = {}
    for one in series.measurements:
        times, reference = _usable(one.cpu_s), _usable(one.reference_cpu_s)
        if one.n < 1 or not times or not reference:
            continue
        gap = sum((r[1] / r[0] - 1.0) ** 2 for r in (times, reference) if len(r) > 1)
        time = times[-1] if one.censored else times[0]
        row = (one.censored, time, reference[0], min(1.0, math.sqrt(gap)))
        size = min(one.n, LARGEST_N)
        kept[size] = min(row, kept.get(size, row))
    if not kept:
        return None
    ordered = sorted(kept)
    rows = [kept[n] for n in ordered]
    return Pairs(
        n=sizes(ordered),
        cpu_s=np.array([row[1] for row in rows]),
        reference_cpu_s=np.array([row[2] for row in rows]),
        noise=np.sqrt(NOISE**2 + np.array([row[3] for row in rows]) ** 2),
        bound=np.array([row[0] for row in rows]),
    )


def _usable(repeats: tuple[float, ...]) -> list[float]:
    return sorted(t for t in repeats if NO_TIME_S < t < ANY_TIME_S)


def _start_up(pairs: Pairs, baseline_cpu_s: float) -> tuple[float, float]:
    """Return the start-up cost that both programs share, and how far it may be off."""
    smallest = min(float(pairs.cpu_s.min()), float(pairs.reference_cpu_s.min()))
    if 0.0 < baseline_cpu_s < math.inf:
        sure = min(BASELINE_SURE * baseline_cpu_s, START_UP_MOST * smallest)
        return sure, BASELINE_DOUBT * sure
    return START_UP_MOST * smallest / 2.0, START_UP_MOST * smallest / 2.0


def _interval(pairs: Pairs, start_up: float, doubt: float) -> tuple[float, float, float]:
    """Return the low end of the slope, the slope, the high end."""
    log_q = np.log((pairs.cpu_s - start_up) / (pairs.reference_cpu_s - start_up))
    misfit = _misfit(pairs, start_up, doubt)
    low, slope, high, level = _slope(pairs.n, log_q, misfit, ~pairs.bound)
    above = pairs.bound & (log_q > level + slope * np.log(pairs.n / pairs.n[-1]))
    if above.any():  # the truth is at least as steep as the bounds make it
        low, slope, _, _ = _slope(pairs.n, log_q, misfit, ~pairs.bound | above)
        high = WIDEST
    return low, slope, high


def _slope(n: Array, log_q: Array, misfit: Array, use: Mask) -> tuple[float, float, float, float]:
    """Fit ln q = level + slope (ln n - ln n_largest) by generalised least squares.

    Returns the low end, the slope, the high end, the level.
    """
    inverse = _array(np.linalg.inv(misfit[np.ix_(use, use)]))
    rows = np.column_stack([np.ones(int(use.sum())), np.log(n[use] / n[-1])])
    spread = _array(np.linalg.inv(rows.T @ inverse @ rows))
    found = _array(spread @ rows.T @ inverse @ log_q[use])
    left = log_q[use] - rows @ found
    scale = max(1.0, float(left @ inverse @ left) / max(1, len(left) - 2))
    variance = float(spread[1, 1]) * scale + (DRIFT / math.log(2.0)) ** 2
    slope, doubt = float(found[1]), QUANTILE * math.sqrt(variance)
    low, high = max(-WIDEST, slope - doubt), min(WIDEST, slope + doubt)
    return min(low, WIDEST), slope, max(high, -WIDEST), float(found[0])


def _misfit(pairs: Pairs, start_up: float, doubt: float) -> Array:
    """Return the covariance of ln q: noise, start-up, caches; the tail counts most."""
    mine, theirs = 1.0 / (pairs.cpu_s - start_up), 1.0 / (pairs.reference_cpu_s - start_up)
    smallest = START_UP_NOISE * min(float(pairs.cpu_s.min()), float(pairs.reference_cpu_s.min()))
    doublings = np.log2(pairs.n[-1] / pairs.n)
    steps = doublings + doublings**2 / (2.0 * TAIL_DOUBLINGS)
    far = far_doublings(pairs.n)
    far = far[-1] - far
    covariance = np.diag(pairs.noise**2 + smallest**2 * (mine**2 + theirs**2))
    covariance += WALK**2 * np.minimum.outer(steps, steps)
    covariance += FAR_WALK**2 * np.minimum.outer(far, far)
    for steady in (FAR_DRIFT * far, doubt * (mine - theirs)):
        covariance += np.multiply.outer(steady, steady)
    return covariance


def _array(values: object) -> Array:
    return np.asarray(values, dtype=np.float64)
