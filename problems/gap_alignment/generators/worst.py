"""Two random words of length n over four letters: every cell of the table counts."""

import random

MIN_N = 1
MAX_N = 4096


def generate(n: int, seed: int) -> tuple[str, str, int, int, int]:
    rng = random.Random(seed)
    return "".join(rng.choices("acgt", k=n)), "".join(rng.choices("acgt", k=n)), 3, 4, 1
