"""Which sizes to measure. Pure: it is told what sizes cost and answers with the next one."""

from __future__ import annotations

import math
from itertools import pairwise

from coderl.complexity.model import Growth

FIRST_N = 16
VALUE_N = (
    2**27
)  # a generator that goes beyond means n as a value, not as the size of something in memory
SMALL_MAX_N = 64  # a generator that stops here has something exponential in mind: every n counts
CLEAR_S = 20e-6  # costs below this are noise to a prediction
_STEEPER = 4.0  # how much worse than a power law the next step is feared to be
_SMALLEST_STEP = 1.1
STEEP_BELOW = 8
MOST_ONES = 24  # what has not become dear by then does not grow, it jumps
FEW_RUNGS = 6  # with fewer below a stop the curve is steep: climb again by ones


def first_size(min_n: int, max_n: int) -> int:
    """The first rung."""
    return min_n if max_n <= SMALL_MAX_N else min(max(min_n, FIRST_N), max_n)


def predicted_s(known: list[tuple[int, float]], n: int) -> float:
    """What n may cost, from what is known: a power law through the last two clear costs, or worse
    where it bends up.
    """
    clear = [(size, cost) for size, cost in known if cost >= CLEAR_S]
    if not clear:
        return 0.0
    if len(clear) == 1 or clear[-1][0] == clear[-2][0]:
        size, cost = clear[-1]
        return cost * (n / size) ** 2
    (n1, t1), (n2, t2) = clear[-2:]
    rise = max(0.0, math.log(t2 / t1))
    power = t2 * (n / n2) ** (rise / math.log(n2 / n1))
    steep = t2 * math.exp(min(700.0, rise * (n - n2) / (n2 - n1)))
    return max(power, min(steep, _STEEPER * power))


def next_size(known: list[tuple[int, float]], max_n: int, cap_s: float) -> int | None:
    """The next rung above those known (sizes with their costs, rising), None at the top.

    The step is 4 while a size costs nothing that can be seen, else 2; it shrinks where the next
    size would cost more than `cap_s`. With a small `max_n` it is one.
    """
    last, cost = known[-1]
    if last >= max_n or cost > cap_s:
        return None
    if max_n <= SMALL_MAX_N:
        return last + 1 if predicted_s(known, last + 1) <= cap_s else None
    step = 4.0 if max_n > VALUE_N or cost < CLEAR_S else 2.0
    while step >= _SMALLEST_STEP:
        size = min(max_n, max(last + 1, round(last * step)))
        if predicted_s(known, size) <= cap_s:
            return size
        step = 1 + (step - 1) / 2
    return None


def steep_start(good: int | None, stopped: int, min_n: int) -> int:
    """Where to climb again by ones, after `stopped` cost too much and `good` was the last that did
    not: low enough for a curve, and for nothing when only n = 1 is left.
    """
    if good is None:
        return min_n if stopped > min_n else stopped
    return max(min_n, good - STEEP_BELOW)


def between(sizes: list[int], wanted: int) -> list[int]:
    """More sizes, in the middles of the widest upper gaps, until there are `wanted`; rising."""
    found = sorted(sizes)
    while len(found) < wanted:
        gaps = [(b / a, b, a) for a, b in pairwise(found) if b > a + 1]
        if not gaps:
            break
        _, high, low = max(gaps)
        found = sorted(
            {*found, round(math.sqrt(low * high))}
            if round(math.sqrt(low * high)) not in found
            else {*found, low + 1}
        )
    return found


def worst(growths: list[Growth | None]) -> int:
    """The place of the fastest-growing of several answers; one that says nothing counts least."""
    return max(range(len(growths)), key=lambda i: -1 if (g := growths[i]) is None else g.rank)
