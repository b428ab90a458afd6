"""A rise over the first half, then values between its elements in random order.

From the middle on, the list of ends has n / 2 elements and every search goes to its full depth; a
shortcut that only compares with the last end helps in the first half alone.
"""

import random

MIN_N = 2
MAX_N = 2**19


def generate(n: int, seed: int) -> tuple[list[int]]:
    half = n - n // 2
    between = [2 * i + 1 for i in range(n // 2)]
    random.Random(seed).shuffle(between)
    return ([2 * i for i in range(half)] + between,)
