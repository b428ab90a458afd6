# Wrong: `<` instead of `<=` misses the squares of primes. secret/03-square kills it: 49 gives 49,
# not 7.


def smallest_factor(n):
    if n % 2 == 0:
        return 2
    d = 3
    while d * d < n:
        if n % d == 0:
            return d
        d += 2
    return n
