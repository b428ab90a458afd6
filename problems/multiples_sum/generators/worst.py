"""The bound is n itself.

a and b stay small and coprime, so that every number is tested by both divisions.
"""

# From here on up to MAX_N the sums keep their length in machine digits, so that O(1) looks flat.
MIN_N = 2**18
MAX_N = 2**30


def generate(n: int, seed: int) -> tuple[int, int, int]:
    a = 2 + seed % 50
    return n, a, a + 1
