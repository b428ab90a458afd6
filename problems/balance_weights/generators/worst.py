"""Small weights and the target 200: no branch of a search can be cut.

Every weight walks nearly the whole table of sums.
"""

import random

MIN_N = 1
MAX_N = 2**17


def generate(n: int, seed: int) -> tuple[list[int], int]:
    rng = random.Random(seed)
    return rng.choices(range(1, 11), k=n), 200
