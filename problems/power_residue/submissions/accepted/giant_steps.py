# O(sqrt n): with s = isqrt(n) the first loop makes base^s in s steps, the second uses it n // s <=
# s + 2 times, and fewer than s single steps remain. Right: n = s * (n // s) + n % s. At n = 10^12
# that is 3e6 steps at most.
from math import isqrt


def power_residue(base, n, modulus):
    stride = isqrt(n) or 1
    giant = 1 % modulus
    for _ in range(stride):
        giant = giant * base % modulus
    result = 1 % modulus
    for _ in range(n // stride):
        result = result * giant % modulus
    for _ in range(n % stride):
        result = result * base % modulus
    return result
