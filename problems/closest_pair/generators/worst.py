"""Two vertical lines at distance 1, y in random order and 8 apart.

At each level of a divide and conquer all points lie in the strip. Sweeps that compare all points
that are near in x alone become quadratic.
"""

import random

MIN_N = 2
MAX_N = 2**18


def generate(n: int, seed: int) -> bytes:
    ys = [8 * i for i in range(n)]
    random.Random(seed).shuffle(ys)
    lines = [str(n)]
    lines += [f"{5000 + i % 2} {y}" for i, y in enumerate(ys)]
    return ("\n".join(lines) + "\n").encode()
