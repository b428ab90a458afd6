"""Which growth does a series show, and how sure is that? Pure; it never raises for odd data.

For each growth g the model is t(n) = c0 + c1 g(n) with c0, c1 >= 0, fitted on relative error. The
rivals are compared by their likelihood under the misfit of real curves (misfit.py), summed over the
kinds of program there are; so a smooth curve is decided by little, and a bent one stays open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coderl.complexity.basis import Array, log2_basis
from coderl.complexity.misfit import (
    KINDS,
    LARGEST_SIZE,
    Physics,
    Points,
    clean,
    covariance,
    up_to,
    without_far_drift,
)
from coderl.complexity.model import Fit, Growth, Series
from coderl.records import record

PLAUSIBLE_WEIGHT = 0.10  # a growth above it is not ruled out; decided where one is left
SMALLEST_POINTS = 4
SMALLEST_RANGE = 4.0
HIDDEN = 1.25  # times the baseline: below this a flat curve says nothing of the program

# Weights are natural logarithms.
FREEDOM = 14.0  # degrees of freedom of the misfit's scale: it keeps an odd curve from certainty
PENALTY = 0.5  # for the second parameter, which every growth but O(1) has
PENALTIES = {  # the others: three that few programs have, and one whose base is free
    Growth.CONSTANT: 0.0,
    Growth.SQRT: 2.7,
    Growth.LINEAR_SQRT: 2.7,
    Growth.QUADRATIC_LOG: 3.2,
    Growth.EXPONENTIAL: 2.5,
}
SHARE_SEEN = 0.15  # a point shows a growth where this part of its time is c1 g(n)
POINTS_SEEN = 3
UNSEEN_PENALTY = 2.5  # for each point missing; once for O(log n), which hardly rises
LOWER_ORDER = (0.0, 0.01, 0.03, 0.1, 0.3)  # of the largest n: where a lower term equals the main
LOWER_ORDER_PENALTY = (0.0, 0.5, 0.7, 1.0, 1.5)
CENSORED_TOLERANCE = 0.2  # a prediction this little below the bound (ln t) is no contradiction
CENSORED_NOISE = 0.25
CENSORED_CAP = 8.0  # no single bound rules a growth out for ever

START_UP_SURE = 0.7  # the part of the baseline that every run surely pays
OVER = 0.2  # of the smallest time: what a subtracted baseline may have taken too much
NEAR_N = 32768.0  # up to here a series is asked once more on its own, and both answers count
NEAR_POINTS = 6
NEAR_RISE = 5.0

STEEP = (Growth.EXPONENTIAL, Growth.FACTORIAL)
POLYNOMIAL = tuple(Growth)[Growth.LINEAR_SQRT.rank : Growth.EXPONENTIAL.rank]
_PENALTIES = np.array([PENALTIES.get(growth, PENALTY) for growth in Growth])
_LOG2_BASES = np.linspace(0.4, 2.4, 41)  # "2^n" stands for any b^n
_LARGEST_LOG2 = 1000.0


@record
class Curve:
    """One growth, fitted: its log likelihood, and ln t that it predicts at each censored size."""

    log_weight: float
    log_bounds: Array


def fit_growth(series: Series, *, baseline_cpu_s: float = 0.0) -> Fit:
    """Weigh every growth against the series; the answer may be undecided.

    `baseline_cpu_s` is what a run that does nothing costs, where that is still inside the times.
    """
    points = clean(series.measurements)
    if len(points.n) < 2:
        return _nothing(len(points.n))
    smallest = float(points.cpu_s.min())
    known = 0.0 < baseline_cpu_s < math.inf
    start_up = min(START_UP_SURE * baseline_cpu_s, 0.5 * smallest) if known else -OVER * smallest
    weights, curves = _weigh(points, start_up)
    near = up_to(points, NEAR_N)
    if _speaks(near, points):
        weights = _heard(weights, _weigh(near, start_up)[0])
    weights *= np.exp(-_contradictions(points, curves))
    weights /= weights.sum()
    hidden = known and float(np.median(points.cpu_s)) < HIDDEN * baseline_cpu_s
    return _conclude(points, dict(zip(Growth, weights.tolist(), strict=True)), hidden)


def _weigh(points: Points, start_up: float) -> tuple[Array, list[Curve]]:
    """Weigh the growths, whichever kind of program it is; the curves are those of a tame one."""
    curves = [_curves(points, start_up, kind) for kind in KINDS]
    logs = np.array([[curve.log_weight for curve in of_kind] for of_kind in curves]) - _PENALTIES
    logs += np.log([[kind.prior] for kind in KINDS])
    weights = np.exp(logs - logs.max()).sum(axis=0)
    return weights / weights.sum(), curves[0]


def _speaks(near: Points, points: Points) -> bool:
    """Whether the sizes that the near caches hold show enough to be asked on their own."""
    if points.n[-1] > LARGEST_SIZE or not NEAR_POINTS <= len(near.n) < len(points.n):
        return False
    return bool(near.cpu_s[-1] >= NEAR_RISE * near.cpu_s.min())


def _heard(weights: Array, near: Array) -> Array:
    """Mix in what the near sizes say, the more the more it differs: up to half and half."""
    share = min(0.5, 1.0 - float(np.sqrt(weights * near).sum()))
    return (1.0 - share) * weights + share * near


def _curves(points: Points, start_up: float, kind: Physics) -> list[Curve]:
    """Fit every growth, in the order of Growth."""
    root = np.asarray(np.linalg.cholesky(covariance(points, kind)), dtype=np.float64)
    cpu_s = without_far_drift(points, kind)
    return [_curve(growth, points, cpu_s, start_up, root) for growth in Growth]


def _curve(growth: Growth, points: Points, cpu_s: Array, start_up: float, root: Array) -> Curve:
    """Fit each shape of one growth; the growth is as good as its best shape."""
    shapes, penalties = _shapes(growth, points)
    count = len(cpu_s)
    shapes = shapes - shapes[:, :count].max(axis=1, keepdims=True)
    values = np.exp2(np.minimum(shapes, _LARGEST_LOG2))
    white = np.asarray(np.linalg.inv(root), dtype=np.float64) / cpu_s
    target = white @ (cpu_s - start_up)
    c0, c1 = _two_coefficients(white @ np.ones(count), values[:, :count] @ white.T, target)
    model = c0[:, None] + c1[:, None] * values
    loss = np.square(target - model[:, :count] @ white.T).sum(axis=1)
    log_weights = -0.5 * (FREEDOM + count) * np.log1p(loss / FREEDOM) - penalties
    log_weights -= np.log(np.diag(root)).sum()
    if growth is not Growth.CONSTANT:
        grown = c1[:, None] * values >= SHARE_SEEN * (start_up + model)
        wanted = 1 if growth is Growth.LOG else min(POINTS_SEEN, count)
        log_weights -= UNSEEN_PENALTY * np.maximum(0, wanted - grown[:, :count].sum(axis=1))
    best = int(np.argmax(log_weights))
    bounds = np.log(np.maximum(start_up + model[best, count:], 1e-300))
    return Curve(log_weight=float(log_weights[best]), log_bounds=bounds)


def _shapes(growth: Growth, points: Points) -> tuple[Array, Array]:
    """Return log2 of each shape a growth may have, one a row, and the penalty of each.

    A row holds the sizes and then the censored sizes.
    """
    n = np.concatenate([points.n, points.bound_n])
    log2_n, log2_g = np.log2(n), log2_basis(growth, n)
    if growth in POLYNOMIAL:
        lower = np.multiply.outer(np.array(LOWER_ORDER), points.n[-1] / n)
        return log2_g + np.log2(1.0 + lower), np.array(LOWER_ORDER_PENALTY)
    if growth is Growth.EXPONENTIAL:  # b^n, n b^n
        bases = np.multiply.outer(_LOG2_BASES, n)
        rows = np.concatenate([bases, bases + log2_n])
    elif growth is Growth.FACTORIAL:  # n!, n n!, n^2 n!
        rows = log2_g + np.multiply.outer(np.arange(3.0), log2_n)
    else:
        rows = log2_g[None, :]
    return rows, np.zeros(len(rows))


def _two_coefficients(one: Array, grown: Array, target: Array) -> tuple[Array, Array]:
    """Solve least squares of a constant and one grown column, both >= 0; a row is a shape."""
    a, b, c = one @ one, grown @ one, np.square(grown).sum(axis=1)
    p, q = one @ target, grown @ target
    apart = a * c - b * b > 1e-12 * a * c
    determinant = np.where(apart, a * c - b * b, 1.0)
    c0, c1 = (c * p - b * q) / determinant, (a * q - b * p) / determinant
    flat, steep = np.maximum(0.0, p / a), np.maximum(0.0, q / np.maximum(c, 1e-290))
    flat_wins = flat * p >= steep * q
    inside = apart & (c0 >= 0.0) & (c1 >= 0.0)
    c0 = np.where(inside, c0, np.where(flat_wins, flat, 0.0))
    return c0, np.where(inside, c1, np.where(flat_wins, 0.0, steep))


def _contradictions(points: Points, curves: Sequence[Curve]) -> Array:
    """Return what each growth loses to lower bounds; a faster one never loses more."""
    losses = np.zeros(len(curves))
    for index, bound in enumerate(points.bound_cpu_s):
        short = np.array([math.log(bound) - curve.log_bounds[index] for curve in curves])
        over = np.maximum(0.0, short - CENSORED_TOLERANCE) / CENSORED_NOISE
        losses += np.minimum(CENSORED_CAP, 0.5 * over**2)
    return np.minimum.accumulate(losses)


def _conclude(points: Points, weights: dict[Growth, float], hidden: bool) -> Fit:
    ranked = sorted(weights, key=lambda growth: -weights[growth])
    best = ranked[0]
    plausible = tuple(g for g in Growth if weights[g] >= PLAUSIBLE_WEIGHT or g is best)
    rivals = ", ".join(f"{g} {weights[g]:.0%}" for g in ranked if g in plausible)
    open_because = _too_little(points, best)
    if not open_because and hidden and best is Growth.CONSTANT:
        open_because = "the cost does not show above that of an empty run"
        plausible = (Growth.CONSTANT, Growth.LOG)
    if not open_because and len(plausible) > 1:
        open_because = f"a near tie: {rivals}"
    return Fit(
        growth=best,
        decided=not open_because,
        plausible=plausible,
        weights={str(growth): weight for growth, weight in weights.items()},
        reason=open_because or f"no other growth is above {PLAUSIBLE_WEIGHT:.0%}",
    )


def _too_little(points: Points, best: Growth) -> str:
    if len(points.n) < SMALLEST_POINTS:
        return f"only {len(points.n)} distinct sizes, {SMALLEST_POINTS} are needed"
    span = float(points.n[-1] / points.n[0])
    if span < SMALLEST_RANGE and best not in STEEP:
        wanted = f"{SMALLEST_RANGE:.0f} are needed"
        return f"the largest n is only {span:.1f} times the smallest, {wanted}"
    return ""


def _nothing(count: int) -> Fit:
    return Fit(
        growth=None,
        decided=False,
        plausible=tuple(Growth),
        weights={str(growth): 1.0 / len(Growth) for growth in Growth},
        reason=f"nothing can be said: {count} distinct sizes with a usable time",
    )
