"""A road from every town to every other, n (n - 1) in all, so linear in the length of the input.

Costs are a random length above the difference of two random heights: many are negative, round trips
are not.
"""

import random

MIN_N = 1
MAX_N = 400


def generate(n: int, seed: int) -> bytes:
    rng = random.Random(seed)
    height = rng.choices(range(1000), k=n)
    lines = [f"{n} {n * (n - 1)}"]
    for a in range(n):
        lengths = rng.choices(range(1, 1000), k=n)
        lines += [
            f"{a + 1} {b + 1} {lengths[b] + height[b] - height[a]}" for b in range(n) if b != a
        ]
    return ("\n".join(lines) + "\n").encode()
