"""Even values and an odd target: no sum hits it, so nothing stops early.

The target lies in the middle of the sums.
"""

import random

MIN_N = 3
MAX_N = 2**14


def generate(n: int, seed: int) -> bytes:
    rng = random.Random(seed)
    nums = [2 * rng.randrange(-40_000_000, 40_000_000) for _ in range(n)]
    return f"{n} 1\n{' '.join(map(str, nums))}\n".encode()
