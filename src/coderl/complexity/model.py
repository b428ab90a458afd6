"""The words of growth: the eleven growths, what was measured, what was concluded. Plain values; no
clock, no numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from coderl.records import record


class Growth(StrEnum):
    """How cost grows with n, slowest first. The strings are the public spelling."""

    CONSTANT = "O(1)"
    LOG = "O(log n)"
    SQRT = "O(sqrt n)"
    LINEAR = "O(n)"
    LINEARITHMIC = "O(n log n)"
    LINEAR_SQRT = "O(n sqrt n)"
    QUADRATIC = "O(n^2)"
    QUADRATIC_LOG = "O(n^2 log n)"
    CUBIC = "O(n^3)"
    EXPONENTIAL = "O(2^n)"
    FACTORIAL = "O(n!)"

    @property
    def rank(self) -> int:
        """The place in the order, 0 for O(1)."""
        return list(Growth).index(self)


@record
class Measurement:
    """CPU seconds of one call at one n: one value per repeat (already divided by the calls in a
    batch).

    `censored`: a run at this n was stopped by a limit, so the cost is at least the largest value.
    `noise_s` is the doubt about the least of them in seconds: a cost below it is hardly a cost.
    `reference_cpu_s`: the reference's repeats on the same inputs, measured in the same breath;
    empty without one.
    """

    n: int
    cpu_s: tuple[float, ...]
    reference_cpu_s: tuple[float, ...] = ()
    censored: bool = False
    noise_s: float = 0.0


@record
class Series:
    """All sizes of one program, by growing n."""

    measurements: tuple[Measurement, ...]


@record
class Fit:
    """A growth with the weight of each rival, or undecided.

    `growth` is the likeliest growth, also when `decided` is false (then it is a guess, and
    `plausible` holds every growth that the data do not rule out); None where nothing can be said.
    `weights` sum to 1. `reason` says in words why it is undecided, or what decided.
    """

    growth: Growth | None
    decided: bool
    plausible: tuple[Growth, ...]
    weights: Mapping[str, float]
    reason: str = ""


@record
class Relative:
    """The submission beside the reference on the same inputs.

    `slope` is d ln(t_submission / t_reference) / d ln n with its two-sided 95 % interval: 0 the
    same degree, 1 one degree worse. `verdict`: `not_worse`, `worse`, or `undecided`.
    """

    slope: float
    slope_low: float
    slope_high: float
    verdict: str
    ratio_at_largest: float
