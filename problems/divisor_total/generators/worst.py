"""The number n itself; there is nothing to choose.

At most 2**48, so that a C++ `long long` holds the sum.
"""

MIN_N = 1
MAX_N = 2**48


def generate(n: int, seed: int) -> bytes:
    del seed
    return b"%d\n" % n
