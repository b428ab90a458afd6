"""Descending order: n (n - 1) / 2 inversions, the most there can be.

It is the worst order for sorts that swap neighbours.
"""

MIN_N = 2
MAX_N = 2**19


def generate(n: int, seed: int) -> str:
    start = seed % 1000
    nums = list(range(start + n - 1, start - 1, -1))
    return f"{n}\n{' '.join(map(str, nums))}\n"
