# O(sqrt n): odd d runs up to sqrt(n), so at most sqrt(n) / 2 divisions. Right: if n = d * e with 1
# < d <= e then d * d <= n; the first divisor met is the smallest; where none is met n is prime.
# (Pollard's rho needs fewer steps, O(n^1/4) expected, and a proof that it found the smallest; trial
# division is what this problem expects.)


def smallest_factor(n):
    if n % 2 == 0:
        return 2
    d = 3
    while d * d <= n:
        if n % d == 0:
            return d
        d += 2
    return n
