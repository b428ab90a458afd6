"""Which growth does a series show, and how sure is that? Pure: points in, a value out; it never raises for odd data.

For each growth g the model is t(n) = c0 + c1 g(n) with c0, c1 >= 0, fitted on relative error. What the model leaves
over is not independent noise: caches, resizing tables and small ints bend the curve by several percent per doubling
of n. So the misfit has a covariance of its own, and the rivals are compared by their likelihood under it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coderl.complexity.basis import Array, log2_basis, sizes
from coderl.complexity.model import Fit, Growth, Measurement, Series
from coderl.records import record

# How real curves leave the model (relative error); set on the labelled functions, see tests/unit/complexity.
NO_TIME_S = 2e-9  # no call costs less: what is left where a baseline swallowed all
ANY_TIME_S = 1e9  # and none costs more
LEAST_OF_MEDIAN = 0.5
NOISE_OF_ONE_REPEAT = 0.05  # where there was no second repeat to take the minimum of
START_UP_NOISE = 0.1  # in units of the smallest time: what differs from start to start
LOWER_ORDER = (0.0, 0.01, 0.03, 0.1, 0.3)  # of the largest n: where a lower term equals the main
LOWER_ORDER_PENALTY = (0.0, 0.5, 0.7, 1.0, 1.5)
BUMP = 0.08  # a point this far above the line between its neighbours is taken as an outlier
DRIFT_DOUBLINGS = 10.0  # over more doublings than this, drift does not grow any further
ROUGH = 0.9  # the error of a point for each unit of third difference in ln t
SMALL_INT = 0.1  # CPython keeps ints up to 256 ready: one step of the cost per element after that
SMALL_INT_LOG2 = 8.0
BIG_INT = 0.3  # and it counts in digits of 30 bits: another step where n is a value
BIG_INT_LOG2 = 29.0
CACHE_N = 16384.0  # from here on, data of n elements leave the near caches
NEAR_N = 32768.0  # up to here a series is asked once more on its own, and both answers count
NEAR_POINTS = 6
NEAR_RISE = 5.0
LARGEST_SIZE = 2.0**27  # a larger n is a value, and not the size of something in memory
START_UP_SURE = 0.7  # the part of the baseline that every run surely pays
OVER = 0.1  # of the smallest time: what a subtracted baseline may have taken too much
FREEDOM = 14.0  # degrees of freedom of the scale of the misfit: small means heavy tails

# What counts as seen, and as decided.
SHARE_SEEN = 0.15  # a point shows a growth where this part of its time is c1 g(n)
POINTS_SEEN = 3
UNSEEN_PENALTY = 2.5  # natural-log weight for each point missing
PENALTY = 0.5  # natural-log weight that every growth but O(1) loses for its second parameter
PENALTIES = {  # the others: rare growths, and one more parameter for the base of the exponential
    Growth.CONSTANT: 0.0,
    Growth.SQRT: 2.7,
    Growth.LINEAR_SQRT: 2.7,
    Growth.QUADRATIC_LOG: 3.2,
    Growth.EXPONENTIAL: 2.5,
}
CENSORED_TOLERANCE = 0.2  # a prediction below the bound by this (natural log) is no contradiction
CENSORED_NOISE = 0.25
CENSORED_CAP = 8.0  # natural-log weight; no single bound rules a growth out for ever
PLAUSIBLE_WEIGHT = 0.10
HIDDEN = 1.25  # times the baseline: below this a flat curve says nothing of the program
SMALLEST_POINTS = 4
SMALLEST_RANGE = 4.0

STEEP = frozenset({Growth.EXPONENTIAL, Growth.FACTORIAL})
POLYNOMIAL = tuple(Growth)[Growth.LINEAR_SQRT.rank : Growth.EXPONENTIAL.rank]
_PENALTIES = np.array([PENALTIES.get(growth, PENALTY) for growth in Growth])
_BASES = np.linspace(0.4, 2.4, 41)  # log2 of the base: "2^n" stands for any b^n


@record
class Points:
    """What a series says, cleaned: distinct sizes, the least time at each, its doubt, and lower bounds."""

    n: Array
    cpu_s: Array
    noise: Array
    bound_n: Array
    bound_cpu_s: Array


@record
class Physics:
    """How far one kind of program leaves its growth: relative error per doubling of n, and its prior.

    `walk` is the step from doubling to doubling, `drift` a steady slope; `far_*` the same beyond CACHE_N, with a mean.
    """

    prior: float
    noise: float
    walk: float
    drift: float
    far_walk: float
    far_drift: float
    far_mean: float


TAME = Physics(  # loops over lists and ints
    prior=0.4,
    noise=0.015,
    walk=0.012,
    drift=0.01,
    far_walk=0.012,
    far_drift=0.012,
    far_mean=0.01,
)
WILD = Physics(  # hash tables, bulk copies
    prior=0.3,
    noise=0.15,
    walk=0.1,
    drift=0.08,
    far_walk=0.08,
    far_drift=0.05,
    far_mean=0.14,
)
LOST = Physics(  # pointers all over a memory that no cache holds
    prior=0.3,
    noise=0.03,
    walk=0.025,
    drift=0.03,
    far_walk=0.17,
    far_drift=0.1,
    far_mean=0.32,
)
KINDS = (TAME, WILD, LOST)


@record
class Curve:
    """One growth, fitted: its natural-log likelihood, and what it says of the censored sizes."""

    log_weight: float
    log_bounds: Array  # natural log of the prediction at each censored size


def fit_growth(series: Series, *, baseline_cpu_s: float = 0.0) -> Fit:
    """Weigh every growth against the series; the answer may be undecided.

    `baseline_cpu_s` is the cost of a run that does nothing, where it is known.
    """
    points = clean(series.measurements)
    if len(points.n) < 2:
        return _nothing(f"{len(points.n)} usable sizes")
    smallest = float(points.cpu_s.min())
    known = 0.0 < baseline_cpu_s < math.inf
    start_up = min(START_UP_SURE * baseline_cpu_s, 0.5 * smallest) if known else -OVER * smallest
    weights, curves = _weigh(points, start_up)
    near = _near(points)
    if near is not None:
        weights = _heard(weights, _weigh(near, start_up)[0])
    weights *= np.exp(-_contradictions(points, curves))
    weights /= weights.sum()
    return _conclude(points, dict(zip(Growth, weights.tolist(), strict=True)), baseline_cpu_s)


def _weigh(points: Points, start_up: float) -> tuple[Array, list[Curve]]:
    """Weigh the growths, whichever kind of program it is; the curves are those of a tame one."""
    curves = [_curves(points, start_up, kind) for kind in KINDS]
    logs = np.array([[curve.log_weight for curve in of_kind] for of_kind in curves]) - _PENALTIES
    logs += np.log([[kind.prior] for kind in KINDS])
    logs -= logs.max()
    weights = np.exp(logs).sum(axis=0)
    return weights / weights.sum(), curves[0]


def _heard(weights: Array, near: Array) -> Array:
    """Mix in what the near sizes say, the more the more it differs: up to half and half."""
    share = min(0.5, 1.0 - float(np.sqrt(weights * near).sum()))
    return (1.0 - share) * weights + share * near


def _near(points: Points) -> Points | None:
    """Keep the sizes that the near caches hold, where they show enough to be asked on their own."""
    keep = points.n <= NEAR_N
    cpu_s = points.cpu_s[keep]
    if points.n[-1] > LARGEST_SIZE or keep.all() or len(cpu_s) < NEAR_POINTS:
        return None
    if cpu_s[-1] < NEAR_RISE * cpu_s.min():
        return None
    return Points(
        n=points.n[keep],
        cpu_s=cpu_s,
        noise=points.noise[keep],
        bound_n=points.bound_n,
        bound_cpu_s=points.bound_cpu_s,
    )


def clean(measurements: Sequence[Measurement]) -> Points:
    """Merge equal sizes, take the least repeat, and leave out what is no positive number."""
    taken: dict[int, list[float]] = {}
    bounds: dict[int, float] = {}
    for one in measurements:
        repeats = [t for t in one.cpu_s if NO_TIME_S < t < ANY_TIME_S]
        if one.n < 1 or not repeats:
            continue
        if one.censored:
            bounds[one.n] = max(bounds.get(one.n, 0.0), *repeats)
        else:
            taken.setdefault(one.n, []).extend(repeats)
    ordered = sorted(taken)
    n = sizes(ordered)
    cpu_s = np.array([_least(taken[size]) for size in ordered])
    noise = _noise(n, cpu_s, [sorted(taken[size]) for size in ordered])
    bounded = sorted(bounds)
    bound_cpu_s = np.array([bounds[size] for size in bounded])
    return Points(n=n, cpu_s=cpu_s, noise=noise, bound_n=sizes(bounded), bound_cpu_s=bound_cpu_s)


def _least(repeats: list[float]) -> float:
    """Take the least repeat, but not one that the subtraction of a baseline has made absurd."""
    return max(min(repeats), LEAST_OF_MEDIAN * sorted(repeats)[len(repeats) // 2])


def _noise(n: Array, cpu_s: Array, repeats: Sequence[Sequence[float]]) -> Array:
    """Estimate the independent relative error of each least time."""
    if not len(n):
        return np.zeros(0)
    single = np.array([len(r) < 2 for r in repeats])
    gaps = np.array([r[1] / r[0] - 1.0 if len(r) > 1 else 0.0 for r in repeats])
    gap = float(np.median(gaps[~single])) if not single.all() else 0.0
    own = np.where(single, NOISE_OF_ONE_REPEAT, 0.0)
    y = np.log(cpu_s)
    bump = np.maximum(
        0.0, y - np.minimum.accumulate(y[::-1])[::-1] - BUMP
    )  # dearer than a larger n
    rough = 0.0
    if len(n) > 2:
        x = np.log(n)
        line = y[:-2] + (y[2:] - y[:-2]) * (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        above = y[1:-1] - line
        bump[1:-1] = np.maximum(bump[1:-1], above - BUMP)
        if len(n) > 5:
            rough = ROUGH * float(np.median(np.abs(np.diff(above))))
    start_up = START_UP_NOISE * cpu_s.min() / cpu_s
    return np.sqrt(
        own**2
        + start_up**2
        + np.minimum(gap, 1.0) ** 2
        + np.minimum(gaps, 1.0) ** 2 / 4
        + bump**2
        + rough**2
    )


def _misfit(points: Points, kind: Physics) -> Array:
    """Return the covariance of the relative error, the same for every growth."""
    z = np.log2(points.n)
    doublings = z[-1] - z
    doublings *= min(1.0, DRIFT_DOUBLINGS / max(float(doublings[0]), 1e-9))
    steep = math.log(points.cpu_s[-1] / points.cpu_s[0]) / math.log(points.n[-1] / points.n[0])
    doublings *= max(1.0, steep / 3.0)
    far = far_doublings(points.n)
    far = far[-1] - far
    walk = kind.walk**2 * np.minimum.outer(doublings, doublings)
    walk += kind.far_walk**2 * np.minimum.outer(far, far)
    drift = kind.drift**2 * np.multiply.outer(doublings, doublings)
    drift += kind.far_drift**2 * np.multiply.outer(far, far)
    past = np.clip(z - SMALL_INT_LOG2, 0.0, 1.0)
    drift += SMALL_INT**2 * np.multiply.outer(past, past)
    past = np.clip((z - BIG_INT_LOG2) / 2.0, 0.0, 1.0)
    drift += BIG_INT**2 * np.multiply.outer(past, past)
    return np.diag(points.noise**2 + kind.noise**2) + walk + drift


def far_doublings(n: Array) -> Array:
    """Count the doublings beyond the near caches; none where n is a value and not a size."""
    if not len(n) or n[-1] > LARGEST_SIZE:
        return np.zeros_like(n)
    return np.maximum(0.0, np.log2(n / CACHE_N))


def _curves(points: Points, start_up: float, kind: Physics) -> list[Curve]:
    """Fit every growth, in the order of Growth."""
    cpu_s = points.cpu_s * np.exp(-kind.far_mean * far_doublings(points.n))
    root = np.linalg.cholesky(_misfit(points, kind))
    return [_curve(cpu_s, start_up, root, *_shapes(growth, points)) for growth in Growth]


def _shapes(growth: Growth, points: Points) -> tuple[Array, Array]:
    """Return log2 of each shape a growth may have, one a row, and the penalty of each.

    A row holds the sizes and then the censored sizes.
    """
    n = np.concatenate([points.n, points.bound_n])
    log2_n, log2_g = np.log2(n), log2_basis(growth, n)
    if growth is Growth.EXPONENTIAL:
        bases = np.multiply.outer(_BASES, n)
        rows = np.concatenate([bases, bases + log2_n])
    elif growth is Growth.FACTORIAL:
        rows = log2_g + np.multiply.outer(np.arange(3.0), log2_n)
    elif growth in POLYNOMIAL:
        lower = np.multiply.outer(np.array(LOWER_ORDER), points.n[-1] / n)
        return log2_g + np.log2(1.0 + lower), np.array(LOWER_ORDER_PENALTY)
    else:
        rows = log2_g[None, :]
    return rows, np.zeros(len(rows))


def _curve(cpu_s: Array, start_up: float, root: Array, shapes: Array, penalties: Array) -> Curve:
    """Fit each shape of one growth; the growth is as good as its best shape."""
    count = len(cpu_s)
    shapes = shapes - shapes[:, :count].max(axis=1, keepdims=True)
    values = np.exp2(np.minimum(shapes, 1000.0))
    white = np.linalg.inv(root) / cpu_s
    target = white @ (cpu_s - start_up)
    c0, c1 = _two_coefficients(white @ np.ones(count), values[:, :count] @ white.T, target)
    model = c0[:, None] + c1[:, None] * values
    loss = np.square(target - model[:, :count] @ white.T).sum(axis=1)
    seen = (c1[:, None] * values >= SHARE_SEEN * (start_up + model))[:, :count].sum(axis=1)
    log_weights = -0.5 * (FREEDOM + count) * np.log1p(loss / FREEDOM)
    log_weights -= np.log(np.diag(root)).sum() + penalties
    if np.ptp(values[0, :count]) > 0.0:
        log_weights -= UNSEEN_PENALTY * np.maximum(0, min(POINTS_SEEN, count) - seen)
    best = int(np.argmax(log_weights))
    bounds = np.log(np.maximum(start_up + model[best, count:], 1e-300))
    return Curve(log_weight=float(log_weights[best]), log_bounds=bounds)


def _two_coefficients(one: Array, grown: Array, target: Array) -> tuple[Array, Array]:
    """Solve least squares with a constant and one grown column (each row is a rival), both >= 0."""
    a, b, c = one @ one, grown @ one, np.square(grown).sum(axis=1)
    p, q = one @ target, grown @ target
    determinant = np.maximum(a * c - b * b, 1e-12 * a * c + 1e-290)
    c0, c1 = (c * p - b * q) / determinant, (a * q - b * p) / determinant
    flat, steep = np.maximum(0.0, p / a), np.maximum(0.0, q / np.maximum(c, 1e-290))
    flat_wins = flat * p >= steep * q
    inside = (c0 >= 0.0) & (c1 >= 0.0) & (a * c - b * b > 1e-12 * a * c)
    c0 = np.where(inside, c0, np.where(flat_wins, flat, 0.0))
    return c0, np.where(inside, c1, np.where(flat_wins, 0.0, steep))


def _contradictions(points: Points, curves: Sequence[Curve]) -> Array:
    """Return what each growth loses to lower bounds; a faster growth never loses more than a slower one."""
    losses = np.zeros(len(curves))
    for index, bound in enumerate(points.bound_cpu_s):
        short = np.array([math.log(bound) - curve.log_bounds[index] for curve in curves])
        over = np.maximum(0.0, short - CENSORED_TOLERANCE) / CENSORED_NOISE
        losses += np.minimum(CENSORED_CAP, 0.5 * over**2)
    return np.minimum.accumulate(losses)


def _conclude(points: Points, weights: dict[Growth, float], baseline_cpu_s: float) -> Fit:
    ranked = sorted(weights, key=lambda growth: -weights[growth])
    best = ranked[0]
    plausible = tuple(g for g in Growth if weights[g] >= PLAUSIBLE_WEIGHT or g is best)
    few = _too_little(points, best)
    if best is Growth.CONSTANT and not few and _hidden(points, baseline_cpu_s):
        plausible = (Growth.CONSTANT, Growth.LOG)
        few = "the cost does not show above that of an empty run"
    decided = not few and len(plausible) == 1
    rivals = ", ".join(f"{g} {weights[g]:.0%}" for g in ranked if g in plausible)
    reason = few or (
        f"nothing else is above {PLAUSIBLE_WEIGHT:.0%}" if decided else f"a near tie: {rivals}"
    )
    return Fit(
        growth=best,
        decided=decided,
        plausible=plausible,
        weights={str(growth): weight for growth, weight in weights.items()},
        reason=reason,
    )


def _hidden(points: Points, baseline_cpu_s: float) -> bool:
    return float(np.median(points.cpu_s)) < HIDDEN * baseline_cpu_s


def _too_little(points: Points, best: Growth) -> str:
    if len(points.n) < SMALLEST_POINTS:
        return f"only {len(points.n)} distinct sizes, {SMALLEST_POINTS} are needed"
    span = float(points.n[-1] / points.n[0])
    if span < SMALLEST_RANGE and best not in STEEP:
        return (
            f"the largest n is only {span:.1f} times the smallest, {SMALLEST_RANGE:.0f} are needed"
        )
    return ""


def _nothing(why: str) -> Fit:
    return Fit(
        growth=None,
        decided=False,
        plausible=tuple(Growth),
        weights={str(growth): 1.0 / len(Growth) for growth in Growth},
        reason=f"nothing can be said: {why}",
    )
