"""The eleven growths as functions of n. Owns the formulas; weighs nothing.

Everything is kept as log2 of the value, so that 2^n and n! stay finite for any n.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from coderl.complexity.model import Growth

Array = NDArray[np.float64]

LARGEST_N = 2**1000  # a larger n is read as this: a float holds no more


def sizes(values: Iterable[int]) -> Array:
    """Turn ints of any length into floats of at most 2^1000."""
    return np.array([float(min(n, LARGEST_N)) for n in values], dtype=np.float64)


def log2(values: Array) -> Array:
    """Take log2 where 0 becomes -inf without a warning."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log2(values)


def _log2_factorial(n: Array) -> Array:
    return np.array([math.lgamma(one + 1.0) / math.log(2.0) for one in n.tolist()])


LOG2_BASIS: Mapping[Growth, Callable[[Array], Array]] = {
    Growth.CONSTANT: np.zeros_like,
    Growth.LOG: lambda n: log2(log2(n)),
    Growth.SQRT: lambda n: 0.5 * log2(n),
    Growth.LINEAR: log2,
    Growth.LINEARITHMIC: lambda n: log2(n) + log2(log2(n)),
    Growth.LINEAR_SQRT: lambda n: 1.5 * log2(n),
    Growth.QUADRATIC: lambda n: 2.0 * log2(n),
    Growth.QUADRATIC_LOG: lambda n: 2.0 * log2(n) + log2(log2(n)),
    Growth.CUBIC: lambda n: 3.0 * log2(n),
    Growth.EXPONENTIAL: np.array,
    Growth.FACTORIAL: _log2_factorial,
}


def log2_basis(growth: Growth, n: Array) -> Array:
    """Return log2 of the growth's function at each n >= 1; it is -inf where log n is 0, at 1."""
    return LOG2_BASIS[growth](n)


def basis(growth: Growth, n: Array) -> Array:
    """Return the growth's function at each n >= 1; inf where a float cannot hold it."""
    with np.errstate(over="ignore"):
        return np.exp2(log2_basis(growth, n))


def relative_to_largest(log2_values: Array) -> Array:
    """Return the values divided by the largest: shape without overflow, all in [0, 1]."""
    return np.exp2(log2_values - np.max(log2_values))
