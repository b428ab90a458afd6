"""The exponent n with the lower half of its bits set.

Square-and-multiply then multiplies most of the time. The exponent differs from n by less than 2
sqrt(n). The modulus is a prime, and the base is not 0 or 1 modulo it.
"""

MIN_N = 1
MAX_N = 2**50


def generate(n: int, seed: int) -> tuple[int, int, int]:
    exponent = n | ((1 << n.bit_length() // 2) - 1)
    return 2 + seed % 29000, exponent, 29989
