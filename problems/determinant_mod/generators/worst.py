"""A random matrix modulo 29989 without zeros.

No shortcut applies to elimination or to expansion. MAX_N suits elimination; an expansion over
permutations ends at about n = 11, where the budget of a measurement stops it.
"""

import random

MIN_N = 1
MAX_N = 1024


def generate(n: int, seed: int) -> bytes:
    rng = random.Random(seed)
    lines = [f"{n} 29989"]
    lines += [" ".join(str(rng.randrange(1, 29989)) for _ in range(n)) for _ in range(n)]
    return ("\n".join(lines) + "\n").encode()
