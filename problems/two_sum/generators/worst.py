"""No pair at all: every value is even and the target is odd. Distinct values in random order."""

import random

MIN_N = 2
MAX_N = 2**20


def generate(n: int, seed: int) -> tuple[list[int], int]:
    nums = [2 * i for i in range(n)]
    random.Random(seed).shuffle(nums)
    return nums, n | 1
