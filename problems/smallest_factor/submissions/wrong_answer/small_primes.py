# Wrong: it gives up at 1000, enough for n < 10^6 only. secret/08-large-semiprime kills it: 999979 *
# 999983 is called prime.


def smallest_factor(n):
    for d in range(2, min(n, 1000)):
        if n % d == 0:
            return d
    return n
