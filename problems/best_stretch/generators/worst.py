"""Random gains with a slight downward drift. Nothing exits early.

The running sum is reset again and again.
"""

import random

MIN_N = 1
MAX_N = 2**21


def generate(n: int, seed: int) -> str:
    rng = random.Random(seed)
    gains = rng.choices(range(-110, 101), k=n)
    return f"{n}\n{' '.join(map(str, gains))}\n"
