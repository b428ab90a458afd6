"""No pair at all: every value is even and the target is odd. Distinct values.

The order is random within blocks of 64 only. A full shuffle would add the cache misses of a large
dictionary, which grow with n and look like a logarithm.
"""

import random

MIN_N = 2
MAX_N = 2**17


def generate(n: int, seed: int) -> tuple[list[int], int]:
    rng = random.Random(seed)
    nums = []
    for start in range(0, n, 64):
        block = [1000 + 2 * i for i in range(start, min(start + 64, n))]
        rng.shuffle(block)
        nums += block
    return nums, 2 * n + 1001
