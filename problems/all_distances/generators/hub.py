"""One town with a road to and from every other: 2 (n - 1) roads, so that reading costs little.

The hub is town 1: after its round all towns reach all others, and Floyd and Warshall have no short
cut. Costs are a random length above a difference of heights: round trips are never negative.
"""

import random

MIN_N = 2
MAX_N = 1024


def generate(n: int, seed: int) -> bytes:
    rng = random.Random(seed)
    height = rng.choices(range(1000), k=n)
    pairs = [(0, b) for b in range(1, n)] + [(b, 0) for b in range(1, n)]
    lines = [f"{n} {len(pairs)}"]
    for a, b in pairs:
        lines.append(f"{a + 1} {b + 1} {rng.randrange(1, 1000) + height[b] - height[a]}")
    return ("\n".join(lines) + "\n").encode()
