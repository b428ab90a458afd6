"""The bound is n itself.

a and b stay small and coprime, so that every number is tested by both divisions.
"""

MIN_N = 1
MAX_N = 2**30


def generate(n: int, seed: int) -> tuple[int, int, int]:
    a = 2 + seed % 50
    return n, a, a + 1
