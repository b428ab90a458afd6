"""A random permutation.

Merges alternate between their halves, and no early exit of a simple sort applies.
"""

import random

MIN_N = 2
MAX_N = 2**19


def generate(n: int, seed: int) -> str:
    nums = list(range(n))
    random.Random(seed).shuffle(nums)
    return f"{n}\n{' '.join(map(str, nums))}\n"
