"""Lengths from a narrow band in random order.

Every tied rope is longer than all that are left and sinks to the bottom of a heap.
"""

import random

MIN_N = 1
MAX_N = 2**19


def generate(n: int, seed: int) -> bytes:
    rng = random.Random(seed)
    lengths = rng.choices(range(5001, 10001), k=n)
    return f"{n}\n{' '.join(map(str, lengths))}\n".encode()
