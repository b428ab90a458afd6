"""How real curves leave their growth: noise, start-up, caches, ints. Pure; it weighs no growth.

What a model leaves over is not independent noise: caches, resizing tables and small ints bend a
curve by several percent per doubling of n. So the misfit has a covariance, and there are three
kinds of program. All numbers are of relative error. They were tuned on 70 labelled functions, each
measured on a quiet and on a busy machine; recorded.json beside the tests holds them and 35 others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coderl.complexity.basis import LARGEST_N, Array, sizes
from coderl.complexity.model import Measurement
from coderl.records import record

NO_TIME_S = 2e-9  # no call costs less: what is left where a baseline swallowed all
ANY_TIME_S = 1e9  # and none costs more
LEAST_OF_MEDIAN = 0.5  # a repeat below this part of the median lost too much to the baseline

NOISE_OF_ONE_REPEAT = 0.05  # where there was no second repeat to take the minimum of
START_UP_NOISE = 0.10  # of the smallest time: what differs from start to start
BUMP = 0.08  # a point this far above the line between its neighbours is taken as an outlier
ROUGH = 0.9  # the error of a point for each unit of third difference in ln t: tables that resize
DRIFT_DOUBLINGS = 10.0  # over more doublings than this, drift does not grow any further
STEEP_SLOPE = 3.0  # a curve steeper than this walks through memory faster than n doubles
SMALL_INT = 0.10  # CPython keeps ints up to 256 ready: one step of the cost per element after that
SMALL_INT_LOG2 = 8.0
BIG_INT = 0.3  # and it counts in digits of 30 bits: another step where n is a value
BIG_INT_LOG2 = 29.0
CACHE_N = 16384.0  # from here on, data of n elements leave the near caches
LARGEST_SIZE = 2.0**27  # a larger n is a value, and not the size of something in memory


@record
class Points:
    """What a series says, cleaned: distinct sizes, the least time of each, its noise, bounds."""

    n: Array
    cpu_s: Array
    noise: Array
    bound_n: Array
    bound_cpu_s: Array


@record
class Physics:
    """How far one kind of program leaves its growth, per doubling of n, and its prior.

    `walk` is the step from doubling to doubling, `drift` a steady slope; `far_*` are the same
    beyond CACHE_N, where drift is upward on the mean. `noise` is of each size on its own.
    """

    prior: float
    noise: float
    walk: float
    drift: float
    far_walk: float
    far_drift: float
    far_mean: float


TAME = Physics(  # loops over lists and ints
    prior=0.4, noise=0.015, walk=0.012, drift=0.01, far_walk=0.012, far_drift=0.012, far_mean=0.01
)
WILD = Physics(  # hash tables that resize, bulk copies
    prior=0.3, noise=0.15, walk=0.1, drift=0.08, far_walk=0.08, far_drift=0.05, far_mean=0.14
)
LOST = Physics(  # pointers all over a memory that no cache holds
    prior=0.3, noise=0.03, walk=0.025, drift=0.03, far_walk=0.17, far_drift=0.1, far_mean=0.32
)
KINDS = (TAME, WILD, LOST)


def clean(measurements: Sequence[Measurement]) -> Points:
    """Merge equal sizes, take the least repeat, and leave out what is no time."""
    taken: dict[int, list[float]] = {}
    bounds: dict[int, float] = {}
    doubts: dict[int, float] = {}
    for one in measurements:
        repeats = [t for t in one.cpu_s if NO_TIME_S < t < ANY_TIME_S]
        if one.n < 1 or not repeats:
            continue
        size = min(one.n, LARGEST_N)
        if one.censored:
            bounds[size] = max(bounds.get(size, 0.0), *repeats)
        else:
            taken.setdefault(size, []).extend(repeats)
            doubts[size] = max(
                doubts.get(size, 0.0), one.noise_s if 0.0 < one.noise_s < ANY_TIME_S else 0.0
            )
    ordered, bounded = sorted(taken), sorted(bounds)
    n = sizes(ordered)
    repeats_of = [sorted(taken[size]) for size in ordered]
    cpu_s = np.array([max(r[0], LEAST_OF_MEDIAN * r[len(r) // 2]) for r in repeats_of])
    return Points(
        n=n,
        cpu_s=cpu_s,
        noise=np.hypot(
            _noise(n, cpu_s, repeats_of),
            [doubts[size] / t for size, t in zip(ordered, cpu_s, strict=True)],
        ),
        bound_n=sizes(bounded),
        bound_cpu_s=np.array([bounds[size] for size in bounded]),
    )


def _noise(n: Array, cpu_s: Array, repeats: Sequence[Sequence[float]]) -> Array:
    """Estimate the independent relative error of each least time."""
    if len(n) < 2:
        return np.zeros_like(n)
    gaps = np.array([min(1.0, r[1] / r[0] - 1.0) if len(r) > 1 else 0.0 for r in repeats])
    single = np.array([len(r) < 2 for r in repeats])
    usual = float(np.median(gaps[~single])) if not single.all() else 0.0
    own = np.where(single, NOISE_OF_ONE_REPEAT, 0.0)
    start_up = START_UP_NOISE * cpu_s.min() / cpu_s
    above, rough = _shape_noise(np.log(n), np.log(cpu_s))
    bump = np.maximum(0.0, above - BUMP)
    squares = own**2 + start_up**2 + usual**2 + gaps**2 / 4.0 + bump**2 + rough**2
    return np.sqrt(squares)


def _shape_noise(x: Array, y: Array) -> tuple[Array, float]:
    """Return how far each point lies above its neighbours, and how rough the curve is as a whole.

    No growth is dearer at a smaller n, and none bends down between three sizes by much.
    """
    above = y - np.minimum.accumulate(y[::-1])[::-1]
    if len(x) < 3:
        return above, 0.0
    line = y[:-2] + (y[2:] - y[:-2]) * (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    bend = y[1:-1] - line
    above[1:-1] = np.maximum(above[1:-1], bend)
    return above, ROUGH * float(np.median(np.abs(np.diff(bend)))) if len(x) > 5 else 0.0


def covariance(points: Points, kind: Physics) -> Array:
    """Return the covariance of the relative error at the sizes, the same for every growth."""
    z = np.log2(points.n)
    doublings = z[-1] - z
    slope = float(np.log2(points.cpu_s[-1] / points.cpu_s[0]) / doublings[0])
    doublings *= min(1.0, DRIFT_DOUBLINGS / float(doublings[0]))
    doublings *= max(1.0, slope / STEEP_SLOPE)
    far = far_doublings(points.n)
    far = far[-1] - far
    small = SMALL_INT * np.clip(z - SMALL_INT_LOG2, 0.0, 1.0)
    big = BIG_INT * np.clip((z - BIG_INT_LOG2) / 2.0, 0.0, 1.0)
    found = np.diag(points.noise**2 + kind.noise**2)
    found += kind.walk**2 * np.minimum.outer(doublings, doublings)
    found += kind.far_walk**2 * np.minimum.outer(far, far)
    for steady in (kind.drift * doublings, kind.far_drift * far, small, big):
        found += np.multiply.outer(steady, steady)
    return found


def far_doublings(n: Array) -> Array:
    """Count the doublings beyond the near caches; none where n is a value and not a size."""
    if not len(n) or n[-1] > LARGEST_SIZE:
        return np.zeros_like(n)
    return np.maximum(0.0, np.log2(n / CACHE_N))


def without_far_drift(points: Points, kind: Physics) -> Array:
    """Return the times without the mean drift of far memory."""
    return points.cpu_s * np.exp(-kind.far_mean * far_doublings(points.n))


def up_to(points: Points, largest_n: float) -> Points:
    """Keep the sizes up to the given one, and all bounds."""
    keep = points.n <= largest_n
    return Points(
        n=points.n[keep],
        cpu_s=points.cpu_s[keep],
        noise=points.noise[keep],
        bound_n=points.bound_n,
        bound_cpu_s=points.bound_cpu_s,
    )
