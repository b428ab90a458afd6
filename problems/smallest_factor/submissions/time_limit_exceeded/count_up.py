# O(n): for a prime n the loop ends at d = n only. Right: the first divisor met is the smallest.
# Too slow: secret/10-largest-prime is 999999999989, about 10^12 divisions.


def smallest_factor(n):
    d = 2
    while n % d != 0:
        d += 1
    return d
