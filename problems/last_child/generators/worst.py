"""The number n itself; there is nothing to choose. At most 2**29: all values stay below 2**30."""

MIN_N = 1
MAX_N = 2**29


def generate(n: int, seed: int) -> tuple[int]:
    del seed
    return (n,)
