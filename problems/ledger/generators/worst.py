"""n accounts and n operations.

Changes near account 0 and questions over nearly all accounts take turns. A change of a low account
climbs the whole Fenwick tree and spoils every prefix sum; the ends of the questions lie inside
blocks, and for n a power of two all bits of n - 1 are set.
"""

import random

MIN_N = 4
MAX_N = 2**17


def generate(n: int, seed: int) -> tuple[list[int], list[list[int]]]:
    rng = random.Random(seed)
    balances = rng.choices(range(-1000, 1001), k=n)
    operations = [[1, 1, n - 2] if k % 2 else [0, k % 4 // 2, k % 7 - 3] for k in range(n)]
    return balances, operations
