# O(sqrt n): one division for each k up to r = isqrt(n).
# Right: the sum counts the pairs (a, b) with a * b <= n. Those with a <= r are counted by the loop,
# those with b <= r are as many, and the r * r pairs with both are counted twice; no pair has both
# above r.
from math import isqrt


def main():
    n = int(input())
    r = isqrt(n)
    total = 0
    for k in range(1, r + 1):
        total += n // k
    print(2 * total - r * r)


main()
