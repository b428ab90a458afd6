"""The largest prime that is not above n: no divisor ends the search early."""

# Below, CPython counts with cached small integers, and primes lie farther from n.
MIN_N = 2**10
MAX_N = 2**50

# Miller-Rabin with these bases is deterministic below 3.3e24.
BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def is_prime(n: int) -> bool:
    if n < 2:
        return False
    for p in BASES:
        if n % p == 0:
            return n == p
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for base in BASES:
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def generate(n: int, seed: int) -> tuple[int]:
    del seed  # there is one worst number below each n
    while not is_prime(n):
        n -= 1
    return (n,)
