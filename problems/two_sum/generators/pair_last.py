"""The only pair sits at the two last positions.

Ascending odd values; the target is the sum of the two largest, which no other pair reaches.
"""

MIN_N = 2
MAX_N = 2**17


def generate(n: int, seed: int) -> tuple[list[int], int]:
    start = 2 * (seed % 1000) + 1001
    nums = [start + 2 * i for i in range(n)]
    return nums, nums[-1] + nums[-2]
