"""Random gains with a slight downward drift. Nothing exits early.

The running sum is reset again and again.
"""

import random

MIN_N = 1
MAX_N = 2**21


def generate(n: int, seed: int) -> tuple[list[int]]:
    rng = random.Random(seed)
    return (rng.choices(range(-110, 101), k=n),)
