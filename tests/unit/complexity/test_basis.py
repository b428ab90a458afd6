import math
import sys

import numpy as np
import pytest

from coderl.complexity.basis import basis, log2_basis, relative_to_largest, sizes
from coderl.complexity.model import Growth

EXPECTED = {
    Growth.CONSTANT: 1.0,
    Growth.LOG: 4.0,
    Growth.SQRT: 4.0,
    Growth.LINEAR: 16.0,
    Growth.LINEARITHMIC: 64.0,
    Growth.LINEAR_SQRT: 64.0,
    Growth.QUADRATIC: 256.0,
    Growth.QUADRATIC_LOG: 1024.0,
    Growth.CUBIC: 4096.0,
    Growth.EXPONENTIAL: 65536.0,
    Growth.FACTORIAL: float(math.factorial(16)),
}


@pytest.mark.parametrize("growth", Growth)
def test_each_growth_is_its_formula(growth: Growth) -> None:
    assert basis(growth, np.array([16.0]))[0] == pytest.approx(EXPECTED[growth])


@pytest.mark.parametrize("growth", Growth)
def test_no_growth_overflows_as_a_logarithm(growth: Growth) -> None:
    logs = log2_basis(growth, sizes([1, 2, 2**50, 10**1000]))
    assert not np.isnan(logs).any()
    assert (logs < math.inf).all()
    assert (np.diff(logs[1:]) >= 0.0).all()


def test_a_logarithm_of_one_is_zero() -> None:
    assert basis(Growth.LOG, np.array([1.0]))[0] == 0.0
    assert basis(Growth.LINEARITHMIC, np.array([1.0]))[0] == 0.0


def test_a_shape_is_relative_to_its_largest_value() -> None:
    shape = relative_to_largest(log2_basis(Growth.EXPONENTIAL, sizes([2, 3, 5000])))
    assert shape.tolist() == [0.0, 0.0, 1.0]


def test_the_words_of_growth_need_no_numpy() -> None:
    import subprocess

    code = "import coderl.complexity.model, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
